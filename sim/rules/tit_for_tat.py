"""Tit for tat: answer with what the other has last announced.

Begin as told, and from then on do what the other did last (Axelrod 1984, where it begins by
cooperating)::

    level = min(gate, what the other last announced)      once it has announced something
    level = min(gate, ⌊first × top⌋)                      before

Two that start high stay high, two that start absent stay absent, and one mistake echoes to and fro.
The source has two moves in rounds that both see; our assumption: a move is a level of the ladder, a
round is an announcement, a party that has not been heard of yet has not moved, and of several
others the one that does least is answered.

Axelrod, R. (1984). The Evolution of Cooperation. Basic Books.
"""

import numpy as np

from sim.arrays import Levels
from sim.rules.concession import ROUNDING
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

FIRST = Quantity("first move (share of the ladder)", default=1, low=0, high=1, raises=True)


@register("tit_for_tat", numbers={"first": FIRST})
def tit_for_tat(observation: Observation) -> Levels:
    """Return the other's last level or the first move, within the gate, shape ``(worlds,)``."""
    other = observation.least_announced
    top = len(observation.thresholds)
    first = np.floor(observation.numbers["first"] * top + ROUNDING)
    return np.minimum(observation.gate, np.where(other < 0, first, other)).astype(np.int8)
