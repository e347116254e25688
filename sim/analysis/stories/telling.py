"""Telling: what every line of a story is made of, the world before and after a tick at hand."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from sim.analysis.stories.heard import Because, Weight, what_was_heard
from sim.analysis.stories.line import Line
from sim.analysis.stories.snapshot import Snapshot
from sim.analysis.stories.weighed import ByRule
from sim.engine.draws import Draws
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.parts import CONDITION_SIGNALS


class Telling:
    """One world of a scenario, of which a tick is told at a time.

    The draws say what the scenario's numbers are in that world, the opening how it stands before
    the first tick.
    """

    def __init__(self, scenario: Scenario, draws: Draws, opening: Snapshot) -> None:
        self.scenario, self.draws, self.opening = scenario, draws, opening
        self.names = {key: actor.name for key, actor in scenario.actors.items()}
        self.before = self.now = opening
        self.told: dict[str, float] = {}
        self.broken: set[str] = set()
        self.by_rule = ByRule(scenario)

    @property
    def when(self) -> datetime:
        """Start of the tick that is told."""
        return self.scenario.clock.start_of(self.now.tick)

    def _line(self, actor: str, kind: str, what: str, because: Because = ("", ())) -> Line:
        return Line(self.when, actor, kind, what, *because)

    def _of_condition(self, name: str, what: str, because: Because = ("", ())) -> Line:
        who = self.scenario.conditions[name].grantor
        return Line(self.when, who, "condition", what, *because, condition=name)

    def _value(self, path: str) -> float:
        return float(np.asarray(self.draws.value(path)).flat[0])

    def _weights(self, influences: str) -> dict[str, Weight]:
        weights = self.scenario.numbers.below(influences).items()
        return {name: (one.number, self._value(one.path)) for name, one in weights}

    def _heard(self, influences: str, signals: Mapping[str, float]) -> Because:
        return what_was_heard(self.scenario, self._weights(influences), signals)

    def _heard_early(self, influences: str) -> Because:
        """Return what an actor hears who acts before it is seen how the conditions stand."""
        states = (
            f"{name}.{state}" for name in self.scenario.conditions for state in CONDITION_SIGNALS
        )
        earlier = {name: self.before.signals[name] for name in states}
        return self._heard(influences, self.now.signals | earlier)

    def _moved(self, actor: str, how: str, what: str) -> Line:
        """Return a movement of an actor, with the rule or what it heard that brought it about."""
        here = f"actors.{actor}.{how}"
        if self.by_rule.decides(f"{here}.rule"):
            because = self.by_rule(f"{here}.rule", self.now.weighed)
        else:
            because = self._heard_early(f"{here}.influences")
        return self._line(actor, humanize(how), what, because)
