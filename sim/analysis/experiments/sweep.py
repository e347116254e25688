"""Sweep: a scenario along one or two axes, with the same luck at every point.

Each point is compared with the scenario as it stands, and can be with each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.experiments.axes import Axis, Values, axes_of
from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.measures import (
    ANY_ON_TIME,
    measures,
    tallies,
    what_happens,
    worth_showing,
)
from sim.analysis.outcomes.shares import Tally
from sim.arrays import Floats
from sim.ensemble.chances import UNIT, Sums
from sim.ensemble.executors import Workers
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.luck import Seed
from sim.ensemble.run import PER_POINT, Run, run_of
from sim.scenario import Scenario
from sim.style.labels import label
from sim.style.sentences import from_to, in_100, listed
from sim.style.words import called

if TYPE_CHECKING:
    import pandas

MAX_DRAWN = 3


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(RunFinding):
    """What becomes of a scenario along its axes."""

    each = " at each point"

    grid: Grid
    """What was run; see `grid_of`."""
    axes: tuple[Axis, ...]
    chances: Sums
    """Those of each outcome as the scenario stands, then at each point, all values of the second
    axis for the first value of the first, and so on; shape ``(1 + points, parts, outcomes)``.
    """

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sweep):
            return NotImplemented
        return self.grid == other.grid and np.array_equal(self.chances, other.chances)

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        """How many points there are."""
        return len(self.chances) - 1

    @property
    def run(self) -> Run:  # type: ignore[override]
        """The scenario as it stands, and its worlds."""
        return self.grid.run

    @property
    def left(self) -> int:
        """How many worlds fit what is known at the point where fewest do."""
        return round(float(self.chances.sum(axis=(1, 2)).min()) / UNIT)

    @property
    def can_be_drawn(self) -> bool:
        """Whether there is a picture for it: a simplex of up to three readings has one."""
        return all(len(one.columns) <= MAX_DRAWN for one in self.axes)

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        along = " and ".join(label(self.scenario, one.path) for one in self.axes)
        return f"{self.scenario.title}, along {along}"

    @property
    def measures_shown(self) -> list[str]:
        """The measures that a reader is shown, with outcomes that what varies makes possible."""
        usual, outcomes = worth_showing(self.scenario), self.grid.outcomes
        besides = {one for one in outcomes if self.shares(one).any()}
        return [one for one in measures(self.scenario) if one in besides.union(usual)]

    def tally(self, measure: str) -> Tally:
        """Return a measure at each point, by part of the run."""
        return tallies(self.run, self.chances[1:])[measure]

    def shares(self, measure: str) -> Floats:
        """Return the share of a measure at each point, shape ``(points,)``."""
        return self.tally(measure).mean

    def columns(self) -> dict[str, list[float]]:
        """Return where each point stands, a column per number that varies."""
        names = [name for one in self.axes for name in one.columns]
        points = product(*(zip(*one.columns.values(), strict=True) for one in self.axes))
        columns = zip(*(chain(*point) for point in points), strict=True)
        return dict(zip(names, map(list, columns), strict=True))

    def frame(self) -> "pandas.DataFrame":
        """Return a row per point and measure: its share and its difference, with intervals."""
        import pandas as pd

        where = pd.DataFrame(self.columns())
        parts = [where.assign(outcome=one, **self._rows(one)) for one in measures(self.scenario)]
        return pd.concat(parts).sort_index(kind="stable", ignore_index=True)

    def _rows(self, measure: str) -> dict[str, Any]:
        """Return the columns of one measure, each with a value per point."""
        tally = self.tally(measure)
        change = tally.since(tallies(self.run, self.chances[0])[measure])
        (low, high), (difference_low, difference_high) = tally.interval(), change.interval()
        return {
            "worlds": self.run.worlds,
            "share": tally.mean,
            "low": low,
            "high": high,
            "difference": change.difference,
            "difference_low": difference_low,
            "difference_high": difference_high,
        }

    def details(self) -> dict[str, Any]:
        """Return what varies, and a row per point and measure."""
        varied = [one.path for one in self.axes]
        return {"varied": varied, "points": self.frame().to_dict("records")}

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return where a measure comes about most often, and where least."""
        happens, shares = what_happens(measure, self.scenario), self.shares(measure)
        along = listed(called(label(self.scenario, one.path)) for one in self.axes)
        where = self.as_known(f"Along {along}")
        least, most = int(shares.argmin()), int(shares.argmax())
        low, high = float(shares[least]), float(shares[most])
        if not self._clearly_apart(measure, least, most):
            often = f"in {from_to(low, high)}"
            return f"{where}, there is no clear change in how often {happens} ({often})."
        most_often = f"most often at {self._place(most)} (in {in_100(high)})"
        least_often = f"least often at {self._place(least)} (in {in_100(low)})"
        return f"{where}, {happens} {most_often} and {least_often}."

    def _clearly_apart(self, measure: str, least: int, most: int) -> bool:
        """Whether the 95 % interval of the difference between two points is above 0."""
        points = self.tally(measure).each()
        low, high = points[least], points[most]
        return high.since(low).paired().is_clear

    def _place(self, point: int) -> str:
        """Return where a point stands."""
        columns = {path: values[point] for path, values in self.columns().items()}
        if len(columns) == len(self.axes):
            return listed(f"{value:g}".replace("-", "−") for value in columns.values())
        weights = {called(path.rpartition(".")[2]): value for path, value in columns.items()}
        return listed(f"{name} {weight:.0%}" for name, weight in weights.items() if weight)


def grid_of(run: Run, axes: tuple[Axis, ...]) -> Grid:
    """Return what is run of a sweep: all combinations of the axes' ends."""
    combined = product(*(one.ends(run.scenario)[0] for one in axes))
    points = ({k: v for point in points for k, v in point.items()} for points in combined)
    return Grid(run, tuple(points))


def sweep_of(grid: Grid, axes: tuple[Axis, ...], chances: Sums) -> Sweep:
    """Return the sweep of which the grid was run, with weights mixed as each point has them."""
    ends = [one.ends(grid.run.scenario) for one in axes]
    found: NDArray[Any] = chances.reshape(*(len(points) for points, _ in ends), *chances.shape[1:])
    for place, (_, shares) in enumerate(ends):
        if shares is not None:
            found = np.moveaxis(np.tensordot(shares, found, axes=(1, place)), 0, place)
    stands, at_points = found[(0,) * len(axes)], found[(slice(1, None),) * len(axes)]
    whole = np.concatenate([stands[None], at_points.reshape(-1, *stands.shape)])
    return Sweep(grid, axes, np.rint(whole).astype(np.int64))


def sweep(
    scenario: Scenario,
    vary: Mapping[str, Values],
    worlds: int = PER_POINT,
    seed: Seed = None,
    workers: Workers = 1,
) -> Sweep:
    """Run a scenario along one or two axes, with the same luck at every point.

    Parameters
    ----------
    scenario : Scenario
    vary : mapping
        Values by path: ``{"meeting.goes_ahead": "0:1:11"}`` for 11 values from 0 to 1, or the
        values themselves. A path to one reading's weight lets the others keep their proportions;
        ``{"actors.north.weights": "simplex:20"}`` takes all weights in steps of 1/20.
    worlds, seed, workers
        As in `simulate`, at each point.

    Raises
    ------
    UsageError, ScenarioError
        If the axes are not ones the scenario allows.

    Examples
    --------
    >>> from sim import Scenario, sweep
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> along = sweep(week, {"meeting.goes_ahead": [0, 1]}, worlds=200, seed=1)
    >>> float(along.shares("leaders_on_time")[0])
    0.0
    """
    axes = axes_of(scenario, vary)
    run = run_of(scenario, worlds, seed, keep="counts")
    grid = grid_of(run, axes)
    return sweep_of(grid, axes, chances_at_points(grid, workers))
