"""Named luck: what a draw depends on, and what it must not depend on."""

from collections.abc import Iterator

import numpy as np
import pytest
from scipy import stats

import sim.ensemble.run
from sim import Result, Worlds, simulate
from sim.ensemble.run import run_block, run_of
from tests.conftest import load

SEED = 5


def same_rows(one: Result, other: Result, worlds: int) -> bool:
    """Whether the first worlds of two results are equal to the bit."""
    return all(np.array_equal(one.table[k][:worlds], other.table[k][:worlds]) for k in one.table)


def test_equal_runs_give_equal_results() -> None:
    assert simulate(load(), 5000, SEED) == simulate(load(), 5000, SEED)
    assert simulate(load(), 5000, SEED) != simulate(load(), 5000, SEED + 1)


def test_a_small_run_is_the_beginning_of_a_larger_one() -> None:
    assert same_rows(simulate(load(), 1003, SEED), simulate(load(), 5000, SEED), 1003)


@pytest.fixture
def block() -> Iterator[None]:
    size = sim.ensemble.run.BLOCK
    yield
    sim.ensemble.run.BLOCK = size


@pytest.mark.parametrize("size", [7, 64, 1000])
@pytest.mark.parametrize("uncertain", [False, True])
@pytest.mark.usefixtures("block")
def test_the_size_of_blocks_changes_nothing(size: int, uncertain: bool) -> None:
    whole = simulate(load(), 300, SEED, uncertain)
    sim.ensemble.run.BLOCK = size
    assert simulate(load(), 300, SEED, uncertain) == whole


def test_workers_change_nothing() -> None:
    worlds = 3 * sim.ensemble.run.BLOCK + 17
    assert simulate(load(), worlds, SEED, workers=2) == simulate(load(), worlds, SEED)


@pytest.mark.parametrize("uncertain", [False, True])
def test_any_world_can_be_run_alone(uncertain: bool) -> None:
    whole = simulate(load(), 2000, SEED, uncertain)
    for world in (0, 1, 2, 3, 4, 5, 777, 1999):
        rows, _ = run_block(run_of(load(), 2000, SEED, uncertain), range(world, world + 1))
        assert all(rows[name][0] == column[world] for name, column in whole.table.items())


def test_an_added_actor_changes_nobody_elses_luck() -> None:
    extra = "actors.un={role: backer, name: United Nations, signals: {appeal: {strength: 1}}}"
    one, other = simulate(load(), 3000, SEED), simulate(load(extra), 3000, SEED)
    assert same_rows(one, other, 3000)


def test_an_unused_shock_changes_nobody_elses_luck() -> None:
    shock = "shocks.strike={rate: 0, effects: {ukraine.inclination: -1.5}}"
    assert same_rows(simulate(load(), 3000, SEED), simulate(load(shock), 3000, SEED), 3000)


def test_streams_are_uniform_and_unrelated() -> None:
    worlds = Worlds(SEED, range(100_000))
    one, other = worlds.uniform("one"), worlds.uniform("other")
    assert stats.kstest(one, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(100_000)
    assert stats.kstest(worlds.exponential("one"), "expon").pvalue > 1e-4
    assert stats.kstest(worlds.logistic("one"), "logistic").pvalue > 1e-4


def test_ticks_of_one_name_are_independent() -> None:
    worlds = Worlds(SEED, range(100_000))
    first, second = (worlds.happens("strike", tick, 0.3) for tick in (0, 1))
    for happened in (first, second):
        assert abs(happened.mean() - 0.3) < 4 * np.sqrt(0.21 / 100_000)
    assert abs((first & second).mean() - 0.09) < 4 * np.sqrt(0.09 * 0.91 / 100_000)


@pytest.mark.parametrize("start", [1, 3, 4, 8, 11, 1_000_003])
def test_a_stream_can_be_entered_anywhere(start: int) -> None:
    far, near = Worlds(SEED, range(start + 5)), Worlds(SEED, range(start, start + 5))
    assert np.array_equal(far.uniform("x")[start:], near.uniform("x"))
    assert np.array_equal(far.happens("x", 3, 0.5)[start:], near.happens("x", 3, 0.5))


@pytest.mark.parametrize("start", [0, 3, 12_345])
def test_what_a_tick_draws_are_numpys_own_floats(start: int) -> None:
    """A yes or no is told from half a word as from the float that NumPy makes of it."""
    worlds, tick = Worlds(SEED, range(start, start + 999)), 5
    key = np.random.SeedSequence(SEED, spawn_key=tuple(b"a.name")).generate_state(2, np.uint64)
    stream = np.random.Generator(np.random.Philox(key=key, counter=[0, tick, 0, 0]))
    wanted = stream.random(start + 999, dtype=np.float32)[start:]
    assert np.array_equal(worlds.uniform_of_tick("a.name", tick), wanted)
    chances = np.random.default_rng(1).permutation(np.append(wanted[:-2], [0, 1]))
    assert np.array_equal(worlds.happens("a.name", tick, chances), wanted < chances)
    assert worlds.happens("a.name", tick, np.nextafter(wanted, np.float32(2))).all()
    for chance in (0, 0.3, wanted[0], 1):
        assert np.array_equal(worlds.happens("a.name", tick, chance), wanted < np.float32(chance))
