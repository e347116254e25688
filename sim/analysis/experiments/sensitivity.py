"""Sensitivity: which assumption moves the chance of an outcome, asked of draws that are there.

Spearman's rank correlation between an assumption and the draws' chances, and the first-order share
of their variance from the given sample: RBD-FAST (Tarantola and others 2006) with the bias
correction of Tissot and Prieur (2012), as SALib computes it. All draws share the same lucks, which
resampling draws does not see; a jackknife over groups of lucks does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats

HALVES = 2**0.5
"""SALib's bootstrap resamples half of the draws, which widens its interval by this much."""

WIDER = 1.25
"""By which both together are still too narrow, for RBD-FAST is a little biased; found by trying:
``benchmarks/margins.py``."""

HARMONICS = 10
"""Harmonics of RBD-FAST, SALib's default."""


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
    from SALib.analyze import rbd_fast
    from scipy.stats import spearmanr

    names = _without_mirrored(drawn)
    sample = np.column_stack([drawn[name] for name in names])
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    rng = np.random.default_rng(seed)
    with np.errstate(invalid="ignore"):  # resamples of a rare outcome can hold none of it
        shares = rbd_fast.analyze(problem, sample, chances, M=HARMONICS, seed=rng)
        others = [
            rbd_fast.analyze(problem, sample, one, M=HARMONICS, num_resamples=2, seed=rng)["S1"]
            for one in without
        ]
    margins = WIDER * np.hypot(np.asarray(shares["S1_conf"]) / HALVES, _by_luck(others))
    found = [
        Weight(
            path=name,
            rank_correlation=float(spearmanr(sample[:, at], chances).statistic),
            first_order=float(shares["S1"][at]),
            margin=float(min(1.0, np.nan_to_num(margins[at], nan=1.0))),
        )
        for at, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda one: -one.first_order))


def _by_luck(others: Sequence[Floats]) -> Floats:
    """Return half of the 95 % jackknife interval of shares, from those without each group."""
    from scipy.stats import t

    apart = np.asarray(others) - np.mean(others, axis=0)
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
