"""Sweeps: lines along one number, a map over two, a triangle of the weights of three readings."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle, islice
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.experiments.sweep import Sweep
from sim.analysis.outcomes.measures import (
    ANY_DEAL,
    ANY_ON_TIME,
    TOTALS,
    check_measure,
    measure_in_words,
    measures,
)
from sim.analysis.outcomes.shares import Share
from sim.errors import UsageError
from sim.plots.charts.heat import heat_figure
from sim.plots.charts.ternary import ternary_figure
from sim.plots.figure import Figure, draws, figure_of
from sim.plots.text_layout import room_for, spread, wrapped
from sim.style.colours import INK, PAPER, QUIET, outcome_colours
from sim.style.labels import label

TRIANGLE = 3

MARKERS = "osD^v"  # by rung of the ladder, from the highest
DASHED, DOTTED, DASH_DOTTED = (0, (4, 2)), (0, (1.2, 1.6)), (0, (6, 2, 1.2, 2))
MAX_MARKERS = 11
SHOWN = "Share of worlds by outcome, with 95% bands"
LABEL_WIDTH, LABEL_SIZE = 2.7, 14  # of the names at the ends of lines, in inches and in points


@draws
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


def lines_figure(sweep: Sweep, measure: str | None) -> Figure:
    """Return a figure of lines along one number."""
    scenario, shown = sweep.run.scenario, sweep.measures_shown
    path, along = next(iter(sweep.axes[0].columns.items()))
    shares = {
        one: [point.share() for point in sweep.tally(one).each()]
        for one in measures(scenario)
        if one in shown or one == measure
    }
    bold = measure or shown[0]
    styles = looks([*measures(scenario)], bold, quiet=measure is not None)
    beside = (1 + len(shares)) * room_for(labels(shares).values(), LABEL_SIZE)
    figure = figure_of(sweep, (12, max(6.1, 1.7 + beside)), SHOWN, measure)
    axes = plot_lines(along, shares, styles, bold, figure.subplots())
    axes.set_xlabel(wrapped(label(scenario, path), 6, 13))
    _mark_line(scenario.numbers[path].centre, axes)
    return figure


def looks(measures: Sequence[str], bold: str, quiet: bool) -> dict[str, dict[str, Any]]:
    """Return how each measure is drawn: one bold, and all others quiet if asked for.

    No two outcomes share both dashes and marker.
    """
    outcomes = [one for one in measures if one not in TOTALS]
    rungs = len(outcomes) // 2 - 1
    markers = [*islice(cycle(MARKERS), rungs)] * 2 + ["X", "P", "*"]
    dashes = ["solid"] * rungs + [DASHED] * rungs + [DOTTED, DASH_DOTTED, DOTTED]
    styles = zip(outcome_colours(len(outcomes)), markers, dashes, strict=False)
    totals = {ANY_ON_TIME: (INK, "", "solid"), ANY_DEAL: (INK, "", DASHED)}
    found: dict[str, tuple[str, str, Any]] = {one: totals[one] for one in measures if one in totals}
    found |= dict(zip(outcomes, styles, strict=True))
    if quiet:
        found = {one: (QUIET, *look[1:]) for one, look in found.items()} | {bold: found[bold]}
    return {one: _look(*style, bold=one == bold) for one, style in found.items()}


def _look(colour: str, marker: str, dashes: Any, bold: bool) -> dict[str, Any]:
    width = 4.5 if bold else 2.2
    outline = [withStroke(linewidth=width + 1.4, foreground=INK)]  # pale colours on paper
    return {
        "color": colour,
        "linestyle": dashes,
        "linewidth": width,
        "marker": marker,
        "markersize": 8,
        "markeredgecolor": INK,
        "markeredgewidth": 1.1,
        "markerfacecolor": PAPER if dashes == DASHED else colour,
        "path_effects": [] if colour in (INK, QUIET) else outline,
        "zorder": 4 if bold else 3,
        "clip_on": False,
    }


def plot_lines(
    along: Sequence[float],
    shares: Mapping[str, Sequence[Share]],
    styles: Mapping[str, Mapping[str, Any]],
    bold: str,
    axes: Axes,
) -> Axes:
    """Draw each measure's shares along a number's values, in any order, and name it at the end.

    The one that is bold and those that are not quiet have their bands.
    """
    order = sorted(range(len(along)), key=lambda place: along[place])
    where = [along[place] for place in order]
    every = -(-len(where) // MAX_MARKERS)
    for measure, found in shares.items():
        values, look = [found[place] for place in order], styles[measure]
        line = [share.share for share in values]
        axes.plot(where, line, label=measure, markevery=every, **look)
        if measure == bold or look["color"] != QUIET:
            low, high = [share.low for share in values], [share.high for share in values]
            axes.fill_between(where, low, high, color=look["color"], alpha=0.25, linewidth=0)
    if where[0] < where[-1]:
        axes.set_xlim(where[0], where[-1])
    axes.set_ylim(0, min(1, axes.dataLim.y1 * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(8, steps=(1, 2, 5, 10)))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y")
    ends = {one: found[order[-1]].share for one, found in shares.items()}
    _label_ends(ends, styles, bold, axes)
    return axes


def _label_ends(
    ends: Mapping[str, float], styles: Mapping[str, Any], bold: str, axes: Axes
) -> None:
    """Write each name right of the axes, near the end of its line, with a sample of the line."""
    top, words = axes.get_ylim()[1], labels(ends)
    order = sorted(ends, key=lambda one: ends[one])
    heights = spread([ends[one] / top for one in order], 1 / (1 + len(ends)), 0, 1)
    beside: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False}
    for measure, height in zip(order, heights, strict=True):
        leader = [ends[measure] / top, height]
        axes.plot([1.0, 1.03], leader, color=QUIET, linewidth=0.8, zorder=1, **beside)
        look = {**styles[measure], "markevery": [1], **beside}
        axes.plot([1.03, 1.07, 1.11], [height] * 3, **look)
        size, weight = (LABEL_SIZE, "bold") if measure == bold else (LABEL_SIZE - 1, "normal")
        axes.text(1.125, height, words[measure], va="center", weight=weight, size=size, **beside)


def labels(measures: Iterable[str]) -> dict[str, str]:
    """Return what stands at the end of each line, broken into rows."""
    return {
        one: wrapped(measure_in_words(one), LABEL_WIDTH, LABEL_SIZE, "bold") for one in measures
    }


def _mark_line(where: float, axes: Axes) -> None:
    """Draw a thin line where the scenario itself stands, if that is within the axes."""
    low, high = axes.get_xlim()
    if low <= where <= high:
        axes.axvline(where, color=INK, linewidth=1.2, linestyle=(0, (2, 2)), zorder=2)
        place = (where - low) / (high - low)
        side = "left" if place < 0.15 else "right" if place > 0.85 else "center"
        above = axes.get_xaxis_transform()
        axes.text(where, 1.01, "as in the scenario", transform=above, ha=side, va="bottom")
