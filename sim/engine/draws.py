"""Draws: what each number of a scenario is by now in a batch of worlds, asked for by path."""

import numpy as np

from sim.arrays import Value, anywhere
from sim.engine.worlds import Worlds
from sim.scenario.numbers import Numbers


class Draws:
    """The numbers of a scenario in some worlds, each drawn when first asked for.

    Shocks move them as the story goes on; whoever asks in every tick has them as they are by then.

    Examples
    --------
    >>> from sim import Scenario, Worlds
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> draws = Draws(crisis.numbers, Worlds(seed=1, span=range(3)))
    >>> draws.value("actors.northmere.weights.word-first")
    0.4
    >>> draws.heard("conditions.release.influences")
    {'observers.promised': 2.2, 'commission.report': 0.5}
    """

    def __init__(self, numbers: Numbers, worlds: Worlds) -> None:
        self.numbers, self.worlds = numbers, worlds
        self._values: dict[str, Value] = {}  # looked up in every tick
        self._drawn: dict[str, Value] = {}  # of those that were moved: as they were before
        self._below: dict[str, dict[str, Value]] = {}
        self._heard: dict[str, dict[str, Value]] = {}

    def value(self, path: str) -> Value:
        """Return what a number, or the weight of a reading, is: one for all worlds, or one each."""
        if path not in self._values:
            self._values |= self.worlds.draw(self.numbers[path])
        return self._values[path]

    def move(self, path: str, by: Value, low: float, high: float) -> None:
        """Let a number be so much more than it was drawn as, within its range."""
        drawn = self._drawn.setdefault(path, self.value(path))
        self._values[path] = np.clip(drawn + by, low, high)
        for known in (self._below, self._heard):
            known.pop(".".join(self.numbers[path].keys[:-1]), None)

    def all_at(self, path: str) -> dict[str, Value]:
        """Return the value of each number right below a path, by its last key."""
        if path not in self._below:
            below = self.numbers.below(path).items()
            self._below[path] = {key: self.value(one.path) for key, one in below}
        return self._below[path]

    def heard(self, path: str) -> dict[str, Value]:
        """Return the weights of signals that stand at a path, without what is 0 in all worlds."""
        if path not in self._heard:
            every = self.all_at(path).items()
            self._heard[path] = {key: value for key, value in every if anywhere(value)}
        return self._heard[path]
