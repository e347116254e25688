"""Numbers by path: all that a scenario sets by a number, under where it stands.

A number knows nothing of where it stands, so that equal numbers are equal wherever they are. What
hangs on the place stands here: the path, which shared number is meant, the range, and the name of
the luck that draws it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

from pydantic import BaseModel

from sim.errors import InvalidEntry, must_be_known
from sim.scenario.actor import Party
from sim.scenario.clock import Clock
from sim.scenario.condition import Condition
from sim.scenario.number import Number
from sim.scenario.weights import Weights, with_shares

Step = tuple[tuple[str | int, ...], BaseModel]
"""A part of a scenario with the keys that lead to it."""

Point = Mapping[str, float | Mapping[str, float]]
"""New values by path: of a number, of the weight of one reading, or of all weights of a party."""


@dataclass(frozen=True)
class Parameter:
    """A number of a scenario where it stands, the weights of a party's readings, or one weight.

    Attributes
    ----------
    keys : tuple of str
        What leads to it; joined by dots they are its path.
    given, resolved : Number or Weights
        As the scenario gives it (of one weight, the weights it is part of), and the same or the
        shared number that it names.
    owner : str
        The actor it is about (of a condition: its grantor); empty where it is nobody's.
    readings : tuple of str
        Of weights: the party's readings; empty for a number.
    reading : str, optional
        Whose weight it is; None for a number, and for all weights of a party.
    """

    keys: tuple[str, ...]
    given: Number | Weights
    resolved: Number | Weights
    owner: str = ""
    readings: tuple[str, ...] = ()
    reading: str | None = None

    @cached_property
    def path(self) -> str:
        """Where it stands: what ``--set`` and ``--vary`` take."""
        return ".".join(self.keys)

    @cached_property
    def entry(self) -> str:
        """Where the file gives it: of one weight, the path of all weights of its party."""
        return ".".join(self.keys if self.reading is None else self.keys[:-1])

    @cached_property
    def luck(self) -> str:
        """The path by which its luck is named: a shared number is drawn once for all its places."""
        shared = getattr(self.given, "shared", None)
        return self.path if shared is None else f"shared.{shared}"

    @property
    def number(self) -> Number:
        """The number itself, shared or not; weights are none."""
        assert isinstance(self.resolved, Number)
        return self.resolved

    @property
    def centre(self) -> float:
        """The value a plain run uses."""
        if isinstance(self.resolved, Number):
            return self.resolved.centre
        if self.reading is None:
            raise TypeError(f"{self.path} holds a weight for each of {', '.join(self.readings)}")
        return self.resolved.centres.get(self.reading, 0.0)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The paths of a party's weights, by reading."""
        return {reading: f"{self.entry}.{reading}" for reading in self.readings}

    def moved_by(self, point: Point) -> dict[str, float]:
        """Return what a point says of it, by path: of a party's weights all, or nothing at all.

        Readings that a point does not name keep their proportions.
        """
        if isinstance(self.resolved, Number):
            value = point.get(self.path, point.get(self.luck))
            return {} if isinstance(value, Mapping | None) else {self.path: value}
        paths, whole = self.paths, point.get(self.entry)
        if isinstance(whole, Mapping):
            return {path: whole.get(reading, 0.0) for reading, path in paths.items()}
        given = {reading: point.get(path) for reading, path in paths.items()}
        some = {key: now for key, now in given.items() if not isinstance(now, Mapping | None)}
        shares = with_shares(self.resolved.shares(self.readings), some) if some else {}
        return {paths[reading]: share for reading, share in shares.items()}


RATES = ("log_rate", "rate", "withdrawal_rate", "late_rate")
"""Numbers that say how fast something comes about, per day."""


class Numbers(Mapping[str, Parameter]):
    """Every number of a scenario, and the weight of every reading, by path.

    It is made of the parts of a scenario and its shared numbers. `written` are, by path and in the
    order of the file, every number, and the weights of each party as a whole. Raises `InvalidEntry`
    if a number names no shared number, or one that its place does not allow.

    Examples
    --------
    >>> from sim import Scenario
    >>> numbers = Scenario.load("scenarios/others/closed-pass.yaml").numbers
    >>> numbers["actors.northmere.weights.word-first"].centre
    0.4
    >>> numbers["conditions.release.influences.commission.report"].luck
    'shared.nudge'
    """

    def __init__(self, steps: Iterable[Step], shared: Mapping[str, Number]) -> None:
        self._hold({one.path: one for one in _written(steps, shared)})

    def _hold(self, written: dict[str, Parameter]) -> None:
        self.written = written
        self._each = {each.path: each for one in self.written.values() for each in _each(one)}
        self._below: dict[str, list[Parameter]] = {}
        for one in self._each.values():
            self._below.setdefault(".".join(one.keys[:-1]), []).append(one)

    def __getitem__(self, path: str) -> Parameter:
        return self._each[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._each)

    def __len__(self) -> int:
        return len(self._each)

    def below(self, path: str) -> dict[str, Parameter]:
        """Return what stands right below a path, such as a party's influences, by its last key."""
        return {one.keys[-1]: one for one in self._below.get(path, ())}

    def at(self, path: str) -> Parameter:
        """Return what stands at a path, be it the weights of a party as a whole."""
        return self.written.get(path) or self._each[path]

    def given_as(self, others: Mapping[str, Number | Weights]) -> "Numbers":
        """Return the same numbers with some given as others are, which stand for themselves."""
        changed = {
            path: replace(self.written[path], given=one, resolved=one)
            for path, one in others.items()
        }
        numbers = copy(self)
        numbers._hold(self.written | changed)
        return numbers

    def uses(self, path: str) -> list[Parameter]:
        """Return the places that use a shared number; none for any other path."""
        return [one for one in self.written.values() if one.luck == path != one.path]


def _written(steps: Iterable[Step], shared: Mapping[str, Number]) -> Iterator[Parameter]:
    grantors: dict[str, str] = {}
    readings: dict[str, tuple[str, ...]] = {}
    clock: Clock | None = None
    for path, part in steps:
        keys = tuple(map(str, path))
        if isinstance(part, Clock):
            clock = part
        if isinstance(part, Condition):
            grantors[keys[-1]] = part.grantor
        elif isinstance(part, Party):
            readings[keys[-1]] = tuple(part.readings)
        elif isinstance(part, Weights):
            yield Parameter(keys, part, part, keys[1], readings[keys[1]])
        elif isinstance(part, Number):
            resolved = _resolved(path, _rate(path, part, clock), shared)
            yield Parameter(keys, part, resolved, _owner(keys, grantors))


def _owner(keys: tuple[str, ...], grantors: Mapping[str, str]) -> str:
    """Return the actor whose number stands at a path; empty where it is nobody's."""
    if keys[0] == "conditions":
        return keys[3] if keys[2] == "co_grantors" else grantors[keys[1]]
    return keys[1] if keys[0] == "actors" else ""


def _rate(path: tuple[str | int, ...], number: Number, clock: Clock | None) -> Number:
    """Return the rate per day at which something comes about with the chance that is given."""
    if number.chance is None:
        return number
    if path[-1] not in RATES or clock is None:
        raise InvalidEntry(path, f"only a rate can be given as a chance: {', '.join(RATES)}")
    days = clock.follow_up_days if path[-1] == "late_rate" else clock.ticks * clock.days_per_tick
    rate = -math.log1p(-number.chance) / days if days else math.inf
    if math.isinf(rate):
        raise InvalidEntry(path, "has no days in which it could come about")
    value = math.log(rate) if path[-1] == "log_rate" else rate
    return number.model_copy(update={"value": value, "chance": None})


def _resolved(path: tuple[str | int, ...], number: Number, shared: Mapping[str, Number]) -> Number:
    """Return a number, or the shared number that it names."""
    if number.shared is None:
        return number
    if path[0] == "shared":
        raise InvalidEntry(path, "a shared number cannot name another shared number")
    must_be_known(path, number.shared, shared, "shared number")
    target = shared[number.shared]
    try:
        target.must_fit(type(number))
    except InvalidEntry as invalid:
        raise InvalidEntry(path, f"the shared number {invalid.problem}") from None
    return target


def _each(one: Parameter) -> Iterator[Parameter]:
    """Yield a number, or the weight of each reading."""
    if isinstance(one.given, Number):
        yield one
    for reading in one.readings:
        yield replace(one, keys=(*one.keys, reading), reading=reading)
