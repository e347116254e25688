"""Fuzzed files, a few of them: ``benchmarks/fuzz.py`` judges as many as one likes."""

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fuzzing import judging
from fuzzing.files import SMALLEST, fuzzed, lay_out
from fuzzing.judging import judged

from sim import Result, Scenario, UsageError, audit
from sim.analysis.audit.audit import Audit

FILES, SEED = 20, 11


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    return tmp_path


def test_fuzzed_files_end_in_a_result_or_one_readable_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def counted(scenario: Scenario) -> Audit:
        read.append(scenario)
        return audit(scenario)

    monkeypatch.setattr(judging, "audit", counted)
    found = {number: judged(fuzzed(SEED, number), folder) for number in range(FILES)}
    assert {number: fault for number, fault in found.items() if fault is not None} == {}
    assert 4 <= len(read) <= 16, "some files are read, and some are refused"


def test_the_same_number_is_the_same_file() -> None:
    files = [fuzzed(SEED, number) for number in range(10)]
    assert [fuzzed(SEED, number) for number in range(10)] == files
    assert len(set(files)) == 10


def _raises(*_: object) -> None:
    raise ZeroDivisionError("nothing to share")


def _warns(*_: object) -> None:
    warnings.warn("too large", RuntimeWarning, stacklevel=1)


def _refuses(*_: object) -> None:
    raise UsageError("no such thing")


def _blames_nan(_: Result) -> dict[str, float]:
    return {"north": float(np.float64("nan"))}


PLANTED: dict[str, tuple[str, Callable[..., Any], str]] = {
    "an exception": ("audit", _raises, "audit: ZeroDivisionError at .*"),
    "a warning": ("obstacles", _warns, "plain reasons: RuntimeWarning at .*"),
    "no number": ("blame", _blames_nan, "plain blame: a number is none"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_wrong_is_seen(planted: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(SMALLEST, folder) is None
    name, broken, kind = PLANTED[planted]
    monkeypatch.setattr(judging, name, broken)
    found = judged(SMALLEST, folder)
    assert found is not None
    assert re.fullmatch(kind, found.kind)


def test_a_refusal_is_no_fault_unless_its_line_is_too_long(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "audit", _refuses)
    assert judged(SMALLEST, folder) is None
    monkeypatch.setattr(judging, "LONGEST_LINE", 5)
    found = judged(SMALLEST, folder)
    assert found is not None
    assert found.kind == "audit: an error has more than 5 letters"


def test_a_scenario_whose_own_file_is_another_is_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SMALLEST.replace(b"Two villages", b"Three").decode()
    monkeypatch.setattr(Scenario, "to_yaml", lambda _: other)
    found = judged(SMALLEST, folder)
    assert found is not None
    assert found.kind == "round trip: what was written is another scenario"
