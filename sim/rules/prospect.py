"""Prospect theory: waiting in vain hurts more than a meeting pleases, and sure things weigh more.

What happens is felt as a gain or a loss against a reference point, losses more than gains, and
chances are bent: small ones weigh more than they are, large ones less (Tversky & Kahneman 1992).
The reference point is not going; going brings a meeting with chance q, or waiting alone::

    value(x)  = x^curvature                      of a gain
    value(−x) = −aversion × x^curvature          of a loss
    weight(p) = p^γ / (p^γ + (1 − p)^γ)^(1/γ)    γ = gain_weighting; of losses: loss_weighting
    comes     ⟺  weight⁺(q) × value(gain) + weight⁻(1 − q) × value(−loss) ≥ 0

Defaults are the source's medians: curvature 0.88 (of gains and of losses), aversion 2.25, 0.61 and
0.69. They were measured with sums of money. Our assumptions: what a meeting and waiting alone are
worth, that staying away is felt as neither gain nor loss, and, on the ladder, that each level is
decided alike with the chance that what is expected of the other leaves to it
(`Observation.chance_of`).

Tversky, A., & Kahneman, D. (1992). Advances in Prospect Theory: Cumulative Representation of
Uncertainty. Journal of Risk and Uncertainty 5(4), 297–323.
"""

from sim.arrays import Levels, Value
from sim.rules.comparison import Comparison, highest
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

NUMBERS = {
    "gain": Quantity("gain of a meeting (not going: 0)", 1, low=0, high=1000, raises=True),
    "loss": Quantity("loss of waiting alone (not going: 0)", 1, low=0, high=1000, raises=False),
    "aversion": Quantity("how much more losses weigh", 2.25, low=0, high=100, raises=False),
    "curvature": Quantity("how little more is felt of more (1: all of it)", 0.88, 0.01, 1),
    "gain_weighting": Quantity("chances of gains (1: as they are)", 0.61, low=0.3, high=1),
    "loss_weighting": Quantity("chances of losses (1: as they are)", 0.69, low=0.3, high=1),
}
"""Below 0.3 a larger chance could weigh less."""


def feelings(observation: Observation, level: int) -> Comparison:
    """Hold how a meeting is felt against how waiting alone is."""
    numbers, chance = observation.numbers, observation.chance_of(level)
    gain, loss = (value(numbers[name], numbers["curvature"]) for name in ("gain", "loss"))
    return Comparison(
        "it expects {other} to come{at} with a chance of {chance}, so that the hope of a "
        "meeting weighs {has} and the fear of waiting alone {needs}",
        has=weight(chance, numbers["gain_weighting"]) * gain,
        needs=weight(1 - chance, numbers["loss_weighting"]) * numbers["aversion"] * loss,
        beside={"chance": chance},
    )


@register("prospect", numbers=NUMBERS, compares=feelings)
def prospect(observation: Observation) -> Levels:
    """Return the highest level at which going is no loss, within the gate."""
    return highest(observation, feelings)


def value(size: Value, curvature: Value) -> Value:
    """Return how a gain of some size, 0 or above, is felt."""
    return size**curvature


def weight(chance: Value, bend: Value) -> Value:
    """Return how a chance in [0, 1] weighs."""
    powered = chance**bend
    return powered / (powered + (1 - chance) ** bend) ** (1 / bend)
