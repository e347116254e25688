"""Deadlock: who waits for whom, by the words alone.

What can be reached when everybody does all that the own words allow is *open*; a circle among the
things that cannot is a deadlock. Inclination, pressure and luck play no part here.
"""

from dataclasses import dataclass
from itertools import combinations, product

import networkx

from sim.analysis.preconditions import (
    Needs,
    Precondition,
    Thing,
    held,
    needs_of,
    reachable,
    without_meetings,
)
from sim.scenario import Scenario
from sim.scenario.actor import Party

OPEN, LATER, CIRCLE, NEVER = "open", "after a lower meeting", "deadlock", "not in the words"

MOST_CONCESSIONS = 3
"""Concessions that are tried together."""


@dataclass(frozen=True)
class Combination:
    """What one combination of readings leaves open.

    Attributes
    ----------
    readings : dict of str to str
        The reading of each party.
    levels : dict of str to str
        For each level from the highest: ``open``, ``after a lower meeting``, ``deadlock`` or
        ``not in the words`` (a party's reading does not allow it at all).
    circle : tuple of Precondition
        Who waits for whom, where no meeting at all is open; empty without a deadlock.
    concessions : tuple of tuple of Precondition
        The smallest sets of preconditions that would open a meeting if dropped, those with the
        softest wording first.
    """

    readings: dict[str, str]
    levels: dict[str, str]
    circle: tuple[Precondition, ...]
    concessions: tuple[tuple[Precondition, ...], ...]


def deadlocks(scenario: Scenario) -> list[Combination]:
    """Return what each combination of readings leaves open, by the words alone.

    Readings without any weight are left out.
    """
    parties = scenario.parties
    chosen = product(*(_weighed(party) for party in parties.values()))
    return [_combination(scenario, dict(zip(parties, keys, strict=True))) for keys in chosen]


def _weighed(party: Party) -> list[str]:
    return [key for key in party.readings if party.weights.centres.get(key, 0) > 0]


def _combination(scenario: Scenario, readings: dict[str, str]) -> Combination:
    needs = dict(needs_of(scenario, readings))
    opened, at_once = reachable(needs), reachable(without_meetings(needs))
    levels = {}
    for level in scenario.levels[:0:-1]:
        meeting = ("meeting", level)
        impossible = not reachable(needs, dropped=held(needs)) >= {meeting}
        blocked = NEVER if impossible else CIRCLE
        levels[level] = OPEN if meeting in at_once else LATER if meeting in opened else blocked
    if levels[scenario.levels[1]] != CIRCLE:
        return Combination(readings, levels, (), ())
    goal = ("meeting", scenario.levels[1])
    circle = _circle(scenario, needs, opened, goal)
    return Combination(readings, levels, circle, tuple(_concessions(scenario, needs, goal)))


def _circle(
    scenario: Scenario, needs: Needs, opened: set[Thing], goal: Thing
) -> tuple[Precondition, ...]:
    """Return the preconditions of the shortest circle that keeps `goal` from being reached."""
    graph = networkx.DiGraph()
    for thing, ways in needs.items():
        for other, said in (step for way in ways for step in way):
            if thing not in opened and other not in opened:
                graph.add_edge(thing, other, said=said)
    near = graph.subgraph(networkx.descendants(graph, goal) | {goal})
    order = {actor: place for place, actor in enumerate(scenario.actors)}
    found: list[tuple[Precondition, ...]] = []
    for cycle in networkx.simple_cycles(near):
        steps = zip(cycle, [*cycle[1:], cycle[0]], strict=True)
        circle = [near.edges[step]["said"] for step in steps if near.edges[step]["said"]]
        found.append(_from_the_first(circle, order))
    return min(found, key=lambda circle: (len(circle), str(circle)), default=())


def _from_the_first(circle: list[Precondition], order: dict[str, int]) -> tuple[Precondition, ...]:
    """Return a circle from the actor on who comes first in the scenario."""
    start = min(
        range(len(circle)), key=lambda place: (order[circle[place].actor], str(circle[place]))
    )
    return (*circle[start:], *circle[:start])


def _concessions(scenario: Scenario, needs: Needs, goal: Thing) -> list[tuple[Precondition, ...]]:
    """Return the smallest sets of preconditions whose end opens `goal`, softest wording first."""
    said = sorted(held(needs), key=lambda one: (one.actor, one.first, one.then))
    for size in range(1, MOST_CONCESSIONS + 1):
        found = [
            some for some in combinations(said, size) if goal in reachable(needs, dropped=some)
        ]
        if found:
            return sorted(found, key=lambda some: sum(firmness(scenario, one) for one in some))
    return []


def firmness(scenario: Scenario, precondition: Precondition) -> float:
    """Return how firmly a precondition is worded: the firmest of its statements, in [0, 1]."""
    return max((scenario.quote(key).firmness for key in precondition.sources), default=0.0)
