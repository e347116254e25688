"""Swim lanes: one world as bands of what each party would do, with what happened numbered."""

from collections.abc import Collection, Sequence
from datetime import datetime
from textwrap import shorten
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.analysis.replay import Story
from sim.plots.lanes import AFTER, BETWEEN, MARK, STATUS_COLOURS, THICK, Band, Lane, Shown
from sim.plots.style import INK, LADDER, PAPER, QUIET
from sim.plots.told import width_in_inches, width_of
from sim.plots.unfolding import mark_days

FREEZE: dict[str, Any] = {"color": INK, "lw": 1.2, "ls": (0, (4, 3))}
NAME_LETTERS = 22


def plot_lanes(story: Story, lanes: Sequence[Lane], axes: Axes) -> Axes:
    """Draw the lanes below each other, time from left to right.

    Parameters
    ----------
    story : Story
    lanes : sequence of Lane
        From `lanes_of`.
    axes : Axes
        As high as the lanes together.
    """
    clock = story.run.scenario.clock
    when = [clock.start_of(tick) for tick in range(clock.ticks + 1)]
    width, top = width_in_inches(axes), 0.0
    days = date2num([when[0], when[-1]])  # type: ignore[no-untyped-call]
    inch = float(days[1] - days[0]) / (width - AFTER)
    axes.set_xlim(days[0], days[0] + width * inch)
    axes.set_ylim(sum(lane.height for lane in lanes), 0)
    short: set[Shown] = set()
    for lane in lanes:
        short |= _draw_lane(lane, top, inch, when, axes)
        top += lane.height
    axes.axvline(days[1], **FREEZE, zorder=0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    mark_days(when, axes)
    axes.grid(axis="x", color=QUIET, lw=0.6, alpha=0.5, zorder=-1)
    axes.set_axisbelow(True)
    _key(short, axes)
    return axes


def _draw_lane(
    lane: Lane, top: float, inch: float, when: Sequence[datetime], axes: Axes
) -> set[Shown]:
    """Draw a lane; return what in it is too short for its words."""
    start = date2num(when[0])  # type: ignore[no-untyped-call]
    axes.axhline(top + lane.height - BETWEEN / 2, color=QUIET, lw=0.5, zorder=0)
    name = shorten(lane.name, NAME_LETTERS, placeholder=" …")
    _label(name, start - 0.1 * inch, top + lane.marked - MARK / 2, axes, weight="bold")
    top += lane.marked
    short: set[Shown] = set()
    for number, place, row in lane.marks:
        middle = start + (place + MARK / 2) * inch, top - MARK * (row + 0.5)
        axes.plot(*middle, "o", ms=18, mfc=PAPER, mec=INK, mew=1.1, clip_on=False, zorder=3)
        looks: dict[str, Any] = {
            "ha": "center",
            "va": "center_baseline",
            "fontsize": 10,
            "weight": "bold",
        }
        _label(str(number), *middle, axes, **looks)
    for band in lane.bands:
        short |= _draw_band(band, top, inch, when, axes)
        _label(band.label, start - 0.1 * inch, top + band.height / 2, axes, fontsize=12)
        top += band.height
    return short


def _draw_band(
    band: Band, top: float, inch: float, when: Sequence[datetime], axes: Axes
) -> set[Shown]:
    short: set[Shown] = set()
    size, middle = 12 if band.height == THICK else 11, top + band.height / 2
    for first, end, colour, words in band.stretches():
        left, right = date2num([when[first], when[end]])  # type: ignore[no-untyped-call]
        corner, size_of = (left, top + 0.015), (right - left, band.height - 0.03)
        if colour != PAPER:
            axes.add_patch(Rectangle(corner, *size_of, fc=colour, ec=PAPER, lw=1, zorder=2))
        if width_of(words, size) + 0.12 < (right - left) / inch:
            ink = PAPER if sum(to_rgb(colour)) < 1.5 else INK
            here = left + 0.06 * inch
            _label(words, here, middle, axes, ha="left", color=ink, fontsize=size)
        else:
            short.add((colour, words))
    return short


def _label(words: str, left: float, middle: float, axes: Axes, **looks: Any) -> None:
    """Write words beside or in a lane; right-aligned unless told."""
    style: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 13, **looks}
    axes.text(left, middle, words, parse_math=False, zorder=3, **style)


def _key(short: Collection[Shown], axes: Axes) -> None:
    """Explain above the lanes the colours of stretches too short for words, and the freeze."""
    order = [*LADDER, *STATUS_COLOURS]
    shown = sorted(short, key=lambda pair: (order.index(pair[0]), pair[1]))
    handles = [
        *(Patch(fc=colour, ec=QUIET, label=words) for colour, words in shown),
        Line2D([], [], **FREEZE, label="decisions freeze"),
    ]
    axes.legend(
        handles=handles,
        ncols=len(handles),
        loc="lower left",
        bbox_to_anchor=(0, 1),
        frameon=False,
        fontsize=12,
        borderaxespad=0.2,
        borderpad=0.2,
        handlelength=1.4,
        columnspacing=1.4,
    )
