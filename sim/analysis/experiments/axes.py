"""Axes: along what a sweep varies a scenario.

An axis runs along one number (``meeting.goes_ahead``), along the weight of one reading while the
others keep their proportions (``actors.north.weights.open``), or over all weights a party's
readings can have, a simplex (``actors.north.weights``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb
from operator import itemgetter

import numpy as np

from sim.arguments import A_SCENARIO, must_be, must_map_paths
from sim.arrays import Floats
from sim.characters import MINUS, cut
from sim.errors import (
    ABSENT,
    InvalidEntry,
    ScenarioError,
    UsageError,
    did_you_mean,
    dotted,
    shorten,
)
from sim.rules import check_rules, resolve_rules
from sim.scenario import Scenario
from sim.scenario.numbers import Parameter, Point

MAX_AXES, MAX_POINTS, LARGEST, DIGITS = 2, 1_000_000, 1_000_000, 5
SIMPLEX = "simplex:"

Values = str | Iterable[float]
"""``"0:1:11"`` for 11 values from 0 to 1, ``"simplex:20"``, or the values themselves."""


@dataclass(frozen=True)
class Axis:
    """What is varied."""

    path: str
    """Where it stands in the scenario."""
    columns: Mapping[str, tuple[float, ...]]
    """What is varied at each point: one number, or for a simplex one weight per reading."""

    @property
    def points(self) -> list[Point]:
        """What the scenario's numbers are at each point."""
        rows = zip(*self.columns.values(), strict=True)
        return [dict(zip(self.columns, row, strict=True)) for row in rows]

    def ends(self, scenario: Scenario) -> tuple[list[Point], Floats | None]:
        """Return points to be run, and of which shares of them the axis is a mixture, if of any.

        A number's are the scenario as it stands and its points. Of weights, the readings are run,
        each taken for certain: only the drawing of a reading looks at its weight, so that whatever
        comes about is linear in the weights. Shares then have a row for the scenario as it stands
        and one per point, and a column per reading.
        """
        given = scenario.numbers[next(iter(self.columns))]
        if given.reading is None:
            return [{}, *self.points], None
        readings = scenario.numbers.at(given.entry).paths
        weights = [{path: scenario.numbers[path].centre for path in readings.values()}]
        weights += [scenario.numbers.at(given.entry).moved_by(point) for point in self.points]
        certain: list[Point] = [{given.entry: {reading: 1.0}} for reading in readings]
        return certain, np.array([[row[path] for path in readings.values()] for row in weights])

    @property
    def is_simplex(self) -> bool:
        """Whether it varies all weights of a party's readings at once."""
        return len(self.columns) > 1


def axes_of(scenario: Scenario, vary: Mapping[str, Values]) -> tuple[Axis, ...]:
    """Return the axes of a sweep, or raise `UsageError` or `ScenarioError` if they are none."""
    must_be(Scenario, "what is varied", scenario, A_SCENARIO)
    scenario = resolve_rules(scenario)
    must_map_paths("vary", vary)
    if not 1 <= len(vary) <= MAX_AXES:
        raise UsageError(f"--vary: one or two numbers can vary at once, not {len(vary)}")
    axes = tuple(axis(scenario, path, values) for path, values in vary.items())
    if len(axes) > 1 and any(one.is_simplex for one in axes):
        raise UsageError("--vary: a simplex of weights varies alone")
    varied = [scenario.numbers[one.path].entry for one in axes if not one.is_simplex]
    if len(set(varied)) < len(varied):
        raise UsageError(f"--vary: {varied[0]} cannot vary in two ways at once")
    if np.prod([len(one.points) for one in axes]) > MAX_POINTS:
        raise UsageError(f"--vary: at most {MAX_POINTS:,} points")
    check_corners(scenario, axes)
    return axes


def axis(scenario: Scenario, path: str, values: Values) -> Axis:
    """Return the axis along `path`, or raise `UsageError` or `ScenarioError` if there is none."""
    numbers = scenario.numbers
    if path not in numbers and path not in numbers.written:
        allowed = did_you_mean(path, {*numbers, *numbers.written})
        raise UsageError(f"--vary {cut(path)}: nothing to vary; {allowed}")
    if path not in numbers:
        return _simplex(numbers.at(path), values)
    along = Axis(path, {path: tuple(_steps(path, values))})
    check_corners(scenario, [along])
    return along


def _steps(path: str, values: Values) -> list[float]:
    """Return the values along an axis, each once."""
    try:
        steps = _between(path, values) if isinstance(values, str) else [float(v) for v in values]
    except (TypeError, ValueError):
        needed = "needs numbers, or from:to:number as 0:1:11"
        raise UsageError(f"--vary {path}: {needed} (given: {shorten(values)})") from None
    if not steps or not all(abs(step) <= LARGEST for step in steps):
        raise UsageError(f"--vary {path}: the values must be numbers within ±{LARGEST:,}")
    rounded = [float(f"{step:.12g}") for step in steps]  # 0.3, not 0.30000000000000004
    if len(set(rounded)) < len(rounded):
        raise UsageError(f"--vary {path}: the values must differ from each other")
    return rounded


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


def _simplex(weights: Parameter, values: Values) -> Axis:
    """Return all weights in steps of 1/n: every way to share n steps among the readings."""
    paths = [*weights.paths.values()]
    steps = _steps_of_simplex(weights.path, str(values), len(paths))
    bars = combinations(range(steps + len(paths) - 1), len(paths) - 1)
    ends = ((-1, *cut, steps + len(paths) - 1) for cut in bars)
    shares = [[(b - a - 1) / steps for a, b in pairwise(cut)] for cut in ends]
    return Axis(weights.path, dict(zip(paths, zip(*shares, strict=True), strict=True)))


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
        points = one.points if one.is_simplex else sorted(one.points, key=itemgetter(one.path))
        ends = points[0], points[-1]
        corners = [{**corner, **end} for corner in corners for end in ends]
    for corner in corners:
        try:
            check_rules(scenario.with_(corner))
        except (ScenarioError, InvalidEntry) as error:
            path = f"--vary {' '.join(one.path for one in axes)}"
            key = error.key if isinstance(error, ScenarioError) else dotted(error.path)
            given = corner.get(key, ABSENT)
            raise ScenarioError(error.problem, path, None, key, given) from None
