"""``parley sweep``: along numbers, weights and readings; interrupted, it goes on."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim.ensemble.grid
from sim import simulate, sweep
from sim.analysis.outcomes.measures import worth_showing
from sim.ensemble.chances import Sums
from sim.ensemble.checkpoint import Journal
from sim.ensemble.grid import Grid, Part, chances_of_part
from sim.ensemble.run import run_of
from tests.cli.test_cli_compare import heard, told
from tests.conftest import BASELINE, ROOT, load, tall, toy, toy_yaml
from tests.reading.test_bad_input import refused

GOES_AHEAD = ("--vary", "meeting.goes_ahead=0:1:3")
HOW_MUCH = ("--worlds", 300, "--seed", 7)
POINTS, PARTS = 16, 17  # the scenario as it stands is run, too
PART = 8_000  # worlds; a part of the work for each point
LONG = ["sweep", str(BASELINE), "--vary", f"meeting.goes_ahead=0:1:{POINTS}", "--worlds", str(PART)]
SEEDED = [*LONG, "--seed", "5"]
SHORT = ["sweep", "toy.yaml", *GOES_AHEAD, "--worlds", "10"]
HEAR = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
START = f"{HEAR}; import sim.ensemble.grid as grid; grid.BLOCK = {PART}; " + (
    "from sim.cli import main; main()"
)
JOURNAL = Path("out/sweep.unfinished")
ALWAYS = ("manifest.json", "sweep.png")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills and limits as POSIX has them")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in a folder with a small crisis."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim.ensemble.grid, "BLOCK", PART)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    return tmp_path


def shares(settings: dict[str, Any], rule: str | None = None) -> dict[str, float]:
    """Return how often each outcome comes about in a run of its own."""
    week = load()
    rules = {} if rule is None else {f"actors.{party}.rule": rule for party in week.parties}
    result = simulate(week.with_({**settings, **rules}), 300, 7)
    return {name: one.share for name, one in result.outcome_shares().items()}


def at_points(found: dict[str, Any], *paths: str) -> dict[tuple[float, ...], dict[str, float]]:
    """Return the shares that a sweep told, by point."""
    points: dict[tuple[float, ...], dict[str, float]] = {}
    for row in found["points"]:
        place = points.setdefault(tuple(row[path] for path in paths), {})
        if row["outcome"] != "any_on_time":
            place[row["outcome"]] = row["share"]
    return points


@pytest.mark.parametrize("rule", [None, "literal"])
def test_a_point_is_the_changed_scenario(
    capsys: pytest.CaptureFixture[str], rule: str | None
) -> None:
    words = [] if rule is None else ["--rule", rule]
    found = told(capsys, "sweep", BASELINE, *GOES_AHEAD, *words, *HOW_MUCH)
    points = at_points(found, "meeting.goes_ahead")
    assert list(points) == [(0,), (0.5,), (1,)]
    for (value,), point in points.items():
        assert point == shares({"meeting.goes_ahead": value}, rule)
    assert (found["seed"], found["worlds"], found["varied"]) == (7, 300, ["meeting.goes_ahead"])


def test_two_numbers_vary_together(capsys: pytest.CaptureFixture[str]) -> None:
    paths = ("meeting.goes_ahead", "actors.turkey.hosting")
    words = [word for path in paths for word in ("--vary", f" {path} = 1:0:2")]
    points = at_points(told(capsys, "sweep", BASELINE, *words, *HOW_MUCH), *paths)
    assert list(points) == [(1, 1), (1, 0), (0, 1), (0, 0)]
    for values, point in points.items():
        assert point == shares(dict(zip(paths, values, strict=True)))
    printed = heard(capsys, "sweep", BASELINE, *words, *HOW_MUCH)
    assert "4 points" in printed
    assert re.search(r"none +\d.\d% .* 100.0%  1, 0\n", printed), printed


def mixed(weights: dict[str, float]) -> Any:
    """Return how often each outcome comes about: the readings of Kyiv, weighed as given."""
    certain = {one: shares({"actors.ukraine.weights": {one: 1}}) for one in weights}
    ids = certain[next(iter(weights))]
    whole = {id_: sum(weights[one] * certain[one][id_] for one in weights) for id_ in ids}
    return pytest.approx(whole, abs=1e-8)


def test_one_weight_leaves_the_others_in_proportion(capsys: pytest.CaptureFixture[str]) -> None:
    path = "actors.ukraine.weights.promised"
    found = told(capsys, "sweep", BASELINE, "--vary", f"{path}=0.2:1:2", *HOW_MUCH)
    points = at_points(found, path)
    rest = {"personally": 0.8 * 4 / 6.5, "observed": 0.8 * 2.5 / 6.5}
    assert points[0.2,] == mixed({**rest, "promised": 0.2})
    assert points[1.0,] == shares({"actors.ukraine.weights": {"promised": 1}})


def test_a_simplex_takes_all_weights(capsys: pytest.CaptureFixture[str]) -> None:
    readings = ("personally", "promised", "observed")
    paths = [f"actors.ukraine.weights.{reading}" for reading in readings]
    words = ("--vary", "actors.ukraine.weights=simplex:2", *HOW_MUCH)
    points = at_points(told(capsys, "sweep", BASELINE, *words), *paths)
    assert len(points) == 6
    for steps, point in points.items():
        assert sum(steps) == 1
        assert point == mixed(dict(zip(readings, steps, strict=True)))


def test_cells_hold_readings_and_conditions(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "sweep", BASELINE, "--factorial", *HOW_MUCH, "--out", "out")
    files = {"factorial.csv", "factorial.png", "manifest.json"}
    assert {path.name for path in Path("out").iterdir()} == files
    rows = pd.DataFrame(found["cells"])
    pd.testing.assert_frame_equal(rows, pd.read_csv("out/factorial.csv", keep_default_na=False))
    assert len(rows) == 2 * 2 * 3 * 2 * 7
    held = {"ceasefire": "none", "ukraine": "observed", "outcome": "any_on_time"}
    assert (rows[(rows[list(held)] == pd.Series(held)).all(axis=1)]["share"] == 0).all()
    printed = heard(capsys, "sweep", BASELINE, "--factorial", *HOW_MUCH)
    assert "leaders–delegations" in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_tables_are_equal_and_the_line_prints_them(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("sweep", BASELINE, *GOES_AHEAD, *HOW_MUCH, "--out", "out")
    printed = heard(capsys, *words)
    csv = pd.read_csv("out/sweep.csv")
    heard(capsys, *words, "--table", "parquet", "--outcome", "none")
    parquet = pd.read_parquet("out/sweep.parquet")
    pd.testing.assert_frame_equal(csv, parquet)
    points = told(capsys, "sweep", BASELINE, *GOES_AHEAD, *HOW_MUCH)["points"]
    assert parquet.to_dict("records") == points
    lines = [row.split() for row in printed.splitlines()]
    for value, rows in csv.groupby("meeting.goes_ahead"):
        assert [f"{value:g}", *(f"{share:.1%}" for share in rows["share"])] in lines
    files = {"sweep.parquet", *ALWAYS}  # nothing of the first run outlives the second
    assert {path.name for path in Path("out").iterdir()} == files


@pytest.mark.parametrize("levels", [2, 6])
def test_many_levels_have_whole_numbers_at_their_value(
    capsys: pytest.CaptureFixture[str], levels: int
) -> None:
    Path("tall.yaml").write_text(tall(levels).to_yaml(), encoding="utf-8")
    words = ("sweep", "tall.yaml", *GOES_AHEAD, *HOW_MUCH)
    printed = heard(capsys, *words)
    assert max(map(len, printed.splitlines())) <= 80
    assert "…" not in printed
    rows = [line.split() for line in printed.splitlines() if line]
    found = pd.DataFrame(told(capsys, *words)["points"])
    found = found[found["outcome"].isin(worth_showing(tall(levels)))]
    for value, points in found.groupby("meeting.goes_ahead"):
        shares = [share for row in rows if row[0] == f"{value:g}" for share in row[1:]]
        assert shares == [f"{share:.1%}" for share in points["share"]]


def test_cells_name_long_levels_in_whole_words(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tall.yaml").write_text(tall(6).to_yaml(), encoding="utf-8")
    printed = heard(capsys, "sweep", "tall.yaml", "--factorial", "--worlds", 10)
    assert max(map(len, printed.splitlines())) <= 80
    assert {"special", "envoys", "state–", "clerks", "harbour"} <= {*printed.split()}
    assert [word for word in printed.split() if "_" in word] == ["ordered_threshold"]


def left_in(journal: Path) -> int:
    """Return how many parts are done; 0 while nobody has begun."""
    try:
        with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=5)) as base:
            return int(base.execute("SELECT count(*) FROM part").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def begun(words: list[str], before: str = "pass") -> subprocess.Popen[str]:
    """Start a process that sweeps into a folder, after this line of Python."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{before}; {START}", *words, "--out", "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def broken_off(words: list[str], how: signal.Signals) -> str:
    """Run until a third of the parts is done, send a signal, and return the last words."""
    child = begun(words)
    while left_in(JOURNAL) < PARTS / 3:
        assert child.poll() is None, child.communicate()
        time.sleep(0.01)
    os.killpg(child.pid, how)
    printed, line = child.communicate(timeout=60)
    assert (child.returncode, printed) == (2 if line else -how, "")
    return line


@cache
def unbroken(seed: int) -> str:
    """Return the table of the long sweep, never interrupted, through the library."""
    whole = sweep(load(), {"meeting.goes_ahead": f"0:1:{POINTS}"}, PART, seed)
    return str(whole.frame().to_csv(index=False))


@pytest.fixture
def run_again(monkeypatch: pytest.MonkeyPatch) -> list[Part]:
    """Return the parts that are run from here on, in this process."""
    parts: list[Part] = []

    def noted(grid: Grid, part: Part) -> Sums:
        parts.append(part)
        return chances_of_part(grid, part)

    monkeypatch.setattr(sim.ensemble.grid, "chances_of_part", noted)
    return parts


def goes_on(capsys: pytest.CaptureFixture[str], words: list[str], parts: list[Part]) -> str:
    """Finish what was broken off; nothing is done twice and nothing is left behind."""
    done = left_in(JOURNAL)
    left = {path.name for path in Path("out").iterdir()}
    assert {JOURNAL.name} <= left <= {JOURNAL.name, ".parley-writing.lock"}
    heard(capsys, *words, "--out", "out")
    assert len(parts) == PARTS - done < PARTS
    assert {path.name for path in Path("out").iterdir()} == {"sweep.csv", *ALWAYS}
    return Path("out/sweep.csv").read_text("utf-8")


def test_killed_it_goes_on_with_the_seed_that_was_drawn(
    capsys: pytest.CaptureFixture[str], run_again: list[Part]
) -> None:
    assert broken_off(LONG, signal.SIGKILL) == ""
    table = goes_on(capsys, LONG, run_again)
    assert table == unbroken(json.loads(Path("out/manifest.json").read_text("utf-8"))["seed"])


def test_stopped_with_ctrl_c_it_goes_on(
    capsys: pytest.CaptureFixture[str], run_again: list[Part]
) -> None:
    line = broken_off([*SEEDED, "--workers", "2"], signal.SIGINT)
    assert line == "parley: stopped; the same command goes on where it stopped\n"
    assert goes_on(capsys, SEEDED, run_again) == unbroken(5)


@pytest.mark.parametrize(("most", "says"), [(16_384, f"{JOURNAL}: "), (40_000, "--out out: ")])
def test_on_a_full_disk_it_waits_for_room(
    capsys: pytest.CaptureFixture[str], run_again: list[Part], most: int, says: str
) -> None:
    """The disk fills while parts are noted, or later, while the picture is written."""
    child = begun(SEEDED, f"from resource import *; setrlimit(RLIMIT_FSIZE, ({most}, {most}))")
    printed, line = child.communicate(timeout=60)
    assert (child.returncode, printed) == (2, "")
    assert re.fullmatch(f"parley: {says}cannot be (read or )?written: [^\n]+\n", line)
    assert left_in(JOURNAL) > 0
    assert goes_on(capsys, SEEDED, run_again) == unbroken(5)


@pytest.mark.parametrize("seed", [[], ["--seed", "3"]])
def test_a_file_that_is_not_this_sweeps_journal_is_kept(
    capsys: pytest.CaptureFixture[str], seed: list[str]
) -> None:
    JOURNAL.parent.mkdir()
    Journal(JOURNAL).begin(Grid(run_of(toy(), 10, 3), ({"learning_rate": 0.5},)))
    another = "holds an unfinished run of something else; .* or choose another folder"
    for held, says in ((JOURNAL.read_bytes(), another), (b"my notes", "file is not a database")):
        JOURNAL.write_bytes(held)
        line = refused(capsys, *SHORT, *seed, "--out", "out")
        assert re.match(f"parley: {JOURNAL}[ :].*{says}$", line), line
        assert JOURNAL.read_bytes() == held
