"""The literal rule: a party does exactly what its words say.

    level = gate

Inclination, pressure and luck do not matter. What remains is what the text commits anyone to:
which readings meet which, and under which state of the conditions.
"""

from sim.arrays import Levels
from sim.rules.observation import Observation
from sim.rules.registry import register


@register("literal")
def literal(observation: Observation) -> Levels:
    """Return the gate, shape ``(worlds,)``."""
    return observation.gate
