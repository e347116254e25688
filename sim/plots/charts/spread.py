"""Spread: how much of what can happen is luck and how much not knowing, and not knowing what."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.experiments.variance import Spread, Weight
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, measure_in_words
from sim.plots.figure import Figure, figure_of
from sim.plots.house_style import house_style
from sim.plots.text_layout import room_for, wrapped
from sim.style.colours import INK, LATE, ON_TIME
from sim.style.labels import label
from sim.style.words import give_or_take, signed

PARTS: dict[str, dict[str, Any]] = {
    "luck": {"facecolor": "#e6e6e6", "label": "luck"},
    "both": {"facecolor": ON_TIME[1], "hatch": "..", "label": "the two together"},
    "assumptions": {"facecolor": LATE[0], "label": "not knowing"},
}
MIN_WRITTEN = 0.12
NAME_WIDTH, SIZE = 2.4, 13  # inches, points: of the name of a measure or an assumption
MAX_ASSUMPTIONS = 8


@house_style()
def uncertainty_figure(uncertainty: Uncertainty, measure: str = ANY_ON_TIME) -> Figure:
    """Return the parts of the variance, and the assumptions that matter most for a measure."""
    scenario = uncertainty.scenario
    words = measure_in_words(check_measure(scenario, measure, "--outcome"))
    weights = uncertainty.weights(measure)[:MAX_ASSUMPTIONS]
    names = [wrapped(label(scenario, one.path), NAME_WIDTH, SIZE) for one in weights]
    rows = max(len(weights), len(uncertainty.spreads))
    room = room_for([*names, *_names(uncertainty.spreads)], SIZE, 0.08)
    figure = figure_of(uncertainty, (12, max(6.1, 2.1 + rows * room)), measure)
    left, right = figure.subplots(1, 2, width_ratios=(1, 0.8))
    plot_parts(uncertainty.spreads, left)
    if weights:
        plot_weights(weights, names, right)
        right.set_title(wrapped(f"what matters for {words}", NAME_WIDTH, SIZE))
    else:
        right.set_axis_off()
        nothing = wrapped(f"no assumption moves {words}", 1.25 * NAME_WIDTH, SIZE)
        right.text(0.5, 0.5, nothing, ha="center")
    return figure


def _names(spreads: Mapping[str, Spread]) -> list[str]:
    return [wrapped(measure_in_words(one), NAME_WIDTH, SIZE) for one in spreads]


def plot_parts(spreads: Mapping[str, Spread], axes: Axes) -> Axes:
    """Draw the parts of each measure's variance as a bar, what the assumptions add at its end."""
    for place, spread in enumerate(spreads.values()):
        _draw_parts(place, spread, axes)
    axes.set_yticks(range(len(spreads)), _names(spreads))
    axes.set_ylim(len(spreads) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("share of the variance (bold: not knowing)")
    handles, _ = axes.get_legend_handles_labels()
    above: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.4, 1.0), "fontsize": SIZE}
    axes.legend(handles=handles[: len(PARTS)], ncols=len(PARTS), **above)
    return axes


def _draw_parts(place: int, spread: Spread, axes: Axes) -> None:
    start = 0.0
    for part, look in PARTS.items():
        width = getattr(spread, part)
        axes.barh(place, width, 0.66, start, **look)
        if part != "assumptions" and width >= MIN_WRITTEN:
            halo = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
            middle = start + width / 2
            axes.text(middle, place, f"{width:.0%}", ha="center", va="center", bbox=halo)
        start += width
    words = give_or_take(spread.margins["assumptions"], spread.assumptions).replace(" ±", "\n±")
    words = words if start else "does not vary"
    axes.text(start + 0.015, place, words, va="center", weight="bold")


def plot_weights(weights: Sequence[Weight], names: Sequence[str], axes: Axes) -> Axes:
    """Draw how much each assumption matters, the one that matters most first, with its margin."""
    places, right = range(len(weights)), axes.get_yaxis_transform()
    shares = [max(0.0, one.first_order) for one in weights]
    margins = [one.margin for one in weights]
    axes.barh(places, shares, 0.66, facecolor=LATE[1])
    axes.errorbar(shares, places, xerr=margins, fmt="none", ecolor=INK)
    for place, one in enumerate(weights):
        words = signed(one.rank_correlation, plus=True, places=1)
        axes.text(1.02, place, words, va="center", weight="bold", transform=right)
    axes.text(1.02, -0.75, "rank\ncorrelation", va="bottom", transform=right)
    axes.set_yticks(places, names)
    axes.set_ylim(len(weights) - 0.4, -0.6)
    ends = [share + margin for share, margin in zip(shares, margins, strict=True)]
    axes.set_xlim(0, 1.04 * max(ends))
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("share of the assumptions’ part,\nwith 95% interval")
    return axes
