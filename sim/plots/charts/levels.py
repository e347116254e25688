"""At which levels the parties would have come: a grid of two, or a strip for each of more."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import level_pairs, party_levels
from sim.engine.outcome import in_words
from sim.plots.figure import Figure, empty_figure
from sim.plots.house_style import house_style
from sim.plots.text_layout import wrapped
from sim.scenario.parts import MIN_PARTIES
from sim.style.colours import PAPER, ladder_colours

CELL, LEAST, HEIGHT, NAMES = 1.3, 6.0, 3.8, 1.7
"""Inches: a cell's width, the width and height of all cells at least, that of names beside them."""

STRIP, READABLE = 0.8, 0.04
"""A strip's height in inches, and the least share that has room for its number."""

FRAMED = "framed: the same level;\nelsewhere they may still settle on the lower one"


@house_style()
def levels_figure(result: Result) -> Figure:
    """Return the levels of two parties as a grid of pairs, of more as a strip for each."""
    scenario = result.scenario
    titles = ("At which level each would come, on the eve", scenario.title)
    if len(scenario.parties) != MIN_PARTIES:
        figure = empty_figure(titles, result.ran, (10, 2.4 + STRIP * len(scenario.parties)))
        names = {key: party.name for key, party in scenario.parties.items()}
        shares = {names[key]: one for key, one in party_levels(result).items()}
        plot_party_levels(shares, figure.subplots())
        return figure
    figure = empty_figure(titles, result.ran, (_width(scenario.levels) + NAMES + 0.7, 6.4))
    one, other = (party.name for party in scenario.parties.values())
    plot_level_pairs(level_pairs(result), scenario.levels, (one, other), figure.subplots())
    return figure


def plot_party_levels(shares: Mapping[str, Mapping[str, float]], axes: Axes) -> Axes:
    """Draw a strip per party, by its name: its shares of worlds by level, from absent upwards."""
    names = [wrapped(name, NAMES, 13) for name in shares]
    left = np.zeros(len(names))
    levels = [*next(iter(shares.values()))]
    colours = ladder_colours(len(levels))
    for level, colour in zip(levels, colours, strict=True):
        widths = np.array([by_level[level] for by_level in shares.values()])
        strips = axes.barh(names, widths, left=left, color=colour, ec=PAPER, label=in_words(level))
        words = [f"{width:.0%}" if width > READABLE else "" for width in widths]
        ink = "black" if colour == colours[1] else "white"
        axes.bar_label(strips, words, label_type="center", color=ink)
        left += widths
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("share of worlds")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    return axes


def _width(levels: Sequence[str]) -> float:
    return max(LEAST, CELL * len(levels))


def plot_level_pairs(
    counts: NDArray[np.int64], levels: Sequence[str], parties: tuple[str, str], axes: Axes
) -> Axes:
    """Draw the share of worlds at each pair of levels when decisions freeze.

    The counts have shape ``(levels, levels)``: rows are the first party's, columns the second's.
    """
    shares = counts / counts.sum()
    top = max(shares.max() * 1.15, 0.01)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=top, origin="lower", aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        colour = "white" if share > 0.6 * shares.max() else "black"
        words = f"{share:.1%}" if share else "–"
        axes.text(column, row, words, ha="center", va="center", color=colour, fontsize=15)
        if row == column and row > 0:
            corner = (column - 0.48, row - 0.48)
            axes.add_patch(Rectangle(corner, 0.96, 0.96, fill=False, lw=2.5))
    _name(levels, parties, axes)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def _name(levels: Sequence[str], parties: tuple[str, str], axes: Axes) -> None:
    width, size = _width(levels), 13
    names, places = [in_words(level) for level in levels], range(len(levels))
    axes.set_xticks(places, [wrapped(name, 0.92 * width / len(levels), size) for name in names])
    axes.set_yticks(places, [wrapped(name, NAMES, size) for name in names])
    across, along = (f"{party} would send" for party in parties)
    axes.set_ylabel(wrapped(across, HEIGHT, size))
    axes.set_xlabel(f"{wrapped(along, width, size)}\n{FRAMED}")
