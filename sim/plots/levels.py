"""The grid of level pairs: at which levels the two parties would have come."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.plots.style import INK


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
    """
    shares = counts / counts.sum()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=max(shares.max() * 1.15, 0.01), origin="lower")
    for (row, column), share in np.ndenumerate(shares):
        dark = share > 0.6 * shares.max()
        colour = "white" if dark else "black"
        words = f"{share:.1%}" if share else "–"
        axes.text(column, row, words, ha="center", va="center", color=colour, fontsize=15)
        if row == column and row > 0:
            corner = (column - 0.48, row - 0.48)
            axes.add_patch(Rectangle(corner, 0.96, 0.96, fill=False, lw=2.5, ec=INK))
    axes.set_xticks(range(len(levels)), levels)
    axes.set_yticks(range(len(levels)), levels)
    axes.set_ylabel(f"{parties[0]} would send")
    axes.set_xlabel(
        f"{parties[1]} would send\n"
        "framed: the same level; elsewhere they may still settle on the lower one"
    )
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes
