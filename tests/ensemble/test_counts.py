"""Counts only: all that needs no single world is the same, in memory that does not grow."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import Result, Scenario, UsageError, compare, simulate
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.result import simulate_run
from sim.analysis.outcomes.shares import Tally
from sim.archive.results import read_results
from sim.cli import main
from sim.engine.draws import Draws
from sim.ensemble.chances import UNIT
from sim.ensemble.checkpoint import Journal
from sim.ensemble.counts import GRAIN, counts_from, distinct, together
from sim.ensemble.run import BLOCK, MAX_STRETCHES, MAX_WORLDS, Run, run_of, stretches_of
from tests.conftest import ROOT, toy

WORLDS = 2 * BLOCK + 5
OTHERS = ROOT / "scenarios" / "others"


def drawn_blame() -> Scenario:
    """Return a crisis in which what an audience holds against a party is drawn in each world."""
    spread = {"beta": {"a": 2, "b": 2}, "assumption": "a test"}
    return toy(
        **{
            "actors.public": {"name": "Public", "role": "backer"},
            "actors.public.blames": {"absence": spread, "refusal": 0.5, "condition": 0.0},
            "actors.north.inclination": 0.5,
            "actors.north.noise_scale": 1,
            "meeting.goes_ahead": 0.6,
        }
    )


def both(scenario: Scenario, worlds: int, uncertain: bool = False) -> tuple[Result, Result]:
    """Return one run with its worlds kept, and with counts only."""
    keeps = ("worlds", "counts")
    kept, counted = (simulate(scenario, worlds, 4, uncertain, keep=keep) for keep in keeps)
    return kept, counted


@pytest.mark.parametrize(
    ("scenario", "worlds", "uncertain"),
    [
        (drawn_blame, WORLDS, True),
        (partial(Scenario.load, OTHERS / "closed-pass.yaml"), 3000, False),
    ],
)
def test_what_needs_no_single_world_is_the_same(
    scenario: Callable[[], Scenario], worlds: int, uncertain: bool
) -> None:
    kept, counted = both(scenario(), worlds, uncertain)
    assert counted.details() == kept.details()
    assert counted.sentence == kept.sentence
    assert counted.measured() == kept.measured()


def test_counts_are_those_of_the_rows() -> None:
    """Row by row, in plain Python."""
    kept, counted = both(drawn_blame(), 3000)
    names = [*counted.counts.rows]
    rows = zip(*(kept.table[name].tolist() for name in names), strict=True)
    found: dict[tuple[int, ...], list[int]] = {}
    for world, row in enumerate(rows):
        found.setdefault(row, [0] * 16)[world % 16] += 1
    ways = zip(*(column.tolist() for column in counted.counts.rows.values()), strict=True)
    assert dict(zip(ways, counted.counts.by_part.tolist(), strict=True)) == found


def test_blame_is_weighed_in_each_world() -> None:
    kept, counted = both(drawn_blame(), 3000, uncertain=True)
    draws = Draws(kept.scenario.numbers, kept.run.batch(range(3000)))
    weights = draws.value("actors.public.blames.absence")
    north, south = (kept.table[f"{key}.level"].astype(int) for key in ("north", "south"))
    wanted = np.mean(weights * np.maximum(south - north, 0))
    assert blame(counted)["public"]["north"] == pytest.approx(wanted, abs=1e-6)
    assert wanted > 0


def test_a_comparison_is_the_same_but_for_what_single_worlds_tell() -> None:
    crisis = toy(**{"meeting.goes_ahead": 0.5, "actors.north.announce_chance": 0.4})
    runs = (both(one, 3000) for one in (crisis, crisis.with_({"meeting.goes_ahead": 0.8})))
    kept, counted = (compare(*results) for results in zip(*runs, strict=True))
    wanted = kept.details()
    for one in wanted["scenarios"].values():
        del one["flows"], one["causation"]
    assert counted.details() == wanted
    assert counted.sentence == kept.sentence


NEEDS_WORLDS: dict[str, Callable[[Result], Any]] = {
    "table": lambda result: result.table,
    "rows": lambda result: result.rows(range(2)),
    "some of the frame": lambda result: result.frame(range(2)),
    "flows": lambda result: compare(result, result).flows(1),
    "causation": lambda result: compare(result, result).causation(1),
    "a picture of flows": lambda result: compare(result, result).plot(flows=1),
}


@pytest.mark.parametrize("what", NEEDS_WORLDS)
def test_what_needs_single_worlds_says_so(what: str) -> None:
    result = simulate(toy(), 16, 1, keep="counts")
    with pytest.raises(UsageError, match="only counts were kept, no single world: run without"):
        NEEDS_WORLDS[what](result)


def test_whoever_does_the_work_and_in_whatever_order() -> None:
    run = run_of(drawn_blame(), WORLDS, 4, uncertain=True, keep="counts")
    alone = simulate_run(run)
    with ThreadPoolExecutor(3) as executor:
        assert simulate_run(run, executor) == alone
    pieces = [simulate(run.scenario, worlds, 4, True).counts for worlds in (BLOCK, 5, 70_000)]
    orders = (together([pieces[at] for at in order]) for order in ((0, 1, 2), (2, 0, 1)))
    one, other = (counts.arrays() for counts in orders)
    assert all(np.array_equal(array, other[name]) for name, array in one.items())
    assert not any(np.any(sums * GRAIN % 1) for sums in counts_from(one).drawn.values())


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    run = run_of(drawn_blame(), WORLDS, 4, uncertain=True, keep="counts")
    told: list[int] = []

    def stop(worlds: int) -> None:
        told.append(worlds)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_run(run, progress=stop, done=Journal(tmp_path / "journal").begin(run))
    done = Journal(tmp_path / "journal").begin(run)
    assert len(done) == 2
    assert simulate_run(run, progress=told.append, done=done) == simulate_run(run)
    assert sum(told[2:]) == WORLDS
    with pytest.raises(UsageError, match="holds an unfinished run of something else"):
        Journal(tmp_path / "journal").begin(Run(run.scenario, 16, run.luck, "counts"))


@pytest.fixture
def crisis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Return a scenario file in the folder where commands are given."""
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(drawn_blame().to_yaml(), encoding="utf-8")
    return "toy.yaml"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_counts_are_written_and_read_again(
    crisis: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["run", crisis, "--worlds", "500", "--seed", "4", "--counts", "--table", kind]
    monkeypatch.setattr(sys, "argv", ["parley", *command, "--out", "out"])
    monkeypatch.setattr("sim.plots.plot.pictures", lambda *_: [])
    with pytest.raises(SystemExit, match="0"):
        main()
    assert not [*Path("out").glob("*.unfinished"), *Path("out").glob("worlds.*")]
    results = read_results(Path("out"))
    again = results.result(lambda run: pytest.fail(f"{run} is run again"))
    wanted = simulate(Scenario.load(crisis), 500, 4, keep="counts")
    assert again == wanted
    frame = again.frame()
    assert frame["worlds"].sum() == 500
    assert frame.filter(like="part_").to_numpy().sum() == 500


def test_ten_billion_worlds_fit_the_numbers_they_are_summed_in() -> None:
    most = MAX_WORLDS["counts"]
    tally = Tally(most, np.full(16, most // 16 * UNIT))
    assert float(tally.mean) == 1
    assert float(tally.error) == 0
    stretches = stretches_of(most)
    assert len(stretches) <= MAX_STRETCHES
    assert [one.start for one in stretches[1:]] == [one.stop for one in stretches[:-1]]
    assert (stretches[0].start, stretches[-1].stop) == (0, most)


def test_distinct_rows_are_told_apart_however_many_there_could_be() -> None:
    rng = np.random.default_rng(2)
    columns = [rng.choice([0, 1, 126], 300).astype(np.int8) for _ in range(40)]
    columns[1:] = [np.where(columns[0] == 1, column, 0) for column in columns[1:]]
    table = {str(at): column for at, column in enumerate(columns)}
    rows, number = distinct(table)
    wanted, places = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
    assert np.array_equal(np.stack([*rows.values()], axis=1), wanted)
    assert np.array_equal(number, places.ravel())


@pytest.mark.parametrize(("keep", "most"), MAX_WORLDS.items())
def test_the_number_of_worlds_has_its_bounds(keep: str, most: int) -> None:
    for beyond in (0, most + 1):
        with pytest.raises(UsageError, match=f"between 1 and {most:,}, not {beyond:,}"):
            run_of(toy(), beyond, 1, keep=keep)


def test_other_words_for_what_is_kept_are_refused() -> None:
    with pytest.raises(UsageError, match="keep must be worlds or counts, not sums"):
        run_of(toy(), 16, 1, keep="sums")
