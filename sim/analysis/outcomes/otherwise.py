"""Otherwise: what might have been otherwise in a world, with the words that follow *had*.

Each says what is changed as a point does (see `sim.engine.points`), so that worlds can be lived
through again with one change or several.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from sim.engine.points import NEVER
from sim.scenario import Scenario
from sim.scenario.clock import Clock
from sim.scenario.condition import Status
from sim.scenario.numbers import Point
from sim.style.labels import label
from sim.style.promises import PROMISE, promise_called, verb_for
from sim.style.sentences import listed, within
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
    who: str = ""
    """Whoever the words begin with, if several may be said to have done the same."""


def together(changes: Iterable[Otherwise]) -> Point:
    """Return the point at which all of these are so."""
    nothing: Point = {}
    return reduce(lambda point, one: {**point, **one.point}, changes, nothing)


def in_words(changes: Sequence[Otherwise]) -> str:
    """Return what follows *had* of several changes; what two have done alike is said once."""
    who = [one.who for one in changes]
    does = {one.words.removeprefix(f"{one.who} ") for one in changes}
    if len(changes) != 2 or not all(who) or len(does) > 1:
        return listed(one.words for one in changes)
    [alike] = does
    if alike.startswith("not "):
        return f"neither {' nor '.join(who)} {alike.removeprefix('not ')}"
    return f"{listed(who)} both {alike}"


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
    name, who = f"{party}.level", named(scenario, party)
    return Otherwise(name, {name: rung}, f"{who} {how}", who=who)


def promised(
    scenario: Scenario, condition: str, grantor: str, tick: float, before: float = NEVER
) -> Otherwise:
    """Let a grantor promise its part of a condition in some tick, or never.

    The words compare that with the tick in which it has done so before, if that is known.
    """
    spec, what = scenario.conditions[condition], promise_called(scenario, condition)
    verb, no = verb_for(scenario, condition), "not " if tick == NEVER else ""
    done = "agreed to" if verb is PROMISE and condition in scenario.actors else verb.done
    words = f"{what} {no}been {done}"
    if len(spec.grantors) > 1 or done != verb.done:
        words = f"{named(scenario, grantor)} {no}{done} {what}"
    when = "" if tick == NEVER else _when(scenario.clock, int(tick), before)
    name = f"{condition}.{grantor}.promised"
    return Otherwise(name, {name: tick}, f"{words}{when}", sources=spec.sources)


def _when(clock: Clock, tick: int, before: float) -> str:
    """Return when something would have been done that was done in another tick, or never."""
    when = clock.start_of(tick)
    day = f"{when:%A} {when.day} {when:%B}"
    if before == NEVER:
        return f" on {day}"
    if clock.start_of(int(before)).date() == when.date():
        day += f", {when:%H:%M}"
    return f" no earlier than {day}" if before < tick else f" already on {day}"


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


def luck(name: str, uniform: float, words: str, who: str = "") -> Otherwise:
    """Let a draw fall on one of its ends."""
    return Otherwise(f"luck:{name}", {f"luck:{name}": uniform}, words, is_luck=True, who=who)


def granted(scenario: Scenario, name: str, needed: Status) -> tuple[Otherwise, ...]:
    """Return what it takes for a condition, or an earlier meeting, to stand as it is asked for."""
    if name in scenario.earlier:
        return (held(name, needed is not Status.NONE),)
    tick = NEVER if needed is Status.NONE else 0
    done = [promised(scenario, name, key, tick) for key in scenario.conditions[name].grantors]
    return (*done, *([kept(scenario, name)] if needed is Status.OBSERVED else []))
