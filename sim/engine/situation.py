"""The situation: what all actors find themselves in, in all worlds of a batch.

The model holds it and hands it to the agents, who read it, and write down what they have said and
done; so no agent needs to know the model.
"""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.arrays import Flags, Levels, Value
from sim.engine.commitment import Commitment
from sim.engine.draws import Draws
from sim.engine.record import PublicRecord
from sim.engine.worlds import Worlds
from sim.rules.observation import Looked
from sim.scenario import Scenario
from sim.scenario.parts import CONDITION_SIGNALS


class Situation:
    """How things stand in a tick.

    Attributes
    ----------
    tick : int
        The tick under way or last run; −1 before the first.
    draws : Draws
        What each number of the scenario is in these worlds, by path.
    record : PublicRecord
    conditions : dict of str to Commitment
        Each condition as its grantor carries it.
    venue : bool or array of bool, shape (worlds,)
        Whether somebody hosts; True where the scenario has no host.
    mismatch_probability : array of float, shape (worlds,)
        Probability that parties who come at different levels do not settle on the lower one.
    """

    def __init__(self, spec: Scenario, worlds: Worlds) -> None:
        self.spec, self.worlds, self.tick = spec, worlds, -1
        self.days_per_tick = spec.clock.days_per_tick
        self.draws = Draws(spec.numbers, worlds)
        self.learning_rate = self.draws.value("learning_rate")
        step_down = self.draws.value("meeting.step_down")
        self.mismatch_probability = np.full(len(worlds), 1 - step_down)
        self.venue: Flags | bool = True
        self.record = PublicRecord([*spec.parties], len(spec.levels) - 1, len(worlds))
        self.record.signals |= {f"{c}.{s}": 0.0 for c in spec.conditions for s in CONDITION_SIGNALS}
        self.conditions = {name: Commitment(name, spec, self.draws) for name in spec.conditions}
        self.patience = {name: worlds.exponential(f"shock.{name}") for name in spec.shocks}

    @property
    def statuses(self) -> Mapping[str, Levels]:
        """The `Status` of each condition, shape ``(worlds,)``."""
        return Looked(self.conditions, lambda name: self.conditions[name].status)

    @cached_property
    def blames(self) -> Mapping[str, Mapping[str, Value]]:
        """By audience: its blame per unit of what it blames for; drawn only when somebody asks."""
        return Looked(
            {key: actor for key, actor in self.spec.actors.items() if actor.blames is not None},
            lambda key: self.draws.all_at(f"actors.{key}.blames"),
        )

    def seen(self) -> dict[str, Any]:
        """Return what everybody sees in this tick, as an `Observation` takes it."""
        record, ticks = self.record, self.spec.clock.ticks
        return {
            "tick": self.tick,
            "days_passed": (self.tick + 1) * self.days_per_tick,
            "days_left": (ticks - self.tick - 1) * self.days_per_tick,
            "elapsed": (self.tick + 1) / ticks,
            "statuses": self.statuses,
            "announced": MappingProxyType(record.announced),
            "expected": MappingProxyType(record.expected),
            "softened": MappingProxyType(record.softened),
            "signals": MappingProxyType(record.signals),
            "blames": self.blames,
            "luck": self.worlds,
        }

    def shocked(self, target: str, value: Value) -> Value:
        """Return a signal or inclination with what shocks that have struck by now add to it."""
        for name, shock in self.spec.shocks.items():
            if target in shock.effects:
                effect = self.draws.value(f"shocks.{name}.effects.{target}")
                value = value + effect * self.struck(name)
        return value

    def struck(self, name: str) -> Flags:
        """Return in which worlds a shock has struck by now, shape ``(worlds,)``."""
        days = (self.tick + 1) * self.days_per_tick
        return np.asarray(self.draws.value(f"shocks.{name}.rate") * days >= self.patience[name])
