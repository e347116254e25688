"""Distributions: how little is known about a number, as shapes with a centre.

A plain run uses the centre; an `uncertain` run draws one value per world by inverting the
distribution at the world's own uniform. The quantiles are SciPy's, loaded only then.
"""

import math
from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from sim.arrays import Floats
from sim.errors import InvalidEntry
from sim.scenario.base import Real, Spec

MIN_SHAPE = 0.01
"""A beta of two shapes below it is a coin: all draws are 0 or 1."""

Shape = Annotated[float, Field(strict=True, ge=MIN_SHAPE, le=1e6)]
"""A shape parameter of a beta."""


class Distribution(Spec):
    """A shape of not knowing one number."""

    @property
    def centre(self) -> float:
        """The value a plain run uses."""
        raise NotImplementedError

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value it can give."""
        return -math.inf, math.inf

    @property
    def in_scipy(self) -> tuple[str, *tuple[float, ...]]:
        """Its name in `scipy.stats`, and its parameters there."""
        raise NotImplementedError

    def quantile(self, uniform: Floats) -> Floats:
        """Return the value below which a share `uniform`, in [0, 1), of the draws lies."""
        from scipy import stats

        name, *parameters = self.in_scipy
        return np.asarray(getattr(stats, name).ppf(uniform, *parameters))


class Normal(Distribution):
    """Normal with `mean` and standard deviation `sd`; centre: the mean."""

    mean: Real
    sd: Real = Field(gt=0)

    @property
    def centre(self) -> float:
        return self.mean

    @property
    def in_scipy(self) -> tuple[str, float, float]:
        return "norm", self.mean, self.sd


class HalfNormal(Distribution):
    """Half-normal with the given mean, on the mean's side of zero; centre: the mean."""

    mean: Real

    @model_validator(mode="after")
    def _mean_is_not_zero(self) -> "HalfNormal":
        if self.mean == 0:
            raise InvalidEntry(("mean",), "a half-normal needs a mean above or below 0")
        return self

    @property
    def centre(self) -> float:
        return self.mean

    @property
    def support(self) -> tuple[float, float]:
        return (0.0, math.inf) if self.mean > 0 else (-math.inf, 0.0)

    def quantile(self, uniform: Floats) -> Floats:
        from scipy.stats import halfnorm

        scale = abs(self.mean) * math.sqrt(math.pi / 2)
        if self.mean < 0:
            return np.asarray(-halfnorm.isf(uniform, 0, scale))
        return np.asarray(halfnorm.ppf(uniform, 0, scale))


class Beta(Distribution):
    """Beta with shape parameters `a` and `b`, on [0, 1]; centre: the mean a / (a + b)."""

    a: Shape
    b: Shape

    @property
    def centre(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, 1.0

    @property
    def in_scipy(self) -> tuple[str, float, float]:
        return "beta", self.a, self.b


class Uniform(Distribution):
    """Uniform between `low` and `high`; centre: the midpoint."""

    low: Real
    high: Real

    @model_validator(mode="after")
    def _is_ordered(self) -> "Uniform":
        if not self.low < self.high:
            raise InvalidEntry(("high",), f"high must lie above low, {self.low}")
        return self

    @property
    def centre(self) -> float:
        return self.low / 2 + self.high / 2

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def quantile(self, uniform: Floats) -> Floats:
        return self.low + (self.high - self.low) * uniform


class Triangular(Distribution):
    """Triangular between `low` and `high` with its peak at `mode`; centre: the mode."""

    low: Real
    mode: Real
    high: Real

    @model_validator(mode="after")
    def _is_ordered(self) -> "Triangular":
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            problem = f"mode must lie between low, {self.low}, and high, {self.high}"
            raise InvalidEntry(("mode",), problem)
        return self

    @property
    def centre(self) -> float:
        return self.mode

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def in_scipy(self) -> tuple[str, float, float, float]:
        width = self.high - self.low
        return "triang", (self.mode - self.low) / width, self.low, width
