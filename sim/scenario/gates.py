"""Gates: the highest level a reading allows as the conditions stand.

The same functions serve whole batches (statuses are arrays over worlds) and single cases
(statuses are plain integers).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from sim.arrays import Flags, Levels
from sim.scenario.actor import Reading, Way
from sim.scenario.condition import Status

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
            allowed = np.multiply(met(ways[level], statuses), np.int8(rung))
            highest = np.maximum(highest, allowed)
    return highest


def gate_of_current(
    readings: Iterable[Reading], current: Levels, gate_of: Callable[[Reading], Levels | np.int8]
) -> Levels:
    """Return the gate of the reading that is current in each world, shape ``(worlds,)``."""
    gates = np.zeros(current.shape, dtype=np.int8)
    for index, reading in enumerate(readings):
        gates += (current == index) * gate_of(reading)
    return gates


def unmet(reading: Reading, level: str, statuses: Mapping[str, int]) -> dict[str, Status]:
    """Return the conditions that keep `reading` from coming at `level`, and the status it needs.

    For a single case. Where several ways lead there: of the way that lacks least.
    """
    lacking: list[dict[str, Status]] = [
        {name: status for name, status in way.items() if not status.met(statuses[name])}
        for way in reading.attends_if[level]
    ]
    return min(lacking, key=len)


def met(ways: Iterable[Way], statuses: Statuses) -> Flags | np.bool_:
    """Return where one of the ways to something is open, as things stand."""
    open_now: Flags | np.bool_ = np.False_
    for way in ways:
        open_now = open_now | _all_met(way, statuses)
    return open_now


def _all_met(way: Way, statuses: Statuses) -> Flags | np.bool_:
    met: Flags | np.bool_ = np.True_
    for name, status in way.items():
        met = status.met(statuses[name]) & met
    return met
