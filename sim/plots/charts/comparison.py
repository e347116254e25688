"""Dumbbells: each scenario's share of a measure, beside that of the first scenario."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.outcomes.shares import Difference, Share
from sim.plots.charts.flows import flows_figure
from sim.plots.figure import KEY_SIZE, Figure, draws, figure_of
from sim.plots.text_layout import room_for, shortened, width_of, wrapped
from sim.style.colours import INK, PAPER, QUIET, SILENT, outcome_colours
from sim.style.numbers import in_points

Row = tuple[Share, Difference]
"""A scenario's share of a measure, and how it differs from the first scenario's."""

NAME_WIDTH, NAME_SIZE, NAME_ROWS = 3.4, 14, 8
"""Inches, points, and rows that a scenario's name may have: the longest title there may be."""

PANEL_WIDTH, ROW_HEIGHT, TITLE_SIZE = 1.95, 0.5, 14  # inches; points of a panel's title
KEY_WIDTH = 8.0  # inches, of a scenario's name in the key
MIN_SPAN = 0.1

PLOTTED, NUMBER_SIZE = 0.54, 13
"""Part of a panel's width that holds the dots; the numbers, of some points, stand right of it."""

_DOT: dict[str, Any] = {"marker": "o", "mec": INK, "ls": "none", "clip_on": False}
_FIRST: dict[str, Any] = {**_DOT, "markersize": 11, "mfc": PAPER, "mew": 1.6}
_THIS: dict[str, Any] = {**_DOT, "markersize": 9, "mew": 1.0}

BOLD = "in points, bold where the 95% interval excludes 0"
PAIR = f"Shares of worlds under both, and how they differ {BOLD}"
MANY = f"How shares of worlds differ, {BOLD}; each column has a scale of its own"
INTERVAL = "the other scenario, with the 95% interval of the difference"


@draws
def comparison_figure(comparison: Comparison, flows: int | None = None) -> Figure:
    """Return a dumbbell per measure for two scenarios, a panel per measure for more.

    Or, if the number of one of them is given, its `flows`: the worlds that change their outcome.
    """
    if flows is not None:
        return flows_figure(comparison, flows)
    return (_pair if len(comparison.results) == 2 else _many)(comparison)


def _panels(comparison: Comparison, places: Sequence[int]) -> dict[str, list[Row]]:
    """Return by measure what each of some scenarios makes of it."""
    shown, shares = comparison.measures_shown, [comparison.shares(place) for place in places]
    changes = [comparison.differences(place) for place in places]
    return {
        name: [(share[name], change[name]) for share, change in zip(shares, changes, strict=True)]
        for name in shown
    }


def _colours(comparison: Comparison) -> list[str]:
    """Return the colour of each measure shown: ink for those that add up outcomes."""
    outcomes = comparison.outcomes
    colours = dict(zip(outcomes, outcome_colours(len(outcomes)), strict=True))
    return [colours.get(name, INK) for name in comparison.measures_shown]


def _key(comparison: Comparison, others: str, look: dict[str, Any]) -> list[Line2D]:
    first = shortened(comparison.names[0], KEY_WIDTH, KEY_SIZE, most=1)
    this = {"color": INK, "mfc": QUIET, "label": others, **_THIS, **look}
    return [Line2D([], [], label=first, **_FIRST), Line2D([], [], **this)]


def _pair(comparison: Comparison) -> Figure:
    panels = _panels(comparison, (0, 1))
    words = [wrapped(measure_in_words(name), NAME_WIDTH, NAME_SIZE) for name in panels]
    high = 0.8 + len(words) * max(ROW_HEIGHT, room_for(words, NAME_SIZE))
    key = _key(comparison, shortened(comparison.names[1], KEY_WIDTH, KEY_SIZE, most=1), {})
    figure = figure_of(comparison, (12.5, high), PAIR, key=key)
    axes = figure.subplots()
    plot_pair([*panels.values()], _colours(comparison), axes)
    axes.set_yticks(range(len(words)), words, fontsize=NAME_SIZE)
    return figure


def plot_pair(panels: Sequence[Sequence[Row]], colours: Sequence[str], axes: Axes) -> Axes:
    """Draw how each measure changes between two scenarios, one below the other, on one scale."""
    for place, (((first, _), (share, change)), colour) in enumerate(
        zip(panels, colours, strict=True)
    ):
        axes.plot([first.share], [place], **_FIRST, zorder=2)
        _dumbbell((first.share, share.share), change, place, colour, axes)
        _write(f"{first.share:.1%} → {share.share:.1%}", place, change.is_clear, axes, 125)
        _write(in_points(change.difference), place, change.is_clear, axes, 185)
    highest = max(share.high for rows in panels for share, _ in rows)
    axes.set(xlim=(0, 1.04 * highest), ylim=(len(panels) - 0.5, -0.5))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    return axes


def _many(comparison: Comparison) -> Figure:
    changes = [comparison.differences(at) for at in range(1, len(comparison.names))]
    ranked = sorted(range(len(changes)), key=lambda at: -changes[at][ANY_ON_TIME].difference)
    places = [0, *(at + 1 for at in ranked)]
    panels = _panels(comparison, places)
    names = [
        shortened(comparison.names[at], NAME_WIDTH, NAME_SIZE, "bold", NAME_ROWS) for at in places
    ]
    wide = max(width_of(row, NAME_SIZE, "bold") for name in names for row in name.split("\n"))
    above = [wrapped(measure_in_words(name), PANEL_WIDTH - 0.2, TITLE_SIZE) for name in panels]
    high = max(ROW_HEIGHT, room_for(names, NAME_SIZE)) * len(places) + room_for(above, TITLE_SIZE)
    size = max(16.0, wide + 0.5 + PANEL_WIDTH * len(panels)), max(3.0, 1.2 + high)
    key = _key(comparison, INTERVAL, {"ls": "-"})
    figure = figure_of(comparison, size, MANY, key=key)
    drawn = figure.subplots(1, len(panels))
    for axes, title, colour, rows in zip(
        drawn, above, _colours(comparison), panels.values(), strict=True
    ):
        plot_dumbbells(rows, colour, axes)
        axes.set_title(title, fontsize=TITLE_SIZE)
    drawn[0].set_yticks(range(len(names)), names, fontsize=NAME_SIZE)
    drawn[0].get_yticklabels()[0].set_fontweight("bold")
    return figure


def plot_dumbbells(rows: Sequence[Row], colour: str, axes: Axes) -> Axes:
    """Draw one measure of all scenarios, one below the other, each compared with the first."""
    first = rows[0][0].share
    axes.axvline(first, color=QUIET, lw=1.4, zorder=0)
    axes.axhspan(-0.5, 0.5, color=SILENT, lw=0, zorder=-1)
    axes.plot([first], [0], **_FIRST, zorder=2)
    _write(f"{first:.1%}", 0, True, axes)
    for place, (share, difference) in enumerate(rows[1:], start=1):
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
    """Draw a line from one share to another, and the interval of their difference around that."""
    axes.plot(shares, [place, place], color=colour, lw=5, zorder=1)
    axes.plot(shares, [place, place], color=INK, lw=1, zorder=1)
    middle = difference.difference
    spread = [[max(0.0, middle - difference.low)], [max(0.0, difference.high - middle)]]
    axes.errorbar([shares[1]], [place], xerr=spread, fmt="none", ecolor=INK, zorder=3)
    axes.plot([shares[1]], [place], mfc=colour, **_THIS, zorder=4)


def _write(words: str, place: int, bold: bool, axes: Axes, beyond: float = 0) -> None:
    """Write words that end at the right edge of the axes, or some points beyond."""
    weight, ink = ("bold", INK) if bold else ("normal", QUIET)
    looks: dict[str, Any] = {"weight": weight, "color": ink, "ha": "right", "va": "center"}
    to: dict[str, Any] = {"xycoords": axes.get_yaxis_transform(), "textcoords": "offset points"}
    axes.annotate(words, (1, place), (beyond, 0), fontsize=NUMBER_SIZE, **looks, **to)


def _scale(shares: Sequence[Share], axes: Axes) -> None:
    """Show the part of the scale that holds all shares, from zero where it reaches that far."""
    low, high = min(share.low for share in shares), max(share.high for share in shares)
    span = max(MIN_SPAN, 1.16 * (high - low))
    start = max(-0.08 * span, (low + high - span) / 2)
    axes.set_xlim(start, start + span / PLOTTED)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ticks = MaxNLocator(2, steps=[1, 2, 2.5, 5, 10]).tick_values(max(0, start), start + span)
    axes.set_xticks([tick for tick in ticks if max(0, start) <= tick <= start + span])
    axes.tick_params(axis="x", labelsize=12)
