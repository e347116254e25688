"""Dumbbells: each scenario's share of a measure, beside that of the first scenario."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.measures import TOTALS, measure_in_words
from sim.analysis.outcomes.shares import Difference, Share
from sim.plots.charts.flows import flows_figure
from sim.plots.figure import KEY_SIZE, Figure, figure_of
from sim.plots.house_style import house_style
from sim.plots.text_layout import room_for, shortened, width_of, wrapped
from sim.style.colours import INK, PAPER, QUIET, SILENT, outcome_colours
from sim.style.words import in_points

Row = tuple[Share, Difference]
"""A scenario's share of a measure, and how it differs from the first scenario's."""

NAME_WIDTH, NAME_SIZE, NAME_ROWS = 3.4, 14, 8
"""Inches, points, and rows that a scenario's name may have: the longest title there may be."""

PANEL_WIDTH, ROW_HEIGHT, TITLE_SIZE = 1.95, 0.5, 14  # inches; points of a panel's title
KEY_WIDTH = 8.0  # inches, of the first scenario's name in the key
MIN_SPAN = 0.1

PLOTTED, NUMBER_SIZE = 0.54, 13
"""Part of a panel's width that holds the dots; the numbers, of some points, stand right of it."""

_DOT: dict[str, Any] = {"marker": "o", "mec": INK, "ls": "none", "clip_on": False}
_FIRST: dict[str, Any] = {**_DOT, "markersize": 11, "mfc": PAPER, "mew": 1.6}
_THIS: dict[str, Any] = {**_DOT, "markersize": 7, "mew": 0.8}

MORE = (
    "; numbers: difference in points, bold where its interval excludes 0; "
    "each column has a scale of its own"
)


@house_style()
def comparison_figure(comparison: Comparison, flows: int | None = None) -> Figure:
    """Return a panel per measure with a dumbbell per scenario.

    Or, if the number of one of them is given, its `flows`: the worlds that change their outcome.
    """
    if flows is not None:
        return flows_figure(comparison, flows)
    places = range(len(comparison.names))
    shares = [comparison.shares(place) for place in places]
    differences = [comparison.differences(place) for place in places]
    panels = {
        name: [(shares[at][name], differences[at][name]) for at in places] for name in shares[0]
    }
    names = [shortened(name, NAME_WIDTH, NAME_SIZE, "bold", NAME_ROWS) for name in comparison.names]
    wide = max(width_of(row, NAME_SIZE, "bold") for name in names for row in name.split("\n"))
    above = [wrapped(measure_in_words(name), PANEL_WIDTH - 0.2, TITLE_SIZE) for name in panels]
    high = max(ROW_HEIGHT, room_for(names, NAME_SIZE)) * len(places) + room_for(above, TITLE_SIZE)
    width = max(16.0, wide + 0.5 + PANEL_WIDTH * len(panels))
    totals = sum(name in TOTALS for name in panels)
    colours = [INK] * totals + outcome_colours(len(panels) - totals)
    figure = figure_of(
        comparison,
        (width, max(3.0, 1.2 + high)),
        more=MORE,
        key=_key(comparison.names[0], colours[totals]),
    )
    drawn = figure.subplots(1, len(panels))
    for axes, title, colour, rows in zip(drawn, above, colours, panels.values(), strict=True):
        plot_dumbbells(rows, colour, axes)
        axes.set_title(title, fontsize=TITLE_SIZE)
    drawn[0].set_yticks(places, names, fontsize=NAME_SIZE)
    drawn[0].get_yticklabels()[0].set_fontweight("bold")
    return figure


def _key(first: str, colour: str) -> list[Line2D]:
    name = shortened(first, KEY_WIDTH, KEY_SIZE, most=1)
    words = "this scenario, with the 95% interval of the difference"
    this = {"color": INK, "mfc": colour, "label": words, **_THIS, "ls": "-"}
    return [Line2D([], [], label=name, **_FIRST), Line2D([], [], **this)]


def plot_dumbbells(rows: Sequence[Row], colour: str, axes: Axes) -> Axes:
    """Draw one measure of all scenarios, one below the other, each compared with the first."""
    first = rows[0][0].share
    axes.axvline(first, color=QUIET, lw=1, ls=(0, (2, 3)), zorder=0)
    axes.axhspan(-0.5, 0.5, color=SILENT, lw=0, zorder=-1)
    for place, (share, difference) in enumerate(rows):
        axes.plot([first], [place], **_FIRST, zorder=2)
        if place == 0:
            _write(f"{first:.1%}", place, True, axes)
        else:
            _dumbbell((first, share.share), difference, place, colour, axes)
            _write(in_points(difference.difference), place, difference.is_clear, axes)
    _scale([share for share, _ in rows], axes)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    return axes


def _dumbbell(
    shares: tuple[float, float], difference: Difference, place: int, colour: str, axes: Axes
) -> None:
    """Draw both shares, and the interval of their difference around the second."""
    axes.plot(shares, [place, place], color=colour, lw=4, zorder=1)
    axes.plot(shares, [place, place], color=INK, lw=1, zorder=1)
    middle = difference.difference
    spread = [[max(0.0, middle - difference.low)], [max(0.0, difference.high - middle)]]
    axes.errorbar([shares[1]], [place], xerr=spread, fmt="none", ecolor=INK, zorder=3)
    axes.plot([shares[1]], [place], mfc=colour, **_THIS, zorder=4)


def _write(words: str, place: int, bold: bool, axes: Axes) -> None:
    weight, ink = ("bold", INK) if bold else ("normal", QUIET)
    right: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center"}
    axes.text(1, place, words, fontsize=NUMBER_SIZE, weight=weight, color=ink, **right)


def _scale(shares: Sequence[Share], axes: Axes) -> None:
    """Show the part of the scale that holds all shares, from zero where it reaches that far."""
    low, high = min(share.low for share in shares), max(share.high for share in shares)
    span = max(MIN_SPAN, 1.16 * (high - low))
    start = max(-0.08 * span, (low + high - span) / 2)
    axes.set_xlim(start, start + span / PLOTTED)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=""))
    axes.set_xlabel("% of worlds", fontsize=12, loc="left")
    ticks = MaxNLocator(2, steps=[1, 2, 2.5, 5, 10]).tick_values(max(0, start), start + span)
    axes.set_xticks([tick for tick in ticks if max(0, start) <= tick <= start + span])
    axes.tick_params(axis="x", labelsize=12)
