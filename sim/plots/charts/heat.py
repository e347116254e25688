"""Heat maps: one share over two numbers, with labelled contours."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.contour import ContourSet
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from sim.analysis.experiments.sweep import Sweep
from sim.analysis.outcomes.measures import measure_in_words, tallies
from sim.plots.figure import Figure, figure_of
from sim.plots.text_layout import wrapped
from sim.style.colours import INK, ON_TIME, PAPER
from sim.style.labels import label

Shares = NDArray[np.float64]

STEPS = (1, 2, 5, 10)
ACROSS, UP, SIZE = 6.0, 4.2, 13  # inches of words along both sides, and their points
NEAREST = 0.07  # of a contour's label to the mark, as a share of the picture


def heat_figure(sweep: Sweep, measure: str) -> Figure:
    """Return a map over two numbers."""
    run, (one, other) = sweep.run, sweep.axes
    along, across = one.columns[one.path], other.columns[other.path]
    figure = figure_of(sweep, (12, 5.8), shown_of(measure), measure)
    axes = figure.subplots()
    shares = sweep.shares(measure).reshape(len(along), len(across))
    colour_bar(plot_heat(shares, along, across, axes), measure, axes)
    axes.set_xlabel(wrapped(label(run.scenario, one.path), ACROSS, SIZE))
    axes.set_ylabel(wrapped(label(run.scenario, other.path), UP, SIZE))
    where = (run.scenario.numbers[one.path].centre, run.scenario.numbers[other.path].centre)
    if all(min(v) <= at <= max(v) for v, at in zip((along, across), where, strict=True)):
        place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "borderpad": 0.2}
        mark_place(where, sweep, measure, axes, **place)
    return figure


def shown_of(measure: str) -> str:
    """Return what a map of shares shows."""
    return f"Share of worlds: {measure_in_words(measure)}"


def colours(shares: Shares) -> dict[str, Any]:
    """Return the colours of shares: light to mid blue, so that ink is read on all of them."""
    low, high = np.floor(shares.min() * 20) / 20, np.ceil(shares.max() * 20) / 20
    shades = LinearSegmentedColormap.from_list(
        "shares", ["#f7fbff", ON_TIME[2], ON_TIME[1], "#2b93ce"]
    )
    return {"cmap": shades, "vmin": low, "vmax": max(high, low + 0.05), "shading": "gouraud"}


def plot_heat(
    shares: Shares, along: Sequence[float], across: Sequence[float], axes: Axes
) -> ScalarMappable:
    """Draw shares, of shape ``(along, across)``, and return what a colour bar needs.

    The values of both numbers, in any order, run to the right and upwards.
    """
    columns, rows = np.argsort(along), np.argsort(across)
    x, y = np.asarray(along)[columns], np.asarray(across)[rows]
    grid = shares[np.ix_(columns, rows)].T
    if len(x) == 1:  # a single value is drawn as a strip around it
        x, grid = np.add(x, (-0.5, 0.5)), grid.repeat(2, axis=1)
    if len(y) == 1:
        y, grid = np.add(y, (-0.5, 0.5)), grid.repeat(2, axis=0)
    mesh = axes.pcolormesh(x, y, grid, rasterized=True, **colours(shares))
    if min(shares.shape) > 1 and (levels := contour_levels(shares)):
        label_contours(axes.contour(x, y, grid, levels, colors=INK, linewidths=1.4), axes)
    return mesh


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


def mark_place(
    where: tuple[float, float], sweep: Sweep, measure: str, axes: Axes, **choices: Any
) -> Axes:
    """Draw a cross where the scenario itself stands, above all else, and say its share there."""
    halo = [withStroke(linewidth=6, foreground=PAPER)]
    look: dict[str, Any] = {"marker": "x", "ms": 15, "mew": 3.5, "color": INK, "clip_on": False}
    share = tallies(sweep.run, sweep.chances[0])[measure].share().share
    label = f"as in the scenario: {share:.0%}"
    axes.plot(*where, ls="none", path_effects=halo, zorder=9, label=label, **look)
    to_axes = axes.transData + axes.transAxes.inverted()
    for text in list(axes.texts):
        apart = np.subtract(to_axes.transform(text.get_position()), to_axes.transform(where))
        if np.hypot(*apart) < NEAREST:
            text.remove()
    axes.legend(fontsize=14, **choices)
    return axes


def colour_bar(mapped: ScalarMappable, measure: str, axes: Axes) -> Axes:
    """Draw the colour bar of a map and return its axes."""
    figure = axes.get_figure()
    assert figure is not None
    ticks, form = MaxNLocator(8, steps=STEPS), PercentFormatter(1, decimals=0)
    bar = figure.colorbar(mapped, ax=axes, format=form, ticks=ticks, pad=0.02)
    bar.ax.tick_params(labelsize=SIZE)
    bar.outline.set_visible(False)
    return bar.ax
