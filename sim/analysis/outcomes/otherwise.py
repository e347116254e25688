"""Otherwise: what might have been otherwise in a world, with the words that follow *had*.

Each says what is changed as a point does (see `sim.engine.points`), so that worlds can be lived
through again with one change or several.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from sim.engine.points import NEVER
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.numbers import Point
from sim.style.labels import label
from sim.style.promises import promise_called, verb_for
from sim.style.sentences import within
from sim.style.words import called

DONE = {"called_off": "called it off", "postponed": "postponed it"}
"""What somebody has done with the meeting."""


@dataclass(frozen=True)
class Otherwise:
    """One thing that might have been otherwise."""

    variable: str
    """What is changed: two changes of one variable exclude each other."""
    point: Point
    words: str
    """What follows *had*, as ``South come at ‘envoys’``."""
    is_luck: bool = False
    """Whether it is a draw, and nobody's words, decision or number."""
    sources: tuple[str, ...] = ()
    """Ids of the statements behind it."""


def together(changes: Iterable[Otherwise]) -> Point:
    """Return the point at which all of these are so."""
    nothing: Point = {}
    return reduce(lambda point, one: {**point, **one.point}, changes, nothing)


def named(scenario: Scenario, actor: str) -> str:
    """Return what an actor is called within a sentence."""
    return within(scenario.actors[actor].name)


def read_as(scenario: Scenario, party: str, reading: str) -> Otherwise:
    """Hold a party's words in one reading from the start."""
    variable = f"actors.{party}.weights"
    words = f"{named(scenario, party)} been read as {called(reading)}"
    sources = scenario.parties[party].readings[reading].sources
    return Otherwise(variable, {f"{variable}.{reading}": 1}, words, sources=sources)


def comes_at(scenario: Scenario, party: str, rung: int) -> Otherwise:
    """Let a party come at a level in the end, or not at all."""
    at = f" at {called(scenario.levels[rung])}" if len(scenario.levels) > 2 else ""
    how = f"come{at}" if rung else "not come"
    name = f"{party}.level"
    return Otherwise(name, {name: rung}, f"{named(scenario, party)} {how}")


def promised(scenario: Scenario, condition: str, grantor: str, tick: float) -> Otherwise:
    """Let a grantor promise its part of a condition in some tick, or never."""
    spec, clock = scenario.conditions[condition], scenario.clock
    done, what = verb_for(scenario, condition).done, promise_called(scenario, condition)
    by = f" by {named(scenario, grantor)}" if len(spec.grantors) > 1 else ""
    when = "" if tick == NEVER else f" on {_day(clock.start_of(int(tick)))}"
    name = f"{condition}.{grantor}.promised"
    words = f"{what} {'not ' if tick == NEVER else ''}been {done}{by}{when}"
    return Otherwise(name, {name: tick}, words, sources=spec.sources)


def _day(when: datetime) -> str:
    return f"{when:%A} {when.day} {when:%B}"


def kept(scenario: Scenario, condition: str, is_kept: bool = True) -> Otherwise:
    """Let luck never break a promise, or break it wherever it can."""
    how = "never been violated" if is_kept else "been violated at every turn"
    words = f"{promise_called(scenario, condition)} {how}"
    return luck(f"{condition}.violation", float(is_kept), words)


def held(meeting: str, is_held: bool = True) -> Otherwise:
    """Let an earlier meeting be held, or not."""
    words = f"{called(meeting)} {'' if is_held else 'not '}been held"
    return Otherwise(f"{meeting}.status", {f"{meeting}.status": int(is_held)}, words)


def done(scenario: Scenario, actor: str, what: str, is_done: bool = False) -> Otherwise:
    """Let an actor call the meeting off (`called_off`) or postpone it at once, or never."""
    name, words = f"{actor}.{what}", f"{'' if is_done else 'not '}{DONE[what]}"
    return Otherwise(name, {name: 0 if is_done else NEVER}, f"{named(scenario, actor)} {words}")


def at_an_end(scenario: Scenario, path: str, value: int) -> Otherwise:
    """Let a number from 0 to 1, such as how strong a signal is, be at one of its ends."""
    how = "at full strength" if value else "left out"
    return Otherwise(path, {path: value}, f"‘{label(scenario, path)}’ been {how}")


def luck(name: str, uniform: float, words: str) -> Otherwise:
    """Let a draw fall on one of its ends."""
    return Otherwise(f"luck:{name}", {f"luck:{name}": uniform}, words, is_luck=True)


def granted(scenario: Scenario, name: str, needed: Status) -> tuple[Otherwise, ...]:
    """Return what it takes for a condition, or an earlier meeting, to stand as it is asked for."""
    if name in scenario.earlier:
        return (held(name, needed is not Status.NONE),)
    tick = NEVER if needed is Status.NONE else 0
    done = [promised(scenario, name, key, tick) for key in scenario.conditions[name].grantors]
    return (*done, *([kept(scenario, name)] if needed is Status.OBSERVED else []))
