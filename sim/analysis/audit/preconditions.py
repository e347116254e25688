"""Preconditions: what each thing needs first, by the words alone, as a graph of ways.

For one combination of readings, three kinds of thing can come about: a party *comes* at a level or
above, there is a *meeting* at a level or above, a condition is *granted*. A party's reading and a
grantor's `awaits` say what each needs first; what can be reached when everybody does all that the
own words allow is found step by step.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sim.scenario import Scenario
from sim.scenario.statement import Kind

Thing = tuple[str, ...]
"""``("attends_if", party, level)``, ``("meeting", level)`` or ``("granted", condition)``."""


@dataclass(frozen=True)
class Precondition:
    """What an actor says must come first."""

    actor: str
    """Whose words."""
    first: str
    then: str
    """What must come first, and what waits for it."""
    sources: tuple[str, ...] = ()
    """Ids of the statements behind it."""

    def in_words(self, scenario: Scenario) -> str:
        """Return it as ``Actor: first → then``."""
        return f"{scenario.actors[self.actor].name}: {self.first} → {self.then}"


def asking(scenario: Scenario, party: str, reading: str, condition: str) -> tuple[str, ...]:
    """Return the sentences in which a party asks for a condition under a reading; maybe none.

    Of the reading's sentences those that the condition cites, and preconditions that no other
    condition cites; where there are none, the party's own ones that the condition cites.
    """
    read = scenario.parties[party].readings[reading].sources
    cited = scenario.conditions[condition].sources
    others = {
        key for name, one in scenario.conditions.items() if name != condition for key in one.sources
    }
    kinds = {one.id: one.kind for one in scenario.statements}
    asked = (
        key
        for key in read
        if key in cited or (kinds[key] is Kind.PRECONDITION and key not in others)
    )
    own = (key for key in cited if scenario.quote(key).actor == party)
    return tuple(asked) or tuple(own)


Way = list[tuple[Thing, Precondition | None]]
"""One way to a thing: all that it needs, and whose precondition says so."""

Needs = dict[Thing, list[Way]]
"""The ways to each thing."""


def needs_of(scenario: Scenario, readings: dict[str, str]) -> Iterator[tuple[Thing, list[Way]]]:
    """Yield the ways to each thing, for one reading per party."""
    talks = _talks(scenario)
    for level in scenario.levels[1:]:
        yield ("meeting", level), [[(("attends_if", party, level), None) for party in readings]]
        for party, key in readings.items():
            yield ("attends_if", party, level), _ways_to_come(scenario, party, key, level)
    for name, condition in scenario.conditions.items():
        firsts: dict[Thing, str] = {}
        awaits, who = condition.awaits, condition.grantor
        if awaits is not None and awaits.meeting is not None:
            firsts["meeting", awaits.meeting] = talks[awaits.meeting]
        if awaits is not None:
            firsts |= {("granted", other): other for other in awaits.conditions}
        sources = () if awaits is None else awaits.sources
        way: Way = [(it, Precondition(who, first, name, sources)) for it, first in firsts.items()]
        yield ("granted", name), [way]


def _ways_to_come(scenario: Scenario, party: str, key: str, level: str) -> list[Way]:
    """Return the ways at which the reading lets the party come at `level` or above.

    What waits is the talks, where the party comes at no lower level, or else the level itself.
    """
    reading, talks = scenario.parties[party].readings[key], scenario.levels[1]
    from_here = scenario.levels[scenario.levels.index(level) :]
    lowest = min(reading.attends_if, key=scenario.levels.index, default=talks)
    named = {lowest: _talks(scenario)[talks]}
    return [
        [
            (("granted", c), Precondition(party, c, named.get(higher, higher), reading.sources))
            for c in way
        ]
        for higher in from_here
        for way in reading.attends_if.get(higher, ())
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


def held(needs: Needs) -> set[Precondition]:
    """Return all preconditions that somebody holds."""
    return {p for ways in needs.values() for way in ways for _, p in way if p is not None}


def without_meetings(needs: Needs) -> Needs:
    """Return the needs when nothing can wait for a meeting that is still to come."""
    return {
        thing: [
            way
            for way in ways
            if thing[0] != "granted" or all(first[0] != "meeting" for first, _ in way)
        ]
        for thing, ways in needs.items()
    }


def _awaits_meeting(way: Way) -> bool:
    return any(thing[0] == "meeting" for thing, _ in way)
