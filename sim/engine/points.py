"""Points: the same worlds lived through under several sets of numbers, all in one batch.

A point says what is otherwise. Every point has the same luck, world by world, so that what differs
between points comes from what they say and nothing else. Besides numbers, by their path, a point
can hold fixed, by name, what luck or an actor decides (an *intervention*):

- ``luck:DRAW``, such as ``luck:PARTY.temper`` or ``luck:meeting.logistics``: the uniform of a draw,
  of what is drawn in each tick that of all;
- ``PARTY.level``, ``PARTY.inclined``: the rung at which a party comes once decisions freeze, and
  the rung at which it would if its words allow it;
- ``PARTY.softening``, ``PARTY.hardening``: the steps it has taken, in each tick;
- ``CONDITION.GRANTOR.promised``, ``PARTY.called_off``, ``ACTOR.postponed``: the tick from which it
  has come about; `NEVER` for not at all;
- ``MEETING.status``: 1 for an earlier meeting that is held, 0 for one that is not.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Floats, Value
from sim.engine.worlds import MIN_UNIFORM, STEPS, Worlds
from sim.scenario.numbers import Parameter, Point

NEVER = 1_000_000
"""The tick from which what never comes about would have: later than any story."""

Lives = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Of each life, the place of its world in the batch, and which point it is lived at."""


class Points(Worlds):
    """Every point with every world of a batch: all worlds of the first point, then the next.

    A number that a point does not name is what it is in the scenario. A shared number can be named
    where it stands or, for one place alone, where it is used. What a point names is not drawn.
    Where `lives` are given, only these worlds at these points, in their order.
    """

    def __init__(self, batch: Worlds, points: Sequence[Point], lives: Lives | None = None) -> None:
        super().__init__(batch.seed, batch.span, batch.uncertain, batch.kind)
        self.batch, self.points, self.lives = batch, points, lives
        self.named = frozenset().union(*points)
        self.fits = None if batch.fits is None else self._everywhere(batch.fits)
        self._held_at: dict[str, list[float | None]] = {}  # asked for in every tick

    def __len__(self) -> int:
        return len(self.lives[0]) if self.lives else len(self.batch) * len(self.points)

    def with_columns(self, columns: Mapping[str, int]) -> Self:
        """Return the same points and worlds, in which some draws have a column."""
        points = super().with_columns(columns)
        points.batch = self.batch.with_columns(columns)
        return points

    def at(self, places: NDArray[np.intp]) -> "Points":
        """Return those of these worlds that stand at some places, in this order."""
        which, of = np.indices((len(self.points), len(self.batch))).reshape(2, -1)
        of, which = self.lives or (of, which)
        return Points(self.batch, self.points, (of[places], which[places]))

    def uniform(self, name: str) -> Floats:
        """Return one uniform per world, the same at every point that does not hold it."""
        drawn = self._everywhere(self.batch.uniform(name))
        held = [None if at is None else _inside(at) for at in self._held(f"luck:{name}")]
        return np.asarray(self._at_points(drawn, held))

    def steps_of_tick(self, name: str, tick: int) -> NDArray[np.uint32]:
        """Return what each tick draws in each world, the same at every point."""
        drawn = self._everywhere(self.batch.steps_of_tick(name, tick))
        held = [None if at is None else at * STEPS for at in self._held(f"luck:{name}")]
        return np.asarray(self._at_points(drawn, held)).astype(np.uint32, copy=False)

    def instead(self, name: str, own: NDArray[Any]) -> NDArray[Any]:
        """Return what is decided, or at some points what is held instead of it."""
        return np.asarray(self._at_points(own, self._held(name))).astype(own.dtype, copy=False)

    def since(self, name: str, tick: int, own: Flags) -> Flags:
        """Return where something has come about by now, at some points because it is held."""
        held = [None if first is None else float(tick >= first) for first in self._held(name)]
        return np.asarray(self._at_points(own, held)).astype(np.bool_, copy=False)

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

    def _held(self, name: str) -> list[float | None]:
        """Return by point what it says of what luck or somebody decides."""
        if name not in self.named:
            return []
        if name not in self._held_at:
            given = (point.get(name) for point in self.points)
            self._held_at[name] = [None if isinstance(one, Mapping) else one for one in given]
        return self._held_at[name]

    def _everywhere(self, values: NDArray[Any]) -> NDArray[Any]:
        return values[self.lives[0]] if self.lives else np.tile(values, len(self.points))

    def _at_points(self, own: Value, given: Sequence[float | None]) -> Value:
        if all(new is None for new in given):
            return own
        new = np.array([math.nan if one is None else one for one in given])
        held = new[self.lives[1]] if self.lives else np.repeat(new, len(self.batch))
        return np.where(np.isnan(held), own, held)


def _inside(uniform: float) -> float:
    """Return a uniform that is neither 0 nor 1, where some inverses are infinite."""
    return min(max(uniform, MIN_UNIFORM), 1 - 2 * MIN_UNIFORM)
