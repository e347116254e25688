"""Shares of worlds, and how they differ between runs, with 95 % intervals.

Shares have Wilson's interval (Wilson 1927), differences on shared luck that of Bonett and Price
(2012).
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.ensemble.ensemble import Ensemble
from sim.style.sentences import change, no_clear_change

Counts = NDArray[np.int64]

QUANTILE = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Share:
    """A share of worlds."""

    count: int
    """Worlds counted."""
    share: float
    low: float
    high: float
    """The share and its 95 % Wilson interval, in [0, 1]."""


def share_of(count: int, worlds: int) -> Share:
    """Return `count` out of `worlds` as a share with its interval."""
    low, high = wilson(np.asarray(count), worlds)
    return Share(count, count / worlds, float(low), float(high))


def wilson(counts: NDArray[np.int64], worlds: int) -> tuple[Floats, Floats]:
    """Return the ends of the 95 % intervals of shares of `worlds`, shaped as `counts`.

    The closed form of Wilson (1927), equation 4; SciPy has it too, but takes longer to load than
    the worlds take to run.
    """
    shares, spread = counts / worlds, QUANTILE**2 / worlds
    centre = (shares + spread / 2) / (1 + spread)
    half = np.sqrt(shares * (1 - shares) * spread + spread**2 / 4) / (1 + spread)
    return np.where(counts == 0, 0.0, centre - half), np.where(counts == worlds, 1.0, centre + half)


@dataclass(frozen=True)
class Difference:
    """How a share differs between two runs of the same worlds, on the same luck."""

    gained: int
    lost: int
    """Worlds that count only in the second run, and only in the first."""
    difference: float
    low: float
    high: float
    """Second share minus first, with its 95 % interval, in [−1, 1]."""
    tighter: float | None
    """How many times wider the interval would be had the two runs not shared their luck; None where
    the difference does not vary: no world differs, or all change alike.
    """

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes 0."""
        return self.low > 0 or self.high < 0

    @property
    def in_words(self) -> str:
        """How much more or less often, in worlds of 100."""
        return (change if self.is_clear else no_clear_change)(self.low, self.high)


def paired_difference(flows: NDArray[np.int64], members: NDArray[np.bool_]) -> Difference:
    """Return how the share of some outcomes differs between two runs of the same worlds.

    Parameters
    ----------
    flows : array of int, shape (outcomes, outcomes)
        Worlds by outcome in the first run (rows) and in the second (columns).
    members : array of bool, shape (outcomes,)
        The outcomes whose share is asked for.
    """
    worlds = int(flows.sum())
    gained, lost = changes(flows, members)
    low, high = bonett_price(gained, lost, worlds)
    shares = np.array([flows[members].sum(), flows[:, members].sum()]) / worlds
    apart = float((shares * (1 - shares)).sum())
    difference = float(gained - lost) / worlds
    paired = float(gained + lost) / worlds - difference**2
    tighter = float(np.sqrt(apart / paired)) if paired > 0 else None
    return Difference(int(gained), int(lost), difference, float(low), float(high), tighter)


def changes(flows: NDArray[np.int64], members: NDArray[np.bool_]) -> tuple[Counts, Counts]:
    """Return how many worlds count towards `members` only in the second run, and only in the first.

    Of flows of shape ``(…, outcomes, outcomes)``, arrays of shape ``(…,)``.
    """
    gained = flows[..., ~members, :][..., members].sum(axis=(-2, -1))
    lost = flows[..., members, :][..., ~members].sum(axis=(-2, -1))
    return gained, lost


def bonett_price(gained: Counts, lost: Counts, worlds: int) -> tuple[Floats, Floats]:
    """Return the ends of the 95 % intervals of paired differences, shaped as `gained`.

    The adjusted Wald interval for paired proportions (Bonett and Price 2012, equation 6), which
    holds for few changed worlds as well.
    """
    up, down, size = gained + 1, lost + 1, worlds + 2
    centre = (up - down) / size
    half = QUANTILE * np.sqrt(((up + down) / size - centre**2) / size)
    return np.maximum(-1.0, centre - half), np.minimum(1.0, centre + half)


def party_levels(result: Ensemble) -> dict[str, dict[str, float]]:
    """Return for each party the share of worlds in which it would come at each level."""
    levels = dict(enumerate(result.scenario.levels))
    return {
        key: {
            level: float((result.table[f"{key}.level"] == rung).mean())
            for rung, level in levels.items()
        }
        for key in result.scenario.parties
    }


def level_pairs(result: Ensemble) -> NDArray[np.int64]:
    """Return how many worlds froze at each pair of levels, shape ``(levels, levels)``.

    Rows are the first party's levels from absent upwards, columns the second party's.
    """
    one, other = (result.table[f"{party}.level"] for party in result.scenario.parties)
    return crossed(one, other, len(result.scenario.levels))


def crossed(rows: NDArray[Any], columns: NDArray[Any], size: int) -> Counts:
    """Return how many worlds hold each pair of codes below `size`, shape ``(size, size)``."""
    codes = rows.astype(np.int64) * size + columns
    return np.bincount(codes, minlength=size**2).reshape(size, size)
