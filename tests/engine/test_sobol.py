"""Luck that is spread evenly: what is even about it, and what it saves."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.stats import qmc

from sim import Scenario, UsageError, Worlds, compare, simulate
from sim.analysis.outcomes.measures import tallies
from sim.arrays import Floats
from sim.engine import sobol
from sim.engine.columns import columns_of
from sim.ensemble.luck import Luck
from tests.conftest import load, toy

PARTS, SIZE = sobol.PARTS, 256

TRUTH = {
    "any_on_time": 0.45339,
    "leaders_on_time": 0.06252,
    "delegations_on_time": 0.39087,
    "leaders_late": 0.00635,
    "delegations_late": 0.33438,
    "one_sided": 0.18402,
    "none": 0.02186,
}
"""Shares of the baseline from an independent implementation, to five digits."""


def column(number: int, name: str = "x", worlds: int = PARTS * SIZE, start: int = 0) -> Floats:
    """Return a column's uniforms, scrambled for a name."""
    batch = Worlds(5, range(start, start + worlds)).with_columns({name: number})
    return batch.uniform(name)


@pytest.mark.parametrize("number", [0, 1, 2, 7, 20, sobol.columns() - 1])
def test_direction_numbers_are_the_published_ones(number: int) -> None:
    """SciPy counts in Gray code: its point n is the one whose bits are those of n ^ (n >> 1)."""
    theirs = qmc.Sobol(sobol.columns(), scramble=False, bits=sobol.BITS).random(SIZE)[:, number]
    gray = np.arange(SIZE) ^ (np.arange(SIZE) >> 1)
    ours = np.zeros(SIZE, np.uint32)
    for bit, direction in enumerate(sobol.directions(number)):
        ours ^= np.where(gray >> bit & 1, direction, np.uint32(0))
    assert np.array_equal(ours / 2.0**sobol.BITS, theirs)


@pytest.mark.parametrize("number", [0, 5, sobol.columns() - 1])
def test_each_part_has_one_point_in_every_slice(number: int) -> None:
    uniforms = column(number).reshape(-1, PARTS)
    for part in uniforms.T:
        for size in (16, 64, SIZE):
            assert sorted((part[:size] * size).astype(int)) == list(range(size))


def test_two_columns_fill_the_square() -> None:
    """The first two are a (0, 2)-sequence: one point in each box of area 1/256, however cut."""
    one, other = (column(number, name).reshape(-1, PARTS) for number, name in ((0, "x"), (1, "y")))
    for cut in range(9):
        boxes = (one * 2**cut).astype(int) * 2 ** (8 - cut) + (other * 2 ** (8 - cut)).astype(int)
        for part in boxes.T:
            assert sorted(part) == list(range(SIZE))


def test_columns_are_uniform_and_parts_independent() -> None:
    """What a part says on the whole (here: of its first five points) tells nothing of another."""
    uniforms = column(3, worlds=PARTS * 4096)
    assert 0 < uniforms.min() < uniforms.max() < 1
    assert stats.kstest(uniforms, "uniform").pvalue > 1e-4
    five = [column(3, f"x{name}", 5 * PARTS).reshape(5, PARTS).mean(axis=0) for name in range(400)]
    assert abs(np.mean(five) - 0.5) < 4 * np.std(five) / np.sqrt(400 * PARTS)
    related = np.corrcoef(np.transpose(five)) - np.eye(PARTS)
    assert np.abs(related).max() < 4.5 / np.sqrt(400)


@pytest.mark.parametrize("start", [1, 15, 16, 17, 4095, 70_001, 10**10 - 7])
def test_a_column_can_be_entered_anywhere(start: int) -> None:
    near = column(6, worlds=5, start=start)
    far = column(6, worlds=start % 1000 + 5, start=start - start % 1000)
    assert np.array_equal(far[start % 1000 :], near)
    assert column(6, worlds=1, start=start) == near[0]


def test_whoever_is_added_changes_nobody_elses_column() -> None:
    week = load()
    shock = {"rate": 0.1, "effects": {"ukraine.inclination": -1}}
    aid = week.conditions["ceasefire"]
    larger = week.with_({"shocks.flood": shock, "conditions.aid": aid})
    own, with_more = columns_of(week), columns_of(larger)
    assert own.items() < with_more.items()
    for one, other in pairwise(sorted(with_more.values())):
        assert one < other < sobol.columns()


def test_a_third_party_changes_nobody_elses_luck() -> None:
    third = toy().model_dump()["actors"]["south"] | {"name": "East"}
    two = toy(**{"actors.north.noise_scale": 1})
    three = Scenario.model_validate(
        two.model_dump() | {"actors": {**two.model_dump()["actors"], "east": third}}
    )
    for party in ("north", "south"):
        for drawn in ("reading", "temper"):
            name = f"{party}.{drawn}"
            batches = (Worlds(1, range(99)).with_columns(columns_of(one)) for one in (two, three))
            first, second = (batch.uniform(name) for batch in batches)
            assert np.array_equal(first, second)


def errors(worlds: int, kind: str, *changes: str) -> Floats:
    """Return the variance of each measure's share, or of its change, in the mean of ten seeds."""
    found = []
    for seed in range(10):
        first, *others = (
            simulate(scenario, worlds, Luck(seed, kind=kind))
            for scenario in (load(), *(load(one) for one in changes))
        )
        before = tallies(first.run, first.chances)
        for other in others:
            after = tallies(other.run, other.chances)
            found.append([after[name].since(one).error for name, one in before.items()])
        if not others:
            found.append([one.error for one in before.values()])
    return np.asarray(np.mean(np.square(found), axis=0))


def test_worlds_are_saved() -> None:
    """A smaller version of ``benchmarks/run.py --only variance``."""
    shares = np.array([*TRUTH.values()])
    saved = shares * (1 - shares) / 4096 / errors(4096, "sobol")
    least = {"any_on_time": 7, "leaders_late": 15, "delegations_late": 7, "one_sided": 4, "none": 3}
    for measure, times in least.items():
        assert saved[[*TRUTH].index(measure)] > times


def test_differences_are_sharper_too() -> None:
    change = "conditions.ceasefire.willingness=6"
    saved = errors(4096, "philox", change) / errors(4096, "sobol", change)
    assert saved[0] > 2


def test_intervals_hold_the_truth() -> None:
    """A smaller version of ``benchmarks/coverage.py``: 60 seeds, seven shares each."""
    held = []
    for seed in range(60):
        shares = simulate(load(), 1024, seed).measured()
        held += [shares[name].low <= truth <= shares[name].high for name, truth in TRUTH.items()]
    assert 0.9 < np.mean(held) < 0.99


def test_shares_are_those_of_the_equations_to_four_digits() -> None:
    shares = simulate(load(), 2**20, 11).measured()
    for name, truth in TRUTH.items():
        assert shares[name].share == pytest.approx(truth, abs=0.0003)


def test_thrown_luck_has_no_columns() -> None:
    """The same names, seeds and worlds, without Sobol' points: as a run was made before."""
    plain = Worlds(5, range(100), kind="philox").with_columns({"x": 0}).uniform("x")
    assert np.array_equal(plain, Worlds(5, range(100)).uniform("x"))
    runs = [simulate(load(), 1000, Luck(5, kind=kind)) for kind in ("philox", "sobol")]
    assert runs[0] != runs[1]
    assert "luck philox" in runs[0].ran
    with pytest.raises(UsageError, match="only runs of the same worlds"):
        compare(*runs)
