"""A grant: how one actor comes to promise a condition."""

import numpy as np

from sim.arrays import Flags
from sim.engine.decision import Decision, Pressure
from sim.engine.situation import Situation
from sim.scenario.condition import granting_path


class Grant:
    """A condition that is an actor's to grant.

    Parameters
    ----------
    situation : Situation
    name : str
        Id of the condition.
    key : str
        Id of the actor.
    """

    def __init__(self, situation: Situation, name: str, key: str) -> None:
        condition = situation.spec.conditions[name]
        self.spec, here = condition.grantors[key], granting_path(condition, name, key)
        draws, own = situation.draws, name if key == condition.grantor else f"{name}.{key}"
        self.situation, self.commitment = situation, situation.conditions[name]
        self.inclination = draws.value(f"{here}.log_rate") + draws.value(f"{here}.willingness")
        self.rule = Decision(situation, self.spec.rule, here)
        self.pressure = Pressure(situation.worlds, [f"{own}.patience"])
        gate = np.zeros(len(situation.worlds), dtype=np.int8)  # nobody's words bar a promise
        self.key, self.seen = key, {"gate": gate, "key": key, "others": situation.spec.others(key)}
        self.ready: Flags = np.zeros(len(situation.worlds), dtype=np.bool_)

    def decide(self) -> None:
        """Be ready where the rule says so, or its rates have used up the actor's patience."""
        willing = f"{self.commitment.name}.willingness"
        inclination = self.situation.shocked(willing, self.inclination)
        decided = self.rule(**self.seen, inclination=inclination)
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
