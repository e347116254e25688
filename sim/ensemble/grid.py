"""A grid: one run at many points, on the same luck, with the chances of each outcome.

Points are run many at a time in one batch. As all have the same luck, world by world and so part
by part, what differs between two of them comes from their numbers alone.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.engine.outcome import outcomes_of
from sim.engine.points import Points
from sim.engine.sobol import PARTS
from sim.ensemble.chances import Sums, summed
from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.run import BLOCK, Progress, Run, chances_now, run_worlds, spans_of
from sim.scenario.numbers import Point


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
            for span in spans_of(worlds, BLOCK)
        ]


def chances_of_part(grid: Grid, part: Part) -> Sums:
    """Run one part of a grid; return its chances, shape ``(points, parts, outcomes)``."""
    worlds = Points(grid.run.batch(part.span), grid.points[part.first : part.last])
    return summed(run_worlds(grid.run.scenario, worlds, chances_now), part.span)


def chances_at_points(
    grid: Grid,
    workers: Workers = 1,
    progress: Progress | None = None,
    done: MutableMapping[int, Sums] | None = None,
) -> Sums:
    """Run the whole grid and return its chances, shape ``(points, parts, outcomes)``.

    Parts that are `done`, by number, need not be run, and the others are added; a
    `sim.ensemble.checkpoint.Journal` keeps them on the disk.
    """
    parts, tell = grid.parts(), progress or (lambda _: None)
    done = {} if done is None else done
    missing = [number for number in range(len(parts)) if number not in done]
    tell(sum(parts[number].worlds for number in done))
    work = partial(chances_of_part, grid)
    for place, sums in map_unordered(work, [parts[number] for number in missing], workers):
        done[missing[place]] = sums
        tell(parts[missing[place]].worlds)
    total = np.zeros((len(grid.points), PARTS, len(grid.outcomes)), dtype=np.int64)
    for number, part in enumerate(parts):
        total[part.first : part.last] += done[number]
    return total
