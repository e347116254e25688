"""Variance: what part of an outcome's spread would vanish if something were known.

For the indicator of an outcome, Y in world (draw j, luck k), a two-way analysis of variance
(random effects, one observation per cell; Scheffé 1959, chapter 7) splits its variance::

    Var(Y) = between assumptions + between lucks + the two together

The first part, Var(E[Y | assumptions]), would vanish if the assumptions were known.
"""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats

ROUNDING = 1e-15
"""A variance of an indicator below this is none."""


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


def spread(indicator: Floats) -> Spread:
    """Split the variance of an indicator, shape ``(draws, lucks)``; see the module."""
    draws, lucks = indicator.shape
    by_draw, by_luck = indicator.mean(axis=1), indicator.mean(axis=0)
    chance = float(indicator.mean())
    rest = indicator - by_draw[:, None] - by_luck[None, :] + chance
    both = float((rest**2).sum() / ((draws - 1) * (lucks - 1)))
    assumptions = _above_rounding(float(by_draw.var(ddof=1)) - both / lucks)
    luck = _above_rounding(float(by_luck.var(ddof=1)) - both / draws)
    total = (assumptions + luck + both) or 1.0
    low, high = np.quantile(by_draw, (0.05, 0.95)).tolist()
    return Spread(low, high, assumptions / total, luck / total, both / total)


def _above_rounding(variance: float) -> float:
    """Return a variance; 0 where the estimate falls below what rounding leaves of it."""
    return variance if variance > ROUNDING else 0.0
