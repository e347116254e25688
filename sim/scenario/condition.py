"""A condition: a state of the world that someone demands and someone else can bring about."""

from datetime import tzinfo
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Moment, Name, Sourced, Title
from sim.scenario.number import NonNegative, Number, Share, by_default

Influences = Annotated[
    dict[str, Number],
    Field(
        description="weights of signals by name: <actor>.<signal>, <host>.hosting, "
        "<condition>.promised, .observed and .violated (0 or 1), <party>.outlook (-0.5 to 0.5)"
    ),
]


class Status(StrEnum):
    """How far a condition has come; an observed condition is also a promised one."""

    NONE = "none"
    PROMISED = "promised"
    OBSERVED = "observed"

    @property
    def step(self) -> int:
        """0 for none, 1 for promised, 2 for observed."""
        return list(Status).index(self)


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
    conditions: dict[Name, Literal[Status.PROMISED, Status.OBSERVED]] = Field(default_factory=dict)


class Condition(Sourced):
    """A demanded state of the world and what moves its grantor.

    The grantor promises at a rate per day of
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
    violation_chance: Share = by_default(Share, 0)
    kept_share: Share = by_default(Share, 1)

    def in_zone(self, zone: tzinfo | None) -> "Condition":
        """Return the same condition with its due date told in another offset from UTC."""
        if self.due is None:
            return self
        return self.model_copy(update={"due": self.due.astimezone(zone)})


class Softening(Sourced):
    """How a party is talked down, one reading at a time towards its most permissive one.

    The rate per day is ``rate × exp(Σ weight × signal)``; each step takes a patience drawn from
    the unit exponential.

    Attributes
    ----------
    rate : NonNegative
        Steps per day with every signal at 0; 0 means that the party never softens.
    influences : dict
        Weight of each named signal on the logarithm of the rate.
    """

    rate: NonNegative = by_default(NonNegative, 0)
    influences: Influences = Field(default_factory=dict)
