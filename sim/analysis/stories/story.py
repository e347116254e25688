"""The story of one world: dated lines of who said or did what, and why.

The lines are read off the model as it ticks; no rule of the model is repeated here. What is *why*
in a line is what the actor heard in that tick, not proof that a single thing decided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sim.analysis.stories.snapshot import Snapshot
from sim.engine.draws import Draws
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.parts import CONDITION_SIGNALS
from sim.scenario.rule import Rule
from sim.scenario.signal import path_of
from sim.style.words import (
    against,
    effect_in_words,
    signal_in_words,
    signed,
    sources_in_words,
    what_was_heard,
)

STANDS = ("not promised", "promised", "observed")
"""How a condition stands, by its status."""

OBSERVED = 2
"""A condition's status when it is observed."""

Because = tuple[str, tuple[str, ...]]
"""Why, in words, and the ids of the statements behind it."""

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
    what, why : str
        What happened, and the reason for it, if one can be told.
    sources : tuple of str
        Ids of the statements behind it.
    """

    when: datetime
    actor: str
    kind: str
    what: str
    why: str = ""
    sources: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What happened and why."""
        return f"{self.what}: {self.why}" if self.why else self.what

    def __str__(self) -> str:
        return f"{self.text}{sources_in_words(self.sources)}"


class Teller:
    """Tells one world of a scenario, tick by tick.

    Parameters
    ----------
    scenario : Scenario
    draws : Draws
        What the scenario's numbers are in the one world that is told.
    drawn : dict of str to int
        Index of the reading that each party starts with.
    """

    def __init__(self, scenario: Scenario, draws: Draws, drawn: Mapping[str, int]) -> None:
        self.scenario, self.draws, self.drawn = scenario, draws, drawn
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

    def _line(self, actor: str, kind: str, what: str, because: Because = ("", ())) -> Line:
        return Line(self.when, actor, kind, what, *because)

    def _name(self, actor: str) -> str:
        return self.scenario.actors[actor].name

    def _value(self, path: str) -> float:
        return float(np.asarray(self.draws.value(path)).flat[0])

    def _heard(self, influences: str, before: Snapshot | None, now: Snapshot) -> Because:
        """Return what an actor hears who acts before it is seen how the conditions stand."""
        heard = dict(now.signals)
        for name in self.scenario.conditions:
            for state in CONDITION_SIGNALS:
                key = f"{name}.{state}"
                heard[key] = before.signals[key] if before else 0.0
        return self._weighed(influences, heard)

    def _weighed(self, influences: str, signals: Mapping[str, float]) -> Because:
        """Return what the influences at a path make of signals."""
        weights = self.scenario.numbers.below(influences).items()
        here = {name: (one.number, self._value(one.path)) for name, one in weights}
        return what_was_heard(self.scenario, here, signals)

    def _shocks(self, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        for name in sorted(now.struck - (before.struck if before else frozenset())):
            effects = self.scenario.numbers.below(f"shocks.{name}.effects").items()
            moved = ", ".join(
                f"{effect_in_words(self.scenario, target)} "
                f"{signed(self._value(by.path), plus=True)}"
                for target, by in effects
            )
            what = f"*{humanize(name)}* happened"
            yield self._line("", "shock", what, (moved, self.scenario.shocks[name].sources))

    def _signals(self, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        for name, signal in self.scenario.signals.items():
            value, told = now.signals[name], self.told.get(name, 0.0)
            if abs(value - told) < NOTICED:
                continue
            verb = "up to" if value > told else "down to"
            change = f"{verb} {signed(value)}" if name in self.told else signed(value)
            self.told[name] = value
            cause, sources = self._cause(name, before)
            what = f"{signal_in_words(self.scenario, name)} {change}"
            because = (cause, (*signal.strength.sources, *sources))
            yield self._line(name.partition(".")[0], "signal", what, because)

    def _cause(self, name: str, before: Snapshot | None) -> Because:
        """Return what an actor answers with a signal, with the sentences behind it."""
        signal, here = self.scenario.signals[name], path_of(name)
        if before is None:
            return "", ()
        echo = signal.echo
        if echo is not None and before.readings[echo.party] != self.drawn[echo.party]:
            weight = self.scenario.numbers[f"{here}.echo.weight"]
            return f"{self._name(echo.party)} moved", weight.number.sources
        shape = signal.holdout
        if shape is None:
            return "", ()
        own, other = shape.party, self.scenario.counterpart(shape.party)
        said = before.announced[own], before.announced[other]
        if not -1 < said[0] < said[1]:
            return "", ()
        words = f"{self._name(own)} announced a lower level than {self._name(other)}"
        return words, self.scenario.numbers[f"{here}.holdout.weight"].number.sources

    def _condition(self, name: str, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        condition = self.scenario.conditions[name]
        was, status = before.statuses[name] if before else 0, now.statuses[name]
        who = condition.grantor
        if status and not was:
            heard, sources = self._heard(f"conditions.{name}.influences", before, now)
            own = self._value(f"conditions.{name}.willingness")
            willing = f"own willingness {signed(own)}, " if own else ""
            because = _by_rule(condition.rule) or (willing + heard, sources)
            due = condition.due
            late = "; too late to count as observed" if due and self.when > due else ""
            what = f"{self._name(who)} promised *{humanize(name)}* — {condition.title}{late}"
            yield self._line(who, "condition", what, because)
        if now.signals[f"{name}.violated"]:
            still = ", yet still observed" if status == was == OBSERVED else ""
            yield self._line(who, "condition", f"*{humanize(name)}* violated{still}")
        if was and was != status:
            words = "observed" if status > was else "no longer observed"
            yield self._line(who, "condition", f"*{humanize(name)}* {words}")

    def _reading(self, party: str, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        spec, who = self.scenario.parties[party], self._name(party)
        names = list(spec.readings)
        old = names[before.readings[party] if before else self.drawn[party]]
        new = names[now.readings[party]]
        if before is None:
            reading = spec.readings[old]
            because = (reading.text or "", reading.sources)
            yield self._line(party, "reading", f"{who}, read as *{humanize(old)}*", because)
        if new != old:
            heard = self._heard(f"actors.{party}.softening.influences", before, now)
            yield self._line(
                party,
                "softening",
                f"{who} moved from *{humanize(old)}* to *{humanize(new)}*",
                _by_rule(spec.softening.rule) or heard,
            )

    def _decision(self, party: str, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        level, levels = now.levels[party], self.scenario.levels
        if before is not None and _stand(before, party) == _stand(now, party):
            return
        called = f"*{humanize(levels[level])}*"
        does = f"would come at the level {called}" if level else f"would not come ({called})"
        what = f"{self._name(party)} {does}"
        yield self._line(party, "decision", what, self._why(party, now))

    def _why(self, party: str, now: Snapshot) -> Because:
        """Return what holds the party at its level: the venue, its words, or its inclination."""
        spec = self.scenario.parties[party]
        if not now.venue:
            return "nobody hosts", ()
        if not _held_by_its_words(now, party):
            own = f"own inclination {signed(now.inclinations[party])}"
            heard, sources = self._weighed(f"actors.{party}.influences", now.signals)
            weighed = f"{own}, {heard}", (*against(self.scenario, party), *sources)
            words, behind = _by_rule(spec.rule) or weighed
            return f"the words allow more, {words}", behind
        reading = list(spec.readings)[now.readings[party]]
        words = f"as high as the words allow, read as *{humanize(reading)}*"
        comes = spec.readings[reading].attends_if.values()
        asked = {name for ways in comes for way in ways for name in way}
        states = [f"*{humanize(name)}* {STANDS[now.statuses[name]]}" for name in sorted(asked)]
        return "; ".join([words, *states]), spec.readings[reading].sources

    def _announcement(self, party: str, before: Snapshot | None, now: Snapshot) -> Iterator[Line]:
        said = now.announced[party]
        if said < 0 or (before is not None and before.announced[party] == said):
            return
        text = f"{self._name(party)} announced *{humanize(self.scenario.levels[said])}*"
        yield self._line(party, "announcement", text)


def _by_rule(rule: Rule) -> Because | None:
    """Return what a rule other than the usual one of its place is called; it may weigh nothing."""
    usual = type(rule).model_fields["name"].default
    return None if rule.name == usual else (f"by the rule *{rule.name}*", ())


def _stand(snapshot: Snapshot, party: str) -> tuple[int, bool, bool]:
    """Return a party's level and what holds it there: when this changes, it is told."""
    return snapshot.levels[party], snapshot.venue, _held_by_its_words(snapshot, party)


def _held_by_its_words(snapshot: Snapshot, party: str) -> bool:
    return snapshot.levels[party] >= snapshot.gates[party]
