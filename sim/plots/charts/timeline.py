"""How the week unfolds: the chance of a meeting and what parties have announced, tick by tick."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.analysis.outcomes.result import Result
from sim.analysis.stories.timeline import unfold
from sim.engine.outcome import in_words
from sim.plots.figure import Figure, empty_figure
from sim.plots.house_style import house_style
from sim.plots.text_layout import height_of, wrap, wrapped
from sim.scenario.parts import MIN_PARTIES
from sim.style.colours import ON_TIME, PAPER, SILENT, ladder_colours

Shares = NDArray[np.float64]

NAME_WIDTH, NAME_SIZE = 2.6, 12  # of the names beside the shares, in inches and in points
TITLE_WIDTH = 8.0  # inches, of what stands above each of the axes
MIN_WHOLE = 0.05  # of the shares shown, from which on whole percents tell ticks apart
MAX_DAYS = 6  # of labels along the time


@house_style()
def timeline_figure(result: Result) -> Figure:
    """Return how the chance of a meeting unfolds, with what the parties have announced."""
    scenario, watched = result.scenario, unfold(result.run)
    clock = scenario.clock
    when = [clock.start_of(tick) for tick in range(clock.ticks + 1)]
    names = [wrap(f"{in_words(level)} on time", NAME_WIDTH, NAME_SIZE) for level in scenario.levels]
    beside = 0.45 + height_of(sum(map(len, names)) + 1, NAME_SIZE + 4)  # the tallest legend
    ran = replace(result.run, worlds=watched.worlds).in_words()
    titles, strips = ("How it unfolds", scenario.title), 1 + len(scenario.parties)
    figure = empty_figure(titles, ran, (10, max(2.6 * strips, 1.0 + strips * beside)))
    chance, *said = figure.subplots(strips, sharex=True)
    on_time = [f"{in_words(level)} on time" for level in scenario.meeting_levels[:0:-1]]
    plot_shares(watched.on_time, on_time, ON_TIME, when, chance)
    everybody = "both" if len(said) == MIN_PARTIES else "all"
    chance.set_title(f"share of worlds that meet on time, if {everybody} stopped deciding now")
    levels = [*map(in_words, scenario.levels[::-1]), "silent so far"]
    colours = [*ladder_colours(len(scenario.levels))[::-1], SILENT]
    for axes, (key, announced) in zip(said, watched.announced.items(), strict=True):
        plot_shares(announced[:, ::-1], levels, colours, when, axes)
        words = f"what {scenario.parties[key].name} has last announced, share of worlds"
        axes.set_title(wrapped(words, TITLE_WIDTH, 13))
    return figure


def plot_shares(
    shares: Shares,
    names: Sequence[str],
    colours: Sequence[str],
    when: Sequence[datetime],
    axes: Axes,
) -> Axes:
    """Draw shares of worlds, of shape ``(ticks, names)``, on top of each other, tick by tick.

    `when` is the start of each tick, and the freeze.
    """
    top = shares.sum(axis=1).max()
    labels = [
        wrapped(name, NAME_WIDTH, NAME_SIZE) if shares[:, place].any() else "_"
        for place, name in enumerate(names)
    ]
    held = np.vstack([shares, shares[-1:]])  # a tick's state holds until the next one starts
    times = date2num(when)  # type: ignore[no-untyped-call]
    axes.stackplot(times, held.T, labels=labels, colors=colours, step="post", lw=0.8, ec=PAPER)
    axes.set_xlim(times[0], times[-1])
    axes.set_ylim(0, 1 if top > 0.999 else max(0.01, top * 1.1))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0 if top > MIN_WHOLE else 1))
    mark_days(when, axes, MAX_DAYS)
    if shares.any():  # where nobody ever would meet there is nothing to name
        axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
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
