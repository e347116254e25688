"""Histories: every way in which luck can fall, where all it decides is who speaks when.

Where parties keep to one level from the first tick on, as under the literal rule with words held
fixed, an announcement says the same however often it is made. So all that matters is the tick in
which each party first speaks. There is one world for each combination of these ticks, and it
counts as much as it is likely: what is added up so is exact, and no luck is drawn.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.engine.worlds import STEPS, Worlds
from sim.scenario import Scenario


def count_histories(scenario: Scenario) -> int:
    """Return how many worlds that takes."""
    return int((scenario.clock.ticks + 1) ** len(scenario.parties))


class Histories(Worlds):
    """A world for each combination of ticks in which the parties first speak.

    Attributes
    ----------
    weights : array, shape (worlds,)
        How likely each is; they add up to 1.
    """

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(0, range(count_histories(scenario)))
        ticks, parties = range(scenario.clock.ticks + 1), scenario.parties  # the last is never
        first = np.transpose([*product(ticks, repeat=len(parties))])
        self._first = {f"{key}.announcement": of for key, of in zip(parties, first, strict=True)}
        self.weights = np.ones(len(self))
        for key, of in zip(parties, first, strict=True):
            chance = scenario.numbers[f"actors.{key}.announce_chance"].centre
            speaks = np.where(of < scenario.clock.ticks, chance, 1.0)
            self.weights *= speaks * (1 - chance) ** of

    def uniform(self, name: str) -> Floats:
        """Return ½ in each world: nothing that is drawn once matters."""
        return np.full(len(self), 0.5)

    def steps_of_tick(self, name: str, tick: int) -> NDArray[np.uint32]:
        """Return 0 from the tick on in which a party first speaks, else all `STEPS`."""
        first = self._first.get(name, len(self))
        return np.full(len(self), np.greater(first, tick) * STEPS, dtype=np.uint32)
