"""Axes: along what a sweep varies a scenario.

An axis runs along one number (``meeting.goes_ahead``), along the weight of one reading while the
others keep their proportions (``actors.north.weights.open``), or over all weights a party's
readings can have, a simplex (``actors.north.weights``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb

import numpy as np

from sim.characters import MINUS, cut
from sim.engine.points import Point
from sim.errors import ABSENT, ScenarioError, UsageError, did_you_mean, shorten
from sim.scenario import Scenario
from sim.scenario.number import Number
from sim.scenario.weights import Weights

MAX_POINTS, LARGEST, DIGITS = 1_000_000, 1_000_000, 5
SIMPLEX = "simplex:"

Values = str | Iterable[float]
"""``"0:1:11"`` for 11 values from 0 to 1, ``"simplex:20"``, or the values themselves."""


@dataclass(frozen=True)
class Axis:
    """What is varied.

    Attributes
    ----------
    path : str
        Where it stands in the scenario.
    points : tuple of Point
    columns : dict of str to tuple of float
        What a table shows of each point: one column, or for a simplex one per reading.
    """

    path: str
    points: tuple[Point, ...]
    columns: Mapping[str, tuple[float, ...]]

    @property
    def is_simplex(self) -> bool:
        """Whether it varies all weights of a party's readings at once."""
        return len(self.columns) > 1


def axis(scenario: Scenario, path: str, values: Values) -> Axis:
    """Return the axis along `path`.

    Raises
    ------
    UsageError
        If there is nothing to vary there, or the values are not written ``a:b:n``.
    ScenarioError
        If a value is outside what the place allows.
    """
    found = next(_places(scenario, path), None)
    if found is None:
        raise UsageError(
            f"--vary {cut(path)}: nothing to vary; {did_you_mean(path, _paths(scenario))}"
        )
    if isinstance(found, Weights) and found.path == path:
        return _simplex(scenario, found, values)
    steps = tuple(_steps(path, values))
    points: list[Point] = [{path: step} for step in steps]
    if isinstance(found, Weights):
        whole = _all_weights(scenario, found)
        points = [{found.path: _with_one(whole, path, step)} for step in steps]
    along = Axis(path, tuple(points), {path: steps})
    check_corners(scenario, [along])
    return along


def _places(scenario: Scenario, path: str) -> Iterator[Number | Weights]:
    """Yield what stands at `path`, or the weights whose reading it names."""
    for keys, part in scenario.walk():
        here = ".".join(map(str, keys))
        if isinstance(part, Number | Weights) and here == path:
            yield part
        if isinstance(part, Weights):
            readings = scenario.parties[str(keys[1])].readings
            if path in [f"{here}.{reading}" for reading in readings]:
                yield part


def _paths(scenario: Scenario) -> list[str]:
    parts = [part for _, part in scenario.walk() if isinstance(part, Number | Weights)]
    return [part.path for part in parts]


def _steps(path: str, values: Values) -> list[float]:
    """Return the values along an axis, each once."""
    steps = _between(path, values) if isinstance(values, str) else _numbers(path, values)
    if not steps or not all(abs(step) <= LARGEST for step in steps):
        raise UsageError(f"--vary {path}: the values must be numbers within ±{LARGEST:,}")
    rounded = [float(f"{step:.12g}") for step in steps]  # 0.3, not 0.30000000000000004
    if len(set(rounded)) < len(rounded):
        raise UsageError(f"--vary {path}: the values must differ from each other")
    return rounded


def _numbers(path: str, values: Iterable[float]) -> list[float]:
    try:
        return [float(value) for value in values]
    except (TypeError, ValueError):
        needed = "needs numbers, or from:to:number as 0:1:11"
        raise UsageError(f"--vary {path}: {needed} (given: {shorten(values)})") from None


def _between(path: str, values: str) -> list[float]:
    """Return the values that ``from:to:number`` stands for."""
    try:
        low, high, number = values.translate(MINUS).split(":")
        ends, size = (float(low), float(high)), int(number)
    except ValueError:
        raise UsageError(f"--vary {path}={cut(values)}: write from:to:number, as 0:1:11") from None
    if not 2 <= size <= MAX_POINTS:
        raise UsageError(f"--vary {path}={values}: needs 2 to {MAX_POINTS:,} values, not {size}")
    if not all(abs(end) <= LARGEST for end in ends):  # not finite ones neither
        return list(ends)
    return [float(step) for step in np.linspace(ends[0], ends[1], size)]


def _all_weights(scenario: Scenario, weights: Weights) -> dict[str, float]:
    readings = scenario.parties[weights.path.split(".")[1]].readings
    return {reading: weights.centres.get(reading, 0.0) for reading in readings}


def _with_one(whole: dict[str, float], path: str, weight: float) -> dict[str, float]:
    """Return the weights with one reading's set; the others keep their proportions."""
    reading = path.rpartition(".")[2]
    others = {key: share for key, share in whole.items() if key != reading}
    if not 0 <= weight <= 1 or (weight < 1 and not others):
        problem = "a weight must lie within [0, 1]" if others else "the only reading weighs 1"
        raise ScenarioError(problem, f"--vary {path}", value=weight)
    total = sum(others.values())
    rest = {
        key: (1 - weight) * (share / total if total else 1 / len(others))
        for key, share in others.items()
    }
    return {**rest, reading: weight}


def _simplex(scenario: Scenario, weights: Weights, values: Values) -> Axis:
    """Return all weights in steps of 1/n: every way to share n steps among the readings."""
    readings = list(_all_weights(scenario, weights))
    steps = _steps_of_simplex(weights.path, str(values), len(readings))
    bars = combinations(range(steps + len(readings) - 1), len(readings) - 1)
    ends = ((-1, *cut, steps + len(readings) - 1) for cut in bars)
    shares = [[(b - a - 1) / steps for a, b in pairwise(cut)] for cut in ends]
    points = tuple({weights.path: dict(zip(readings, share, strict=True))} for share in shares)
    by_reading = zip(readings, zip(*shares, strict=True), strict=True)
    return Axis(
        weights.path, points, {f"{weights.path}.{key}": column for key, column in by_reading}
    )


def _steps_of_simplex(path: str, values: str, readings: int) -> int:
    """Return n of ``simplex:n``, if that many points can be run."""
    number = values.removeprefix(SIMPLEX)
    if not (values.startswith(SIMPLEX) and number.isdecimal() and len(number) < DIGITS):
        raise UsageError(f"--vary {path}={cut(values)}: write simplex:20 for steps of 1/20")
    points = comb(int(number) + readings - 1, readings - 1)
    if int(number) < 1 or readings < 2 or points > MAX_POINTS:
        needed = f"needs a step, two readings and at most {MAX_POINTS:,} points"
        here = f"{points:,} points of {readings} readings"
        raise UsageError(f"--vary {path}={values}: {needed}; here {here}")
    return int(number)


def check_corners(scenario: Scenario, axes: Sequence[Axis]) -> None:
    """Raise `ScenarioError` unless the extreme points are scenarios.

    What a scenario allows is a range of each number and an order of thresholds; if all corners of
    a box keep to that, so does everything between them.
    """
    corners: list[Point] = [{}]
    for one in axes:
        ends = [one.points[0], one.points[-1]]
        if not one.is_simplex:
            column = one.columns[one.path]
            ends = [one.points[column.index(end)] for end in (min(column), max(column))]
        corners = [{**corner, **end} for corner in corners for end in ends]
    for corner in corners:
        try:
            scenario.with_(corner)
        except ScenarioError as error:
            path = f"--vary {' '.join(one.path for one in axes)}"
            given = corner.get(error.key, ABSENT)
            raise ScenarioError(error.problem, path, None, error.key, given) from None
