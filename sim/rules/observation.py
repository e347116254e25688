"""What a party sees when it decides: all that a rule may use."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.arrays import Levels, Value


@dataclass(frozen=True)
class Observation:
    """One party's view in one tick, over all worlds of a batch.

    Attributes
    ----------
    gate : array of int8, shape (worlds,)
        Highest level its current reading allows as the conditions stand.
    inclination : float or array, shape (worlds,)
        Its own leaning to come on the logit scale: disposition, luck and shocks.
    influence : float or array, shape (worlds,)
        What it hears, weighed: ``Σ weight × signal``.
    thresholds : tuple
        Inclination needed for each level from 1 upwards.
    """

    gate: Levels
    inclination: Value
    influence: Value
    thresholds: tuple[Value, ...]


Rule = Callable[[Observation], Levels]
"""A decision rule: what a party sees → the level it would come at, never above its gate."""
