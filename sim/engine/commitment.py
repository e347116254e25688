"""A commitment: one condition as its grantor carries it through all worlds."""

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Levels
from sim.engine.draws import Draws
from sim.engine.record import PublicRecord
from sim.scenario import Scenario

ROUNDING = 1e-9
"""A share of kept ticks that equals the bar counts as reaching it, whatever the rounding."""


class Commitment:
    """What a grantor decides about a condition, and whether it is kept.

    Parameters
    ----------
    name : str
        Id of the condition.
    scenario : Scenario
    draws : Draws

    Attributes
    ----------
    status : array of int8, shape (worlds,)
        Status of the condition: 0 none, 1 promised, 2 observed.
    promised : array of bool, shape (worlds,)
        Whether it has been promised; a promise stays.
    """

    def __init__(self, name: str, scenario: Scenario, draws: Draws) -> None:
        condition, self.clock = scenario.conditions[name], scenario.clock
        self.name, self.worlds, here = name, draws.worlds, f"conditions.{name}"
        self.due_tick = None if condition.due is None else self.clock.tick_of(condition.due)
        self.base = draws.value(f"{here}.log_rate") + draws.value(f"{here}.willingness")
        self.influences = draws.heard(f"{here}.influences")
        self.violation_chance = draws.value(f"{here}.violation_chance")
        self.kept_share = draws.value(f"{here}.kept_share")
        worlds = draws.worlds
        self.patience = worlds.exponential(f"{name}.patience")
        self.pressed = np.zeros(len(worlds))
        self.promised: Flags = np.zeros(len(worlds), dtype=np.bool_)
        self.in_time = self.promised
        self.ticks_promised = np.zeros(len(worlds), dtype=np.int16)
        self.ticks_kept = np.zeros(len(worlds), dtype=np.int16)
        self.status: Levels = np.zeros(len(worlds), dtype=np.int8)

    def days_overdue(self, tick: int) -> float:
        """Return the days since the due date at the start of `tick`; 0 before it or without one."""
        late = 0 if self.due_tick is None else max(0, tick - self.due_tick)
        return late * self.clock.days_per_tick

    def decide(self, tick: int, record: PublicRecord) -> None:
        """Promise where the pressure so far has used up the grantor's patience."""
        self.pressed += record.rate(self.influences, self.base) * self.clock.days_per_tick
        self.promised = self.pressed >= self.patience
        if self.due_tick is None or tick <= self.due_tick:
            self.in_time = self.promised

    def observe(self, tick: int, record: PublicRecord) -> None:
        """See whether the promise was kept this tick, and publish how the condition stands."""
        violated = self._violated(tick)
        self.ticks_promised += self.promised
        self.ticks_kept += self.promised & ~violated
        enough = self.ticks_kept >= self.kept_share * self.ticks_promised - ROUNDING
        observed = self.in_time & enough
        self.status = np.add(self.promised, observed, dtype=np.int8)
        record.signals[f"{self.name}.promised"] = self.promised
        record.signals[f"{self.name}.violated"] = violated
        record.signals[f"{self.name}.observed"] = observed

    def _violated(self, tick: int) -> Flags:
        if not self.promised.any():
            return self.promised
        return self.promised & self.worlds.happens(
            f"{self.name}.violation", tick, self.violation_chance
        )

    def promised_tick(self, tick: int) -> NDArray[np.int16]:
        """Return the tick of the promise as seen in `tick`, shape ``(worlds,)``; −1 for none."""
        since = tick + 1 - self.ticks_promised
        return np.where(self.promised, since, -1).astype(np.int16)
