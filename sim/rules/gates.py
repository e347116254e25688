"""Gates: the highest level a reading allows as the conditions stand.

The same functions serve whole batches (statuses are arrays over worlds) and single cases
(statuses are plain integers).
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from sim.scenario.actor import Reading
from sim.worlds import Flags, Levels

Statuses = Mapping[str, Levels] | Mapping[str, int]
"""Status of each condition: 0 none, 1 promised, 2 observed; one for all worlds, or one each."""


def gate(reading: Reading, statuses: Statuses, levels: Sequence[str]) -> Levels | np.int8:
    """Return the highest rung of `levels` that `reading` allows; 0 stands for absent."""
    highest: Levels | np.int8 = np.int8(0)
    for rung, level in enumerate(levels):
        if level in reading.comes:
            allowed = np.multiply(_met(reading, level, statuses), np.int8(rung))
            highest = np.maximum(highest, allowed)
    return highest


def gate_of_current(
    readings: Iterable[Reading], current: Levels, statuses: Statuses, levels: Sequence[str]
) -> Levels:
    """Return the gate of the reading that is current in each world, shape ``(worlds,)``."""
    gates = np.zeros(current.shape, dtype=np.int8)
    for index, reading in enumerate(readings):
        gates += (current == index) * gate(reading, statuses, levels)
    return gates


def unmet(reading: Reading, level: str, statuses: Mapping[str, int]) -> list[str]:
    """Return the conditions that keep `reading` from coming at `level` in a single case."""
    return [name for name, status in reading.comes[level].items() if statuses[name] < status.step]


def _met(reading: Reading, level: str, statuses: Statuses) -> Flags | np.bool_:
    met: Flags | np.bool_ = np.True_
    for name, status in reading.comes[level].items():
        met = np.greater_equal(statuses[name], status.step) & met
    return met
