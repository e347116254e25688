"""Coming: who would come at which level, and how high words let somebody come."""

from collections.abc import Collection, Mapping

from sim.scenario import Scenario
from sim.scenario.actor import Reading
from sim.scenario.condition import Status
from sim.scenario.gates import met
from sim.style.promises import way_in_words
from sim.style.sentences import listed, none_of, within
from sim.style.words import at_level, starred

KEPT = "promised and not broken so far"

KEPT_ENOUGH = "kept often enough to count as observed"
"""How a condition stands, before the end, that is broken now and then."""


def invited_to(scenario: Scenario, earlier: str = "") -> tuple[str, ...]:
    """Return the parties that a meeting is about: those it counts on, or whose words name it.

    >>> minsk = Scenario.load("scenarios/others/minsk-2015.yaml")
    >>> len(invited_to(minsk)), len(invited_to(minsk, "contact_group"))
    (4, 3)
    """
    terms = scenario.earlier[earlier] if earlier else scenario.meeting
    attendance = terms.attendance(scenario.parties, scenario.levels)
    expected = (*attendance.needed, *attendance.counted)

    def named(reading: Reading) -> bool:
        return earlier in reading.attends_earlier if earlier else bool(reading.attends_if)

    return tuple(
        key
        for key, party in scenario.parties.items()
        if key in expected or any(map(named, party.readings.values()))
    )


def levels_in_words(scenario: Scenario, levels: Mapping[str, int], verb: str = "would come") -> str:
    """Return who would come (or came) at which level, from the highest, and who not at all.

    >>> doctors = Scenario.load("scenarios/others/junior-doctors-2023.yaml")
    >>> levels_in_words(doctors, {"bma": 1, "ministry": 0}, "would have come")
    'the BMA would have come, Whitehall not at all'
    """
    at: dict[int, list[str]] = {}
    for party, level in sorted(levels.items(), key=lambda one: -one[1]):
        at.setdefault(level, []).append(within(scenario.actors[party].name))
    names = {level: listed(some) for level, some in at.items()}
    top, *lower = [level for level in names if level] or [0]
    if not top:
        return none_of(at[0], verb)
    parts = [f"{names[top]} {verb}{at_level(scenario, top)}"]
    parts += [f"{names[level]} at {starred(scenario.levels[level])}" for level in lower]
    return ", ".join([*parts, *([f"{names[0]} not at all"] if 0 in names else [])])


def as_high_as_allowed(
    scenario: Scenario,
    words: tuple[str, Reading],
    level: int,
    statuses: Mapping[str, int],
    broken: Collection[str],
) -> str:
    """Return how high words let a party come, with what they have and what they still need.

    The words are a reading with its id; they allow a level, as conditions and earlier meetings
    stand (`statuses`), some of them violated by now (`broken`).
    """
    (name, reading), levels = words, scenario.levels
    ways = reading.attends_if.get(levels[level], ())
    now = next((way for way in ways if met([way], statuses)), {})
    higher = next((one for one in levels[level + 1 :] if one in reading.attends_if), "")
    lacking = [
        {key: one for key, one in way.items() if not one.met(statuses[key])}
        for way in reading.attends_if.get(higher, ())
    ]
    asked = dict.fromkeys(way_in_words(scenario, way, starred) for way in lacking)
    only = f"only {', or '.join(asked)}"
    seen = [one for one, needed in now.items() if needed is Status.OBSERVED]
    standing = {one: KEPT_ENOUGH if one in broken else KEPT for one in seen}
    having = [way_in_words(scenario, now, starred, standing)] if now else []
    if not level:
        return f"the words, read as {starred(name)}, allow it {only if higher else 'in no case'}"
    if len(levels) == 2:
        return " ".join([f"the words, read as {starred(name)}, allow it", *having])
    above = f"; higher {only}" if higher else ""
    return f"{', '.join([f'as high as the words allow, read as {starred(name)}', *having])}{above}"
