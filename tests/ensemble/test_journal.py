"""The journal of a sweep: what is read again was written for it, by this program, as it is."""

import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import sim.ensemble.grid
import sim.rules.user_files
from sim import UsageError, simulate
from sim.archive.folder import results_folder
from sim.ensemble.chances import Sums
from sim.ensemble.checkpoint import Journal, identity
from sim.ensemble.grid import Grid, Part, chances_at_points, chances_of_part
from sim.ensemble.run import BLOCK, run_of
from sim.rules import registry
from sim.rules.user_files import imported_files, load_rules, loaded_files
from tests.conftest import ROOT, toy, toy_yaml
from tests.reading.test_bad_input import refused
from tests.rules.test_rule_files import AS_WORDED

PARTS = 12
SECTOR = 512
JOURNAL = Path("out/sweep.unfinished")
SWEEP = ("sweep", "toy.yaml", "--vary", "learning_rate=0:1:3", "--worlds", "50", "--seed", "1")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder with a small crisis."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")


@pytest.fixture
def grid(monkeypatch: pytest.MonkeyPatch) -> Grid:
    """Return a grid of several parts; what was run once is looked up."""
    points = tuple({"learning_rate": share} for share in np.linspace(0, 1, PARTS).tolist())
    whole = Grid(run_of(toy(**{"meeting.goes_ahead": 0.5}), 44_000, 1), points)
    known = {part: chances_of_part(whole, part) for part in whole.parts()}
    assert len(known) == PARTS

    def looked_up(_: Grid, part: Part) -> Sums:
        return known[part]

    monkeypatch.setattr(sim.ensemble.grid, "chances_of_part", looked_up)
    return whole


def bits(content: bytearray, luck: random.Random) -> None:
    """Turn a bit over."""
    content[luck.randrange(len(content))] ^= 1 << luck.randrange(8)


def eight_bits(content: bytearray, luck: random.Random) -> None:
    """Turn eight bits over, wherever they are."""
    for _ in range(8):
        bits(content, luck)


def a_sector(content: bytearray, luck: random.Random) -> None:
    """Zero what a disk writes at once."""
    start = SECTOR * luck.randrange(len(content) // SECTOR)
    content[start : start + SECTOR] = bytes(SECTOR)


def two_parts(content: bytearray, luck: random.Random) -> None:
    """Swap what stands for two parts, seals included."""
    path = Path("swapped")
    path.write_bytes(content)
    one, other = luck.sample(range(PARTS), 2)
    with closing(sqlite3.connect(path)) as base, base:
        for old, new in ((one, -1), (other, one), (-1, other)):
            base.execute("UPDATE part SET number = ? WHERE number = ?", (new, old))
    content[:] = path.read_bytes()


@pytest.mark.parametrize("damage", [bits, eight_bits, a_sector, two_parts])
def test_a_damaged_journal_is_refused_or_gives_the_same(
    damage: Callable[[bytearray, random.Random], None], grid: Grid
) -> None:
    right = chances_at_points(grid, done=Journal(Path("whole")).begin(grid))
    whole, refusals = Path("whole").read_bytes(), 0
    for number in range(50):
        content = bytearray(whole)
        damage(content, random.Random(number))
        path = Path("damaged")
        path.write_bytes(content)
        journal = Journal(path)
        try:
            seed = journal.seed()
            assert seed in (None, 1)
            found = chances_at_points(grid, done=journal.begin(grid))
        except UsageError as error:
            refusals += 1
            assert str(error).startswith("damaged")
        else:
            assert np.array_equal(found, right)
        for left in Path().glob("damaged*"):
            left.unlink()
    assert 0 < refusals <= 50
    assert refusals == 50 or damage is not two_parts


def test_a_part_of_another_sweep_is_refused(grid: Grid) -> None:
    """As when two sweeps that begin at once wrote into one empty journal."""
    other = Grid(run_of(grid.run.scenario, 44_000, 2), grid.points)
    for one, name in ((grid, "one"), (other, "other")):
        chances_at_points(one, done=Journal(Path(name)).begin(one))
    with closing(sqlite3.connect("one")) as base, base:
        base.execute("ATTACH 'other' AS other")
        base.execute("REPLACE INTO part SELECT * FROM other.part WHERE number = 3")
    with pytest.raises(UsageError, match="one is damaged; delete it, and the command starts anew"):
        Journal(Path("one")).begin(grid)


def test_a_database_of_somebody_else_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    JOURNAL.parent.mkdir()
    with closing(sqlite3.connect(JOURNAL)) as base, base:
        base.execute("CREATE TABLE notes (words TEXT)")
    before = JOURNAL.read_bytes()
    assert f"{JOURNAL} is no journal of parley" in refused(capsys, *SWEEP, "--out", "out")
    assert JOURNAL.read_bytes() == before


def test_a_second_sweep_in_a_folder_is_refused_and_leaves_the_first_alone(
    capsys: pytest.CaptureFixture[str], grid: Grid
) -> None:
    with results_folder(Path("out"), []):
        journal = Journal(JOURNAL)
        journal.begin(grid)
        before = JOURNAL.read_bytes()
        for words in (SWEEP, SWEEP[:-2], ("run", "toy.yaml")):
            line = refused(capsys, *words, "--out", "out")
            assert line.startswith("parley: --out out: another parley is at work in it")
        assert JOURNAL.read_bytes() == before


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a module that a rule file imports; Python forgets it afterwards."""
    monkeypatch.syspath_prepend(str(Path.cwd()))
    monkeypatch.setattr(registry, "_RULES", dict(registry._RULES))
    monkeypatch.setattr(sim.rules.user_files, "_LOADED", {})
    monkeypatch.setattr(sim.rules.user_files, "_IMPORTED", {})
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield Path("own_neighbour.py")
    sys.modules.pop("own_neighbour", None)


def test_what_a_rule_file_imports_belongs_to_the_sweep(beside: Path) -> None:
    top = "import own_neighbour\nimport json.tool\nimport numpy as np\n"
    Path("mine.py").write_text(top + AS_WORDED.format("observation.gate"), encoding="utf-8")
    found = []
    for factor in (1, 1, 22):
        beside.write_text(f"FACTOR = {factor}\n", encoding="utf-8")
        sys.modules.pop("own_neighbour", None)
        load_rules("mine.py")
        found.append(identity(Grid(run_of(toy(), 50, 1), ({"learning_rate": 0.0},))))
        assert [Path(file.path).name for file in imported_files()] == ["own_neighbour.py"]
    assert len(loaded_files()) == 1
    assert found[0] == found[1] != found[2]


def test_workers_are_sent_a_neighbour_as_it_was_read(beside: Path) -> None:
    top = "import own_neighbour\nimport numpy as np\n"
    rule = AS_WORDED.format("np.minimum(observation.gate, own_neighbour.highest())")
    Path("mine.py").write_text(top + rule, encoding="utf-8")
    beside.write_text("MOST = 1\ndef highest():\n    return MOST\n", encoding="utf-8")
    load_rules("mine.py")
    beside.write_text("raise SystemExit", encoding="utf-8")
    scenario = toy(**{"actors.north.rule": "as-worded"})
    assert simulate(scenario, 3 * BLOCK, 1, workers=2) == simulate(scenario, 3 * BLOCK, 1)


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX has them")
def test_killed_at_random_moments_it_goes_on() -> None:
    words = [sys.executable, str(ROOT / "benchmarks" / "kill.py"), "--kills", "1"]
    words += ["--worlds", "2000"]
    done = subprocess.run(
        words,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"1 kills, \d+ sweeps came to their end, 0 with other bytes", done.stdout)
