"""Preconditions: what each thing needs first, by the words alone, as a graph of ways.

For one combination of readings, three kinds of thing can come about: a party *comes* at a level or
above, there is a *meeting* at a level or above, a condition is *granted*. A party's reading and a
grantor's `awaits` say what each needs first; what can be reached when everybody does all that the
own words allow is found step by step.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from sim.analysis.audit.ways import Precondition, Thing, Way
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.gates import met
from sim.scenario.meeting import Manner
from sim.scenario.statement import Kind


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


TALKS = "talks"  # what the lowest meeting is called: any at all


def needs_of(scenario: Scenario, readings: Mapping[str, str]) -> Iterator[tuple[Thing, Way]]:
    """Yield each thing with each way to it, for one reading per party."""
    for meeting in ("", *scenario.earlier):
        for level in scenario.levels[1:]:
            for words in readings.items():
                for kind, way in _ways_to_come(scenario, words, level, meeting):
                    yield (kind, meeting, words[0], level), way
        yield from meetings(scenario, readings, meeting)
    for name, condition in scenario.conditions.items():
        granted = condition.grantors.items()
        whose = [(key, readings.get(key)) for key, one in granted if not one.refuses]
        ways = [_awaited(scenario, name, *one) for one in whose]
        if condition.enough == "any":
            yield from ((("granted", name), way) for every in ways for way in every)
        elif len(ways) == len(granted):
            for every in product(*ways):
                yield ("granted", name), [step for way in every for step in way]


def meetings(
    scenario: Scenario, readings: Mapping[str, str], meeting: str = ""
) -> Iterator[tuple[Thing, Way]]:
    """Yield the ways to a meeting at each level or above.

    Who keeps to a level comes to one at a time, and all must look for it.
    """
    terms = scenario.earlier[meeting] if meeting else scenario.meeting
    attendance = terms.attendance(scenario.parties, scenario.levels)
    manners = {key: scenario.parties[key].readings[one].meets for key, one in readings.items()}
    insists = {Manner.ONLY, Manner.EQUAL} & {*manners.values()}
    levels = scenario.levels[1 : attendance.top + 1]
    for rung, level in enumerate(levels):
        held = ("held", meeting, level) if meeting else ("meeting", level)
        for at in levels[rung:] if insists else (level,):
            for some in combinations(attendance.counted, attendance.at_least):
                come = {key: manners[key] for key in (*attendance.needed, *some)}
                hows = {key: _how(key, come, at == levels[-1]) for key in come}
                yield held, [((how, meeting, key, at), None) for key, how in hows.items()]
    if meeting:
        yield ("granted", meeting), [(("held", meeting, levels[0]), None)]


def _how(party: str, manners: Mapping[str, Manner], invited: bool) -> str:
    """Return how a party has to come to a meeting at a level, with others of these manners.

    Who meets at no lower level keeps to it. So does, beside one who meets level for level, whoever
    does not follow the others down, unless the invitation brings all that come higher to it.
    """
    equal = any(one is Manner.EQUAL for key, one in manners.items() if key != party)
    own = manners[party]
    keeps = own is Manner.ONLY or (own is Manner.USUAL and equal and not invited)
    return "keeps to" if keeps else "comes"


def come_now(
    scenario: Scenario, readings: Mapping[str, str], stands: Mapping[str, int]
) -> set[Thing]:
    """Return who can come to the last meeting, and how, as conditions stand."""
    found: set[Thing] = set()
    for key, one in readings.items():
        ways = scenario.parties[key].readings[one].attends_if
        rungs = [at for at, name in enumerate(scenario.levels) if met(ways.get(name, ()), stands)]
        found |= {("keeps to", "", key, scenario.levels[at]) for at in rungs}
        found |= {
            ("comes", "", key, name) for name in scenario.levels[: max(rungs, default=-1) + 1]
        }
    return found


def _awaited(scenario: Scenario, name: str, grantor: str, reading: str | None) -> list[Way]:
    """Return the ways to what a grantor of a condition, read so, says must come first.

    A meeting at a level can be the last one, or one before it.
    """
    awaits = scenario.conditions[name].grantors[grantor].awaits
    if awaits is None or (isinstance(awaits.binding, tuple) and reading not in awaits.binding):
        return [[]]
    asked = [other for other, status in awaits.conditions.items() if status is not Status.NONE]
    at_once = {
        other
        for other, status in awaits.conditions.items()
        if awaits.binding and status is Status.PROMISED and other in scenario.conditions
    }
    steps = [
        (
            ("granted", other),
            Precondition(grantor, other, name, awaits.sources, together=other in at_once),
        )
        for other in asked
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
) -> Iterator[tuple[str, Way]]:
    """Yield the ways in which a party under a reading can come at `level` to a meeting, or above.

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
            said = [(("granted", c), Precondition(party, c, then, reading.sources)) for c in asked]
            yield "comes", [*said]
            if higher == level:
                yield "keeps to", [*said]
