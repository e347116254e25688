"""Role cards: what each actor of a scenario brings to a role play, one card each, and one for all.

Everything is read off the scenario, so that any crisis has its cards. They hold no number of the
model, which would tell players what their move is worth.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.analysis.audit.influences import influences
from sim.analysis.outcomes.result import Result
from sim.pages.concessions import Step, gifts, granted_by, possible, steps
from sim.pages.leader import Sheet
from sim.pages.page import picture, render
from sim.pages.rounds import rounds
from sim.pages.stakes import said_by, unknowns, wants
from sim.pages.words import FIRMNESS, when
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Actor, Host, Party
from sim.scenario.base import humanize
from sim.style.sentences import listed
from sim.style.words import grantors_in_words, needed_in_words, promise_called


@dataclass(frozen=True)
class Card:
    """What one actor said, may concede, wants, cannot know, and can do each round.

    Only parties have steps: their readings, from the strictest.
    """

    actor: Actor
    role: str
    said: list[Statement]
    steps: list[Step]
    gives: list[str]
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
        needed=needed_in_words(scenario),
        grantors={name: grantors_in_words(scenario, name) for name in scenario.conditions},
        rounds=[f"{one.starts:%a %d %b %H:%M}" for one in rounds(scenario.clock)],
        sheet=None if result is None else Sheet(result),
        scale=[words for _, words in FIRMNESS],
        broken=any(
            scenario.numbers[f"conditions.{name}.violation_chance"].centre
            for name in scenario.conditions
        ),
        judges=[actor.name for actor in scenario.actors.values() if actor.blames is not None],
        background=[one for one in scenario.statements if one.actor not in scenario.actors],
        diagram=picture(influences(scenario).plot(weighed=False).png()),
        cards=[card(scenario, key) for key in scenario.actors],
    )


def card(scenario: Scenario, key: str) -> Card:
    """Return the card of one actor."""
    actor = scenario.actors[key]
    return Card(
        actor,
        _role(scenario, key),
        said=[*said_by(scenario, key)],
        steps=steps(scenario, actor) if isinstance(actor, Party) else [],
        gives=[*gifts(scenario, key)],
        wants=[*wants(scenario, key)],
        unknowns=[*unknowns(scenario, key)],
        moves=[*_moves(scenario, key)],
    )


def _role(scenario: Scenario, key: str) -> str:
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        return (
            f"You are one of the parties. There is a meeting only if {needed_in_words(scenario)}."
        )
    if isinstance(actor, Host):
        return "You are the host: the parties would meet at your place."
    return "You are a third party: you do not sit at the table, but what you say is heard there."


def _moves(scenario: Scenario, key: str) -> Iterator[str]:
    """Yield what an actor can do in each round."""
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        levels = listed(map(humanize, scenario.levels), "or")
        yield f"Announce at which level you would come ({levels}), or keep silent."
        if len(possible(actor)) > 1 or len(steps(scenario, actor)) > 1:
            yield "Give way by one step, or hold on; nobody else sees which step you are on."
    if isinstance(actor, Party) and actor.calling_off is not None:
        yield "Call the meeting off, for good."
    if actor.postponing is not None and scenario.clock.postponed_to is not None:
        yield f"Postpone the meeting to {when(scenario.clock.postponed_to)}, if nobody has so far."
    if actor.postponing is not None:
        yield "Postpone the meeting, once."
    for name in granted_by(scenario, key):
        kept = scenario.conditions[name].withdrawal_rate is None
        back = "What is promised is not taken back" if kept else "You may take it back once"
        yield f"Promise {promise_called(scenario, name)}, or not yet. {back}."
    if isinstance(actor, Host):
        yield "Keep your offer of a venue up, or withdraw it; propose the lower of two levels."
    if any(one.heard_by is None for one in actor.signals.values()):
        yield "Say in public what you press for or support, more or less than before."
    if any(one.heard_by is not None for one in actor.signals.values()):
        yield "Tell those who alone hear it, more or less than before."
    yield "Speak with anyone in private; what you say there binds nobody."
