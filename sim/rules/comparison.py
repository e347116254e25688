"""A comparison: what a rule holds against what a level, a promise or a step needs.

A rule that decides by one can say so, with its words, when a story asks why; and where it decides
each level alike, it can be no more than its comparison (`highest`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Flags, Levels, Value
from sim.rules.observation import Observation

ROUNDING = 1e-9  # what equals its bar counts as reaching it, whatever the rounding


@dataclass(frozen=True)
class Comparison:
    """What a rule compared, in each world."""

    words: str
    """A clause about who decides, with its numbers in braces: ``{has}``, ``{needs}``, those of
    `beside`. ``{other}`` stands for the other party, ``{level}`` for the level, and ``{at}`` for
    *at the level* with its name, where there are several.
    """
    has: Value
    needs: Value
    is_beyond: bool = False
    """Whether it must have more than it needs; otherwise as much will do."""
    beside: Mapping[str, Value] = field(default_factory=dict)
    """Further numbers that the words name."""

    @property
    def holds(self) -> Flags:
        """Where it has what it needs."""
        if self.is_beyond:
            return np.greater(self.has, self.needs)
        return np.greater_equal(self.has, np.subtract(self.needs, ROUNDING))

    @property
    def first(self) -> dict[str, float]:
        """Its numbers in the first world, by the names they have in its words."""
        numbers = {"has": self.has, "needs": self.needs, **self.beside}
        return {name: float(np.asarray(one).flat[0]) for name, one in numbers.items()}


Compares = Callable[[Observation, int], Comparison]
"""What decides whether it is this level (or promise: 1; or step) or more, once it was decided."""


def highest(observation: Observation, compares: Compares) -> Levels:
    """Return the highest level within the gate that has what it needs, shape ``(worlds,)``."""
    level = np.zeros(observation.worlds, dtype=np.int8)
    for rung in range(1, len(observation.thresholds) + 1):
        level[compares(observation, rung).holds & (rung <= observation.gate)] = rung
    return level
