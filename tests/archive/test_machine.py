"""When the machine runs out of something, one line says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.limits import HANDLES, MEMORY
from tests.conftest import BASELINE, ROOT
from tests.reading.test_bad_input import refused

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux has them")
START = "from resource import *; setrlimit({0}, ({1}, {1})); from sim.cli import main; main()"


def said(
    words: tuple[str, ...], limit: tuple[str, int] | None = None, into: str = os.devnull
) -> str:
    """Run a command under a limit, expect exit code 2, and return what it says of it."""
    start = START.format(*limit) if limit else "from sim.cli import main; main()"
    with Path(into).open("w", encoding="utf-8") as output:
        done = subprocess.run(
            [sys.executable, "-c", start, *words],
            check=False,
            stderr=subprocess.PIPE,
            stdout=output,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
    assert done.returncode == 2, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("validate", str(BASELINE)),
        ("schema",),
        ("--help",),
    ],
    ids=" ".join,
)
def test_a_full_standard_output_is_told_in_one_line(words: tuple[str, ...]) -> None:
    line = said(words, into="/dev/full")
    assert line == "parley: standard output: cannot be written: No space left on device\n"


def test_too_little_memory_is_told_in_one_line() -> None:
    words = ("run", str(BASELINE), "--worlds", "60000000", "--seed", "1")
    assert said(words, ("RLIMIT_AS", 600_000_000)) == f"parley: {MEMORY}\n"


@pytest.mark.parametrize("handles", [6, 14])
def test_too_few_file_handles_are_told_in_one_line(handles: int, tmp_path: Path) -> None:
    out = str(tmp_path / "o")
    words = ("run", str(BASELINE), "--worlds", "200000", "--workers", "2", "--out", out)
    line = said(words, ("RLIMIT_NOFILE", handles))
    assert line == f"parley: {HANDLES}\n" or "Too many open files" in line
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError(), MEMORY),
        (ImportError("libx.so: failed to map segment from shared object"), MEMORY),
        (RuntimeError("can't start new thread"), MEMORY),
        (OSError(24, "Too many open files"), HANDLES),
        (OSError(5, "Input/output error", "there"), "there: Input/output error"),
    ],
)
def test_what_runs_out_is_named(
    error: Exception, line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("sim.cli.commands.run.simulate_run", refuses)
    assert refused(capsys, "run", str(BASELINE)) == f"parley: {line}\n"
