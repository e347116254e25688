"""The front door of all pictures: `plot` draws a finding, whatever it is."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.outcomes.result import Result
from sim.plots import charts
from sim.plots.charts.levels import levels_figure
from sim.plots.charts.outcomes import outcomes_figure
from sim.plots.charts.spread import uncertainty_figure
from sim.plots.charts.timeline import timeline_figure
from sim.plots.figure import Figure, plot

__all__ = ["Figure", "pictures", "plot"]

for _chart in iter_modules(charts.__path__):  # each `draws` the findings that it is about
    import_module(f"{charts.__name__}.{_chart.name}")


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
