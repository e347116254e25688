"""Wording: the names and numbers of a scenario, as a reader would say them."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.condition import HELD, NEEDED, PRESENCE, Status, granting_path
from sim.scenario.meeting import Attendance
from sim.scenario.parts import CONDITION_SIGNALS
from sim.style.sentences import listed, within

UNQUOTED = str.maketrans("", "", "‘’")

NUMBERS = ("one", "two", "three", "four", "five", "six")
"""Numbers of parties, from one to the most that a scenario has."""

MIN_SHOWN = 0.0005  # a share below this would be printed as 0.0 %


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


def called(name: str) -> str:
    """Return an id as words in quotation marks: a name, not a part of the sentence's grammar.

    >>> called("both_sign")
    '‘both sign’'
    """
    return f"‘{humanize(name)}’"


def promise_called(
    scenario: Scenario, condition: str, naming: Callable[[str], str] = called
) -> str:
    """Return what is promised, as a noun: the presence of an actor, or the condition's id."""
    actor = scenario.actors.get(condition)
    return naming(condition) if actor is None else f"the presence of {within(actor.name)}"


THERE = {"observed": "present throughout", "violated": "missing"}
"""How a presence is spoken of that was promised, and is kept or not."""


@dataclass(frozen=True)
class Verb:
    """What whoever can bring a condition about does."""

    act: str
    done: str
    doing: str
    it: str
    """The act with *it*."""


PROMISE = Verb("promise", "promised", "promising", "promise it")
BRING_ABOUT = Verb("bring about", "brought about", "bringing about", "bring it about")


def verb_for(scenario: Scenario, condition: str) -> Verb:
    """Return what whoever can grant a condition does: what all want to be without is no promise."""
    asked = {
        one[condition]
        for party in scenario.parties.values()
        for reading in party.readings.values()
        for ways in (reading.attends_if, *reading.attends_earlier.values())
        for every in ways.values()
        for one in every
        if condition in one
    }
    granted = (by.awaits for one in scenario.conditions.values() for by in one.grantors.values())
    firsts = (awaits.conditions for awaits in granted if awaits is not None)
    deal = scenario.meeting.deal or {}
    asked |= {one[condition] for one in (*firsts, deal) if condition in one}
    return BRING_ABOUT if asked == {Status.NONE} else PROMISE


def only_promises(scenario: Scenario) -> bool:
    """Return whether all that can come about is promised, and nothing merely brought about."""
    return all(verb_for(scenario, name) is PROMISE for name in scenario.conditions)


def asked_in_words(
    scenario: Scenario, name: str, *needed: str, naming: Callable[[str], str] = called
) -> str:
    """Return what is asked for: a condition in one of some statuses, or an actor's presence.

    >>> doctors = Scenario.load("scenarios/others/junior-doctors-2023.yaml")
    >>> asked_in_words(doctors, "new_strike", "not promised")
    '‘new strike’ not brought about'
    >>> asked_in_words(doctors, "offer", "promised", "observed")
    '‘offer’ promised or observed'
    """
    if name in scenario.actors:
        said, whose, seen = PRESENCE, within(scenario.actors[name].name), THERE
    else:
        said, whose, seen = HELD if name in scenario.earlier else {}, naming(name), {}
        if name in scenario.conditions:
            done = verb_for(scenario, name).done
            said = {done: Status.PROMISED, f"not {done}": Status.NONE}
    words = {NEEDED[status]: word for word, status in said.items()} | seen
    return f"{whose} {listed((words.get(one, one) for one in needed), 'or')}"


Asked = Iterable[tuple[str, str]]
"""What must have come about, and what must not have, each with its status as it is asked for."""


def first_in_words(scenario: Scenario, ways: Iterable[Asked]) -> str:
    """Return what must come first, and what must not; where several ways lead there, either.

    As ``‘truce’ promised first``, ``only without ‘strike’``, or ``either …, or …``.
    """
    found = [_first(scenario, way) for way in ways]
    if len(found) < 2:
        return "".join(found)
    if all(one.endswith(" first") for one in found):
        return f"either {listed((one.removesuffix(' first') for one in found), 'or')} first"
    return f"either {', or '.join(found)}"


def _first(scenario: Scenario, asked: Asked) -> str:
    come: list[str] = []
    stayed_away: list[str] = []
    for name, needed in asked:
        if needed == NEEDED[Status.NONE]:
            stayed_away.append(promise_called(scenario, name))
        else:
            come.append(asked_in_words(scenario, name, needed))
    first = f"{listed(come)} first" if come else ""
    only = f"only without {listed(stayed_away, 'or')}" if stayed_away else ""
    return ", and ".join(filter(None, (first, only)))


def grantors_in_words(scenario: Scenario, condition: str) -> str:
    """Return who can promise a condition: all of them together, or any one."""
    spec = scenario.conditions[condition]
    names = (within(scenario.actors[key].name) for key in spec.grantors)
    return listed(names, "and" if spec.enough == "all" else "or")


def refusals(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield each promise that words rule out: whose, of what, and both with the sentences behind.

    The last as ``‘truce’ by South (S1)``.
    """
    for name, condition in scenario.conditions.items():
        for key, granting in condition.grantors.items():
            if granting.refuses:
                ids = sources_in_words(behind_refusal(scenario, name, key))
                what = promise_called(scenario, name)
                yield key, name, f"{what} by {within(scenario.actors[key].name)}{ids}"


def behind_refusal(scenario: Scenario, condition: str, grantor: str) -> tuple[str, ...]:
    """Return the sentences behind a refusal: of those that it may rest on, nobody else's."""
    spec = scenario.conditions[condition]
    rate = scenario.numbers[f"{granting_path(spec, condition, grantor)}.log_rate"]
    others = scenario.actors.keys() - {grantor}
    said = {one.id for one in scenario.statements if one.actor not in others}
    behind = dict.fromkeys((*spec.grantors[grantor].sources, *rate.given.sources))
    return tuple(one for one in behind if one in said)


def against(scenario: Scenario, party: str) -> tuple[str, ...]:
    """Return the sentences that lower a party's inclination; others prove nothing against it."""
    given = scenario.numbers[f"actors.{party}.inclination"].number
    return given.sources if given.centre < (given.neutral or 0.0) else ()


def signal_in_words(scenario: Scenario, name: str) -> str:
    """Return a signal's name as words: whose it is, and what."""
    owner, _, rest = name.partition(".")
    if owner in scenario.shocks:
        return f"{humanize(owner)} happened"
    if owner in scenario.earlier:
        return f"{humanize(owner)} held"
    if owner in scenario.conditions and rest in CONDITION_SIGNALS:
        return asked_in_words(scenario, owner, rest).translate(UNQUOTED)
    who = scenario.actors[owner].name
    names = {key: within(one.name) for key, one in scenario.actors.items()}
    if rest == "outlook":
        return f"what is expected of {within(who)}"
    said = humanize(rest).replace(".", " ").split()
    return f"{who}: {' '.join(names.get(word, word) for word in said)}"


def sources_in_words(sources: Iterable[str]) -> str:
    """Return ids of statements in brackets, each once; nothing for none."""
    ids = list(dict.fromkeys(sources))
    return f" ({', '.join(ids)})" if ids else ""


def quoted(quote: str) -> str:
    """Return a quote in quotation marks, unless it brings its own.

    >>> quoted("We wait."), quoted("“We wait,” it said")
    ('“We wait.”', '“We wait,” it said')
    """
    return quote if quote.startswith("“") else f"“{quote}”"


def signed(value: float, plus: bool = False, places: int = 2) -> str:
    """Return a number with some places and a minus sign of its own; with `plus`, that as well.

    >>> signed(-1.5), signed(0.5), signed(0.5, plus=True, places=1)
    ('−1.50', '0.50', '+0.5')
    """
    return f"{value:{'+' if plus else ''}z.{places}f}".replace("-", "−")


def in_percent(share: float) -> str:
    """Return a share in percent; one that is there, yet rounds to nothing, does not read as none.

    >>> in_percent(0.0632), in_percent(0.0001), in_percent(0.0)
    ('6.3%', '<0.1%', '0.0%')
    """
    return "<0.1%" if 0 < share < MIN_SHOWN else f"{share:.1%}"


def give_or_take(margin: float, *shares: float) -> str:
    """Return a share, or a range of them, in percent; no digit is finer than the margin's first.

    >>> give_or_take(0.0343, 0.4187), give_or_take(0.0009, 0.0081), give_or_take(0.0095, 0.37, 0.52)
    ('42% ± 4%', '0.8% ± 0.1%', '37% – 52% ± 1%')
    """
    places = 0 if margin > 0.005 else 1
    shown = " – ".join(f"{share:z.{places}%}".replace("-", "−") for share in shares)
    finest = 10.0 ** -(places + 2)
    return f"{shown} ± {ceil(round(margin / finest, 3)) * finest:.{places}%}" if margin else shown


def in_points(difference: float) -> str:
    """Return a difference of shares in percentage points, with its sign.

    >>> in_points(0.0321), in_points(-0.004), in_points(0.0001)
    ('+3.2', '−0.4', '0.0')
    """
    points = round(100 * difference, 1)
    return f"{points:+.1f}".replace("-", "−") if points else "0.0"


def those_needed(scenario: Scenario) -> str:
    """Return who must come to the meeting: ``A, B, and at least one of C and D``."""
    return needed_for(scenario, scenario.attendance)


def needed_for(scenario: Scenario, attendance: Attendance) -> str:
    """Return who must come to a meeting with this attendance."""
    needed = [within(scenario.actors[key].name) for key in attendance.needed]
    if attendance.at_least:
        counted = listed(within(scenario.actors[key].name) for key in attendance.counted)
        needed.append(f"at least {NUMBERS[attendance.at_least - 1]} of {counted}")
    return listed(needed)


def deal_in_words(scenario: Scenario) -> str:
    """Return what makes a meeting one with a deal: ``‘truce’ promised``."""
    deal = (scenario.meeting.deal or {}).items()
    return listed(asked_in_words(scenario, name, needed.needed) for name, needed in deal)
