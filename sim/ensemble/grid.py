"""A grid: one run at many points, on the same luck, counted by outcome.

Points are run many at a time in one batch, together with the scenario as it stands, so that each
point is compared with it world by world: a *flow* is the number of worlds that end in one outcome
as the scenario stands and in another at the point.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.engine.outcome import outcomes_of
from sim.engine.points import Points
from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.run import BLOCK, Progress, Run, outcome_now, run_worlds, spans_of
from sim.scenario.numbers import Point

Flows = NDArray[np.int64]
"""Worlds by outcome as the scenario stands (rows) and at a point (columns)."""


@dataclass(frozen=True)
class Part:
    """Points `first … last − 1` of a grid in the worlds of `span`."""

    first: int
    last: int
    span: range

    @property
    def worlds(self) -> int:
        """How many worlds are lived through, at all of its points."""
        return (self.last - self.first) * len(self.span)


@dataclass(frozen=True)
class Grid:
    """One run, of the scenario as it stands, and the same at many points."""

    run: Run
    points: tuple[Point, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Ids of the outcomes."""
        return outcomes_of(self.run.scenario)

    def parts(self) -> list[Part]:
        """Cut the grid into parts that fit a block; the same grid is always cut alike."""
        worlds, number = self.run.worlds, len(self.points)
        together = max(1, BLOCK // min(worlds, BLOCK) - 1)  # one more: the scenario as it stands
        return [
            Part(first, min(first + together, number), span)
            for first in range(0, number, together)
            for span in spans_of(worlds, BLOCK // 2 if together == 1 else BLOCK)
        ]


def flows_of_part(grid: Grid, part: Part) -> Flows:
    """Run one part; return its flows, shape ``(points, outcomes, outcomes)``."""
    points = ({}, *grid.points[part.first : part.last])
    worlds = Points(grid.run.batch(part.span), points)
    base, *others = (
        run_worlds(grid.run.scenario, worlds, outcome_now).reshape(len(points), -1).astype(np.int64)
    )
    size = len(grid.outcomes)
    counts = [np.bincount(base * size + other, minlength=size**2) for other in others]
    return np.array(counts).reshape(-1, size, size)


def flows_at_points(
    grid: Grid,
    workers: Workers = 1,
    progress: Progress | None = None,
    done: MutableMapping[int, Flows] | None = None,
) -> Flows:
    """Run the whole grid and return its flows, shape ``(points, outcomes, outcomes)``.

    Parts that are `done`, by number, need not be run, and the others are added; a
    `sim.ensemble.checkpoint.Journal` keeps them on the disk.
    """
    parts, tell = grid.parts(), progress or (lambda _: None)
    done = {} if done is None else done
    missing = [number for number in range(len(parts)) if number not in done]
    tell(sum(parts[number].worlds for number in done))
    work = partial(flows_of_part, grid)
    for place, flows in map_unordered(work, [parts[number] for number in missing], workers):
        done[missing[place]] = flows
        tell(parts[missing[place]].worlds)
    total = np.zeros((len(grid.points), len(grid.outcomes), len(grid.outcomes)), dtype=np.int64)
    for number, part in enumerate(parts):
        total[part.first : part.last] += done[number]
    return total
