"""Worlds: a batch of parallel replications, each with its own luck and its own assumptions.

All randomness is made here. Every draw has a name, and the draws of one name depend only on
(seed, name, world). There are two kinds of luck. What is drawn once per world, has a column and
matters most (`sim.engine.columns`) comes from scrambled Sobol' points, spread evenly over the
worlds. All else, what is drawn in each tick above all, is thrown: each name is a stream of NumPy's
counter-based Philox generator, whose counter is set straight to the first world of the batch. So n
worlds are the first n of a larger run, and neither the size of a batch, nor workers, nor an added
actor changes anybody's luck.
"""

from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Floats, Levels, Value
from sim.engine.sobol import BITS, PARTS, Words, scramble, uniforms
from sim.scenario.numbers import Parameter
from sim.scenario.weights import Weights

DOUBLES_PER_COUNT, SINGLES_PER_COUNT = 4, 8
"""Uniforms per step of Philox's counter, which yields four words of 64 bits."""

STEPS = 2**24
"""Of a uniform in single precision."""

FRESH: Any = np.random.Philox(key=0).state | {"buffer": (0, 0, 0, 0)}
"""A stream of which nothing has been drawn."""

WORD, HALF = np.dtype("<u8"), np.dtype("<u4")

KINDS = ("sobol", "philox")
"""How luck is made: spread evenly where a draw has a column, or all of it thrown."""

MIN_UNIFORM = 2.0**-54
"""Half of the smallest step of a uniform drawn in double precision."""


class Worlds:
    """Worlds ``span.start … span.stop − 1`` of the run with this seed.

    If `uncertain`, each world draws its own assumptions; otherwise every number is its centre.
    """

    columns: Mapping[str, int] = {}
    """Which of the draws that are made once per world has which column of the Sobol' points."""

    fits: Flags | None = None
    """Which worlds fit what is known as they were, if something is changed in them since."""

    def __init__(
        self, seed: int, span: range, uncertain: bool = False, kind: str = "sobol"
    ) -> None:
        self.seed, self.span, self.uncertain, self.kind = seed, span, uncertain, kind
        self._philox = np.random.Philox()

    def with_columns(self, columns: Mapping[str, int]) -> Self:
        """Return the same worlds, in which some draws have a column."""
        worlds = copy(self)
        worlds.columns = columns
        return worlds

    def __len__(self) -> int:
        return len(self.span)

    def uniform(self, name: str) -> Floats:
        """Return one uniform in (0, 1) per world, shape ``(worlds,)``.

        The generator's 0, once in 2^53 draws, would be an infinite logistic or normal.
        """
        if self.kind == "sobol" and name in self.columns:
            return uniforms(*_scrambled(self.seed, name, self.columns[name]), self.span)
        stream, skipped = self._stream(name, 0, DOUBLES_PER_COUNT)
        drawn = np.random.Generator(stream).random(len(self) + skipped)[skipped:]
        return np.maximum(drawn, MIN_UNIFORM, out=drawn)

    def happens(self, name: str, tick: int, chance: Value) -> Flags:
        """Return in which worlds something with this chance happens in a tick, ``(worlds,)``."""
        steps = _steps_of(chance) if isinstance(chance, np.ndarray) else _steps_of_one(chance)
        return self.steps_of_tick(name, tick) < steps

    def uniform_of_tick(self, name: str, tick: int) -> NDArray[np.float32]:
        """Return one independent uniform in [0, 1) per tick and world, shape ``(worlds,)``.

        Single precision is enough for a yes or no.
        """
        return np.multiply(self.steps_of_tick(name, tick), np.float32(1 / STEPS), dtype=np.float32)

    def steps_of_tick(self, name: str, tick: int) -> NDArray[np.uint32]:
        """Return how many of `STEPS` a tick's uniform is, shape ``(worlds,)``.

        It is what NumPy makes a float of: the upper bits of each half of a word.
        """
        stream, skipped = self._stream(name, tick, SINGLES_PER_COUNT)
        words = stream.random_raw((len(self) + skipped + 1) // 2).astype(WORD, copy=False)
        halves = words.view(HALF)[skipped : skipped + len(self)]
        steps: NDArray[np.uint32] = np.right_shift(halves, 8, out=halves)
        return steps

    def _stream(self, name: str, tick: int, draws: int) -> tuple[np.random.Philox, int]:
        """Return the words from the count that holds the first world, and the draws before it."""
        count, skipped = divmod(self.span.start, draws)
        whose: Any = {"counter": (count, tick, 0, 0), "key": _key(self.seed, name)}
        self._philox.state = FRESH | {"state": whose}  # much faster than a new one
        return self._philox, skipped

    def exponential(self, name: str) -> Floats:
        """Return one unit exponential per world, by inverting its uniform."""
        return -np.log1p(-self.uniform(name))

    def logistic(self, name: str) -> Floats:
        """Return one standard logistic per world, by inverting its uniform."""
        uniform = self.uniform(name)
        return np.log(uniform) - np.log1p(-uniform)

    def instead(self, name: str, own: NDArray[Any]) -> NDArray[Any]:
        """Return what is decided, or what is held instead of it, shape ``(worlds,)``."""
        return own

    def since(self, name: str, tick: int, own: Flags) -> Flags:
        """Return where something has come about by now, or would have were it held."""
        return own

    def draw(self, one: Parameter) -> dict[str, Value]:
        """Return by path what a number is in these worlds; of a weight, all those of its party.

        The centre in a plain run; in an uncertain run one draw per world, named by where the number
        stands in the scenario, so that a shared number is drawn once for all who use it.
        """
        if isinstance(one.resolved, Weights):
            return self._draw_weights(one.resolved, one.paths)
        known = one.resolved
        if not self.uncertain or known.distribution is None:
            return {one.path: known.centre}
        return {one.path: known.distribution.quantile(self.uniform(assumption(one.luck)))}

    def _draw_weights(self, weights: Weights, paths: Mapping[str, str]) -> dict[str, Value]:
        if not self.uncertain or weights.dirichlet is None:
            return {path: weights.centres.get(reading, 0.0) for reading, path in paths.items()}
        sizes = {path: weights.dirichlet.get(reading, 0.0) for reading, path in paths.items()}
        gammas = {path: self._gamma(path, size) for path, size in sizes.items()}
        total = np.sum([*gammas.values()], axis=0)
        return {path: gamma / total for path, gamma in gammas.items()}

    def _gamma(self, path: str, concentration: float) -> Floats:
        """Draw the gamma variate behind one component of a Dirichlet; 0 if it is not named."""
        from scipy.stats import gamma

        if concentration == 0:
            return np.zeros(len(self))
        return np.asarray(gamma.ppf(self.uniform(assumption(path)), concentration))

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


def assumption(path: str) -> str:
    """Return the name of the draw of an assumption."""
    return f"assumption:{path}"


def _steps_of(chance: Value) -> NDArray[np.uint32]:
    """Return of how many of `STEPS` a yes is made, for one world or for all."""
    return np.ceil(np.asarray(chance, dtype=np.float32) * STEPS).astype(np.uint32)


_steps_of_one = lru_cache(_steps_of)


@lru_cache(maxsize=4096)
def _key(seed: int, name: str) -> tuple[int, int]:
    """Return the 128-bit Philox key of a named stream, in two words."""
    sequence = np.random.SeedSequence(seed, spawn_key=tuple(name.encode()))
    low, high = sequence.generate_state(2, np.uint64)
    return int(low), int(high)


@lru_cache(maxsize=1024)
def _scrambled(seed: int, name: str, column: int) -> tuple[Words, Words]:
    """Return a column as it is scrambled for a name, and its digital shift, by part."""
    key = np.array(_key(seed, name), np.uint64)
    stream = np.random.Philox(key=key, counter=[0, 0, 1, 0])  # no tick has this count
    luck = np.random.Generator(stream).integers(2**32, size=(PARTS, BITS + 1), dtype=np.uint32)
    return scramble(column, luck[:, 1:]), luck[:, 0]
