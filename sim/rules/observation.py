"""What a party or grantor sees when it decides: all that a rule may use."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Levels, Value
from sim.errors import UsageError, did_you_mean

Entry = TypeVar("Entry")


class Luck(Protocol):
    """Named uniforms, an entry per world: those of a run, or what a test puts in their place."""

    def uniform(self, name: str) -> Floats:
        """Return one uniform in (0, 1) per world."""

    def uniform_of_tick(self, name: str, tick: int) -> NDArray[np.float32]:
        """Return one uniform in [0, 1) per tick and world."""


class Looked(Mapping[str, Entry], Generic[Entry]):
    """A mapping whose entries are made when they are looked up, so that building it costs nothing.

    Its names are a live view, where they may still grow.
    """

    def __init__(self, names: Mapping[str, Any], up: Callable[[str], Entry]) -> None:
        self._names, self._up = names, up

    def __getitem__(self, name: str) -> Entry:
        if name not in self._names:
            raise KeyError(f"no {name!r} here; {did_you_mean(str(name), self._names)}")
        return self._up(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Influence:
    """The field `Observation.influence`: worked out when a rule first asks, unless it is given."""

    def __get__(self, seen: "Observation | None", kind: type) -> Any:
        if seen is None:
            return None  # the field's default
        if seen.given is None:
            seen.__dict__["given"] = seen.heard()
        return seen.given

    def __set__(self, seen: "Observation", given: Value | None) -> None:
        seen.__dict__["given"] = given


@dataclass(frozen=True)
class Observation:
    """One actor's view in one tick, over all worlds of a batch.

    The first four are all that many rules need. Announcements, expectations and steps are those of
    the end of the last tick; the signals are this tick's.

    Attributes
    ----------
    gate : array of int8, shape (worlds,)
        Highest level the party's current reading allows as the conditions stand; for a promise 0.
    inclination : float or array, shape (worlds,)
        Its own leaning: of a party to come, on the logit scale, with its luck and shocks; of a
        grantor to promise, as the natural logarithm of its rate per day.
    influence : float or array, shape (worlds,)
        What it hears, weighed: ``Σ weight × signal``.
    thresholds : tuple
        Inclination needed for each level from 1 upwards.
    rate : float or array, shape (worlds,)
        Of a party that may soften: its own steps per day.
    numbers : mapping of str to float or array
        The rule's own numbers, by name.
    memory : dict of str to array, shape (worlds, …)
        What the rule keeps from tick to tick, empty at first; it changes this dict as it likes.
    key : str
        Who decides.
    others : tuple of str
        The parties besides.
    tick : int
        The tick under way, from 0.
    days_passed : float
        From the start to the end of this tick.
    days_left : float or array of float, shape (worlds,)
        From there to the deadline, the later one where the meeting is postponed.
    elapsed : float or array of float, shape (worlds,)
        Share of the time until that deadline that has passed at the end of this tick, in (0, 1]: 1
        in the last tick that has decisions.
    readings : int
        How many readings the party's words have; 0 for a promise.
    drawn, reading : array of int8, shape (worlds,)
        Which reading it started with, and the current one, counted from the most permissive.
    statuses : mapping of str to array of int8, shape (worlds,)
        The `Status` of each condition.
    announced : mapping of str to array of int8, shape (worlds,)
        Level each party last announced; −1 before it has.
    expected : mapping of str to array of float, shape (worlds,)
        What the public expects of each party, as a share of the ladder in [0, 1].
    softened : mapping of str to array of int8, shape (worlds,)
        Steps each party has visibly softened.
    signals : mapping of str to float or array
        Every signal by its full name.
    influences : mapping of str to float or array
        The weights of the signals it listens to.
    blames : mapping of str to mapping
        By audience: its blame per unit of ``absence``, ``refusal`` and ``condition``.
    luck : Luck
        Behind `draw`.
    stream : str
        First part of the names of its draws.
    """

    gate: Levels
    inclination: Value = 0.0
    influence: _Influence = _Influence()
    thresholds: tuple[Value, ...] = ()
    rate: Value = 0.0
    numbers: Mapping[str, Value] = field(default_factory=dict)
    memory: MutableMapping[str, NDArray[Any]] = field(default_factory=dict)
    key: str = ""
    others: tuple[str, ...] = ()
    tick: int = 0
    days_passed: float = 0.0
    days_left: Value = 0.0
    elapsed: Value = 0.0
    readings: int = 0
    drawn: Value = 0
    reading: Value = 0
    statuses: Mapping[str, Levels] = field(default_factory=dict)
    announced: Mapping[str, Levels] = field(default_factory=dict)
    expected: Mapping[str, Floats] = field(default_factory=dict)
    softened: Mapping[str, Levels] = field(default_factory=dict)
    signals: Mapping[str, Value] = field(default_factory=dict)
    influences: Mapping[str, Value] = field(default_factory=dict)
    blames: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    luck: Luck | None = None
    stream: str = ""

    given: ClassVar[Value | None] = None
    """The influence, where it is given or worked out already."""

    @property
    def other(self) -> str:
        """The id of the other party; raises `UsageError` if there are more than one, or none."""
        if len(self.others) != 1:
            several = f"{len(self.others)} others; observation.others has their ids"
            raise UsageError(
                f"{self.key or 'who decides'} has no single other party, but {several}"
            )
        return self.others[0]

    @property
    def worlds(self) -> int:
        """How many worlds are looked at."""
        return len(self.gate)

    @property
    def least_announced(self) -> Levels:
        """What the one of the others that does least last announced; −1 if one is silent yet."""
        least: Levels = reduce(np.minimum, (self.announced[key] for key in self.others))
        return least

    def chance_of(self, level: int) -> Value:
        """Return the greatest chance, in [0, 1], that what is expected leaves to a level or more.

        An expected level of E rungs leaves min(1, E / level), which is Markov's inequality; of
        several others, the one of which least is expected counts.
        """
        least = reduce(np.minimum, (self.expected[key] for key in self.others))
        return np.minimum(1, least * len(self.thresholds) / level)

    def heard(self, base: Value = 0.0) -> Value:
        """Return ``base + Σ weight × signal`` over what it listens to, as an array of its own."""
        if self.given is not None:
            return base + self.given
        alike: Value = base  # what all worlds have in common is added up apart, which is faster
        total: Floats | None = None
        term: Floats | None = None  # one weighed signal at a time, without a new array for each
        for name, weight in self.influences.items():
            signal = self.signals[name]
            if not (isinstance(signal, np.ndarray) or isinstance(weight, np.ndarray)):
                alike = alike + weight * signal
            elif total is None:
                total = np.multiply(weight, signal, dtype=np.float64)
            else:
                term = np.multiply(weight, signal, out=term, dtype=np.float64)
                total += term
        return alike if total is None else np.add(total, alike, out=total)

    def where_changed(self, function: Callable[[Value], Value], of: Value) -> Value:
        """Return a function of a number, worked out where this has changed since it was last asked.

        The function is slow and looks at each world alone; a rule asks so for one at most.
        """
        if not isinstance(of, np.ndarray):
            return function(of)
        known, result = self.memory.get("of"), self.memory.get("result")
        changed = slice(None) if known is None else (of != known).nonzero()
        result = np.empty(len(of)) if result is None else result.copy()
        result[changed] = function(of[changed])
        self.memory["of"], self.memory["result"] = of, result
        return result

    def draw(self, name: str, every_tick: bool = True) -> NDArray[Any]:
        """Return a uniform in [0, 1) per world: this tick's, or one for the whole story.

        The same name gives the same draw, and no draw changes any other. Raises `UsageError` if the
        observation was made by hand, without luck.
        """
        if self.luck is None:
            raise UsageError("this observation has no luck; Observation(luck=Worlds(…)) gives some")
        stream = f"{self.stream}.{name}"
        if every_tick:
            return self.luck.uniform_of_tick(stream, self.tick)
        return self.luck.uniform(stream)


Rule = Callable[[Observation], Any]
"""A rule of decision. What it returns depends on the place, see `sim.rules.registry`."""
