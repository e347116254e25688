"""The literal rule: a party does exactly what its words say.

    level = gate

Inclination, pressure and luck do not matter. What remains is what the text commits anyone to:
which readings meet which, and under which state of the conditions.
"""

from sim.rules.sight import Sight
from sim.worlds import Levels


def literal(sight: Sight) -> Levels:
    """Return the gate, shape ``(worlds,)``."""
    return sight.gate
