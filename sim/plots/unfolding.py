"""How the week unfolds: the chance of a meeting and what parties have announced, tick by tick."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.plots.style import LADDER, ON_TIME, PAPER, SILENT

Shares = NDArray[np.float64]


def plot_chance(
    on_time: Shares, levels: Sequence[str], when: Sequence[datetime], axes: Axes
) -> Axes:
    """Draw the share of worlds that would meet on time had decisions frozen at each tick.

    Parameters
    ----------
    on_time : array of float, shape (ticks, levels - 1)
        Shares by level of the meeting, from the highest.
    levels : sequence of str
        The ladder, from absent upwards.
    when : sequence of datetime
        End of each tick.
    axes : Axes
    """
    names = [f"{level} on time" for level in levels[:0:-1]]
    return _stack(on_time, names, list(ON_TIME), when, axes)


def plot_announced(
    announced: Shares, levels: Sequence[str], when: Sequence[datetime], axes: Axes
) -> Axes:
    """Draw what a party has last announced: silent so far, or a level of the ladder.

    Parameters
    ----------
    announced : array of float, shape (ticks, levels + 1)
        Share of worlds where it is silent (first column) or last announced each level.
    levels, when, axes
        As in `plot_chance`.
    """
    top_down = announced[:, ::-1]
    colours = [*LADDER[: len(levels)][::-1], SILENT]
    return _stack(top_down, [*levels[::-1], "silent so far"], colours, when, axes)


def _stack(
    shares: Shares, names: list[str], colours: list[str], when: Sequence[datetime], axes: Axes
) -> Axes:
    axes.stackplot(when, shares.T, labels=names, colors=colours, edgecolor=PAPER, linewidth=1.2)
    axes.set_xlim(when[0], when[-1])
    axes.set_ylim(0, 1 if shares.sum(axis=1).max() > 0.999 else max(0.01, shares.sum(axis=1).max() * 1.1))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    locator = AutoDateLocator(tz=when[0].tzinfo, minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=when[0].tzinfo))
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=12)
    return axes
