"""Words: the dates, the wording and the preconditions of a scenario, as a page says them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sim.engine.outcome import can_meet_late
from sim.scenario import Scenario
from sim.scenario.actor import Reading, Way
from sim.scenario.gates import least_asking
from sim.scenario.meeting import EarlierMeeting, Manner
from sim.scenario.statement import Kind, Statement
from sim.style.dates import day, when
from sim.style.promises import way_in_words
from sim.style.sentences import listed
from sim.style.words import called, those_needed

FIRMNESS = (
    (0.05, "commits to nothing"),
    (0.35, "a possibility"),
    (0.525, "soft"),
    (0.675, "firm in part"),
    (0.775, "clear"),
    (0.875, "firm"),
    (1.0, "entirely firm"),
)
"""How firmly a wording commits, up to each number; the bands of ``seeds/README.md``."""

REPORTED = (Kind.SILENCE, Kind.CONTEXT, Kind.FRAMING)
"""Kinds of statement that lay nothing on anybody."""

MEETS, USUAL = "meeting", "at a lower level, too"
NEVER = "not at all"
MANNERS = {
    Manner.ONLY: "at no lower level",
    Manner.OTHERS: "no higher than the others come",
    Manner.EQUAL: "no higher than the others come, and at equal levels only",
}
"""At which levels a reading lets a party meet, where that is not the usual."""


def firmness_in_words(firmness: float) -> str:
    """Return how firmly a statement's wording commits.

    >>> firmness_in_words(0.0), firmness_in_words(0.9)
    ('commits to nothing', 'entirely firm')
    """
    return next(words for most, words in FIRMNESS if firmness <= most)


def footing(statement: Statement) -> str:
    """Return what stands below a statement: its id, whose it is, by when, how firm, from where."""
    says_nothing = statement.kind in REPORTED and not statement.firmness
    parts = (
        statement.id,
        statement.attribution,
        "" if statement.by == "n/a" else statement.by,
        "" if says_nothing else firmness_in_words(statement.firmness),
        statement.provenance,
    )
    return " · ".join(filter(None, parts))


def percent(share: float) -> str:
    """Return a share as it stands in every table.

    >>> percent(0.0632)
    '6.3%'
    """
    return f"{share:.1%}"


def whole_percent(share: float) -> str:
    """Return a share in whole percent; what is there does not read as none.

    >>> whole_percent(0.346), whole_percent(0.001), whole_percent(0.0)
    ('35%', '<1%', '0%')
    """
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def needed_to_meet(scenario: Scenario) -> str:
    """Return without whom there is no meeting, as a sentence."""
    return f"There is a meeting only if {those_needed(scenario)} come."


def question(scenario: Scenario) -> str:
    """Return what is asked, for a heading."""
    last = scenario.clock.on_time_until - timedelta(minutes=1)
    return f"Do {those_needed(scenario)} meet by {day(last)} {last.year}?"


def dates(scenario: Scenario) -> list[tuple[str, str]]:
    """Return what happens when, in the order of the calendar and the offset of the clock."""
    clock, earlier = scenario.clock, scenario.earlier.items()
    told = [
        ("the story starts", clock.starts),
        *((f"{called(name)} is due", one.due) for name, one in scenario.conditions.items()),
        *((f"decisions about {called(name)} freeze", one.deadline) for name, one in earlier),
        ("decisions freeze", clock.deadline),
        ("a meeting is no longer on time", clock.on_time_until),
        ("decisions about a postponed meeting freeze", clock.postponed_to),
        (
            "a late meeting no longer counts",
            clock.follow_up_until if can_meet_late(scenario) else None,
        ),
    ]
    here = clock.starts.tzinfo
    dated = [(what, moment.astimezone(here)) for what, moment in told if moment is not None]
    return [(what, when(moment)) for what, moment in sorted(dated, key=lambda one: one[1])]


def has_levels(scenario: Scenario) -> bool:
    """Return whether there is more than one level to meet at."""
    return len(scenario.meeting_levels) > 2


def worth_telling(scenario: Scenario, path: str) -> bool:
    """Return whether a number can matter: none about unequal levels does where there is one."""
    return len(scenario.levels) > 2 or not path.endswith((".step_down", ".bridging"))


def zone(scenario: Scenario) -> str:
    """Return the offset of the clock from UTC, such as ``UTC+3:00``."""
    offset = scenario.clock.starts.utcoffset() or timedelta()
    minutes = round(abs(offset) / timedelta(minutes=1))
    return f"UTC{'−' if offset < timedelta() else '+'}{minutes // 60}:{minutes % 60:02}"


def ways_to(allowed: Mapping[str, Sequence[Way]], level: str, levels: Sequence[str]) -> list[Way]:
    """Return the ways at which a reading that allows these lets a party come at a level or above.

    A way that asks for no less than another one is left out.
    """
    above = levels[levels.index(level) :]
    return least_asking(way for higher in above for way in allowed.get(higher, ()))


def ways_in_words(scenario: Scenario, ways: Sequence[Way]) -> str:
    """Return under which preconditions a party comes."""
    if not ways:
        return NEVER
    if {} in ways:
        return "in any case"
    return ", or ".join(way_in_words(scenario, way) for way in ways)


def comes_in_words(scenario: Scenario, reading: Reading) -> dict[str, str]:
    """Return under which preconditions a reading lets a party come, by level from the highest.

    Meetings before the last come first, if its party counts there, and how it meets comes last,
    where that is not the usual. A level goes without saying where there is only one.
    """
    found: dict[str, str] = {}
    for name, one in scenario.earlier.items():
        if not _counts(scenario, one, reading):
            continue
        allowed = reading.attends_earlier.get(name, reading.attends_if)
        rung = scenario.levels.index(one.level or scenario.levels[-1])
        for level in scenario.levels[rung:0:-1]:
            at = f" at {called(level)}" if len(scenario.levels) > 2 else ""
            found[f"to {called(name)}{at}"] = _at_level(scenario, reading, allowed, level)
    alone = len(scenario.levels) == 2 and not scenario.earlier
    to = "to the meeting " if scenario.earlier else ""
    for level in scenario.levels[:0:-1]:
        how = _at_level(scenario, reading, reading.attends_if, level)
        found["" if alone else f"{to}at {called(level)}"] = how
    return found | ({MEETS: MANNERS[reading.meets]} if reading.meets in MANNERS else {})


def _counts(scenario: Scenario, meeting: EarlierMeeting, reading: Reading) -> bool:
    """Return whether it matters for a meeting that the party so read comes."""
    attendance = meeting.attendance(scenario.parties, scenario.levels)
    some = (scenario.parties[key] for key in (*attendance.needed, *attendance.counted))
    return any(reading is one for party in some for one in party.readings.values())


def _at_level(
    scenario: Scenario, reading: Reading, allowed: Mapping[str, Sequence[Way]], level: str
) -> str:
    """Return under which preconditions a party comes at a level: at no other, or at it or above."""
    only = reading.meets is Manner.ONLY
    ways = allowed.get(level, ()) if only else ways_to(allowed, level, scenario.levels)
    return ways_in_words(scenario, ways)


def alike(entries: Mapping[str, str]) -> list[str]:
    """Return entries as words, levels with the same words under one head.

    >>> alike({"at ‘both’": "in any case", "at ‘one’": "in any case", "meeting": "equally"})
    ['at ‘both’ and ‘one’ in any case', 'meeting equally']
    >>> alike({"to ‘a’ at ‘b’": "in any case", "to ‘a’ at ‘c’": "in any case"})
    ['to ‘a’ at ‘b’ and ‘c’ in any case']
    >>> alike({"at ‘both’": "not at all", "at ‘one’": "not at all"})
    ['not at all']
    """
    if set(entries.values()) == {NEVER}:
        return [NEVER]
    heads: dict[tuple[str, str], list[str]] = {}
    for head, words in entries.items():
        heads.setdefault((words, head[:1]), []).append(head)
    return [f"{listed(_briefly(some))} {words}".lstrip() for (words, _), some in heads.items()]


def _briefly(heads: Sequence[str]) -> Iterator[str]:
    """Yield heads; one that begins as the one before it, without that beginning."""
    before = ""
    for head in heads:
        start = head[: head.rindex("‘")] if "‘" in head else head
        yield head.removeprefix(start) if start == before else head
        before = start
