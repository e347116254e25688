"""What makes the parts of a scenario fit each other.

Each check raises `InvalidEntry` with the keys of the faulty entry; the loader adds file and line.
"""

from collections.abc import Callable, Collection, Iterator

from pydantic import BaseModel

from sim.errors import InvalidEntry, Keys, is_slip, must_be_known
from sim.scenario.actor import Host, Party, Reading
from sim.scenario.condition import Awaits, Condition
from sim.scenario.parts import Parts
from sim.scenario.signal import Echo, Holdout, Ramp, Shock

Named = tuple[Keys, str, Collection[str], str]
"""A name that a part uses: the keys inside the part, the name, those there are, and of what."""

RESERVED = ("meeting", "shock")
"""First words of streams of luck that belong to no actor and no condition."""

ANY = "any"
"""A level of this name would be measured under the name of all levels together."""

MAX_WORK = 60_000
"""Ticks × what is looked at in each; two weeks of hourly ticks with 170 numbers come close."""

MAX_SCALED = 5
"""Signals that multiply each other; so few of them stay finite, whatever their numbers."""


def check(scenario: Parts) -> None:
    """Raise `InvalidEntry` at the first part of `scenario` that does not fit another."""
    steps: tuple[Callable[[Parts], None], ...] = (
        _check_roles,
        _check_names,
        _check_ids,
        _check_statements,
        _check_size,
        _check_sources_and_names,
        _check_conditions,
        _check_signals,
        _check_thresholds,
    )
    for step in steps:
        step(scenario)


def _check_roles(scenario: Parts) -> None:
    if len(scenario.parties) != 2:
        raise InvalidEntry(
            ("actors",), f"needs two actors with role party, has {len(scenario.parties)}"
        )
    hosts = [key for key, actor in scenario.actors.items() if isinstance(actor, Host)]
    if len(hosts) > 1:
        raise InvalidEntry(("actors", hosts[1]), "only one actor can have role host")


def _check_names(scenario: Parts) -> None:
    if len(set(scenario.levels)) < len(scenario.levels):
        raise InvalidEntry(("levels",), "levels must differ from each other")
    if ANY in scenario.levels:
        problem = f"the name {ANY!r} is taken: any_on_time is the share of meetings at any level"
        raise InvalidEntry(("levels", scenario.levels.index(ANY)), problem)
    first: dict[str, str] = {}
    for key, actor in scenario.actors.items():
        if first.setdefault(actor.name, key) != key:
            problem = f"{first[actor.name]} is called the same; names of actors must differ"
            raise InvalidEntry(("actors", key, "name"), problem)


def _check_ids(scenario: Parts) -> None:
    for key in (*scenario.actors, *scenario.conditions):
        if key in RESERVED:
            part = "actors" if key in scenario.actors else "conditions"
            raise InvalidEntry(
                (part, key), f"the id {key!r} is taken: luck of its own has this name"
            )
    for key in scenario.conditions:
        if key in scenario.actors:
            raise InvalidEntry(("conditions", key), "an actor has the same id; ids must differ")


def _check_statements(scenario: Parts) -> None:
    taken: set[str] = set()
    for number, statement in enumerate(scenario.statements):
        here = ("statements", number)
        if statement.id in taken:
            raise InvalidEntry((*here, "id"), f"the id {statement.id!r} is taken already")
        taken.add(statement.id)
        for keys, name in statement.actors():
            if is_slip(name, scenario.actors):
                must_be_known((*here, *keys), name, scenario.actors, "actor")


def _check_size(scenario: Parts) -> None:
    """Refuse what would take minutes where an honest file takes a moment."""
    numbers = sum(one.reading is None for one in scenario.numbers.values())  # finds shared ones
    readings = [one for party in scenario.parties.values() for one in party.readings.values()]
    needed = sum(len(way) for one in readings for ways in one.attends_if.values() for way in ways)
    work = scenario.clock.ticks * (numbers + needed)
    if work > MAX_WORK:
        raise InvalidEntry(
            ("clock", "hours_per_tick"),
            f"{scenario.clock.ticks:,} ticks, with {numbers + needed:,} numbers and preconditions "
            f"to look at in each, are more than {MAX_WORK:,} looks; take longer ticks",
        )


def _check_sources_and_names(scenario: Parts) -> None:
    ids = frozenset(statement.id for statement in scenario.statements)
    for path, part in scenario.walk():
        for number, source in enumerate(getattr(part, "sources", ())):
            must_be_known((*path, "sources", number), source, ids, "statement id")
        for name in getattr(part, "influences", ()):
            must_be_known((*path, "influences", name), name, scenario.audible, "signal")
        for keys, name, known, what in _names_in(part, scenario):
            must_be_known((*path, *keys), name, known, what)


def _names_in(part: BaseModel, scenario: Parts) -> Iterator[Named]:
    """Yield what a part names by id."""
    match part:
        case Condition():
            yield ("grantor",), part.grantor, scenario.actors, "actor"
        case Awaits():
            if part.meeting is not None:
                yield ("meeting",), part.meeting, scenario.levels[1:], "level"
            for name in part.conditions:
                yield ("conditions", name), name, scenario.conditions, "condition"
        case Echo() | Holdout():
            yield ("party",), part.party, scenario.parties, "party"
        case Ramp():
            yield ("condition",), part.condition, scenario.conditions, "condition"
        case Shock():
            targets = [*scenario.signals, *(f"{key}.inclination" for key in scenario.parties)]
            yield from ((("effects", name), name, targets, "target") for name in part.effects)
        case Party():
            weighed, levels = part.weights.centres, scenario.levels[1:]
            yield from ((("weights", name), name, part.readings, "reading") for name in weighed)
            yield from ((("thresholds", name), name, levels, "level") for name in part.thresholds)
        case Reading():
            yield from _names_in_reading(part, scenario)


def _names_in_reading(reading: Reading, scenario: Parts) -> Iterator[Named]:
    for level, ways in reading.attends_if.items():
        here = ("attends_if", level)
        yield here, level, scenario.levels[1:], "level"
        for number, way in enumerate(ways):
            place = here if len(ways) == 1 else (*here, number)
            yield from (((*place, name), name, scenario.conditions, "condition") for name in way)


def _check_conditions(scenario: Parts) -> None:
    for key, condition in scenario.conditions.items():
        path, awaits = ("conditions", key), condition.awaits
        if awaits is not None and awaits.meeting is None and not awaits.conditions:
            raise InvalidEntry((*path, "awaits"), "needs a meeting or conditions")
        if awaits is not None and key in awaits.conditions:
            problem = "a condition cannot wait for itself"
            raise InvalidEntry((*path, "awaits", "conditions", key), problem)
        if condition.due is not None:
            scenario.clock.must_be_a_tick((*path, "due"), condition.due)


def _check_signals(scenario: Parts) -> None:
    for key, actor in scenario.actors.items():
        above: dict[str, int] = {}
        for name, signal in actor.signals.items():
            path, base = ("actors", key, "signals", name), signal.scales_with
            if name in ("hosting", "outlook", "inclination"):
                raise InvalidEntry(path, f"{name!r} is what every host or party has; rename it")
            if base is not None:
                what = "signal (of the same actor, listed above this one)"
                must_be_known((*path, "scales_with"), base, above, what)
                if above[base] >= MAX_SCALED:
                    problem = f"at most {MAX_SCALED} signals can multiply each other"
                    raise InvalidEntry((*path, "scales_with"), problem)
            above[f"{key}.{name}"] = 1 + above.get(base or "", 0)


def _check_thresholds(scenario: Parts) -> None:
    for key, party in scenario.parties.items():
        path, before = ("actors", key, "thresholds"), -float("inf")
        numbers = scenario.numbers.below(".".join(path))
        for level in scenario.levels[1:]:
            if level not in party.thresholds:
                raise InvalidEntry(path, f"needs a threshold for the level {level!r}")
            now = numbers[level].centre
            if now < before:
                problem = f"a higher level cannot need less: at least {before:g}"
                raise InvalidEntry((*path, level), problem)
            before = now
