"""The grid of level pairs: at which levels the two parties would have come."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.engine.outcome import in_words
from sim.plots.text_layout import wrapped
from sim.style.colours import INK

CELL, LEAST, HEIGHT, NAMES = 1.3, 6.0, 3.8, 1.7
"""Inches: a cell's width, the width and height of all cells at least, that of names beside them."""

SIZE = 13  # of the levels' names, in points
FRAMED = "framed: the same level;\nelsewhere they may still settle on the lower one"


def width_of_cells(levels: int) -> float:
    """Return how wide all cells together are in inches, for so many levels."""
    return max(LEAST, CELL * levels)


def plot_level_pairs(
    counts: NDArray[np.int64], levels: Sequence[str], parties: tuple[str, str], axes: Axes
) -> Axes:
    """Draw the share of worlds at each pair of levels when decisions freeze.

    Parameters
    ----------
    counts : array of int, shape (levels, levels)
        Worlds at each pair; rows belong to the first party, columns to the second.
    levels : sequence of str
        The ladder, from absent upwards.
    parties : tuple of str
        Names of the two parties.
    axes : Axes
        As wide as `width_of_cells` says.
    """
    shares = counts / counts.sum()
    top = max(shares.max() * 1.15, 0.01)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=top, origin="lower", aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        dark = share > 0.6 * shares.max()
        colour = "white" if dark else "black"
        words = f"{share:.1%}" if share else "–"
        axes.text(column, row, words, ha="center", va="center", color=colour, fontsize=15)
        if row == column and row > 0:
            corner = (column - 0.48, row - 0.48)
            axes.add_patch(Rectangle(corner, 0.96, 0.96, fill=False, lw=2.5, ec=INK))
    _name(levels, parties, axes)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def _name(levels: Sequence[str], parties: tuple[str, str], axes: Axes) -> None:
    """Write the levels and the parties beside the rows and below the columns."""
    width = width_of_cells(len(levels))
    names, places = [in_words(level) for level in levels], range(len(levels))
    below = [wrapped(name, 0.92 * width / len(levels), SIZE) for name in names]
    axes.set_xticks(places, below, fontsize=SIZE)
    axes.set_yticks(places, [wrapped(name, NAMES, SIZE) for name in names], fontsize=SIZE)
    across, along = (f"{party} would send" for party in parties)
    axes.set_ylabel(wrapped(across, HEIGHT, SIZE))
    axes.set_xlabel(f"{wrapped(along, width, SIZE)}\n{FRAMED}")
