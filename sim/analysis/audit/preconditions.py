"""Preconditions: what each thing needs first, by the words alone, as a graph of ways.

For one combination of readings, three kinds of thing can come about: a party *comes* at a level or
above, there is a *meeting* at a level or above, a condition is *granted*. A party's reading and a
grantor's `awaits` say what each needs first; what can be reached when everybody does all that the
own words allow is found step by step.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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

Needs = Sequence[tuple[Thing, Way]]
"""Each thing with one way to it; a thing can come again, or never."""

TALKS = "talks"
"""What the lowest meeting is called: any at all."""


def needs_of(scenario: Scenario, readings: Mapping[str, str]) -> Iterator[tuple[Thing, Way]]:
    """Yield each thing with each way to it, for one reading per party."""
    for level in scenario.levels[1:]:
        yield ("meeting", level), [(("attends_if", party, level), None) for party in readings]
        for party, key in readings.items():
            for way in _ways_to_come(scenario, party, key, level):
                yield ("attends_if", party, level), way
    for name in scenario.conditions:
        yield ("granted", name), _awaited(scenario, name)


def _awaited(scenario: Scenario, name: str) -> Way:
    """Return what the grantor of a condition says must come first."""
    awaits, grantor = scenario.conditions[name].awaits, scenario.conditions[name].grantor
    if awaits is None:
        return []
    firsts: dict[Thing, str] = {("granted", other): other for other in awaits.conditions}
    if awaits.meeting is not None:
        lowest = awaits.meeting == scenario.levels[1]
        firsts = {("meeting", awaits.meeting): TALKS if lowest else awaits.meeting} | firsts
    steps = firsts.items()
    return [(thing, Precondition(grantor, it, name, awaits.sources)) for thing, it in steps]


def _ways_to_come(scenario: Scenario, party: str, key: str, level: str) -> Iterator[Way]:
    """Yield the ways at which the reading lets the party come at `level` or above.

    What waits is the talks, where the party comes at no lower level, or else the level itself.
    """
    reading = scenario.parties[party].readings[key]
    lowest = next((one for one in scenario.levels if one in reading.attends_if), None)
    for higher in scenario.levels[scenario.levels.index(level) :]:
        then = TALKS if higher == lowest else higher
        for way in reading.attends_if.get(higher, ()):
            yield [(("granted", c), Precondition(party, c, then, reading.sources)) for c in way]


def reachable(needs: Needs, dropped: Collection[Precondition] = ()) -> set[Thing]:
    """Return all that can come about, when the `dropped` preconditions are given up."""
    found: set[Thing] = set()
    while new := {
        thing
        for thing, way in needs
        if thing not in found and all(first in found or said in dropped for first, said in way)
    }:
        found |= new
    return found


def held(needs: Needs) -> set[Precondition]:
    """Return all preconditions that somebody holds."""
    return {said for _, way in needs for _, said in way if said is not None}


def without_meetings(needs: Needs) -> Needs:
    """Return the needs when nothing can wait for a meeting that is still to come."""
    return [
        (thing, way)
        for thing, way in needs
        if thing[0] != "granted" or all(first[0] != "meeting" for first, _ in way)
    ]
