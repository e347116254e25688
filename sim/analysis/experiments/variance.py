"""Variance: where the spread of an outcome comes from, and which assumption its part.

For the indicator of an outcome, Y in world (draw j, luck k), a two-way analysis of variance
(random effects; Scheffé 1959, chapter 7) splits its variance::

    Var(Y) = between assumptions + between lucks + the two together

The first part, Var(E[Y | assumptions]), would vanish if the assumptions were known. Of that, the
first-order share of one assumption is what would vanish if it alone were known: the draws are
sorted by it, and the slow waves along them are added up (Plischke 2012).

Where the theory is drawn as well, it comes first, since a theory has numbers of its own (a nested
layout; Scheffé 1959, chapter 5)::

    Var(Y) = between theories + the mean, by weight, of the three parts under each of them

Draws and lucks come in 16 independent parts each. In the chances some luck is left, another in each
part of the lucks: it cancels where one part is multiplied with another and never with itself. So it
makes no variance larger and no share smaller.

An interval is Student's t over what is found without one part of both at a time (a jackknife, Tukey
1958), so that it counts the luck that all draws share.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.analysis.outcomes.shares import STUDENT
from sim.arrays import Floats
from sim.engine.sobol import PARTS
from sim.style.numbers import give_or_take

ROUNDING = 1e-15
"""A variance of an indicator below this is none."""

WAVES = 20
"""Of the waves along the sorted draws, how many are added up; what is quicker is hardly there."""

RANGE = (0.05, 0.95)
"""Quantiles of the draws' chances between which nine in ten lie."""


RARE = "–: ends that way too rarely to tell"
"""What stands for parts of a variance that is hardly there."""

OVERLAP = "weights of one party's readings overlap, so that shares can add up to more than 100%"
"""What is to be known of first-order shares where some are `overlapping`."""


@dataclass(frozen=True)
class Spread:
    """Where the variance of an outcome's indicator comes from."""

    low: float
    high: float
    """Range that holds the chances of nine draws in ten."""
    theory: float
    """Share of the variance that would vanish if the theory were known; 0 where none is drawn."""
    assumptions: float
    luck: float
    both: float
    """What of the rest would vanish if numbers, luck, or both were known; all add up to 1 (or are 0
    where nothing varies).
    """
    margins: Mapping[str, float]
    """Half of the 95 % interval of each of these."""


def parts_of(theory: bool) -> tuple[str, ...]:
    """Return the parts of a variance, that of the theory only where it is drawn."""
    return (*(["theory"] if theory else []), "assumptions", "luck", "both")


def parts_in_words(spread: Mapping[str, Any], theory: bool = False) -> list[str]:
    """Return a spread, given as plain data, in percent: its parts, then the range of chances."""
    margins, names = spread["margins"], parts_of(theory)
    known = any(spread[part] for part in names) and max(margins[part] for part in names) < 1
    parts = [give_or_take(margins[part], spread[part]) if known else "–" for part in names]
    less_sure = max(margins["low"], margins["high"])
    return [*parts, give_or_take(less_sure, spread["low"], spread["high"])]


@dataclass(frozen=True)
class Weight:
    """How much one assumption matters for an outcome."""

    path: str
    """Where it stands in the scenario."""
    rank_correlation: float
    """Spearman's, between the assumption and the draw's chance."""
    first_order: float
    """Share of the variance between draws that would vanish if this assumption were known."""
    margin: float
    """Half of its 95 % interval; 1 where the outcome is too rare to tell."""


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
        return Sample(_without(self.chances, part, 1, 2), _without(self.ends, part, 0, 2))

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
        """Parts of the variance: the assumptions', luck's, and that of the two together."""
        draws, mean = self.by_draw.size, self.chances.mean()
        total, assumptions = _above_rounding(mean * (1 - mean)), _above_rounding(self.between)
        by_luck = self.ends.mean(axis=0).var(ddof=1)
        luck = (by_luck - (total - assumptions) / draws) / (1 - 1 / draws)
        luck = min(_above_rounding(luck), total - assumptions)
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
        return float(_agreed(np.sqrt(self.weights)[:, None, None] * apart))

    @property
    def shares(self) -> Floats:
        """Shares of the variance: the theory's, then the `Sample.parts` under a theory."""
        within = self.weights @ [one.parts for one in self.samples]
        parts = np.array([_above_rounding(self.between_theories), *within])
        return np.asarray(parts / (parts.sum() or 1.0))

    @property
    def range(self) -> Floats:
        """Range of nine draws in ten, narrowed by as much as luck makes it too wide."""
        return self.quantiles([one.freed for one in self.samples], RANGE)

    def quantiles(self, values: Sequence[Floats], at: Sequence[float] | Floats) -> Floats:
        """Return quantiles of what each draw of each theory has, each as probable as it is."""
        counts = self.weights / [one.size for one in values]
        whole = np.concatenate([one.ravel() for one in values])
        order = whole.argsort()
        before = np.repeat(counts, [one.size for one in values])[order].cumsum()
        before -= before[0]
        return np.asarray(np.interp(at, before / before[-1], whole[order]))


def spread(sample: Mixture) -> Spread:
    """Split the variance of an outcome."""

    def figures(one: Mixture) -> Floats:
        return np.concatenate([one.range, one.shares])

    margins = margins_of(lambda part: figures(sample.without(part)))
    names = ("low", "high", *parts_of(theory=True))
    found = dict(zip(names, figures(sample).tolist(), strict=True))
    return Spread(**found, margins=dict(zip(names, margins.tolist(), strict=True)))


def weights_of(drawn: Sequence[Mapping[str, Floats]], sample: Mixture) -> tuple[Weight, ...]:
    """Return how much each assumption matters, given by its path what it is in each draw.

    Drawn are those of each theory of the mixture; the correlation is the mean over those that have
    the assumption.
    """
    each = [*zip(drawn, sample.samples, sample.weights, strict=True)]
    if not any(some and np.ptp(one.by_draw) for some, one, _ in each):
        return ()
    rest, between = [sample.without(part).between for part in range(PARTS)], sample.between
    found = []
    for name in dict.fromkeys(name for some in drawn for name in _without_mirrored(some)):
        having = [(some[name], one, weight) for some, one, weight in each if name in some]
        waves = [np.sqrt(weight) * _waves(values, one.chances) for values, one, weight in having]
        share, margin = _first_order(np.concatenate(waves), between, rest)
        found.append(Weight(name, _correlation(having), share, margin))
    return tuple(sorted(found, key=lambda one: -one.first_order))


def _correlation(having: list[tuple[Floats, Sample, float]]) -> float:
    """Return Spearman's correlation between draws and chances, in the mean; 0 of what is even."""
    from scipy.stats import spearmanr

    found = [
        spearmanr(values, one.by_draw.ravel()).statistic if np.ptp(one.by_draw) else 0.0
        for values, one, _ in having
    ]
    return float(np.average(found, weights=[weight for *_, weight in having]))


def overlapping(paths: Iterable[str]) -> bool:
    """Whether several of these assumptions are weights of one party's readings.

    To know one of them is to know something of the others, so that each has part of their share.

    >>> overlapping(["actors.a.weights.x", "actors.b.weights.x", "actors.a.inclination"])
    False
    """
    whose = [path.rpartition(".")[0] for path in {*paths} if ".weights." in path]
    return len(whose) > len(set(whose))


def _waves(values: Floats, chances: Floats) -> Floats:
    """Return how strong each wave is along the sorted draws of each part.

    The shape is ``(waves, parts, parts)``, parts of the draws before those of the lucks. The draws
    of a part are sorted among themselves, so that parts stay independent.
    """
    from scipy.fft import dct

    order = values.reshape(-1, PARTS).argsort(axis=0)[:, :, None]
    along = np.take_along_axis(chances, order, axis=0)
    return np.asarray(dct(along, axis=0, norm="ortho")[1 : WAVES + 1] / np.sqrt(len(along)))


def _first_order(waves: Floats, between: float, rest: list[float]) -> tuple[float, float]:
    """Return an assumption's share and its margin, given the variance, whole and without parts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = margins_of(lambda part: _agreed(_without(waves, part, 1, 2)) / rest[part])
        margin = np.nan_to_num(margin, nan=1.0, posinf=1.0)
        return float(_agreed(waves) / between), float(np.minimum(1.0, margin))


def _agreed(waves: Floats) -> Floats:
    """Return the squared waves, each product one of two parts of both the draws and the lucks."""
    _, draws, lucks = waves.shape
    alike = (waves.sum(axis=1) ** 2).sum() + (waves.sum(axis=2) ** 2).sum()
    squared = (waves.sum(axis=(1, 2)) ** 2).sum() - alike + (waves**2).sum()
    return np.asarray(squared / (draws * (draws - 1) * lucks * (lucks - 1)))


def _without(values: Floats, part: int, *axes: int) -> Floats:
    """Return values without one part along some axes."""
    for axis in axes:
        values = np.delete(values, part, axis)
    return values


def margins_of(without: Callable[[int], Floats]) -> Floats:
    """Return half of the 95 % interval of what is found without each part in turn."""
    found = np.array([without(part) for part in range(PARTS)])
    error = np.sqrt((PARTS - 1) / PARTS * ((found - found.mean(axis=0)) ** 2).sum(axis=0))
    return np.asarray(STUDENT[PARTS - 2] * error)


def _above_rounding(variance: float) -> float:
    """Return a variance; 0 where the estimate falls below what rounding leaves of it."""
    return float(variance) if variance > ROUNDING else 0.0


def _without_mirrored(drawn: Mapping[str, Floats]) -> list[str]:
    """Return what says something of its own: of two readings, the second's weight does not."""
    names: list[str] = []
    for name, values in drawn.items():
        if not any(np.allclose(drawn[other] + values, 1) for other in names):
            names.append(name)
    return names
