"""Lifted: in how many worlds of a row a meeting on time would have come of it, had that been so.

What stood in a world without a meeting on time is no cause by itself: take it away, and something
else may stand there. So some worlds of each row are lived through again on the same luck with only
what the row names otherwise: other words, an inclination that the words allow, a level that neither
does, a condition granted in time and kept, or luck.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, product

import numpy as np

from sim.analysis.outcomes import otherwise as had
from sim.analysis.outcomes.cases import cases_of
from sim.analysis.outcomes.obstacles import Lift, Obstacle, row_of
from sim.analysis.outcomes.otherwise import Otherwise, named
from sim.analysis.outcomes.reasons import Reason, reasons
from sim.analysis.outcomes.shares import share_of
from sim.arrays import Flags
from sim.engine.outcome import meetings_on_time
from sim.ensemble.again import Places, live_each_again
from sim.ensemble.counts import Counts
from sim.ensemble.ends import UNFIT, Table
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.run import BLOCK, WORLDS, run_block
from sim.scenario import Scenario
from sim.scenario.actor import Host
from sim.scenario.condition import NEEDED
from sim.scenario.numbers import Point
from sim.style.promises import asked_in_words
from sim.style.sentences import listed
from sim.style.words import called

AGAIN = 256
"""Worlds of a row that are lived again unless told otherwise."""

MAX_WAYS = 8
"""Ways in which one thing is tried otherwise: readings, levels, conditions."""

STATUSES = {words: status for status, words in NEEDED.items()}

Ways = tuple[str, Sequence[tuple[Otherwise, ...]]]
"""What follows *had*, and the ways in which it might have been so: any of them will do."""


def lifted(result: Ensemble, found: Sequence[Obstacle], again: int = AGAIN) -> list[Obstacle]:
    """Return obstacles with what would have come of it without them.

    Of each of some obstacles of the result, at most so many worlds are lived `again`: the first
    ones of the run that stood so.
    """
    if not found:
        return []
    table = _table(result)
    fit = np.flatnonzero(table["outcome"] != UNFIT)
    at_hand = {name: column[fit] for name, column in table.items()}
    cases, number_of = cases_of(result.scenario, at_hand)
    places = {row_of(one.reasons): place for place, one in enumerate(found)}
    rows_of = np.array([places.get(row_of(reasons(case)), -1) for case in cases])[number_of]
    ways = [(at, *way) for at, one in enumerate(found) for way in _ways(result.scenario, one)]
    worlds = [fit[rows_of == at][:again] for at in range(len(found))]
    lifts: dict[int, list[Lift]] = {}
    for (at, words, _), met in zip(ways, _met(result, ways, worlds), strict=True):
        if len(met):
            lifts.setdefault(at, []).append(
                Lift(words, share_of(int(met.sum()), len(met)), len(met))
            )
    return [
        replace(one, lifts=tuple(sorted(lifts.get(at, []), key=lambda lift: -lift.share.share)))
        for at, one in enumerate(found)
    ]


def _table(result: Ensemble) -> Table:
    """Return the rows of the first worlds; lived again where only counts were kept."""
    if isinstance(result.kept, Counts):
        return run_block(result.run, range(min(result.run.worlds, WORLDS)))[0]
    return {name: column[:BLOCK] for name, column in result.kept.items()}


def _met(
    result: Ensemble,
    ways: Sequence[tuple[int, str, Sequence[tuple[Otherwise, ...]]]],
    worlds: Sequence[Places],
) -> Iterator[Flags]:
    """Yield for each way of each row where its worlds, lived again, have a meeting on time."""
    points: list[Point] = [had.together(way) for _, _, some in ways for way in some]
    sizes = [len(worlds[at]) for at, _, some in ways for _ in some]
    again = [worlds[at] for at, _, some in ways for _ in some]
    lives = np.concatenate([*again, np.zeros(0, np.intp)]), np.repeat(np.arange(len(points)), sizes)
    ends = live_each_again(result.scenario, result.run.luck, lives, points)
    each = iter(np.split(ends < meetings_on_time(result.scenario), np.cumsum(sizes)[:-1]))
    for _, _, some in ways:
        yield np.any([*islice(each, len(some))], axis=0)


def _ways(scenario: Scenario, obstacle: Obstacle) -> Iterator[Ways]:
    """Yield what of a row is tried otherwise: what binds somebody, or the other side's level."""
    bound = [one for one in obstacle.reasons if one.kind != "levels"]
    first = [ways for reason in bound if (ways := _ways_of(scenario, reason))]
    if len(bound) == 1:
        yield from (way for ways in first for way in ways)
    elif len(first) == len(bound):
        words = listed(some[0][0] for some in first)
        every = product(*(some[0][1] for some in first))
        yield words, [sum(one, ()) for one in islice(every, MAX_WAYS)]
    for reason in obstacle.reasons:
        yield from _down(scenario, dict(reason.levels))


def _down(scenario: Scenario, levels: Mapping[str, int]) -> Iterator[Ways]:
    """Yield that those who came higher come at the level of the others."""
    low = int(scenario.attendance.reached(levels)) if levels else 0
    above = [key for key, level in levels.items() if level > low]
    if above:
        who = listed(named(scenario, key) for key in above)
        down = tuple(had.comes_at(scenario, key, low) for key in above)
        yield f"{who} come at {called(scenario.levels[low])}", [down]


def _ways_of(scenario: Scenario, reason: Reason) -> list[Ways]:
    """Return what of one reason is tried otherwise, what it names itself first."""
    if reason.party is None:
        return _nobodys(scenario, reason.kind)
    who, party = named(scenario, reason.party), reason.party
    if reason.kind in ("called_off", "postponed"):
        one = had.done(scenario, party, reason.kind)
        return [(one.words, [(one,)])]
    how, rungs = "higher" if reason.came else "at all", range(1, len(scenario.levels))
    if reason.kind == "inclination":
        within_words = [Otherwise(f"{party}.inclined", {f"{party}.inclined": k}, "") for k in rungs]
        tried: list[tuple[Otherwise, ...]] = [(one,) for one in within_words]
        return [(f"{who} been inclined to come {how}", tried)]
    others = [one for one in scenario.parties[party].readings if one != reason.reading]
    if reason.kind == "gate" and not (reason.inclined and (others or reason.ways)):
        every = [(had.comes_at(scenario, party, rung),) for rung in rungs]
        return [(f"{who} come {'higher ' if reason.came else ''}all the same", every)]
    read = [(had.read_as(scenario, party, one),) for one in others[:MAX_WAYS]]
    words = f"{who} been read otherwise"
    return [*_conditions(scenario, reason), *([(words, read)] if read else [])]


def _nobodys(scenario: Scenario, kind: str) -> list[Ways]:
    if kind == "logistics":
        return [("logistics worked out", [(had.luck("meeting.logistics", 0, ""),)])]
    hosts = (key for key, actor in scenario.actors.items() if isinstance(actor, Host))
    offers = [(had.at_an_end(scenario, f"actors.{key}.hosting", 1),) for key in hosts]
    return [("somebody hosted", offers)]


def _conditions(scenario: Scenario, reason: Reason) -> Iterable[Ways]:
    """Yield that what a way to a higher level still lacks is granted from the start, and kept."""
    if reason.ways:
        each = (listed(_stood(scenario, *one) for one in way) for way in reason.ways)
        ways = [
            tuple(
                one for name, asked in way for one in had.granted(scenario, name, STATUSES[asked])
            )
            for way in reason.ways
        ]
        yield listed(each, "or"), ways[:MAX_WAYS]


def _stood(scenario: Scenario, name: str, asked: str) -> str:
    """Return as what follows *had* that something stood as it is asked for."""
    whose = named(scenario, name) if name in scenario.actors else called(name)
    how = asked_in_words(scenario, name, asked).removeprefix(f"{whose} ")
    return f"{whose} {'not ' if how.startswith('not ') else ''}been {how.removeprefix('not ')}"
