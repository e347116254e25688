"""Faults: from a document to a frozen spec, or one error that names file, line, key and value."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.characters import cut, forbidden, half_in, oddity
from sim.errors import ABSENT, POINT, InvalidEntry, Keys, ScenarioError, did_you_mean
from sim.reading.document import Document
from sim.reading.foreign import others_in_words
from sim.reading.shape import AnyShape, Shape, Spec_, fields_of, tags_of

ALIKE = 0.7
"""How like a known key one has to be, from 0 to 1, for the file to be meant for such a file."""

FEW = 3
"""Of so many keys one at least has to be, for the same."""

A_MAPPING = "a mapping (key: value) is needed"

_ALLOWED = {
    "model_type": A_MAPPING,
    "model_attributes_type": A_MAPPING,
    "dict_type": A_MAPPING,
    "tuple_type": "a list is needed",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
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


def validated(
    shape: Shape[Spec_], document: Document, completed: Callable[[Spec_], Spec_] | None = None
) -> Spec_:
    """Return the document as a frozen spec of this shape.

    What only a later part of the program knows is `completed` by it: it returns the spec with that
    filled in, or raises `InvalidEntry`. Raises `ScenarioError` at the first entry that does not
    fit, with how many more there are.
    """
    _must_be_meant(shape, document)
    try:
        spec = shape.root.model_validate(document.data)
        return spec if completed is None else completed(spec)
    except InvalidEntry as invalid:
        raise document.error(invalid.path, invalid.problem) from None
    except ValidationError as error:
        faults = error.errors(include_url=False)
        faults.sort(key=lambda fault: fault["type"] != "extra_forbidden")  # misspelt, not missing
        raise _explained(shape, document, faults[0], len(faults) - 1) from None


def _must_be_meant(shape: AnyShape, document: Document) -> None:
    """Raise `ScenarioError` where too few keys are the shape's, or slips of those."""
    keys, known = list(document.data), [*shape.root.model_fields]
    alike = sum(key in known or bool(get_close_matches(cut(key), known, 1, ALIKE)) for key in keys)
    if len(keys) > 1 and FEW * alike < len(keys):
        raise ScenarioError(others_in_words(shape, keys), document.place(())[0])


def _explained(
    shape: AnyShape, document: Document, fault: ErrorDetails, others: int
) -> ScenarioError:
    here = _keys(document, fault["loc"])
    judged = fault["input"] if fault["loc"][-1:] == ("[key]",) else document.at(here)
    keys, problem = _found(shape, document, fault, judged)
    if keys and isinstance(keys[-1], str) and keys[-1].isdecimal():  # numbers count lists
        problem = f"unknown key; {POINT}"
    odd = oddity(str(judged))
    if odd and odd not in problem and not problem.startswith("no text"):
        problem = f"{problem}; {odd}"
    return document.error(keys, problem + (f" [and {others} more]" if others else ""))


def _found(
    shape: AnyShape, document: Document, fault: ErrorDetails, judged: object
) -> tuple[Keys, str]:
    """Return the keys of what is wrong, and what is allowed there."""
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    keys, invalid = _keys(document, fault["loc"]), context.get("error")
    if isinstance(invalid, InvalidEntry):
        return (*keys, *invalid.path), invalid.problem
    if kind == "missing":
        return (*keys, fault["loc"][-1]), "this key is needed"
    if kind == "extra_forbidden":
        return keys, f"unknown key; {_instead(shape, document, keys)}"
    if kind == "string_unicode":  # given in Python: no file holds half a character
        keys = keys if document.at(keys) == given else (*keys, given)
        return keys, forbidden(half_in(given))
    if kind.startswith("union_tag"):
        tag = context["discriminator"].strip("'")
        words = [tags_of(spec)[tag] for spec in shape.kinds_at(keys)]
        return (*keys, tag), f"a {tag} is needed; {did_you_mean(document.at((*keys, tag)), words)}"
    return keys, _allowed(shape, fault, judged)


def _instead(shape: AnyShape, document: Document, keys: Keys) -> str:
    """Say what was meant by a key that is unknown."""
    key = str(keys[-1])
    if " " in key:
        return "inside {…} a comma starts a new key, so put the text in quotes"
    known = fields_of(shape.kinds_at(keys[:-1]), document.at(keys[:-1]))
    return did_you_mean(shape.renamed.get(key, key), known)


def _allowed(shape: AnyShape, fault: ErrorDetails, given: object) -> str:
    """Say what is allowed; where we have no words for it, pydantic has."""
    kind, context = fault["type"], fault.get("ctx", {})
    if kind in ("too_short", "too_long") and fault["loc"][-1] in shape.words:
        return shape.words[str(fault["loc"][-1])]
    if kind == "string_pattern_mismatch":
        return shape.words[context["pattern"]]
    if kind in _ALLOWED:
        return _ALLOWED[kind].format(length=len(str(given).strip()), **context)
    words = re.sub(r"<[\w.]+: ('[^']+')>", r"\1", fault["msg"])  # enums show their inner names
    return words.replace("Input should", "must").replace("String should", "must")


def _keys(document: Document, loc: Keys) -> Keys:
    """Return the part of pydantic's location that stands in the file (its own tags do not)."""
    keys: Keys = ()
    for part in loc:
        if document.at((*keys, part)) is not ABSENT:
            keys = (*keys, part)
    return keys
