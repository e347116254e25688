"""A gathering: a meeting before the last, which is held or not when its own decisions freeze."""

from collections.abc import Mapping

import numpy as np

from sim.arrays import Flags, Levels
from sim.engine.draws import Draws
from sim.scenario import Scenario
from sim.scenario.condition import Status


class Gathering:
    """A meeting before the last, given by its id, in all worlds of a batch.

    Attributes
    ----------
    tick : int
        The last tick in which parties decide about it.
    status : array of int8, shape (worlds,)
        As of a condition: promised once it was held.
    level : array of int8, shape (worlds,)
        Rung at which it was held; 0 where it was not, or not yet.
    """

    def __init__(self, name: str, scenario: Scenario, draws: Draws) -> None:
        spec = scenario.earlier[name]
        self.name, self.tick = name, scenario.clock.tick_of(spec.deadline) - 1
        self.attendance = spec.attendance(scenario.parties, scenario.levels)
        self.draws, self.worlds = draws, draws.worlds
        self.status: Levels = np.full(len(self.worlds), Status.NONE, dtype=np.int8)
        self.level: Levels = np.zeros(len(self.worlds), dtype=np.int8)

    def hold(self, levels: Mapping[str, Levels]) -> None:
        """Be held where enough parties come, and logistics or a step down allow it."""
        reached, highest = self.attendance.reached(levels), self.attendance.highest(levels)
        uniform, chances = self.worlds.uniform, self.draws.all_at(f"earlier.{self.name}")
        goes_ahead = uniform(f"meeting.{self.name}.logistics") < chances["goes_ahead"]
        steps_down = uniform(f"meeting.{self.name}.step_down") < chances["step_down"]
        held: Flags = (reached > 0) & np.where(reached == highest, goes_ahead, steps_down)
        self.status = self.worlds.instead(f"{self.name}.status", held.astype(np.int8))
        self.level = self.status * np.maximum(reached, 1)
