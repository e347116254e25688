"""Dots: shares as a hundred dots, a distribution as fifty, so that chance is counted, not read off.

Fifty dots stand at the quantiles of a distribution (Kay et al. 2016; Fernandes et al. 2018).
"""

from collections.abc import Sequence

import numpy as np

from sim.arrays import Floats
from sim.style.sentences import of_100

HUNDRED, FIFTY = 100, 50
STEP = 0.02
"""How far columns of a quantile dot plot stand apart, as a share."""


def largest_remainder(shares: Sequence[float], total: int = HUNDRED) -> list[int]:
    """Return whole numbers that sum to `total`, as near to shares of it as can be.

    >>> largest_remainder([0.064, 0.388, 0.548])
    [6, 39, 55]
    >>> largest_remainder([1, 1, 1], 10)
    [4, 3, 3]
    """
    wanted = np.asarray(shares, dtype=float) * total / sum(shares)
    whole = np.floor(wanted + 1e-9).astype(int)
    order = np.argsort(whole - wanted, kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return [int(one) for one in whole]


def dots_for(shares: Sequence[float], on_time: int, met: float) -> list[int]:
    """Return how many dots each outcome has, by its share.

    The first `on_time` shares are those of meetings on time, which come about in `met` in all.

    >>> shares = [0.064, 0.384, 0.276, 0.276]
    >>> dots_for(shares, 2, met=0.448), largest_remainder(shares)
    ([7, 38, 28, 27], [6, 38, 28, 28])
    """
    most, held = int(np.argmax(shares)), of_100(met)
    later = _dots_among(shares[on_time:], HUNDRED - held, most - on_time)
    return [*_dots_among(shares[:on_time], held, most), *later]


def _dots_among(shares: Sequence[float], total: int, most: int) -> list[int]:
    """Return so many dots among some outcomes; the one at `most`, if there is one, has its own."""
    kept = min(of_100(shares[most]), total) if 0 <= most < len(shares) else 0
    others = [share * (not kept or at != most) for at, share in enumerate(shares)]
    if not any(others):
        return [total * (at == most) for at in range(len(shares))]
    found = largest_remainder(others, total - kept)
    return [dots + kept * (at == most) for at, dots in enumerate(found)]


def quantile_dots(shares: Floats, dots: int = FIFTY) -> list[float]:
    """Return in which column each dot of a quantile plot stands, from the lowest share.

    >>> quantile_dots(np.array([0.41, 0.3, 0.52]), 3)
    [0.3, 0.4, 0.52]
    """
    places = [int((at + 0.5) / dots * len(shares)) for at in range(dots)]
    return [round(round(share / STEP) * STEP, 2) for share in np.sort(shares)[places].tolist()]
