"""Stakes: what an actor wants and what it cannot know, read off a scenario, in words."""

from collections.abc import Iterator

from sim.pages.concessions import granted_by, possible, steps
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Actor, Party
from sim.scenario.base import humanize
from sim.scenario.condition import NEEDED, Status
from sim.scenario.meeting import EarlierMeeting
from sim.scenario.statement import Kind
from sim.style.sentences import listed
from sim.style.words import (
    asked_in_words,
    behind_refusal,
    called,
    grantors_in_words,
    promise_called,
    signal_in_words,
    sources_in_words,
)

REPORTED = (Kind.SILENCE, Kind.CONTEXT, Kind.FRAMING)
"""Kinds of statement that lay nothing on anybody."""

JUDGED = {
    "absence": "a party that comes lower than another",
    "refusal": "a party that does not promise what it could",
    "calling_off": "a party that calls the meeting off",
    "postponing": "a party that postpones the meeting",
    "condition": "a party that stays away over a condition",
}
"""What an audience may hold against a party."""


def said_by(scenario: Scenario, key: str) -> tuple[Statement, ...]:
    """Return the statements that belong to an actor."""
    return tuple(one for one in scenario.statements if one.actor == key)


def wants(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor is after: conditions, what it asks, how it leans, whom it judges."""
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        yield from _conditions_asked(scenario, key, actor)
    yield from _awaited(scenario, key)
    asked = [f"{who}{sources_in_words(ids)}" for who, ids in _asked(scenario, key).items()]
    if asked:
        yield f"You ask something of: {', '.join(asked)}."
    if isinstance(actor, Party):
        yield _leaning(scenario, key)
    judged = _judged(scenario, key)
    if any(weight for _, weight in judged):
        yield _judgement(judged)


def _conditions_asked(scenario: Scenario, key: str, party: Party) -> Iterator[str]:
    """Yield each condition that some reading of the party's words asks for."""
    asked: dict[str, set[Status]] = {}
    for step in steps(scenario, party):
        for ways in party.readings[step.reading].attends_if.values():
            for way in ways:
                for name, status in way.items():
                    asked.setdefault(name, set()).add(status)
    for name, states in asked.items():
        condition = scenario.demands[name]
        if isinstance(condition, EarlierMeeting):
            yield f"{asked_in_words(scenario, name, NEEDED[min(states)])}: {condition.title}."
            continue
        who = "you" if [*condition.grantors] == [key] else grantors_in_words(scenario, name)
        asked_for = [one.needed for one in Status if one in states]
        stands = asked_in_words(scenario, name, *asked_for)
        otherwise = "; otherwise" if states == {Status.NONE} else ""
        yield f"{stands}{otherwise}: {condition.title}. To promise: {who}."


def _awaited(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor has said must come before its promises."""
    for name, condition in granted_by(scenario, key).items():
        granting = condition.grantors[key]
        if granting.refuses:
            ids = sources_in_words(behind_refusal(scenario, name, key))
            yield f"Never {promise_called(scenario, name)}: so your words{ids}."
        awaits = granting.awaits
        if awaits is not None:
            meeting = [f"a meeting at {called(awaits.meeting)} or above"] if awaits.meeting else []
            others = [
                asked_in_words(scenario, other, state.needed)
                for other, state in awaits.conditions.items()
            ]
            ids = sources_in_words(awaits.sources)
            what = promise_called(scenario, name)
            yield f"First {listed([*meeting, *others])}, then {what}: so your words{ids}."


def _asked(scenario: Scenario, key: str) -> dict[str, list[str]]:
    """Return on whom an actor's statements lay something: names, each with the statements' ids."""
    asked: dict[str, list[str]] = {}
    for statement in said_by(scenario, key):
        others = () if statement.kind in REPORTED else (*statement.asks, *statement.binds)
        for other in dict.fromkeys(others):
            if other != key:
                asked.setdefault(_name(scenario, other), []).append(statement.id)
    return asked


def _name(scenario: Scenario, actor: str) -> str:
    return scenario.actors[actor].name if actor in scenario.actors else humanize(actor)


def _leaning(scenario: Scenario, party: str) -> str:
    """Return how inclined a party is to come at each level, whatever its words allow."""
    inclination = scenario.numbers[f"actors.{party}.inclination"]
    thresholds = scenario.numbers.below(f"actors.{party}.thresholds")
    margins = {
        level: inclination.centre - thresholds[level].centre for level in scenario.levels[1:]
    }
    alike: dict[str, list[str]] = {}
    for level, margin in margins.items():
        alike.setdefault(_lean(margin), []).append(f"as {humanize(level)}")
    leans = (f"{listed(levels, 'or')} {lean}" for lean, levels in alike.items())
    ids = sources_in_words(inclination.given.sources)
    return f"Whatever your words allow, coming {', '.join(leans)}{ids}; an assumption."


def _lean(margin: float) -> str:
    if margin >= 1:
        return "suits you"
    return "would need good reasons" if margin <= -1 else "leaves you of two minds"


def _judged(scenario: Scenario, key: str) -> list[tuple[str, float]]:
    """Return what an actor may hold against the parties with its weight, if it is an audience."""
    weights = scenario.numbers.below(f"actors.{key}.blames")
    found = [(words, weights[name].centre) for name, words in JUDGED.items() if name in weights]
    return sorted(found, key=lambda one: -one[1])


def _judgement(judged: list[tuple[str, float]]) -> str:
    """Return what an audience holds against the parties, what weighs most first."""
    held = [(words, weight) for words, weight in judged if weight]
    first = [words for words, weight in held if weight == held[0][1]]
    rest = [words for words, weight in held if weight < held[0][1]]
    also = f"; less: {listed(rest, 'or')}" if rest else ""
    return f"At the end you judge the parties. You mind most: {listed(first, 'or')}{also}."


def unknowns(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor cannot know while it decides."""
    for party, spec in scenario.parties.items():
        if party != key:
            yield from _about(scenario, party, spec)
    for name, condition in scenario.conditions.items():
        what = promise_called(scenario, name)
        kept = scenario.numbers[f"conditions.{name}.violation_chance"].centre > 0
        if kept:
            yield from _watched(scenario, name)
        if [*condition.grantors] != [key]:
            more = ", and whether it is kept" if kept else ""
            who = grantors_in_words(scenario, name)
            yield f"Whether and when {what} will be promised by {who}{more}."
        elif kept:
            yield f"Whether {what}, once you have promised it, is kept in every round."
    others = [one.name for one in _third_parties(scenario, key)]
    if others:
        yield f"What comes next from {listed(others, 'or')}: all decide at the same time."
    if scenario.numbers["meeting.goes_ahead"].centre < 1:
        yield "Whether what has been agreed also happens in time."
    if scenario.shocks:
        yield "Whether something happens that none of you decides."


def _watched(scenario: Scenario, name: str) -> Iterator[str]:
    """Yield what makes it rarer, and what likelier, that a promise is violated."""
    weights = scenario.numbers.below(f"conditions.{name}.violation_influences").items()
    for how, sign in (("rarer", -1), ("likelier", 1)):
        heard = [signal_in_words(scenario, one) for one, by in weights if sign * by.centre > 0]
        if heard:
            what = promise_called(scenario, name)
            yield f"How much {how} violations of {what} are with {listed(heard)}."


def _about(scenario: Scenario, party: str, spec: Party) -> Iterator[str]:
    name, here = spec.name, f"actors.{party}"
    number = len(possible(spec))
    if number > 1:
        fit = f"{number} readings fit; you cannot tell which holds"
        yield f"How the words of {name} are meant: {fit}."
    else:
        yield f"How inclined {name} may be to do what the words allow."
    silent = (
        "; it may stay unsaid" if scenario.numbers[f"{here}.announce_chance"].centre < 1 else ""
    )
    yield f"At which level {name} would come, until it is said{silent}."
    if scenario.numbers[f"{here}.softening.rate"].centre and len(spec.readings) > 1:
        yield f"How long {name} may hold out before giving way."


def _third_parties(scenario: Scenario, key: str) -> list[Actor]:
    return [
        actor
        for other, actor in scenario.actors.items()
        if other != key and not isinstance(actor, Party)
    ]
