"""A grant: how the grantor of one condition comes to promise it."""

import numpy as np

from sim.engine.decision import Decision, Pressure
from sim.engine.situation import Situation


class Grant:
    """A condition that is an actor's to grant.

    Parameters
    ----------
    situation : Situation
    name : str
        Id of the condition.
    """

    def __init__(self, situation: Situation, name: str) -> None:
        spec, draws, here = situation.spec.conditions[name], situation.draws, f"conditions.{name}"
        self.situation, self.commitment = situation, situation.conditions[name]
        self.inclination = draws.value(f"{here}.log_rate") + draws.value(f"{here}.willingness")
        self.rule = Decision(situation, spec.rule, here)
        self.pressure = Pressure(situation.worlds, [f"{name}.patience"])
        gate = np.zeros(len(situation.worlds), dtype=np.int8)  # nobody's words bar a promise
        self.seen = {
            "gate": gate,
            "key": spec.grantor,
            "others": situation.spec.others(spec.grantor),
        }

    def decide(self) -> None:
        """Promise where the rule says so, or its rates have used up the grantor's patience."""
        decided = self.rule(**self.seen, inclination=self.inclination)
        if getattr(decided, "dtype", None) == np.bool_:
            given = self.commitment.given | decided
        else:
            self.pressure.grow(decided, self.situation.days_per_tick)
            [given] = self.pressure.reached()
        self.commitment.promise(given, self.situation.tick)
