"""Dumbbells: each scenario's share of a measure, beside that of the first scenario."""

from collections.abc import Sequence
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter
from matplotlib.transforms import blended_transform_factory

from sim.analysis.shares import Difference, Share
from sim.analysis.wording import in_points
from sim.plots.style import INK, PAPER, QUIET, SILENT

Row = tuple[Share, Difference]
"""A scenario's share of a measure, and how it differs from the first scenario's."""

NAME_LETTERS, NAME_LINES = 30, 2
LEAST_SPAN = 0.1

PLOTTED = 0.62
"""Part of a panel's width that holds the dots; the numbers stand right of it."""

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
        fontsize=14,
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
    ticks = MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]).tick_values(max(0, start), start + span)
    axes.set_xticks([tick for tick in ticks if max(0, start) <= tick <= start + span])
    axes.tick_params(axis="x", labelsize=12)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.5, len(axes.texts) - 0.5)
    axes.invert_yaxis()


def span_of(rows: Sequence[Row]) -> float:
    """Return how much of the scale a panel has to show: all shares, and at least ten points."""
    width = max(share.high for share, _ in rows) - min(share.low for share, _ in rows)
    return max(LEAST_SPAN, 1.16 * width)


def name_rows(names: Sequence[str], axes: Axes) -> Axes:
    """Write the scenarios' names at the left, in at most two lines each."""
    words = [fill(name, NAME_LETTERS, max_lines=NAME_LINES, placeholder=" …") for name in names]
    axes.set_yticks(range(len(words)), words, fontsize=14)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.get_yticklabels()[0].set_fontweight("bold")
    return axes


def _short(name: str, lines: int = NAME_LINES) -> str:
    return fill(name, NAME_LETTERS, max_lines=lines, placeholder=" …")


def plot_key(first: str, colour: str, axes: Axes) -> Axes:
    """Explain the dots and the numbers in one line."""
    this = Line2D([], [], color=INK, mfc=colour, **{**_THIS, "ls": "-"})  # type: ignore[arg-type]
    keys = {
        _short(first, 1): Line2D([], [], **_FIRST),  # type: ignore[arg-type]
        "this scenario, with the 95% interval of the difference": this,
        "difference in points, bold where the interval excludes 0": Line2D(
            [], [], marker=r"$+\!2.1$", markersize=30, mfc=INK, mec=INK, mew=0, ls="none"
        ),
    }
    axes.axis("off")
    across = blended_transform_factory(axes.figure.transFigure, axes.transAxes)
    legend = axes.legend(
        *(list(keys.values()), list(keys)),
        loc="center left",
        bbox_to_anchor=(0.02, 0.5),
        bbox_transform=across,
        ncols=3,
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        columnspacing=1.5,
    )
    legend.set_in_layout(False)
    for text in legend.get_texts():
        text.set_parse_math(False)
    return axes
