"""Sweep: a scenario along one or two axes, with the same luck at every point.

Each point is compared, world by world, with the scenario as it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.experiments.axes import Axis, Values, axes_of
from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.measures import ANY_ON_TIME, measures, what_happens
from sim.analysis.outcomes.shares import bonett_price, changes, wilson
from sim.ensemble.executors import Workers
from sim.ensemble.grid import Flows, Grid, flows_at_points
from sim.ensemble.run import Run, run_of
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
    """The run as it stands, and the points: all values of the second axis for the first value of
    the first, and so on.
    """
    axes: tuple[Axis, ...]
    flows: Flows
    """Worlds by outcome as the scenario stands (rows) and at each point (columns); shape ``(points,
    outcomes, outcomes)``.
    """

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sweep):
            return NotImplemented
        return self.grid == other.grid and np.array_equal(self.flows, other.flows)

    __hash__ = None  # type: ignore[assignment]

    @property
    def run(self) -> Run:  # type: ignore[override]
        """The scenario as it stands, and its worlds."""
        return self.grid.run

    @property
    def can_be_drawn(self) -> bool:
        """Whether there is a picture for it: a simplex of up to three readings has one."""
        return all(len(one.columns) <= MAX_DRAWN for one in self.axes)

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        along = " and ".join(label(self.scenario, one.path) for one in self.axes)
        return f"{self.scenario.title}, along {along}"

    def counts(self, measure: str) -> NDArray[np.int64]:
        """Return how many worlds count towards a measure at each point, shape ``(points,)``."""
        members = measures(self.scenario)[measure]
        return np.asarray(self.flows[:, :, members].sum(axis=(1, 2)))

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
        worlds, counts = self.run.worlds, self.counts(measure)
        gained, lost = changes(self.flows, measures(self.scenario)[measure])
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

    def details(self) -> dict[str, Any]:
        """Return what varies, and a row per point and measure."""
        varied = [one.path for one in self.axes]
        return {"varied": varied, "points": self.frame().to_dict("records")}

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return where a measure comes about most often, and where least."""
        happens, counts = what_happens(measure, self.scenario), self.counts(measure)
        where = f"Along {listed(called(label(self.scenario, one.path)) for one in self.axes)}"
        least, most = int(counts.argmin()), int(counts.argmax())
        low, high = (float(counts[at]) / self.run.worlds for at in (least, most))
        if not self._clearly_apart(measure, least, most):
            often = f"in {from_to(low, high)}"
            return f"{where}, there is no clear change in how often {happens} ({often})."
        most_often = f"most often at {self._place(most)} (in {in_100(high)})"
        least_often = f"least often at {self._place(least)} (in {in_100(low)})"
        return f"{where}, {happens} {most_often} and {least_often}."

    def _clearly_apart(self, measure: str, least: int, most: int) -> bool:
        """Whether the 95 % interval of the difference between two points is above 0.

        How often two points differ is known only against the scenario as it stands: at most as
        often as both differ from it together, which is what is counted.
        """
        worlds, counts = self.run.worlds, self.counts(measure)
        members = measures(self.scenario)[measure]
        changed = sum(int(sum(changes(self.flows[at], members))) for at in (least, most))
        differ, net = min(changed, worlds), int(counts[most] - counts[least])
        up, down = np.asarray((differ + net) // 2), np.asarray((differ - net) // 2)
        low, _ = bonett_price(up, down, worlds)
        return bool(low > 0)

    def _place(self, point: int) -> str:
        """Return where a point stands."""
        columns = {path: values[point] for path, values in self.columns().items()}
        if len(columns) == len(self.axes):
            return listed(f"{value:g}".replace("-", "−") for value in columns.values())
        weights = {called(path.rpartition(".")[2]): value for path, value in columns.items()}
        return listed(f"{name} {weight:.0%}" for name, weight in weights.items() if weight)


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
    >>> along.counts("leaders_on_time")[0]
    np.int64(0)
    """
    axes = axes_of(scenario, vary)
    run = run_of(scenario, worlds, seed)
    grid = grid_of(run, axes)
    return Sweep(grid, axes, flows_at_points(grid, workers))
