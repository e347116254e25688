"""Preconditions: what each thing needs first, by the words alone, as a graph of ways.

For one combination of readings, three kinds of thing can come about: a party *comes* at a level or
above, there is a *meeting* at a level or above, a condition is *granted*. A party's reading and a
grantor's `awaits` say what each needs first; what can be reached when everybody does all that the
own words allow is found step by step.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.meeting import Manner
from sim.scenario.statement import Kind

Thing = tuple[str, ...]
"""``("comes", meeting, party, level)``, where the last meeting has an empty name, ``("meeting",
level)``, ``("held", meeting, level)`` of one before it, or ``("granted", condition)``, which also
stands for a meeting before the last that is held at any level."""


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
        first, then = (
            f"{scenario.actors[one].name} present" if one in scenario.actors else one
            for one in (self.first, self.then)
        )
        return f"{scenario.actors[self.actor].name}: {first} → {then}"


def asking(scenario: Scenario, party: str, reading: str, condition: str) -> tuple[str, ...]:
    """Return the sentences in which a party asks for a condition under a reading; maybe none.

    Of the reading's sentences those that the condition cites, and preconditions that no other
    condition cites; where there are none, the party's own ones that the condition cites.
    """
    read = scenario.parties[party].readings[reading].sources
    cited = scenario.demands[condition].sources
    others = {
        key for name, one in scenario.demands.items() if name != condition for key in one.sources
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

TALKS = "talks"  # what the lowest meeting is called: any at all


def needs_of(scenario: Scenario, readings: Mapping[str, str]) -> Iterator[tuple[Thing, Way]]:
    """Yield each thing with each way to it, for one reading per party."""
    for meeting in ("", *scenario.earlier):
        for level in scenario.levels[1:]:
            for words in readings.items():
                for way in _ways_to_come(scenario, words, level, meeting):
                    yield ("comes", meeting, words[0], level), way
        yield from _meetings(scenario, readings, meeting)
    for name, condition in scenario.conditions.items():
        granted = condition.grantors.items()
        whose = [(key, readings.get(key)) for key, one in granted if not one.refuses]
        ways = [_awaited(scenario, name, *one) for one in whose]
        if condition.enough == "any":
            yield from ((("granted", name), way) for every in ways for way in every)
        elif len(ways) == len(granted):
            for every in product(*ways):
                yield ("granted", name), [step for way in every for step in way]


def _meetings(
    scenario: Scenario, readings: Mapping[str, str], meeting: str
) -> Iterator[tuple[Thing, Way]]:
    """Yield the ways to a meeting at each level or above.

    One who meets at no lower level comes to one level at a time, and all must look for it.
    """
    terms = scenario.earlier[meeting] if meeting else scenario.meeting
    attendance = terms.attendance(scenario.parties, scenario.levels)
    read = (scenario.parties[party].readings[key] for party, key in readings.items())
    insists = any(one.meets is Manner.ONLY for one in read)
    levels = scenario.levels[1 : attendance.top + 1]
    for rung, level in enumerate(levels):
        held = ("held", meeting, level) if meeting else ("meeting", level)
        for at in levels[rung:] if insists else (level,):
            for some in combinations(attendance.counted, attendance.at_least):
                everybody = (*attendance.needed, *some)
                yield held, [(("comes", meeting, party, at), None) for party in everybody]
    if meeting:
        yield ("granted", meeting), [(("held", meeting, levels[0]), None)]


def _awaited(scenario: Scenario, name: str, grantor: str, reading: str | None) -> list[Way]:
    """Return the ways to what a grantor of a condition, read so, says must come first.

    A meeting at a level can be the last one, or one before it.
    """
    awaits = scenario.conditions[name].grantors[grantor].awaits
    if awaits is None or (isinstance(awaits.binding, tuple) and reading not in awaits.binding):
        return [[]]
    asked = [other for other, status in awaits.conditions.items() if status is not Status.NONE]
    steps = [
        (("granted", other), Precondition(grantor, other, name, awaits.sources)) for other in asked
    ]
    if awaits.meeting is None:
        return [[*steps]]
    level = awaits.meeting
    first = TALKS if level == scenario.levels[1] else level
    said = Precondition(grantor, first, name, awaits.sources)
    meetings = [("meeting", level), *(("held", key, level) for key in scenario.earlier)]
    return [[(meeting, said), *steps] for meeting in meetings]


def _ways_to_come(
    scenario: Scenario, words: tuple[str, str], level: str, meeting: str
) -> Iterator[Way]:
    """Yield the ways at which a party under a reading can come at `level` or above to a meeting.

    At this level only, where its reading meets at no lower one. What waits is the talks, where the
    party comes at no lower level, or else the level itself; or the earlier meeting. What must not
    be waits for nobody.
    """
    party, reading = words[0], scenario.parties[words[0]].readings[words[1]]
    allowed = reading.attends_earlier.get(meeting, reading.attends_if)
    lowest = next((one for one in scenario.levels if one in allowed), None)
    above = scenario.levels[scenario.levels.index(level) :]
    for higher in above[:1] if reading.meets is Manner.ONLY else above:
        then = meeting or (TALKS if higher == lowest else higher)
        for way in allowed.get(higher, ()):
            asked = (name for name, status in way.items() if status is not Status.NONE)
            yield [(("granted", c), Precondition(party, c, then, reading.sources)) for c in asked]


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
