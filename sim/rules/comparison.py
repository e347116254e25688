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
    `beside`; ``{other}`` stands for the other party, ``{level}`` for what is decided.
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

    def said(self, other: str, level: str) -> str:
        """Return the words with the numbers of the first world, and what the blanks stand for.

        What is not the same does not read as if it were.

        >>> Comparison("it has {has} of {needs}", 0.3312, 1 / 3).said("", "")
        'it has 0.331 of 0.333'
        """
        numbers = {"has": self.has, "needs": self.needs, **self.beside}
        first = {name: float(np.asarray(value).flat[0]) for name, value in numbers.items()}
        has, needs = first["has"], first["needs"]
        apart = (n for n in range(2, 9) if round(has, n) != round(needs, n))
        places = 2 if abs(has - needs) <= ROUNDING else next(apart, 9)
        words = self.words.replace("{other}", other).replace("{level}", level)
        for name, value in first.items():
            shown = f"{value:.0f}" if value == round(value) else f"{value:z.{places}f}"
            words = words.replace(f"{{{name}}}", shown.replace("-", "−"))
        return words


Compares = Callable[[Observation, int], Comparison]
"""What decides whether it is this level (or promise: 1; or step) or more, once it was decided."""


def highest(observation: Observation, compares: Compares) -> Levels:
    """Return the highest level within the gate that has what it needs, shape ``(worlds,)``."""
    level = np.zeros(observation.worlds, dtype=np.int8)
    for rung in range(1, len(observation.thresholds) + 1):
        level[compares(observation, rung).holds & (rung <= observation.gate)] = rung
    return level
