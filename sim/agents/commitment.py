"""A commitment: one condition as its grantor carries it through all worlds."""

import numpy as np

from sim.record import PublicRecord
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.worlds import Flags, Levels, Value, Worlds

ROUNDING = 1e-9
"""A share of kept ticks that equals the bar counts as reaching it, whatever the rounding."""

PROMISED, OBSERVED = Status.PROMISED.step, Status.OBSERVED.step


class Commitment:
    """What a grantor decides about a condition, and whether it is kept.

    Parameters
    ----------
    name : str
        Id of the condition.
    scenario : Scenario
    worlds : Worlds

    Attributes
    ----------
    status : array of int8, shape (worlds,)
        Status of the condition: 0 none, 1 promised, 2 observed.
    promised_tick : array of int16, shape (worlds,)
        Tick of the promise; −1 while there is none.
    """

    def __init__(self, name: str, scenario: Scenario, worlds: Worlds) -> None:
        condition, self.clock = scenario.conditions[name], scenario.clock
        self.name, self.worlds = name, worlds
        self.due_tick = None if condition.due is None else self.clock.tick_of(condition.due)
        self.base = worlds.value(condition.log_rate) + worlds.value(condition.willingness)
        self.influences = worlds.values(condition.influences)
        self.violation_chance = worlds.value(condition.violation_chance)
        self.kept_share = worlds.value(condition.kept_share)
        self.patience = worlds.exponential(f"{name}.patience")
        self.pressed: Value = 0.0
        self.promised: Flags = np.zeros(len(worlds), dtype=np.bool_)
        self.promised_tick = np.full(len(worlds), -1, dtype=np.int16)
        self.violations = np.zeros(len(worlds), dtype=np.int16)
        self.status: Levels = np.zeros(len(worlds), dtype=np.int8)

    def days_overdue(self, tick: int) -> float:
        """Return the days since the due date at the start of `tick`; 0 before it or without one."""
        late = 0 if self.due_tick is None else max(0, tick - self.due_tick)
        return late * self.clock.days_per_tick

    def decide(self, tick: int, record: PublicRecord) -> None:
        """Promise where the pressure so far has used up the grantor's patience."""
        with np.errstate(over="ignore"):
            rate = np.exp(self.base + record.influence(self.influences))
        self.pressed = self.pressed + rate * self.clock.days_per_tick
        promised = self.pressed >= self.patience
        self.promised_tick[promised & ~self.promised] = tick
        self.promised = promised

    def observe(self, tick: int, record: PublicRecord) -> None:
        """See whether the promise was kept this tick, and publish how the condition stands."""
        violated = self._violated(tick)
        self.violations += violated
        self.status = self._status(tick)
        record.signals[f"{self.name}.promised"] = self.promised
        record.signals[f"{self.name}.violated"] = violated
        record.signals[f"{self.name}.observed"] = self.status == OBSERVED

    def _violated(self, tick: int) -> Flags:
        if not self.promised.any():
            return self.promised
        luck = self.worlds.uniform(f"{self.name}.violation", tick)
        return self.promised & (luck < self.violation_chance)

    def _status(self, tick: int) -> Levels:
        """Observed is what was promised in time and kept for a large enough share of its ticks."""
        if not self.promised.any():
            return self.status
        in_time = self.promised_tick <= (tick if self.due_tick is None else self.due_tick)
        ticks = tick - self.promised_tick + 1
        kept = ticks - self.violations >= self.kept_share * ticks - ROUNDING
        observed = self.promised & in_time & kept
        return self.promised.astype(np.int8) + observed
