"""What makes the parts of a scenario fit each other.

Each check raises `InvalidEntry` with the keys of the faulty entry; the loader adds file and line.
"""

from collections.abc import Callable

from sim.errors import InvalidEntry, Keys, must_be_known
from sim.scenario import cast, references
from sim.scenario.meeting import Terms
from sim.scenario.parts import Parts
from sim.scenario.shock import FIXED, moved_in_vain

MAX_WORK = 60_000
"""Ticks × what is looked at in each; two weeks of hourly ticks with 170 numbers come close."""


def check(scenario: Parts) -> None:
    """Raise `InvalidEntry` at the first part of `scenario` that does not fit another."""
    steps: tuple[Callable[[Parts], None], ...] = (
        cast.check_roles,
        cast.check_names,
        cast.check_ids,
        cast.check_statements,
        _check_meeting,
        _check_size,
        references.check_sources_and_names,
        references.check_theories,
        references.check_asked,
        _check_conditions,
        cast.check_signals,
        cast.check_thresholds,
        _check_shocks,
    )
    for step in steps:
        step(scenario)


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
        if condition.enough == "any" and not condition.co_grantors:
            problem = "needs co_grantors beside it: of one grantor, that one is enough"
            raise InvalidEntry((*path, "enough"), problem)
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


def _check_shocks(scenario: Parts) -> None:
    for key, shock in scenario.shocks.items():
        if key in scenario.actors or key in scenario.conditions:
            problem = "an actor or condition has the same id; ids must differ"
            raise InvalidEntry(("shocks", key), problem)
        if shock.on is not None:
            scenario.clock.must_be_a_tick(("shocks", key, "on"), shock.on)
            if scenario.clock.tick_of(shock.on) >= scenario.clock.most_ticks:
                problem = "must come before decisions freeze: nothing that it moves counts any more"
                raise InvalidEntry(("shocks", key, "on"), problem)
        for target in shock.effects:
            _check_target(scenario, ("shocks", key, "effects", target), target)


def _check_target(scenario: Parts, here: Keys, target: str) -> None:
    """Refuse what is no number, or one that is not read again once the story has begun."""
    short = [*(f"{key}.inclination" for key in scenario.parties)]
    short += [f"{key}.willingness" for key in scenario.conditions]
    fixed = {path: moved_in_vain(one.keys) for path, one in scenario.numbers.items()}
    for path in scenario.targets(target):
        if why := fixed.get(path):
            raise InvalidEntry(here, f"no shock can move it: {why}; fixed are {', '.join(FIXED)}")
    movable = (path for path, why in fixed.items() if why is None)
    must_be_known(here, target, [*scenario.signals, *short, *movable], "target")
