"""Gates: the highest level a reading allows as the conditions stand.

The same functions serve whole batches (statuses are arrays over worlds) and single cases
(statuses are plain integers).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sim.arrays import Flags, Levels
from sim.scenario.actor import Reading, Way

Statuses = Mapping[str, Levels] | Mapping[str, int]
"""The `Status` of each condition: one for all worlds, or one each."""


def gate(
    reading: Reading, statuses: Statuses, levels: Sequence[str], meeting: str | None = None
) -> Levels | np.int8:
    """Return the highest rung of `levels` that `reading` allows; 0 stands for absent.

    For the meeting that the outcome is about, or an earlier one.
    """
    ways = reading.attends_earlier.get(meeting or "", reading.attends_if)
    highest: Levels | np.int8 = np.int8(0)
    for rung, level in enumerate(levels):
        if level in ways:
            more = np.int8(rung) - highest
            highest = highest + np.multiply(met(ways[level], statuses), more)
    return highest


def gate_of_current(gates: Iterable[Levels | np.int8], current: Levels) -> Levels:
    """Return the gate of the reading that is current in each world, shape ``(worlds,)``."""
    now = np.zeros(current.shape, dtype=np.int8)
    for index, one in enumerate(gates):
        now += (current == index) * one
    return now


def unmet(reading: Reading, levels: Sequence[str], statuses: Mapping[str, int]) -> list[Way]:
    """Return what each way to one of these levels still lacks: conditions, with the status needed.

    For a single case. Nothing that is lacked where another way lacks no more than a part of it.
    """
    ways = (way for level in levels for way in reading.attends_if.get(level, ()))
    return least_asking(
        {name: status for name, status in way.items() if not status.met(statuses[name])}
        for way in ways
    )


def least_asking(ways: Iterable[Way]) -> list[Way]:
    """Return the ways that ask for no more than they must: none asks for all that another does."""
    every = [*ways]
    distinct = [way for place, way in enumerate(every) if way not in every[:place]]
    return [
        way
        for way in distinct
        if not any(
            other != way and other.keys() <= way.keys() and _all_met(other, way)
            for other in distinct
        )
    ]


def met(ways: Iterable[Way], statuses: Statuses) -> Flags | np.bool_:
    """Return where one of the ways to something is open, as things stand."""
    open_now: Flags | np.bool_ = np.False_
    for way in ways:
        if not way:
            return np.True_
        open_now = open_now | _all_met(way, statuses)
    return open_now


def _all_met(way: Way, statuses: Statuses) -> Flags | np.bool_:
    met: Flags | np.bool_ = np.True_
    for name, status in way.items():
        met = status.met(statuses[name]) & met
    return met
