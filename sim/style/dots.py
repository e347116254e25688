"""Dots: shares as a hundred dots, a distribution as fifty, so that chance is counted, not read off.

Fifty dots stand at the quantiles of a distribution (Kay et al. 2016; Fernandes et al. 2018).
"""

from collections.abc import Sequence

import numpy as np

from sim.arrays import Floats

HUNDRED, FIFTY = 100, 50
STEP = 0.02
"""How far columns of a quantile dot plot stand apart, as a share."""


def largest_remainder(shares: Sequence[float], total: int = HUNDRED) -> list[int]:
    """Return whole numbers that sum to `total`, as near to shares of it as can be.

    Examples
    --------
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


def quantile_dots(shares: Floats, dots: int = FIFTY) -> list[float]:
    """Return in which column each dot of a quantile plot stands, from the lowest share.

    Examples
    --------
    >>> quantile_dots(np.array([0.41, 0.3, 0.52]), 3)
    [0.3, 0.4, 0.52]
    """
    places = [int((at + 0.5) / dots * len(shares)) for at in range(dots)]
    return [round(round(share / STEP) * STEP, 2) for share in np.sort(shares)[places].tolist()]
