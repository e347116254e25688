"""Luck: a seed, and whether assumptions are drawn; with a world's number it says which world."""

from dataclasses import dataclass

import numpy as np

from sim.arguments import must_be, must_be_whole
from sim.engine.worlds import Worlds
from sim.errors import UsageError


@dataclass(frozen=True)
class Luck:
    """What decides all that is left to chance; world 12 of equal lucks is the same world.

    If `uncertain`, each world draws its own assumptions. Raises `UsageError` if the seed is below 0
    or too large.
    """

    seed: int
    uncertain: bool = False

    def __post_init__(self) -> None:
        must_be(bool, "uncertain", self.uncertain, "True or False")
        object.__setattr__(self, "seed", must_be_whole("seed", self.seed))
        if not 0 <= self.seed < 2**128:
            raise UsageError(f"seed must be 0 or above and below 2^128, not {self.seed}")

    @property
    def in_words(self) -> str:
        """The seed, and what is drawn besides."""
        return f"seed {self.seed}{', assumptions drawn per world' if self.uncertain else ''}"

    def batch(self, span: range) -> Worlds:
        """Return the worlds of these numbers."""
        return Worlds(self.seed, span, self.uncertain)


def luck_of(seed: int | None, uncertain: bool = False) -> Luck:
    """Return the luck of a seed; where none is given, one is drawn, short enough to be typed."""
    fresh = np.random.SeedSequence().generate_state(1)[0]
    return Luck(int(fresh) if seed is None else seed, uncertain)
