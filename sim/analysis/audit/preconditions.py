"""Preconditions: what each thing needs first, by the words alone, as a graph of ways.

For one combination of readings, three kinds of thing can come about: a party *comes* at a level or
above, there is a *meeting* at a level or above, a condition is *granted*. A party's reading and a
grantor's `awaits` say what each needs first; what can be reached when everybody does all that the
own words allow is found step by step.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

from sim.scenario import Scenario
from sim.scenario.condition import Awaits, Granting, Status
from sim.scenario.meeting import Attendance
from sim.scenario.statement import Kind

Thing = tuple[str, ...]
"""``("attends_if", party, level)``, ``("meeting", level)`` or ``("granted", condition)``, which
also stands for a meeting before the last that is held."""


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

Needs = dict[Thing, list[Way]]
"""The ways to each thing."""


def needs_of(scenario: Scenario, readings: dict[str, str]) -> Iterator[tuple[Thing, list[Way]]]:
    """Yield the ways to each thing, for one reading per party."""
    talks = _talks(scenario)
    for level in scenario.meeting_levels[1:]:
        yield ("meeting", level), _all_come(level, scenario.attendance)
    for level in scenario.levels[1:]:
        for party, key in readings.items():
            yield ("attends_if", party, level), _ways_to_come(scenario, party, key, level)
    for name, earlier in scenario.earlier.items():
        talks |= {name: name}
        attendance = earlier.attendance(scenario.parties, scenario.levels)
        lowest = scenario.levels[1]
        yield ("granted", name), _all_come(name, attendance)
        for party, key in readings.items():
            yield ("attends_if", party, name), _ways_to_come(scenario, party, key, lowest, name)
    for name, condition in scenario.conditions.items():
        granted = condition.grantors.items()
        each = [
            None if one.refuses else _awaited(name, who, one, talks, readings)
            for who, one in granted
        ]
        if condition.enough == "any":
            yield ("granted", name), [way for way in each if way is not None]
        else:
            whole = [step for way in each for step in way or ()]
            yield ("granted", name), [] if None in each else [whole]


def _awaited(
    name: str, who: str, granting: Granting, talks: dict[str, str], readings: dict[str, str]
) -> Way:
    """Return what one of its grantors, read so, says must come before a condition."""
    awaits = granting.awaits
    if awaits is None or not _read_so(awaits, readings.get(who)):
        return []
    first = [] if awaits.meeting is None else [awaits.meeting]
    meetings: Way = [
        (("meeting", level), Precondition(who, talks[level], name, awaits.sources))
        for level in first
    ]
    return meetings + [
        (("granted", other), Precondition(who, other, name, awaits.sources))
        for other, needed in awaits.conditions.items()
        if needed is not Status.NONE
    ]


def _read_so(awaits: Awaits, reading: str | None) -> bool:
    """Return whether a grantor read so waits: under all readings, unless it names some."""
    return not isinstance(awaits.binding, tuple) or reading in awaits.binding


def _all_come(level: str, attendance: Attendance) -> list[Way]:
    """Return for each smallest set of parties that is enough that all of them come."""
    return [
        [(("attends_if", party, level), None) for party in (*attendance.needed, *some)]
        for some in combinations(attendance.counted, attendance.at_least)
    ]


def _ways_to_come(
    scenario: Scenario, party: str, key: str, level: str, meeting: str = ""
) -> list[Way]:
    """Return the ways at which the reading lets the party come at `level` or above to a meeting.

    What waits is the talks, where the party comes at no lower level, or else the level itself.
    """
    reading, talks = scenario.parties[party].readings[key], scenario.levels[1]
    allowed = reading.attends_earlier.get(meeting, reading.attends_if)
    from_here = scenario.levels[scenario.levels.index(level) :]
    lowest = min(allowed, key=scenario.levels.index, default=talks)
    named = {lowest: meeting or _talks(scenario)[talks]}
    return [
        [
            (("granted", c), Precondition(party, c, named.get(higher, higher), reading.sources))
            for c, status in way.items()
            if status is not Status.NONE  # what must not be waits for nobody
        ]
        for higher in from_here
        for way in allowed.get(higher, ())
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
        thing: [way for way in ways if thing[0] != "granted" or not _awaits_meeting(way)]
        for thing, ways in needs.items()
    }


def _awaits_meeting(way: Way) -> bool:
    return any(thing[0] == "meeting" for thing, _ in way)
