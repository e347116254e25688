"""A party: its reading softens, its words open or close gates, it decides and announces."""

from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.actor import Actor
from sim.rules import Observation, find_rule
from sim.scenario.actor import Party as PartySpec
from sim.scenario.gates import gate_of_current

if TYPE_CHECKING:
    from sim.engine.model import Negotiation


class Party(Actor):
    """A party in all worlds of a batch.

    Attributes
    ----------
    drawn, reading : array of int8, shape (worlds,)
        Reading drawn at the start and current one, counted from the most permissive.
    gate : array of int8, shape (worlds,)
        Highest level the current reading allows.
    level : array of int8, shape (worlds,)
        Level it would come at, 0 while there is no venue.
    """

    spec: PartySpec

    def __init__(self, model: "Negotiation", key: str, spec: PartySpec) -> None:
        super().__init__(model, key, spec)
        worlds, self.here = model.worlds, f"actors.{key}"
        self.rule = find_rule(spec.rule)
        weights = model.draws.all_at(f"{self.here}.weights")
        self.drawn = worlds.choose(f"{key}.reading", [*weights.values()])
        self.reading = self.drawn
        self.gate = self.level = np.zeros(len(worlds), dtype=np.int8)
        self._hear()
        self._prepare_softening()
        model.record.expected[key] = np.full(
            len(worlds), model.draws.value(f"{self.here}.expected")
        )
        model.record.softened[key] = np.zeros(len(worlds), dtype=np.int8)

    def _hear(self) -> None:
        """Draw what shapes the inclination."""
        worlds, draws = self.model.worlds, self.model.draws
        self.influences = draws.heard(f"{self.here}.influences")
        noise = worlds.logistic(f"{self.key}.temper") * draws.value(f"{self.here}.noise_scale")
        self.inclination = draws.value(f"{self.here}.inclination") + noise
        thresholds = draws.all_at(f"{self.here}.thresholds")
        self.thresholds = tuple(thresholds[level] for level in self.model.spec.levels[1:])
        self.announce_chance = draws.value(f"{self.here}.announce_chance")

    def _prepare_softening(self) -> None:
        """Draw the patience of each step towards the most permissive reading."""
        worlds, draws = self.model.worlds, self.model.draws
        rate = draws.value(f"{self.here}.softening.rate")
        self.softening_rate = rate * self.model.days_per_tick
        self.softening_influences = draws.heard(f"{self.here}.softening.influences")
        self.talked_down = np.zeros(len(worlds))
        self.can_soften = len(self.spec.readings) > 1 and np.any(self.softening_rate != 0)
        steps = range(1, len(self.spec.readings)) if self.can_soften else ()
        patience = [worlds.exponential(f"{self.key}.softening.{step}") for step in steps]
        self.patience = list(accumulate(patience))

    def soften(self) -> None:
        """Give up the strictest reading where this party has been talked down long enough."""
        if not self.can_soften:
            return
        pull = self.model.record.rate(self.softening_influences)
        self.talked_down += self.softening_rate * pull
        steps = np.zeros(len(self.drawn), dtype=np.int8)
        for patience in self.patience:
            steps += self.talked_down >= patience
        self.reading = np.maximum(self.drawn - steps, 0)
        self.model.record.softened[self.key] = self.drawn - self.reading

    def attend(self) -> None:
        """Decide the level to come at, from the gate and from what this party sees."""
        model = self.model
        readings, levels = self.spec.readings.values(), model.spec.levels
        self.gate = gate_of_current(readings, self.reading, model.statuses, levels)
        observation = Observation(
            gate=self.gate,
            inclination=model.shocked(f"{self.key}.inclination", self.inclination),
            influence=model.record.influence(self.influences),
            thresholds=self.thresholds,
        )
        self.level = self.rule(observation) * model.venue

    def announce(self) -> None:
        """Make the level public in some of the worlds."""
        model = self.model
        spoken = model.worlds.happens(f"{self.key}.announcement", model.tick, self.announce_chance)
        model.record.announce(self.key, spoken, self.level, model.learning_rate)
