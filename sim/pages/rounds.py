"""Rounds: the calendar of a scenario as a class plays it."""

import math
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

import networkx

from sim.scenario import Scenario
from sim.scenario.clock import Clock
from sim.scenario.condition import Status

MAX_ROUNDS = 8
"""More rounds than this are too many for a class: days are played instead of steps."""

MIN_ROUNDS = 4
"""Fewer days than this are too few: then it is parts of a day."""


@dataclass(frozen=True)
class Round:
    """A round of a role play: its number from 1, when it starts, its first tick, and its days."""

    number: int
    starts: datetime
    first_tick: int
    days: float


def rounds(clock: Clock) -> list[Round]:
    """Return the rounds of a role play, at most eight: steps, else days, else parts of days."""
    starts = [*range(clock.ticks)]
    if len(starts) > MAX_ROUNDS:
        by_day = groupby(starts, key=lambda tick: clock.start_of(tick).date())
        days = [next(ticks) for _, ticks in by_day]
        starts = days if len(days) >= MIN_ROUNDS else starts
    starts = starts[:: math.ceil(len(starts) / MAX_ROUNDS)]
    return [
        Round(number, clock.start_of(first), first, (end - first) * clock.days_per_tick)
        for number, (first, end) in enumerate(pairwise([*starts, clock.ticks]), start=1)
    ]


def round_of(clock: Clock, moment: datetime) -> Round:
    """Return the round in which a moment falls; the last for what comes after."""
    return [one for one in rounds(clock) if one.starts <= moment][-1]


def round_before(clock: Clock, moment: datetime) -> Round:
    """Return the last round that starts before a moment."""
    return [one for one in rounds(clock) if one.starts < moment][-1]


def promised_together(scenario: Scenario) -> list[list[str]]:
    """Return the conditions whose promises wait in deed for each other, and come at once.

    >>> bid = Scenario.load("scenarios/others/astrazeneca-2014.yaml")
    >>> promised_together(bid)
    [['raise', 'book_access']]
    """
    waits = networkx.DiGraph(
        (name, other)
        for name, condition in scenario.conditions.items()
        for one in condition.grantors.values()
        if one.awaits is not None and one.awaits.binding
        for other, status in one.awaits.conditions.items()
        if status is Status.PROMISED and other in scenario.conditions
    )
    circles = (some for some in networkx.strongly_connected_components(waits) if len(some) > 1)
    return [[name for name in scenario.conditions if name in some] for some in circles]
