"""Samples: what draws of the assumptions, and lucks, say of an outcome, and how both spread it.

Draws and lucks come in 16 independent parts each. In the chances some luck is left, another in each
part of the lucks: it cancels where one part is multiplied with another and never with itself. So it
makes no variance larger and no share smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.analysis.outcomes.shares import DIGITS
from sim.arrays import Floats

ROUNDING = 1e-15
"""A variance of an indicator below this is none."""

RANGE = (0.05, 0.95)
"""Quantiles of the draws' chances between which nine in ten lie."""


@dataclass(frozen=True, eq=False)
class Sample:
    """What draws of the assumptions and lucks say of one outcome.

    Draw j is number j // 16 of part j mod 16, and so is luck k.

    Attributes
    ----------
    chances : array, shape (draws of a part, parts, parts)
        How likely it is under each draw, in each part of the lucks (the last axis).
    ends : array, shape (parts, lucks of a part, parts)
        In what share of the draws of each part (the first axis) it is how a luck ends.
    """

    chances: Floats
    ends: Floats

    def without(self, part: int) -> "Sample":
        """Return the sample without one part of the draws and the same part of the lucks."""
        return Sample(without_part(self.chances, part, 1, 2), without_part(self.ends, part, 0, 2))

    @cached_property
    def by_draw(self) -> Floats:
        """How likely it is under each draw, shape ``(draws of a part, parts)``."""
        return np.asarray(self.chances.mean(axis=2))

    @cached_property
    def between(self) -> float:
        """Variance between the draws, freed of luck."""
        *_, parts = self.chances.shape
        apart = self.chances - self.chances.mean(axis=(0, 1))
        agreed = (apart.sum(axis=2) ** 2).sum() - (apart**2).sum()
        return float(agreed / ((self.by_draw.size - 1) * parts * (parts - 1)))

    @property
    def parts(self) -> Floats:
        """Parts of the variance: the assumptions', luck's, and that of the two together.

        Luck's is a part of what the ends vary, which luck has drawn, and so are surer of the ratio
        (Cochran 1977, chapter 6).
        """
        draws, assumptions = self.by_draw.size, _above_rounding(self.between)
        total, drawn = (
            _above_rounding(mean * (1 - mean)) for mean in (self.chances.mean(), self.ends.mean())
        )
        by_luck = self.ends.mean(axis=0).var(ddof=1)
        luck = (by_luck - (drawn - assumptions) / draws) / (1 - 1 / draws)
        luck = min(_above_rounding(luck * total / (drawn or 1)), total - assumptions)
        return np.array([assumptions, luck, total - assumptions - luck])

    @property
    def freed(self) -> Floats:
        """How likely it is under each draw, as far apart as they are without the luck left."""
        mean, apart = self.by_draw.mean(), max(self.by_draw.var(ddof=1), ROUNDING)
        narrowed = np.sqrt(np.clip(self.between / apart, 0, 1))
        return np.asarray(mean + narrowed * (self.by_draw - mean))


@dataclass(frozen=True, eq=False)
class Mixture:
    """What is said of one outcome under each theory that may be drawn, or the one that is not.

    The theories' weights add up to 1.
    """

    samples: tuple[Sample, ...]
    weights: Floats

    def without(self, part: int) -> "Mixture":
        """Return the mixture without one part of the draws and the same part of the lucks."""
        return Mixture(tuple(one.without(part) for one in self.samples), self.weights)

    @property
    def between(self) -> float:
        """Variance between the draws of a theory, freed of luck; the mean over the theories."""
        return float(self.weights @ [one.between for one in self.samples])

    @property
    def between_theories(self) -> float:
        """Variance between the theories, freed of luck."""
        means = np.array([one.chances.mean(axis=0) for one in self.samples])
        apart = means - np.tensordot(self.weights, means, axes=1)
        return float(agreed(np.sqrt(self.weights)[:, None, None] * apart))

    @property
    def shares(self) -> Floats:
        """Shares of the variance: the theory's, then the `Sample.parts` under a theory."""
        within = self.weights @ [one.parts for one in self.samples]
        parts = np.array([_above_rounding(self.between_theories), *within])
        return np.asarray(parts / (parts.sum() or 1.0))

    @property
    def range(self) -> Floats:
        """Range of nine draws in ten, narrowed by as much as luck makes it too wide.

        Either end is the mean of the draws that lie within a standard error of its place (a kernel
        estimate; Sheather & Marron 1990): one draw alone jumps from sample to sample, and a
        jackknife makes too much of that.
        """
        values = [one.freed for one in self.samples]
        whole, less = self._ordered(values)
        size, ends = 1 / (self.weights**2 @ [1 / one.size for one in values]), np.array(RANGE)
        near = np.sqrt(ends * (1 - ends) / size)
        inside = np.clip((less - ends[:, None]) / near[:, None], -1, 1)
        return np.asarray(np.round(np.diff(inside) / 2 @ whole, DIGITS))

    def quantiles(self, values: Sequence[Floats], at: Sequence[float] | Floats) -> Floats:
        """Return quantiles of what each draw of each theory has, each as probable as it is."""
        whole, less = self._ordered(values)
        return np.interp(at, (less[1:] - less[1]) / (1 - less[1]), whole)

    def _ordered(self, values: Sequence[Floats]) -> tuple[Floats, Floats]:
        """Return all values, the least first, and how probable less is than each; 1 at the end."""
        sizes = [one.size for one in values]
        whole = np.concatenate([one.ravel() for one in values])
        order = whole.argsort()
        less = np.append(0, np.repeat(self.weights / sizes, sizes)[order].cumsum())
        return whole[order], less / less[-1]


def agreed(waves: Floats) -> Floats:
    """Return the squared waves, each product one of two parts of both the draws and the lucks."""
    _, draws, lucks = waves.shape
    alike = (waves.sum(axis=1) ** 2).sum() + (waves.sum(axis=2) ** 2).sum()
    squared = (waves.sum(axis=(1, 2)) ** 2).sum() - alike + (waves**2).sum()
    return np.asarray(squared / (draws * (draws - 1) * lucks * (lucks - 1)))


def without_part(values: Floats, part: int, *axes: int) -> Floats:
    """Return values without one part along some axes."""
    for axis in axes:
        values = np.delete(values, part, axis)
    return values


def _above_rounding(variance: float) -> float:
    """Return a variance; 0 where the estimate falls below what rounding leaves of it."""
    return float(variance) if variance > ROUNDING else 0.0
