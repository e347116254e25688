"""An actor: speaks every tick, and decides about the conditions that are its to grant."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.arrays import Value
from sim.engine.commitment import Commitment
from sim.scenario.actor import Actor as ActorSpec
from sim.scenario.actor import Host as HostSpec
from sim.scenario.signal import Echo, Ramp, Signal, path_of

if TYPE_CHECKING:
    from sim.engine.model import Negotiation


class Actor(mesa.Agent):  # type: ignore[misc]
    """One actor in all worlds of a batch at once; every state variable is an array over worlds.

    Parameters
    ----------
    model : Negotiation
    key : str
        Id of the actor in the scenario.
    spec : scenario.actor.Actor
    """

    model: "Negotiation"

    def __init__(self, model: "Negotiation", key: str, spec: ActorSpec) -> None:
        super().__init__(model)
        self.key, self.spec = key, spec
        own = f"{key}."
        self.voices = {n: s for n, s in model.spec.signals.items() if n.startswith(own)}
        self.commitments = [
            Commitment(name, model.spec, model.draws)
            for name, condition in model.spec.conditions.items()
            if condition.grantor == key
        ]

    def speak(self) -> None:
        """Publish this tick's signals."""
        for name, signal in self.voices.items():
            self.model.record.signals[name] = self._voice(name, signal)

    def decide(self) -> None:
        """Decide about the conditions that are this actor's to grant."""
        for commitment in self.commitments:
            commitment.decide(self.model.tick, self.model.record)

    def observe(self) -> None:
        """See whether what it has promised is kept."""
        for commitment in self.commitments:
            commitment.observe(self.model.tick, self.model.record)

    def _voice(self, name: str, signal: Signal) -> Value:
        record, draws = self.model.record, self.model.draws
        here, strength = path_of(name), self._strength(name)
        if signal.echo is not None:
            strength = strength * self._echo(signal.echo, draws.value(f"{here}.echo.weight"))
        if signal.scales_with is not None:
            strength = strength * record.signals[signal.scales_with]
        if signal.holdout is not None:
            strength = strength + draws.value(f"{here}.holdout.weight") * record.gap(
                signal.holdout.party
            )
        if signal.ramp is not None:
            strength = self._ramp(signal.ramp, draws.all_at(f"{here}.ramp"), strength)
        return self.model.shocked(name, strength)

    def _strength(self, name: str) -> Value:
        return self.model.draws.value(f"{path_of(name)}.strength")

    def _echo(self, echo: Echo, weight: Value) -> Value:
        most = max(1, len(self.model.spec.parties[echo.party].readings) - 1)
        return 1 - weight / most * self.model.record.softened[echo.party]

    def _ramp(self, ramp: Ramp, numbers: Mapping[str, Value], strength: Value) -> Value:
        commitment = self.model.commitments[ramp.condition]
        risen = strength + numbers["per_day"] * commitment.days_overdue(self.model.tick)
        threat = np.minimum(numbers["at_most"], risen) - strength
        return strength + threat * ~commitment.promised if np.any(threat) else strength


class Backer(Actor):
    """A third party that presses or supports: it speaks, and may have something to grant."""


class Host(Actor):
    """The third party that offers the venue and brings announced levels closer."""

    spec: HostSpec

    def speak(self) -> None:
        """Publish this tick's signals and bridge."""
        super().speak()
        self._bridge()

    def _strength(self, name: str) -> Value:
        offers = name == f"{self.key}.hosting"
        return self.model.draws.value(f"actors.{name}") if offers else super()._strength(name)

    def _bridge(self) -> None:
        """Make a step down likelier where both parties would come, at different levels."""
        model = self.model
        hosting = np.maximum(model.record.signals[f"{self.key}.hosting"], 0)  # a shock may cost it
        rate = model.draws.value(f"actors.{self.key}.bridging") * hosting
        closed = -np.expm1(-rate * model.days_per_tick) * model.record.differ()
        model.mismatch_probability -= np.multiply(closed, model.mismatch_probability, out=closed)
