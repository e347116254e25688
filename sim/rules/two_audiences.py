"""Two audiences: come if the chance of a meeting, and of the blame for missing it, is worth it.

A leader is watched at home, where it is costly to wait in vain for somebody who does not come, and
abroad, where it is costly to be the one who did not come. With q for the chance that the other
comes, and 0 for nobody coming::

    coming        = q × meet + (1 − q) × alone
    staying away  = − q × blame
    comes         ⟺  q × meet + (1 − q) × alone + q × blame ≥ 0
                  ⟺  q ≥ −alone / (meet + blame − alone)              if alone < 0

so that more blame lowers the chance at which it comes, and one who loses nothing by waiting alone
always comes. This is our own derivation: an expected utility over the two audiences that the
literature on two-level games (Putnam 1988) and on blame keeps apart; no source gives the equation.
Our assumptions on the ladder: each level is decided alike, with the chance that what is expected
of the other leaves to that level (`Observation.chance_of`), and the highest that passes is taken.

Putnam, R. D. (1988). Diplomacy and Domestic Politics: The Logic of Two-Level Games. International
Organization 42(3), 427–460.
"""

import numpy as np

from sim.arrays import Levels, Value
from sim.rules.comparison import Comparison, highest
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

PAYOFFS = {
    "meet": Quantity("value of a meeting (nobody comes: 0)", 0.5, low=0, high=100, raises=True),
    "alone": Quantity("value of coming alone (below 0: a cost)", -0.5, -100, 100, raises=True),
    "blame": Quantity("cost of the blame for staying away alone", 0.5, 0, 100, raises=True),
}

SMALLEST = 1e-300  # stands for nothing at stake, by which nothing can be divided


def chances(observation: Observation, level: int) -> Comparison:
    """Hold the chance that the other comes against the one at which coming is no worse."""
    meet, alone, blame = (observation.numbers[name] for name in PAYOFFS)
    stakes = np.maximum(meet + blame - np.minimum(alone, 0), SMALLEST)
    return Comparison(
        "it expects {other} to come{at} with a chance of {has}, and needs {needs}",
        has=observation.chance_of(level),
        needs=np.maximum(0, np.negative(alone)) / stakes,
    )


@register("two_audiences", numbers=PAYOFFS, compares=chances)
def two_audiences(observation: Observation) -> Levels:
    """Return the highest level at which coming is no worse, within the gate."""
    return highest(observation, chances)


def advantage(observation: Observation, chance: Value) -> Value:
    """Return by how much coming is better than staying away, if the other comes with a chance."""
    meet, alone, blame = (observation.numbers[name] for name in PAYOFFS)
    return chance * meet + (1 - chance) * alone + chance * blame
