"""Promises: what is asked for, who can grant it and what is heard of it, as one would say it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sim.scenario import Scenario
from sim.scenario.actor import Way
from sim.scenario.base import humanize
from sim.scenario.condition import HELD, NEEDED, PRESENCE, Status, granting_path
from sim.scenario.parts import CONDITION_SIGNALS
from sim.style.sentences import listed, within
from sim.style.words import called, sources_in_words

UNQUOTED = str.maketrans("", "", "‘’")


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


def asked_for(scenario: Scenario, condition: str) -> set[Status]:
    """Return in which statuses words, under some reading, or a deal ask for a condition."""
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
    return asked | {one[condition] for one in (*firsts, deal) if condition in one}


def verb_for(scenario: Scenario, condition: str) -> Verb:
    """Return what whoever can grant a condition does: what all want to be without is no promise."""
    return BRING_ABOUT if asked_for(scenario, condition) == {Status.NONE} else PROMISE


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


def way_in_words(
    scenario: Scenario,
    way: Way,
    naming: Callable[[str], str] = called,
    standing: Mapping[str, str] | None = None,
) -> str:
    """Return what must be there and what must not: ``with ‘truce’ promised, and without ‘strike’``.

    How conditions stand, if given, is said instead of how they are asked for.

    >>> doctors = Scenario.load("scenarios/others/junior-doctors-2023.yaml")
    >>> [way] = doctors.parties["ministry"].readings["lower_ask_too"].attends_if["talks"]
    >>> way_in_words(doctors, way)
    'with ‘lower ask’ promised, and without ‘new strike’'
    """
    there = [name for name, status in way.items() if status is not Status.NONE]
    away = [promise_called(scenario, name, naming) for name in way if name not in there]
    said = {name: way[name].needed for name in there} | dict(standing or {})
    asked = [asked_in_words(scenario, name, said[name], naming=naming) for name in there]
    parts = [f"with {listed(asked)}"] if asked else []
    return ", and ".join(parts + ([f"without {listed(away, 'or')}"] if away else []))


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


def act_of_granting(scenario: Scenario, condition: str) -> str:
    """Return what those who can grant a condition do, as ``promise it, but only together``."""
    spec = scenario.conditions[condition]
    together = len(spec.grantors) > 1 and spec.enough == "all"
    return f"{verb_for(scenario, condition).it}{', but only together' if together else ''}"


def can_be_broken(scenario: Scenario, condition: str) -> bool:
    """Return whether a promise may be violated."""
    return scenario.numbers[f"conditions.{condition}.violation_chance"].centre > 0


def differs_once_observed(scenario: Scenario, condition: str) -> bool:
    """Return whether what is promised may not count as observed: it is late, or may be broken."""
    return scenario.conditions[condition].due is not None or can_be_broken(scenario, condition)


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
    behind = dict.fromkeys((*spec.grantors[grantor].sources, *rate.number.sources))
    return tuple(one for one in behind if one in said)


def deal_in_words(scenario: Scenario) -> str:
    """Return what makes a meeting one with a deal: ``‘truce’ promised``."""
    deal = (scenario.meeting.deal or {}).items()
    return listed(asked_in_words(scenario, name, needed.needed) for name, needed in deal)


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
