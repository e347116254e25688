"""A commitment: one condition as its grantor carries it through all worlds."""

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Levels
from sim.engine.draws import Draws
from sim.engine.record import PublicRecord
from sim.scenario import Scenario
from sim.scenario.condition import Status

ROUNDING = 1e-9
"""A share of kept ticks that equals the bar counts as reaching it, whatever the rounding."""


class Commitment:
    """Whether a condition, given by its id, is promised, and whether that is kept.

    Its `status` is its `Status` as of the last tick that was observed, shape ``(worlds,)``.
    """

    def __init__(self, name: str, scenario: Scenario, draws: Draws) -> None:
        condition, self.clock = scenario.conditions[name], scenario.clock
        self.name, self.worlds = name, draws.worlds
        self.due_tick = None if condition.due is None else self.clock.tick_of(condition.due)
        self.violation_chance = draws.value(f"conditions.{name}.violation_chance")
        self.kept_share = draws.value(f"conditions.{name}.kept_share")
        self.given: Flags = np.zeros(len(self.worlds), dtype=np.bool_)  # may be ahead of the status
        self.in_time = self.given
        self.ticks_promised = np.zeros(len(self.worlds), dtype=np.int16)
        self.ticks_kept = np.zeros(len(self.worlds), dtype=np.int16)
        self.status: Levels = np.full(len(self.worlds), Status.NONE, dtype=np.int8)

    @property
    def promised(self) -> Flags:
        """Whether it has been promised; a promise stays."""
        return np.greater_equal(self.status, Status.PROMISED)

    def days_overdue(self, tick: int) -> float:
        """Return the days since the due date at the start of `tick`; 0 before it or without one."""
        late = 0 if self.due_tick is None else max(0, tick - self.due_tick)
        return late * self.clock.days_per_tick

    def promise(self, given: Flags, tick: int) -> None:
        """Take in where its grantor has promised by now."""
        self.given = given
        if self.due_tick is None or tick <= self.due_tick:
            self.in_time = given

    def observe(self, tick: int, record: PublicRecord) -> None:
        """See whether the promise was kept this tick, and publish how the condition stands."""
        violated = self._violated(tick)
        self.ticks_promised += self.given
        self.ticks_kept += self.given & ~violated
        enough = self.ticks_kept >= self.kept_share * self.ticks_promised - ROUNDING
        observed = self.in_time & enough
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
