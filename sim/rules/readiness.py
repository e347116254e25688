"""Readiness: come when motivated to end the conflict and optimistic that talks can do it.

Each side has a readiness of its own, made of motivation and optimism, of which some of both is
needed; talks start only if both sides are ready (Pruitt 2005, who takes up Zartman's ripeness)::

    motivation  = σ(inclination + influence)           in (0, 1); σ is the logistic function
    optimism_ℓ  = trust × chance_of(ℓ), as what is expected of the other has it   in [0, 1]
    readiness_ℓ = motivation × optimism_ℓ
    level       = min(gate, number of levels ℓ ≥ 1 with readiness_ℓ > σ(threshold_ℓ))

So the weaker side decides: while little is expected of it, the optimism of the stronger one is
small, and with it its readiness, however motivated it is. With full optimism the rule is
`ordered_threshold`. The source puts the product of the two in words and gives neither a scale nor
thresholds; our assumption: those of the inclination, and an optimism that is read off what the
public expects, which announcements move (`Observation.chance_of`).

Pruitt, D. G. (2005). Whither Ripeness Theory? Institute for Conflict Analysis and Resolution,
George Mason University, Working Paper 25.
"""

import numpy as np

from sim.arrays import Levels, Value
from sim.rules.comparison import Comparison
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

TRUST = Quantity(
    "trust in what is expected of the other (share)", default=1, low=0, high=1, raises=True
)

NO_OPTIMISM = 1e-300  # stands for an optimism of 0, which has no logarithm


def product(observation: Observation, level: int) -> Comparison:
    """Hold readiness, motivation times optimism, against the threshold of a level."""
    motivation = np.exp(_log_logistic(observation.inclination + observation.influence))
    optimism = observation.numbers["trust"] * observation.chance_of(level)
    return Comparison(
        "its readiness for {level} is {has}, a motivation of {motivation} times an optimism of "
        "{optimism} about {other}, and has to be above {needs}",
        has=motivation * optimism,
        needs=np.exp(_log_logistic(observation.thresholds[level - 1])),
        is_beyond=True,
        beside={"motivation": motivation, "optimism": optimism},
    )


@register("readiness", numbers={"trust": TRUST}, compares=product)
def readiness(observation: Observation) -> Levels:
    """Return the level that readiness carries to, within the gate, shape ``(worlds,)``."""
    motivation = _log_logistic(observation.inclination + observation.influence)
    willing = np.zeros(observation.gate.shape, dtype=np.int8)
    for level, threshold in enumerate(observation.thresholds, start=1):
        optimism = observation.numbers["trust"] * observation.chance_of(level)
        ready = motivation + np.log(np.maximum(optimism, NO_OPTIMISM))  # a product, in logarithms
        willing += ready > _log_logistic(threshold)
    return np.minimum(observation.gate, willing)


def _log_logistic(leaning: Value) -> Value:
    """Return the logarithm of ``1 / (1 + exp(−leaning))``."""
    return -np.logaddexp(0.0, np.negative(leaning))
