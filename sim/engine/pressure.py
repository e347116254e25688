"""Pressure: what a rate builds up, until a world's patience is used up."""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np

from sim.arrays import Flags, Floats, Levels, Value
from sim.engine.worlds import Worlds


class Pressure:
    """What rates per day have added up to (`felt`), against the patience of each world.

    The streams name the patience that each step takes, a unit exponential each.
    """

    def __init__(self, worlds: Worlds, streams: Sequence[str]) -> None:
        self.worlds, self.streams = worlds, streams
        self.felt: Floats = np.zeros(len(worlds))

    @cached_property
    def patience(self) -> list[Floats]:
        """The pressure at which each step is taken."""
        return list(accumulate(self.worlds.exponential(name) for name in self.streams))

    def grow(self, rate: Value, days: float) -> None:
        """Feel a rate per day for some days."""
        self.felt += rate * days

    def reached(self) -> list[Flags]:
        """Return for each step in which worlds it has been taken, shape ``(worlds,)``."""
        return [self.felt >= patience for patience in self.patience]

    def steps(self) -> Levels:
        """Return how many steps have been taken, shape ``(worlds,)``."""
        steps: Levels = np.zeros(len(self.worlds), dtype=np.int8)
        for reached in self.reached():
            steps += reached
        return steps
