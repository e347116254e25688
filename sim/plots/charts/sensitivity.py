"""Sensitivity: how much each assumption matters for an outcome, alone and with the others."""

from matplotlib.ticker import FuncFormatter, PercentFormatter

from sim.analysis.experiments.designs import METHODS
from sim.analysis.experiments.sensitivity import Sensitivity
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, measure_in_words
from sim.plots.charts.spread import MAX_ASSUMPTIONS, SIZE, plot_margins, write_beside
from sim.plots.figure import Figure, draws, figure_of
from sim.plots.text_layout import room_for, wrapped
from sim.style.labels import label

NAME_WIDTH = 4.2  # inches
SHOWN = "What each assumption does to {}, the one that matters most on top, with 95% interval"
LABELS = {
    "totals": "share of the spread between draws that would be left if all others were known",
    "morris": "mean change in points, up or down, where it alone moves past 60 of 100 of its draws",
}


@draws
def sensitivity_figure(found: Sensitivity, measure: str = ANY_ON_TIME) -> Figure:
    """Return a bar for each assumption that matters most: its total effect, or mean change."""
    words = measure_in_words(check_measure(found.scenario, measure, "--outcome"))
    shown = found.ranked(measure)[:MAX_ASSUMPTIONS]
    names = [wrapped(label(found.scenario, one.path), NAME_WIDTH, SIZE) for one in shown]
    high = max(3.4, 1.6 + len(shown) * room_for(names, SIZE, 0.14))
    figure = figure_of(found, (12, high), SHOWN.format(words), measure)
    axes = plot_margins([(one.value, one.margin) for one in shown], names, figure.subplots())
    beside = [METHODS[found.method].in_words(one.beside, one.beside_margin) for one in shown]
    write_beside(METHODS[found.method].headings[1], beside, axes)
    axes.set_xlabel(LABELS[found.method])
    points = FuncFormatter(lambda share, _: f"{100 * share:g}")
    totals = PercentFormatter(1, decimals=0)
    axes.xaxis.set_major_formatter(totals if found.method == "totals" else points)
    return figure
