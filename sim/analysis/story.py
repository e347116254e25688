"""The story of one world: dated lines of who said or did what, and why.

The lines are read off the model as it ticks; no rule of the model is repeated here. What is *why*
in a line is what the actor heard in that tick, not proof that a single thing decided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sim.analysis.snapshot import Snapshot
from sim.analysis.wording import signal_in_words, signed, sources_in_words, what_was_heard
from sim.scenario import Scenario
from sim.scenario.number import Number
from sim.scenario.signal import Signal
from sim.worlds import Worlds

STANDS = ("not promised", "promised", "observed")
"""How a condition stands, by its status."""

NOTICED = 0.05
"""A signal that moves by less since it was last told of is not told of again."""


@dataclass(frozen=True)
class Line:
    """One thing that happened in one world.

    Attributes
    ----------
    when : datetime
        Start of the tick it happened in.
    actor : str
        Id of the actor; empty for what nobody does, such as a shock.
    kind : str
        ``reading``, ``signal``, ``shock``, ``condition``, ``softening``, ``decision``,
        ``announcement`` or ``outcome``.
    text : str
        What happened and why.
    sources : tuple of str
        Ids of the statements behind it.
    """

    when: datetime
    actor: str
    kind: str
    text: str
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.text}{sources_in_words(self.sources)}"


class Teller:
    """Tells one world of a scenario, tick by tick.

    Parameters
    ----------
    scenario : Scenario
    worlds : Worlds
        The one world that is told.
    drawn : dict of str to int
        Index of the reading that each party starts with.
    """

    def __init__(self, scenario: Scenario, worlds: Worlds, drawn: Mapping[str, int]) -> None:
        self.scenario, self.worlds, self.drawn = scenario, worlds, drawn
        self.when = scenario.clock.starts
        self.told: dict[str, float] = {}

    def tell(self, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        """Yield what happened in the tick of `now`; `before` is None in the first."""
        self.when = self.scenario.clock.start_of(now.tick)
        yield from self._shocks(before, now)
        yield from self._signals(before, now)
        for name in self.scenario.conditions:
            yield from self._condition(name, before, now)
        for party in self.scenario.parties:
            yield from self._reading(party, before, now)
            yield from self._decision(party, before, now)
            yield from self._announcement(party, before, now)

    def _line(self, actor: str, kind: str, text: str, sources: tuple[str, ...] = ()) -> Line:
        return Line(self.when, actor, kind, text, sources)

    def _name(self, actor: str) -> str:
        return self.scenario.actors[actor].name

    def _value(self, number: Number) -> float:
        return float(np.asarray(self.worlds.value(number)).flat[0])

    def _heard(self, weights: Mapping[str, Number], now: Snapshot) -> tuple[str, tuple[str, ...]]:
        here = {name: (number, self._value(number)) for name, number in weights.items()}
        return what_was_heard(self.scenario, here, now.signals)

    def _shocks(self, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        for name in sorted(now.struck - (before.struck if before else frozenset())):
            effects = self.scenario.shocks[name].effects
            moved = ", ".join(
                f"{target} {signed(self._value(by))}" for target, by in effects.items()
            )
            text = f"{name.replace('_', ' ')} happens: {moved}"
            yield self._line("", "shock", text, self.scenario.shocks[name].sources)

    def _signals(self, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        for name, signal in self.scenario.signals.items():
            value, told = now.signals[name], self.told.get(name, 0.0)
            if abs(value - told) < NOTICED:
                continue
            verb = "rises to" if value > told else "falls to"
            change = f"{verb} {signed(value)}" if name in self.told else signed(value)
            self.told[name] = value
            cause, sources = self._cause(signal, before)
            text = f"{signal_in_words(self.scenario, name)} {change}{cause}"
            yield self._line(
                name.partition(".")[0], "signal", text, (*signal.strength.sources, *sources)
            )

    def _cause(self, signal: Signal, before: Snapshot | None) -> tuple[str, tuple[str, ...]]:
        """Return what an actor answers with a signal, with the sentences behind it."""
        shape = signal.holdout
        if shape is None or before is None:
            return "", ()
        own, other = (
            before.announced[party]
            for party in (shape.party, self.scenario.counterpart(shape.party))
        )
        if not -1 < own < other:
            return "", ()
        return f": {self._name(shape.party)} publicly holds out", shape.weight.settled.sources

    def _condition(self, name: str, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        condition = self.scenario.conditions[name]
        was, status = before.statuses[name] if before else 0, now.statuses[name]
        who = condition.grantor
        if status and not was:
            heard, sources = self._heard(condition.influences, now)
            late = "" if status > 1 else "; too late, or broken too soon, to count as observed"
            own = self._value(condition.willingness)
            willing = f"own willingness {signed(own)}, " if own else ""
            title = f"{self._name(who)} promises the {name} — {condition.title}{late}"
            text = f"{title}: {willing}{heard}"
            yield self._line(who, "condition", text, sources)
        if now.signals[f"{name}.violated"]:
            yield self._line(who, "condition", f"the {name} is violated")
        if was and was != status:
            words = "counts as observed again" if status > was else "no longer counts as observed"
            yield self._line(who, "condition", f"the {name} {words}")

    def _reading(self, party: str, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        spec, who = self.scenario.parties[party], self._name(party)
        names = list(spec.readings)
        old = names[before.readings[party] if before else self.drawn[party]]
        new = names[now.readings[party]]
        if before is None:
            reading = spec.readings[old]
            meaning = f": {reading.text}" if reading.text else ""
            text = f"{who} is read as *{old}*{meaning}"
            yield self._line(party, "reading", text, reading.sources)
        if new != old:
            heard, sources = self._heard(spec.softening.influences, now)
            text = f"{who} moves from *{old}* to *{new}*: {heard}"
            yield self._line(party, "softening", text, sources)

    def _decision(self, party: str, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        level, levels = now.levels[party], self.scenario.levels
        if before is not None and before.levels[party] == level:
            return
        why, sources = self._why(party, now)
        verb = "would come at the level" if level else "would stay"
        text = f"{self._name(party)} {verb} *{levels[level]}*: {why}"
        yield self._line(party, "decision", text, sources)

    def _why(self, party: str, now: Snapshot) -> tuple[str, tuple[str, ...]]:
        """Return what holds the party at its level: the venue, its words, or its inclination."""
        spec, level = self.scenario.parties[party], now.levels[party]
        if not now.venue:
            return "nobody hosts", ()
        if level < now.gates[party]:
            own = f"own inclination {signed(now.inclinations[party])}"
            heard, sources = self._heard(spec.influences, now)
            return f"its words allow more, {own}, {heard}", (*spec.inclination.sources, *sources)
        reading = list(spec.readings)[now.readings[party]]
        words = f"as high as its words allow, read as *{reading}*"
        comes = spec.readings[reading].comes.values()
        asked = {name for ways in comes for way in ways for name in way}
        states = [f"{name} {STANDS[now.statuses[name]]}" for name in sorted(asked)]
        return "; ".join([words, *states]), spec.readings[reading].sources

    def _announcement(self, party: str, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        said = now.announced[party]
        if said < 0 or (before is not None and before.announced[party] == said):
            return
        text = f"{self._name(party)} announces *{self.scenario.levels[said]}*"
        yield self._line(party, "announcement", text)
