"""The outcome distribution: a bar per outcome with its 95% interval, or a hundred dots."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.experiments.variance import Spread
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import Share
from sim.engine.outcome import in_words
from sim.plots.charts.dots import hundred_figure
from sim.plots.figure import Figure, check_kind, draws, empty_figure, labelled, looks_of, patterned
from sim.plots.text_layout import room_for, wrapped
from sim.style.colours import INK, PAPER, Look
from sim.style.numbers import span_in_percent
from sim.style.sentences import from_to

NAME_WIDTH, NAME_SIZE = 3.0, 14  # of an outcome's name, in inches and in points
SHOWN = "Share of worlds by outcome"
BAND: dict[str, Any] = {"height": 0.34, "fc": PAPER, "alpha": 0.75, "lw": 1.2}
"""Of nine of ten draws of the assumptions, across the end of a bar."""


@draws
def outcomes_figure(
    result: Result, kind: str = "bars", uncertainty: Uncertainty | None = None
) -> Figure:
    """Return the outcome distribution as a figure: ``bars`` or a hundred ``dots``.

    With luck and not knowing set apart, bars say how far the assumptions leave each share open.
    """
    if check_kind(kind, "bars", "dots") == "dots":
        return hundred_figure(result)
    shares, sentence = result.outcome_shares(), result.sentence
    shown, spreads = f"{SHOWN}, with 95% interval", {}
    if uncertainty is not None and uncertainty.is_open:
        spreads = uncertainty.spreads
        whole = spreads[ANY_ON_TIME]
        draws = f"under nine of ten draws of the assumptions, in {from_to(whole.low, whole.high)}"
        sentence = f"{result.about().removesuffix('.')}; {draws}."
        shown = f"{SHOWN}; box and brackets: where nine of ten draws of the assumptions lead"
    looks = looks_of(result.scenario)
    shares = {one: shares[one] for one in looks}
    high = len(shares) * room_for(_names(shares), NAME_SIZE, 0.14)
    figure = empty_figure(sentence, labelled(shown, result), (10, max(4.6, 0.7 + high)))
    plot_outcomes(shares, figure.subplots(), [*looks.values()], spreads)
    return figure


def plot_outcomes(
    shares: Mapping[str, Share],
    axes: Axes,
    looks: Sequence[Look],
    spreads: Mapping[str, Spread] | None = None,
) -> Axes:
    """Draw the share of worlds of each outcome, the best outcome on top.

    With the spread of each, a box shows where the assumptions lead instead of luck's interval.
    """
    ends = {name: spreads[name] if spreads else share for name, share in shares.items()}
    for place, (share, end, look) in enumerate(
        zip(shares.values(), ends.values(), map(patterned, looks), strict=True)
    ):
        axes.barh(place, share.share, 0.74, **look)
        if spreads:
            axes.barh(place, end.high - end.low, left=end.low, ec=INK, **BAND)
        else:
            around = [[share.share - share.low], [share.high - share.share]]
            axes.errorbar(share.share, place, xerr=around, fmt="none", ecolor=INK)
        words = f" {share.share:.1%}", f"({span_in_percent(end.low, end.high)})"
        right: dict[str, Any] = {"va": "center", "fontsize": NAME_SIZE}
        bold = axes.text(max(share.share, end.high), place, words[0], weight="bold", **right)
        axes.annotate(f"  {words[1]}", (1, 0.5), xycoords=bold, **(right | {"fontsize": 12}))
    axes.set_yticks(range(len(shares)), _names(shares), fontsize=NAME_SIZE)
    axes.invert_yaxis()
    longest = max(max(shares[name].share, end.high) for name, end in ends.items())
    axes.set_xlim(0, longest * 1.5)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= min(1, longest * 1.1)])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    return axes


def _names(shares: Mapping[str, Share]) -> list[str]:
    return [wrapped(in_words(outcome), NAME_WIDTH, NAME_SIZE) for outcome in shares]
