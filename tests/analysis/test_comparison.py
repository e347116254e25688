"""Paired comparisons: what they count, how sure they are, and that luck is shared."""

import numpy as np
import pytest

from sim import Scenario, UsageError, compare, simulate
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.measures import measures
from tests.conftest import ROOT, load, toy

ACCEPTS = "conditions.ceasefire.willingness=6"


@pytest.fixture(scope="module")
def pair() -> Comparison:
    return compare(*(simulate(load(*some), 20_000, seed=4) for some in ((), (ACCEPTS,))))


def test_a_scenario_compared_with_itself_does_not_differ() -> None:
    again = compare(simulate(load(), 5000, seed=4), simulate(load(), 5000, seed=4))
    assert again.moved(1) == []
    assert np.array_equal(again.flows(1), np.diag(np.diag(again.flows(1))))
    for change in again.differences(1).values():
        assert change.difference == 0
        assert change.low < 0 < change.high


def test_flows_are_counted_world_by_world(pair: Comparison) -> None:
    before, after = (result.frame()["outcome"].tolist() for result in pair.results)
    for start, end, count in pair.moved(1):
        assert count == sum(a == start and b == end for a, b in zip(before, after, strict=True))
    assert sum(count for _, _, count in pair.moved(1)) == sum(
        a != b for a, b in zip(before, after, strict=True)
    )


def test_differences_are_differences_of_shares(pair: Comparison) -> None:
    for measure, change in pair.differences(1).items():
        shares = [pair.shares(place)[measure].share for place in (0, 1)]
        assert change.difference == pytest.approx(shares[1] - shares[0], abs=1e-12)
        assert change.low <= change.difference <= change.high


def test_pairing_makes_the_interval_tighter(pair: Comparison) -> None:
    tighter = [change.tighter or 0.0 for change in pair.differences(1).values()]
    assert np.median(tighter) > 1


def test_every_measure_adds_up_outcomes(pair: Comparison) -> None:
    held = measures(pair.results[0].scenario)
    assert next(iter(held)) == "any_on_time"
    assert held["any_on_time"].tolist() == [True, True, False, False, False, False]
    assert np.sum([held[outcome] for outcome in pair.outcomes], axis=0).tolist() == [1] * 6


def test_a_more_certain_meeting_is_as_much_more_frequent() -> None:
    """In the toy crisis a world meets with the chance ``goes_ahead``: nothing is left to luck."""
    runs = [simulate(toy(**{"meeting.goes_ahead": share}), 5000, 1) for share in (0.3, 0.5)]
    pair = compare(*runs)
    change = pair.differences(1)["leaders_on_time"]
    assert change.difference == pytest.approx(0.2, abs=1e-9)
    assert change.high - change.low < 0.002
    assert change.tighter is None
    assert pair.flows(1)[0, 1:].tolist() == [0] * 5  # nor is a meeting lost in any one world


@pytest.mark.parametrize(
    ("seed", "worlds", "uncertain"), [(5, 100, False), (4, 101, False), (4, 100, True)]
)
def test_only_the_same_worlds_are_compared(seed: int, worlds: int, uncertain: bool) -> None:
    with pytest.raises(UsageError, match="the same worlds"):
        compare(simulate(load(), 100, 4), simulate(load(), worlds, seed, uncertain))


def test_only_the_same_ladder_is_compared() -> None:
    geneva = Scenario.load(ROOT / "scenarios" / "others" / "geneva-2018.yaml")
    with pytest.raises(UsageError, match="same levels"):
        compare(simulate(load(), 100, 4), simulate(geneva, 100, 4))


def test_one_run_is_no_comparison() -> None:
    with pytest.raises(UsageError, match="at least two"):
        compare(simulate(load(), 100, 4))
