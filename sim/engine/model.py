"""The model: a Mesa model that ticks through the story and freezes.

It is a container. What actors do stands in `sim.engine` and `sim.rules`; the order of a tick
stands here.
"""

import mesa
import numpy as np

from sim.arguments import A_SCENARIO, must_be
from sim.arrays import Flags, Levels, Value
from sim.engine.actor import Actor, Backer, Host
from sim.engine.party import Party
from sim.engine.record import PublicRecord
from sim.engine.worlds import Worlds
from sim.scenario import Scenario
from sim.scenario.actor import Host as HostSpec
from sim.scenario.actor import Party as PartySpec
from sim.scenario.parts import CONDITION_SIGNALS


class Negotiation(mesa.Model):  # type: ignore[misc]
    """A negotiation in all worlds of a batch.

    Parameters
    ----------
    spec : Scenario
        What is assumed (Mesa keeps the name ``scenario`` for itself).
    worlds : Worlds
        The worlds it happens in; one is enough to step through.

    Attributes
    ----------
    tick : int
        The tick under way or last run; −1 before the first.
    record : PublicRecord
    statuses : dict of str to array of int8, shape (worlds,)
        Status of each condition: 0 none, 1 promised, 2 observed.
    venue : bool or array of bool, shape (worlds,)
        Whether somebody hosts; True where the scenario has no host.
    mismatch_probability : array of float, shape (worlds,)
        Probability that parties who come at different levels do not settle on the lower one.

    Examples
    --------
    >>> from sim import Negotiation, Scenario, Worlds
    >>> scenario = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> model = Negotiation(scenario, Worlds(seed=1, span=range(12, 13)))
    >>> model.step()
    >>> model.tick
    0
    """

    def __init__(self, spec: Scenario, worlds: Worlds) -> None:
        must_be(Scenario, "what is lived through", spec, A_SCENARIO)
        super().__init__(rng=0)  # Mesa's own generators are never used; see sim.engine.worlds
        self.spec, self.worlds, self.tick = spec, worlds, -1
        self.days_per_tick = spec.clock.days_per_tick
        self.learning_rate = worlds.value(spec.learning_rate)
        self.mismatch_probability = np.full(len(worlds), 1 - worlds.value(spec.meeting.step_down))
        self.statuses: dict[str, Levels] = {}
        self.venue: Flags | bool = True
        self.record = PublicRecord([*spec.parties], len(spec.levels) - 1, len(worlds))
        self.record.signals |= {f"{c}.{s}": 0.0 for c in spec.conditions for s in CONDITION_SIGNALS}
        self.patience = {name: worlds.exponential(f"shock.{name}") for name in spec.shocks}
        self.cast = {key: self._cast(key) for key in spec.actors}
        self.host = next((a for a in self.cast.values() if isinstance(a, Host)), None)
        granted = {made.name: made for actor in self.cast.values() for made in actor.commitments}
        self.commitments = {name: granted[name] for name in spec.conditions}

    def _cast(self, key: str) -> Actor:
        spec = self.spec.actors[key]
        if isinstance(spec, PartySpec):
            return Party(self, key, spec)
        return (Host if isinstance(spec, HostSpec) else Backer)(self, key, spec)

    @property
    def parties(self) -> list[Party]:
        """The two parties, in the order of the scenario."""
        return [actor for actor in self.cast.values() if isinstance(actor, Party)]

    def step(self) -> None:
        """Run one tick: all read the record as the last tick left it, then act at the same time."""
        self.tick += 1
        self.record.refresh_outlooks()
        everyone, parties = self.agents, self.agents_by_type[Party]
        everyone.do("speak")
        everyone.do("decide")
        parties.do("soften")
        everyone.do("observe")
        self._take_stock()
        parties.do("attend")
        parties.do("announce")

    def run_to_deadline(self) -> None:
        """Run every tick that has decisions."""
        while self.tick + 1 < self.spec.clock.ticks:
            self.step()

    def _take_stock(self) -> None:
        """See how the conditions stand, and whether there is a venue."""
        self.statuses = {name: made.status for name, made in self.commitments.items()}
        if self.host is not None:
            self.venue = np.asarray(self.record.signals[f"{self.host.key}.hosting"]) > 0

    def shocked(self, target: str, value: Value) -> Value:
        """Return a signal or inclination with what shocks that have struck by now add to it."""
        for name, shock in self.spec.shocks.items():
            if target in shock.effects:
                value = value + self.worlds.value(shock.effects[target]) * self.struck(name)
        return value

    def struck(self, name: str) -> Flags:
        """Return in which worlds a shock has struck by now, shape ``(worlds,)``."""
        days = (self.tick + 1) * self.days_per_tick
        struck: Flags = self.worlds.value(self.spec.shocks[name].rate) * days >= self.patience[name]
        return struck

    def free(self) -> None:
        """Let go of everything at once; the model cannot be used afterwards.

        Models and agents refer to each other in circles, and Mesa 3.3 keeps each model alive in a
        class attribute; without this the arrays of many blocks would pile up.
        """
        self.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        for actor in self.cast.values():
            actor.__dict__.clear()
        self.__dict__.clear()
