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

An interval is Student's t over what is found without one part of both at a time (a jackknife, Tukey
1958), so that it counts the luck that all draws share. Its error is on average not too small (Efron
& Stein 1981), and too large where all that is found is what parts say only together: near 0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.experiments.sample import Mixture, Sample, agreed, without_part
from sim.analysis.outcomes.shares import STUDENT
from sim.arrays import Floats
from sim.engine.sobol import PARTS
from sim.style.numbers import give_or_take

WAVES = 20
"""Of the waves along the sorted draws, how many are added up; what is quicker is hardly there."""

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
    for name in dict.fromkeys(name for some in drawn for name in without_mirrored(some)):
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
        margin = margins_of(lambda part: agreed(without_part(waves, part, 1, 2)) / rest[part])
        margin = np.nan_to_num(margin, nan=1.0, posinf=1.0)
        return float(agreed(waves) / between), float(np.minimum(1.0, margin))


def margins_of(without: Callable[[int], Floats]) -> Floats:
    """Return half of the 95 % interval of what is found without each part in turn."""
    found = np.array([without(part) for part in range(PARTS)])
    error = np.sqrt((PARTS - 1) / PARTS * ((found - found.mean(axis=0)) ** 2).sum(axis=0))
    return np.asarray(STUDENT[PARTS - 2] * error)


def without_mirrored(drawn: Mapping[str, Floats]) -> list[str]:
    """Return what says something of its own: of two readings, the second's weight does not."""
    names: list[str] = []
    for name, values in drawn.items():
        if not any(np.allclose(drawn[other] + values, 1) for other in names):
            names.append(name)
    return names
