"""Intervals: how often they hold the truth, and what is exact."""

import numpy as np
import pytest
from scipy import stats

from sim import compare, simulate
from sim.analysis.outcomes.shares import STUDENT, Tally
from sim.arrays import Flags
from sim.ensemble.chances import UNIT
from tests.conftest import ended, load, run, toy


def test_quantiles_are_students() -> None:
    assert pytest.approx(stats.t.ppf(0.975, range(1, 16)), abs=1e-6) == STUDENT


def tally_of(happened: Flags, chance: float = 1) -> Tally:
    """Return in how many worlds something is so, where it may be so: with a chance, or surely."""
    by_part = np.bincount(np.arange(len(happened)) % 16, weights=happened, minlength=16)
    return Tally(len(happened), (by_part * chance * UNIT).astype(np.int64))


def flags(rng: np.random.Generator, chance: float, worlds: int) -> Flags:
    happened: Flags = rng.random(worlds) < chance
    return happened


@pytest.mark.parametrize(("chance", "worlds"), [(0.3, 1000), (0.02, 1000), (0.5, 100), (0.9, 37)])
def test_an_interval_holds_the_share_as_often_as_it_says(chance: float, worlds: int) -> None:
    rng = np.random.default_rng(5)
    shares = [tally_of(flags(rng, chance, worlds)).share() for _ in range(3000)]
    held = np.mean([one.low <= chance <= one.high for one in shares])
    assert 0.93 < held < 0.975


@pytest.mark.parametrize(
    ("up", "down", "chance"), [(0.02, 0.01, 1), (0.2, 0.1, 1), (0.02, 0.0, 1), (0.2, 0.1, 0.1)]
)
def test_an_interval_holds_the_difference_as_often_as_it_says(
    up: float, down: float, chance: float
) -> None:
    """Of 1,000 worlds some are gained, some lost, the others are the same in both runs.

    Where each of them counts only with its chance, two whole worlds are too many to add.
    """
    rng, held = np.random.default_rng(8), 0
    for _ in range(3000):
        luck = rng.random(1000)
        before, after = tally_of(luck < down, chance), tally_of(luck > 1 - up, chance)
        change = after.since(before).paired()
        held += change.low <= (up - down) * chance <= change.high
    assert 0.93 < held / 3000 < 0.975


def test_parts_of_unequal_size_weigh_as_they_count() -> None:
    """Of 20 worlds, parts 0 to 3 hold two, the others one."""
    happened = np.arange(20) < 8
    sizes = np.array([2] * 4 + [1] * 12)
    counted = np.bincount(np.arange(20) % 16, weights=happened, minlength=16)
    apart = counted - 0.4 * sizes
    tally = tally_of(happened)
    assert tally.mean == 0.4
    assert tally.error == pytest.approx(np.sqrt((apart**2).sum() * 16 / 15) / 20)


def test_independent_runs_are_not_tighter() -> None:
    rng, found = np.random.default_rng(3), []
    for _ in range(300):
        before, after = (tally_of(flags(rng, chance, 2000)) for chance in (0.3, 0.4))
        found.append(after.since(before).paired().tighter or 0.0)
    assert np.median(found) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("outcome", "share"), [(0, 1.0), (5, 0.0)])
def test_what_every_world_or_none_does_may_yet_be_otherwise(outcome: int, share: float) -> None:
    """With n worlds alike, the interval is Wilson's, with Student's quantile."""
    found = ended(*[outcome] * 160).measured()["any_on_time"]
    spread = STUDENT[-1] ** 2 / 160
    low, high = sorted((share, abs(share - spread / (1 + spread))))
    assert (found.share, found.low, found.high) == pytest.approx((share, low, high))


def test_one_world_says_nothing_of_a_difference() -> None:
    change = compare(ended(0), ended(5)).differences(1)["any_on_time"]
    assert (change.low, change.high) == (-1, 1)


def test_where_only_the_last_luck_is_left_a_share_is_exact() -> None:
    share = simulate(toy(**{"meeting.goes_ahead": 0.7}), 101, 1).measured()["leaders_on_time"]
    assert (share.share, share.low, share.high) == pytest.approx((0.7, 0.7, 0.7))


def test_chances_and_worlds_agree() -> None:
    """Where worlds are counted as luck drew them, and where chances are added up."""
    result = run(worlds=100_000)
    for share in result.measured().values():
        drawn = share.count / result.run.worlds
        assert abs(drawn - share.share) < 4 * np.sqrt(drawn * (1 - drawn) / result.run.worlds)


def test_less_luck_is_left_in_chances() -> None:
    """Rare late meetings gain most: their own luck, 3 in 100, is not drawn any more."""
    result = simulate(load(), 20_000, 4)
    plain = {
        outcome: tally_of(result.table["outcome"] == code).error
        for code, outcome in enumerate(result.outcomes)
    }
    for outcome, least in {"leaders_late": 2.0, "delegations_late": 1.2}.items():
        members = result.outcomes.index(outcome)
        assert plain[outcome] / Tally(20_000, result.chances[:, members]).error > least
