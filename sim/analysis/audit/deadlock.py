"""Deadlock: who waits for whom, by the words alone.

What can be reached when everybody does all that the own words allow is *open*; a circle among the
things that cannot is a deadlock. Inclination, pressure and luck play no part here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice, pairwise, product
from math import prod
from typing import TYPE_CHECKING

from sim.analysis.audit.preconditions import come_now, meetings, needs_of
from sim.analysis.audit.ways import Needs, Precondition, Thing, held, reachable, without_meetings
from sim.errors import UsageError
from sim.scenario import Scenario
from sim.scenario.condition import Status

if TYPE_CHECKING:
    import networkx

OPEN, LATER, CIRCLE = "open", "after a lower meeting", "deadlock"
BLOCKED, APART, UNSAID = "waits in vain", "rules itself out", "not in the words"

MEANINGS = {
    LATER: "only by way of another meeting that is held first",
    CIRCLE: "they wait for one another in a circle",
    BLOCKED: "waits for what no words allow",
    APART: "what brings one party keeps another away",
    UNSAID: "the words of somebody who must come allow no meeting at this level",
}
"""What a level's state means, where that is not plain."""

MAX_CONCESSIONS, MAX_TRIED = 3, 2_000
"""Concessions that are tried together, and how many sets of them."""

MAX_COMBINATIONS = 2_000
"""Combinations of readings that are looked at; each takes a few milliseconds."""

Concessions = tuple[tuple[Precondition, ...], ...]
"""Sets of preconditions, each of which would open a level if dropped."""


@dataclass(frozen=True)
class Cycle:
    """Who waits for whom."""

    steps: tuple[Precondition, ...]
    """Each waits for the one before it, the first for the last."""
    concessions: Concessions
    """The smallest sets of preconditions that would open the level if dropped, the softest wording
    first; empty where no few of them would.
    """


@dataclass(frozen=True)
class Combination:
    """What one combination of readings leaves open."""

    readings: dict[str, str]
    """The reading of each party."""
    levels: dict[str, str]
    """For each level from the highest: ``open``, ``after a lower meeting``, ``deadlock``, ``waits
    in vain``, ``rules itself out`` or ``not in the words``.
    """
    circles: dict[str, Cycle]
    """For each level in a deadlock: who waits for whom."""


def deadlocks(scenario: Scenario) -> list[Combination]:
    """Return what each combination of readings leaves open, by the words alone.

    Readings without any weight are left out. More than `MAX_COMBINATIONS` are a `UsageError`.
    """
    number, most = combinations_of(scenario), MAX_COMBINATIONS
    if number > most:
        raise UsageError(f"{number:,} combinations of readings are too many; at most {most:,}")
    chosen = (
        dict(zip(scenario.parties, keys, strict=True)) for keys in product(*_weighed(scenario))
    )
    return [_combination(scenario, readings) for readings in chosen]


def combinations_of(scenario: Scenario) -> int:
    """Return how many combinations of readings with any weight there are."""
    return prod(map(len, _weighed(scenario)))


def _weighed(scenario: Scenario) -> list[list[str]]:
    return [
        [key for key in party.readings if party.weights.centres.get(key, 0) > 0]
        for party in scenario.parties.values()
    ]


def _combination(scenario: Scenario, readings: dict[str, str]) -> Combination:
    needs = [*needs_of(scenario, readings)]
    opened, at_once = reachable(needs), reachable(without_meetings(needs))
    said = reachable(needs, dropped=held(needs))
    levels: dict[str, str] = {}
    circles: dict[str, Cycle] = {}
    for level in scenario.meeting_levels[:0:-1]:
        goal = ("meeting", level)
        if goal not in opened and goal in said:
            circle = _circle(scenario, needs, opened, goal)
            levels[level] = CIRCLE if circle.steps else BLOCKED
            circles |= {level: circle} if circle.steps else {}
        else:
            levels[level] = OPEN if goal in at_once else LATER if goal in opened else UNSAID
            if goal in opened and not _come_together(scenario, readings, level, opened):
                levels[level] = APART
    return Combination(readings, levels, circles)


def _come_together(
    scenario: Scenario, readings: dict[str, str], level: str, opened: set[Thing]
) -> bool:
    """Return whether enough parties come at a level at once, however things stand that can be."""
    spoken = (scenario.parties[key].readings[one] for key, one in readings.items())
    ways = (way for one in spoken for some in one.attends_if.values() for way in some)
    if all(status is not Status.NONE for way in ways for status in way.values()):
        return True  # the further everything has come, the better
    leading = [way for thing, way in meetings(scenario, readings) if thing == ("meeting", level)]
    can = {
        name: (Status.NONE, Status.OBSERVED) if ("granted", name) in opened else (Status.NONE,)
        for name in scenario.demands
    }
    for states in product(*can.values()):
        stands = dict(zip(can, states, strict=True))
        there = come_now(scenario, readings, stands)
        if any(all(first in there for first, _ in way) for way in leading):
            return True
    return False


def _circle(scenario: Scenario, needs: Needs, opened: set[Thing], goal: Thing) -> Cycle:
    """Return a circle that keeps `goal` from being reached: one that a concession would break."""
    import networkx  # slow to load, and few stories have circles

    graph = networkx.DiGraph()
    for thing, way in needs:
        for other, said in way:
            at_once = said is not None and said.together and graph.has_edge(thing, other)
            if thing not in opened and other not in opened and not at_once:
                graph.add_edge(thing, other, said=said)
    near = graph.subgraph(networkx.descendants(graph, goal) | {goal})
    found = {_from_the_first(circle, [*scenario.actors]) for circle in _shortest_circles(near)}
    concessions = _concessions(scenario, needs, goal) if found else ()
    useful = {one for some in concessions for one in some}
    ranked = sorted(found, key=lambda steps: (not useful & {*steps}, len(steps), str(steps)))
    return Cycle(ranked[0] if ranked else (), concessions)


def _shortest_circles(graph: "networkx.DiGraph[Thing]") -> Iterator[list[Precondition]]:
    """Yield, for each step of the graph, the preconditions of the shortest circle through it."""
    import networkx

    for start, end in graph.edges:
        if networkx.has_path(graph, end, start):
            things = [start, *networkx.shortest_path(graph, end, start)]
            said = [graph.edges[step]["said"] for step in pairwise(things)]
            if not all(one is not None and one.together for one in said):
                yield [one for one in said if one is not None]


def _from_the_first(circle: list[Precondition], actors: list[str]) -> tuple[Precondition, ...]:
    """Return a circle from the actor on who comes first in the scenario."""
    turned = [(*circle[at:], *circle[:at]) for at in range(len(circle))]
    return min(turned, key=lambda steps: (actors.index(steps[0].actor), str(steps[0])))


def _concessions(scenario: Scenario, needs: Needs, goal: Thing) -> Concessions:
    """Return the smallest sets of preconditions whose end opens `goal`, softest wording first."""
    said = sorted(held(needs), key=lambda one: (one.actor, one.first, one.then))
    for size in range(1, MAX_CONCESSIONS + 1):
        tried = islice(combinations(said, size), MAX_TRIED)
        found = [some for some in tried if goal in reachable(needs, dropped=some)]
        if found:
            softness = {some: sum(firmness(scenario, one) for one in some) for some in found}
            return tuple(sorted(found, key=softness.__getitem__))
    return ()


def firmness(scenario: Scenario, precondition: Precondition) -> float:
    """Return how firmly a precondition is worded: the firmest of its statements, in [0, 1]."""
    return max((scenario.quote(key).firmness for key in precondition.sources), default=0.0)
