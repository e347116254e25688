"""A decision: a rule at work in one place of a scenario, the pressure a rate builds up, a grant."""

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

    It stands at a place in the scenario, beside the influences on what it decides.
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
        return Observation(
            **self.situation.seen(),
            **own,
            influences=self.influences,
            numbers=self.numbers,
            memory=self.memory,
            stream=self.path,
        )


class Pressure:
    """What rates per day have added up to, against the patience of each world.

    Each step takes a patience of its own, a unit exponential; `streams` are the names of theirs.
    """

    def __init__(self, worlds: Worlds, streams: Sequence[str]) -> None:
        self.worlds, self.streams = worlds, streams
        self.felt: Floats = np.zeros(len(worlds))

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


class Grant:
    """How the grantor of one condition, given by its id, comes to promise it."""

    def __init__(self, situation: Situation, name: str) -> None:
        spec, draws, here = situation.spec.conditions[name], situation.draws, f"conditions.{name}"
        self.situation, self.commitment = situation, situation.conditions[name]
        self.inclination = draws.value(f"{here}.log_rate") + draws.value(f"{here}.willingness")
        self.rule = Decision(situation, spec.rule, here)
        self.pressure = Pressure(situation.worlds, [f"{name}.patience"])
        parties = situation.spec.parties
        other = situation.spec.counterpart(spec.grantor) if spec.grantor in parties else ""
        gate = np.zeros(len(situation.worlds), dtype=np.int8)  # nobody's words bar a promise
        self.seen = {"gate": gate, "key": spec.grantor, "other": other}

    def decide(self) -> None:
        """Promise where the rule says so, or its rates have used up the grantor's patience."""
        decided = self.rule(**self.seen, inclination=self.inclination)
        if getattr(decided, "dtype", None) == np.bool_:
            given = self.commitment.given | decided
        else:
            self.pressure.grow(decided, self.situation.days_per_tick)
            [given] = self.pressure.reached()
        self.commitment.promise(given, self.situation.tick)
