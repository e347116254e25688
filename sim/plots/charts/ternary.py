"""Triangles: one share over all weights that three readings can have.

A corner gives one reading all the weight, the opposite side gives it none.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.tri import Triangulation
from numpy.typing import NDArray

from sim.analysis.experiments.sweep import Sweep
from sim.engine.outcome import in_words
from sim.plots.charts import heat
from sim.plots.figure import Figure, figure_of
from sim.plots.text_layout import shortened
from sim.style.colours import INK, QUIET

HEIGHT = 3**0.5 / 2
CORNERS = np.array([(0.5, HEIGHT), (0.0, 0.0), (1.0, 0.0)])
"""Top, left and right: where the first, second and third reading has all the weight."""

OUTWARDS = np.array([(HEIGHT, 0.5), (-HEIGHT, 0.5), (0.0, -1.0)])
"""Away from the side on which each reading's weight is written: right, left, bottom."""

TURNS = (-60.0, 60.0, 0.0)  # how the words at each side are turned, in degrees
STEPS = (0.2, 0.4, 0.6, 0.8)

SIDE_WIDTH, CORNER_WIDTH, CORNER_ROWS, SIZE = 3.2, 2.4, (2, 3, 3), 13
"""Of what stands at a side and at a corner: inches; rows at each corner; points."""


def ternary_figure(sweep: Sweep, measure: str) -> Figure:
    """Return a triangle of three readings' weights."""
    run, columns = sweep.run, sweep.axes[0].columns
    figure = figure_of(sweep, (9.6, 6.3), heat.shown_of(measure), measure)
    axes = figure.subplots()
    weights = np.column_stack(list(columns.values()))
    given = [run.scenario.numbers[path] for path in columns]
    readings = [str(one.reading) for one in given]
    shares = sweep.shares(measure)
    heat.colour_bar(plot_ternary(shares, weights, readings, axes), measure, axes)
    x, y = place(np.array([one.centre for one in given])).tolist()
    heat.mark_place((x, y), sweep, measure, axes, loc="upper left", bbox_to_anchor=(-0.02, 0.98))
    return figure


def place(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where weights stand in the plane, shape ``(…, 2)`` for shape ``(…, 3)``.

    >>> place(np.array([0.0, 0.5, 0.5])).tolist()
    [0.5, 0.0]
    """
    return np.asarray(weights @ CORNERS)


def plot_ternary(
    shares: NDArray[np.float64],
    weights: NDArray[np.float64],
    readings: Sequence[str],
    axes: Axes,
) -> ScalarMappable:
    """Draw shares, by weights of shape ``(points, 3)``, and return what a colour bar needs.

    The readings stand at the top, left and right corner.
    """
    points = Triangulation(*place(weights).T)
    mesh: ScalarMappable = axes.tripcolor(points, shares, **heat.colours(shares))
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_xlim(-0.32, 1.15)
    axes.set_ylim(-0.17, HEIGHT + 0.08)
    _draw_grid(axes)
    for reading, name in enumerate(readings):
        _write_side(reading, name, axes)
    if levels := heat.contour_levels(shares):
        lines = axes.tricontour(points, shares, levels, colors=INK, linewidths=1.4)
        heat.label_contours(lines, axes)
    return mesh


def _draw_grid(axes: Axes) -> None:
    axes.plot(*CORNERS[[0, 1, 2, 0]].T, color=INK, linewidth=1.4, zorder=4)
    for reading in range(3):
        for step in STEPS:
            ends = np.array([_at_side(reading, step), _at_side(reading, step, far=True)])
            axes.plot(*ends.T, color=QUIET, linewidth=0.7, linestyle=(0, (1, 2)), zorder=3)


def _at_side(reading: int, weight: float, far: bool = False) -> NDArray[np.float64]:
    """Return where a side crosses the line of a reading's weight; each side has two lines.

    The first reading is written at the right side, the second at the left, the third at the bottom.
    """
    other = (reading + (1 if far else 2)) % 3
    weights = np.zeros(3)
    weights[reading], weights[other] = weight, 1 - weight
    return place(weights)


def _write_side(reading: int, name: str, axes: Axes) -> None:
    """Write a reading's name at its corner, and its weights along its side."""
    outwards = OUTWARDS[reading]
    side = ("left", "right", "center")[reading]
    for step in STEPS:
        x, y = _at_side(reading, step) + (0.015, 0.015, 0.035)[reading] * outwards
        axes.text(x, y, f"{step:.0%}", ha=side, va="center", color=QUIET, fontsize=12)
    x, y = _at_side(reading, 0.5) + (0.13, 0.13, 0.09)[reading] * outwards
    name = in_words(name)
    words = shortened(f"weight of ‘{name}’", SIDE_WIDTH, SIZE, most=1)
    turn = TURNS[reading]
    axes.text(x, y, words, ha="center", va="center", rotation=turn, rotation_mode="anchor")
    x, y = CORNERS[reading] + [(0, 0.02), (-0.05, -0.07), (0.05, -0.07)][reading]
    words = shortened(f"only “{name}”", CORNER_WIDTH, SIZE, "bold", CORNER_ROWS[reading])
    top = ("bottom", "top", "top")[reading]
    axes.text(x, y, words, ha="center", va=top, weight="bold", fontsize=SIZE)
