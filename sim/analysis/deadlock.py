"""Deadlock: who waits for whom, by the words alone.

For one combination of readings, three kinds of thing can come about: a party *comes* at a level or
above, there is a *meeting* at a level or above, a condition is *granted*. A party's reading and a
grantor's `awaits` say what each needs first. What can be reached when everybody does all that the
own words allow is *open*; a circle among the things that cannot is a deadlock. Inclination,
pressure and luck play no part here.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations, product

import networkx

from sim.scenario import Scenario
from sim.scenario.actor import Party

Thing = tuple[str, ...]
"""``("comes", party, level)``, ``("meeting", level)`` or ``("granted", condition)``."""

OPEN, LATER, CIRCLE, NEVER = "open", "after a lower meeting", "deadlock", "not in the words"

MOST_CONCESSIONS = 3
"""Concessions that are tried together."""


@dataclass(frozen=True)
class Precondition:
    """What an actor says must come first.

    Attributes
    ----------
    actor : str
        Whose words.
    first, then : str
        What must come first, and what waits for it.
    sources : tuple of str
        Ids of the statements behind it.
    """

    actor: str
    first: str
    then: str
    sources: tuple[str, ...] = ()

    def in_words(self, scenario: Scenario) -> str:
        """Return it as ``Actor: first → then``."""
        return f"{scenario.actors[self.actor].name}: {self.first} → {self.then}"


Way = list[tuple[Thing, Precondition | None]]
"""One way to a thing: all that it needs, and whose precondition says so."""

Needs = dict[Thing, list[Way]]
"""The ways to each thing."""


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
    needs = dict(_needs(scenario, readings))
    opened, at_once = reachable(needs), reachable(_without_meetings(needs))
    levels = {}
    for level in scenario.levels[:0:-1]:
        meeting = ("meeting", level)
        impossible = not reachable(needs, dropped=_preconditions(needs)) >= {meeting}
        blocked = NEVER if impossible else CIRCLE
        levels[level] = OPEN if meeting in at_once else LATER if meeting in opened else blocked
    if levels[scenario.levels[1]] != CIRCLE:
        return Combination(readings, levels, (), ())
    goal = ("meeting", scenario.levels[1])
    circle = _circle(scenario, needs, opened, goal)
    return Combination(readings, levels, circle, tuple(_concessions(scenario, needs, goal)))


def _needs(scenario: Scenario, readings: dict[str, str]) -> Iterator[tuple[Thing, list[Way]]]:
    """Yield the ways to each thing."""
    talks = _talks(scenario)
    for level in scenario.levels[1:]:
        yield ("meeting", level), [[(("comes", party, level), None) for party in readings]]
        for party, key in readings.items():
            yield ("comes", party, level), _ways_to_come(scenario, party, key, level)
    for name, condition in scenario.conditions.items():
        way: Way = []
        awaits, who = condition.awaits, condition.grantor
        if awaits is not None and awaits.meeting is not None:
            first = Precondition(who, talks[awaits.meeting], name, awaits.sources)
            way.append((("meeting", awaits.meeting), first))
        if awaits is not None:
            way += [
                (("granted", other), Precondition(who, other, name, awaits.sources))
                for other in awaits.conditions
            ]
        yield ("granted", name), [way]


def _ways_to_come(scenario: Scenario, party: str, key: str, level: str) -> list[Way]:
    """Return a way for each level from `level` up at which the reading lets the party come."""
    reading, then = scenario.parties[party].readings[key], _talks(scenario)[level]
    from_here = scenario.levels[scenario.levels.index(level) :]
    return [
        [(("granted", c), Precondition(party, c, then, reading.sources)) for c in needed]
        for needed in (reading.comes[higher] for higher in from_here if higher in reading.comes)
    ]


def _talks(scenario: Scenario) -> dict[str, str]:
    """Return what a meeting at each level is called: the lowest one is just talks."""
    return {level: level for level in scenario.levels} | {scenario.levels[1]: "talks"}


def reachable(needs: Needs, dropped: Collection[Precondition] = ()) -> set[Thing]:
    """Return all that can come about, when the `dropped` preconditions are given up."""
    found: set[Thing] = set()
    grew = True
    while grew:
        new = {
            thing
            for thing, ways in needs.items()
            if thing not in found
            and any(all(t in found or p in dropped for t, p in way) for way in ways)
        }
        found |= new
        grew = bool(new)
    return found


def _preconditions(needs: Needs) -> set[Precondition]:
    return {p for ways in needs.values() for way in ways for _, p in way if p is not None}


def _without_meetings(needs: Needs) -> Needs:
    """Return the needs when nothing can wait for a meeting that is still to come."""
    return {
        thing: [way for way in ways if thing[0] != "granted" or not _awaits_meeting(way)]
        for thing, ways in needs.items()
    }


def _awaits_meeting(way: Way) -> bool:
    return any(thing[0] == "meeting" for thing, _ in way)


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
    held = sorted(_preconditions(needs), key=lambda one: (one.actor, one.first, one.then))
    for size in range(1, MOST_CONCESSIONS + 1):
        found = [
            some for some in combinations(held, size) if goal in reachable(needs, dropped=some)
        ]
        if found:
            return sorted(found, key=lambda some: sum(firmness(scenario, one) for one in some))
    return []


def firmness(scenario: Scenario, precondition: Precondition) -> float:
    """Return how firmly a precondition is worded: the firmest of its statements, in [0, 1]."""
    return max((scenario.quote(key).firmness for key in precondition.sources), default=0.0)
