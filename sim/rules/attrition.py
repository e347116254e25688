"""War of attrition: hold out for the prize at a cost per day, and give in at a constant rate.

Two want the same prize, and who waits longer gets it; waiting costs both alike. If the time at
which somebody gives in could be foreseen, the other would wait a little longer, so in the stable
strategy it cannot: the waiting time is exponential with a mean of value / cost (Maynard Smith 1974;
that it is stable, Bishop & Cannings 1978)::

    rate per day = cost / value      while nobody has given in, else 0

so that both are still in after t days with a chance of exp(−2 × cost / value × t). The contest is
over once somebody has given in: another party has visibly softened, or a condition has been
promised. In the source two contest, alike in value and cost. Our assumptions: a day of the story is
a unit of its time, a promise is one giving in as long as it stands, each step of softening one,
which does not keep the party itself from the next, and of several others any one may end it.

Maynard Smith, J. (1974). The Theory of Games and the Evolution of Animal Conflicts. Journal of
Theoretical Biology 47(1), 209–221.

Bishop, D. T., & Cannings, C. (1978). A Generalized War of Attrition. Journal of Theoretical Biology
70(1), 85–124.
"""

import numpy as np

from sim.arrays import Flags, Value
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

NUMBERS = {
    "value": Quantity("value of the prize", default=10, low=0.001, high=1e6, raises=False),
    "cost": Quantity("cost of holding out (value per day)", 1, low=0, high=1000, raises=True),
}


@register("attrition", place="promise", numbers=NUMBERS)
@register("attrition", place="soften", numbers=NUMBERS)
def attrition(observation: Observation) -> Value:
    """Return the rate per day at which it gives in, shape ``(worlds,)``."""
    return observation.numbers["cost"] / observation.numbers["value"] * contested(observation)


def contested(observation: Observation) -> Flags:
    """Return where nobody has given in yet, shape ``(worlds,)``."""
    given: Flags = np.zeros(observation.worlds, dtype=np.bool_)
    for party in observation.others:
        given = given | (observation.softened[party] > 0)
    for name, signal in observation.signals.items():
        if name.endswith(".promised"):
            given = given | (np.asarray(signal) > 0)
    return ~given
