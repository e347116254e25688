"""What the parts of a scenario name: each name stands for something, in words that fit it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sim.errors import InvalidEntry, Keys, must_be_known
from sim.scenario.actor import Party, Reading, Way
from sim.scenario.condition import HELD, NEEDED, PRESENCE, Awaits, Condition, Status
from sim.scenario.meeting import Meeting
from sim.scenario.parts import Parts, weighed_in
from sim.scenario.shock import Shock
from sim.scenario.signal import Echo, Holdout, Ramp

Named = tuple[Keys, str, Collection[str], str]
"""A name that a part uses: the keys inside the part, the name, those there are, and of what."""

ASKING = ("attends_if", "attends_earlier", "when", "deal")
"""Keys below which preconditions stand; they do below the `conditions` of `awaits` as well."""


def check_words(given: Any) -> None:
    """Raise `InvalidEntry` where a file says *held* of a condition, or *present* of no actor."""
    if not isinstance(given, Mapping):
        return
    said_of = {"earlier": HELD, "actors": PRESENCE}
    for path, word in _asked((), given):
        for part, words in said_of.items():
            named = given.get(part) or {}
            if word in words and isinstance(named, Mapping) and path[-1] not in named:
                whose = "an earlier meeting" if part == "earlier" else "the presence of an actor"
                allowed = " or ".join(map(repr, NEEDED.values()))
                problem = f"{word!r} is said of {whose} alone; must be {allowed}"
                raise InvalidEntry(path, problem)


def _asked(path: Keys, part: Any, asking: bool = False) -> Iterator[tuple[Keys, str]]:
    """Yield the words in which something is asked for, with the keys that lead there."""
    entries = part.items() if isinstance(part, Mapping) else enumerate(part)
    for key, entry in entries:
        here = (*path, key)
        below = asking or key in ASKING or here[-2:] == ("awaits", "conditions")
        if isinstance(entry, Mapping | list | tuple):
            yield from _asked(here, entry, below)
        elif asking and isinstance(entry, str):
            yield here, entry


def check_sources_and_names(scenario: Parts) -> None:
    """Refuse a name that nobody and nothing bears."""
    ids = frozenset(statement.id for statement in scenario.statements)
    for number, unsaid in enumerate(scenario.unsaid):
        must_be_known(("unsaid", number), unsaid, ids, "statement id")
    for path, part in scenario.walk():
        for number, source in enumerate(getattr(part, "sources", ())):
            must_be_known((*path, "sources", number), source, ids, "statement id")
        for key, name in weighed_in(part):
            must_be_known((*path, key, name), name, scenario.audible, "signal")
        for keys, name, known, what in _names_in(part, scenario):
            must_be_known((*path, *keys), name, known, what)


def _names_in(part: BaseModel, scenario: Parts) -> Iterator[Named]:
    """Yield what a part names by id."""
    match part:
        case Condition():
            yield ("grantor",), part.grantor, scenario.actors, "actor"
            grantors = part.co_grantors
            yield from ((("co_grantors", key), key, scenario.actors, "actor") for key in grantors)
        case Awaits():
            if part.meeting is not None:
                yield ("meeting",), part.meeting, scenario.levels[1:], "level"
            for name in part.conditions:
                yield ("conditions", name), name, scenario.demands, "condition"
        case Meeting():
            yield from _names_in_ways(part, scenario)
        case Echo() | Holdout():
            yield ("party",), part.party, scenario.parties, "party"
        case Ramp():
            yield ("condition",), part.condition, scenario.conditions, "condition"
        case Shock():
            yield from _names_in_ways(part, scenario)
        case Party():
            weighed, levels = part.weights.centres, scenario.levels[1:]
            yield from ((("weights", name), name, part.readings, "reading") for name in weighed)
            yield from ((("thresholds", name), name, levels, "level") for name in part.thresholds)
        case Reading():
            yield from _names_in_reading(part, scenario)


def _names_in_reading(reading: Reading, scenario: Parts) -> Iterator[Named]:
    for meeting in reading.attends_earlier:
        yield ("attends_earlier", meeting), meeting, scenario.earlier, "earlier meeting"
    for path, allowed in _meetings_in(reading):
        for level in allowed:
            yield (*path, level), level, scenario.levels[1:], "level"
    yield from _names_in_ways(reading, scenario)


def _names_in_ways(part: BaseModel, scenario: Parts) -> Iterator[Named]:
    for place, way in _ways_in(part):
        yield from (((*place, name), name, scenario.demands, "condition") for name in way)


def _meetings_in(reading: Reading) -> Iterator[tuple[Keys, dict[str, tuple[Way, ...]]]]:
    """Yield the levels that a reading allows at each meeting, with the keys that lead there."""
    yield ("attends_if",), reading.attends_if
    for meeting, allowed in reading.attends_earlier.items():
        yield ("attends_earlier", meeting), allowed


def _ways_in(part: BaseModel) -> Iterator[tuple[Keys, Way]]:
    """Yield everything that a part asks for together, with the keys that lead there."""
    if isinstance(part, Awaits):
        yield ("conditions",), part.conditions
    if isinstance(part, Meeting):
        yield ("deal",), part.deal or {}
    if isinstance(part, Shock):
        yield from _each_way(("when",), part.when)
    for path, allowed in _meetings_in(part) if isinstance(part, Reading) else ():
        for level, ways in allowed.items():
            yield from _each_way((*path, level), ways)


def _each_way(path: Keys, ways: tuple[Way, ...]) -> Iterator[tuple[Keys, Way]]:
    for number, way in enumerate(ways):
        yield (path if len(ways) == 1 else (*path, number)), way


def check_theories(scenario: Parts) -> None:
    """Refuse numbers of a theory for nobody who decides, or that rest on no statement there is."""
    ids = frozenset(statement.id for statement in scenario.statements)
    for name, theory in scenario.theories.items():
        for whose in theory.deciders:
            path = ("theories", name, whose)
            must_be_known(path, whose, scenario.deciders, "party or condition")
        if scenario.listed[f"theories.{name}.weight"].number.is_uncertain:
            problem = "the weight of a theory must be a value, not a distribution"
            raise InvalidEntry(("theories", name, "weight"), problem)
    for one in scenario.listed.written.values():
        for place, source in enumerate(one.given.sources):
            must_be_known((*one.keys, "sources", place), source, ids, "statement id")


def check_asked(scenario: Parts) -> None:
    """Refuse to ask of a meeting what it can never be."""
    for path, part in scenario.walk():
        for place, way in _ways_in(part):
            for name, status in way.items():
                if name in scenario.earlier and status is Status.OBSERVED:
                    problem = (
                        f"a meeting cannot be observed; must be {' or '.join(map(repr, HELD))}"
                    )
                    raise InvalidEntry((*path, *place, name), problem)
