"""The front door of all pictures: `plot` draws a finding, whatever it is."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.finding import Finding
from sim.analysis.outcomes.result import Result
from sim.errors import UsageError
from sim.plots.charts.advice import advice_figure
from sim.plots.charts.asking import asking_figure
from sim.plots.charts.comparison import comparison_figure
from sim.plots.charts.discovery import discovery_figure
from sim.plots.charts.factorial import factorial_figure
from sim.plots.charts.influences import influences_figure
from sim.plots.charts.levels import levels_figure
from sim.plots.charts.outcomes import outcomes_figure
from sim.plots.charts.spread import uncertainty_figure
from sim.plots.charts.stability import stability_figure
from sim.plots.charts.stakeholders import stakeholders_figure
from sim.plots.charts.story import story_figure
from sim.plots.charts.sweep import sweep_figure
from sim.plots.charts.theories import pairing_figure, theories_figure
from sim.plots.charts.timeline import timeline_figure
from sim.plots.charts.tornado import ablation_figure, waterfall_figure
from sim.plots.figure import Figure

__all__ = ["Figure", "pictures", "plot"]


@singledispatch
def plot(finding: Finding, *choices: Any, **named: Any) -> Figure:
    """Return a finding as a figure, which a notebook shows and ``savefig`` writes.

    Parameters
    ----------
    finding : Finding
        A result, a comparison, a sweep, a story …
    *choices, **named
        What its figure takes besides: an outcome for a sweep, an ablation, a split and uncertainty,
        a name for a story, ``flows=1`` for the worlds that change their outcome in a comparison.

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


for _draw in (
    ablation_figure,
    advice_figure,
    asking_figure,
    comparison_figure,
    discovery_figure,
    factorial_figure,
    influences_figure,
    pairing_figure,
    outcomes_figure,
    waterfall_figure,
    stability_figure,
    stakeholders_figure,
    story_figure,
    sweep_figure,
    theories_figure,
    uncertainty_figure,
):
    plot.register(_draw)  # by the finding that it takes


def pictures(
    result: Result, uncertainty: Uncertainty | None = None
) -> Iterator[tuple[str, Figure]]:
    """Yield the name and figure of each picture of a run; with luck and not knowing set apart."""
    yield "dots", outcomes_figure(result, "dots")
    yield "outcomes", outcomes_figure(result, uncertainty=uncertainty)
    yield "levels", levels_figure(result)
    yield "timeline", timeline_figure(result)
    if uncertainty is not None:
        yield "uncertainty", uncertainty_figure(uncertainty)
