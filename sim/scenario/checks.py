"""What makes the parts of a scenario fit each other.

Each check raises `InvalidEntry` with the keys of the faulty entry; the loader adds file and line.
"""

from collections.abc import Callable, Collection, Iterator

from pydantic import BaseModel

from sim.errors import InvalidEntry, Keys, is_slip, must_be_known
from sim.scenario.actor import Host, Party, Reading, Way
from sim.scenario.condition import HELD, Awaits, Condition, Status
from sim.scenario.meeting import Meeting, Terms
from sim.scenario.parts import CONDITION_SIGNALS, MAX_PARTIES, MIN_PARTIES, Parts
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
        _check_meeting,
        _check_size,
        _check_sources_and_names,
        _check_asked,
        _check_conditions,
        _check_signals,
        _check_thresholds,
        _check_shocks,
    )
    for step in steps:
        step(scenario)


def _check_roles(scenario: Parts) -> None:
    if not MIN_PARTIES <= len(scenario.parties) <= MAX_PARTIES:
        needed = f"needs {MIN_PARTIES} to {MAX_PARTIES} actors with role party"
        raise InvalidEntry(("actors",), f"{needed}, has {len(scenario.parties)}")
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
        if key in scenario.parties:
            problem = "a party has the same id, and its presence is its level; ids must differ"
            raise InvalidEntry(("conditions", key), problem)


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
    ticks = scenario.clock.most_ticks
    work = ticks * (numbers + needed)
    if work > MAX_WORK:
        raise InvalidEntry(
            ("clock", "hours_per_tick"),
            f"{ticks:,} ticks, with {numbers + needed:,} numbers and preconditions "
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
            grantors = part.co_grantors
            yield from ((("co_grantors", key), key, scenario.actors, "actor") for key in grantors)
        case Awaits():
            if part.meeting is not None:
                yield ("meeting",), part.meeting, scenario.levels[1:], "level"
            for name in part.conditions:
                yield ("conditions", name), name, scenario.demands, "condition"
        case Meeting():
            yield from (
                (("deal", name), name, scenario.demands, "condition") for name in part.deal or ()
            )
        case Echo() | Holdout():
            yield ("party",), part.party, scenario.parties, "party"
        case Ramp():
            yield ("condition",), part.condition, scenario.conditions, "condition"
        case Shock():
            targets = [*scenario.signals, *(f"{key}.inclination" for key in scenario.parties)]
            targets += [f"{key}.willingness" for key in scenario.conditions]
            yield from ((("effects", name), name, targets, "target") for name in part.effects)
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
    for place, way in _ways_in(reading):
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
    for path, allowed in _meetings_in(part) if isinstance(part, Reading) else ():
        for level, ways in allowed.items():
            for number, way in enumerate(ways):
                yield ((*path, level) if len(ways) == 1 else (*path, level, number)), way


def _check_asked(scenario: Parts) -> None:
    """Refuse to ask of a meeting what it can never be."""
    for path, part in scenario.walk():
        for place, way in _ways_in(part):
            for name, status in way.items():
                if name in scenario.earlier and status is Status.OBSERVED:
                    problem = (
                        f"a meeting cannot be observed; must be {' or '.join(map(repr, HELD))}"
                    )
                    raise InvalidEntry((*path, *place, name), problem)


def _check_meeting(scenario: Parts) -> None:
    """Refuse a last meeting, or one before it, that cannot be held as it is written."""
    _check_terms(scenario, ("meeting",), scenario.meeting)
    _check_postponing(scenario)
    before = scenario.clock.starts
    for key, one in scenario.earlier.items():
        path = ("earlier", key)
        if key in (*scenario.actors, *scenario.conditions, *scenario.shocks):
            raise InvalidEntry(path, "something else has the same id; ids must differ")
        scenario.clock.must_be_a_tick((*path, "deadline"), one.deadline)
        if not before < one.deadline < scenario.clock.deadline:
            problem = "must come after the meeting before it, and before the deadline of the last"
            raise InvalidEntry((*path, "deadline"), problem)
        before = one.deadline
        _check_terms(scenario, path, one)


def _check_postponing(scenario: Parts) -> None:
    """Refuse whoever postpones the meeting to no date, and a date to which nobody does."""
    postponing = [key for key, actor in scenario.actors.items() if actor.postponing is not None]
    if postponing and scenario.clock.postponed_to is None:
        problem = "needs clock.postponed_to: when decisions about a postponed meeting freeze"
        raise InvalidEntry(("actors", postponing[0], "postponing"), problem)
    if scenario.clock.postponed_to is not None and not postponing:
        problem = "nobody can postpone the meeting; needs an actor with postponing"
        raise InvalidEntry(("clock", "postponed_to"), problem)


def _check_terms(scenario: Parts, path: Keys, meeting: Terms) -> None:
    """Refuse a meeting for which one party is enough, or so many that they are not there."""
    if meeting.level is not None:
        must_be_known((*path, "level"), meeting.level, scenario.levels[1:], "level")
    must_come, here = meeting.must_come, (*path, "must_come")
    for key in ("all", "of"):
        for place, name in enumerate(getattr(must_come, key) or ()):
            must_be_known((*here, key, place), name, scenario.parties, "party")
            if name in getattr(must_come, key)[:place]:
                raise InvalidEntry((*here, key, place), "is named already; name each party once")
    needed, counted = must_come.among(scenario.parties)
    if must_come.at_least > len(counted):
        problem = f"{must_come.at_least} must come of {len(counted)} that are counted"
        raise InvalidEntry((*here, "at_least"), problem)
    if {*needed} & {*counted}:
        raise InvalidEntry((*here, "of"), "counts parties that must all come already")
    if len(needed) + must_come.at_least < 2:
        raise InvalidEntry(here, "a meeting needs two parties that must come, at least")


def _check_conditions(scenario: Parts) -> None:
    for key, condition in scenario.conditions.items():
        path = ("conditions", key)
        for grantor, granting in condition.grantors.items():
            beside = () if granting is condition else ("co_grantors", grantor)
            _check_awaits(scenario, (*path, *beside), grantor)
        if condition.grantor in condition.co_grantors:
            raise InvalidEntry((*path, "co_grantors", condition.grantor), "is the grantor already")
        if condition.due is not None:
            scenario.clock.must_be_a_tick((*path, "due"), condition.due)


def _check_awaits(scenario: Parts, path: Keys, grantor: str) -> None:
    """Refuse a grantor that waits for nothing, for itself, or under readings that it has not."""
    condition = scenario.conditions[str(path[1])]
    awaits = condition.grantors[grantor].awaits
    if awaits is None:
        return
    if awaits.meeting is None and not awaits.conditions:
        raise InvalidEntry((*path, "awaits"), "needs a meeting or conditions")
    if path[1] in awaits.conditions:
        problem = "a condition cannot wait for itself"
        raise InvalidEntry((*path, "awaits", "conditions", path[1]), problem)
    if isinstance(awaits.binding, tuple):
        party = scenario.parties.get(grantor)
        if party is None:
            raise InvalidEntry(
                (*path, "awaits", "binding"), "only a party has readings; write true"
            )
        for place, name in enumerate(awaits.binding):
            must_be_known((*path, "awaits", "binding", place), name, party.readings, "reading")


def _check_signals(scenario: Parts) -> None:
    for key, actor in scenario.actors.items():
        above: dict[str, int] = {}
        for name, signal in actor.signals.items():
            path, base = ("actors", key, "signals", name), signal.scales_with
            shared_id = ("willingness",) if key in scenario.conditions else ()
            if name in ("hosting", "outlook", "inclination", *CONDITION_SIGNALS, *shared_id):
                problem = f"{name!r} is what every host, party or condition has; rename it"
                raise InvalidEntry(path, problem)
            if signal.heard_by is not None:
                _check_hearers(scenario, f"{key}.{name}", signal.heard_by)
            if base is not None:
                what = "signal (of the same actor, listed above this one)"
                must_be_known((*path, "scales_with"), base, above, what)
                if above[base] >= MAX_SCALED:
                    problem = f"at most {MAX_SCALED} signals can multiply each other"
                    raise InvalidEntry((*path, "scales_with"), problem)
            above[f"{key}.{name}"] = 1 + above.get(base or "", 0)


def _check_shocks(scenario: Parts) -> None:
    for key, shock in scenario.shocks.items():
        if key in scenario.actors or key in scenario.conditions:
            problem = "an actor or condition has the same id; ids must differ"
            raise InvalidEntry(("shocks", key), problem)
        if shock.on is not None:
            scenario.clock.must_be_a_tick(("shocks", key, "on"), shock.on)


def _check_hearers(scenario: Parts, name: str, heard_by: tuple[str, ...]) -> None:
    """Refuse a listener whom a signal on a back channel does not reach."""
    owner, _, rest = name.partition(".")
    here = ("actors", owner, "signals", rest, "heard_by")
    for place, key in enumerate(heard_by):
        must_be_known((*here, place), key, scenario.actors, "actor")
    for path, part in scenario.walk():
        if name in getattr(part, "influences", ()):
            if path[0] == "actors":
                hearer = str(path[1])
            elif "co_grantors" in path:
                hearer = str(path[-1])
            else:
                hearer = scenario.conditions[str(path[1])].grantor
            if hearer not in heard_by:
                problem = f"{hearer} does not hear {name}; heard_by: {', '.join(heard_by)}"
                raise InvalidEntry((*path, "influences", name), problem)


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
