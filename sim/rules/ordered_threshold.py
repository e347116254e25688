"""The baseline rule: come as high as inclination carries, but no higher than the own words allow.

A party leans towards coming by its inclination (which holds its luck) and by what it hears. The
levels of the ladder ask for more and more of it (the thresholds of an ordered logit; McCullagh
1980), and the gate caps the result::

    leaning = inclination + influence
    level   = min(gate, number of thresholds that leaning passes)

The thresholds and the weights are the scenario's assumptions; the source leaves them open.

McCullagh, P. (1980). Regression Models for Ordinal Data. Journal of the Royal Statistical Society,
Series B 42(2), 109–142.
"""

import numpy as np

from sim.arrays import Levels, Value
from sim.rules.observation import Observation
from sim.rules.registry import register


@register("ordered_threshold")
def ordered_threshold(observation: Observation) -> Levels:
    """Return ``min(gate, willing level)``, shape ``(worlds,)``; see the module for the equation."""
    return willing(observation, observation.inclination + observation.influence)


def willing(observation: Observation, leaning: Value) -> Levels:
    """Return the level that a leaning carries to, within the gate, shape ``(worlds,)``."""
    passed = np.zeros(observation.gate.shape, dtype=np.int8)
    for threshold in observation.thresholds:
        passed += leaning > threshold
    return np.minimum(observation.gate, passed)
