"""What this program did not write, known by name and digest, is never replaced or removed."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

import sim.engine.model
from sim.archive.files import staged
from sim.archive.folder import results_folder
from sim.archive.results import read_results
from sim.cli import main
from sim.errors import UsageError
from tests.cli.test_cli_compare import heard
from tests.conftest import ROOT, leave_undrawn, loaded
from tests.reading.test_bad_input import refused

FEW = ("--worlds", "50", "--seed", "1")
COMMANDS = {
    "run": ("run", "toy.yaml", "--set", "learning_rate=0.4", *FEW),
    "parquet": ("run", "toy.yaml", "--table", "parquet", *FEW),
    "compare": ("compare", "toy.yaml", "--set", "learning_rate=0", *FEW),
    "three": ("compare", "toy.yaml", "twin.yaml", "--set", "learning_rate=0", *FEW),
    "sweep": ("sweep", "toy.yaml", "--vary", "learning_rate=0:1:3", *FEW),
    "cells": ("sweep", "toy.yaml", "--factorial", *FEW),
    "ablate": ("ablate", "toy.yaml", *FEW),
    "replay": ("replay", "toy.yaml", "--world", "1", "--seed", "1"),
    "against": ("replay", "toy.yaml", "--against", "twin.yaml", "--world", "1", "--seed", "1"),
}
PAGES = {"cards": ("cards", "toy.yaml"), "report": ("report", "toy.yaml", *FEW)}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder with two scenarios; pictures are not drawn."""
    work_in(tmp_path, monkeypatch)


def work_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave two scenarios in a folder and go there; no picture is drawn from then on."""
    leave_undrawn(monkeypatch)
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(folder)
    for name in ("toy.yaml", "twin.yaml"):
        Path(name).write_text(whole(), encoding="utf-8")


@cache
def whole() -> str:
    """Return a small crisis with statements, readings and a condition."""
    return loaded(ROOT / "scenarios" / "others" / "fishery-2031.yaml").to_yaml()


@pytest.fixture(scope="module")
def as_left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that a run left; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("left")
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(StringIO()):
        work_in(folder, patched)
        sys.argv = ["parley", *COMMANDS["run"], "--out", "out"]
        with pytest.raises(SystemExit, match="0"):
            main()
    return folder / "out"


def content(folder: str) -> dict[str, bytes]:
    """Return all files of a folder; of manifests all but the time and the command."""
    found = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
    if "manifest.json" in found:
        found["manifest.json"] = str(sorted(json.loads(found["manifest.json"])["files"])).encode()
    return found


def names(folder: str) -> set[str]:
    """Return the names of all that is in a folder."""
    return {path.name for path in Path(folder).iterdir()}


@contextmanager
def nothing_is_run() -> Iterator[None]:
    """See that no world is lived through in here."""

    def run(*_: object) -> None:
        pytest.fail("a world was run before it was clear that the results can be written")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sim.engine.model.Negotiation, "run_to_deadline", run)
        yield


@pytest.mark.parametrize("name", COMMANDS)
def test_a_foreign_file_of_any_name_that_is_written_is_refused_before_the_run(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    heard(capsys, *COMMANDS[name], "--out", "first")
    for file in content("first"):
        Path(f"in-{file}").mkdir()
        foreign = Path(f"in-{file}") / file
        foreign.write_text("mine: {}", encoding="utf-8")
        with nothing_is_run():
            line = refused(capsys, *COMMANDS[name], "--out", str(foreign.parent))
        assert line.startswith(f"parley: {foreign}: parley did not write this")
        assert "choose another place" in line
        assert foreign.read_text(encoding="utf-8") == "mine: {}"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_input_in_the_folder_is_kept(
    name: str, as_left: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even one that an earlier run left there, and one that a file of the user's extends."""
    shutil.copytree(as_left, "out")
    before = content("out")
    Path("out/mine.yaml").write_text("extends: base.yaml\nlearning_rate: 0.3\n", encoding="utf-8")
    for file, needed in (("scenario.yaml", "scenario.yaml"), ("mine.yaml", "base.yaml")):
        words = [word.replace("toy.yaml", f"out/{file}") for word in COMMANDS[name]]
        with nothing_is_run():
            line = refused(capsys, *words, "--out", "out")
        assert line.startswith(f"parley: out/{needed}: this command reads it")
    assert {**content("out"), **before} == content("out")


def test_a_commented_scenario_here_is_neither_replaced_nor_removed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = f"# my own words\n{whole()}"
    for name in ("scenario.yaml", "base.yaml"):
        Path(name).write_text(text, encoding="utf-8")
        words = ("run", name, "--set", "learning_rate=0.4", *FEW, "--out", ".")
        assert f"parley: {name}: " in refused(capsys, *words)
        heard(capsys, "compare", name, "--set", "learning_rate=0", *FEW, "--out", ".")
        assert Path(name).read_text(encoding="utf-8") == text
        for file in ("manifest.json", "comparison.csv", "comparison.png", "flows.png", name):
            Path(file).unlink()


FOREIGN = {
    "a list": {"files": ["notes.txt", "manifest.json"]},
    "digests": {"files": {"notes.txt": "0"}, "seal": "0"},
    "no object": ["notes.txt"],
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_manifest_is_refused_and_its_files_stay(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out").mkdir()
    Path("out/notes.txt").write_text("mine", encoding="utf-8")
    Path("out/manifest.json").write_text(json.dumps(FOREIGN[name]), encoding="utf-8")
    before = content_of_bytes()
    line = refused(capsys, *COMMANDS["compare"], "--out", "out")
    assert line.startswith("parley: out/manifest.json: parley did not write this")
    assert content_of_bytes() == before


def content_of_bytes() -> dict[str, bytes]:
    """Return all files of the folder ``out`` as they are."""
    return {file.name: file.read_bytes() for file in Path("out").iterdir()}


def test_links_and_folders_in_the_way_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out").mkdir()
    Path("out/summary.json").symlink_to("nowhere")
    assert "out/summary.json: " in refused(capsys, *COMMANDS["run"], "--out", "out")
    Path("out/summary.json").unlink()
    Path("out/levels.png").mkdir()
    assert "out/levels.png: " in refused(capsys, *COMMANDS["run"], "--out", "out")
    assert [file.name for file in Path("out").iterdir()] == ["levels.png"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("unpictured")
def test_only_a_page_of_ones_own_is_replaced(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, page = (*PAGES[name], "--out", "page.html"), Path("page.html")
    heard(capsys, *words)
    heard(capsys, *words)
    for own in (page.read_text(encoding="utf-8").replace("<h1>", "<h1>My "), "<html></html>\n"):
        page.write_text(own, encoding="utf-8")
        with nothing_is_run():
            line = refused(capsys, *words)
        assert line.startswith("parley: page.html: parley did not write this")
        assert page.read_text(encoding="utf-8") == own


@pytest.mark.usefixtures("unpictured")
def test_a_report_in_the_folder_is_the_folders_and_a_copied_page_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard(capsys, *COMMANDS["run"], "--out", "out")
    heard(capsys, "report", "out")
    heard(capsys, "report", "out")
    Path("out/kept.html").write_bytes(Path("out/report.html").read_bytes())
    heard(capsys, *COMMANDS["compare"], "--out", "out")
    assert Path("out/kept.html").exists()
    assert not Path("out/report.html").exists()


class Killed(BaseException):
    """Ends a command as a kill would, between two steps."""


def put(files: dict[str, str]) -> None:
    """Leave some files in the folder ``out``, as commands do."""
    with results_folder(Path("out"), [*files]) as folder:
        assert folder is not None
        with staged(folder, {"command": "parley …"}) as there:
            for name, text in files.items():
                (there / name).write_text(text, encoding="utf-8")


def killed_at(step: int, files: dict[str, str]) -> bool:
    """Leave files, killed before the n-th is moved or removed; whether it came to that."""
    steps = iter(range(100))

    def counted(move: Callable[..., object]) -> Callable[..., object]:
        def moved(path: Path, *target: object, **how: object) -> object:
            if path.suffix != ".lock" and next(steps) == step:
                raise Killed
            return move(path, *target, **how)

        return moved

    with pytest.MonkeyPatch.context() as patched:
        for name in ("replace", "unlink"):
            patched.setattr(Path, name, counted(getattr(Path, name)))
        try:
            put(files)
        except Killed:
            return True
    return False


def test_whenever_a_command_is_killed_the_next_one_can_use_the_folder() -> None:
    new = {"both": "new", "new": "new", "same": "same"}
    step, killed = 0, True
    while killed:
        put({"both": f"old {step}", "old": "old", "same": "same"})
        killed = killed_at(step, new)
        if step > 0 and killed:  # first the manifest comes that knows of old and new files
            with pytest.raises(UsageError, match="out: was stopped while its files were written"):
                read_results(Path("out"))
        for files in (new, {"third": "3"}) if step % 2 else ({"third": "3"}, new):
            put(files)
            assert {*files, "manifest.json"} == {file.name for file in Path("out").iterdir()}
        step += 1
    assert step == 1 + len(("manifest", *new, "old", "manifest"))


@pytest.mark.parametrize("file", ["both", "old"])
def test_a_file_that_was_changed_since_is_kept(file: str) -> None:
    """Whether the next command would replace it or clear it away."""
    put({"both": "old", "old": "old"})
    (Path("out") / file).write_text("mine", encoding="utf-8")
    before = content("out")
    with pytest.raises(UsageError, match=f"out/{file}: parley did not write this, or it has been"):
        put({"both": "new"})
    assert content("out") == before


WRITING = """
import os, time
from pathlib import Path
from sim.archive.files import staged
from sim.archive.folder import results_folder
with results_folder(Path("out"), ["a.csv"]) as folder, staged(folder, {"command": ""}) as there:
    (there / "a.csv").write_text("a")
"""
DIES, WAITS = "os.kill(os.getpid(), 9)", "print(flush=True), time.sleep(60)"


def writing(what: str) -> subprocess.Popen[str]:
    """Start what has something happen to it while it writes."""
    return subprocess.Popen(
        [sys.executable, "-c", f"{WRITING}    {what}"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX has them")
def test_what_a_kill_leaves_is_cleared_and_what_is_in_use_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("out/.parley-mine").mkdir(parents=True)
    Path("out/.parley-mine.lock").touch()
    mine = {".parley-mine", ".parley-mine.lock"}
    with writing(DIES) as killed:
        assert killed.wait(60) == -signal.SIGKILL
    left = names("out") - mine
    assert left
    with writing(WAITS) as at_work:
        assert at_work.stdout is not None
        at_work.stdout.readline()
        in_use = names("out") - mine
        assert in_use - {".parley-writing.lock"}
        assert not (in_use - {".parley-writing.lock"}) & left
        line = refused(capsys, *COMMANDS["compare"], "--out", "out")
        assert line.startswith("parley: --out out: another parley is at work in it")
        heard(capsys, "cards", "toy.yaml", "--out", "out/cards.html")
        assert names("out") == mine | in_use | {"cards.html"}
        at_work.kill()
    heard(capsys, *COMMANDS["compare"], "--out", "out")
    written = {"comparison.csv", "comparison.png", "flows.png", "manifest.json"}
    assert names("out") == mine | written | {"cards.html"}


def test_odd_folders_are_taken_as_they_are_or_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard(capsys, *COMMANDS["ablate"], "--out", "a/../b")
    heard(capsys, "cards", "toy.yaml", "--out", "a/../b/c.html")
    assert names("b") == {"ablation.csv", "ablation.png", "manifest.json", "c.html"}
    assert not Path("a").exists()
    assert "the name of a folder is needed" in refused(capsys, *COMMANDS["run"], "--out", "")
    for odd in ("\udcff", "\ud800"):
        said = f"--out {odd!r}".replace("'", "")
        assert said in refused(capsys, *COMMANDS["run"], "--out", odd)
    assert "--out \\udcff.html: " in refused(capsys, "cards", "toy.yaml", "--out", "\udcff.html")


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_an_input_that_is_no_text_leaves_a_manifest_all_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("toy.yaml").replace("\udcff.yaml")
    heard(capsys, "run", "\udcff.yaml", *FEW, "--out", "out")
    assert r"\udcff.yaml" in json.loads(Path("out/manifest.json").read_text("utf-8"))["command"]
