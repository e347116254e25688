"""Uncertainty: how much of the spread is luck, and how much is not knowing the assumptions.

The same lucks are lived through under many draws of the assumptions, every draw with every luck.
`variance` beside this module splits the spread of the outcomes, `sensitivity` says which assumption
its part comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.experiments.sensitivity import Weight, weights_of
from sim.analysis.experiments.variance import Spread, spread
from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import ANY_ON_TIME, measures
from sim.arguments import must_be_whole
from sim.engine.draws import Draws
from sim.engine.points import Points
from sim.engine.worlds import Worlds
from sim.ensemble.run import BLOCK, Progress, Run, outcome_now, run_of, run_worlds
from sim.errors import UsageError
from sim.scenario import Scenario
from sim.scenario.numbers import Point

if TYPE_CHECKING:
    import pandas

    from sim.plots.figures.figure import Figure

Floats = NDArray[np.float64]

DRAWS, LUCKS, LEAST = 1000, 1000, 2

GROUPS = 10
"""Groups of lucks that are left out one at a time, to see what hangs on the lucks drawn."""


@dataclass(frozen=True, eq=False, repr=False)
class Uncertainty(Finding):
    """Luck and not knowing, set apart.

    Attributes
    ----------
    run : Run
    draws, lucks : int
        Draws of the assumptions, and worlds lived through under each.
    spreads : dict of str to Spread
        By measure, any meeting on time first.
    drawn : dict of str to array, shape (draws,)
        What each assumption is in each draw, by its path.
    chances : dict of str to array, shape (draws,)
        By measure: share of lucks under each draw.
    without : dict of str to array, shape (groups, draws)
        The same with one group of lucks left out.
    """

    run: Run
    draws: int
    lucks: int
    spreads: dict[str, Spread]
    drawn: Mapping[str, Floats]
    chances: Mapping[str, Floats]
    without: Mapping[str, Floats]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Uncertainty):
            return NotImplemented
        same = self.run == other.run and self.spreads == other.spreads
        return same and all(np.array_equal(v, other.chances[k]) for k, v in self.chances.items())

    __hash__ = None  # type: ignore[assignment]

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        return f"{self.run.scenario.title}: {self.draws:,} draws of the assumptions"

    def weights(self, measure: str = ANY_ON_TIME) -> tuple[Weight, ...]:
        """Return how much each assumption matters, the largest first-order share first."""
        told = self.chances[measure], self.without[measure]
        return weights_of(self.drawn, *told, self.run.seed)

    def frame(self) -> "pandas.DataFrame":
        """Return a row per measure and assumption."""
        import pandas as pd

        rows = [(measure, one) for measure in self.chances for one in self.weights(measure)]
        return pd.DataFrame([{"outcome": measure, **vars(one)} for measure, one in rows])

    def plot(self, outcome: str = ANY_ON_TIME) -> "Figure":
        """Return a figure of where the spread comes from."""
        from sim.plots.figures.experiments import uncertainty_figure

        return uncertainty_figure(self, outcome)


def uncertainty(
    scenario: Scenario, seed: int | None = None, draws: int = DRAWS, lucks: int = LUCKS
) -> Uncertainty:
    """Set luck and not knowing apart; the draws are those of an uncertain run's first worlds.

    Parameters
    ----------
    scenario : Scenario
    seed : int, optional
        Drawn afresh when None.
    draws, lucks : int
        Draws of the assumptions, and worlds lived through under each; at least 2.

    Examples
    --------
    >>> from sim import Scenario, uncertainty
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> found = uncertainty(week, seed=1, draws=100, lucks=50)
    >>> found.spreads["leaders_on_time"].luck > found.spreads["leaders_on_time"].assumptions
    True
    """
    return uncertainty_of(run_of(scenario, 1, seed), draws, lucks)


def uncertainty_of(
    run: Run, draws: int = DRAWS, lucks: int = LUCKS, progress: Progress | None = None
) -> Uncertainty:
    """Set luck and not knowing apart for a run's scenario and seed; see `uncertainty`."""
    for name, number in (("draws", draws), ("lucks", lucks)):
        if must_be_whole(name, number) < LEAST:
            raise UsageError(f"{name} must be {LEAST} or more, not {number}")
    drawn = drawn_assumptions(run.scenario, Worlds(run.seed, range(draws), uncertain=True))
    points = [{path: values[draw] for path, values in drawn.items()} for draw in range(draws)]
    outcomes = _lived_through(run, points, lucks, progress)
    spreads: dict[str, Spread] = {}
    chances: dict[str, Floats] = {}
    without: dict[str, Floats] = {}
    for measure, members in measures(run.scenario).items():
        indicator = members[outcomes].astype(np.float64)
        spreads[measure] = spread(indicator)
        chances[measure] = indicator.mean(axis=1)
        without[measure] = _without_each_group(indicator)
    return Uncertainty(run, draws, lucks, spreads, drawn, chances, without)


def _without_each_group(indicator: Floats) -> Floats:
    """Return the share of lucks under each draw without each group of lucks in turn."""
    groups = np.array_split(np.arange(indicator.shape[1]), min(GROUPS, indicator.shape[1]))
    return np.array([np.delete(indicator, group, axis=1).mean(axis=1) for group in groups])


def drawn_assumptions(scenario: Scenario, worlds: Worlds) -> dict[str, Floats]:
    """Return what every uncertain number, and weight of a reading, is in each world."""
    draws = Draws(scenario.numbers, worlds)
    return {
        path: np.broadcast_to(draws.value(path), len(worlds))
        for path, one in scenario.numbers.items()
        if one.given.is_uncertain and (one.reading is None or one.centre > 0)
    }


def _lived_through(
    run: Run, points: Sequence[Point], lucks: int, progress: Progress | None
) -> NDArray[np.int8]:
    """Return the outcome of every draw with every luck, shape ``(draws, lucks)``."""
    batch = Worlds(run.seed, range(lucks))
    together = max(1, BLOCK // lucks)
    found = []
    for first in range(0, len(points), together):
        worlds = Points(batch, points[first : first + together])
        found.append(run_worlds(run.scenario, worlds, outcome_now).reshape(-1, lucks))
        if progress is not None:
            progress(len(worlds))
    return np.concatenate(found)
