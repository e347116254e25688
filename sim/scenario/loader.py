"""From a scenario file to a `Scenario`, or one clear error that names file, line and key."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.arguments import must_be, must_be_texts, must_map_paths
from sim.characters import called, cut, oddity
from sim.errors import ABSENT, POINT, InvalidEntry, ScenarioError, did_you_mean, dotted
from sim.reading.document import Document, Keys, read_document
from sim.reading.foreign import NEEDED
from sim.reading.shape import fields_of, kinds_at
from sim.scenario.base import NAME
from sim.scenario.layers import base_of, read_content, read_layers, with_changes, with_overrides
from sim.scenario.scenario import Scenario
from sim.scenario.statement import SHA256, STATEMENT_ID, StatementFile

_NEEDED = {
    "model_type": "a mapping (key: value) is needed",
    "model_attributes_type": "a mapping (key: value) is needed",
    "dict_type": "a mapping (key: value) is needed",
    "tuple_type": "a list is needed",
    "string_type": "text is needed",
    "float_type": "a number is needed",
    "timezone_aware": "needs an offset from UTC, as in 2001-01-31T18:00+03:00",
    "datetime_from_date_parsing": "write a time as 2001-01-31T18:00+03:00",
    "string_too_short": "text is needed, not nothing",
    "string_too_long": "at most {max_length} letters, here {length}",
    "too_short": "at least one entry is needed",
    "too_long": "at most {max_length} entries are allowed",
    "greater_than": "must be above {gt:,.10g}",
    "greater_than_equal": "must be {ge:,.10g} or more",
    "less_than_equal": "must be {le:,.10g} or less",
}
"""What is allowed, by pydantic's name of the fault; filled in with what pydantic knows of it."""

_PATTERNS = {
    NAME: "an id starts with a small letter a–z, then small letters a–z, digits, - and _",
    STATEMENT_ID: "the id of a statement starts with a letter A–Z or a–z, then such letters, "
    "digits, - and _",
    SHA256: "64 digits of 0–9 and a–f are needed",
}
"""What is allowed where a text has to follow a pattern."""

_HOW_MANY = {
    "levels": "two to six levels are needed",
    "conditions": "at most 6 conditions are allowed",
}
"""What is allowed where a scenario limits how many there are."""

RENAMED = {
    "announces": "announce_chance",
    "comes": "attends_if",
    "decisions_freeze": "deadline",
    "late": "late_rate",
    "learning": "learning_rate",
    "temper_scale": "noise_scale",
}
"""Keys of version 0.1 by what they are called since."""

MAX_TOLD = 5
"""Keys of something else that are named."""

Spec_ = TypeVar("Spec_", bound=BaseModel)

FurtherCheck = Callable[[Scenario], Scenario]


def load(
    path: str | Path,
    overrides: tuple[str, ...] = (),
    further_check: FurtherCheck | None = None,
) -> Scenario:
    """Read a scenario file, what it extends, and `overrides`; see `Scenario.load`.

    `further_check` knows what only a later part of the program does: it returns the scenario with
    that filled in, or raises `InvalidEntry`.
    """
    must_be((str, PathLike), "the file of a scenario", path, "a path")
    settings = must_be_texts("overrides", overrides)
    return _checked(with_overrides(read_layers(Path(path)), settings), further_check)


def load_lowest(path: Path, further_check: FurtherCheck | None = None) -> Scenario:
    """Read what a scenario file rests on: the last of the files that it extends, or itself.

    Where that is no whole scenario without those above it, this is the file as it stands.

    Raises
    ------
    ScenarioError
        If neither describes a negotiation.
    """
    try:
        return load(base_of(path), (), further_check)
    except ScenarioError:
        return load(path, (), further_check)


def load_content(
    content: bytes,
    name: str,
    known: Mapping[str, Path],
    further_check: FurtherCheck | None = None,
) -> tuple[Scenario, Path | None]:
    """Return the scenario in the content of a file, and the file that it extends, if any.

    See `sim.scenario.layers.read_content` for what it may refer to.

    Raises
    ------
    ScenarioError
        If it does not describe a negotiation.
    """
    document, base = read_content(content, name, known)
    return _checked(document, further_check), base


def _checked(document: Document, further_check: FurtherCheck | None) -> Scenario:
    _must_be_meant_as_one(document)
    scenario = validated(Scenario, document)
    try:
        return scenario if further_check is None else further_check(scenario)
    except InvalidEntry as invalid:
        raise _error_at(document, invalid.path, invalid.problem) from None


def _must_be_meant_as_one(document: Document) -> None:
    """Raise `ScenarioError` where no key is one of a scenario's, nor a slip of one."""
    keys, known = list(document.data), [*Scenario.model_fields]
    if len(keys) > 1 and not any(get_close_matches(cut(key), known, n=1) for key in keys):
        file, _ = document.place(())
        told = ", ".join(keys[:MAX_TOLD]) + (", …" if len(keys) > MAX_TOLD else "")
        raise ScenarioError(f"no scenario, its keys are others ({told}); {NEEDED}", file)


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return `scenario` with entries changed by path; see `Scenario.with_`."""
    must_map_paths("with_", changes)
    data = scenario.model_dump(mode="json", exclude_defaults=True)
    return validated(Scenario, with_changes(Document(data), changes))


def load_statements(path: Path) -> StatementFile:
    """Read a file of statements.

    Raises
    ------
    ScenarioError
        If the file cannot be read or is not a list of statements.
    """
    return validated(StatementFile, read_document(path))


def validated(kind: type[Spec_], document: Document) -> Spec_:
    """Return the document as a frozen spec of this kind.

    Raises
    ------
    ScenarioError
        At the first entry that does not fit, with how many more there are.
    """
    try:
        return kind.model_validate(document.data)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        faults.sort(key=lambda fault: fault["type"] != "extra_forbidden")  # misspelt, not missing
        raise _explain(kind, document, faults[0], len(faults) - 1) from None


def _explain(
    kind: type[BaseModel], document: Document, fault: ErrorDetails, others: int
) -> ScenarioError:
    invalid = fault.get("ctx", {}).get("error")
    keys = _keys(document, fault["loc"])
    if fault["type"] == "string_unicode":  # given in Python: no file holds half a sign
        half = next(sign for sign in str(fault["input"]) if "\ud800" <= sign <= "\udfff")
        keys = (*keys, fault["input"]) if document.at(keys) != fault["input"] else keys
        return _error_at(document, keys, f"no text may hold the sign {called(half)}")
    judged = fault["input"] if fault["loc"][-1:] == ("[key]",) else document.at(keys)
    if isinstance(invalid, InvalidEntry):
        keys, problem = (*keys, *invalid.path), invalid.problem
    elif fault["type"] == "missing":
        keys, problem = (*keys, fault["loc"][-1]), "this key is needed"
    elif fault["type"] == "extra_forbidden":
        problem = f"unknown key; {_instead(kind, document, keys)}"
    elif fault["type"].startswith("union_tag"):
        roles = [spec.__name__.lower() for spec in kinds_at(kind, keys)]
        keys = (*keys, "role")
        problem = f"a role is needed; {did_you_mean(document.at(keys), roles)}"
    else:
        problem = _in_words(fault, judged)
    if _is_half_a_decimal(keys):
        problem = f"unknown key; {POINT}"
    odd = oddity(str(judged))
    if odd and odd not in problem and not problem.startswith("no text"):
        problem = f"{problem}; {odd}"
    return _error_at(document, keys, problem + (f" [and {others} more]" if others else ""))


def _instead(kind: type[BaseModel], document: Document, keys: Keys) -> str:
    """Say what was meant by a key that is unknown."""
    if " " in str(keys[-1]):
        return "inside {…} a comma starts a new key, so put the text in quotes"
    meant = RENAMED.get(str(keys[-1]), keys[-1])
    return did_you_mean(meant, fields_of(kinds_at(kind, keys[:-1]), document.at(keys[:-1])))


def _is_half_a_decimal(keys: Keys) -> bool:
    """Whether an entry is what a comma in a number left over; numbers in a path count lists."""
    return bool(keys) and isinstance(keys[-1], str) and keys[-1].isdecimal()


def _error_at(document: Document, keys: Keys, problem: str) -> ScenarioError:
    file, line = document.place(keys)
    return ScenarioError(problem, file, line, dotted(keys), document.at(keys))


def _in_words(fault: ErrorDetails, given: object) -> str:
    """Say what is allowed; where we have no words for it, pydantic has."""
    kind, last = fault["type"], fault["loc"][-1]
    if kind in ("too_short", "too_long") and last in _HOW_MANY:
        return _HOW_MANY[str(last)]
    if kind == "string_pattern_mismatch":
        return _PATTERNS[fault["ctx"]["pattern"]]
    if kind in _NEEDED:
        return _NEEDED[kind].format(length=len(str(given).strip()), **fault.get("ctx", {}))
    words = re.sub(r"<[\w.]+: ('[^']+')>", r"\1", fault["msg"])  # enums show their inner names
    return words.replace("Input should", "must").replace("String should", "must")


def _keys(document: Document, loc: Keys) -> Keys:
    """Return the part of pydantic's location that stands in the file (its own tags do not)."""
    keys: Keys = ()
    for part in loc:
        if document.at((*keys, part)) is not ABSENT:
            keys = (*keys, part)
    return keys
