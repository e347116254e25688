"""Points: the same worlds lived through under several sets of numbers, all in one batch.

A point says what some numbers of the scenario are instead. Every point has the same luck, world by
world, so that what differs between points comes from their numbers and nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Value
from sim.engine.worlds import Worlds
from sim.scenario.numbers import Parameter, Point


class Points(Worlds):
    """Every point with every world of a batch: all worlds of the first point, then the next.

    A number that a point does not name is what it is in the scenario. A shared number can be named
    where it stands or, for one place alone, where it is used. What a point names is not drawn.
    """

    def __init__(self, batch: Worlds, points: Sequence[Point]) -> None:
        super().__init__(batch.seed, batch.span, batch.uncertain, batch.kind)
        self.batch, self.points = batch, points
        self.named = frozenset().union(*points)

    def __len__(self) -> int:
        return len(self.batch) * len(self.points)

    def with_columns(self, columns: Mapping[str, int]) -> Self:
        """Return the same points and worlds, in which some draws have a column."""
        points = super().with_columns(columns)
        points.batch = self.batch.with_columns(columns)
        return points

    def uniform(self, name: str) -> Floats:
        """Return one uniform per world, the same at every point, shape ``(points × worlds,)``."""
        return np.tile(self.batch.uniform(name), len(self.points))

    def steps_of_tick(self, name: str, tick: int) -> NDArray[np.uint32]:
        """Return what each tick draws in each world, the same at every point."""
        return np.tile(self.batch.steps_of_tick(name, tick), len(self.points))

    def draw(self, one: Parameter) -> dict[str, Value]:
        """Return by path what a number, or each of a party's weights, is at all points."""
        drawn = super().draw(one)
        if self.named.isdisjoint((one.entry, one.luck, *one.paths.values())):
            return drawn
        given = [one.moved_by(point) for point in self.points]
        return {
            path: self._at_points(own, [there.get(path) for there in given])
            for path, own in drawn.items()
        }

    def _at_points(self, own: Value, given: list[float | None]) -> Value:
        if all(new is None for new in given):
            return own
        values = np.array(np.broadcast_to(own, len(self)), dtype=np.float64)
        for row, new in zip(values.reshape(len(self.points), -1), given, strict=True):
            if new is not None:
                row[:] = new
        return values
