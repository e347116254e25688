"""Worlds: a batch of parallel replications, each with its own luck and its own assumptions.

All randomness is made here. Every draw has a name, and the draws of one name depend only on
(seed, name, world): each name is a stream of NumPy's counter-based Philox generator, whose counter
is set straight to the first world of the batch. So n worlds are the first n of a larger run, and
neither the size of a batch, nor workers, nor an added actor changes anybody's luck.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Floats, Levels, Value
from sim.scenario.number import Number
from sim.scenario.weights import Weights

DOUBLES_PER_COUNT, SINGLES_PER_COUNT = 4, 8
"""Uniforms per step of Philox's counter, which yields four words of 64 bits."""

MIN_UNIFORM = 2.0**-54
"""Half of the smallest step of a uniform drawn in double precision."""


class Worlds:
    """Worlds ``span.start … span.stop − 1`` of the run with this seed.

    Parameters
    ----------
    seed : int
        Seed of the run, 0 or above.
    span : range
        The worlds of this batch, in steps of 1.
    uncertain : bool
        Whether each world draws its own assumptions; otherwise every number is its centre.
    """

    def __init__(self, seed: int, span: range, uncertain: bool = False) -> None:
        self.seed, self.span, self.uncertain = seed, span, uncertain
        self._values: dict[int, Value] = {}  # by identity: looked up in every tick

    def __len__(self) -> int:
        return len(self.span)

    def uniform(self, name: str) -> Floats:
        """Return one uniform in (0, 1) per world, shape ``(worlds,)``.

        The generator's 0, once in 2^53 draws, would be an infinite logistic or normal.
        """
        stream, skipped = self._stream(name, 0, DOUBLES_PER_COUNT)
        drawn = stream.random(len(self) + skipped)[skipped:]
        return np.maximum(drawn, MIN_UNIFORM, out=drawn)

    def happens(self, name: str, tick: int, chance: Value) -> Flags:
        """Return in which worlds something with this chance happens in a tick, ``(worlds,)``."""
        chances = np.asarray(chance, dtype=np.float32)  # one for all, or one each: rounded alike
        return self.uniform_of_tick(name, tick) < chances

    def uniform_of_tick(self, name: str, tick: int) -> NDArray[np.float32]:
        """Return one independent uniform in [0, 1) per tick and world, shape ``(worlds,)``.

        Single precision is enough for a yes or no.
        """
        stream, skipped = self._stream(name, tick, SINGLES_PER_COUNT)
        return stream.random(len(self) + skipped, dtype=np.float32)[skipped:]

    def _stream(self, name: str, tick: int, draws: int) -> tuple[np.random.Generator, int]:
        """Return the generator at the count that holds the first world, and the draws before it."""
        count, skipped = divmod(self.span.start, draws)
        counter = np.array([count, tick, 0, 0], dtype=np.uint64)
        philox = np.random.Philox(key=_key(self.seed, name), counter=counter)
        return np.random.Generator(philox), skipped

    def exponential(self, name: str) -> Floats:
        """Return one unit exponential per world, by inverting its uniform."""
        return -np.log1p(-self.uniform(name))

    def logistic(self, name: str) -> Floats:
        """Return one standard logistic per world, by inverting its uniform."""
        uniform = self.uniform(name)
        return np.log(uniform) - np.log1p(-uniform)

    def value(self, number: Number) -> Value:
        """Return what a number of the scenario is in these worlds.

        Its centre in a plain run; in an uncertain run one draw per world, named by where the number
        stands in the scenario, so that a shared number is drawn once for all who use it.
        """
        if id(number) not in self._values:
            self._values[id(number)] = self._draw(number)
        return self._values[id(number)]

    def _draw(self, number: Number) -> Value:
        known = number.settled
        if not self.uncertain or known.distribution is None:
            return known.centre
        return known.distribution.quantile(self.uniform(_assumption(known.path)))

    def values(self, numbers: Mapping[str, Number]) -> dict[str, Value]:
        """Return `value` of each number, without those that are plainly 0 in all worlds."""
        drawn = {name: self.value(number) for name, number in numbers.items()}
        return {name: value for name, value in drawn.items() if np.any(value != 0)}

    def weights(self, weights: Weights, readings: list[str]) -> list[Value]:
        """Return the probability of each of `readings`, in this order, in these worlds."""
        if not self.uncertain or weights.dirichlet is None:
            return [weights.centres.get(reading, 0.0) for reading in readings]
        gammas = [self._gamma(weights, reading) for reading in readings]
        total = np.sum(gammas, axis=0)
        return [gamma / total for gamma in gammas]

    def _gamma(self, weights: Weights, reading: str) -> Floats:
        """Draw the gamma variate behind one component of a Dirichlet; 0 if it is not named."""
        from scipy.stats import gamma

        concentration = (weights.dirichlet or {}).get(reading, 0.0)
        if concentration == 0:
            return np.zeros(len(self))
        uniform = self.uniform(_assumption(f"{weights.path}.{reading}"))
        return np.asarray(gamma.ppf(uniform, concentration))

    def choose(self, name: str, probabilities: list[Value]) -> Levels:
        """Draw the index of one of several options per world, shape ``(worlds,)``.

        The options share one uniform in their order, so that making an early option more probable
        only ever moves worlds towards it.
        """
        uniform = self.uniform(name)
        chosen = np.zeros(len(self), dtype=np.int8)
        cut: Value = 0.0
        for probability in probabilities[:-1]:
            cut = cut + probability
            chosen += uniform >= cut
        return chosen


def _assumption(path: str) -> str:
    return f"assumption:{path}"


@lru_cache(maxsize=4096)
def _key(seed: int, name: str) -> NDArray[np.uint64]:
    """Return the 128-bit Philox key of a named stream."""
    sequence = np.random.SeedSequence(seed, spawn_key=tuple(name.encode()))
    return sequence.generate_state(2, np.uint64).astype(np.uint64)
