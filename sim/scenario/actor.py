"""Actors: the parties whose presence makes the meeting, their backers, and the host."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from sim.errors import InvalidEntry
from sim.scenario.base import DisplayName, Name, Sourced, Spec, Text
from sim.scenario.condition import HELD, NEEDED, PRESENCE, Influences, NeededStatus, Softening
from sim.scenario.meeting import Manner
from sim.scenario.number import NonNegative, Number, Share, by_default
from sim.scenario.rule import Attend
from sim.scenario.signal import Signal
from sim.scenario.weights import Weights

Way = dict[Name, NeededStatus]
"""Conditions that must all have come so far: ``{ceasefire: promised}``."""


def _as_ways(given: Any) -> Any:
    ways = [{}] if given == "always" else given if isinstance(given, list | tuple) else [given]
    if not ways or not all(isinstance(way, dict) for way in ways):
        problem = (
            "write always, or each condition with promised or observed, or a list of such ways"
        )
        raise InvalidEntry((), problem)
    return ways


def _written(ways: tuple[Way, ...]) -> Any:
    if len(ways) > 1:
        return [_in_words(way) for way in ways]
    return _in_words(ways[0]) or "always"


def _in_words(way: Way) -> dict[str, str]:
    return {name: status.needed for name, status in way.items()}


_WAY_SCHEMA = {
    "type": "object",
    "additionalProperties": {"enum": [*NEEDED.values(), *PRESENCE, *HELD]},
}

Preconditions = Annotated[
    tuple[Way, ...],
    Field(max_length=20),
    BeforeValidator(_as_ways),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "always"},
                _WAY_SCHEMA,
                {"type": "array", "items": _WAY_SCHEMA, "minItems": 1},
            ]
        }
    ),
]
"""The ways to what has preconditions, each of which is enough: ``always`` is one way that needs
nothing, ``{ceasefire: promised}`` one way, ``[{seat: promised}, {aid: observed}]`` two."""


class Reading(Sourced):
    """One way to understand a party's words: at which levels it comes, under which preconditions.

    Attributes
    ----------
    attends_if : dict
        Preconditions of each level the reading allows at all: ways, each of which is enough.
    text : str, optional
        The reading in words.
    attends_earlier : dict
        The same for meetings before the last, by id; where one is not named, `attends_if` holds.
    meets : Manner
        At which levels it lets the party meet, once it comes.
    """

    attends_if: dict[Name, Preconditions]
    attends_earlier: dict[Name, dict[Name, Preconditions]] = Field(default_factory=dict)
    text: Text | None = None
    meets: Manner = Manner.USUAL

    @property
    def asks(self) -> bool:
        """Whether it comes to any level under a precondition only."""
        ladders = (self.attends_if, *self.attends_earlier.values())
        return any(way for levels in ladders for ways in levels.values() for way in ways)


class Blames(Sourced):
    """What an audience blames a party for, in its own weights; never pooled over audiences.

    Attributes
    ----------
    absence : NonNegative
        Per rung by which the party comes lower than the highest, no higher than the invitation.
    refusal : NonNegative
        For not promising a condition that was the party's to grant.
    condition : NonNegative
        For holding its own attendance back by an unmet condition.
    calling_off, postponing : NonNegative, optional
        For calling the meeting off, or postponing it; None counts as 0.
    """

    absence: NonNegative = by_default(NonNegative, 0)
    refusal: NonNegative = by_default(NonNegative, 0)
    condition: NonNegative = by_default(NonNegative, 0)
    calling_off: NonNegative | None = None
    postponing: NonNegative | None = None


class Actor(Spec):
    """What every actor has.

    Attributes
    ----------
    name : str
        For readers; every actor has another.
    note : str, optional
        What a reader should know about how this actor is drawn.
    signals : dict
        What it publishes each tick; others refer to ``<actor>.<signal>``.
    blames : Blames, optional
        As an audience; None if it is not one.
    bridging : NonNegative, optional
        As a mediator: rate per day at which it closes the gap while announced levels differ.
    postponing : Softening, optional
        How it comes to postpone the meeting, once, to the clock's later date; None for never.
    """

    name: DisplayName
    note: Text | None = None
    signals: dict[str, Signal] = Field(default_factory=dict, max_length=50)
    blames: Blames | None = None
    bridging: NonNegative | None = None
    postponing: Softening | None = None

    @property
    def movements(self) -> dict[str, Softening]:
        """How it moves, by where that stands, such as ``softening`` or ``postponing``."""
        parts = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: part for name, part in parts.items() if isinstance(part, Softening)}


class Party(Actor):
    """An actor whose presence makes the meeting; a scenario has two to six.

    Attributes
    ----------
    readings : dict
        Ways to understand its words, from the most permissive to the strictest.
    weights : Weights
        How probable each reading is.
    inclination : Number
        Leaning to come before anything is said, on the logit scale.
    thresholds : dict
        Inclination needed for each level, never falling from rung to rung.
    noise_scale : NonNegative
        Scale of the logistic luck of its inclination.
    influences : dict
        Weight of each named signal on the inclination.
    softening : Softening
        How it is talked down towards its permissive readings.
    hardening : Softening, optional
        How it is provoked towards its strict readings; None for never.
    calling_off : Softening, optional
        How it comes to call the meeting off, for good; None for never. Its rule decides as one of
        softening does: the first step is the act.
    announce_chance : Share
        Probability per tick that its present level becomes public.
    expected : Share
        What the public expects at the start: 0 absent, 1 the top level.
    rule : Attend
        How it turns what it sees into a level.
    """

    role: Literal["party"]
    readings: dict[Name, Reading] = Field(min_length=1, max_length=20)
    weights: Weights
    inclination: Number
    thresholds: dict[Name, Number]
    noise_scale: NonNegative = by_default(NonNegative, 1)
    influences: Influences = Field(default_factory=dict)
    softening: Softening = Field(default_factory=Softening)
    hardening: Softening | None = None
    calling_off: Softening | None = None
    announce_chance: Share = by_default(Share, 1)
    expected: Share = by_default(Share, 0.5)
    rule: Attend = Field(default_factory=Attend)


class Backer(Actor):
    """A third party that presses or supports."""

    role: Literal["backer"]


class Host(Actor):
    """The third party that offers the venue; without its offer nobody can come.

    Its offer is published as the signal ``<host>.hosting``; the venue is closed at 0. Its bridging
    is that of any actor, times what is left of its offer.
    """

    role: Literal["host"]
    hosting: Share
    bridging: NonNegative = by_default(NonNegative, 0)


AnyActor = Annotated[Party | Backer | Host, Field(discriminator="role")]
