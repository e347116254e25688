"""The outcome distribution: a bar per outcome with its 95% interval."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.analysis.outcomes.shares import Share
from sim.engine.outcome import in_words
from sim.plots.text_layout import height_of, wrap, wrapped
from sim.style.colours import INK, outcome_colours

NAME_WIDTH, NAME_SIZE = 3.0, 13
"""Of an outcome's name, in inches and in points."""


def height_of_bars(shares: Mapping[str, Share]) -> float:
    """Return how many inches the bars need, so that the names beside them have room."""
    rows = (len(wrap(in_words(outcome), NAME_WIDTH, NAME_SIZE)) for outcome in shares)
    return len(shares) * (height_of(max(rows), NAME_SIZE) + 0.12)


def plot_outcomes(shares: Mapping[str, Share], axes: Axes) -> Axes:
    """Draw the share of worlds of each outcome, the best outcome on top."""
    names = [wrapped(in_words(outcome), NAME_WIDTH, NAME_SIZE) for outcome in shares]
    values = [share.share for share in shares.values()]
    colours = outcome_colours(len(names) // 2 - 1)
    below = [share.share - share.low for share in shares.values()]
    above = [share.high - share.share for share in shares.values()]
    bars = axes.barh(names, values, color=colours, edgecolor=INK, linewidth=0.8)
    axes.errorbar(values, names, xerr=[below, above], fmt="none", ecolor=INK, capsize=4)
    for bar, share in zip(bars, shares.values(), strict=True):
        words = f" {share.share:.1%}  ({share.low:.1%} – {share.high:.1%})"
        axes.annotate(
            words, (share.high, bar.get_y() + bar.get_height() / 2), va="center", fontsize=12
        )
    axes.invert_yaxis()
    axes.set_xlim(0, max(share.high for share in shares.values()) * 1.45)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 1], minor=False)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("share of worlds, with 95% interval")
    axes.tick_params(axis="y", length=0)
    return axes
