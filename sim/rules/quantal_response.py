"""Quantal response: what is better is chosen more often the better it is, but never for sure.

People weigh what coming and staying away are worth to them, with an error (McKelvey & Palfrey
1995). With the payoffs of `two_audiences`, a chance q that the other comes, and a precision λ::

    probability of coming = 1 / (1 + exp(−λ × (coming − staying away)))

At λ = 0 it tosses a coin; as λ grows it follows `two_audiences`. In the source q is not guessed: in
a quantal response equilibrium both err alike and expect just that of each other, a fixed point::

    q = 1 / (1 + exp(−λ × (q × (meet + blame) + (1 − q) × alone)))

`insight` says how far the party relies on this equilibrium (1), and not on what is expected of the
other in public (0). Our assumptions: the other has the same payoffs and precision; of several fixed
points the one that is reached from ½ counts; the error is drawn once for the whole story, as a
disturbance of the payoffs that the party alone knows (the source's section on Bayesian equilibrium
reads it so); on the ladder each level is decided alike, by the one draw, and the highest that
passes is taken.

McKelvey, R. D., & Palfrey, T. R. (1995). Quantal Response Equilibria for Normal Form Games. Games
and Economic Behavior 10(1), 6–38.
"""

from functools import partial

import numpy as np

from sim.arrays import Levels, Value
from sim.rules.comparison import ROUNDING, Comparison, highest
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register
from sim.rules.two_audiences import PAYOFFS, advantage

NUMBERS = PAYOFFS | {
    "precision": Quantity("precision of the choice (per unit of value)", 2, low=0, high=100),
    "insight": Quantity("reliance on the equilibrium, not the record (share)", 0, low=0, high=1),
}

STEPS = 40  # towards the fixed point, each half as long as the one before


def probabilities(observation: Observation, level: int, mutual: Value | None = None) -> Comparison:
    """Hold the probability of coming against the draw; `mutual` is that of the equilibrium."""
    insight = observation.numbers["insight"]
    mutual = equilibrium(observation) if mutual is None else mutual
    chance = insight * mutual + (1 - insight) * observation.chance_of(level)
    return Comparison(
        "it expects {other} to come{at} with a chance of {chance}, and so comes with a "
        "probability of {has}, against a draw of {needs}",
        has=response(observation, chance),
        needs=observation.draw("error", every_tick=False),
        is_beyond=True,
        beside={"chance": chance},
    )


@register("quantal_response", numbers=NUMBERS, compares=probabilities)
def quantal_response(observation: Observation) -> Levels:
    """Return the highest level within the gate whose probability is above the draw."""
    mutual = equilibrium(observation) if np.any(observation.numbers["insight"]) else 0.0
    return highest(observation, partial(probabilities, mutual=mutual))


def response(observation: Observation, chance: Value) -> Value:
    """Return the probability of coming, if the other comes with a chance."""
    better = observation.numbers["precision"] * advantage(observation, chance)
    return 0.5 + 0.5 * np.tanh(better / 2)  # the logistic function, which overflows nowhere


def equilibrium(observation: Observation) -> Value:
    """Return the probability of coming that is the response to itself, reached from ½.

    It lies on the side of ½ on which the response to ½ does, and is the only one there: where
    ln(q / (1 − q)) − λ × (coming − staying away) is not monotone, it turns as far above ½ as below.
    """
    better = advantage(observation, 0.5)
    side = np.where(np.abs(better) < ROUNDING, 0.0, np.sign(better))
    chance: Value = 0.5
    for step in range(2, STEPS + 2):
        further = chance + side / 2**step
        chance = np.where(side * (response(observation, further) - further) > 0, further, chance)
    return chance
