"""Sweep: a scenario along one or two axes, with the same luck at every point.

Each point is compared, world by world, with the scenario as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.experiments.axes import MAX_POINTS, Axis, Values, axis, check_corners
from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import measures
from sim.analysis.outcomes.shares import bonett_price, changes, wilson
from sim.arguments import A_SCENARIO, must_be, must_map_paths
from sim.ensemble.executors import Workers
from sim.ensemble.grid import Flows, Grid, flows_at_points
from sim.ensemble.run import Run, run_of
from sim.errors import UsageError
from sim.rules import resolve_rules
from sim.scenario import Scenario
from sim.style.labels import label

if TYPE_CHECKING:
    import pandas

    from sim.plots.figures.figure import Figure

MAX_AXES, MAX_DRAWN = 2, 3


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Finding):
    """What becomes of a scenario along its axes.

    Attributes
    ----------
    grid : Grid
        The run as it stands, and the points: all values of the second axis for the first value of
        the first, and so on.
    axes : tuple of Axis
    flows : array of int, shape (points, outcomes, outcomes)
        Worlds by outcome as the scenario stands (rows) and at each point (columns).
    """

    grid: Grid
    axes: tuple[Axis, ...]
    flows: Flows

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sweep):
            return NotImplemented
        return self.grid == other.grid and np.array_equal(self.flows, other.flows)

    __hash__ = None  # type: ignore[assignment]

    @property
    def can_be_drawn(self) -> bool:
        """Whether there is a picture for it: a simplex of up to three readings has one."""
        return all(len(one.columns) <= MAX_DRAWN for one in self.axes)

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        run = self.grid.run
        along = " and ".join(label(run.scenario, one.path) for one in self.axes)
        return f"{run.scenario.title}, along {along}: {run.worlds:,} worlds a point"

    def counts(self, measure: str) -> NDArray[np.int64]:
        """Return how many worlds count towards a measure at each point, shape ``(points,)``."""
        members = measures(self.grid.run.scenario)[measure]
        return np.asarray(self.flows[:, :, members].sum(axis=(1, 2)))

    def columns(self) -> dict[str, list[float]]:
        """Return where each point stands, a column per number that varies."""
        rows = product(*(range(len(one.points)) for one in self.axes))
        places = list(zip(*rows, strict=True))
        return {
            name: [values[place] for place in along]
            for one, along in zip(self.axes, places, strict=True)
            for name, values in one.columns.items()
        }

    def frame(self) -> "pandas.DataFrame":
        """Return a row per point and measure: its share and its difference, with intervals."""
        import pandas as pd

        where = pd.DataFrame(self.columns())
        held = measures(self.grid.run.scenario)
        parts = [where.assign(outcome=key, **self._rows(key)) for key in held]
        order = np.arange(len(where) * len(held)).reshape(len(held), -1).T.ravel()
        return pd.concat(parts).iloc[order].reset_index(drop=True)

    def _rows(self, measure: str) -> dict[str, Any]:
        """Return the columns of one measure, each with a value per point."""
        worlds, counts = self.grid.run.worlds, self.counts(measure)
        gained, lost = changes(self.flows, measures(self.grid.run.scenario)[measure])
        low, high = wilson(counts, worlds)
        difference_low, difference_high = bonett_price(gained, lost, worlds)
        return {
            "worlds": worlds,
            "count": counts,
            "share": counts / worlds,
            "low": low,
            "high": high,
            "difference": (gained - lost) / worlds,
            "difference_low": difference_low,
            "difference_high": difference_high,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        varied = [one.path for one in self.axes]
        points = self.frame().to_dict("records")
        return self.told(self.grid.run, varied=varied, points=points)

    def plot(self, outcome: str | None = None) -> "Figure":
        """Return a figure: lines with bands, a heat map with contours, or a triangle of weights.

        Parameters
        ----------
        outcome : str, optional
            What a heat map or a triangle shows, and lines put in front; any meeting on time when
            None.
        """
        from sim.plots.figures.experiments import sweep_figure

        return sweep_figure(self, outcome)


def axes_of(scenario: Scenario, vary: Mapping[str, Values]) -> tuple[Axis, ...]:
    """Return the axes of a sweep.

    Raises
    ------
    UsageError
        If there are none or too many, or they do not go together.
    ScenarioError
        If a value is outside what its place allows.
    """
    must_be(Scenario, "what is varied", scenario, A_SCENARIO)
    scenario = resolve_rules(scenario)
    must_map_paths("vary", vary)
    if not 1 <= len(vary) <= MAX_AXES:
        raise UsageError(f"--vary: one or two numbers can vary at once, not {len(vary)}")
    axes = tuple(axis(scenario, path, values) for path, values in vary.items())
    if len(axes) > 1 and any(one.is_simplex for one in axes):
        raise UsageError("--vary: a simplex of weights varies alone")
    varied = [scenario.numbers[one.path].entry for one in axes if not one.is_simplex]
    if len(set(varied)) < len(varied):
        raise UsageError(f"--vary: {varied[0]} cannot vary in two ways at once")
    if np.prod([len(one.points) for one in axes]) > MAX_POINTS:
        raise UsageError(f"--vary: at most {MAX_POINTS:,} points")
    check_corners(scenario, axes)
    return axes


def grid_of(run: Run, axes: tuple[Axis, ...]) -> Grid:
    """Return the grid of all combinations of the axes' points."""
    combined = product(*(one.points for one in axes))
    points = ({k: v for point in points for k, v in point.items()} for points in combined)
    return Grid(run, tuple(points))


def sweep(
    scenario: Scenario,
    vary: Mapping[str, Values],
    worlds: int = 2_000,
    seed: int | None = None,
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
    worlds : int
        Worlds at each point.
    seed : int, optional
        Drawn afresh when None.
    workers : int or concurrent.futures.Executor
        Processes that share the work, or who does it.

    Raises
    ------
    UsageError, ScenarioError
        If the axes are not ones the scenario allows.

    Examples
    --------
    >>> from sim import Scenario, sweep
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> along = sweep(week, {"meeting.goes_ahead": [0, 1]}, worlds=200, seed=1)
    >>> along.counts("leaders_on_time")[0]
    np.int64(0)
    """
    axes = axes_of(scenario, vary)
    run = run_of(scenario, worlds, seed)
    grid = grid_of(run, axes)
    return Sweep(grid, axes, flows_at_points(grid, workers))
