"""A decision: a rule at work in one place of a scenario, a movement, a grant."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Levels, Value, anywhere
from sim.engine.pressure import Pressure
from sim.engine.situation import Situation
from sim.rules import Observation, find_rule
from sim.scenario.condition import Softening, granting_path
from sim.scenario.rule import Rule


class Decision:
    """A rule with its numbers and its memory, as one actor follows it.

    It stands at a place in the scenario, beside the influences on what it decides.
    """

    def __init__(self, situation: Situation, rule: Rule, place: str) -> None:
        self.situation, self.place, self.path = situation, place, f"{place}.rule"
        self.influences = f"{place}.influences"
        self.spec, self.rule = rule, find_rule(rule.name, rule.place)
        self.memory: dict[str, NDArray[Any]] = {}

    def __call__(self, own: Mapping[str, Any]) -> Any:
        """Return what the rule decides in this tick; `own` is what only this actor sees."""
        seen = self.observe(own)
        decided = self.rule(seen)
        if self.situation.watch is not None:
            self.situation.watch(self, seen, decided)
        return decided

    def observe(self, own: Mapping[str, Any]) -> Observation:
        """Return all that the actor sees in this tick."""
        draws, seen = self.situation.draws, object.__new__(Observation)
        fields = {
            **self.situation.seen(),
            "influences": draws.heard(self.influences),
            "numbers": draws.all_at(self.path),
            "memory": self.memory,
            "stream": self.path,
            **own,
        }
        seen.__dict__.update(fields)  # at once: each set by itself takes longer than most rules
        return seen


class Movement:
    """How a party moves step by step: softening, hardening, or calling the meeting off.

    It stands at a place in the scenario; the streams name the patience that each step takes.
    """

    def __init__(
        self, situation: Situation, spec: Softening, place: str, streams: Sequence[str]
    ) -> None:
        self.decision, self.days = Decision(situation, spec.rule, place), situation.days_per_tick
        self.draws, self.path = situation.draws, f"{place}.rate"
        self.pressure, self.is_usual = Pressure(situation.worlds, streams), spec.rule.is_usual
        self.taken: Levels = np.zeros(len(situation.worlds), dtype=np.int8)

    @property
    def rate(self) -> Value:
        """Steps per day with every signal at 0, as shocks have left them by now."""
        return self.draws.value(self.path)

    def steps(self, look: Callable[[], Mapping[str, Any]]) -> Any:
        """Return how many steps the rule has moved it by now, given a look at what it sees."""
        rate = self.rate
        if self.is_usual and not anywhere(rate):
            return self.taken  # the usual rule multiplies the rate
        decided = self.decision({**look(), "rate": rate})
        if np.asarray(decided).dtype.kind != "f":
            return decided
        self.pressure.grow(decided, self.days)
        self.taken = self.pressure.steps()
        return self.taken


class Grant:
    """How one of its grantors comes to promise a condition; both are given by their ids."""

    def __init__(self, situation: Situation, name: str, key: str) -> None:
        condition = situation.spec.conditions[name]
        self.spec, self.here = condition.grantors[key], granting_path(condition, name, key)
        own = name if key == condition.grantor else f"{name}.{key}"
        self.situation, self.commitment = situation, situation.conditions[name]
        self.rule = Decision(situation, self.spec.rule, self.here)
        self.pressure = Pressure(situation.worlds, [f"{own}.patience"])
        gate = np.zeros(len(situation.worlds), dtype=np.int8)  # nobody's words bar a promise
        self.key, self.seen = key, {"gate": gate, "key": key, "others": situation.spec.others(key)}
        self.ready: Flags = np.zeros(len(situation.worlds), dtype=np.bool_)

    def decide(self) -> None:
        """Be ready where the rule says so, or its rates have used up the actor's patience."""
        value = self.situation.draws.value
        inclination = value(f"{self.here}.log_rate") + value(f"{self.here}.willingness")
        decided = self.rule({**self.seen, "inclination": inclination})
        if getattr(decided, "dtype", None) == np.bool_:
            self.ready = self.ready | decided
        else:
            self.pressure.grow(decided, self.situation.days_per_tick)
            [self.ready] = self.pressure.reached()
        self.commitment.offer(self)

    def waits(self) -> Flags | bool:
        """Return where what must come first binds this actor, shape ``(worlds,)``."""
        awaits = self.spec.awaits
        binding = awaits is not None and awaits.binding
        if not isinstance(binding, tuple):
            return binding
        names = [*self.situation.spec.parties[self.key].readings]
        readings = self.situation.readings[self.key]
        return np.isin(readings, [names.index(name) for name in binding])
