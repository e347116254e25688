"""An actor: speaks every tick, and decides about the conditions that are its to grant."""

from collections.abc import Mapping, Sequence
from typing import Any

import mesa
import numpy as np

from sim.arrays import Flags, Floats, Value, anywhere
from sim.engine.decision import Grant, Movement
from sim.engine.situation import Situation
from sim.scenario.actor import Actor as ActorSpec
from sim.scenario.condition import Softening
from sim.scenario.signal import Echo, Ramp, Signal, path_of


class Actor(mesa.Agent):  # type: ignore[misc]
    """One actor in all worlds of a batch at once; every state variable is an array over worlds.

    It is Mesa's agent of the model, but reads and writes nothing but the situation. `key` is its
    id in the scenario.
    """

    def __init__(self, model: mesa.Model, situation: Situation, key: str, spec: ActorSpec) -> None:
        super().__init__(model)
        self.situation, self.key, self.spec = situation, key, spec
        own, scenario = f"{key}.", situation.spec
        self.voices = {n: s for n, s in scenario.signals.items() if n.startswith(own)}
        self.always: dict[str, Any] = {"key": key, "others": scenario.others(key)}
        granted = (name for name, one in scenario.conditions.items() if key in one.grantors)
        self.grants = [Grant(situation, name, key) for name in granted]
        self.here, self.nowhere = f"actors.{key}", np.zeros(len(situation.worlds), dtype=np.int8)
        self.postponing: Movement | None = None
        if spec.postponing is not None:
            self.postponing = self._movement("postponing", spec.postponing)
        self.postponed: Flags = self.nowhere > 0
        self._prepare()

    def _prepare(self) -> None:
        """Get ready before the first tick."""

    def _movement(self, name: str, spec: Softening, steps: Sequence[int] = ()) -> Movement:
        """Return how it moves, with a patience for each step, or for the one act."""
        streams = [f"{self.key}.{name}.{step}" for step in steps] or [f"{self.key}.{name}"]
        return Movement(self.situation, spec, f"{self.here}.{name}", streams)

    def _seen(self) -> dict[str, Any]:
        """Return what this actor sees of itself, whatever it decides."""
        return self.always

    def speak(self) -> None:
        """Publish this tick's signals; what nothing acts on is said once for all."""
        for name, signal in self.voices.items():
            self.situation.record.signals[name] = self._voice(name, signal)
        if self.situation.tick == 0 and not self.situation.shocks:
            self.voices = {name: one for name, one in self.voices.items() if one.varies}
        if self.spec.bridging is not None:
            self._bridge(self.situation.draws.value(f"actors.{self.key}.bridging"))

    def decide(self) -> None:
        """Decide about the conditions that are this actor's to grant."""
        for grant in self.grants:
            grant.decide()

    def observe(self) -> None:
        """See whether what it has promised is kept."""
        for grant in self.grants:
            if grant.key == grant.commitment.condition.grantor:
                grant.commitment.observe(self.situation.tick, self.situation.record)

    def postpone(self, stands: Flags) -> None:
        """Put the meeting off where this actor would, and it still stands at its first date."""
        if self.postponing is not None:
            steps = self.postponing.steps(lambda: {"gate": self.nowhere, **self._seen()})
            postponed = self.postponed | (stands & np.greater(steps, 0))
            now = self.situation
            self.postponed = now.worlds.since(f"{self.key}.postponed", now.tick, postponed)

    def _voice(self, name: str, signal: Signal) -> Value:
        record, draws = self.situation.record, self.situation.draws
        here, strength = path_of(name), self._strength(name)
        if signal.echo is not None:
            echoed = self._echo(signal.echo, draws.value(f"{here}.echo.weight"))
            strength = np.multiply(strength, echoed, out=echoed)
        if signal.scales_with is not None:
            strength = strength * record.signals[signal.scales_with]
        if signal.holdout is not None:
            pressed = record.gap(signal.holdout.party)
            pressed *= draws.value(f"{here}.holdout.weight")
            strength = np.add(pressed, strength, out=pressed)
        if signal.ramp is not None:
            strength = self._ramp(signal.ramp, draws.all_at(f"{here}.ramp"), strength)
        return self.situation.shocked(name, strength)

    def _strength(self, name: str) -> Value:
        """Return a signal when nothing else acts on it."""
        return self.situation.draws.value(f"{path_of(name)}.strength")

    def _echo(self, echo: Echo, weight: Value) -> Floats:
        most = max(1, len(self.situation.spec.parties[echo.party].readings) - 1)
        lost = np.multiply(weight / most, self.situation.record.softened[echo.party])
        return np.subtract(1, lost, out=lost)

    def _ramp(self, ramp: Ramp, numbers: Mapping[str, Value], strength: Value) -> Value:
        commitment = self.situation.conditions[ramp.condition]
        risen = strength + numbers["per_day"] * commitment.days_overdue(self.situation.tick)
        threat = np.minimum(numbers["at_most"], risen) - strength
        return strength + threat * ~commitment.promised if anywhere(threat) else strength

    def _bridge(self, rate: Value) -> None:
        """Make a step down likelier where all that must come would, at different levels."""
        now = self.situation
        closed = -np.expm1(-rate * now.days_per_tick) * now.apart(now.record.announced)
        now.unbridged -= np.multiply(closed, now.unbridged, out=closed)


class Backer(Actor):
    """A third party that presses or supports: it speaks, and may have something to grant."""


class Host(Actor):
    """The third party that offers the venue."""

    def observe(self) -> None:
        """See whether what it has promised is kept, and whether its offer still stands."""
        super().observe()
        self.situation.venue = np.asarray(self.situation.record.signals[f"{self.key}.hosting"]) > 0

    def _strength(self, name: str) -> Value:
        offers = name == f"{self.key}.hosting"
        return self.situation.draws.value(f"actors.{name}") if offers else super()._strength(name)

    def _bridge(self, rate: Value) -> None:
        hosting = self.situation.record.signals[f"{self.key}.hosting"]
        super()._bridge(rate * np.maximum(hosting, 0))  # a shock may cost it
