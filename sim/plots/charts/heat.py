"""Heat maps: one share over two numbers, with labelled contours."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.contour import ContourSet
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from sim.plots.text_layout import wrapped
from sim.style.colours import INK, ON_TIME, PAPER

Shares = NDArray[np.float64]

STEPS = (1, 2, 5, 10)
BAR_HEIGHT, BAR_SIZE = 4.2, 13  # inches, points: of what stands beside the colours
NEAREST = 0.07  # of a contour's label to the mark, as a share of the picture


def shades() -> Colormap:
    """Return the colours of shares: light to mid blue, so that ink is read on all of them."""
    return LinearSegmentedColormap.from_list("shares", ["#f7fbff", ON_TIME[2], "#3f97cf"])


def limits(shares: Shares) -> tuple[float, float]:
    """Return the lowest and highest share of the colours, in steps of 5 points."""
    low, high = np.floor(shares.min() * 20) / 20, np.ceil(shares.max() * 20) / 20
    return float(low), float(max(high, low + 0.05))


def plot_heat(
    shares: Shares, along: Sequence[float], across: Sequence[float], axes: Axes
) -> ScalarMappable:
    """Draw a share over two numbers and return what a colour bar needs.

    Parameters
    ----------
    shares : array of float, shape (along, across)
        The share for each value of the first number and each of the second.
    along, across : sequence of float
        Values of the first number, drawn to the right, and of the second, drawn upwards, each in
        any order.
    axes : Axes
    """
    columns, rows = np.argsort(along), np.argsort(across)
    x, y = np.asarray(along)[columns], np.asarray(across)[rows]
    sorted_shares = shares[np.ix_(columns, rows)].T
    low, high = limits(shares)
    is_plane = min(sorted_shares.shape) > 1
    grid = (x, y) if is_plane else (edges(x), edges(y))
    shading: Literal["gouraud", "flat"] = "gouraud" if is_plane else "flat"
    colours: dict[str, Any] = {"cmap": shades(), "vmin": low, "vmax": high}
    mesh = axes.pcolormesh(*grid, sorted_shares, shading=shading, rasterized=True, **colours)
    if is_plane and (levels := contour_levels(shares)):
        lines = axes.contour(x, y, sorted_shares, levels, colors=INK, linewidths=1.4)
        label_contours(lines, axes)
    return mesh


def edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the borders of cells around ascending values, midway between neighbours."""
    if len(values) == 1:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    between = (values[1:] + values[:-1]) / 2
    first, last = values[0] * 2 - between[0], values[-1] * 2 - between[-1]
    return np.array([first, *between, last])


def contour_levels(shares: Shares) -> list[float]:
    """Return round shares strictly between the lowest and the highest."""
    low, high = float(shares.min()), float(shares.max())
    steps = MaxNLocator(7, steps=STEPS).tick_values(low, high)
    return [float(f"{step:.6g}") for step in steps if low < step < high]


def label_contours(lines: ContourSet, axes: Axes) -> None:
    """Write the share on each contour."""
    steps = [after - before for before, after in pairwise(lines.levels)]
    decimals = 1 if steps and min(steps) < 0.0099 else 0
    words = {level: f"{level:.{decimals}%}" for level in lines.levels}
    halo: list[AbstractPathEffect] = [withStroke(linewidth=3, foreground=PAPER)]
    for text in axes.clabel(lines, fmt=words, fontsize=14, inline_spacing=4):
        text.set_path_effects(halo)


def mark_place(where: tuple[float, float], axes: Axes, **choices: Any) -> Axes:
    """Draw a cross where the scenario itself stands, above all else, and explain it."""
    halo = [withStroke(linewidth=6, foreground=PAPER)]
    (cross,) = axes.plot(
        [where[0]],
        [where[1]],
        linestyle="none",
        marker="x",
        markersize=15,
        markeredgewidth=3.5,
        color=INK,
        path_effects=halo,
        clip_on=False,
        zorder=9,
    )
    for text in [text for text in axes.texts if _is_near(text.get_position(), where, axes)]:
        text.remove()
    axes.legend([cross], ["as in the scenario"], frameon=False, **choices)
    return axes


def _is_near(place: tuple[float, float], where: tuple[float, float], axes: Axes) -> bool:
    to_axes = axes.transData + axes.transAxes.inverted()
    apart = np.subtract(to_axes.transform(place), to_axes.transform(where))
    return bool(np.hypot(*apart) < NEAREST)


def colour_bar(mapped: ScalarMappable, words: str, axes: Axes) -> Axes:
    """Draw the colour bar of a map and return its axes."""
    figure = axes.get_figure()
    assert figure is not None
    ticks = MaxNLocator(8, steps=STEPS)
    form = PercentFormatter(1, decimals=0)
    bar = figure.colorbar(mapped, ax=axes, format=form, ticks=ticks, pad=0.02)
    bar.set_label(wrapped(f"share of worlds: {words}", BAR_HEIGHT, BAR_SIZE))
    bar.outline.set_visible(False)
    return bar.ax
