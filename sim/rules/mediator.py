"""The mediator: believe a third party only if it is biased enough towards oneself.

Who bargains does not know whether the other is resolved, and a third party may know more. But one
that wants no conflict above all says that the other is resolved, whether it is or not, so that
nobody presses it; its words are worth nothing. Only one that gains by pressing itself is believed
when it counsels restraint (Kydd 2003). The equations are our own derivation: the receiver demands
the safe share (x_L), which is granted in any case, or the bold one (x_H), which one who is resolved
answers by a conflict, that the receiver wins with a chance of strength (p). Of an outcome of x a
mediator has bias × x + (1 − bias) × (1 − x), less mediator_cost (c_m) in a conflict, that is, but
for a constant, tilt × x with tilt = 2 × bias − 1. Beforehand either kind of other is as likely, and
what it knows is wrong with a chance of error. The truth pays, if the receiver goes by it::

    after good news  ⟺  (1 − error) × tilt × bold + error × (tilt × strength − cost) ≥ tilt × safe
                     ⟺  bias ≥ ½ + error × cost / (2 × good)
    after bad news   ⟺  tilt × safe ≥ error × tilt × bold + (1 − error) × (tilt × strength − cost)
                     ⟺  bias ≤ ½ + (1 − error) × cost / (2 × bad)                  if bad > 0
    good = (1 − error) × bold + error × strength − safe,      bad = the same with 1 − error as error

(with good ≤ 0 the receiver would press in no case, and no report matters). So at p = .5, x_L = .55,
x_H = .8, error .2 and c_m = .1 it is believed from .5 + .02 / .38 = .5526 on; at ½, never with any
error. An honest report makes what it says likelier, from ½ to 1 − error, which is 1 − 2 × error of
the way to certainty, and so much of each signal of who is believed counts::

    believed = 1 − 2 × error where both hold, else 0                    of each third party it hears
    leaning  = inclination + Σ weight × signal × believed               1 for all that is no report
    level    = as of `ordered_threshold`

The source has one mediator and the report of one kind of other; our assumptions: every signal of a
backer or host is a report, whatever it says (but no offer of the venue, which one can see); what
other parties say counts as usual, however many there are; the listener goes by what it believes.

Kydd, A. (2003). Which Side Are You On? Bias, Credibility, and Mediation. American Journal of
Political Science 47(4), 597–611.
"""

import numpy as np

from sim.arrays import Levels, Value
from sim.rules.comparison import ROUNDING, Comparison
from sim.rules.observation import Observation
from sim.rules.ordered_threshold import willing
from sim.rules.quantity import Quantity
from sim.rules.registry import register
from sim.scenario.parts import speaker_of

STAKES = {
    "strength": Quantity("chance that it wins a conflict", 0.5, 0, 1),
    "safe": Quantity("demand that is granted in any case (share of the stake)", 0.55, 0, 1),
    "bold": Quantity("demand that a resolved other refuses (share of the stake)", 0.8, 0, 1),
    "error": Quantity("chance that a third party is wrong about the other", 0.2, 0, 0.5),
    "mediator_cost": Quantity("a conflict's cost to a third party (in stakes)", 0.1, 0, 10),
}
BIAS = Quantity("bias towards it (½: neutral)", 0.5, 0, 1, by_speaker=True)
OF = "bias_"


def leanings(observation: Observation, level: int) -> Comparison:
    """Hold its leaning, with what it believes, against the threshold of a level."""
    least, most = limits(observation)
    most = np.minimum(most, 1)
    needed = "needed {least} to {most}" if np.all(least <= most) else "and none would do"
    # rounded inwards: who has as much as is printed has enough
    numbers = {
        "least": np.ceil(1000 * least - ROUNDING) / 1000,
        "most": np.floor(1000 * most) / 1000,
    }
    words = "with what it believes it leans {has}, and {level} needs more than {needs}"
    for speaker, share in believed(observation).items():
        numbers |= {f"by_{speaker}": share, f"of_{speaker}": observation.numbers[OF + speaker]}
        words += f"; it believes {{{speaker}}} by {{by_{speaker}}} "
        words += f"(bias towards it {{of_{speaker}}}, {needed})"
    needs = observation.thresholds[level - 1]
    return Comparison(words, leaning(observation), needs, is_beyond=True, beside=numbers)


@register("mediator", numbers={"bias": BIAS, **STAKES}, compares=leanings)
def mediator(observation: Observation) -> Levels:
    """Return the level that what it believes carries to, within the gate, shape ``(worlds,)``."""
    return willing(observation, leaning(observation))


def leaning(observation: Observation) -> Value:
    """Return inclination and influence, without what it does not believe of third parties."""
    shares = believed(observation)
    total: Value = observation.inclination + observation.influence
    for name, weight in observation.influences.items():
        if (speaker := speaker_of(name)) in shares:
            total = total - (1 - shares[speaker]) * weight * observation.signals[name]
    return total


def believed(observation: Observation) -> dict[str, Value]:
    """Return how far each third party is believed, by its id, as a share in [0, 1]."""
    numbers, (least, most) = observation.numbers, limits(observation)
    biases = {key.removeprefix(OF): one for key, one in numbers.items() if key.startswith(OF)}
    share = 1 - 2 * numbers["error"]
    return {
        key: share * ((least <= bias + ROUNDING) & (bias <= most + ROUNDING))
        for key, bias in biases.items()
    }


def limits(observation: Observation) -> tuple[Value, Value]:
    """Return the least and the greatest bias with which a third party is honest."""
    strength, safe, bold, error, cost = (observation.numbers[name] for name in STAKES)
    good = (1 - error) * bold + error * strength - safe
    bad = error * bold + (1 - error) * strength - safe
    return _beyond_half(error * cost, good), _beyond_half((1 - error) * cost, bad)


def _beyond_half(cost: Value, gain: Value) -> Value:
    """Return the bias at which gain and cost are even; infinite if pressing gains nothing."""
    even = 0.5 + cost / (2 * np.maximum(gain, ROUNDING))
    beyond: Value = np.where(np.greater(gain, ROUNDING), even, np.inf)
    return beyond
