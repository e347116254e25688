"""A condition: a state of the world that someone demands and someone else can bring about."""

from datetime import tzinfo
from enum import IntEnum
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from sim.errors import InvalidEntry
from sim.scenario.base import Moment, Name, Sourced, Title
from sim.scenario.number import NonNegative, Number, Share, by_default
from sim.scenario.rule import Promise, Soften

Influences = Annotated[
    dict[str, Number],
    Field(
        description="weights of signals by name: <actor>.<signal>, <host>.hosting, "
        "<condition>.promised, .observed and .violated (0 or 1), <party>.outlook (-0.5 to 0.5)"
    ),
]


class Status(IntEnum):
    """How far a condition has come; an observed condition is also a promised one."""

    NONE = 0
    PROMISED = 1
    OBSERVED = 2

    @property
    def word(self) -> str:
        """As a scenario file and a table call it."""
        return self.name.lower()

    @property
    def needed(self) -> str:
        """As a precondition asks for it."""
        return NEEDED[self]

    def met(self, status: Any) -> Any:
        """Return whether a condition that stands so is as far as asked; none must stay none."""
        return np.equal(status, 0) if self is Status.NONE else np.greater_equal(status, self)


NEEDED = {
    Status.NONE: "not promised",
    Status.PROMISED: "promised",
    Status.OBSERVED: "observed",
}
"""The words in which a precondition asks for a status."""

PRESENCE = {"present": Status.PROMISED, "absent": Status.NONE}
"""The same for the presence of an actor."""


def _needed(given: Any) -> Any:
    """Return the status that a word of a file asks for."""
    by_word = {words: status for status, words in NEEDED.items()} | PRESENCE
    if isinstance(given, Status):
        return given
    if not isinstance(given, str) or given not in by_word:
        raise InvalidEntry((), f"must be {', '.join(map(repr, NEEDED.values()))}")
    return by_word[given]


NeededStatus = Annotated[
    Status,
    BeforeValidator(_needed),
    PlainSerializer(lambda status: status.needed),
    WithJsonSchema({"enum": [*NEEDED.values(), *PRESENCE], "type": "string"}),
]
"""How far a condition must have come, in the words of `NEEDED`; for a presence of `PRESENCE`."""


class Awaits(Sourced):
    """What the grantor says must come first.

    It is words: the report on who waits for whom reads them, and no rate follows from them. How
    strictly they are meant is for the rate of the condition to say.

    Attributes
    ----------
    meeting : str, optional
        A meeting at this level of the ladder, or above.
    conditions : dict
        Other conditions, each with how far it must have come.
    """

    meeting: Name | None = None
    conditions: dict[Name, NeededStatus] = Field(default_factory=dict)


class Condition(Sourced):
    """A demanded state of the world and what moves its grantor.

    The grantor's rule says when it promises. By default at a rate per day of
    ``exp(log_rate + willingness + Σ weight × signal)``; the promise comes in the first tick where
    the accumulated rate reaches the world's patience, a unit exponential. While promised, each
    tick is violated with `violation_chance`. The condition counts as observed while it was promised
    no later than `due` and at least `kept_share` of the ticks since were kept.

    Attributes
    ----------
    title : str
        The condition in words.
    grantor : str
        The actor whose decision brings it about: a party, a backer or the host.
    awaits : Awaits, optional
        What the grantor says must come first; words only.
    due : datetime, optional
        Promised later than this it can never count as observed; None sets no date.
    log_rate : Number
        Natural logarithm of the grantor's rate per day, with every signal at 0.
    willingness : Number
        Extra willingness added to `log_rate`.
    influences : dict
        Weight of each named signal on the logarithm of the rate.
    rule : Promise
        How the grantor turns what it sees into a promise.
    violation_chance : Share
        Probability that a tick is violated while the condition is promised.
    kept_share : Share
        Least share of kept ticks at which the condition counts as observed.
    """

    title: Title
    grantor: Name
    awaits: Awaits | None = None
    due: Moment | None = None
    log_rate: Number
    willingness: Number = by_default(Number, 0)
    influences: Influences = Field(default_factory=dict)
    rule: Promise = Field(default_factory=Promise)
    violation_chance: Share = by_default(Share, 0)
    kept_share: Share = by_default(Share, 1)

    def in_zone(self, zone: tzinfo | None) -> "Condition":
        """Return the same condition with its due date told in another offset from UTC."""
        if self.due is None:
            return self
        return self.model_copy(update={"due": self.due.astimezone(zone)})


class Softening(Sourced):
    """How a party is talked down, one reading at a time towards its most permissive one.

    By default the rate per day is ``rate × exp(Σ weight × signal)``, and each step takes a patience
    drawn from the unit exponential.

    Attributes
    ----------
    rate : NonNegative
        Steps per day with every signal at 0; 0 means that the party never softens.
    influences : dict
        Weight of each named signal on the logarithm of the rate.
    rule : Soften
        How the party turns what it sees into steps.
    """

    rate: NonNegative = by_default(NonNegative, 0)
    influences: Influences = Field(default_factory=dict)
    rule: Soften = Field(default_factory=Soften)
