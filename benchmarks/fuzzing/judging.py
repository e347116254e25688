"""What is wrong with what becomes of a file: read, run, told, and written again.

A fault is anything but a result or one readable line of ours: another exception, a warning, a
number that is none, a text that no file or terminal should get.
"""

import json
import re
import traceback
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim import ParleyError, Result, Scenario, audit, replay, simulate
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.obstacles import obstacles

WORLDS = 40
LONGEST_LINE = 2_000  # letters of an error
HARMLESS = "\n\t"
"""Control characters that text may hold."""

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows them."""


class Wrong(Exception):  # noqa: N818 - a finding
    """What came out is wrong, though nothing was raised."""


class Stopped(BaseException):
    """Raised into a file that takes too long; not an `Exception`, which others may catch."""


@dataclass(frozen=True)
class Fault:
    """What went wrong with a file.

    Attributes
    ----------
    kind : str
        The step, what was raised, and the place in `sim`: one kind, one mend.
    message : str
        What was said.
    """

    kind: str
    message: str


def judged(
    content: bytes, folder: Path, guard: Callable[[], AbstractContextManager[None]] = nullcontext
) -> Fault | None:
    """Return what is wrong with the content of a file, or None; what it is refused for is no fault.

    Parameters
    ----------
    content : bytes
    folder : Path
        Where it is written and read.
    guard : callable
        Stands around each step, such as reading or a run, and may raise `Stopped` into it.
    """
    file = folder / "fuzzed.yaml"
    file.write_bytes(content)
    step = "load"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with guard():
                scenario = Scenario.load(file)
            for step, made in _steps(scenario, folder):  # noqa: B007 - told below
                with guard():
                    made()
    except ParleyError as refusal:
        return _of_a_refusal(step, str(refusal))
    except Wrong as wrong:
        kind, _, what = str(wrong).partition(":")
        return Fault(f"{step}: {kind}", what)
    except Exception as error:
        return Fault(f"{step}: {type(error).__name__} at {_place(error)}", _shown(error))
    except Stopped as stopped:
        return Fault(f"{step}: takes too long", f"stopped in {_place(stopped)}")
    return None


def _steps(scenario: Scenario, folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield what is done with a scenario, step by step."""
    yield "texts", lambda: _texts_are_harmless(scenario)
    yield "round trip", lambda: _reads_back(scenario, folder)
    yield "audit", lambda: _holds_numbers(audit(scenario).to_dict())
    for uncertain in (False, True):
        word = "uncertain" if uncertain else "plain"
        results: list[Result] = []
        yield f"{word} run", lambda: results.append(simulate(scenario, WORLDS, 1, uncertain))  # noqa: B023
        yield f"{word} shares", lambda: _adds_up(results[0])  # noqa: B023
        yield f"{word} reasons", lambda: _told_reasons(results[0])  # noqa: B023
        yield f"{word} blame", lambda: _holds_numbers(blame(results[0]))  # noqa: B023
        yield f"{word} story", lambda: _tells(scenario, uncertain)  # noqa: B023


def _of_a_refusal(step: str, line: str) -> Fault | None:
    """Return what is wrong with a refusal: it stands in one readable line, and never too late."""
    if step == "round trip":
        return Fault("round trip: what was written is refused", line)
    if not line.isprintable() or not line.strip():
        return Fault(f"{step}: an error is no readable line", line)
    if len(line) > LONGEST_LINE:
        return Fault(f"{step}: an error has more than {LONGEST_LINE:,} letters", line[:200])
    return None


def _texts_are_harmless(scenario: Scenario) -> None:
    for words in _strings(scenario.model_dump(mode="json")):
        words.encode("utf-8")
        for character in set(words) - set(HARMLESS):
            if unicodedata.category(character) == "Cc" or character in TURNING:
                raise Wrong(f"a control character is let through: U+{ord(character):04X}")


def _reads_back(scenario: Scenario, folder: Path) -> None:
    again = folder / "again.yaml"
    again.write_text(scenario.to_yaml(), encoding="utf-8")
    if Scenario.load(again) != scenario:
        raise Wrong("what was written is another scenario")


def _adds_up(result: Result) -> None:
    """Raise unless every world ends in one outcome, and shares are shares."""
    shares = result.shares()
    numbers = shares.select_dtypes("number").to_numpy(dtype=float)
    if np.isnan(numbers).any():
        raise Wrong("a share is no number")
    if not (
        (result.table["outcome"] >= 0) & (result.table["outcome"] < len(result.outcomes))
    ).all():
        raise Wrong("an outcome that is none")
    for name in result.scenario.parties:
        level = result.table[f"{name}.level"]
        if not ((level >= 0) & (level < len(result.scenario.levels))).all():
            raise Wrong("a level that is none")
    for table in (shares, result.frame()):
        table.to_csv(index=False).encode("utf-8")


def _told_reasons(result: Result) -> None:
    for binding in obstacles(result):
        binding.in_words(result.scenario).encode("utf-8")


def _tells(scenario: Scenario, uncertain: bool) -> None:
    story = replay(scenario, WORLDS - 1, 1, uncertain)
    _holds_numbers([vars(one) for one in story.snapshots])
    when = [line.when for line in story.lines]
    if when != sorted(when):
        raise Wrong("the story runs backwards")
    json.dumps(story.to_dict(), ensure_ascii=False).encode("utf-8")


def _holds_numbers(entry: Any) -> None:
    """Raise if a number anywhere inside is none."""
    if isinstance(entry, float | np.floating) and np.isnan(entry):
        raise Wrong("a number is none")
    if isinstance(entry, dict | list | tuple):
        for inner in entry.values() if isinstance(entry, dict) else entry:
            _holds_numbers(inner)


def _strings(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for key, inner in entry.items():
            yield from _strings(key)
            yield from _strings(inner)
    elif isinstance(entry, list | tuple):
        for inner in entry:
            yield from _strings(inner)


def _place(error: BaseException) -> str:
    """Return the innermost place in the package: the file and the function."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if re.search(r"[/\\]sim[/\\]", frame.filename)]
    frame = (inside or frames)[-1]
    name = re.sub(r".*[/\\](sim[/\\].*)", r"\1", frame.filename)
    return f"{name}, {frame.name}"


def _shown(error: BaseException) -> str:
    return " ".join(f"{error}".split())[:300]
