"""Stakeholders: the weight behind each position, with mean and median."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.stakeholders import Stakeholders
from sim.plots.figure import Figure, draws, figure_of
from sim.style.colours import INK, LATE, ON_TIME, PAPER

SHOWN = "Capability × salience behind each position, and how probably it wins the election"
OVER: dict[str, Any] = {
    "zorder": 5,
    "bbox": {"boxstyle": "square,pad=0.1", "fc": PAPER, "ec": PAPER},
}
SIZE, WIDTH = 13, 0.03  # points; of a bar, as a share of the range


@draws
def stakeholders_figure(found: Stakeholders) -> Figure:
    """Return the weight behind each position as bars."""
    figure = figure_of(found, (11, 4.4), SHOWN)
    plot_stakeholders(found, figure.subplots())
    return figure


def plot_stakeholders(found: Stakeholders, axes: Axes) -> Axes:
    """Draw a bar per position, and lines for the mean and the median."""
    heights = [found.weights[found.places == one].sum() for one in found.positions]
    wide = WIDTH * max(float(np.ptp(found.positions)), 1e-6)
    axes.bar(found.positions, heights, wide, color=ON_TIME[1])
    for x, y, chance in zip(found.positions, heights, found.elected, strict=True):
        axes.annotate(
            f"{chance:.0%}", (x, y), (0, 3), textcoords="offset points", ha="center", **OVER
        )
    axes.axvline(found.mean, color=LATE[0], ls="--", lw=2, label=f"mean {found.mean:.2f}")
    axes.axvline(found.median, color=INK, ls=":", lw=2, label=f"median {found.median:g}")
    axes.set_ylim(0, 1.15 * max(heights))
    axes.set_xlabel("position", fontsize=SIZE)
    axes.set_ylabel("weight", fontsize=SIZE)
    axes.legend()
    return axes
