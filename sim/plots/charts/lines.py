"""Lines: how the shares of all outcomes change along one number, with 95% bands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.outcomes.shares import Share
from sim.plots.text_layout import height_of, wrapped
from sim.style.colours import INK, PAPER, QUIET, outcome_colours

MARKERS = "osD^v"  # by rung of the ladder, from the highest
DASHED, DOTTED, DASH_DOTTED = (0, (4, 2)), (0, (1.2, 1.6)), (0, (6, 2, 1.2, 2))
MAX_MARKERS = 11
LABEL_WIDTH, LABEL_SIZE = 2.7, 14
"""Of the names at the ends of lines, in inches and in points."""


@dataclass(frozen=True)
class Look:
    """How a line is drawn; no two outcomes share both dashes and marker.

    Attributes
    ----------
    colour, marker : str
    dashes : tuple
        As matplotlib takes them; empty for a solid line.
    bold : bool
    """

    colour: str
    marker: str
    dashes: tuple[float, tuple[float, ...]] | tuple[()] = ()
    bold: bool = False

    def keywords(self) -> dict[str, Any]:
        """Return it as keywords of `Axes.plot`."""
        width = 4.5 if self.bold else 2.2
        outline = [withStroke(linewidth=width + 1.4, foreground=INK)]  # pale colours on paper
        return {
            "color": self.colour,
            "linestyle": self.dashes or "solid",
            "linewidth": width,
            "marker": self.marker,
            "markersize": 0 if self.bold and not self.marker else 8,
            "markeredgecolor": INK,
            "markeredgewidth": 1.1,
            "markerfacecolor": PAPER if self.dashes == DASHED else self.colour,
            "path_effects": [] if self.colour in (INK, QUIET) else outline,
            "zorder": 4 if self.bold else 3,
        }


def looks(measures: Sequence[str], highlighted: str | None) -> dict[str, Look]:
    """Return how each measure is drawn: one bold, and quiet all others if one is highlighted."""
    outcomes = [one for one in measures if one != ANY_ON_TIME]
    rungs = len(outcomes) // 2 - 1
    markers = [*islice(cycle(MARKERS), rungs)] * 2 + ["X", "P"]
    dashes = [()] * rungs + [DASHED] * rungs + [DOTTED, DASH_DOTTED]
    styles = zip(outcome_colours(rungs), markers, dashes, strict=True)
    found = {ANY_ON_TIME: Look(INK, "", bold=highlighted is None)}
    found |= {one: Look(*style) for one, style in zip(outcomes, styles, strict=True)}
    if highlighted is None:
        return found
    return {
        one: Look(look.colour, look.marker, look.dashes, bold=True)
        if one == highlighted
        else Look(QUIET, look.marker, look.dashes)
        for one, look in found.items()
    }


def plot_lines(
    along: Sequence[float],
    shares: Mapping[str, Sequence[Share]],
    axes: Axes,
    highlighted: str | None = None,
) -> Axes:
    """Draw the share of each measure along a number, each labelled where its line ends.

    Parameters
    ----------
    along : sequence of float
        The values of the number, in any order.
    shares : mapping of str to sequence of Share
        Shares of each measure, one per value; any meeting on time is among them.
    axes : Axes
    highlighted : str, optional
        The measure that is bold while the others are quiet; any meeting on time is bold when None.
    """
    order = sorted(range(len(along)), key=lambda place: along[place])
    where = [along[place] for place in order]
    every = max(1, -(-len(where) // MAX_MARKERS))
    styles = looks(list(shares), highlighted)
    for measure, look in styles.items():
        values = [shares[measure][place] for place in order]
        line = [share.share for share in values]
        axes.plot(where, line, label=measure, markevery=every, **look.keywords())
        if highlighted in (None, measure):
            low, high = [share.low for share in values], [share.high for share in values]
            axes.fill_between(where, low, high, color=look.colour, alpha=0.25, linewidth=0)
    _frame(axes, where)
    _label_ends({one: shares[one][order[-1]].share for one in styles}, styles, axes)
    return axes


def _frame(axes: Axes, where: Sequence[float]) -> None:
    if where[0] < where[-1]:
        axes.set_xlim(where[0], where[-1])
    axes.set_ylim(0, min(1, axes.dataLim.y1 * 1.08))
    axes.yaxis.set_major_locator(MaxNLocator(8, steps=(1, 2, 5, 10)))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_ylabel("share of worlds, with 95% bands")
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    for line in axes.lines:
        line.set_clip_on(False)


def _label_ends(ends: Mapping[str, float], styles: Mapping[str, Look], axes: Axes) -> None:
    """Write each name right of the axes, near the end of its line, with a sample of the line."""
    top, words = axes.get_ylim()[1], labels(list(ends))
    order = sorted(ends, key=lambda one: ends[one])
    heights = spread_out([ends[one] / top for one in order], 1 / (1 + len(ends)))
    for measure, height in zip(order, heights, strict=True):
        look = styles[measure]
        sample = {**look.keywords(), "markevery": [1], "clip_on": False}
        axes.plot(
            [1.0, 1.03],
            [ends[measure] / top, height],
            transform=axes.transAxes,
            color=QUIET,
            linewidth=0.8,
            clip_on=False,
            zorder=1,
        )
        axes.plot([1.03, 1.07, 1.11], [height] * 3, transform=axes.transAxes, **sample)
        axes.text(
            1.125,
            height,
            words[measure],
            transform=axes.transAxes,
            va="center",
            weight="bold" if look.bold else "normal",
            fontsize=LABEL_SIZE if look.bold else LABEL_SIZE - 1,
        )


def labels(measures: Sequence[str]) -> dict[str, str]:
    """Return what stands at the end of each line, broken into rows."""
    words = {one: measure_in_words(one) for one in measures}
    return {one: wrapped(words[one], LABEL_WIDTH, LABEL_SIZE, "bold") for one in words}


def height_of_labels(measures: Sequence[str]) -> float:
    """Return how many inches the labels need below each other."""
    rows = 1 + max(label.count("\n") for label in labels(measures).values())
    return (1 + len(measures)) * (height_of(rows, LABEL_SIZE) + 0.09)


def spread_out(heights: Sequence[float], gap: float) -> list[float]:
    """Return ascending heights within [0, 1], moved as little as needed to be a gap apart."""
    found: list[float] = []
    for height in heights:
        found.append(max(height, found[-1] + gap) if found else max(height, 0.0))
    ceiling = 1.0
    for place in reversed(range(len(found))):
        found[place] = min(found[place], ceiling)
        ceiling = found[place] - gap
    return found


def mark_line(where: float, axes: Axes) -> Axes:
    """Draw a thin line where the scenario itself stands, if that is within the axes."""
    low, high = axes.get_xlim()
    if not low <= where <= high:
        return axes
    axes.axvline(where, color=INK, linewidth=1.2, linestyle=(0, (2, 2)), zorder=2)
    place = (where - low) / (high - low)
    side = "left" if place < 0.15 else "right" if place > 0.85 else "center"
    axes.text(
        where,
        1.01,
        "as in the scenario",
        transform=axes.get_xaxis_transform(),
        ha=side,
        va="bottom",
    )
    return axes
