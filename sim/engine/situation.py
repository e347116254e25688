"""The situation: what all actors find themselves in, in all worlds of a batch.

The model holds it and hands it to the agents, who read it, and write down what they have said and
done; so no agent needs to know the model.
"""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.arrays import Flags, Levels, Value
from sim.engine.commitment import Commitment, Offer
from sim.engine.draws import Draws
from sim.engine.gathering import Gathering
from sim.engine.record import PublicRecord
from sim.engine.shock import Shock
from sim.engine.worlds import Worlds
from sim.rules import quantity_at
from sim.rules.observation import Looked
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.meeting import Attendance
from sim.scenario.parts import CONDITION_SIGNALS


class Situation:
    """How things stand in a tick.

    Attributes
    ----------
    tick : int
        The tick under way or last run; −1 before the first.
    draws : Draws
        What each number of the scenario is in these worlds, by path.
    record : PublicRecord
    conditions : dict of str to Commitment
        Each condition as its grantor carries it.
    gatherings : dict of str to Gathering
        The meetings before the last.
    readings : dict of str to array of int8, shape (worlds,)
        The current reading of each party's words.
    venue : bool or array of bool, shape (worlds,)
        Whether somebody hosts; True where the scenario has no host.
    shocks : dict of str to Shock
        Each shock, and where it has struck.
    statuses : mapping of str to array of int8, shape (worlds,)
        The `Status` of each condition and earlier meeting.
    unbridged : array of float, shape (worlds,)
        What mediators have left of the probability that parties at different levels do not meet.
    postponed : bool or array of bool, shape (worlds,)
        Whether somebody has postponed the meeting.
    watch : callable, optional
        Told of every decision, what was seen, and what was decided: for replays.
    """

    watch: Callable[..., None] | None = None

    def __init__(self, spec: Scenario, worlds: Worlds) -> None:
        self.spec, self.worlds, self.tick = spec, worlds, -1
        self.days_per_tick = spec.clock.days_per_tick
        self.draws = Draws(spec.numbers, worlds)
        self.unbridged = np.ones(len(worlds))
        self.venue: Flags | bool = True
        self.postponed: Flags | bool = False
        self.record = PublicRecord([*spec.parties], len(spec.levels) - 1, len(worlds))
        self.record.signals |= {f"{c}.{s}": 0.0 for c in spec.conditions for s in CONDITION_SIGNALS}
        self.conditions = {name: Commitment(name, spec, self.draws) for name in spec.conditions}
        self.gatherings = {name: Gathering(name, spec, self.draws) for name in spec.earlier}
        self.readings: dict[str, Levels] = {}
        self.shocks = {name: Shock(name, spec, self.draws) for name in spec.shocks}
        self.ranges = {path: _range(spec, path) for path in spec.moved if path in spec.numbers}
        self.statuses = self._statuses()
        self._seen: dict[str, Any] = {}
        self._deadline = spec.clock.ticks

    @property
    def mismatch_probability(self) -> Value:
        """Probability that parties who come at different levels do not settle on the lower one."""
        return (1 - self.draws.value("meeting.step_down")) * self.unbridged

    def _statuses(self) -> Mapping[str, Levels]:
        """Return a view of the `Status` of each condition and earlier meeting."""
        every: dict[str, Commitment | Gathering] = {**self.conditions, **self.gatherings}
        return Looked(every, lambda name: every[name].status)

    @cached_property
    def blames(self) -> Mapping[str, Mapping[str, Value]]:
        """By audience: its blame per unit of what it blames for; drawn only when somebody asks."""
        return Looked(
            {key: actor for key, actor in self.spec.actors.items() if actor.blames is not None},
            lambda key: self.draws.all_at(f"actors.{key}.blames"),
        )

    def begin_tick(self) -> None:
        """Let a tick begin: what has struck by now, and what is expected of whom, is public."""
        self.tick += 1
        self._seen = {}
        self.record.refresh_outlooks()
        for name, shock in self.shocks.items():
            shock.strike(self.tick, self.statuses)
            self.record.signals[f"{name}.struck"] = shock.struck
        for path, bounds in self.ranges.items():
            self.draws.move(path, self.shocked(path, 0.0), *bounds)
        held = self.gatherings.items()
        self.record.signals |= {f"{name}.held": one.status for name, one in held}

    def promise(self) -> None:
        """Settle what is promised: what waits for other promises comes once they come with it."""
        waiting = [one for one in self.conditions.values() if one.waits]
        given = {
            name: one.would_be(self.tick, lambda offer: offer.ready)
            for name, one in self.conditions.items()
        }
        for _ in (*waiting, None):  # each round takes back what waits in vain; one more settles it
            kept = partial(self._kept, given)
            given |= {one.name: one.would_be(self.tick, kept) for one in waiting}
        for name, one in self.conditions.items():
            one.promise(given[name], self.tick)
            one.heed(self.record.signals)

    def _kept(self, given: Mapping[str, Mapping[str, Flags]], offer: Offer) -> Flags:
        """Return where an actor promises, if all others promise what is given."""
        awaits = offer.spec.awaits
        if awaits is None or not awaits.binding:
            return offer.ready
        met = self._have_met(awaits.meeting)
        for name, needed in awaits.conditions.items():
            status = self.statuses[name]
            if name in given and needed is Status.PROMISED:
                status = self.conditions[name].together(dict(given[name])).astype(np.int8)
            met = met & needed.met(status)
        kept: Flags = offer.ready & (met | np.logical_not(offer.waits()))
        return kept

    def _have_met(self, level: str | None) -> Flags | bool:
        """Return where an earlier meeting was held at a level or above; everywhere if at none."""
        if level is None:
            return True
        rung, met = self.spec.levels.index(level), np.zeros(len(self.worlds), dtype=np.bool_)
        for gathering in self.gatherings.values():
            met |= gathering.level >= rung
        return met

    def brought(
        self, levels: Mapping[str, Levels], attendance: Attendance | None = None
    ) -> Mapping[str, Levels]:
        """Return the level each party brings to the table, as its present reading has it."""
        manners = self.spec.manners.items()
        now = {key: each[self.readings[key]] for key, each in manners}
        return (attendance or self.spec.attendance).brought(levels, now)

    def apart(self, levels: Mapping[str, Levels]) -> Flags:
        """Return where enough come at these levels, but at different ones, shape ``(worlds,)``."""
        apart: Flags = self.spec.attendance.apart(levels)
        return apart

    @property
    def ticks(self) -> Value:
        """How many ticks have decisions, as things stand: more where the meeting is postponed."""
        clock = self.spec.clock
        if clock.postponed_to is None:
            return self._deadline
        return np.where(self.postponed | (self.tick >= clock.ticks), clock.most_ticks, clock.ticks)

    def seen(self) -> dict[str, Any]:
        """Return views of what everybody sees in this tick, as an `Observation` takes them."""
        if not self._seen or self.spec.clock.postponed_to is not None:  # it may be put off now
            past, ticks, record = self.tick + 1, self.ticks, self.record
            self._seen = {
                "statuses": self.statuses,
                "announced": MappingProxyType(record.announced),
                "expected": MappingProxyType(record.expected),
                "softened": MappingProxyType(record.softened),
                "signals": MappingProxyType(record.signals),
                "luck": self.worlds,
                "tick": self.tick,
                "days_passed": past * self.days_per_tick,
                "days_left": (ticks - past) * self.days_per_tick,
                "elapsed": past / ticks,
                "blames": self.blames,
            }
        return self._seen

    def shocked(self, target: str, value: Value) -> Value:
        """Return a value with what shocks that have struck by now add to a signal or number."""
        for name, effect in self.spec.moved.get(target, {}).items():
            value = value + self.draws.value(effect) * self.shocks[name].struck
        return value


def _range(spec: Scenario, path: str) -> tuple[float, float]:
    """Return the least and the most that a number can be where it stands."""
    one = spec.numbers[path]
    kind = quantity_at(spec, one.keys) or type(one.number)
    return kind.low, kind.high
