"""Tornado: how much a share changes when one sentence is left out."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sim.analysis.experiments.ablation import Ablation, Dropped
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.plots.figure import Figure, figure_of
from sim.plots.house_style import house_style
from sim.plots.text_layout import shortened
from sim.style.colours import INK, QUIET, SILENT
from sim.style.numbers import in_points

QUOTE_WIDTH, QUOTE_SIZE = 4.9, 10.5  # inches, points: of a line of a quote
COLOURS = {True: QUIET, False: SILENT}  # by whether a change is clear
MAX_STATEMENTS = 15


@house_style()
def ablation_figure(ablation: Ablation, measure: str = ANY_ON_TIME) -> Figure:
    """Return a bar per sentence: how a measure's share changes without it."""
    ranked = ablation.ranked(measure)
    shown, rest = ranked[:MAX_STATEMENTS], len(ranked) - MAX_STATEMENTS
    more = f"; {rest} sentences that matter less are not shown" if rest > 0 else ""
    words = f"Change of {measure_in_words(measure)} without each sentence, with 95% interval{more}"
    clear = {True: "clear change", False: "no clear change: its interval covers 0"}
    key = [Patch(fc=COLOURS[one], label=label) for one, label in clear.items()]
    figure = figure_of(ablation, (12, max(6.1, 1.0 + 0.42 * len(shown))), words, measure, key)
    axes = plot_tornado(shown, measure, figure.subplots())
    axes.set_xlabel("change in percentage points")
    return figure


def plot_tornado(dropped: Sequence[Dropped], measure: str, axes: Axes) -> Axes:
    """Draw a bar per sentence, the first on top: the change of a measure's share without it."""
    right: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center"}
    for place, change in enumerate(one.differences[measure] for one in dropped):
        axes.barh(place, change.difference, 0.62, facecolor=COLOURS[change.is_clear])
        axes.plot([change.low, change.high], [place] * 2, color=INK, linewidth=2)
        middle, low, high = map(in_points, (change.difference, change.low, change.high))
        axes.text(1.02, place, f"{middle}  ({low} … {high})", **right)
    axes.axvline(0, color=INK, linewidth=1.4)
    axes.set_ylim(len(dropped) - 0.4, -0.6)
    axes.margins(x=0.06)
    axes.xaxis.set_major_formatter(FuncFormatter(_tick))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    _write_quotes(dropped, axes)
    return axes


def _tick(change: float, _: int) -> str:
    points = round(change * 100, 6)
    return f"{points:+g}".replace("-", "−") if points else "0"


def quoted(dropped: Dropped) -> str:
    """Return the sentence as it is printed, on two lines at most."""
    return shortened(" ".join(dropped.statement.words.split()), QUOTE_WIDTH, QUOTE_SIZE)


def _write_quotes(dropped: Sequence[Dropped], axes: Axes) -> None:
    places = range(len(dropped))
    axes.set_yticks(places, [one.statement.id for one in dropped], weight="bold")
    axes.yaxis.remove_overlapping_locs = False
    quotes = [quoted(one) for one in dropped]
    axes.set_yticks(places, quotes, minor=True, fontsize=QUOTE_SIZE, linespacing=1.05)
    widest = max(len(one.statement.id) for one in dropped)
    axes.tick_params(axis="y", which="major", pad=6)
    axes.tick_params(axis="y", which="minor", length=0, pad=14 + 10 * widest)
