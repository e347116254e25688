"""Dots: a hundred for the worlds of a run, fifty for what draws of the assumptions lead to."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse
from matplotlib.ticker import PercentFormatter

from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.outcomes.measures import measure_in_words
from sim.analysis.outcomes.result import Result
from sim.arrays import Floats
from sim.engine.outcome import in_words
from sim.plots.figure import Figure, empty_figure, figure_of, labelled, looks_of, patterned
from sim.plots.text_layout import room_for, spread, width_in_inches, wrapped
from sim.style.colours import INK, QUIET, SILENT, Look
from sim.style.dots import STEP, quantile_dots
from sim.style.sentences import from_to

ROW = 10
NAME_WIDTH, NAME_SIZE, DOT = 3.6, 15, 0.5
"""Of what stands beside the dots: inches and points; and inches from dot to dot."""

QUANTILES = "Each of fifty dots: one of fifty equally likely draws of the assumptions"
LEAST_ROWS, MOST_ROWS = 6, 15
BAND, WIDTH, SIZE = (0.05, 0.95), 9.0, 13  # what a band holds; inches; points of words


def hundred_figure(result: Result) -> Figure:
    """Return a hundred dots for the worlds of a run, those of one outcome together."""
    shown = [(one, result.dots[one], look) for one, look in looks_of(result.scenario).items()]
    size = (DOT * ROW + NAME_WIDTH + 1.6, DOT * ROW + 0.7)
    figure = empty_figure(
        result.sentence, labelled("A hundred dots for all worlds, by outcome", result), size
    )
    figure.set_layout_engine("none")
    high = figure.get_figheight()
    axes = figure.add_axes((0.3 / size[0], 0.55 / high, 1 - 0.5 / size[0], DOT * ROW / high))
    plot_hundred(shown, axes)
    return figure


def plot_hundred(shown: Sequence[tuple[str, int, Look]], axes: Axes) -> Axes:
    """Draw a hundred dots row by row: of each outcome so many, with its look.

    Beside them each outcome is named, where its dots stand.
    """
    outcomes, counts, looks = zip(*shown, strict=True)
    dots = [look for look, count in zip(looks, counts, strict=True) for _ in range(count)]
    for place, look in enumerate(dots):
        where = place % ROW + 0.5, place // ROW + 0.5
        axes.add_artist(Circle(where, 0.44, lw=0.6, **patterned(look)))
    words = [
        f"{wrapped(in_words(one), NAME_WIDTH, NAME_SIZE)}\u00a0 {count}"
        for one, count in zip(outcomes, counts, strict=True)
    ]
    ends = [sum(counts[:at]) + count / 2 for at, count in enumerate(counts)]
    gap = room_for(words, NAME_SIZE, 0.08) / DOT
    heights = spread([end / ROW for end in ends], gap, gap / 2, ROW - gap / 2)
    for said, look, height, count in zip(words, looks, heights, counts, strict=True):
        _name(said, look, (ROW + 0.7, height), bool(count), axes)
    axes.set(xlim=(0, width_in_inches(axes) / DOT), ylim=(ROW, 0), aspect="equal", anchor="W")
    axes.axis("off")
    return axes


def _name(words: str, look: Look, where: tuple[float, float], there: bool, axes: Axes) -> None:
    axes.add_artist(Circle(where, 0.34, lw=0.6, **patterned(look)))
    style: dict[str, Any] = {
        "va": "center",
        "fontsize": NAME_SIZE,
        "color": INK if there else QUIET,
    }
    axes.text(where[0] + 0.6, where[1], words, **style)


def quantiles_figure(uncertainty: Uncertainty, measure: str) -> Figure:
    """Return fifty dots for how often a measure comes about under draws of the assumptions."""
    chances = uncertainty.chances(measure)
    size = (WIDTH + 1, quantiles_height(chances, WIDTH) + 0.4)
    figure = figure_of(uncertainty, size, QUANTILES, measure)
    axes = plot_quantiles(chances, figure.subplots())
    axes.set_xlabel(f"share of worlds: {measure_in_words(measure)}")
    return figure


def plot_quantiles(chances: Floats, axes: Axes) -> Axes:
    """Draw fifty dots at the quantiles of chances, one a draw, with the band of nine in ten."""
    columns = quantile_dots(chances)
    tallest, size = _tallest(columns), _size(columns)
    low, high = np.quantile(chances, BAND).tolist()
    axes.axvspan(low, high, color=SILENT, lw=0, zorder=0)
    for place, column in enumerate(columns):
        height = place - columns.index(column) + 0.5
        axes.add_artist(Ellipse((column, height), 0.92 * size, 0.92, fc=INK, lw=0))
    axes.set(xlim=(-STEP, 1 + STEP), ylim=(0, tallest), aspect=size, anchor="S")
    side: Any = "left" if low + high < 1 else "right"
    words = f"nine of ten draws:\n{from_to(low, high)}"
    beside = high + STEP if side == "left" else low - STEP
    axes.text(beside, 0.94 * tallest, words, va="top", ha=side, fontsize=SIZE)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    return axes


def quantiles_height(chances: Floats, width: float) -> float:
    """Return how high the plot of quantiles is in inches, with its axis, for its width."""
    columns = quantile_dots(chances)
    return 0.9 + width * _size(columns) * _tallest(columns)


def _tallest(columns: Sequence[float]) -> int:
    return max(LEAST_ROWS, *Counter(columns).values())


def _size(columns: Sequence[float]) -> float:
    """Return how wide a dot is, as a share: as its column, or less where many stand in one."""
    return STEP * min(1, MOST_ROWS / _tallest(columns))
