"""The model: a Mesa model that ticks through the story and freezes.

It is a container. What actors do stands in `sim.engine` and `sim.rules`; the order of a tick
stands here.
"""

from collections.abc import Iterable, Mapping
from functools import reduce

import mesa
import numpy as np

from sim.arguments import A_SCENARIO, must_be
from sim.arrays import Flags, Value
from sim.engine.actor import Actor, Backer, Host
from sim.engine.columns import columns_of
from sim.engine.party import Party
from sim.engine.record import SILENT
from sim.engine.situation import Situation
from sim.engine.states import (
    ANNOUNCED,
    CALLED_OFF,
    OUTLOOK,
    POSTPONED,
    PROMISED,
    READING,
    SOFTENED,
)
from sim.engine.worlds import Worlds
from sim.rules.own_numbers import resolve_rules, with_own_numbers
from sim.scenario import Scenario
from sim.scenario.actor import Host as HostSpec
from sim.scenario.actor import Party as PartySpec


class Negotiation(mesa.Model):  # type: ignore[misc]
    """A negotiation in all worlds of a batch.

    Parameters
    ----------
    spec : Scenario
        What is assumed (Mesa keeps the name ``scenario`` for itself).
    worlds : Worlds
        The worlds it happens in; one is enough to step through.
    watched : iterable of (str, int)
        States by name, see `sim.engine.states`, with the tick at whose end `stood` is to tell them.

    Attributes
    ----------
    situation : Situation
        How things stand.
    record : PublicRecord
        What is public of it.
    cast, parties : dict of str to Actor, list of Party
        Who acts, in the order of the scenario.

    Examples
    --------
    >>> from sim import Negotiation, Scenario, Worlds
    >>> scenario = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> model = Negotiation(scenario, Worlds(seed=1, span=range(12, 13)))
    >>> model.step()
    >>> model.tick
    0
    """

    def __init__(
        self, spec: Scenario, worlds: Worlds, watched: Iterable[tuple[str, int]] = ()
    ) -> None:
        must_be(Scenario, "what is lived through", spec, A_SCENARIO)
        super().__init__(rng=0)  # Mesa's own generators are never used; see sim.engine.worlds
        self.spec = resolve_rules(spec, with_own_numbers)
        self.worlds = worlds.with_columns(columns_of(self.spec))
        self.situation = Situation(self.spec, self.worlds)
        self.record = self.situation.record
        self.cast = {key: self._cast(key) for key in spec.actors}
        self.parties = [actor for actor in self.cast.values() if isinstance(actor, Party)]
        self.watched = frozenset(watched)
        self._stood: dict[tuple[str, int], Value] = {}

    def _cast(self, key: str) -> Actor:
        spec = self.spec.actors[key]
        if isinstance(spec, PartySpec):
            return Party(self, self.situation, key, spec)
        kind = Host if isinstance(spec, HostSpec) else Backer
        return kind(self, self.situation, key, spec)

    @property
    def tick(self) -> int:
        """The tick under way or last run; −1 before the first."""
        return self.situation.tick

    @property
    def called_off(self) -> Flags:
        """Where some party has called the meeting off, shape ``(worlds,)``."""
        nowhere: Flags = np.zeros(len(self.worlds), dtype=np.bool_)
        return reduce(np.logical_or, (party.called_off for party in self.parties), nowhere)

    def step(self) -> None:
        """Run one tick: all read the record as the last tick left it, then act at the same time."""
        self.situation.begin_tick()
        everyone, parties = self.cast.values(), self.parties  # Mesa's sets of agents are slower
        for actor in everyone:
            actor.speak()
        for actor in everyone:
            actor.decide()
        self.situation.promise()
        for party in parties:
            party.soften()
        for actor in everyone:
            actor.observe()
        for party in parties:
            party.attend()
        self._postpone()
        for party in parties:
            party.announce()
        self._hold_meetings()
        for name, tick in self.watched:
            if tick == self.tick:
                self._stood[name, tick] = np.array(self.state(name))

    def stood(self, name: str, tick: int) -> Value:
        """Return how a watched state stood at the end of a tick, or stands if that is to come."""
        return self._stood[name, tick] if tick <= self.tick else self.state(name)

    def state(self, name: str) -> Value:
        """Return how a state stands, by its name, as the place among what it can be or a number.

        What it can be is what `states_of` says.
        """
        key, _, what = name.rpartition(".")
        now, record = self.situation, self.record
        if key in now.gatherings:  # all there is to see of a meeting is whether it was held
            return now.gatherings[key].status
        if name in record.signals and what != OUTLOOK:  # an outlook there is of the tick before
            return record.signals[name]
        if what in {CALLED_OFF, POSTPONED}:
            return np.asarray(getattr(self.cast[key], what))
        if what == PROMISED:
            condition, _, grantor = key.rpartition(".")
            return now.conditions[condition].granted[grantor]
        of_parties: dict[str, tuple[Mapping[str, Value], float]] = {
            ANNOUNCED: (record.announced, SILENT),
            OUTLOOK: (record.expected, 0.5),
            READING: (now.readings, 0),
            SOFTENED: (record.softened, 0),
        }
        by_party, least = of_parties[what]
        return by_party[key] - least

    def _postpone(self) -> None:
        """Let everybody put the meeting off who would, where it still stands at its first date."""
        now, clock = self.situation, self.spec.clock
        if clock.postponed_to is None or now.tick >= clock.ticks:
            return
        self.agents.do("postpone", ~(now.postponed | self.called_off))
        now.postponed = reduce(np.logical_or, (one.postponed for one in self.cast.values()))

    def _hold_meetings(self) -> None:
        """Hold the meetings before the last whose decisions freeze with this tick."""
        now = self.situation
        for name, one in now.gatherings.items():
            if one.tick == now.tick:
                levels = {party.key: party.level_at(name) for party in self.parties}
                one.hold(now.brought(levels, one.attendance))

    def run_to_deadline(self) -> None:
        """Run every tick that has decisions, unless the meeting is postponed."""
        while self.tick + 1 < self.spec.clock.ticks:
            self.step()

    @property
    def frozen(self) -> bool:
        """Whether decisions have frozen in every world."""
        return bool(np.all(self.tick + 1 >= self.situation.ticks))

    def free(self) -> None:
        """Let go of everything at once; the model cannot be used afterwards.

        Models and agents refer to each other in circles, and Mesa 3.3 keeps each model alive in a
        class attribute; without this the arrays of many blocks would pile up.
        """
        self.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        for actor in self.cast.values():
            actor.__dict__.clear()
        for commitment in self.situation.conditions.values():
            commitment.offers.clear()
        self.situation.__dict__.clear()
        self.__dict__.clear()
