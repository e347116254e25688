"""The parts of a scenario together, and what can be looked up in them; see `sim.scenario`."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from sim.errors import path_of
from sim.scenario.actor import AnyActor, Host, Party
from sim.scenario.base import Name, Spec, Text, Title
from sim.scenario.clock import Clock
from sim.scenario.condition import Condition, granting_path
from sim.scenario.meeting import Attendance, EarlierMeeting, Manner, Meeting
from sim.scenario.number import Number, Share, by_default
from sim.scenario.numbers import Numbers, Step
from sim.scenario.rule import Rule, Theories
from sim.scenario.shock import Shock
from sim.scenario.signal import Signal
from sim.scenario.statement import Statement, Statements


class Parts(Spec):
    """All that a scenario holds, each part right in itself; `Scenario` adds that they fit.

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
    unsaid : tuple of str
        Ids of those that nobody says here, such as of the file that it extends. They are gone from
        the statements and from all sources once it is read.
    levels : tuple of str
        The meeting ladder, from absent upwards.
    shared : dict
        Numbers used in several places by name.
    earlier : dict
        Meetings before it, by id, in the order of their deadlines.
    learning_rate : Share
        How far an announcement moves the public's expectation of a party towards it.
    theories : dict
        Rules that it can be read with besides, with their weights and numbers.
    """

    title: Title
    summary: Text
    teaches: Text | None = None
    external: Text | None = None
    statements: Statements = ()
    unsaid: tuple[Name, ...] = Field(default=(), max_length=500)
    levels: tuple[Name, ...] = Field(
        default=("absent", "delegations", "leaders"), min_length=2, max_length=6
    )
    clock: Clock
    shared: dict[Name, Number] = Field(default_factory=dict, max_length=500)
    conditions: dict[Name, Condition] = Field(default_factory=dict, max_length=6)
    actors: dict[Name, AnyActor] = Field(max_length=50)
    meeting: Meeting
    earlier: dict[Name, EarlierMeeting] = Field(default_factory=dict, max_length=5)
    learning_rate: Share = by_default(Share, 0.5)
    shocks: dict[Name, Shock] = Field(default_factory=dict, max_length=20)
    theories: Theories = Field(default_factory=dict)

    @field_validator("conditions")
    @classmethod
    def _due_in_the_zone_of_the_clock(
        cls, conditions: dict[str, Condition], info: ValidationInfo
    ) -> dict[str, Condition]:
        clock = info.data.get("clock")
        if clock is None:
            return conditions
        return {key: one.in_zone(clock.starts.tzinfo) for key, one in conditions.items()}

    @cached_property
    def numbers(self) -> Numbers:
        """Every number, and the weight of every reading, by path."""
        return Numbers(self.walk(), self.shared)

    @cached_property
    def rules(self) -> dict[tuple[str | int, ...], Rule]:
        """Every rule that somebody follows, by the keys that lead to it."""
        return {keys: part for keys, part in self.walk() if isinstance(part, Rule)}

    @cached_property
    def listed(self) -> Numbers:
        """The numbers of all theories that it could be read with, by path."""
        return Numbers(_walk(("theories",), self.theories), self.shared)

    @cached_property
    def parties(self) -> dict[str, Party]:
        """Those whose presence makes the meeting, in the order of the file."""
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
        """Every name an influence may weigh: signals, states of conditions, outlooks, shocks."""
        states = {f"{key}.{state}" for key in self.conditions for state in CONDITION_SIGNALS}
        outlooks = {f"{key}.outlook" for key in self.parties}
        return (
            frozenset(self.signals)
            | states
            | outlooks
            | {
                *(f"{key}.struck" for key in self.shocks),
                *(f"{key}.held" for key in self.earlier),
            }
        )

    @cached_property
    def meeting_levels(self) -> tuple[str, ...]:
        """The levels at which the meeting can be held: those of the ladder up to the invitation."""
        invited = self.meeting.level
        return self.levels if invited is None else self.levels[: self.levels.index(invited) + 1]

    @cached_property
    def attendance(self) -> Attendance:
        """What the parties' levels make of the meeting."""
        return self.meeting.attendance(self.parties, self.levels)

    @cached_property
    def demands(self) -> dict[str, Condition | EarlierMeeting]:
        """What a precondition can ask for, by id: conditions, and meetings before the last."""
        return {**self.conditions, **self.earlier}

    @cached_property
    def manners(self) -> dict[str, NDArray[np.str_]]:
        """The `Manner` of each reading, of the parties whose words have one."""
        manners = {
            key: np.array([reading.meets.value for reading in party.readings.values()])
            for key, party in self.parties.items()
        }
        return {key: each for key, each in manners.items() if np.any(each != Manner.USUAL)}

    @cached_property
    def moved(self) -> dict[str, dict[str, str]]:
        """By path, or name of a signal: the shocks that move it, with paths of their effects."""
        moved: dict[str, dict[str, str]] = {}
        for key, shock in self.shocks.items():
            for target in shock.effects:
                for path in self.targets(target):
                    moved.setdefault(path, {})[key] = f"shocks.{key}.effects.{target}"
        return moved

    def targets(self, target: str) -> tuple[str, ...]:
        """Return the paths that the target of a shock stands for; of a signal, its name.

        A shared number moves wherever it is used.
        """
        name, _, what = target.partition(".")
        if what == "inclination" and name in self.parties:
            return (f"actors.{target}",)
        if what == "willingness" and name in self.conditions:
            condition = self.conditions[name]
            places = (granting_path(condition, name, key) for key in condition.grantors)
            return tuple(f"{place}.willingness" for place in places)
        return tuple(one.path for one in self.numbers.uses(target)) or (target,)

    def others(self, party: str) -> tuple[str, ...]:
        """Return the ids of the other parties."""
        return tuple(key for key in self.parties if key != party)

    def walk(self) -> Iterator[Step]:
        """Yield every spec that a run rests on, with the keys that lead to it.

        Theories that it could be read with are none of them.
        """
        yield (), self
        yield from self.steps

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What `walk` yields below the scenario itself, gathered once: every check asks for it."""
        return tuple(_walk((), self, without="theories"))[1:]

    @cached_property
    def deciders(self) -> dict[str, tuple[str, Rule]]:
        """By who decides what: where the rule of that stands, and the rule.

        Those who decide are called by the keys inside: ``delta`` for a party's level,
        ``delta.softening`` for its softening, ``opening`` for the promise of a condition.
        """
        return {path_of(keys[1:-1]): (path_of(keys), rule) for keys, rule in self.rules.items()}

    def quote(self, statement_id: str) -> Statement:
        """Return the statement with this id."""
        return next(statement for statement in self.statements if statement.id == statement_id)


MIN_PARTIES, MAX_PARTIES = 2, 6

CONDITION_SIGNALS = ("promised", "violated", "observed")
"""What a condition makes audible each tick: 0 or 1 each."""


def speaker_of(signal: str) -> str:
    """Return whose words a signal is; empty of a venue's offer, an outlook, a condition's state."""
    speaker, _, what = signal.partition(".")
    return "" if what in ("hosting", "outlook", *CONDITION_SIGNALS) else speaker


def weighed_in(part: BaseModel) -> Iterator[tuple[str, str]]:
    """Yield the names of the signals that a part weighs, each after the key it stands under."""
    for key in ("influences", "violation_influences"):
        yield from ((key, name) for name in getattr(part, key, ()))


_HOLDERS = (BaseModel, dict, tuple)
"""What can hold a spec; a scenario has ten times as many other entries."""


def _walk(path: tuple[str | int, ...], part: Any, without: str = "") -> Iterator[Step]:
    if isinstance(part, BaseModel):
        yield path, part
        names = (*part.__pydantic_fields__, *(part.__pydantic_extra__ or ()))
        items: Any = ((name, getattr(part, name)) for name in names if name != without)
    else:
        items = part.items() if isinstance(part, dict) else enumerate(part)
    for key, inner in items:
        if inner and isinstance(inner, _HOLDERS):
            yield from _walk((*path, key), inner)
