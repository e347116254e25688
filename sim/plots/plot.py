"""The front door of all pictures: `plot` draws a finding, whatever it is."""

from functools import singledispatch
from typing import Any

from sim.analysis.audit.influences import Influences
from sim.analysis.experiments.ablation import Ablation
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.experiments.factorial import Factorial
from sim.analysis.experiments.sweep import Sweep
from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.finding import Finding
from sim.analysis.outcomes.result import Result
from sim.analysis.stories.replay import Story
from sim.errors import UsageError
from sim.plots.charts.influences import influences_figure
from sim.plots.figures import comparisons, experiments
from sim.plots.figures.figure import Figure, outcomes_figure

__all__ = ["Figure", "plot"]


@singledispatch
def plot(finding: Finding, *choices: Any, **named: Any) -> Figure:
    """Return a finding as a figure, which a notebook shows and ``savefig`` writes.

    Parameters
    ----------
    finding : Finding
        A result, a comparison, a sweep, a story …
    *choices, **named
        What its figure takes besides: an outcome for a sweep, an ablation and uncertainty, a name
        for a story, ``flows=1`` for the worlds that change their outcome in a comparison.

    Raises
    ------
    UsageError
        If there is no picture of such a finding.

    Examples
    --------
    >>> from sim import Scenario, plot, simulate
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> plot(simulate(week, 100, seed=1)).savefig("outcomes.png")  # doctest: +SKIP
    """
    raise UsageError(f"there is no picture of this; use frame(): {finding!r}")


plot.register(Ablation, experiments.ablation_figure)
plot.register(Comparison, comparisons.comparison_figure)
plot.register(Factorial, experiments.factorial_figure)
plot.register(Influences, influences_figure)
plot.register(Result, outcomes_figure)
plot.register(Story, comparisons.story_figure)
plot.register(Sweep, experiments.sweep_figure)
plot.register(Uncertainty, experiments.uncertainty_figure)
