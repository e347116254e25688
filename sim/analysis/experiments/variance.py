"""Variance: where the spread of an outcome comes from, and which assumption its part.

For the indicator of an outcome, Y in world (draw j, luck k), a two-way analysis of variance
(random effects, one observation per cell; Scheffé 1959, chapter 7) splits its variance::

    Var(Y) = between assumptions + between lucks + the two together

The first part, Var(E[Y | assumptions]), would vanish if the assumptions were known; it is asked of
the chances when decisions froze, in which less luck is left. Of that, the first-order share of one
assumption is asked of the given sample: RBD-FAST (Tarantola and others 2006) with the bias
correction of Tissot and Prieur (2012); SALib's gives the same, one resample at a time. All draws
share the same lucks, which resampling draws does not see; a jackknife over groups of lucks does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats

ROUNDING = 1e-15
"""A variance of an indicator below this is none."""

RESAMPLES, HALVES = 100, 2**0.5
"""Resamples of the bootstrap; each has half of the draws, which widens its interval so much."""

WIDER = 1.25
"""By which both together are still too narrow, for RBD-FAST is a little biased; found by trying:
``benchmarks/margins.py``."""

HARMONICS = 10
"""Harmonics of RBD-FAST, as is usual."""


@dataclass(frozen=True)
class Spread:
    """Where the variance of an outcome's indicator comes from."""

    low: float
    high: float
    """Range that holds the chances of nine draws in ten: the share of lucks under each draw."""
    assumptions: float
    luck: float
    both: float
    """Shares of the variance; they add up to 1 (all 0 where nothing varies)."""


def spread(values: Floats, chances: Floats) -> Spread:
    """Split the variance of values, whose chances are given; both of shape ``(draws, lucks)``."""
    assumptions, _, _ = _parts(chances)
    _, luck, both = _parts(values)
    total = (assumptions + luck + both) or 1.0
    low, high = np.quantile(chances.mean(axis=1), (0.05, 0.95)).tolist()
    return Spread(low, high, assumptions / total, luck / total, both / total)


def _parts(values: Floats) -> tuple[float, float, float]:
    """Return the variance between draws, that between lucks, and that of the two together."""
    draws, lucks = values.shape
    by_draw, by_luck = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_draw[:, None] - by_luck[None, :] + values.mean()
    both = float((rest**2).sum() / ((draws - 1) * (lucks - 1)))
    assumptions = _above_rounding(float(by_draw.var(ddof=1)) - both / lucks)
    luck = _above_rounding(float(by_luck.var(ddof=1)) - both / draws)
    return assumptions, luck, _above_rounding(both)


def _above_rounding(variance: float) -> float:
    """Return a variance; 0 where the estimate falls below what rounding leaves of it."""
    return variance if variance > ROUNDING else 0.0


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
    """Half of its 95 % interval, roughly, luck that all draws share included; 1 where the outcome
    is too rare to tell.
    """


def weights_of(
    drawn: Mapping[str, Floats], chances: Floats, without: Floats, seed: int
) -> tuple[Weight, ...]:
    """Return how much each assumption matters for the draws' chances.

    Parameters
    ----------
    drawn : dict of str to array, shape (draws,)
    chances : array, shape (draws,)
    without : array, shape (groups, draws)
        The chances without each group of lucks in turn.
    seed : int
    """
    if not drawn or np.ptp(chances) == 0:
        return ()
    from scipy.stats import spearmanr

    names = _without_mirrored(drawn)
    sample = np.column_stack([drawn[name] for name in names])
    [rng] = np.random.default_rng(seed).spawn(1)
    shares = [_first_order(values, chances) for values in sample.T]
    errors = [_by_draws(values, chances, rng) for values in sample.T]
    others = np.transpose([_first_order(values[None], without) for values in sample.T])
    margins = WIDER * np.hypot(np.asarray(errors) / HALVES, _by_luck(others))
    found = [
        Weight(
            path=name,
            rank_correlation=float(spearmanr(sample[:, at], chances).statistic),
            first_order=float(shares[at]),
            margin=float(min(1.0, np.nan_to_num(margins[at], nan=1.0))),
        )
        for at, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda one: -one.first_order))


def _first_order(values: Floats, chances: Floats) -> Floats:
    """Return the first-order share of an assumption in each row, along its draws."""
    from scipy.signal import periodogram

    order = np.argsort(values, axis=-1)
    up_and_down = np.concatenate([order[..., ::2], order[..., 1::2][..., ::-1]], axis=-1)
    power = periodogram(np.take_along_axis(chances, up_and_down, axis=-1))[1][..., 1:]
    with np.errstate(invalid="ignore"):  # resamples of a rare outcome can hold none of it
        shares = power[..., :HARMONICS].sum(axis=-1) / power.sum(axis=-1)
    by_chance = 2 * HARMONICS / values.shape[-1]
    unbiased: Floats = shares - by_chance / (1 - by_chance) * (1 - shares)
    return unbiased


def _by_draws(values: Floats, chances: Floats, rng: np.random.Generator) -> float:
    """Return half of the 95 % bootstrap interval of an assumption's share."""
    from scipy.stats import norm

    draws = len(values)
    drawn = np.array([rng.choice(draws, draws // 2) for _ in range(RESAMPLES)])
    return float(norm.ppf(0.975) * _first_order(values[drawn], chances[drawn]).std(ddof=1))


def _by_luck(others: Floats) -> Floats:
    """Return half of the 95 % jackknife interval of shares, from those without each group."""
    from scipy.stats import t

    apart = others - others.mean(axis=0)
    error = np.sqrt((len(others) - 1) / len(others) * (apart**2).sum(axis=0))
    half: Floats = t.ppf(0.975, len(others) - 1) * error
    return half


def _without_mirrored(drawn: Mapping[str, Floats]) -> list[str]:
    """Return what says something of its own: of two readings, the second's weight does not."""
    names: list[str] = []
    for name, values in drawn.items():
        if not any(np.allclose(drawn[other] + values, 1) for other in names):
            names.append(name)
    return names
