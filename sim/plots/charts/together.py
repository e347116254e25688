"""One world told twice: the lanes of both tellings, with what only one of them tells marked."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sim.analysis.stories.divergence import both_stories
from sim.analysis.stories.line import Line
from sim.analysis.stories.replay import Story
from sim.plots.charts.lanes import Band, Lane, Numbered, lanes_of
from sim.scenario.clock import Clock

MARKS = {"both": "", "first": "A: ", "second": "B: "}


def lines_of_both(first: Story, second: Story) -> list[Line]:
    """Return what happens in either telling, marked where it happens in one alone.

    Signals that are there from the start stand in the lanes.
    """
    starts = first.scenario.clock.starts
    return [
        replace(line, what=f"{MARKS[where]}{line.what}")
        for where, line in both_stories(first, second)
        if line.kind != "signal" or line.when > starts
    ]


def lanes_of_both(
    first: Story, second: Story, width: float, lines: Sequence[Numbered]
) -> list[Lane]:
    """Return the lanes of the first telling, each with the bands of both; see `lanes_of`.

    What is alike in both is one band; else the second's stands below the first's.
    """
    others = {lane.name: lane.bands for lane in lanes_of(second, width, [])}
    clocks = first.scenario.clock, second.scenario.clock
    lanes = lanes_of(first, width, lines)
    for lane in lanes:
        theirs = [_on(*clocks, band) for band in others.get(lane.name, [])]
        lane.bands = [*_beside(lane.bands, theirs)]
    return lanes


def _on(ours: Clock, theirs: Clock, band: Band) -> Band:
    """Return a band with what it was in each tick of our clock."""
    starts = [theirs.start_of(tick) for tick in range(theirs.ticks)]
    ticks = [bisect_right(starts, ours.start_of(tick)) - 1 for tick in range(ours.ticks)]
    return replace(band, held=[band.held[max(0, tick)] for tick in ticks])


def _beside(ours: Sequence[Band], theirs: Sequence[Band]) -> Iterator[Band]:
    labels = dict.fromkeys(band.label for band in (*ours, *theirs))
    one, other = ({band.label: band for band in bands} for bands in (ours, theirs))
    for label in labels:
        a, b = one.get(label), other.get(label)
        if a is not None and a == b:
            yield a
            continue
        for mark, band in zip("AB", (a, b), strict=True):
            if band is not None:
                yield replace(band, label=f"{mark}: {label}")
