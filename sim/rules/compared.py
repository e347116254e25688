"""Compared: what a rule held against what, when it decided in one world."""

from typing import Any

import numpy as np

from sim.rules.comparison import Comparison
from sim.rules.contract import EVERY, OwnRule, part_of
from sim.rules.observation import Observation
from sim.rules.registry import comparison_by, find_rule
from sim.scenario.rule import Attend, Rule

RATE = "at a rate of {has} per day"


def compared(spec: Rule, seen: Observation, decided: Any) -> Comparison | None:
    """Return what decided in one world, as the rule says it; None where it does not.

    Of a level below the gate it is the next higher that is compared, else what was decided. Raises
    `UsageError` if a rule of the user's own says what its decision does not follow from.
    """
    [made] = np.asarray(decided).reshape(-1)[:1]
    if np.asarray(decided).dtype.kind == "f":
        return Comparison(RATE, made, 0.0, is_beyond=True) if made > 0 else None
    is_below = spec.place == Attend.place and made < seen.gate[0]
    level = int(made) + is_below
    compares, rule = comparison_by(spec.name, spec.place), find_rule(spec.name, spec.place)
    if compares is None or not level:
        return None
    memory = {name: value.copy() for name, value in seen.memory.items()}
    try:
        found = compares(part_of(seen, EVERY, memory), level)
        holds = bool(np.all(found.holds))
        now = found.first
    except Exception as error:
        raise rule.failed(error) if isinstance(rule, OwnRule) else error from error
    if holds != is_below:
        return found
    if isinstance(rule, OwnRule):
        otherwise = "decides otherwise than by what it says that it compares: "
        raise rule.broken(f"{otherwise}has {now['has']:g}, needs {now['needs']:g}")
    return None  # thresholds that were drawn in another order than they stand
