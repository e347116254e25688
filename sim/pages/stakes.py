"""Stakes: what an actor wants and what it cannot know, read off a scenario, in words."""

from collections.abc import Iterator

from sim.pages.audience import judgement
from sim.pages.concessions import granted_by, listed_actors, moves, possible, promised_to, steps
from sim.pages.words import REPORTED, has_levels
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Party
from sim.scenario.base import humanize
from sim.scenario.condition import NEEDED, Awaits, Status
from sim.scenario.meeting import EarlierMeeting
from sim.style.promises import (
    act_of_granting,
    asked_in_words,
    behind_refusal,
    can_be_broken,
    promise_called,
    signal_in_words,
    verb_for,
)
from sim.style.sentences import capital, listed, within
from sim.style.words import called, number_in_words, sources_in_words


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
    if said := judgement(scenario, key):
        yield said


def _conditions_asked(scenario: Scenario, key: str, party: Party) -> Iterator[str]:
    """Yield each condition that some reading of the party's words asks for."""
    asked: dict[str, set[Status]] = {}
    for step in steps(scenario, key):
        for ways in party.readings[step.reading].attends_if.values():
            for way in ways:
                for name, status in way.items():
                    asked.setdefault(name, set()).add(status)
    for name, states in asked.items():
        condition = scenario.demands[name]
        if isinstance(condition, EarlierMeeting):
            yield f"{asked_in_words(scenario, name, NEEDED[min(states)])}: {condition.title}."
            continue
        can = act_of_granting(scenario, name)
        wanted = _wanted(scenario, name, states)
        who = _who(scenario, key, name)
        yield f"{capital(wanted)}: {condition.title}. {capital(who)} can {can}."


def _wanted(scenario: Scenario, name: str, states: set[Status]) -> str:
    """Return how far a condition is to come, or that it is not to."""
    asked_for = [one.needed for one in Status if one in states and one is not Status.NONE]
    if not asked_for:
        return f"to be without {promise_called(scenario, name)}"
    otherwise = ", or to be without" if Status.NONE in states else ""
    return f"{asked_in_words(scenario, name, *asked_for)}{otherwise}"


def _who(scenario: Scenario, key: str, name: str) -> str:
    """Return who can promise a condition, as it is said to one of the actors."""
    condition = scenario.conditions[name]
    others = (within(scenario.actors[one].name) for one in condition.grantors if one != key)
    names = [*(["you"] * (key in condition.grantors)), *others]
    return listed(names, "and" if condition.enough == "all" else "or")


def _awaited(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor has said must come before its promises."""
    for name, condition in granted_by(scenario, key).items():
        granting, what = condition.grantors[key], promised_to(scenario, key, name)
        if granting.refuses:
            ids = sources_in_words(behind_refusal(scenario, name, key))
            how = "how strictly you mean them is yours to decide"
            yield f"Your words are taken to rule out {what}{ids}; {how}."
        if granting.awaits is not None:
            yield _waiting(scenario, granting.awaits, what)


def _waiting(scenario: Scenario, awaits: Awaits, what: str) -> str:
    """Return what must have come about, and what must not, before a promise."""
    come = [_meeting(scenario, awaits.meeting)] if awaits.meeting else []
    barred = [
        promise_called(scenario, one) for one in awaits.conditions if not awaits.conditions[one]
    ]
    come += [
        asked_in_words(scenario, one, status.needed)
        for one, status in awaits.conditions.items()
        if status
    ]
    first = f"First {listed(come)}, then {what}" if come else capital(what)
    only = f", and only without {listed(barred, 'or')}" if barred else ""
    under = awaits.binding if isinstance(awaits.binding, tuple) else ()
    read = f", read as {listed(map(called, under), 'or')}" if under else ""
    return f"{first}{only}: so your words say{read}{sources_in_words(awaits.sources)}."


def _meeting(scenario: Scenario, level: str) -> str:
    """Return a meeting at a level or above, as far as there are levels above and below it."""
    if level == scenario.levels[1]:
        return "a meeting, at whatever level" if has_levels(scenario) else "a meeting"
    return f"a meeting at {called(level)}{'' if level == scenario.levels[-1] else ' or above'}"


def _asked(scenario: Scenario, key: str) -> dict[str, list[str]]:
    """Return on whom an actor's statements lay something: names, each with the statements' ids."""
    asked: dict[str, list[str]] = {}
    for statement in said_by(scenario, key):
        others = () if statement.kind in REPORTED else (*statement.asks, *statement.binds)
        for other in dict.fromkeys(others):
            if other != key:
                known = other in scenario.actors
                name = within(scenario.actors[other].name) if known else humanize(other)
                asked.setdefault(name, []).append(statement.id)
    return asked


def _leaning(scenario: Scenario, party: str) -> str:
    """Return how inclined a party is to come at each level, whatever its words allow."""
    inclination = scenario.numbers[f"actors.{party}.inclination"]
    thresholds = scenario.numbers.below(f"actors.{party}.thresholds")
    margins = {
        level: inclination.centre - thresholds[level].centre for level in scenario.levels[1:]
    }
    leans: dict[str, list[str]] = {}
    for level, margin in margins.items():
        leans.setdefault(_lean(margin), []).append(called(level))
    several = len(margins) > 1
    said = (f"{listed(levels, 'or') if several else ''} {lean}" for lean, levels in leans.items())
    how = f" at the level {', at '.join(said)}" if several else "".join(said)
    ids = sources_in_words(inclination.number.sources)
    return f"Whatever your words allow, coming{how}{ids}. This is an assumption."


def _lean(margin: float) -> str:
    if margin >= 1:
        return "suits you"
    return "would need good reasons" if margin <= -1 else "leaves you of two minds"


def unknowns(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor cannot know while it decides; what it cannot know of several, at once."""
    about: dict[str, list[str]] = {}
    for sentence, whose in _each_unknown(scenario, key):
        about.setdefault(sentence, []).append(whose)
    for sentence, some in about.items():
        yield sentence.format(listed(some, "or"), each=" of each" if len(some) > 1 else "")
    others = [one for one in scenario.actors if one != key and one not in scenario.parties]
    if others:
        names = listed_actors(scenario, others, "or")
        yield f"What comes next from {names}: all decide at the same time."
    if scenario.numbers["meeting.goes_ahead"].centre < 1:
        yield "Whether what has been agreed also happens in time."
    if scenario.shocks:
        yield "Whether something happens that none of you decides."


def _each_unknown(scenario: Scenario, key: str) -> Iterator[tuple[str, str]]:
    """Yield what an actor cannot know, as a sentence with a gap, and what fills the gap."""
    for party, spec in scenario.parties.items():
        if party != key:
            for sentence in _about(scenario, party, spec):
                yield sentence, within(spec.name)
    for name, condition in scenario.conditions.items():
        what, done = promised_to(scenario, key, name), verb_for(scenario, name).done
        kept = can_be_broken(scenario, name)
        if kept:
            yield from ((sentence, what) for sentence in _watched(scenario, name))
        others = [one for one in condition.grantors if one != key]
        if others:
            more = ", and whether it is kept" if kept else ""
            too = "also " if key in condition.grantors else ""
            who = listed_actors(scenario, others, "and" if condition.enough == "all" else "or")
            yield f"Whether and when {{}} will {too}be {done} by {_escaped(who)}{more}.", what
        elif kept:
            yield f"Whether {{}}, once you have {done} it, is kept in every round.", what


def _escaped(text: str) -> str:
    """Return a text as part of a sentence with a gap, whatever braces it holds."""
    return text.replace("{", "{{").replace("}", "}}")


def _watched(scenario: Scenario, name: str) -> Iterator[str]:
    """Yield what makes it rarer, and what likelier, that a promise is violated."""
    weights = scenario.numbers.below(f"conditions.{name}.violation_influences").items()
    for how, sign in (("rarer", -1), ("likelier", 1)):
        heard = [signal_in_words(scenario, one) for one, by in weights if sign * by.centre > 0]
        if heard:
            yield f"How much {how} violations of {{}} are with {_escaped(listed(heard))}."


def _about(scenario: Scenario, party: str, spec: Party) -> Iterator[str]:
    here = f"actors.{party}"
    number = len(possible(spec))
    if number > 1:
        fit = f"{number_in_words(number)} readings{{each}} fit; you cannot tell which holds"
        yield f"How the words of {{}} are meant: {fit}."
    else:
        yield "How inclined {} may be to do what the words allow."
    may_stay_unsaid = scenario.numbers[f"{here}.announce_chance"].centre < 1
    whether = "At which level {} would come" if has_levels(scenario) else "Whether {} would come"
    yield f"{whether}, until it is said{'; it may stay unsaid' if may_stay_unsaid else ''}."
    if moves(scenario, party, "softening"):
        yield "How long {} may hold out before giving way."
    if moves(scenario, party, "hardening"):
        yield "Whether {} may harden meanwhile, to stricter words than it starts with."
