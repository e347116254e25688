"""Sweeps: lines along one number, a map over two, a triangle of the weights of three readings."""

from sim.analysis.experiments.sweep import Sweep
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure
from sim.errors import UsageError
from sim.plots.charts.heat import heat_figure
from sim.plots.charts.lines import lines_figure
from sim.plots.charts.ternary import ternary_figure
from sim.plots.figure import Figure
from sim.plots.house_style import house_style

TRIANGLE = 3


@house_style()
def sweep_figure(sweep: Sweep, measure: str | None = None) -> Figure:
    """Return lines along one number, a heat map over two, or a triangle of three weights.

    The measure is what a map shows and what is bold among the lines: any meeting on time, unless
    another is asked for. Raises `UsageError` if there is no such, or more than three weights.
    """
    if measure is not None:
        check_measure(sweep.run.scenario, measure, "--outcome")
    readings = len(sweep.axes[0].columns)
    if readings > TRIANGLE:
        raise UsageError(
            f"{sweep.axes[0].path}: no picture shows the weights of {readings} readings, "
            "only the table does"
        )
    if len(sweep.axes) > 1:
        return heat_figure(sweep, measure or ANY_ON_TIME)
    if readings == TRIANGLE:
        return ternary_figure(sweep, measure or ANY_ON_TIME)
    return lines_figure(sweep, measure)
