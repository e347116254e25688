"""Probabilities of causation: counted by hand, against closed forms, and as sure as they say."""

import numpy as np
import pytest

from sim import compare, simulate
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.experiments.crossings import Crossings
from sim.analysis.outcomes.measures import measures
from sim.engine.sobol import PARTS
from tests.conftest import load, toy


@pytest.fixture(scope="module")
def promised() -> Comparison:
    """Return the baseline, and the same worlds with a promise that is nearly certain."""
    settings = ((), ("conditions.ceasefire.willingness=6",))
    return compare(*(simulate(load(*some), 4096, seed=4) for some in settings))


def test_causes_are_counted_world_by_world(promised: Comparison) -> None:
    outcomes = [result.table["outcome"].tolist() for result in promised.results]
    for measure, members in measures(promised.scenario).items():
        worlds = [tuple(bool(members[one]) for one in pair) for pair in zip(*outcomes, strict=True)]
        gained, lost = worlds.count((False, True)), worlds.count((True, False))
        kept, never = worlds.count((True, True)), worlds.count((False, False))
        found = promised.causation(1)[measure]
        for share, counted in (
            (found.necessity, gained / (gained + kept)),
            (found.sufficiency, gained / (gained + never)),
            (found.harm, lost / (lost + kept)),
        ):
            assert share is not None
            assert share.share == pytest.approx(counted, abs=1e-9)
            assert share.low <= share.share <= share.high


def test_what_is_gained_less_what_is_lost_is_the_difference(promised: Comparison) -> None:
    before, after = (result.measured() for result in promised.results)
    for measure, found in promised.causation(1).items():
        assert found.necessity is not None
        assert found.harm is not None
        one, other = (share[measure].count for share in (before, after))
        moved = found.necessity.share * other - found.harm.share * one
        assert moved == pytest.approx(other - one, abs=1e-4)
        # Tian and Pearl's bounds (2000) of what two runs without shared luck could tell
        least, most = (other - one) / other, (promised.run.worlds - one) / other
        assert least - 1e-9 <= found.necessity.share <= most + 1e-9


def test_a_change_that_only_helps_has_pearls_closed_form() -> None:
    """Without harm PN is (p₂ − p₁) / p₂ and PS (p₂ − p₁) / (1 − p₁) (Pearl 1999)."""
    runs = [simulate(toy(**{"meeting.goes_ahead": share}), 4096, 1) for share in (0.3, 0.5)]
    both = compare(*runs)
    found, back = both.causation(1)["any_on_time"], compare(*runs[::-1]).causation(1)["any_on_time"]
    for share, theory in ((found.necessity, 0.4), (found.sufficiency, 0.2 / 0.7)):
        assert share is not None
        assert share.low < theory < share.high
        assert share.high - share.low < 0.05
    assert found.harm is not None
    assert found.harm.share == found.harm.low == 0 < found.harm.high
    assert back.harm == found.necessity  # taken back, a change harms where it had been needed


def test_where_no_world_can_tell_nothing_is_said() -> None:
    again = compare(*[simulate(toy(), 160, 1)] * 2)
    found = again.causation(1)
    assert found["any_on_time"].sufficiency is None
    assert (found["none"].necessity, found["none"].harm) == (None, None)
    plain = again.details()["scenarios"][again.names[1]]["causation"]
    assert plain["none"]["harm"] is None
    assert plain["any_on_time"]["necessity"]["share"] == 0


def test_an_interval_holds_a_share_of_some_worlds_as_often_as_it_says() -> None:
    """Of 1,000 worlds 30 % come with the change; 20 % of these would not have without it."""
    rng, held = np.random.default_rng(2), 0
    some = np.array([True, False])
    for _ in range(2000):
        before, after = rng.random(1000) < 0.8, rng.random(1000) < 0.3
        codes = (2 * ~before + ~after) * PARTS + np.arange(1000) % PARTS
        counts = np.bincount(codes, minlength=4 * PARTS).reshape(2, 2, PARTS)
        share = Crossings(1000, counts).causation(some).necessity
        held += share is not None and share.low <= 0.2 <= share.high
    assert 0.93 < held / 2000 < 0.975
