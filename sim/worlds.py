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

from sim.scenario.number import Number
from sim.scenario.weights import Weights

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Levels = NDArray[np.int8]
Value = float | Floats
"""One number for all worlds, or one per world, shape ``(worlds,)``."""

DRAWS_PER_COUNT = 4
"""Philox yields four 64-bit words per step of its counter, one uniform each."""


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
        self._drawn: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self.span)

    def uniform(self, name: str, tick: int = 0) -> Floats:
        """Return one uniform in [0, 1) per world, shape ``(worlds,)``.

        A name that is drawn every tick has one independent draw per (tick, world).
        """
        first, skipped = divmod(self.span.start, DRAWS_PER_COUNT)
        counter = np.array([first, tick, 0, 0], dtype=np.uint64)
        stream = np.random.Philox(key=_key(self.seed, name), counter=counter)
        return np.random.Generator(stream).random(len(self) + skipped)[skipped:]

    def exponential(self, name: str) -> Floats:
        """Return one unit exponential per world, by inverting its uniform."""
        return -np.log1p(-self.uniform(name))

    def logistic(self, name: str) -> Floats:
        """Return one standard logistic per world, by inverting its uniform."""
        uniform = self.uniform(name)
        with np.errstate(divide="ignore"):
            return np.log(uniform) - np.log1p(-uniform)

    def value(self, number: Number) -> Value:
        """Return what a number of the scenario is in these worlds.

        Its centre in a plain run; in an uncertain run one draw per world, named by where the number
        stands in the scenario, so that a shared number is drawn once for all who use it.
        """
        number = number.settled
        if not self.uncertain or number.distribution is None:
            return number.centre
        if number.path not in self._drawn:
            uniform = self.uniform(_assumption(number.path))
            self._drawn[number.path] = number.distribution.quantile(uniform)
        return self._drawn[number.path]

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
    return sequence.generate_state(2, np.uint64)
