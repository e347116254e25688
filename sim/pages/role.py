"""Role: what one actor of a scenario brings to a role play, as its card says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.pages.concessions import (
    Step,
    bridges,
    gifts,
    granted_by,
    listeners,
    means,
    possible,
    promised_to,
    steps,
    told_alone,
)
from sim.pages.stakes import said_by, unknowns, wants
from sim.pages.words import has_levels
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Actor, Host, Party
from sim.scenario.meeting import Terms
from sim.style.dates import when
from sim.style.promises import verb_for
from sim.style.sentences import capital, listed
from sim.style.words import called, those_needed


@dataclass(frozen=True)
class Card:
    """What one actor said, may concede, can use, wants, cannot know, and can do each round.

    Only parties have steps: their readings, from the strictest; they start with one of `starts`.
    Of who said nothing, what is said are the sentences that its readings rest on.
    """

    key: str
    actor: Actor
    role: str
    said: list[Statement]
    own: bool
    """Whether what is said is its own."""
    starts: list[str]
    steps: list[Step]
    gives: list[str]
    means: list[str]
    wants: list[str]
    unknowns: list[str]
    moves: list[str]


def card(scenario: Scenario, key: str) -> Card:
    """Return the card of one actor."""
    actor, own = scenario.actors[key], said_by(scenario, key)
    down = steps(scenario, key) if isinstance(actor, Party) else []
    behind = {one for step in down for one in step.sources}
    return Card(
        key,
        actor,
        _role(scenario, key),
        said=[*(own or (one for one in scenario.statements if one.id in behind))],
        own=bool(own),
        starts=possible(actor) if isinstance(actor, Party) else [],
        steps=down,
        gives=[*gifts(scenario, key)],
        means=[*means(scenario, key)],
        wants=[*wants(scenario, key)],
        unknowns=[*unknowns(scenario, key)],
        moves=[*_moves(scenario, key)],
    )


def _role(scenario: Scenario, key: str) -> str:
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        if _counts_in(scenario, scenario.meeting, key):
            there = f"There is a meeting only with {those_needed(scenario)}"
            return f"You are one of the parties. {there}."
        earlier = scenario.earlier.items()
        some = [called(name) for name, one in earlier if _counts_in(scenario, one, key)]
        only = f", in {listed(some)} only" if some else ""
        return f"You are one of the parties{only}: the meeting itself is counted without you."
    if isinstance(actor, Host):
        return "You host: the parties would meet at your place."
    if key in scenario.conditions:
        return "You are a third party, and others have said what depends on your presence."
    heard = any(
        one in scenario.parties
        for name in actor.signals
        for one in listeners(scenario, f"{key}.{name}")
    )
    there = ", but the parties hear you" if heard else ""
    return f"You are a third party: a meeting is counted without you{there}."


def _counts_in(scenario: Scenario, meeting: Terms, key: str) -> bool:
    """Return whether a meeting counts on a party."""
    attendance = meeting.attendance(scenario.parties, scenario.levels)
    return key in (*attendance.needed, *attendance.counted)


def _moves(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor can do in each round."""
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        levels = listed(map(called, scenario.levels), "or")
        at = f"at which level you would come ({levels})" if has_levels(scenario) else ""
        yield f"Announce {at or 'whether you would come'}, or keep silent."
        if len(steps(scenario, key)) > 1:
            harder = ", harden by one" if actor.hardening is not None else ""
            step = f"Give way by one step{harder}, or hold on"
            yield f"{step}; nobody else sees which step you are on."
    if isinstance(actor, Party) and actor.calling_off is not None:
        yield "Call the meeting off, for good."
    if actor.postponing is not None and scenario.clock.postponed_to is not None:
        yield f"Postpone the meeting to {when(scenario.clock.postponed_to)}, if nobody has so far."
    for name in granted_by(scenario, key):
        kept = scenario.conditions[name].withdrawal_rate is None
        verb = verb_for(scenario, name)
        back = f"What is {verb.done} is not taken back" if kept else "You may take it back once"
        yield f"{capital(verb.act)} {promised_to(scenario, key, name)}, or not yet. {back}."
    if isinstance(actor, Host) and scenario.numbers[f"actors.{key}.hosting"].centre:
        yield "Keep your offer of a venue up, or withdraw it."
    if bridges(scenario, key):
        yield "Propose the lower of two levels, while the parties have announced different ones."
    if any(one.heard_by is None for one in actor.signals.values()):
        yield "Say in public what you press for or support, more or less than before."
    if hearers := told_alone(scenario, key):
        yield f"Tell {hearers}, and nobody else, what you press for or support."
    yield "Speak with anyone in private; what you say there binds nobody."
