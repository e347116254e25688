"""GRIT: take a small step first, say so, and take the next one once it has been answered.

Somebody has to begin: graduated and reciprocated initiatives in tension reduction (Osgood 1962) are
small steps of one's own, announced in public, kept up for a while although nothing comes back, and
"graduated in risk according to the degree of reciprocation obtained"::

    level = min(gate, other + 1)      while it has gone ahead unanswered for less than `patience`
    level = min(gate, other)          from then on, until the other moves up
    other = what the other last announced, or absent while it is silent

Two who follow it climb to the top in as many announcements as there are rungs. The source wants
initiatives to go on "over a considerable period" and gives no length; our assumption: days, which
run while the own announced level is above the other's, from 0 again when the other moves up. Also
ours: a step is a rung of the ladder, and of several others the one that does least has to answer.

Osgood, C. E. (1962). An Alternative to War or Surrender. University of Illinois Press.
"""

import numpy as np

from sim.arrays import Levels
from sim.rules.comparison import Comparison
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

PATIENCE = Quantity("time it goes ahead unanswered (days)", 1, low=0, high=365, raises=True)


def steps(observation: Observation, level: int) -> Comparison:
    """Hold how far it goes, once it has counted the days it has waited, against a level."""
    waited = observation.memory["waited"]
    return Comparison(
        "with {other} at rung {stands} and its own steps unanswered for {waited} days, it goes up "
        "to rung {has}, and {level} is rung {needs}",
        has=observation.memory["answer"] + (waited < observation.numbers["patience"]),
        needs=level,
        beside={"waited": waited, "stands": observation.memory["answer"]},
    )


@register("grit", numbers={"patience": PATIENCE}, compares=steps)
def grit(observation: Observation) -> Levels:
    """Return the other's level, or one above it while patience lasts, shape ``(worlds,)``."""
    memory, nothing = observation.memory, np.zeros(observation.worlds)
    other = np.maximum(observation.least_announced, 0)
    day = observation.days_passed / (observation.tick + 1)
    ahead = observation.announced[observation.key] > other
    answered = other > memory.get("answer", nothing)
    memory["waited"] = np.where(answered, 0, memory.get("waited", nothing)) + day * ahead
    memory["answer"] = other
    level = other + (memory["waited"] < observation.numbers["patience"])
    return np.minimum(observation.gate, level.astype(np.int8))
