"""Other numbers in a scenario, without looking again at what no number can break."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter

from sim.scenario.base import Title
from sim.scenario.cast import check_thresholds
from sim.scenario.number import Number
from sim.scenario.numbers import Parameter
from sim.scenario.parts import Parts
from sim.scenario.weights import Weights

PLAIN = frozenset({"value", "assumption"})
"""How a number is given that names neither a statement nor another number."""

AS_BEFORE = frozenset({"audible", "listed", "manners", "meeting_levels", "moved"})
"""What is looked up in a scenario and hangs on none of the numbers that are changed here."""

OF_RULES = frozenset({"rules", "deciders"})
"""What hangs on those of its rules alone."""

TITLE: TypeAdapter[str] = TypeAdapter(Title)

Whole = TypeVar("Whole", bound=Parts)


def renumbered(scenario: Whole, title: str, entries: Mapping[str, Any]) -> Whole | None:
    """Return a scenario under another title with some numbers given anew, by path.

    None unless each names nothing: then all that can be wrong is its range, or that of a part
    around it, or the order of thresholds. Only these are checked: a tenth of the work.
    """
    written, given = scenario.numbers.written, {}
    update: dict[str, Any] = {"title": TITLE.validate_python(title)}
    for path, entry in entries.items():
        if (new := _plain(written.get(path), entry)) is None:
            return None
        first, *inner = written[path].keys
        update[first] = _replaced(update.get(first, getattr(scenario, first)), inner, new)
        given[path] = new
    is_of_rules = any(written[path].keys[:-1] in scenario.rules for path in given)
    changed = _with(scenario, update, AS_BEFORE if is_of_rules else AS_BEFORE | OF_RULES)
    vars(changed)["numbers"] = scenario.numbers.given_as(given)
    check_thresholds(changed)
    return changed


def _plain(one: Parameter | None, entry: Any) -> Number | Weights | None:
    """Return a number that is given anew where it stands; None if others have to do with it."""
    if one is None or one.keys[0] == "shared" or one.luck != one.path:
        return None
    new = type(one.given).model_validate(entry)
    is_known = isinstance(new, Number) or new.centres.keys() <= {*one.readings}
    return new if is_known and new.model_fields_set <= PLAIN else None


def _replaced(part: Any, keys: Sequence[str], entry: Any) -> Any:
    """Return a part with another entry at some keys, what is around it checked anew."""
    if not keys:
        return entry
    key, *inner = keys
    if isinstance(part, Mapping):
        return {**part, key: _replaced(part[key], inner, entry)}
    given = {name: getattr(part, name) for name in part.model_fields_set}
    return type(part).model_validate({**given, key: _replaced(getattr(part, key), inner, entry)})


def _with(scenario: Whole, update: Mapping[str, Any], kept: Collection[str]) -> Whole:
    """Return a scenario with other entries, and some of what was looked up in it."""
    entries = {name: getattr(scenario, name) for name in type(scenario).model_fields}
    names = scenario.model_fields_set | update.keys()
    changed = type(scenario).model_construct(names, **{**entries, **update})
    vars(changed).update({name: known for name, known in vars(scenario).items() if name in kept})
    return changed
