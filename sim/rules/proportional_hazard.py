"""The baseline rule of promises and of softening: a rate that pressure multiplies.

Nobody knows the hour at which somebody gives in; what is known is what makes it likelier. Each
signal multiplies the rate per day by the same factor, whatever the others say (the proportional
hazards model of survival analysis; Cox 1972)::

    promise:  rate per day  = exp(inclination + Σ weight × signal)
    soften:   steps per day = rate × exp(Σ weight × signal)

It happens in the first tick in which the accumulated rate reaches the patience of the world, a unit
exponential, so that with a constant rate r the chance within t days is 1 − exp(−r t). The source is
about hazards in general; that promises and softening follow one, and the weights, are assumptions.

Cox, D. R. (1972). Regression Models and Life-Tables. Journal of the Royal Statistical Society,
Series B 34(2), 187–220.
"""

import numpy as np

from sim.arrays import Value
from sim.rules.observation import Observation
from sim.rules.registry import register

LARGEST_LOGARITHM = 500.0
"""Of a rate per day: at once, for every patience; and 0 times such a rate is still 0."""


@register("proportional_hazard", place="promise")
def proportional_hazard(observation: Observation) -> Value:
    """Return the grantor's rate per day."""
    return _hazard(observation, observation.inclination)


@register("proportional_hazard", place="soften")
def proportional_softening(observation: Observation) -> Value:
    """Return the party's steps per day."""
    return observation.rate * _hazard(observation, 0.0)


def _hazard(observation: Observation, base: Value) -> Value:
    """Return ``exp(base + Σ weight × signal)``, large but never infinite."""
    return observation.where_changed(_exponential, observation.heard(base))


def _exponential(logarithm: Value) -> Value:
    return np.exp(np.minimum(logarithm, LARGEST_LOGARITHM))
