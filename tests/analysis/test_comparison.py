"""Paired comparisons: what they count, how sure they are, and that luck is shared."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import Scenario, UsageError, compare, simulate
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.measures import measures
from sim.analysis.outcomes.shares import paired_difference
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
        assert (change.gained, change.lost, change.difference) == (0, 0, 0.0)
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
    for change in pair.differences(1).values():
        assert change.tighter is not None
        assert change.tighter > 1.5


def flows(*rows: list[int]) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64)


FIRST = np.array([True, False])


def test_pairing_is_worth_nothing_where_nothing_is_shared() -> None:
    """With shares a and b, independent worlds fall into the cells a·b, a·(1 − b), …."""
    independent = flows([300, 700], [2700, 6300])
    change = paired_difference(independent, FIRST)
    assert change.difference == pytest.approx(0.3 - 0.1)
    assert change.tighter == pytest.approx(1)


def test_the_interval_is_that_of_bonett_and_price() -> None:
    """One worked by hand: 52 pairs, 20 and 4 of them discordant; z = 1.959964."""
    change = paired_difference(flows([10, 4], [20, 18]), FIRST)
    up, down, size = 21 / 54, 5 / 54, 54
    half = 1.959964 * np.sqrt((up + down - (up - down) ** 2) / size)
    assert change.low == pytest.approx(up - down - half, abs=1e-6)
    assert change.high == pytest.approx(up - down + half, abs=1e-6)


@pytest.mark.parametrize("chances", [(0.02, 0.01), (0.2, 0.1), (0.004, 0.0)])
def test_the_interval_holds_the_truth_as_often_as_it_says(chances: tuple[float, float]) -> None:
    up, down = chances
    rng = np.random.default_rng(8)
    drawn = rng.multinomial(1000, [up, down, 1 - up - down], size=4000)
    held = 0
    for gained, lost, rest in drawn.tolist():
        change = paired_difference(flows([rest // 2, lost], [gained, rest - rest // 2]), FIRST)
        held += change.low <= up - down <= change.high
    assert 0.935 < held / 4000 < 0.999


def test_every_measure_adds_up_outcomes(pair: Comparison) -> None:
    held = measures(pair.results[0].scenario)
    assert next(iter(held)) == "any_on_time"
    assert held["any_on_time"].tolist() == [True, True, False, False, False, False]
    assert np.sum([held[outcome] for outcome in pair.outcomes], axis=0).tolist() == [1] * 6


def test_a_more_certain_meeting_gains_exactly_the_worlds_between() -> None:
    """In the toy crisis a world meets where its logistics fall below ``goes_ahead``."""
    runs = [simulate(toy(**{"meeting.goes_ahead": share}), 50_000, 1) for share in (0.3, 0.5)]
    change = compare(*runs).differences(1)["leaders_on_time"]
    assert change.lost == 0
    assert change.difference == pytest.approx(0.2, abs=4 * np.sqrt(0.2 * 0.8 / 50_000))
    assert change.tighter is not None
    assert change.tighter == pytest.approx(np.sqrt((0.21 + 0.25) / 0.16), rel=0.02)


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
