"""The front door of all pictures: `plot` draws a finding, whatever it is."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from sim.analysis.experiments.lived import LivedFinding
from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.outcomes.result import Result
from sim.plots import charts
from sim.plots.charts.levels import levels_figure
from sim.plots.charts.outcomes import outcomes_figure
from sim.plots.charts.timeline import timeline_figure
from sim.plots.figure import Figure, plot

__all__ = ["Figure", "pictures", "plot"]

for _chart in iter_modules(charts.__path__):  # each `draws` the findings that it is about
    import_module(f"{charts.__name__}.{_chart.name}")


def pictures(
    result: Result, beside: Mapping[str, LivedFinding] = MappingProxyType({})
) -> Iterator[tuple[str, Figure]]:
    """Yield the name and figure of each picture of a run, and of what was found beside it."""
    apart = beside.get("uncertainty")
    assert isinstance(apart, Uncertainty | None)
    yield "dots", outcomes_figure(result, "dots")
    yield "outcomes", outcomes_figure(result, uncertainty=apart)
    yield "levels", levels_figure(result)
    yield "timeline", timeline_figure(result)
    for name, found in beside.items():
        yield name, plot(found)
