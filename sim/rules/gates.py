"""Gates: the highest level each reading allows in each state of the conditions.

The states of all conditions are numbered together: with statuses 0 none, 1 promised, 2 observed,
``state = Σ status_c × 3^c`` in the order of the scenario's conditions.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import numpy as np

from sim.scenario.actor import Reading
from sim.scenario.condition import Status
from sim.worlds import Levels


def gate_table(
    readings: Iterable[Reading], conditions: Sequence[str], levels: Sequence[str]
) -> Levels:
    """Return the gates, shape ``(readings, 3 ** conditions)``: rungs of `levels`, 0 for absent."""
    steps = range(len(Status))
    states = [statuses[::-1] for statuses in product(steps, repeat=len(conditions))]
    rows = [
        [gate(reading, dict(zip(conditions, state, strict=True)), levels) for state in states]
        for reading in readings
    ]
    return np.array(rows, dtype=np.int8)


def gate(reading: Reading, statuses: Mapping[str, int], levels: Sequence[str]) -> int:
    """Return the highest rung `reading` allows when the conditions have these statuses."""
    allowed = [
        rung
        for rung, level in enumerate(levels)
        if level in reading.comes and not unmet(reading, level, statuses)
    ]
    return max(allowed, default=0)


def unmet(reading: Reading, level: str, statuses: Mapping[str, int]) -> list[str]:
    """Return the conditions that keep `reading` from coming at `level`."""
    needed = reading.comes[level]
    return [name for name, status in needed.items() if statuses[name] < Status(status).step]
