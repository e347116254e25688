"""Spread: how much of what can happen is luck and how much not knowing, and not knowing what."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.experiments.variance import Spread, Weight
from sim.analysis.outcomes.measures import measure_in_words
from sim.plots.text_layout import wrapped
from sim.style.colours import INK, LATE, ON_TIME

PARTS: dict[str, dict[str, Any]] = {
    "luck": {"facecolor": "#e6e6e6", "edgecolor": INK, "hatch": ""},
    "both": {"facecolor": ON_TIME[1], "edgecolor": INK, "hatch": ".."},
    "assumptions": {"facecolor": LATE[0], "edgecolor": INK, "hatch": ""},
}
NAMES = {"luck": "luck", "both": "the two together", "assumptions": "not knowing"}
MIN_WRITTEN = 0.12
PART_WIDTH, PART_SIZE = 2.4, 13  # inches, points: of a measure's name


def plot_parts(spreads: Mapping[str, Spread], axes: Axes) -> Axes:
    """Draw the parts of each measure's variance as a bar, what the assumptions add at its end.

    Parameters
    ----------
    spreads : mapping of str to Spread
    axes : Axes
    """
    for place, spread in enumerate(spreads.values()):
        _draw_parts(place, spread, axes)
    names = [wrapped(measure_in_words(one), PART_WIDTH, PART_SIZE) for one in spreads]
    axes.set_yticks(range(len(spreads)), names, fontsize=PART_SIZE)
    axes.set_ylim(len(spreads) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("share of the variance (bold: not knowing)")
    axes.tick_params(axis="y", length=0)
    handles, _ = axes.get_legend_handles_labels()
    axes.legend(
        handles[: len(PARTS)],
        NAMES.values(),
        loc="lower center",
        bbox_to_anchor=(0.4, 1.0),
        ncols=len(PARTS),
        frameon=False,
        columnspacing=1.2,
    )
    return axes


def _draw_parts(place: int, spread: Spread, axes: Axes) -> None:
    start = 0.0
    for part, look in PARTS.items():
        width = getattr(spread, part)
        axes.barh(place, width, 0.66, start, linewidth=0.8, label=part, **look)
        if part != "assumptions" and width >= MIN_WRITTEN:
            halo = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
            middle = start + width / 2
            axes.text(middle, place, f"{width:.0%}", ha="center", va="center", bbox=halo)
        start += width
    words = f"{spread.assumptions:.1%}" if start else "does not vary"
    axes.text(start + 0.015, place, words, va="center", weight="bold", clip_on=False)


def plot_weights(weights: Sequence[Weight], names: Sequence[str], axes: Axes) -> Axes:
    """Draw how much each assumption matters: its first-order share with its margin.

    Parameters
    ----------
    weights : sequence of Weight
        The one that matters most first.
    names : sequence of str
        Their names in words.
    axes : Axes
    """
    places = range(len(weights))
    shares = [max(0.0, one.first_order) for one in weights]
    margins = [one.margin for one in weights]
    axes.barh(places, shares, 0.66, facecolor=LATE[1], edgecolor=INK, linewidth=0.8)
    axes.errorbar(shares, places, xerr=margins, fmt="none", ecolor=INK, capsize=4)
    for place, one in enumerate(weights):
        words = f"{one.rank_correlation:+.2f}".replace("-", "−")
        middle = axes.get_yaxis_transform()
        axes.text(1.02, place, words, va="center", weight="bold", transform=middle)
    axes.text(1.02, -0.75, "rank\ncorrelation", transform=axes.get_yaxis_transform(), va="bottom")
    axes.set_yticks(places, names)
    axes.set_ylim(len(weights) - 0.4, -0.6)
    ends = [share + margin for share, margin in zip(shares, margins, strict=True)]
    axes.set_xlim(0, 1.04 * max(ends))
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=(1, 2, 5, 10)))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("share of the assumptions’ part,\nwith 95% interval")
    axes.tick_params(axis="y", length=0)
    return axes
