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

from sim.arrays import Levels, Value
from sim.rules.comparison import ROUNDING, Comparison
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

FIRST = Quantity("first move (share of the ladder)", default=1, low=0, high=1, raises=True)


def answer(observation: Observation) -> Value:
    """Return the other's last level, or the first move until there is one."""
    other = observation.least_announced
    first = np.floor(observation.numbers["first"] * len(observation.thresholds) + ROUNDING)
    return np.where(other < 0, first, other)


def moves(observation: Observation, level: int) -> Comparison:
    """Hold the move against a level."""
    return Comparison(
        "its move (the last announced by {other} or, before any, its own first) is rung {has}, and "
        "{level} is rung {needs}",
        has=answer(observation),
        needs=level,
    )


@register("tit_for_tat", numbers={"first": FIRST}, compares=moves)
def tit_for_tat(observation: Observation) -> Levels:
    """Return the other's last level or the first move, within the gate, shape ``(worlds,)``."""
    return np.minimum(observation.gate, answer(observation)).astype(np.int8)
