"""The outcome distribution: a bar per outcome with its 95% interval."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import Share
from sim.engine.outcome import in_words
from sim.plots.figure import Figure, figure_of
from sim.plots.house_style import house_style
from sim.plots.text_layout import room_for, wrapped
from sim.style.colours import INK, outcome_colours

NAME_WIDTH, NAME_SIZE = 3.0, 13  # of an outcome's name, in inches and in points


@house_style()
def outcomes_figure(result: Result) -> Figure:
    """Return the outcome distribution as a figure."""
    shares = result.outcome_shares()
    high = len(shares) * room_for(_names(shares), NAME_SIZE, 0.12)
    figure = figure_of(result, (10, max(5.0, 1.4 + high)))
    plot_outcomes(shares, figure.subplots())
    return figure


def plot_outcomes(shares: Mapping[str, Share], axes: Axes) -> Axes:
    """Draw the share of worlds of each outcome, the best outcome on top."""
    names, values = _names(shares), [share.share for share in shares.values()]
    below = [share.share - share.low for share in shares.values()]
    above = [share.high - share.share for share in shares.values()]
    axes.barh(names, values, color=outcome_colours(len(names)))
    axes.errorbar(values, names, xerr=[below, above], fmt="none", ecolor=INK)
    for place, share in enumerate(shares.values()):
        words = f" {share.share:.1%}  ({share.low:.1%} – {share.high:.1%})"
        axes.text(share.high, place, words, va="center", fontsize=12)
    axes.invert_yaxis()
    axes.set_xlim(0, max(share.high for share in shares.values()) * 1.45)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("share of worlds, with 95% interval")
    return axes


def _names(shares: Mapping[str, Share]) -> list[str]:
    return [wrapped(in_words(outcome), NAME_WIDTH, NAME_SIZE) for outcome in shares]
