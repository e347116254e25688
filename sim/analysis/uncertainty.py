"""Uncertainty: how much of the spread is luck, and how much is not knowing the assumptions.

The same lucks are lived through under many draws of the assumptions, every draw with every luck.
For the indicator of an outcome, Y in world (draw j, luck k), a two-way analysis of variance
(random effects, one observation per cell; Scheffé 1959, chapter 7) splits its variance::

    Var(Y) = between assumptions + between lucks + the two together

The first part, Var(E[Y | assumptions]), would vanish if the assumptions were known. Which
assumption it comes from is asked of the draws' mean outcomes: Spearman's rank correlation, and the
first-order share of variance from the given sample (RBD-FAST; Tarantola and others 2006, with the
bias correction of Tissot and Prieur 2012) as SALib computes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.measures import ANY_ON_TIME, measures
from sim.analysis.shown import Shown
from sim.ensemble import BLOCK, Progress, Run, outcome_now, run_worlds
from sim.points import Point, Points
from sim.scenario import Scenario
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from sim.worlds import Worlds

if TYPE_CHECKING:
    import pandas

    from sim.plots.sheet import Sheet

Floats = NDArray[np.float64]

DRAWS, LUCKS = 1000, 400
ROUNDING = 1e-15
"""A variance of an indicator below this is none."""

HARMONICS = 10
"""Harmonics of RBD-FAST, SALib's default."""


@dataclass(frozen=True)
class Spread:
    """Where the variance of an outcome's indicator comes from.

    Attributes
    ----------
    low, high : float
        Range that holds the chances of nine draws in ten: the share of lucks under each draw.
    assumptions, luck, both : float
        Shares of the variance; they add up to 1 (all 0 where nothing varies).
    """

    low: float
    high: float
    assumptions: float
    luck: float
    both: float


@dataclass(frozen=True)
class Weight:
    """How much one assumption matters for an outcome.

    Attributes
    ----------
    path : str
        Where it stands in the scenario.
    rank_correlation : float
        Spearman's, between the assumption and the draw's chance.
    first_order : float
        Share of the variance between draws that would vanish if this assumption were known.
    margin : float
        Half of its 95 % bootstrap interval; 1 where the outcome is too rare to tell.
    """

    path: str
    rank_correlation: float
    first_order: float
    margin: float


@dataclass(frozen=True, eq=False)
class Uncertainty(Shown):
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
    """

    run: Run
    draws: int
    lucks: int
    spreads: dict[str, Spread]
    drawn: Mapping[str, Floats]
    chances: Mapping[str, Floats]

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        return f"{self.run.scenario.title}: {self.draws:,} draws of the assumptions"

    def weights(self, measure: str = ANY_ON_TIME) -> tuple[Weight, ...]:
        """Return how much each assumption matters, the largest first-order share first."""
        return weights_of(self.drawn, self.chances[measure], self.run.seed)

    def frame(self) -> "pandas.DataFrame":
        """Return a row per measure and assumption."""
        import pandas as pd

        rows = [(measure, one) for measure in self.chances for one in self.weights(measure)]
        return pd.DataFrame([{"outcome": measure, **vars(one)} for measure, one in rows])

    def plot(self, measure: str = ANY_ON_TIME, **choices: Any) -> "Sheet":
        """Return a figure of where the spread comes from."""
        from sim.plots.sheets_sweep import uncertainty_sheet

        return uncertainty_sheet(self, measure, **choices)


def uncertainty(
    run: Run,
    draws: int = DRAWS,
    lucks: int = LUCKS,
    progress: Progress | None = None,
) -> Uncertainty:
    """Set luck and not knowing apart; the draws are those of an uncertain run's first worlds.

    Parameters
    ----------
    run : Run
        The scenario and the seed; its number of worlds does not matter.
    draws, lucks : int
        Draws of the assumptions, and worlds lived through under each; at least 2.
    """
    drawn = drawn_assumptions(run.scenario, Worlds(run.seed, range(draws), uncertain=True))
    outcomes = _outcomes(run, _points(run.scenario, drawn, draws), lucks, progress)
    spreads: dict[str, Spread] = {}
    chances: dict[str, Floats] = {}
    for measure, members in measures(run.scenario).items():
        indicator = members[outcomes].astype(np.float64)
        spreads[measure] = spread(indicator)
        chances[measure] = indicator.mean(axis=1)
    return Uncertainty(run, draws, lucks, spreads, drawn, chances)


def drawn_assumptions(scenario: Scenario, worlds: Worlds) -> dict[str, Floats]:
    """Return what every uncertain number, and weight of a reading, is in each world."""
    drawn: dict[str, Floats] = {}
    for _, part in scenario.walk():
        if isinstance(part, Number) and part.distribution is not None:
            drawn[part.path] = np.asarray(worlds.value(part))
        if isinstance(part, Weights) and part.dirichlet is not None:
            readings = list(part.dirichlet)
            for reading, share in zip(readings, worlds.weights(part, readings), strict=True):
                drawn[f"{part.path}.{reading}"] = np.broadcast_to(share, len(worlds))
    return drawn


def _points(scenario: Scenario, drawn: dict[str, Floats], draws: int) -> list[Point]:
    """Return one point per draw."""
    weights = {
        part.path: list(part.dirichlet)
        for _, part in scenario.walk()
        if isinstance(part, Weights) and part.dirichlet is not None
    }
    of_readings = {f"{path}.{key}" for path, readings in weights.items() for key in readings}
    return [
        {path: values[draw] for path, values in drawn.items() if path not in of_readings}
        | {
            path: {reading: drawn[f"{path}.{reading}"][draw] for reading in readings}
            for path, readings in weights.items()
        }
        for draw in range(draws)
    ]


def _outcomes(
    run: Run, points: list[Point], lucks: int, progress: Progress | None
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


def spread(indicator: Floats) -> Spread:
    """Split the variance of an indicator, shape ``(draws, lucks)``; see the module."""
    draws, lucks = indicator.shape
    by_draw, by_luck = indicator.mean(axis=1), indicator.mean(axis=0)
    chance = float(indicator.mean())
    rest = indicator - by_draw[:, None] - by_luck[None, :] + chance
    both = float((rest**2).sum() / ((draws - 1) * (lucks - 1)))
    assumptions = _above_rounding(float(by_draw.var(ddof=1)) - both / lucks)
    luck = _above_rounding(float(by_luck.var(ddof=1)) - both / draws)
    total = (assumptions + luck + both) or 1.0
    low, high = np.quantile(by_draw, (0.05, 0.95)).tolist()
    return Spread(low, high, assumptions / total, luck / total, both / total)


def _above_rounding(variance: float) -> float:
    """Return a variance; 0 where the estimate falls below what rounding leaves of it."""
    return variance if variance > ROUNDING else 0.0


def weights_of(drawn: Mapping[str, Floats], chances: Floats, seed: int) -> tuple[Weight, ...]:
    """Return how much each assumption matters for the draws' chances."""
    if not drawn or np.ptp(chances) == 0:
        return ()
    from SALib.analyze import rbd_fast
    from scipy.stats import spearmanr

    names = [name for name in drawn if not _is_mirrored(name, drawn)]
    sample = np.column_stack([drawn[name] for name in names])
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    rng = np.random.default_rng(seed)
    with np.errstate(invalid="ignore"):  # resamples of a rare outcome can hold none of it
        shares = rbd_fast.analyze(problem, sample, chances, M=HARMONICS, seed=rng)
    found = [
        Weight(
            path=name,
            rank_correlation=float(spearmanr(sample[:, at], chances).statistic),
            first_order=float(shares["S1"][at]),
            margin=float(np.nan_to_num(shares["S1_conf"][at], nan=1.0)),
        )
        for at, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda one: -one.first_order))


def _is_mirrored(path: str, drawn: Mapping[str, Floats]) -> bool:
    """Whether it is the weight of the second of two readings, one minus the first's."""
    party, _, _ = path.rpartition(".")
    readings = [name for name in drawn if name.rpartition(".")[0] == party]
    return party.endswith(".weights") and len(readings) == 2 and path == readings[1]
