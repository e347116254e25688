"""Role cards: what each actor of a scenario brings to a role play, one card each, and one for all.

Everything is read off the scenario, so that any crisis has its cards. They hold no number of the
model, which would tell players what their move is worth.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.audit.influences import influences
from sim.analysis.outcomes.result import Result
from sim.pages.audience import judges
from sim.pages.concessions import (
    Step,
    bridges,
    gifts,
    granted_by,
    listed_actors,
    listeners,
    means,
    promised_to,
    steps,
)
from sim.pages.leader import Sheet
from sim.pages.page import picture, render
from sim.pages.rolls import can_be_broken, differs_once_observed
from sim.pages.rounds import rounds
from sim.pages.stakes import said_by, unknowns, wants
from sim.pages.words import FIRMNESS, has_levels, when
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Actor, Host, Party
from sim.style.promises import act_of_granting, grantors_in_words, promise_called, verb_for
from sim.style.sentences import capital, listed
from sim.style.words import called, needed_for, those_needed


@dataclass(frozen=True)
class Card:
    """What one actor said, may concede, can use, wants, cannot know, and can do each round.

    Only parties have steps: their readings, from the strictest.
    """

    key: str
    actor: Actor
    role: str
    said: list[Statement]
    steps: list[Step]
    gives: list[str]
    means: list[str]
    wants: list[str]
    unknowns: list[str]
    moves: list[str]


def cards_page(scenario: Scenario, result: Result | None = None) -> str:
    """Return all cards of a scenario as one page: a public one, who acts on whom, one per actor.

    With the result of a run of it, the leader's sheet comes last.
    """
    return render(
        "cards.html",
        f"Role cards: {scenario.title}",
        scenario=scenario,
        promised={name: _promised(scenario, name) for name in scenario.conditions},
        needed_earlier={
            name: needed_for(scenario, one.attendance(scenario.parties, scenario.levels))
            for name, one in scenario.earlier.items()
        },
        rounds=[f"{one.starts:%a %d %b %H:%M}" for one in rounds(scenario.clock)],
        sheet=None if result is None else Sheet(result),
        scale=[words for _, words in FIRMNESS],
        ending=_ending(scenario),
        broken=[
            promise_called(scenario, name)
            for name in scenario.conditions
            if can_be_broken(scenario, name)
        ],
        judges=listed_actors(scenario, judges(scenario)),
        background=[one for one in scenario.statements if one.actor not in scenario.actors],
        diagram=_diagram(scenario),
        cards=[card(scenario, key) for key in scenario.actors],
    )


def _diagram(scenario: Scenario) -> str:
    """Return who acts on whom as a picture, without how much it weighs."""
    return picture(influences(scenario).plot(weighed=False).png())


def _promised(scenario: Scenario, name: str) -> str:
    """Return who can promise a condition, and when what is promised counts as observed."""
    condition, by = scenario.conditions[name], grantors_in_words(scenario, name)
    told = f"{condition.title}. {capital(by)} can {act_of_granting(scenario, name)}."
    if not differs_once_observed(scenario, name):
        return told
    in_time = "promised in time and " if condition.due else ""
    mostly = "mostly " if condition.kept_share.centre < 1 else ""
    return f"{told} It counts as observed if {in_time}{mostly}kept."


def _ending(scenario: Scenario) -> str:
    """Return what happens at the end of the last round."""
    there = f"There is a meeting only with {those_needed(scenario)}"
    if not has_levels(scenario):
        return f"After the last round the parties turn over whether they come. {there}."
    lower = any(bridges(scenario, key) for key in scenario.actors)
    lower = lower or scenario.numbers["meeting.step_down"].centre > 0
    unequal = "may settle on the lower" if lower else "do not"
    top = scenario.meeting_levels[-1]
    limit = f"; whoever would come higher than {called(top)} comes at that level"
    limit = limit if top != scenario.levels[-1] else ""
    return (
        "After the last round the parties turn over their levels. At equal ones they meet, unless "
        f"logistics fail; at unequal ones they {unequal}{limit}. {there}."
    )


def card(scenario: Scenario, key: str) -> Card:
    """Return the card of one actor."""
    actor = scenario.actors[key]
    return Card(
        key,
        actor,
        _role(scenario, key),
        said=[*said_by(scenario, key)],
        steps=steps(scenario, actor) if isinstance(actor, Party) else [],
        gives=[*gifts(scenario, key)],
        means=[*means(scenario, key)],
        wants=[*wants(scenario, key)],
        unknowns=[*unknowns(scenario, key)],
        moves=[*_moves(scenario, key)],
    )


def _role(scenario: Scenario, key: str) -> str:
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        return f"You are one of the parties. There is a meeting only with {those_needed(scenario)}."
    if isinstance(actor, Host):
        return "You are the host: the parties would meet at your place."
    if key in scenario.conditions:
        return "You are a third party, and others have said what depends on your presence."
    heard = any(
        one in scenario.parties
        for name in actor.signals
        for one in listeners(scenario, f"{key}.{name}")
    )
    there = ", but the parties hear you" if heard else ""
    return f"You are a third party: a meeting is counted without you{there}."


def _moves(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor can do in each round."""
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        levels = listed(map(called, scenario.levels), "or")
        at = f"at which level you would come ({levels})" if has_levels(scenario) else ""
        yield f"Announce {at or 'whether you would come'}, or keep silent."
        if len(steps(scenario, actor)) > 1:
            harder = ", harden by one" if actor.hardening is not None else ""
            step = f"Give way by one step{harder}, or hold on"
            yield f"{step}; nobody else sees which step you are on."
    if isinstance(actor, Party) and actor.calling_off is not None:
        yield "Call the meeting off, for good."
    if actor.postponing is not None and scenario.clock.postponed_to is not None:
        yield f"Postpone the meeting to {when(scenario.clock.postponed_to)}, if nobody has so far."
    if actor.postponing is not None:
        yield "Postpone the meeting, once."
    for name in granted_by(scenario, key):
        kept = scenario.conditions[name].withdrawal_rate is None
        verb = verb_for(scenario, name)
        back = f"What is {verb.done} is not taken back" if kept else "You may take it back once"
        yield f"{capital(verb.act)} {promised_to(scenario, key, name)}, or not yet. {back}."
    if isinstance(actor, Host) and scenario.numbers[f"actors.{key}.hosting"].centre:
        yield "Keep your offer of a venue up, or withdraw it."
    if bridges(scenario, key):
        yield "Propose the lower of two levels, while they have announced different ones."
    if any(one.heard_by is None for one in actor.signals.values()):
        yield "Say in public what you press for or support, more or less than before."
    if any(one.heard_by is not None for one in actor.signals.values()):
        yield "Tell those who alone hear it, more or less than before."
    yield "Speak with anyone in private; what you say there binds nobody."
