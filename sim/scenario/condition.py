"""A condition: a state of the world that someone demands and someone else can bring about."""

from datetime import tzinfo
from enum import IntEnum
from typing import Annotated, Any, Literal

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
        needed = int(self)  # as one of the class it would turn all statuses into long integers
        return np.equal(status, 0) if not needed else np.greater_equal(status, needed)


NEEDED = {
    Status.NONE: "not promised",
    Status.PROMISED: "promised",
    Status.OBSERVED: "observed",
}
"""The words in which a precondition asks for a status."""

PRESENCE = {"present": Status.PROMISED, "absent": Status.NONE}
"""The same for the presence of an actor."""

HELD = {"held": Status.PROMISED, "not held": Status.NONE}
"""The same for a meeting before the last."""


def _needed(given: Any) -> Any:
    """Return the status that a word of a file asks for."""
    by_word = {words: status for status, words in NEEDED.items()} | PRESENCE | HELD
    if isinstance(given, Status):
        return given
    if not isinstance(given, str) or given not in by_word:
        present, held = (" or ".join(map(repr, words)) for words in (PRESENCE, HELD))
        others = f"of the presence of an actor {present}, of an earlier meeting {held}"
        raise InvalidEntry((), f"must be {', '.join(map(repr, NEEDED.values()))}; {others}")
    return by_word[given]


NeededStatus = Annotated[
    Status,
    BeforeValidator(_needed),
    PlainSerializer(lambda status: status.needed),
    WithJsonSchema({"enum": [*NEEDED.values(), *PRESENCE, *HELD], "type": "string"}),
]
"""How far a condition must have come, in the words of `NEEDED`; for a presence of `PRESENCE`,
for a meeting of `HELD`."""


def _binding(given: Any) -> Any:
    """Return whether, or under which readings, a promise waits in deed, as it is given."""
    if isinstance(given, bool) or (isinstance(given, list | tuple) and given):
        return given
    raise InvalidEntry((), "must be true, false or a list of readings")


class Awaits(Sourced):
    """What a grantor says must come first.

    Unless it is binding it is words: the report on who waits for whom reads them, and no rate
    follows from them.

    Attributes
    ----------
    meeting : str, optional
        A meeting at this level of the ladder, or above.
    conditions : dict
        Other conditions, each with how far it must have come.
    binding : bool or tuple of str
        Whether the promise waits in deed, or under which readings of the grantor's words it does.
        Two that wait for each other's promise promise together, once both would.
    """

    meeting: Name | None = None
    conditions: dict[Name, NeededStatus] = Field(default_factory=dict)
    binding: Annotated[bool | tuple[Name, ...], BeforeValidator(_binding)] = False


class Granting(Sourced):
    """What moves one actor to promise a condition.

    The actor's rule says when it promises. By default at a rate per day of
    ``exp(log_rate + willingness + Σ weight × signal)``; the promise comes in the first tick where
    the accumulated rate reaches the world's patience, a unit exponential.

    Attributes
    ----------
    awaits : Awaits, optional
        What it says must come first.
    refuses : bool
        Whether its words rule the promise out. The report on who waits for whom reads them; how
        strictly they are meant is for the rate to say.
    log_rate : Number
        Natural logarithm of the rate per day, with every signal at 0.
    willingness : Number
        Extra willingness added to `log_rate`.
    influences : dict
        Weight of each named signal on the logarithm of the rate.
    rule : Promise
        How the actor turns what it sees into a promise.
    """

    awaits: Awaits | None = None
    refuses: bool = False
    log_rate: Number
    willingness: Number = by_default(Number, 0)
    influences: Influences = Field(default_factory=dict)
    rule: Promise = Field(default_factory=Promise)


class Condition(Granting):
    """A demanded state of the world, and what moves those who can grant it.

    While promised, each tick is violated with `violation_chance`. The condition counts as observed
    while it was promised no later than `due` and at least `kept_share` of the ticks since were
    kept. Where several have to grant it, each promises by itself.

    Attributes
    ----------
    grantor : str
        The actor whose decision brings it about: a party, a backer or the host.
    co_grantors : dict of str to Granting
        Further actors who can grant it, each with what moves it.
    enough : {"all", "any"}
        Whether all of them must grant it, or any one.
    due : datetime, optional
        Promised later than this it can never count as observed; None sets no date.
    violation_chance : Share
        Probability that a tick is violated while the condition is promised, with every signal at 0.
    violation_influences : dict
        Weight of each named signal on the logarithm of that chance, which never passes 1.
    kept_share : Share
        Least share of kept ticks at which the condition counts as observed.
    withdrawal_rate : NonNegative, optional
        Rate per day at which a promise is taken back, for good; None for never.
    """

    title: Title
    grantor: Name
    co_grantors: dict[Name, Granting] = Field(default_factory=dict, max_length=5)
    enough: Literal["all", "any"] = "all"
    due: Moment | None = None
    violation_chance: Share = by_default(Share, 0)
    violation_influences: Influences = Field(default_factory=dict)
    kept_share: Share = by_default(Share, 1)
    withdrawal_rate: NonNegative | None = None

    @property
    def grantors(self) -> dict[str, Granting]:
        """Everybody who can grant it, with what moves each."""
        return {self.grantor: self, **self.co_grantors}

    def in_zone(self, zone: tzinfo | None) -> "Condition":
        """Return the same condition with its due date told in another offset from UTC."""
        if self.due is None:
            return self
        return self.model_copy(update={"due": self.due.astimezone(zone)})


def granting_path(condition: Condition, name: str, key: str) -> str:
    """Return where the entries of one grantor of a condition stand in its scenario."""
    whole = f"conditions.{name}"
    return whole if key == condition.grantor else f"{whole}.co_grantors.{key}"


class Softening(Sourced):
    """How a party moves, one reading at a time: when softening towards its most permissive one.

    By default the rate per day is ``rate × exp(Σ weight × signal)``, and each step takes a patience
    drawn from the unit exponential.

    Attributes
    ----------
    rate : NonNegative
        Steps per day with every signal at 0; 0 means that the party never moves.
    influences : dict
        Weight of each named signal on the logarithm of the rate.
    rule : Soften
        How the party turns what it sees into steps.
    """

    rate: NonNegative = by_default(NonNegative, 0)
    influences: Influences = Field(default_factory=dict)
    rule: Soften = Field(default_factory=Soften)
