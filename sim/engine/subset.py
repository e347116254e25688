"""A subset: some worlds of a batch, wherever they stand, each with the luck that it has there."""

from collections.abc import Mapping
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Value
from sim.engine.points import Points
from sim.engine.worlds import Worlds
from sim.scenario.numbers import Parameter


class Subset(Worlds):
    """The worlds of a batch at some places, in this order."""

    def __init__(self, batch: Worlds, places: NDArray[np.intp]) -> None:
        super().__init__(batch.seed, batch.span, batch.uncertain, batch.kind)
        self.batch, self.places = batch, places

    def __len__(self) -> int:
        return len(self.places)

    def with_columns(self, columns: Mapping[str, int]) -> Self:
        """Return the same worlds, in which some draws have a column."""
        subset = super().with_columns(columns)
        subset.batch = self.batch.with_columns(columns)
        return subset

    def uniform(self, name: str) -> Floats:
        """Return one uniform per world, shape ``(worlds,)``."""
        return self.batch.uniform(name)[self.places]

    def steps_of_tick(self, name: str, tick: int) -> NDArray[np.uint32]:
        """Return what each tick draws in each world."""
        return self.batch.steps_of_tick(name, tick)[self.places]

    def draw(self, one: Parameter) -> dict[str, Value]:
        """Return by path what a number, or each of a party's weights, is in these worlds."""
        if not isinstance(self.batch, Points):
            return super().draw(one)  # of these worlds alone, where inverting takes long
        drawn = self.batch.draw(one)
        return {
            path: value[self.places] if isinstance(value, np.ndarray) and value.ndim else value
            for path, value in drawn.items()
        }
