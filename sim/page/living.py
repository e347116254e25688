"""Live one: a world as it stands after a tick, told twice where something was changed."""

from dataclasses import dataclass
from typing import Any

from sim.analysis.stories.divergence import both_stories, diverges_at
from sim.analysis.stories.line import Line
from sim.analysis.stories.replay import Story
from sim.page.known import learned_from
from sim.page.shares import differing, first_of
from sim.page.view import View
from sim.plots.charts.lanes import Band, lanes_of, numbered
from sim.style.colours import PAPER

WIDE = 1000.0
"""Inches of a lane on which every marker finds its place; the page does not use the places."""

Stretch = tuple[int, int, str, str]
"""First tick, tick after the last, colour and words."""


@dataclass(frozen=True)
class LaneSoFar:
    """An actor up to a tick: its bands by label, and the numbers of its lines by tick, from 0."""

    name: str
    bands: list[tuple[str, list[Stretch]]]
    marks: dict[int, list[int]]


def live(view: View) -> dict[str, Any]:
    """Return one world: how it ends now, in the text, and what happened when."""
    address, clock = view.address, view.scenario.clock
    number = address.world if address.world is not None else _usual(view)
    number = min(number, address.worlds - 1)
    now, then = view.story(view.scenario, number), view.story(view.base, number)
    ticks = len(now.snapshots)
    tick = ticks if address.tick is None else min(address.tick, ticks)
    moment = clock.start_of(tick)
    is_over, ending = tick == ticks, view.result.table["outcome"]
    numbers = {_event(line): number for number, line in numbered(now)}
    told = [
        (numbers.get(_event(line), "") if where != "second" else "", where, line)
        for where, line in both_stories(now, then)
        if line.when <= moment and (is_over or line.kind != "outcome")
    ]
    return {
        "number": number,
        "fits": number in view.result.fitting,
        "stories": {"now": now, "then": then},
        "differ": now.row["outcome"] != then.row["outcome"],
        "parting": diverges_at(then, now) if view.is_changed else None,
        "tick": tick,
        "ticks": ticks,
        "moment": moment,
        "told": [(*one, learned_from(address.choice, now, one[2])) for one in told],
        "lanes": lanes(now, tick),
        "next": [(one, first_of(ending == one.code, number)) for one in view.lines],
        "next_differing": first_of(differing(view.both), number) if view.is_changed else None,
    }


def _event(line: Line) -> tuple[object, ...]:
    """Return what tells a line of a story from its others, whatever reason is told with it."""
    return line.when, line.actor, line.kind, line.what


def _usual(view: View) -> int:
    """Return the world that is told when none is asked for: one that ends differently, if any.

    If it is asked how, the most typical that ends so.
    """
    if view.address.ends in view.typical:
        return view.typical[view.address.ends]
    first = first_of(differing(view.both)) if view.is_changed else None
    return int(view.result.fitting[0]) if first is None else first


def lanes(story: Story, tick: int) -> list[LaneSoFar]:
    """Return what happened actor by actor until a tick."""
    clock = story.scenario.clock
    shown = min(tick, len(story.snapshots) - 1)
    ticks = {
        number: clock.tick_of(line.when)
        for number, line in numbered(story)
        if line.when <= clock.start_of(shown) and line.kind != "outcome"
    }
    found = []
    for lane in lanes_of(story, WIDE):
        bands = [(band.label, _so_far(band, shown)) for band in lane.bands]
        marks: dict[int, list[int]] = {0: []}
        for number, _, _ in lane.marks:
            if number in ticks:
                marks.setdefault(ticks[number], []).append(number)
        if bands or any(marks.values()):
            found.append(LaneSoFar(lane.name, bands, marks))
    return found


def _so_far(band: Band, shown: int) -> list[Stretch]:
    """Return a band up to a tick, that tick included; words that hold throughout stay whole."""
    stretches = [*band.stretches()]
    if stretches[0][2] == PAPER:
        return stretches
    return [(a, min(b, shown + 1), c, said) for a, b, c, said in stretches if a <= shown]
