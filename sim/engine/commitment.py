"""A commitment: one condition as its grantors carry it through all worlds."""

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Levels, Value, at
from sim.engine.draws import Draws
from sim.engine.pressure import Pressure
from sim.engine.record import PublicRecord
from sim.scenario import Scenario
from sim.scenario.condition import Granting, Status

ROUNDING = 1e-9
"""A share of kept ticks that equals the bar counts as reaching it, whatever the rounding."""

MAX_POWER = 700.0
"""Where an exponential is as good as infinite, and floating point nearly at its end."""


class Offer(Protocol):
    """An actor who may promise: where it would, and where it waits for what must come first."""

    key: str
    spec: Granting
    ready: Flags

    def waits(self) -> Flags | bool:
        """Return where what must come first binds it, shape ``(worlds,)``."""


class Commitment:
    """Whether a condition, given by its id, is promised, and whether that is kept.

    Attributes
    ----------
    status : array of int8, shape (worlds,)
        The `Status` of the condition, as of the last tick that was observed.
    granted : dict of str to array of bool, shape (worlds,)
        Where each grantor has promised its part.
    """

    def __init__(self, name: str, scenario: Scenario, draws: Draws) -> None:
        self.condition, self.clock = scenario.conditions[name], scenario.clock
        due = self.condition.due
        self.name, self.here = name, f"conditions.{name}"
        self.worlds, self.draws = draws.worlds, draws
        self.due_tick = None if due is None else self.clock.tick_of(due)
        nowhere: Flags = np.zeros(len(self.worlds), dtype=np.bool_)
        self.offers: dict[str, Offer] = {}
        self.granted = dict.fromkeys(self.condition.grantors, nowhere)
        self.given = self.in_time = nowhere  # may be ahead of the status
        self.ticks_promised = np.zeros(len(self.worlds), dtype=np.int16)
        self.ticks_kept = np.zeros(len(self.worlds), dtype=np.int16)
        self.status: Levels = np.full(len(self.worlds), Status.NONE, dtype=np.int8)
        self.violation_chance: Value = 0.0
        self.withdrawal = Pressure(self.worlds, [f"{name}.withdrawal"])

    @property
    def promised(self) -> Flags:
        """Whether it is promised."""
        return np.greater_equal(self.status, Status.PROMISED)

    @property
    def lapsed(self) -> Flags:
        """Where it has been taken back, for good."""
        [lapsed] = self.withdrawal.reached()
        return lapsed

    @property
    def waits(self) -> bool:
        """Whether the promise of some grantor may wait for what must come first."""
        grantors = self.condition.grantors.values()
        return any(one.awaits is not None and one.awaits.binding for one in grantors)

    def days_overdue(self, tick: int) -> float:
        """Return the days since the due date at the start of `tick`; 0 before it or without one."""
        late = 0 if self.due_tick is None else max(0, tick - self.due_tick)
        return late * self.clock.days_per_tick

    def offer(self, actor: Offer) -> None:
        """Take in where one of its grantors would promise by now."""
        self.offers[actor.key] = actor

    def would_be(self, tick: int, held: Callable[[Offer], Flags]) -> dict[str, Flags]:
        """Return where each grantor's part is promised, if `held` says where those who wait are."""
        given = {
            key: self.worlds.since(
                f"{self.name}.{key}.promised", tick, self.granted[key] | held(one)
            )
            for key, one in self.offers.items()
        }
        if self.condition.withdrawal_rate is None:
            return given
        stands = ~self.lapsed
        return {key: part & stands for key, part in given.items()}

    def together(self, granted: dict[str, Flags]) -> Flags:
        """Return where enough of its grantors have promised."""
        combine = np.logical_and if self.condition.enough == "all" else np.logical_or
        given: Flags = combine.reduce([*granted.values()])
        return given

    def promise(self, granted: dict[str, Flags], tick: int) -> None:
        """Take in where each of its grantors has promised by now."""
        self.granted = granted
        self.given = next(iter(granted.values())) if len(granted) == 1 else self.together(granted)
        if self.due_tick is None or tick <= self.due_tick:
            self.in_time = self.given

    def heed(self, signals: Mapping[str, Value]) -> None:
        """Take in what makes a violation in this tick rarer or likelier."""
        weights = self.draws.heard(f"{self.here}.violation_influences")
        self.violation_chance = self.draws.value(f"{self.here}.violation_chance")
        if weights:
            pull = sum(weight * signals[name] for name, weight in weights.items())
            likelier = np.exp(np.minimum(pull, MAX_POWER))
            self.violation_chance = np.minimum(1.0, self.violation_chance * likelier)

    def observe(self, tick: int, record: PublicRecord) -> None:
        """See whether the promise was kept this tick, and publish how the condition stands."""
        violated = self._violated(tick)
        self.ticks_promised += self.given
        self.ticks_kept += self.given & ~violated
        if self.condition.withdrawal_rate is not None:
            rate = self.draws.value(f"{self.here}.withdrawal_rate")
            self.withdrawal.grow(rate * self.given, self.clock.days_per_tick)
        observed = self.in_time & self.given
        [places] = observed.nonzero()  # few: of the others nothing needs to be worked out
        kept_share = at(places, self.draws.value(f"{self.here}.kept_share"))
        observed[places] = (
            self.ticks_kept[places] >= kept_share * self.ticks_promised[places] - ROUNDING
        )
        self.status = np.add(self.given, observed, dtype=np.int8)  # observed is a step beyond
        record.signals[f"{self.name}.promised"] = self.given
        record.signals[f"{self.name}.violated"] = violated
        record.signals[f"{self.name}.observed"] = observed

    def _violated(self, tick: int) -> Flags:
        if not self.given.any():
            return self.given
        return self.given & self.worlds.happens(
            f"{self.name}.violation", tick, self.violation_chance
        )

    def promised_tick(self, tick: int) -> NDArray[np.int16]:
        """Return the tick of the promise as seen in `tick`, shape ``(worlds,)``; −1 for none."""
        since = tick + 1 - self.ticks_promised
        return np.where(self.promised, since, -1).astype(np.int16)
