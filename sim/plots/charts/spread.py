"""Spread: how much of what can happen is luck and how much not knowing, and not knowing what."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.experiments.variance import OVERLAP, Spread, Weight, overlapping
from sim.analysis.outcomes.measures import (
    ANY_ON_TIME,
    check_measure,
    measure_in_words,
    worth_showing,
)
from sim.plots.charts.dots import plot_quantiles, quantiles_figure, quantiles_height
from sim.plots.figure import Figure, check_kind, draws, figure_of
from sim.plots.text_layout import room_for, wrapped
from sim.style.colours import INK, PAPER, SILENT, ink_on
from sim.style.labels import label
from sim.style.numbers import give_or_take, signed

MIDDLE = "#9a9a9a"
Parts = Mapping[str, tuple[str, dict[str, Any]]]

PARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "luck": ("luck", {"fc": SILENT}),
    "both": ("the two together", {"fc": MIDDLE}),
    "assumptions": ("not knowing", {"fc": INK}),
}
BESIDE_THEORY = PARTS | {
    "both": ("numbers and luck together", PARTS["both"][1]),
    "assumptions": ("not knowing the numbers", PARTS["assumptions"][1]),
    "theory": ("not knowing the theory", {"fc": PAPER, "hatch": "////", "ec": INK}),
}
"""What each part of a variance is called, and its look; also where the theory is drawn."""

SHOWN = (
    "Above, each of fifty dots: one of fifty equally likely draws of the assumptions; "
    "below, where the variance comes from, and which assumptions its part rests on"
)
MIN_WRITTEN = 0.12
NAME_WIDTH, SIZE = 2.4, 13  # inches, points: of the name of a measure or an assumption
OVERLAP_WIDTH = 4.2  # inches, of a note below the shares of assumptions
MAX_ASSUMPTIONS = 8


@draws
def uncertainty_figure(
    uncertainty: Uncertainty, measure: str = ANY_ON_TIME, kind: str = "parts"
) -> Figure:
    """Return where draws of the assumptions lead, and which assumptions matter for a measure.

    Fifty ``dots`` show where they lead, alone or above the ``parts`` of the variance.
    """
    scenario = uncertainty.scenario
    words = measure_in_words(check_measure(scenario, measure, "--outcome"))
    if check_kind(kind, "parts", "dots") == "dots":
        return quantiles_figure(uncertainty, measure)
    weights = uncertainty.weights(measure)[:MAX_ASSUMPTIONS]
    names = [wrapped(label(scenario, one.path), NAME_WIDTH, SIZE) for one in weights]
    spreads = {one: uncertainty.spreads[one] for one in worth_showing(scenario)}
    rows = max(len(weights), len(spreads))
    room = room_for([*names, *_names(spreads)], SIZE, 0.08)
    chances = uncertainty.chances(measure)
    ratios = quantiles_height(chances, 11), max(3.4, 1.6 + rows * room)
    parts = BESIDE_THEORY if uncertainty.theories else PARTS
    key = [Patch(**look, label=name) for name, look in parts.values()]
    figure = figure_of(uncertainty, (12, 0.5 + sum(ratios)), SHOWN, measure, key)
    grid = figure.add_gridspec(2, 2, height_ratios=ratios, width_ratios=(1, 0.8))
    dots = plot_quantiles(chances, figure.add_subplot(grid[0, :]))
    dots.set_xlabel(f"share of worlds: {words}")
    left, right = (figure.add_subplot(grid[1, column]) for column in range(2))
    plot_parts(spreads, left, parts)
    if weights:
        plot_weights(weights, names, right)
        width = NAME_WIDTH * (0.75 if uncertainty.theories else 1)  # longer words stand beside it
        right.set_title(wrapped(f"what moves {words}", width, SIZE))
    else:
        right.set_axis_off()
        nothing = wrapped(f"no assumption moves {words}", 1.25 * NAME_WIDTH, SIZE)
        right.text(0.5, 0.5, nothing, ha="center")
    return figure


def _names(spreads: Mapping[str, Spread]) -> list[str]:
    return [wrapped(measure_in_words(one), NAME_WIDTH, SIZE) for one in spreads]


def plot_parts(spreads: Mapping[str, Spread], axes: Axes, parts: Parts = PARTS) -> Axes:
    """Draw the parts of each measure's variance as a bar, what not knowing adds at its end."""
    for place, spread in enumerate(spreads.values()):
        _draw_parts(place, spread, axes, parts)
    axes.set_yticks(range(len(spreads)), _names(spreads))
    axes.set_ylim(len(spreads) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    bold = "(bold: not knowing)"
    bold = "\n(bold: not knowing the theory; the numbers)" if "theory" in parts else bold
    axes.set_xlabel(f"share of the variance {bold}")
    return axes


def _draw_parts(place: int, spread: Spread, axes: Axes, parts: Parts) -> None:
    start = 0.0
    for part, (_, look) in parts.items():
        width = getattr(spread, part)
        axes.barh(place, width, 0.66, start, **look)
        if part in {"luck", "both"} and width >= MIN_WRITTEN:
            middle: dict[str, Any] = {"ha": "center", "va": "center", "color": ink_on(look["fc"])}
            axes.text(start + width / 2, place, f"{width:.0%}", **middle)
        start += width
    words = give_or_take(spread.margins["assumptions"], spread.assumptions).replace(" ±", "\n±")
    if "theory" in parts:
        theory = give_or_take(spread.margins["theory"], spread.theory)
        words = f"{theory}\n{words.replace(chr(10), ' ')}"
    words = words if start else "does not vary"
    axes.text(start + 0.015, place, words, va="center", weight="bold")


def plot_weights(weights: Sequence[Weight], names: Sequence[str], axes: Axes) -> Axes:
    """Draw how much each assumption matters, the one that matters most first, with its margin."""
    plot_margins([(one.first_order, one.margin) for one in weights], names, axes)
    words = [signed(one.rank_correlation, plus=True, places=1) for one in weights]
    write_beside("rank\ncorrelation", words, axes)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    overlap = f";\n{wrapped(OVERLAP, OVERLAP_WIDTH, SIZE)}"
    note = overlap if overlapping(one.path for one in weights) else ""
    axes.set_xlabel(f"share of the assumptions’ part,\nwith 95% interval{note}")
    return axes


def plot_margins(found: Sequence[tuple[float, float]], names: Sequence[str], axes: Axes) -> Axes:
    """Draw a bar for each of these, the first on top, with its margin; none below 0."""
    places = range(len(found))
    sizes, margins = [max(0.0, size) for size, _ in found], [margin for _, margin in found]
    axes.barh(places, sizes, 0.66, facecolor=MIDDLE)
    axes.errorbar(sizes, places, xerr=margins, fmt="none", ecolor=INK)
    axes.set_yticks(places, names)
    axes.set_ylim(len(found) - 0.4, -0.6)
    axes.set_xlim(0, 1.04 * max(map(sum, zip(sizes, margins, strict=True))) or 1)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))
    return axes


def write_beside(heading: str, words: Sequence[str], axes: Axes) -> None:
    """Write a column of words to the right of bars."""
    right: dict[str, Any] = {"transform": axes.get_yaxis_transform()}
    for place, word in enumerate(words):
        axes.text(1.02, place, word, va="center", weight="bold", **right)
    axes.text(1.02, -0.75, heading, va="bottom", **right)
