"""A grid: one run at many points, on the same luck, with the chances of each outcome.

Points are run many at a time in one batch. As all have the same luck, world by world and so part
by part, what differs between two of them comes from their numbers alone.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.engine.outcome import outcomes_of
from sim.engine.points import Points
from sim.engine.sobol import PARTS
from sim.ensemble.chances import Sums, summed
from sim.ensemble.executors import Workers
from sim.ensemble.jobs import Arrays, Done, carried_out
from sim.ensemble.run import (
    BLOCK,
    CHANCES,
    Progress,
    Run,
    chances_given,
    run_worlds,
    spans_of,
    stretches_of,
)
from sim.scenario.numbers import Point


@dataclass(frozen=True)
class Part:
    """Points `first … last − 1` of a grid in the worlds of `span`."""

    first: int
    last: int
    span: range

    def __len__(self) -> int:
        """How many worlds are lived through, at all of its points."""
        return (self.last - self.first) * len(self.span)


@dataclass(frozen=True)
class Grid:
    """One run at many points; a point without numbers is the scenario as it stands."""

    run: Run
    points: tuple[Point, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Ids of the outcomes."""
        return outcomes_of(self.run.scenario)

    def parts(self) -> list[Part]:
        """Cut the grid into parts that fit a block; the same grid is always cut alike."""
        worlds, number = self.run.worlds, len(self.points)
        together = max(1, BLOCK // worlds)
        return [
            Part(first, min(first + together, number), span)
            for first in range(0, number, together)
            for span in stretches_of(worlds)
        ]


def chances_of_part(grid: Grid, part: Part) -> Sums:
    """Run one part of a grid; return its chances, shape ``(points, parts, outcomes)``."""
    run, points = grid.run, grid.points[part.first : part.last]
    total = np.zeros((len(points), PARTS, len(grid.outcomes)), np.int64)
    for span in spans_of(part.span, BLOCK):
        worlds, read = Points(run.batch(span), points), partial(chances_given, run.facts)
        found = run_worlds(run.scenario, worlds, read, run.watched)
        total += summed(found, span)
    return total


def _made_of_part(grid: Grid, part: Part) -> Arrays:
    return {CHANCES: chances_of_part(grid, part)}


def chances_at_points(
    grid: Grid,
    workers: Workers = 1,
    progress: Progress | None = None,
    done: Done | None = None,
) -> Sums:
    """Run the whole grid and return its chances, shape ``(points, parts, outcomes)``.

    Parts that are `done`, by number, need not be run, and the others are added.
    """
    total = np.zeros((len(grid.points), PARTS, len(grid.outcomes)), dtype=np.int64)
    work = partial(_made_of_part, grid)
    for part, made in carried_out(work, grid.parts(), workers, progress, done):
        total[part.first : part.last] += made[CHANCES]
    return total
