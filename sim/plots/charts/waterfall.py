"""Waterfall: from one scenario's share to another's, a step for each entry in which they differ."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.experiments.split import Split
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.plots.charts.tornado import COLOURS
from sim.plots.figure import Figure, figure_of
from sim.plots.house_style import house_style
from sim.plots.text_layout import room_for, shortened
from sim.style.colours import INK, QUIET
from sim.style.numbers import in_points

LABEL_WIDTH, LABEL_SIZE, ROWS = 4.6, 13, 3
"""Inches, points, and rows that the name of an entry may have, with how it changes."""

THICK, SMALL, MAX_TICKS = 0.5, 11.5, 5
"""Height of a step, of the distance between two; points below a number; steps of the scale."""

SHOWN = "in points, with 95% interval; alone: what it does with nothing else changed"
CLEAR = {True: "clear part", False: "no clear part: its interval covers 0"}


@house_style()
def waterfall_figure(found: Split, measure: str = ANY_ON_TIME) -> Figure:
    """Return a step per entry, the largest first, from the first share to the second."""
    first, second = found.both.names
    entries = (f"{one.entry.label}: {one.entry.change}" for one in found.ranked(measure))
    names = [
        shortened(one, LABEL_WIDTH, LABEL_SIZE, most=ROWS) for one in (first, *entries, second)
    ]
    words = f"{measure_in_words(measure)}: the part of each entry that differs, {SHOWN}"
    key = [Patch(fc=COLOURS[one], label=label) for one, label in CLEAR.items()]
    high = 0.8 + len(names) * max(0.6, room_for(names, LABEL_SIZE, 0.2))
    figure = figure_of(found, (12.5, high), words, measure, key)
    axes = plot_waterfall(found, measure, figure.subplots())
    axes.set_yticks(range(len(names)), names, fontsize=LABEL_SIZE)
    for end in (0, -1):
        axes.get_yticklabels()[end].set_fontweight("bold")
    return figure


def plot_waterfall(found: Split, measure: str, axes: Axes) -> Axes:
    """Draw each part from where the one before it ends, below the first share, above the second."""
    right: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center"}
    shares, last = [found.both.shares(at)[measure].share for at in (0, 1)], len(found.effects) + 1
    for place, share in zip((0, last), shares, strict=True):
        axes.plot([share], [place], "o", markersize=11, color=INK, clip_on=False, zorder=3)
        axes.text(1.03, place, f"{share:.1%}", weight="bold", **right)
    start = shares[0]
    for place, one in enumerate(found.ranked(measure), start=1):
        part, alone = one.differences[measure], in_points(one.alone[measure].difference)
        axes.plot([start] * 2, [place - 1, place], color=QUIET, linewidth=1, zorder=0)
        axes.barh(place, part.difference, THICK, start, facecolor=COLOURS[part.is_clear])
        axes.plot([start + part.low, start + part.high], [place] * 2, color=INK, linewidth=2)
        start += part.difference
        axes.plot([start], [place], "<>"[part.difference > 0], markersize=9, color=INK, zorder=3)
        middle, low, high = map(in_points, (part.difference, part.low, part.high))
        axes.text(1.03, place - 0.17, f"{middle}  ({low} … {high})", **right)
        axes.text(1.03, place + 0.2, f"alone {alone}", color=QUIET, fontsize=SMALL, **right)
    axes.plot([start] * 2, [last - 1, last], color=QUIET, linewidth=1, zorder=0)
    axes.set_ylim(last + 0.5, -0.5)
    axes.use_sticky_edges = False
    axes.margins(x=0.06)
    axes.xaxis.set_major_locator(MaxNLocator(MAX_TICKS))  # as 43.25% is wide
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    return axes
