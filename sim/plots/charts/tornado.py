"""Tornado and waterfall: what each sentence, or each entry that differs, does to a share."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from sim.analysis.experiments.ablation import Ablation, Dropped
from sim.analysis.experiments.split import Split
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.plots.figure import Figure, draws, figure_of
from sim.plots.text_layout import room_for, shortened
from sim.style.colours import INK, QUIET, SILENT
from sim.style.numbers import in_points, span_in_points

QUOTE_WIDTH, QUOTE_SIZE = 4.9, 10.5  # inches, points: of a line of a quote
COLOURS = {True: QUIET, False: SILENT}  # by whether a change is clear
MAX_STATEMENTS = 15

LABEL_WIDTH, LABEL_SIZE, ROWS = 4.6, 13, 3
"""Inches, points, and rows that the name of an entry may have, with how it changes."""

THICK, SMALL, MAX_TICKS = 0.5, 11.5, 5
"""Height of a step, of the distance between two; points below a number; steps of the scale."""

SHOWN = "in points, with 95% interval; alone: what it does with nothing else changed"
CLEAR = {True: "clear part", False: "no clear part: its interval covers 0"}


@draws
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
        span = span_in_points(change.low, change.high)
        axes.text(1.02, place, f"{in_points(change.difference)}  ({span})", **right)
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


@draws
def waterfall_figure(found: Split, measure: str = ANY_ON_TIME) -> Figure:
    """Return a step per entry, the largest first, from the first share to the second."""
    first, second = found.both.names
    entries = (f"{one.entry.label}: {one.entry.change}" for one in found.ranked(measure))
    names = [
        shortened(one, LABEL_WIDTH, LABEL_SIZE, most=ROWS) for one in (first, *entries, second)
    ]
    words = f"{measure_in_words(measure)}: the part of each entry that differs, {SHOWN}"
    key = [Patch(fc=COLOURS[one], label=label) for one, label in CLEAR.items()]
    high = 0.8 + len(names) * max(0.6, room_for(names, LABEL_SIZE, 0.2))
    figure = figure_of(found, (12.5, high), words, measure, key)
    axes = plot_waterfall(found, measure, figure.subplots())
    axes.set_yticks(range(len(names)), names, fontsize=LABEL_SIZE)
    for end in (0, -1):
        axes.get_yticklabels()[end].set_fontweight("bold")
    return figure


def plot_waterfall(found: Split, measure: str, axes: Axes) -> Axes:
    """Draw each part from where the one before it ends, below the first share, above the second."""
    right: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center"}
    shares, last = [found.both.shares(at)[measure].share for at in (0, 1)], len(found.effects) + 1
    for place, share in zip((0, last), shares, strict=True):
        axes.plot([share], [place], "o", markersize=11, color=INK, clip_on=False, zorder=3)
        axes.text(1.03, place, f"{share:.1%}", weight="bold", **right)
    start = shares[0]
    for place, one in enumerate(found.ranked(measure), start=1):
        part, alone = one.differences[measure], in_points(one.alone[measure].difference)
        axes.plot([start] * 2, [place - 1, place], color=QUIET, linewidth=1, zorder=0)
        axes.barh(place, part.difference, THICK, start, facecolor=COLOURS[part.is_clear])
        axes.plot([start + part.low, start + part.high], [place] * 2, color=INK, linewidth=2)
        start += part.difference
        axes.plot([start], [place], "<>"[part.difference > 0], markersize=9, color=INK, zorder=3)
        span = span_in_points(part.low, part.high)
        axes.text(1.03, place - 0.17, f"{in_points(part.difference)}  ({span})", **right)
        axes.text(1.03, place + 0.2, f"alone {alone}", color=QUIET, fontsize=SMALL, **right)
    axes.plot([start] * 2, [last - 1, last], color=QUIET, linewidth=1, zorder=0)
    axes.set_ylim(last + 0.5, -0.5)
    axes.use_sticky_edges = False
    axes.margins(x=0.06)
    axes.xaxis.set_major_locator(MaxNLocator(MAX_TICKS))  # as 43.25% is wide
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    return axes
