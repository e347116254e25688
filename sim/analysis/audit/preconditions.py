"""Preconditions: what each thing needs first, by the words alone, as a graph of ways.

For one combination of readings, three kinds of thing can come about: a party *comes* at a level or
above, there is a *meeting* at a level or above, a condition is *granted*. A party's reading and a
grantor's `awaits` say what each needs first; what can be reached when everybody does all that the
own words allow is found step by step.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.meeting import Attendance
from sim.scenario.statement import Kind

Thing = tuple[str, ...]
"""``("attends_if", party, level)``, ``("meeting", level)`` or ``("granted", condition)``, which
also stands for a meeting before the last that is held."""


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

TALKS = "talks"
"""What the lowest meeting is called: any at all."""


def needs_of(scenario: Scenario, readings: Mapping[str, str]) -> Iterator[tuple[Thing, Way]]:
    """Yield each thing with each way to it, for one reading per party."""
    for level in scenario.levels[1:]:
        for party, key in readings.items():
            for way in _ways_to_come(scenario, (party, key), level):
                yield ("attends_if", party, level), way
    for level in scenario.meeting_levels[1:]:
        for way in _all_come(level, scenario.attendance):
            yield ("meeting", level), way
    for name, earlier in scenario.earlier.items():
        for way in _all_come(name, earlier.attendance(scenario.parties, scenario.levels)):
            yield ("granted", name), way
        for party, key in readings.items():
            for way in _ways_to_come(scenario, (party, key), scenario.levels[1], name):
                yield ("attends_if", party, name), way
    for name, condition in scenario.conditions.items():
        granted = condition.grantors.items()
        whose = [(key, readings.get(key)) for key, one in granted if not one.refuses]
        ways = [_awaited(scenario, name, *one) for one in whose]
        if condition.enough == "any":
            yield from ((("granted", name), way) for way in ways)
        elif len(ways) == len(granted):
            yield ("granted", name), [step for way in ways for step in way]


def _all_come(level: str, attendance: Attendance) -> Iterator[Way]:
    """Yield for each smallest set of parties that is enough that all of them come."""
    for some in combinations(attendance.counted, attendance.at_least):
        yield [(("attends_if", party, level), None) for party in (*attendance.needed, *some)]


def _awaited(scenario: Scenario, name: str, grantor: str, reading: str | None) -> Way:
    """Return what a grantor of a condition, read so, says must come first."""
    awaits = scenario.conditions[name].grantors[grantor].awaits
    if awaits is None or (isinstance(awaits.binding, tuple) and reading not in awaits.binding):
        return []
    asked = (other for other, status in awaits.conditions.items() if status is not Status.NONE)
    firsts: dict[Thing, str] = {("granted", other): other for other in asked}
    if awaits.meeting is not None:
        lowest = awaits.meeting == scenario.levels[1]
        firsts = {("meeting", awaits.meeting): TALKS if lowest else awaits.meeting} | firsts
    steps = firsts.items()
    return [(thing, Precondition(grantor, it, name, awaits.sources)) for thing, it in steps]


def _ways_to_come(
    scenario: Scenario, words: tuple[str, str], level: str, meeting: str = ""
) -> Iterator[Way]:
    """Yield the ways at which a party under a reading can come at `level` or above to a meeting.

    What waits is the talks, where the party comes at no lower level, or else the level itself; or
    the earlier meeting. What must not be waits for nobody.
    """
    party, reading = words[0], scenario.parties[words[0]].readings[words[1]]
    allowed = reading.attends_earlier.get(meeting, reading.attends_if)
    lowest = next((one for one in scenario.levels if one in allowed), None)
    for higher in scenario.levels[scenario.levels.index(level) :]:
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
