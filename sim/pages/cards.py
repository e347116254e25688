"""Role cards: what each actor of a scenario brings to a role play, one card each, and one for all.

Everything is read off the scenario, so that any crisis has its cards. They hold no number of the
model, which would tell players what their move is worth.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sim.analysis.audit.influences import influences
from sim.pages.concessions import Step, gifts, granted_by, possible, steps
from sim.pages.page import picture, render
from sim.pages.stakes import said_by, unknowns, wants
from sim.pages.words import FIRMNESS, dates, zone
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Host, Party
from sim.scenario.base import humanize
from sim.scenario.clock import Clock
from sim.style.sentences import listed
from sim.style.words import called, needed_in_words

MAX_ROUNDS = 10
"""More rounds than this are too many for a class: days are played instead of steps."""

MIN_DAYS = 3
"""Fewer days than this are too few: then it is parts of a day."""


@dataclass(frozen=True)
class Card:
    """What one actor knows and may do.

    Attributes
    ----------
    name, role, note : str
        Who it is; the note may be empty.
    said : tuple of Statement
    steps : tuple of Step
        A party's readings, from the strictest; empty for all others.
    gives, wants, unknowns, moves : tuple of str
        What else it may concede, what it wants, what it does not know, what it can do each round.
    """

    name: str
    role: str
    note: str
    said: tuple[Statement, ...]
    steps: tuple[Step, ...]
    gives: tuple[str, ...]
    wants: tuple[str, ...]
    unknowns: tuple[str, ...]
    moves: tuple[str, ...]


def cards_page(scenario: Scenario) -> str:
    """Return all cards of a scenario as one page: a public one, who acts on whom, one per actor."""
    return render(
        "cards.html",
        f"Role cards: {scenario.title}",
        scenario=scenario,
        dates=dates(scenario),
        zone=zone(scenario),
        rounds=[f"{start:%a %d %b %H:%M}" for start in rounds(scenario.clock)],
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
        name=actor.name,
        role=_role(scenario, key),
        note=actor.note or "",
        said=said_by(scenario, key),
        steps=tuple(steps(scenario, actor)) if isinstance(actor, Party) else (),
        gives=tuple(gifts(scenario, key)),
        wants=tuple(wants(scenario, key)),
        unknowns=tuple(unknowns(scenario, key)),
        moves=tuple(_moves(scenario, key)),
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
    for name in granted_by(scenario, key):
        kept = "is not" if scenario.conditions[name].withdrawal_rate is None else "may be"
        yield f"Promise {called(name)}, or not yet. What is promised {kept} taken back."
    if isinstance(actor, Host):
        yield "Keep your offer of a venue up, or withdraw it; propose the lower of two levels."
    if any(one.heard_by is None for one in actor.signals.values()):
        yield "Say in public what you press for or support, more or less than before."
    if any(one.heard_by is not None for one in actor.signals.values()):
        yield "Tell those who alone hear it, more or less than before."
    yield "Speak with anyone in private; what you say there binds nobody."


def rounds(clock: Clock) -> list[datetime]:
    """Return when each round of a role play starts, at most ten: steps, else days, else parts."""
    starts = [clock.start_of(tick) for tick in range(clock.ticks)]
    if len(starts) > MAX_ROUNDS:
        days = list({start.date(): start for start in reversed(starts)}.values())[::-1]
        starts = days if len(days) >= MIN_DAYS else starts
    return starts[:: ceil(len(starts) / MAX_ROUNDS)]
