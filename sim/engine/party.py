"""A party: its reading softens, its words open or close gates, it decides and announces."""

from typing import Any

import numpy as np

from sim.engine.actor import Actor
from sim.engine.decision import Decision, Pressure
from sim.scenario.actor import Party as PartySpec
from sim.scenario.gates import gate_of_current


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

    def _prepare(self) -> None:
        key, self.here = self.key, f"actors.{self.key}"
        worlds, draws = self.situation.worlds, self.situation.draws
        weights = draws.all_at(f"{self.here}.weights").values()
        self.drawn = worlds.choose(f"{key}.reading", [*weights])
        self.reading = self.drawn
        self.gate = self.level = np.zeros(len(worlds), dtype=np.int8)
        self._prepare_attending()
        self._prepare_softening()
        record = self.situation.record
        record.expected[key] = np.full(len(worlds), draws.value(f"{self.here}.expected"))
        record.softened[key] = np.zeros(len(worlds), dtype=np.int8)

    def _prepare_attending(self) -> None:
        worlds, value = self.situation.worlds, self.situation.draws.value
        self.attending = Decision(self.situation, self.spec.rule, self.here)
        noise = worlds.logistic(f"{self.key}.temper") * value(f"{self.here}.noise_scale")
        self.inclination = value(f"{self.here}.inclination") + noise
        rungs = self.situation.spec.levels[1:]
        self.thresholds = tuple(value(f"{self.here}.thresholds.{level}") for level in rungs)
        self.announce_chance = value(f"{self.here}.announce_chance")

    def _prepare_softening(self) -> None:
        here = f"{self.here}.softening"
        self.softening = Decision(self.situation, self.spec.softening.rule, here)
        self.softening_rate = self.situation.draws.value(f"{here}.rate")
        steps = range(1, len(self.spec.readings))
        streams = [f"{self.key}.softening.{step}" for step in steps]
        self.pressure = Pressure(self.situation.worlds, streams)

    def _seen(self) -> dict[str, Any]:
        """Return what this party sees of itself, whatever it decides."""
        return {
            "key": self.key,
            "other": self.situation.spec.counterpart(self.key),
            "gate": self.gate,
            "inclination": self.situation.shocked(f"{self.key}.inclination", self.inclination),
            "thresholds": self.thresholds,
            "rate": self.softening_rate,
            "readings": len(self.spec.readings),
            "drawn": self.drawn,
            "reading": self.reading,
        }

    def soften(self) -> None:
        """Give up the strictest reading where this party has been talked down long enough."""
        if len(self.spec.readings) == 1:
            return
        decided = self.softening(**self._seen())
        if np.asarray(decided).dtype.kind == "f":
            if not np.any(decided):
                return  # nothing has pressed any further
            self.pressure.grow(decided, self.situation.days_per_tick)
            decided = self.pressure.steps()
        self.reading = np.maximum(self.drawn - decided, 0).astype(np.int8, copy=False)
        self.situation.record.softened[self.key] = self.drawn - self.reading

    def attend(self) -> None:
        """Decide the level to come at, from the gate and from what this party sees."""
        now, readings = self.situation, self.spec.readings.values()
        self.gate = gate_of_current(readings, self.reading, now.statuses, now.spec.levels)
        self.level = self.attending(**self._seen()) * now.venue

    def announce(self) -> None:
        """Make the level public in some of the worlds."""
        now = self.situation
        spoken = now.worlds.happens(f"{self.key}.announcement", now.tick, self.announce_chance)
        now.record.announce(self.key, spoken, self.level, now.learning_rate)
