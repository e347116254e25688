"""A party: its reading softens, its words open or close gates, it decides and announces."""

from typing import Any

import numpy as np

from sim.arrays import Flags, Levels, Value
from sim.engine.actor import Actor
from sim.engine.decision import Decision
from sim.scenario.actor import Party as PartySpec
from sim.scenario.gates import gate, gate_of_current


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
    inclined : array of int8, shape (worlds,)
        Once decisions freeze: level it would come at if its words allowed any.
    """

    spec: PartySpec

    def _prepare(self) -> None:
        key, worlds, draws = self.key, self.situation.worlds, self.situation.draws
        weights = draws.all_at(f"{self.here}.weights").values()
        self.drawn = worlds.choose(f"{key}.reading", [*weights])
        self._read_as(self.drawn)
        self.gate = self.level = self.inclined = self.nowhere
        readings, levels = self.spec.readings.items(), self.situation.spec.levels
        self.unasked = {name: gate(one, {}, levels) for name, one in readings if not one.asks}
        self.gated_as: Levels | None = None
        self.always |= {"readings": len(self.spec.readings), "drawn": self.drawn}
        self._prepare_attending()
        self._prepare_softening()
        record = self.situation.record
        record.expected[key] = np.full(len(worlds), draws.value(f"{self.here}.expected"))
        record.softened[key] = np.zeros(len(worlds), dtype=np.int8)

    def _prepare_attending(self) -> None:
        scale = self.situation.draws.value(f"{self.here}.noise_scale")
        self.attending = Decision(self.situation, self.spec.rule, self.here)
        self._leaning: Value | None = None
        self.noise = self.situation.worlds.logistic(f"{self.key}.temper") * scale
        self.rungs = [f"{self.here}.thresholds.{one}" for one in self.situation.spec.levels[1:]]

    def _prepare_softening(self) -> None:
        """Name the patience of each step it may take, and of calling the meeting off."""
        steps = range(1, len(self.spec.readings))
        self.moved: Value = 0
        self.called_off: Flags | bool = False
        self.softening = self._movement("softening", self.spec.softening, steps)
        self.hardening = self.calling_off = None
        if self.spec.hardening is not None:
            self.hardening = self._movement("hardening", self.spec.hardening, steps)
        if self.spec.calling_off is not None:
            self.calling_off = self._movement("calling_off", self.spec.calling_off)

    @property
    def inclination(self) -> Value:
        """Its leaning of its own, luck and shocks included, on the logit scale."""
        leaning = self.situation.draws.value(f"{self.here}.inclination")
        if leaning is not self._leaning:  # only shocks move it
            self._leaning, self._inclination = leaning, leaning + self.noise
        return self._inclination

    def _seen(self) -> dict[str, Any]:
        """Return what this party sees of itself, whatever it decides."""
        return {
            **self.always,
            "gate": self.gate,
            "inclination": self.inclination,
            "thresholds": tuple(map(self.situation.draws.value, self.rungs)),
            "rate": self.softening.rate,
            "reading": self.reading,
        }

    def soften(self) -> None:
        """Move from reading to reading where this party has been pressed or provoked enough."""
        most = len(self.spec.readings) - 1
        if not most:
            return
        instead = self.situation.worlds.instead
        moved = instead(f"{self.key}.softening", self.softening.steps(self._seen))
        if self.hardening is not None:
            moved = moved - instead(f"{self.key}.hardening", self.hardening.steps(self._seen))
        if moved is self.moved:
            return  # nothing has pressed any further
        self.moved = moved
        taken = np.maximum(np.minimum(moved, self.drawn), self.drawn - most)
        self._read_as((self.drawn - taken).astype(np.int8, copy=False))
        self.situation.record.softened[self.key] = np.maximum(
            self.drawn - self.reading, self.nowhere
        )

    def _read_as(self, reading: Levels) -> None:
        """Take the words for this reading from now on."""
        self.reading = self.situation.readings[self.key] = reading

    def attend(self) -> None:
        """Decide the level to come at, from the gate and from what this party sees."""
        asks = len(self.unasked) < len(self.spec.readings)
        if asks or self.reading is not self.gated_as:  # else all is as it was
            self.gate, self.gated_as = self._gate(), self.reading
        now = self.situation
        ends = now.tick >= now.spec.clock.ticks - 1
        before = {**self.attending.memory}
        self.level = self.attending(self._seen())
        if ends:
            top = np.full_like(self.gate, len(now.spec.levels) - 1)
            self.inclined = self._allowed(top, before)
            self._hold()
        self.level = self.level * now.venue
        if self.calling_off is not None:
            called_off = self.called_off | np.greater(self.calling_off.steps(self._seen), 0)
            self.called_off = now.worlds.since(f"{self.key}.called_off", now.tick, called_off)
            self.level = self.level * np.logical_not(self.called_off)

    def _hold(self) -> None:
        """Hold its inclination, within its words, or its level, where the worlds say so."""
        instead, nowhere = self.situation.worlds.instead, np.full_like(self.level, -1)
        inclined = instead(f"{self.key}.inclined", nowhere)
        level = np.where(inclined < 0, self.level, np.minimum(inclined, self.gate))
        self.level = instead(f"{self.key}.level", level.astype(np.int8, copy=False))

    def _gate(self, meeting: str | None = None) -> Levels:
        """Return the highest level that the words allow at a meeting, shape ``(worlds,)``."""
        now, known = self.situation, {} if meeting else self.unasked
        gates = (
            known[name] if name in known else gate(one, now.statuses, now.spec.levels, meeting)
            for name, one in self.spec.readings.items()
        )
        return gate_of_current(gates, self.reading)

    def level_at(self, meeting: str) -> Levels:
        """Return the level it would come at to an earlier meeting, shape ``(worlds,)``."""
        if not any(meeting in one.attends_earlier for one in self.spec.readings.values()):
            return self.level
        memory = {**self.attending.memory}
        return self._allowed(self._gate(meeting), memory) * self.situation.venue

    def _allowed(self, gate: Levels, memory: dict[str, Any]) -> Levels:
        """Return the level it would come at if its words allowed so high, shape ``(worlds,)``."""
        seen = self._seen() | {"gate": gate, "memory": memory}
        level: Levels = self.attending(seen)
        return level

    def announce(self) -> None:
        """Make the level public in some of the worlds."""
        now = self.situation
        chance = now.draws.value(f"{self.here}.announce_chance")
        spoken = now.worlds.happens(f"{self.key}.announcement", now.tick, chance)
        now.record.announce(self.key, spoken, self.level, now.draws.value("learning_rate"))
