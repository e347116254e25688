"""The bargaining range: a demand is refused because nobody knows what refusing costs the other.

There is always a settlement that both prefer to a conflict; but who makes a demand does not know
what a conflict would cost the other, who has reasons not to tell the truth about it (Fearon 1995).
So a demand is as high as the risk of its being refused allows. What follows is our own derivation,
for one demand, a cost of the grantor uniform on [0, grantor_cost], and risk-neutral sides::

    demand  = strength + excess        the share asked for; strength is the demander's chance to win
    excess  = (grantor_cost − demander_cost) / 2, within [0, 1 − strength]
    refused ⟺  the grantor's own cost is below excess, with a chance of excess / grantor_cost

With excess x the demander gains (1 − x / grantor_cost) × (strength + x) + x / grantor_cost ×
(strength − demander_cost), which is greatest at the above. Our assumptions: the demand stands from
the start and is answered at once, and the grantor's cost is drawn once for the whole story.

Fearon, J. D. (1995). Rationalist Explanations for War. International Organization 49(3), 379–414.
"""

import numpy as np

from sim.arrays import Flags, Value
from sim.rules.comparison import Comparison
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

NUMBERS = {
    "strength": Quantity("chance that the demander wins a conflict", 0.5, 0, 1, raises=True),
    "demander_cost": Quantity("a conflict's cost to the demander", 0.1, 0, 10, raises=True),
    "grantor_cost": Quantity("its greatest cost to the grantor", 0.4, low=0.001, high=10),
}
"""Costs are in shares of what is at stake."""


def costs(observation: Observation, level: int = 1) -> Comparison:
    """Hold what refusing costs the grantor against what is asked for beyond strength."""
    return Comparison(
        "refusing would cost it {has} of what is at stake, and the demand goes {needs} beyond the "
        "demander’s strength",
        has=observation.draw("cost", every_tick=False) * observation.numbers["grantor_cost"],
        needs=excess(observation),
    )


@register("bargaining_range", place="promise", numbers=NUMBERS, compares=costs)
def bargaining_range(observation: Observation) -> Flags:
    """Return where the demand is not refused, shape ``(worlds,)``."""
    return costs(observation).holds


def excess(observation: Observation) -> Value:
    """Return what is asked for beyond the demander's strength, as a share of the stake."""
    strength, own, greatest = (observation.numbers[name] for name in NUMBERS)
    return np.clip((greatest - own) / 2, 0, 1 - strength)
