"""Parts of the page: what the template of each is filled with, beside the view itself."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from sim.analysis.audit.changes import changes_from_base
from sim.analysis.audit.dependencies import KINDS
from sim.analysis.audit.influences import PUSH, influences
from sim.analysis.outcomes.blame import Blame, blame
from sim.analysis.outcomes.lifted import AGAIN, lifted
from sim.analysis.outcomes.obstacles import worth_a_line
from sim.analysis.outcomes.posterior import readings_given
from sim.analysis.outcomes.reasons import Reason
from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import level_pairs, party_levels
from sim.analysis.stories.timeline import unfold
from sim.engine.evidence import by_when
from sim.page.change import change
from sim.page.downloads import FILES, again
from sim.page.known import SURE, knowable, moment
from sim.page.living import live
from sim.page.view import View
from sim.pages.stakes import said_by
from sim.pages.words import dates, zone
from sim.scenario import Scenario
from sim.scenario.parts import MIN_PARTIES
from sim.style.colours import ladder_colours
from sim.style.sentences import in_100, listed, within
from sim.style.words import at_level, plain

Content = dict[str, Any]

TRIED_FIRST, MAX_REASONS, MAX_LABELS = 3, 3, 14

DAY_WIDE = 0.19
"""How wide the name of a day is, on a phone, as a share of the axis."""


def read(view: View) -> Content:
    """Return who said what, when things happen, and what rests on each sentence."""
    scenario = view.base
    said = [(actor.name, actor, said_by(scenario, key)) for key, actor in scenario.actors.items()]
    besides = tuple(one for one in scenario.statements if one.actor not in scenario.actors)
    behind: dict[str, list[str]] = {one.id: [] for one in scenario.statements}
    for one in scenario.numbers.written.values():
        for key in one.given.sources:
            behind[key].append(one.path)
    readings = {
        key: [
            (party, name, reading)
            for party, spec in scenario.parties.items()
            for name, reading in spec.readings.items()
            if key in reading.sources
        ]
        for key in behind
    }
    content: Content = {"said": [one for one in said if one[2]], "besides": besides}
    when = {"dates": dates(scenario), "zone": zone(scenario)}
    return {**content, **when, "behind": behind, "readings": readings}


def predict(view: View) -> Content:
    """Return the text's worlds, and what is asked before it is run: what is set, or a variant."""
    address = view.address
    text = replace(address, choice=view.text, settings={}, guess=None)
    asked = View(view.predicted, view.desk)
    others = [one for one in view.tries if one.link != asked.own]
    supposed = next((one for one in view.tries if one.link == asked.own), None)
    known = {"shown": View(text, view.desk), "asked": asked, "supposed": supposed}
    return {**known, "tries": others[:TRIED_FIRST]}


def worlds(view: View) -> Content:
    """Return what became of the worlds, and what to try next."""
    text, known = _of_both(view, lambda one: [*readings_given(one)]) if view.known else ([], [])
    then = {(one.party, one.reading): one.after.share for one in text}
    return {"tries": view.tries[:TRIED_FIRST], "known": known, "then": then}


def bound(view: View) -> Content:
    """Return what bound most of the other worlds."""
    return {"bound": _bound(view, MAX_REASONS)}


def _bound(view: View, rows: int | None = None) -> list[Content]:
    """Return what bound worlds, with what it bound in the text, and the control behind it."""
    found = lifted(view.both.results[1], view.obstacles[1][:rows])
    then = {one.reasons: one.share.share for one in view.obstacles[0]}
    lines = worth_a_line([one.share.share for one in found], len(found))
    return [
        {
            "obstacle": one,
            "then": then.get(one.reasons, 0) if view.is_changed else None,
            "controls": [path_behind(reason) for reason in one.reasons],
        }
        for one in found[:lines]
    ]


def path_behind(reason: Reason) -> str:
    """Return the path of the number that most plainly stands behind a reason."""
    if reason.kind in ("gate", "manner"):
        return f"actors.{reason.party}.weights"
    if reason.kind == "levels":
        return "meeting.step_down"
    if reason.kind == "called_off":
        return f"actors.{reason.party}.calling_off.rate"
    return "meeting.goes_ahead" if reason.party is None else f"actors.{reason.party}.inclination"


def why(view: View) -> Content:
    """Return all that bound worlds, and how many worlds it bound in the text and now."""
    kept = [sum(one.share.share for one in found) for found in view.obstacles]
    return {"bound": _bound(view), "kept": kept, "again": AGAIN}


def diagram(view: View) -> Content:
    """Return who acts on whom."""
    found, then = (influences(one) for one in (view.scenario, view.base))
    return {"found": found, "then": then, "kinds": KINDS, "push": PUSH}


def _of_both(view: View, read: Callable[[Result], Any]) -> tuple[Any, Any]:
    """Return what is read off the text's result and the present one, once where they are one."""
    base, now = view.both.results
    found = read(now)
    return found if base is now else read(base), found


def levels(view: View) -> Content:
    """Return at which levels the parties would come: of two the pairs, of more each alone."""
    base, now = _of_both(view, _levels)
    scenario = view.scenario
    parties = [party.name for party in scenario.parties.values()]
    pairs = len(parties) == MIN_PARTIES
    names = scenario.levels[::-1] if pairs else parties
    rows = [*zip(names, now, base, strict=True)]
    say = _most_frequent if pairs else _least_and_most_often
    found = {"found": say(scenario, now), "then": say(view.base, base)}
    return {"rows": rows, "pairs": pairs, "parties": parties, **found}


def _most_frequent(scenario: Scenario, shares: list[list[float]]) -> str:
    """Return at which levels two parties stand most often; rows begin with the highest."""
    row, column = np.unravel_index(np.argmax(shares), np.shape(shares))
    stand = (len(shares) - 1 - int(row), int(column))
    how = (f"come{plain(at_level(scenario, at))}" if at else "stay away" for at in stand)
    names = (within(party.name) for party in scenario.parties.values())
    each = (f"{name} would {what}" for name, what in zip(names, how, strict=True))
    return f"In {in_100(shares[row][column])}, more than any other way, {' and '.join(each)}"


def _least_and_most_often(scenario: Scenario, shares: list[list[float]]) -> str:
    """Return which of several parties would come least and most often."""
    names = (party.name for party in scenario.parties.values())
    comes = {name: 1 - row[0] for name, row in zip(names, shares, strict=True)}
    least, most = min(comes, key=comes.__getitem__), max(comes, key=comes.__getitem__)
    rest = f"; {within(most)} most often, in {in_100(comes[most])}" if least != most else ""
    return f"{least} would come least often, in {in_100(comes[least])}{rest}"


def _levels(result: Result) -> list[list[float]]:
    if len(result.scenario.parties) == MIN_PARTIES:
        shares: list[list[float]] = (level_pairs(result) / result.worlds).tolist()
        return shares[::-1]
    return [[*one.values()] for one in party_levels(result).values()]


def days(view: View) -> Content:
    """Return how the chance of a meeting on time unfolds tick by tick, now and in the text."""
    clock = view.scenario.clock
    text, present = _of_both(view, lambda one: unfold(one.run))
    before, now = text.on_time, present.on_time
    names = view.scenario.meeting_levels[:0:-1]
    ends = [clock.start_of(tick + 1) for tick in range(clock.ticks)]
    ticks = [*zip(ends, now.tolist(), before.sum(axis=1).tolist(), strict=True)]
    days = [at for at, end in enumerate(ends) if not at or end.date() != ends[at - 1].date()]
    return {
        "ticks": ticks,
        "key": [*zip(names, ladder_colours(len(names) + 1)[:0:-1], strict=True)],
        "every": -(-len(ticks) // MAX_LABELS),
        "days": _named(days, len(ticks)),
        "quarters": math.ceil(4 * max(0.1, *now.sum(axis=1), *before.sum(axis=1))),
        "most": present.worlds,
        "knowable": [*knowable(view.base)],
        "moments": [(moment(clock, tick), by_when(clock, tick)) for tick in range(clock.ticks)],
        "sure": SURE,
    }


def _named(days: list[int], ticks: int) -> dict[int, bool]:
    """Return which days are named, by their first tick; whether at the end, not where it starts."""
    named: dict[int, bool] = {}
    free = 1.0
    for first in reversed(days):
        start = min(first / ticks, 1 - DAY_WIDE)
        if start + DAY_WIDE <= free:
            named[first], free = start < first / ticks, start
    return named


def blamed(view: View) -> Content:
    """Return the mean blame of each party with each audience."""
    base, now = _of_both(view, blame)
    found = {"found": _most_blamed(view.scenario, now), "in_text": _most_blamed(view.base, base)}
    return {"blame": now, "then": base, **found}


def _most_blamed(scenario: Scenario, found: Blame) -> str:
    """Return who has most blame before whom, or that nobody has more than another."""
    before: dict[str, list[str]] = {}
    for audience, row in found.items():
        most = [party for party in row if f"{row[party]:.2f}" == f"{max(row.values()):.2f}"]
        if len(most) == 1:
            before.setdefault(most[0], []).append(within(scenario.actors[audience].name))
    each = [
        f"to {within(scenario.parties[party].name)} before "
        f"{'every audience' if 1 < len(who) == len(found) else listed(who)}"
        for party, who in before.items()
    ]
    return f"Most blame goes {', '.join(each)}" if each else "Nobody has more blame than another"


def hand_in(view: View) -> Content:
    """Return what can be taken along, and the command that gives the same numbers."""
    changed = changes_from_base(view.base, view.scenario)
    return {"files": FILES, "command": again(view.result.run), "changed": changed}


PARTS: dict[str, Callable[[View], Content]] = {
    "read": read,
    "predict": predict,
    "worlds": worlds,
    "live": live,
    "change": change,
    "hand-in": hand_in,
    "why": why,
    "diagram": diagram,
    "levels": levels,
    "days": days,
    "blame": blamed,
}
"""What fills the template of each part, by its key in an address."""
