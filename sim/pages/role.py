"""Role: what one actor of a scenario brings to a role play, as its card says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.pages import concessions
from sim.pages.stakes import said_by, unknowns, wants
from sim.pages.words import has_levels, needed_to_meet
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Actor, Host, Party
from sim.scenario.meeting import Terms
from sim.style.dates import when
from sim.style.promises import promise_called, verb_for
from sim.style.sentences import capital, listed
from sim.style.words import called

IN_PRIVATE = "Speak with anyone in private; what you say there binds nobody."


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
    steps: list[concessions.Step]
    gives: list[str]
    means: list[str]
    wants: list[str]
    unknowns: list[str]
    moves: list[str]


def card(scenario: Scenario, key: str) -> Card:
    """Return the card of one actor."""
    actor, own = scenario.actors[key], said_by(scenario, key)
    down = concessions.steps(scenario, key) if isinstance(actor, Party) else []
    behind = {one for step in down for one in step.sources}
    return Card(
        key,
        actor,
        _role(scenario, key),
        said=[*(own or (one for one in scenario.statements if one.id in behind))],
        own=bool(own),
        starts=concessions.possible(actor) if isinstance(actor, Party) else [],
        steps=down,
        gives=[*concessions.gifts(scenario, key)],
        means=[*concessions.means(scenario, key)],
        wants=[*wants(scenario, key)],
        unknowns=[*unknowns(scenario, key)],
        moves=[*(one.card for one in moves(scenario, key)), IN_PRIVATE],
    )


def _role(scenario: Scenario, key: str) -> str:
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        if _counts_in(scenario, scenario.meeting, key):
            return f"You are one of the parties. {needed_to_meet(scenario)}"
        earlier = scenario.earlier.items()
        some = [called(name) for name, one in earlier if _counts_in(scenario, one, key)]
        only = f", in {listed(some)} only" if some else ""
        return f"You are one of the parties{only}: the meeting itself counts without you."
    if isinstance(actor, Host):
        return "You host: the parties would meet at your place."
    if key in scenario.conditions:
        return "You are a third party, and others have said what depends on your presence."
    heard = any(
        one in scenario.parties
        for name in actor.signals
        for one in concessions.listeners(scenario, f"{key}.{name}")
    )
    there = ", but the parties hear you" if heard else ""
    return f"You are a third party: a meeting counts without you{there}."


def _counts_in(scenario: Scenario, meeting: Terms, key: str) -> bool:
    """Return whether a meeting counts on a party."""
    attendance = meeting.attendance(scenario.parties, scenario.levels)
    return key in (*attendance.needed, *attendance.counted)


@dataclass(frozen=True)
class Move:
    """What an actor can do in a round: as its card says it, and as the leader's sheet lists it."""

    card: str
    sheet: str
    is_seen: bool = True


def moves(scenario: Scenario, key: str) -> Iterator[Move]:
    """Yield what an actor can do in each round."""
    actor, several = scenario.actors[key], has_levels(scenario)
    if isinstance(actor, Party):
        at = f"at which level you would come ({listed(map(called, scenario.levels), 'or')})"
        public = "a level, or silence" if several else "coming, staying away, or silence"
        what = at if several else "whether you would come"
        yield Move(f"Announce {what}, or keep silent.", public)
        if len(concessions.steps(scenario, key)) > 1:
            less, more = (", harden by one", ", hardening by one") if actor.hardening else ("", "")
            words = (
                f"Give way by one step{less}, or hold on; nobody else sees which step you are on."
            )
            yield Move(words, f"giving way by one step{more}, or holding on", is_seen=False)
        if actor.calling_off is not None:
            yield Move("Call the meeting off, for good.", "calling the meeting off")
    if actor.postponing is not None and scenario.clock.postponed_to is not None:
        to = when(scenario.clock.postponed_to)
        words = f"Postpone the meeting to {to}, if nobody has so far."
        yield Move(words, "postponing the meeting, once")
    for name, condition in concessions.granted_by(scenario, key).items():
        verb, is_kept = verb_for(scenario, name), condition.withdrawal_rate is None
        back = f"What is {verb.done} is not taken back" if is_kept else "You may take it back once"
        words = f"{capital(verb.act)} {concessions.promised_to(scenario, key, name)}, or not yet"
        doing = f"{verb.doing} {promise_called(scenario, name)}, or not yet"
        yield Move(f"{words}. {back}.", f"{doing}{'' if is_kept else ', or taking it back'}")
    if isinstance(actor, Host) and scenario.numbers[f"actors.{key}.hosting"].centre:
        words = "Keep your offer of a venue up, or withdraw it."
        yield Move(words, "keeping up the offer of a venue")
    if concessions.bridges(scenario, key):
        words = "Propose the lower of two levels, while the parties have announced different ones."
        yield Move(words, "proposing the lower of two levels")
    if any(one.heard_by is None for one in actor.signals.values()):
        words = "Say in public what you press for or support, more or less than before."
        yield Move(words, "one sentence")
    if hearers := concessions.told_alone(scenario, key):
        words = f"Tell {hearers}, and nobody else, what you press for or support."
        yield Move(words, f"a message to {hearers}", is_seen=False)
