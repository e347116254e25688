"""Dumbbells: each scenario's share of a measure, beside that of the first scenario."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator, PercentFormatter
from matplotlib.transforms import blended_transform_factory

from sim.analysis.outcomes.shares import Difference, Share
from sim.plots.text_layout import BESIDE, shortened, width_of
from sim.style.colours import INK, PAPER, QUIET, SILENT
from sim.style.words import in_points

Row = tuple[Share, Difference]
"""A scenario's share of a measure, and how it differs from the first scenario's."""

NAME_WIDTH, NAME_SIZE, NAME_ROWS = 3.4, 14, 8
"""Inches, points, and rows that a scenario's name may have."""

MIN_SPAN = 0.1

PLOTTED, NUMBER_SIZE = 0.54, 13
"""Part of a panel's width that holds the dots; the numbers, of some points, stand right of it."""

KEY_SIZE = 13  # in points

_FIRST = {
    "marker": "o",
    "markersize": 11,
    "mfc": PAPER,
    "mec": INK,
    "mew": 1.6,
    "ls": "none",
    "clip_on": False,
}
_THIS = {"marker": "o", "markersize": 7, "mec": INK, "mew": 0.8, "ls": "none", "clip_on": False}


def plot_dumbbells(rows: Sequence[Row], colour: str, span: float, axes: Axes) -> Axes:
    """Draw one measure of all scenarios, one below the other.

    Parameters
    ----------
    rows : sequence of (Share, Difference)
        One per scenario; the first is what the others are compared with.
    colour : str
        Of the filled dots.
    span : float
        How much of the scale is shown.
    axes : Axes
    """
    first = rows[0][0].share
    axes.axvline(first, color=QUIET, lw=1, ls=(0, (2, 3)), zorder=0)
    axes.axhspan(-0.5, 0.5, color=SILENT, lw=0, zorder=-1)
    for place, (share, difference) in enumerate(rows):
        axes.plot([first], [place], **_FIRST, zorder=2)  # type: ignore[arg-type]
        if place == 0:
            _write(f"{first:.1%}", place, True, axes)
        else:
            _dumbbell((first, share.share), difference, place, colour, axes)
            _write(in_points(difference.difference), place, difference.is_clear, axes)
    _scale([share for share, _ in rows], span, axes)
    return axes


def _dumbbell(
    shares: tuple[float, float], difference: Difference, place: int, colour: str, axes: Axes
) -> None:
    """Draw both shares, and the interval of their difference around the second."""
    first, share = shares
    axes.plot([first, share], [place, place], color=colour, lw=4, zorder=1)
    axes.plot([first, share], [place, place], color=INK, lw=1, zorder=1)
    spread = [
        [max(0.0, difference.difference - difference.low)],
        [max(0.0, difference.high - difference.difference)],
    ]
    axes.errorbar([share], [place], xerr=spread, fmt="none", ecolor=INK, capsize=4, zorder=3)
    axes.plot([share], [place], mfc=colour, **_THIS, zorder=4)  # type: ignore[arg-type]


def _write(words: str, place: int, bold: bool, axes: Axes) -> None:
    """Write a number at the right end of a row."""
    axes.text(
        *(1, place, words),
        transform=axes.get_yaxis_transform(),
        ha="right",
        va="center",
        fontsize=NUMBER_SIZE,
        weight="bold" if bold else "normal",
        color=INK if bold else QUIET,
    )


def _scale(shares: Sequence[Share], span: float, axes: Axes) -> None:
    """Show the part of the scale that holds all shares, from zero where it reaches that far."""
    low, high = min(share.low for share in shares), max(share.high for share in shares)
    start = max(-0.08 * span, (low + high - span) / 2)
    axes.set_xlim(start, start + span / PLOTTED)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=""))
    axes.set_xlabel("% of worlds", fontsize=12, loc="left")
    ticks = MaxNLocator(2, steps=[1, 2, 2.5, 5, 10]).tick_values(max(0, start), start + span)
    axes.set_xticks([tick for tick in ticks if max(0, start) <= tick <= start + span])
    axes.tick_params(axis="x", labelsize=12)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.5, len(axes.texts) - 0.5)
    axes.invert_yaxis()


def span_of(rows: Sequence[Row]) -> float:
    """Return how much of the scale a panel has to show: all shares, and at least ten points."""
    width = max(share.high for share, _ in rows) - min(share.low for share, _ in rows)
    return max(MIN_SPAN, 1.16 * width)


def short_names(names: Sequence[str]) -> list[list[str]]:
    """Return the rows of the scenarios' names; the longest title there may be is whole."""
    return [shortened(name, NAME_WIDTH, NAME_SIZE, "bold", NAME_ROWS) for name in names]


def name_rows(names: Sequence[str], axes: Axes) -> Axes:
    """Write the scenarios' names at the left."""
    words = ["\n".join(rows) for rows in short_names(names)]
    axes.set_yticks(range(len(words)), words, fontsize=NAME_SIZE)
    axes.get_yticklabels()[0].set_fontweight("bold")
    return axes


def plot_key(first: str, colour: str, axes: Axes) -> Axes:
    """Explain the dots and the numbers in one line."""
    this = Line2D([], [], color=INK, mfc=colour, **{**_THIS, "ls": "-"})  # type: ignore[arg-type]
    number = Line2D([], [], marker=_sample("+2.1"), ms=30, mfc=INK, mec=INK, mew=0, ls="none")
    keys = {
        "this scenario, with the 95% interval of the difference": this,
        "difference in points, bold where the interval excludes 0": number,
    }
    figure = axes.get_figure(root=True)
    assert figure is not None
    taken = sum(width_of(words, KEY_SIZE) + BESIDE * KEY_SIZE / 72 for words in keys)
    room = 0.96 * figure.get_figwidth() - taken - BESIDE * KEY_SIZE / 72
    (name,) = shortened(first, room, KEY_SIZE, most=1)
    axes.axis("off")
    across = blended_transform_factory(figure.transFigure, axes.transAxes)
    legend = axes.legend(
        [Line2D([], [], **_FIRST), *keys.values()],  # type: ignore[arg-type]
        [name, *keys],
        loc="center left",
        bbox_to_anchor=(0.02, 0.5),
        bbox_transform=across,
        ncols=3,
        frameon=False,
        fontsize=KEY_SIZE,
        borderpad=0,
        borderaxespad=0,
        columnspacing=1.5,
    )
    legend.set_in_layout(False)
    return axes


def _sample(words: str) -> Path:
    """Return words as a marker, around its middle; markers know no text but formulas."""
    outline = TextPath((0, 0), words, size=1, usetex=False)
    box = outline.get_extents()
    middle = np.add(box.min, box.max) / 2
    return Path(outline.vertices - middle, outline.codes)
