"""A decision: a rule at work in one place of a scenario, and the pressure that a rate builds up."""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Floats, Levels, Value
from sim.engine.situation import Situation
from sim.engine.worlds import Worlds
from sim.rules import Observation, find_rule
from sim.scenario.rule import Rule


class Decision:
    """A rule with its numbers and its memory, as one actor follows it.

    Parameters
    ----------
    situation : Situation
    rule : scenario.rule.Rule
        Which rule, with all its numbers.
    place : str
        Where the rule stands in the scenario, beside the influences on what it decides.
    """

    def __init__(self, situation: Situation, rule: Rule, place: str) -> None:
        self.situation, self.path = situation, f"{place}.rule"
        self.rule = find_rule(rule.name, rule.place)
        self.numbers = situation.draws.all_at(self.path)
        self.influences = situation.draws.heard(f"{place}.influences")
        self.memory: dict[str, NDArray[Any]] = {}

    def __call__(self, **own: Any) -> Any:
        """Return what the rule decides in this tick; `own` is what only this actor sees."""
        return self.rule(self.observe(**own))

    def observe(self, **own: Any) -> Observation:
        """Return all that the actor sees in this tick."""
        mine = {
            "influences": self.influences,
            "numbers": self.numbers,
            "memory": self.memory,
            "stream": self.path,
        }
        return Observation(**self.situation.seen() | mine | own)


class Pressure:
    """What rates per day have added up to, against the patience of each world.

    Parameters
    ----------
    worlds : Worlds
    streams : sequence of str
        Names of the patience that each step takes, a unit exponential each.

    Attributes
    ----------
    felt : array of float, shape (worlds,)
    taken : int or array of int8, shape (worlds,)
        Steps that had been taken when it was last looked.
    """

    def __init__(self, worlds: Worlds, streams: Sequence[str]) -> None:
        self.worlds, self.streams = worlds, streams
        self.felt: Floats = np.zeros(len(worlds))
        self.taken: Levels | int = 0

    @cached_property
    def patience(self) -> list[Floats]:
        """The pressure at which each step is taken."""
        return list(accumulate(self.worlds.exponential(name) for name in self.streams))

    def grow(self, rate: Value, days: float) -> None:
        """Feel a rate per day for some days."""
        self.felt += rate * days

    def reached(self) -> list[Flags]:
        """Return for each step in which worlds it has been taken, shape ``(worlds,)``."""
        return [self.felt >= patience for patience in self.patience]

    def steps(self) -> Levels:
        """Return how many steps have been taken, shape ``(worlds,)``."""
        steps: Levels = np.zeros(len(self.worlds), dtype=np.int8)
        for reached in self.reached():
            steps += reached
        return steps
