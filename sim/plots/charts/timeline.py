"""How the week unfolds: the chance of a meeting and what parties have announced, tick by tick."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.analysis.outcomes.measures import ANY_ON_TIME, what_happens
from sim.analysis.outcomes.result import Result
from sim.analysis.stories.timeline import Timeline, unfold
from sim.engine.outcome import in_words
from sim.plots.figure import Figure, empty_figure, patterned
from sim.plots.house_style import house_style
from sim.plots.text_layout import wrapped
from sim.scenario import Scenario
from sim.style.colours import ABSENT, PAPER, SILENT, Look, outcome_looks
from sim.style.sentences import in_100

Shares = NDArray[np.float64]

SHOWN = "Share of worlds, had decisions frozen at each moment, and what each party had announced"
TOP, STRIP, TITLE_WIDTH = 2.7, 1.4, 8.5
"""Inches: how high the chance of a meeting and each party are, how wide what stands above them."""

MIN_WHOLE = 0.05  # of the shares shown, from which on whole percents tell ticks apart
MAX_DAYS = 6  # of labels along the time


@house_style()
def timeline_figure(result: Result) -> Figure:
    """Return how the chance of a meeting unfolds, with what the parties have announced."""
    scenario, watched = result.scenario, unfold(result.run)
    clock, parties = scenario.clock, len(scenario.parties)
    when = [clock.start_of(tick) for tick in range(clock.ticks + 1)]
    looks = outcome_looks(2 * len(scenario.levels))[: len(scenario.levels) - 1]
    silence = Look(SILENT, "")
    said = [*looks, Look(ABSENT, ""), silence]
    words = [*map(in_words, scenario.levels[::-1]), "silent so far"]
    key = [Patch(**patterned(one), label=word) for one, word in zip(said, words, strict=True)]
    ran = replace(result.run, worlds=watched.worlds).in_words()
    label = f"{SHOWN} · {scenario.title} · {ran}"
    figure = empty_figure(_sentence(watched, scenario), label, (10, TOP + STRIP * parties), key)
    chance, *strips = figure.subplots(
        1 + parties, sharex=True, height_ratios=(TOP, *[STRIP] * parties)
    )
    plot_shares(watched.on_time, looks, when, chance)
    chance.set_title("meet on time, by level, had decisions frozen then")
    last = watched.on_time[-1].sum()
    chance.annotate(f" {last:.0%}", (1, last), xycoords=chance.get_yaxis_transform(), va="center")
    for axes, (party, announced) in zip(strips, watched.announced.items(), strict=True):
        plot_shares(announced[:, ::-1], said, when, axes)
        axes.set_title(wrapped(f"{scenario.parties[party].name} had announced", TITLE_WIDTH, 13))
        axes.set_yticks([0, 0.5, 1])
    return figure


def _sentence(watched: Timeline, scenario: Scenario) -> str:
    """Return as a sentence how far the chance of a meeting on time moves from start to end."""
    first, last = (float(watched.on_time[tick].sum()) for tick in (0, -1))
    happens = what_happens(ANY_ON_TIME, scenario)
    start = f"With decisions frozen after the first step, {happens} in {in_100(first)}"
    return f"{start}; at the deadline, in {in_100(last)}."


def plot_shares(
    shares: Shares, looks: Sequence[Look], when: Sequence[datetime], axes: Axes
) -> Axes:
    """Draw shares of worlds, of shape ``(ticks, looks)``, on top of each other, tick by tick.

    `when` is the start of each tick, and the freeze.
    """
    top = shares.sum(axis=1).max()
    held = np.vstack([shares, shares[-1:]])  # a tick's state holds until the next one starts
    times = date2num(when)  # type: ignore[no-untyped-call]
    below = np.zeros(len(held))
    for share, look in zip(held.T, looks, strict=True):
        area = patterned(look) | {"ec": PAPER, "lw": 0.8, "step": "post"}
        axes.fill_between(times, below, below + share, **area)
        below = below + share
    axes.set_xlim(times[0], times[-1])
    axes.set_ylim(0, 1 if top > 0.999 else max(0.01, top * 1.1))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0 if top > MIN_WHOLE else 1))
    mark_days(when, axes, MAX_DAYS)
    return axes


def mark_days(when: Sequence[datetime], axes: Axes, most: int = 8) -> None:
    """Label the time axis with weekdays, or hours where the story is short."""
    zone = when[0].tzinfo
    locator = AutoDateLocator(tz=zone, minticks=3, maxticks=most)  # type: ignore[no-untyped-call]
    days, hours = "%a %d %b", "%a %H:%M"
    axes.xaxis.set_major_locator(locator)
    whole = ["%Y", "%b %Y", days, hours, hours, hours]
    zero = ["%Y", "%Y", days, days, hours, hours]
    style = ConciseDateFormatter(locator, zone, whole, zero_formats=zero, show_offset=False)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(style)
