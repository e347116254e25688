"""A shock: where it has struck by now."""

import numpy as np

from sim.arrays import Flags
from sim.engine.draws import Draws
from sim.engine.pressure import Pressure
from sim.scenario import Scenario
from sim.scenario.gates import Statuses, met


class Shock:
    """A shock, given by its id, in all worlds of a batch.

    Attributes
    ----------
    struck : array of bool, shape (worlds,)
        In which worlds it has struck by now.
    """

    def __init__(self, name: str, scenario: Scenario, draws: Draws) -> None:
        self.name, self.spec, self.clock = name, scenario.shocks[name], scenario.clock
        self.draws, self.pressure = draws, Pressure(draws.worlds, [f"shock.{name}"])
        self.struck: Flags = np.zeros(len(draws.worlds), dtype=np.bool_)

    def strike(self, tick: int, statuses: Statuses) -> None:
        """Strike where its day or its rate says so, and things stand as it needs."""
        able, on = met(self.spec.when, statuses), self.spec.on
        if on is None:
            rate = self.draws.value(f"shocks.{self.name}.rate")
            self.pressure.grow(rate * able, self.clock.days_per_tick)
            [self.struck] = self.pressure.reached()
        elif tick == self.clock.tick_of(on):
            self.struck = self.struck | able
