"""A scenario: one set of assumptions about a negotiation, complete and consistent."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from sim.scenario.actor import AnyActor, Host, Party
from sim.scenario.base import Name, Sourced, Spec, Text, Title
from sim.scenario.clock import Clock
from sim.scenario.condition import Condition
from sim.scenario.number import NonNegative, Number, Share, by_default
from sim.scenario.numbers import Numbers, Step
from sim.scenario.signal import Shock, Signal
from sim.scenario.statement import Statement, Statements


class Meeting(Sourced):
    """What stands between two parties who would come and a meeting.

    Attributes
    ----------
    goes_ahead : Share
        Probability that logistics let a meeting at equal levels happen on time.
    step_down : Share
        Probability at the start that parties who come at different levels settle on the lower one.
    late_rate : NonNegative
        Rate per day at which parties who would both come still meet in the follow-up window.
    """

    goes_ahead: Share
    step_down: Share
    late_rate: NonNegative = by_default(NonNegative, 0)


class Scenario(Spec):
    """Everything a run needs to know; see ``docs/scenarios.md`` for how it is written.

    Attributes
    ----------
    title, summary : str
        A name, and one paragraph on what is assumed and why.
    teaches : str, optional
        What the scenario is expected to show.
    external : str, optional
        What the scenario as a whole brings in that its statements do not contain.
    statements : tuple of Statement
        The sentences that `sources` refer to.
    levels : tuple of str
        The meeting ladder, from absent upwards.
    clock : Clock
    shared : dict
        Numbers used in several places by name.
    conditions, actors, shocks : dict
        Specs by id.
    meeting : Meeting
    learning_rate : Share
        How far an announcement moves the public's expectation of a party towards it.

    Raises
    ------
    pydantic.ValidationError
        If a part is malformed or does not fit another; `load` turns it into a `ScenarioError`.
    """

    title: Title
    summary: Text
    teaches: Text | None = None
    external: Text | None = None
    statements: Statements = ()
    levels: tuple[Name, ...] = Field(
        default=("absent", "delegations", "leaders"), min_length=2, max_length=6
    )
    clock: Clock
    shared: dict[Name, Number] = Field(default_factory=dict, max_length=500)
    conditions: dict[Name, Condition] = Field(default_factory=dict, max_length=6)
    actors: dict[Name, AnyActor] = Field(max_length=50)
    meeting: Meeting
    learning_rate: Share = by_default(Share, 0.5)
    shocks: dict[Name, Shock] = Field(default_factory=dict, max_length=20)

    @field_validator("conditions")
    @classmethod
    def _due_in_the_zone_of_the_clock(
        cls, conditions: dict[str, Condition], info: ValidationInfo
    ) -> dict[str, Condition]:
        clock = info.data.get("clock")
        if clock is None:
            return conditions
        return {key: one.in_zone(clock.starts.tzinfo) for key, one in conditions.items()}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        from sim.scenario.checks import check

        check(self)
        return self

    def __repr__(self) -> str:
        return f"<Scenario: {self.title}>"

    @classmethod
    def load(cls, path: str | Path, overrides: tuple[str, ...] = ()) -> "Scenario":
        """Read a scenario file, with what it extends and `overrides` as ``"learning_rate=0.3"``.

        Raises
        ------
        ScenarioError
            If the file cannot be read or does not describe a negotiation.
        """
        from sim.scenario.loader import load

        return load(path, overrides)

    def with_(self, changes: Mapping[str, Any]) -> "Scenario":
        """Return this scenario with some entries changed; this one stays as it is.

        Parameters
        ----------
        changes : mapping
            New entries by their paths, merged as ``--set`` merges them; None takes an entry away.

        Raises
        ------
        ScenarioError
            If the changed parts do not describe a negotiation.

        Examples
        --------
        >>> from sim import Scenario
        >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
        >>> granted = week.with_({"conditions.ceasefire.willingness": 6})
        >>> granted.conditions["ceasefire"].willingness.centre
        6.0
        """
        from sim.scenario.loader import changed

        return changed(self, changes)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a scenario with some entries replaced, checked anew.

        Pydantic's own copy would keep what was worked out of the replaced ones.
        """
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate({**(deepcopy(given) if deep else given), **(update or {})})

    def to_yaml(self) -> str:
        """Return the scenario as YAML text that loads to an equal scenario."""
        from sim.reading.document import write_yaml

        return write_yaml(self.model_dump(mode="json", exclude_defaults=True))

    @cached_property
    def numbers(self) -> Numbers:
        """Every number, and the weight of every reading, by path."""
        return Numbers(self.walk(), self.shared)

    @cached_property
    def parties(self) -> dict[str, Party]:
        """The two parties, in the order of the file."""
        return {key: actor for key, actor in self.actors.items() if isinstance(actor, Party)}

    @cached_property
    def signals(self) -> dict[str, Signal]:
        """Every signal an actor publishes, by full name, in the order in which they are spoken."""
        named: dict[str, Signal] = {}
        for key, actor in self.actors.items():
            if isinstance(actor, Host):
                named[f"{key}.hosting"] = Signal.model_construct(strength=actor.hosting)
            named |= {f"{key}.{name}": signal for name, signal in actor.signals.items()}
        return named

    @cached_property
    def audible(self) -> frozenset[str]:
        """Every name an influence may weigh: signals, states of conditions, parties' outlooks."""
        states = {f"{key}.{state}" for key in self.conditions for state in CONDITION_SIGNALS}
        outlooks = {f"{key}.outlook" for key in self.parties}
        return frozenset(self.signals) | states | outlooks

    def counterpart(self, party: str) -> str:
        """Return the id of the other party."""
        return next(key for key in self.parties if key != party)

    def walk(self) -> Iterator[Step]:
        """Yield every spec inside the scenario with the keys that lead to it."""
        yield from _walk((), self)

    def quote(self, statement_id: str) -> Statement:
        """Return the statement with this id."""
        return next(statement for statement in self.statements if statement.id == statement_id)


CONDITION_SIGNALS = ("promised", "violated", "observed")
"""What a condition makes audible each tick: 0 or 1 each."""


_HOLDERS = (BaseModel, dict, tuple)
"""What can hold a spec; a scenario has ten times as many other entries."""


def _walk(path: tuple[str | int, ...], part: Any) -> Iterator[Step]:
    if isinstance(part, BaseModel):
        yield path, part
        names = (*part.__pydantic_fields__, *(part.__pydantic_extra__ or ()))
        items: Any = ((name, getattr(part, name)) for name in names)
    else:
        items = part.items() if isinstance(part, dict) else enumerate(part)
    for key, inner in items:
        if isinstance(inner, _HOLDERS):
            yield from _walk((*path, key), inner)
