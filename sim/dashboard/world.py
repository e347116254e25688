"""One world on the page: where it stands after a tick, lane by lane, and what has happened."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sim.analysis.outcomes.result import Result
from sim.analysis.stories.replay import Story
from sim.dashboard import words
from sim.dashboard.panels import fill
from sim.pages.words import when
from sim.plots.charts.lanes import STATUS_COLOURS, Band, Numbered, lanes_of, numbered
from sim.plots.charts.told import day_format
from sim.style.colours import LADDER, PAPER, SILENT

LETTER = 0.012
"""Share of a lane that a letter takes on a small laptop; the key beneath says what is left out."""

WIDE = 1000.0
"""Inches of a lane on which every marker finds its place; the page does not use the places."""


@dataclass(frozen=True)
class BandSoFar:
    """A band up to a tick: stretches of first tick, tick after, colour and words; what is left."""

    label: str
    stretches: list[tuple[int, int, str, str]]
    left: int


@dataclass(frozen=True)
class LaneSoFar:
    """An actor up to a tick: its bands, and per tick the numbers of the lines about it."""

    name: str
    bands: list[BandSoFar]
    marks: list[list[int]]


def world(story: Story, tick: int) -> str:
    """Return a world as it stands after a tick, from 0; at the number of ticks it has ended."""
    clock, ticks = story.scenario.clock, len(story.snapshots)
    tick = min(tick, ticks)  # of a story that was longer
    shown = min(tick, ticks - 1)
    moment = clock.start_of(tick)
    ended = story.lines[-1] if tick >= ticks else None
    told = [one for one in numbered(story) if one[1].when <= moment and one[1] is not ended]
    lanes = _lanes(story, shown, told)
    return fill(
        "world.html",
        story=story,
        tick=tick,
        now=words.TICK.format(words=when(moment), tick=tick, ticks=ticks),
        ended=ended,
        days=_days([clock.start_of(one) for one in range(ticks)]),
        lanes=lanes,
        key=_key(lanes),
        told=told[::-1],
        new=[one for one in told if one[1].when == moment],
        day=day_format(story.lines[-1].when - clock.starts),
        fits=lambda said, wide: len(said) * LETTER <= wide / ticks,
    )


def _days(moments: list[datetime]) -> list[tuple[str, int]]:
    """Return each day with how many ticks start in it; weekdays are named where there is room."""
    sizes = Counter(moment.date() for moment in moments)
    weekday = "%a " if len(sizes) <= words.DAYS_IN_A_WEEK else ""
    return [(f"{day.strftime(weekday)}{day.day}", size) for day, size in sizes.items()]


def _lanes(story: Story, shown: int, told: list[Numbered]) -> list[LaneSoFar]:
    clock = story.scenario.clock
    found = []
    for lane in lanes_of(story, WIDE):
        own = {number for number, _, _ in lane.marks}
        marks: list[list[int]] = [[] for _ in story.snapshots]
        for number, line in told:
            if number in own:
                marks[clock.tick_of(line.when)].append(number)
        bands = [_so_far(band, shown, len(story.snapshots)) for band in lane.bands]
        if bands or any(marks):
            found.append(LaneSoFar(lane.name, bands, marks))
    return found


def _so_far(band: Band, shown: int, ticks: int) -> BandSoFar:
    """Return a band up to a tick, that tick included."""
    stretches = [(a, min(b, shown + 1), c, said) for a, b, c, said in band.stretches()]
    begun = [stretch for stretch in stretches if stretch[0] <= shown]
    if begun[0][2] == PAPER:  # words that hold from the start on, and no colour
        return BandSoFar(band.label, [(0, ticks, PAPER, begun[0][3])], 0)
    return BandSoFar(band.label, begun, ticks - shown - 1)


def _key(lanes: list[LaneSoFar]) -> list[tuple[str, str]]:
    """Return each colour that is shown with what it stands for."""
    stretches = (stretch for lane in lanes for band in lane.bands for stretch in band.stretches)
    shown = {(colour, said) for _, _, colour, said in stretches if colour != PAPER}
    order = [SILENT, *LADDER, *STATUS_COLOURS]
    return sorted(shown, key=lambda pair: (order.index(pair[0]), pair[1]))


def next_world(result: Result, outcome: int, after: int) -> int | None:
    """Return the next world that ends in an outcome, starting over at the end; None if none does.

    Parameters
    ----------
    result : Result
    outcome : int
        Its code in the table of worlds.
    after : int
        The world from which on is searched; this one itself comes last.
    """
    ending = np.flatnonzero(result.table["outcome"] == outcome)
    later = ending[ending > after]
    return int(later[0]) if len(later) else int(ending[0]) if len(ending) else None
