"""Wording: the names in a scenario, as a reader would say them."""

import re
from collections.abc import Iterable

from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.meeting import Attendance
from sim.style.sentences import listed, within

NUMBERS = ("one", "two", "three", "four", "five", "six")
"""Small numbers, as far as there are parties in a scenario."""


def emphasised(text: str) -> list[str]:
    """Return a text in parts; every second one is a *starred* name, as stories mark what is an id.

    A star within a name that is none of an id is a character like any other.

    >>> emphasised("A*B would come at the level *leaders*")
    ['A*B would come at the level ', 'leaders', '']
    """
    return re.split(r"\*([A-Za-z](?:[A-Za-z0-9 -]*[A-Za-z0-9-])?)\*", text)


def plain(text: str) -> str:
    """Return a text whose *starred* names are in quotation marks.

    >>> plain("A would come at the level *leaders*")
    'A would come at the level ‘leaders’'
    """
    parts = emphasised(text)
    return "".join(f"‘{part}’" if place % 2 else part for place, part in enumerate(parts))


def starred(name: str) -> str:
    """Return an id as *starred* words, for a text that marks what is an id."""
    return f"*{humanize(name)}*"


def at_level(scenario: Scenario, level: int) -> str:
    """Return at which level somebody comes; nothing where there is only one to come at.

    >>> at_level(Scenario.load("scenarios/thursday/baseline.yaml"), 2)
    ' at the level *leaders*'
    """
    alone = len(scenario.levels) == 2
    return "" if alone else f" at the level {starred(scenario.levels[level])}"


def called(name: str) -> str:
    """Return an id as words in quotation marks: a name, not a part of the sentence's grammar.

    >>> called("both_sign")
    '‘both sign’'
    """
    return f"‘{humanize(name)}’"


def against(scenario: Scenario, party: str) -> tuple[str, ...]:
    """Return the sentences that lower a party's inclination; others prove nothing against it."""
    given = scenario.numbers[f"actors.{party}.inclination"].number
    return given.sources if given.centre < (given.neutral or 0.0) else ()


def in_order(ids: Iterable[str]) -> list[str]:
    """Return ids of statements, each once, in the order in which one counts.

    >>> in_order(["U10", "U9", "E1", "U9"])
    ['E1', 'U9', 'U10']
    """

    def parts(one: str) -> list[tuple[str, int]]:
        return [(word, int(number or 0)) for word, number in re.findall(r"(\D+)(\d*)", one)]

    return sorted(dict.fromkeys(ids), key=parts)


def sources_in_words(sources: Iterable[str]) -> str:
    """Return ids of statements in brackets; nothing for none."""
    ids = ", ".join(in_order(sources))
    return f" ({ids})" if ids else ""


def number_in_words(number: int) -> str:
    """Return a number as a word, as far as there is one, else its digits.

    >>> number_in_words(2), number_in_words(12)
    ('two', '12')
    """
    return NUMBERS[number - 1] if 0 < number <= len(NUMBERS) else str(number)


def those_needed(scenario: Scenario) -> str:
    """Return who must come to the meeting: ``A, B, and at least one of C and D``."""
    return needed_for(scenario, scenario.attendance)


def needed_for(scenario: Scenario, attendance: Attendance) -> str:
    """Return who must come to a meeting with this attendance."""
    needed = [within(scenario.actors[key].name) for key in attendance.needed]
    if attendance.at_least:
        counted = listed(within(scenario.actors[key].name) for key in attendance.counted)
        needed.append(f"at least {number_in_words(attendance.at_least)} of {counted}")
    return listed(needed)
