"""The public record: what has been said, what is expected, and the signals in the air.

Everything actors know of each other stands here, as arrays over worlds.
"""

from collections.abc import Sequence
from functools import reduce

import numpy as np

from sim.arrays import Flags, Floats, Levels, Value

SILENT = -1


class PublicRecord:
    """What is public in so many worlds at the end of a tick; the parties are given by their ids.

    Attributes
    ----------
    announced : dict of str to array of int8, shape (worlds,)
        Level each party last announced; `SILENT` before it has.
    expected : dict of str to array of float, shape (worlds,)
        Expected level of each party, as a share of the ladder in [0, 1].
    softened : dict of str to array of int8, shape (worlds,)
        Steps each party has visibly softened.
    signals : dict of str to float or array
        Everything an influence can weigh, by name.
    """

    def __init__(self, parties: Sequence[str], top_level: int, worlds: int) -> None:
        self.parties, self.top_level = tuple(parties), top_level
        self.announced: dict[str, Levels] = {
            party: np.full(worlds, SILENT, dtype=np.int8) for party in parties
        }
        self.expected: dict[str, Floats] = {}
        self.softened: dict[str, Levels] = {}
        self.signals: dict[str, Value] = {}

    def gap(self, party: str) -> Floats:
        """Return how far the party's announced level lies below the highest one, in [0, 1].

        0 until it and another have announced.
        """
        own, highest = self.announced[party], reduce(np.maximum, self.announced.values())
        rungs: Levels = (highest - own) * (own > SILENT)
        return np.multiply(rungs, 1 / self.top_level)

    def announce(self, party: str, spoken: Flags, level: Levels, learning_rate: Value) -> None:
        """Make `level` public where `spoken`, and move what is expected towards it."""
        self.announced[party] += spoken * (level - self.announced[party])
        step = level * (1 / self.top_level)
        step -= self.expected[party]
        step *= learning_rate
        step *= spoken
        self.expected[party] += step

    def refresh_outlooks(self) -> None:
        """Publish each party's outlook: what is expected of it, from −½ (absent) to ½ (top)."""
        for party in self.parties:
            self.signals[f"{party}.outlook"] = self.expected[party] - 0.5
