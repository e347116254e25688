"""Evidence: what is known of a story by some day, and the worlds that fit it.

A fact is learned, not done: it changes nobody's luck and no world. Of all worlds those are kept in
which it is so. A source that is right in a share of all cases is heard in each world by a luck of
its own; those worlds fit in which it says what it has said. So shares among the worlds that fit are
those of Bayes' rule.
"""

import math
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arrays import Flags, Value
from sim.characters import MINUS, cut
from sim.engine.states import state_called, states_of
from sim.errors import UsageError, did_you_mean
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.clock import Clock
from sim.style.dates import day

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

SIGNS: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "=": (operator.eq, ""),
    "!=": (operator.ne, "not "),
    ">=": (operator.ge, "at least "),
    "<=": (operator.le, "at most "),
    ">": (operator.gt, "more than "),
    "<": (operator.lt, "less than "),
}
"""What may be known of a state, and how that is said."""

WRITTEN = re.compile(
    r"\s*([^=<>!@~]+?)\s*(>=|<=|!=|=|>|<)\s*([^=<>!@~]+?)\s*@\s*([^@~]+?)\s*(?:~([^@~]*))?"
)
FORM = "write NAME=STATE@DATE, as {name}={state}@{day}, or >=, <=, != in place of ="
MOMENT, LENGTH = timedelta(microseconds=1), len("2031-05-13")


@dataclass(frozen=True)
class Fact:
    """A state that is known as of the end of a tick, or is said to be so.

    The value is the place of a word among what the state can be, or a number. The source is right
    in a share of all cases.
    """

    name: str
    sign: str
    value: float
    tick: int
    right: float = 1.0

    @property
    def state(self) -> tuple[str, int]:
        """The name of the state, and the tick at whose end it is known."""
        return self.name, self.tick

    def holds(self, state: Value) -> Flags:
        """Return where it is so, given how the state stood."""
        return np.asarray(SIGNS[self.sign][0](state, self.value))

    def in_words(self, scenario: Scenario) -> str:
        """Return what is known, as ``what North last announced by Monday 6 May: silent``."""
        states = states_of(scenario)[self.name]
        value = humanize(states[int(self.value)]) if states else f"{self.value:g}"
        trust = "" if self.right == 1 else f" (a source says so that is right in {self.right:.0%})"
        asked = f"{state_called(scenario, self.name)} {by_when(scenario.clock, self.tick)}"
        return f"{asked}: {SIGNS[self.sign][1]}{value}{trust}".replace(": -", ": −")


def fitting(model: "Negotiation", facts: Iterable[Fact]) -> Flags:
    """Return in which worlds of a model all is so that is known, shape ``(worlds,)``.

    Or was so, where something is changed in worlds of which this is known already.
    """
    if model.worlds.fits is not None:
        return model.worlds.fits
    fits: Flags = np.ones(len(model.worlds), dtype=np.bool_)
    for fact in facts:
        holds = fact.holds(model.stood(*fact.state))
        if fact.right < 1:
            stream = f"given:{fact.name}{fact.sign}{fact.value:g}@{fact.tick}"
            holds = holds == (model.worlds.uniform(stream) < fact.right)
        fits &= holds
    return fits


def facts_of(scenario: Scenario, given: Sequence[str]) -> tuple[Fact, ...]:
    """Return what is known, each as ``NAME=STATE@DATE``, with ``~0.8`` for how far it is trusted.

    A date stands for the end of that day. Raises `UsageError` if there is no such state, or it
    cannot be so by then.
    """
    facts = []
    for text in given:
        try:
            facts.append(fact_of(scenario, text))
        except UsageError as error:
            raise UsageError(f"--given {cut(text)}: {error}") from None
    return tuple(facts)


def fact_of(scenario: Scenario, text: str) -> Fact:
    """Return one thing that is known; see `facts_of`."""
    written, states = WRITTEN.fullmatch(text), states_of(scenario)
    if written is None:
        party = next(iter(scenario.parties))
        first = _day_of(scenario.clock, 0)
        raise UsageError(FORM.format(name=f"{party}.announced", state="silent", day=first))
    name, sign, value, when, right = written.groups()
    if name not in states:
        raise UsageError(f"unknown {cut(name)!r}; {did_you_mean(name, states)}")
    return Fact(
        name, sign, _value(value, states[name]), tick_at(scenario.clock, when), _share(right)
    )


def _value(text: str, states: tuple[str, ...]) -> float:
    if not states:
        return _number(text, -math.inf, math.inf, "a number is needed")
    if text not in states:
        raise UsageError(f"unknown {cut(text)!r}; {did_you_mean(text, states)}")
    return states.index(text)


def _share(text: str | None) -> float:
    needed = "after ~ stands how often the source is right, from 0 to 1"
    return 1.0 if text is None else _number(text, 0, 1, needed)


def _number(text: str, low: float, high: float, needed: str) -> float:
    try:
        number = float(text.translate(MINUS))
    except ValueError:
        number = math.nan
    if not (low <= number <= high and math.isfinite(number)):
        raise UsageError(f"{needed} (given: {cut(text.strip())!r})")
    return number


def tick_at(clock: Clock, when: str) -> int:
    """Return the last tick that has ended by the end of a day, or by a moment; see `facts_of`."""
    starts, ends = _span(clock, when)
    freeze = clock.start_of(clock.most_ticks)
    if starts >= freeze:
        raise UsageError(f"decisions have frozen by then; the last day is {_before(freeze)}")
    tick = math.floor((min(ends, freeze) - clock.starts) / clock.tick_length + 1e-9) - 1
    if tick < 0:
        raise UsageError(f"nothing has happened by then; the first day is {_day_of(clock, 0)}")
    return tick


def _span(clock: Clock, when: str) -> tuple[datetime, datetime]:
    """Return start and end of a day, or a moment twice, in the clock's own zone."""
    zone, whole = clock.starts.tzinfo, timedelta(days=len(when) <= LENGTH)
    try:
        moment = datetime.fromisoformat(when)
        there = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
        return there if whole else there - MOMENT, there + whole
    except (ValueError, OverflowError):
        needed = f"there is no such date; write it as {_day_of(clock, 0)}"
        raise UsageError(f"{needed} (given: {cut(when)!r})") from None


def _before(moment: datetime) -> date:
    return (moment - MOMENT).date()


def _day_of(clock: Clock, tick: int) -> date:
    """Return the day on which a tick ends."""
    return _before(clock.start_of(tick + 1))


def by_when(clock: Clock, tick: int) -> str:
    """Return when a tick ends: ``by the end of Monday 6 May``, or ``by Monday 6 May, 18:00``."""
    end = clock.start_of(tick + 1)
    if end.time() == time():
        return f"by the end of {day(end - MOMENT)}"
    return f"by {day(end)}, {end:%H:%M}"


def days_of(clock: Clock) -> dict[date, int]:
    """Return the last tick that has ended by the end of each day, until decisions freeze."""
    return {_day_of(clock, tick): tick for tick in range(clock.ticks)}
