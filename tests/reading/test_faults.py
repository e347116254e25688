"""What went wrong once: odd names, damaged journals, ended helpers, leftovers."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
import pytest

import sim
from sim import Observation, UsageError, Worlds, register, sweep
from sim.arrays import Levels
from sim.engine.sobol import PARTS
from sim.ensemble.checkpoint import Journal
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.run import run_of
from sim.rules import registry
from tests.cli.test_cli_compare import heard
from tests.conftest import BASELINE, load, toy, toy_yaml
from tests.reading.test_bad_input import refused

SWEEP = ("sweep", "toy.yaml", "--vary", "learning_rate=0:1:3", "--worlds", "50", "--seed", "1")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder with a small crisis."""
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")


@pytest.mark.usefixtures("undrawn")
def test_names_that_look_like_markup_are_shown_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    odd = toy(title="[red]x :smile:", **{"actors.north.name": "[/x]"})
    Path("odd.yaml").write_text(odd.to_yaml(), encoding="utf-8")
    assert "[red]x :smile:" in heard(capsys, "run", "odd.yaml", "--worlds", 10)
    assert "[/x] read as" in heard(capsys, "statements", "odd.yaml")
    assert "[/x]" in heard(capsys, "sweep", "odd.yaml", "--factorial", "--worlds", 10)
    assert "Written to [b]" in heard(capsys, *SWEEP, "--out", "[b]")


def test_a_party_with_one_reading_has_no_weights_to_vary() -> None:
    with pytest.raises(UsageError, match="two readings"):
        sweep(toy(), {"actors.north.weights": "simplex:3"}, 10, seed=1)


def grid() -> Grid:
    return Grid(run_of(toy(), 50, 1), ({"learning_rate": 0.0}, {"learning_rate": 1.0}))


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("part (number, made)", (0, b"short")),
        ("part (number, made)", (0, "text")),
        ("part (number, made)", (99, bytes(8 * 2 * PARTS * 6))),
    ],
)
def test_a_damaged_journal_is_refused(table: str, values: tuple[object, ...]) -> None:
    journal = Journal(Path("journal"))
    journal.begin(grid())
    with closing(sqlite3.connect("journal")) as base, base:
        base.execute(f"INSERT INTO {table} VALUES (?, ?)", values)
    with pytest.raises(UsageError, match="is damaged; delete it"):
        journal.begin(grid())


def test_an_odd_seed_in_a_journal_is_refused() -> None:
    journal = Journal(Path("journal"))
    journal.begin(grid())
    with closing(sqlite3.connect("journal")) as base, base:
        base.execute("UPDATE grid SET seed = 'abc'")
    with pytest.raises(UsageError, match="is damaged"):
        journal.seed()


def test_an_empty_journal_is_a_new_one() -> None:
    """What a full disk leaves of a journal that was just being made."""
    Path("journal").touch()
    journal = Journal(Path("journal"))
    assert journal.seed() is None
    assert np.array_equal(
        chances_at_points(grid(), done=journal.begin(grid())), chances_at_points(grid())
    )
    assert journal.seed() == 1


def test_a_refused_sweep_leaves_no_journal(capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, *SWEEP, "--workers", "0", "--out", "out")
    assert line.startswith("parley: workers must lie between 1 and 256, not 0")
    assert not list(Path().glob("out/*"))


def test_an_ended_worker_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a system short of memory ends one; whoever asks again gets new ones."""
    monkeypatch.setattr(registry, "_RULES", dict(registry._RULES))
    here = os.getpid()

    @register("fatal")
    def fatal(observation: Observation) -> Levels:
        return observation.gate if os.getpid() == here else os._exit(1)

    points = tuple({"learning_rate": share} for share in np.linspace(0, 1, 90).tolist())
    grid = Grid(run_of(toy(**{"actors.north.rule": "fatal"}), 3000, 1), points)
    with pytest.raises(UsageError, match="a worker process was ended from outside"):
        chances_at_points(grid, workers=2)
    whole = Grid(run_of(toy(), 3000, 1), points)
    assert np.array_equal(chances_at_points(whole, workers=2), chances_at_points(whole))


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_workers_do_not_outlive_their_parent() -> None:
    code = "from sim.cli import main; main()"
    words = ["run", str(BASELINE), "--worlds", "90000000", "--workers", "2", "--seed", "1"]
    child = subprocess.Popen(
        [sys.executable, "-c", code, *words], start_new_session=True, stdout=subprocess.DEVNULL
    )
    while len(psutil.Process(child.pid).children(recursive=True)) < 2:
        assert child.poll() is None
        time.sleep(0.1)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    for _ in range(100):
        try:
            os.killpg(child.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(child.pid, signal.SIGKILL)
    pytest.fail("a worker outlived its parent")


@pytest.mark.parametrize("option", [("--rule", "literal"), ("--outcome", "none")])
def test_cells_take_no_rule_and_no_outcome(
    capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    assert "--factorial takes every rule" in refused(
        capsys, "sweep", "toy.yaml", "--factorial", *option
    )


@pytest.mark.usefixtures("undrawn")
def test_nothing_of_an_earlier_finding_is_left_beside_a_new_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pair = (
        "compare",
        "toy.yaml",
        "--set",
        "learning_rate=0",
        "--worlds",
        50,
        "--seed",
        1,
        "--out",
        "out",
    )
    heard(capsys, *pair)
    Path("out/mine.txt").write_text("keep", encoding="utf-8")
    assert Path("out/flows.png").exists()
    heard(capsys, *pair, "--set", "meeting.goes_ahead=0.5")
    Path("third.yaml").write_text(toy_yaml(), encoding="utf-8")
    heard(capsys, "compare", "toy.yaml", "third.yaml", *pair[2:])
    left = {path.name for path in Path("out").iterdir()}
    assert left == {"comparison.csv", "comparison.png", "manifest.json", "mine.txt"}
    noted = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))
    assert [*noted["files"]] == ["comparison.csv", "comparison.png"]
    assert len(noted["others"]) == 2


def test_an_uncertain_run_leaves_the_picture_of_its_spread(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sim.analysis.experiments.uncertainty.uncertainty.__defaults__", (None, 64, 48, None)
    )
    words = ("run", BASELINE, "--uncertain", "--worlds", 100, "--seed", 1, "--out", "out")
    assert "not knowing" in heard(capsys, *words)
    assert Path("out/uncertainty.png").exists()
    told = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))["uncertainty"]
    assert (told["draws"], told["lucks"]) == (64, 48)
    for parts in told["variance"].values():
        assert parts["assumptions"] + parts["luck"] + parts["both"] == pytest.approx(1)


def test_a_chance_is_rounded_alike_for_one_and_for_many_worlds() -> None:
    """World 3,082,805 of seed 1 speaks in tick 1 or not, whatever else varies (0.7, rounded)."""
    worlds = Worlds(1, range(3_082_805, 3_082_806))
    name = "ukraine.announcement"
    one, many = (worlds.happens(name, 1, chance) for chance in (0.7, np.array([0.7])))
    assert one.tolist() == many.tolist()


@pytest.mark.parametrize(
    ("word", "said"),
    [("nope", "nope: no such folder"), ("toy.yaml", "toy.yaml: no such folder")],
)
def test_a_missing_folder_is_called_missing(
    capsys: pytest.CaptureFixture[str], word: str, said: str
) -> None:
    assert said in refused(capsys, "list", word)


def test_replay_refuses_another_ladder(capsys: pytest.CaptureFixture[str]) -> None:
    geneva = BASELINE.parent.parent / "others" / "geneva-2018.yaml"
    line = refused(capsys, "replay", str(BASELINE), "--against", str(geneva), "--seed", "1")
    assert "only scenarios with the same levels" in line


def test_a_condition_cannot_wait_for_itself() -> None:
    with pytest.raises(sim.ScenarioError, match="cannot wait for itself"):
        load("conditions.ceasefire.awaits={conditions: {ceasefire: promised}}")


def test_a_neutral_value_needs_a_sentence() -> None:
    with pytest.raises(sim.ScenarioError, match="needs sources"):
        load("meeting.goes_ahead={value: 0.9, neutral: 1}")
