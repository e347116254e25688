"""Acts: what comes of one, or two together, in the worlds of a run, under draws and theories."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from sim.analysis.experiments.theories import theories_of
from sim.analysis.experiments.uncertainty import drawn_assumptions
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.measures import tallies
from sim.analysis.outcomes.otherwise import together
from sim.analysis.outcomes.result import simulate_run
from sim.analysis.outcomes.shares import Difference, Tally
from sim.analysis.stories.smallest import Set
from sim.arrays import Levels
from sim.engine.points import Points
from sim.engine.worlds import Worlds
from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.run import PER_POINT, Run
from sim.rules.theories import deciding, read_with
from sim.scenario.numbers import Point
from sim.style.sentences import listed

DRAWS, LUCKS = 64, 1024
"""Draws of the assumptions, and worlds of each, in which acts are tried again."""


@dataclass(frozen=True)
class RunAt(Run):
    """A run whose worlds are all lived through at one point."""

    point: Point = field(default_factory=dict)

    def batch(self, span: range) -> Worlds:
        """Return these worlds of the run, at the point."""
        return Points(super().batch(span), [self.point])


@dataclass(frozen=True, eq=False)
class Act:
    """One act, or two together, and what comes of it.

    Its sign is 1 where it clearly makes the outcome more frequent, −1 less frequent, else 0.
    """

    changes: Set
    gain: Difference
    blame: Mapping[str, float]
    """How much more each audience blames the actor, in its own unit."""
    draws: Sequence[int] = ()
    theories: Mapping[str, int] = field(default_factory=dict)
    """Its sign under draws of the assumptions, and theories; not tried if it has none here."""

    @property
    def sign(self) -> int:
        """Its sign here."""
        return int(self.gain.low > 0) - int(self.gain.high < 0)

    @property
    def words(self) -> str:
        """What follows *had*."""
        return listed(one.words for one in self.changes)

    def under(self, sign: int) -> tuple[int, list[str]]:
        """Return under how many draws it has a sign, and under which theories."""
        return [*self.draws].count(sign), [k for k, one in self.theories.items() if one == sign]

    def is_better(self, other: "Act") -> bool:
        """Whether it is as good as another, to the digits shown, and better or shorter."""
        own, its = (
            (round(one.gain.difference, 3), *(-round(more, 2) for more in one.blame.values()))
            for one in (self, other)
        )
        as_good = all(mine >= theirs for mine, theirs in zip(own, its, strict=True))
        return as_good and (own != its or len(self.changes) < len(other.changes))


def tried(
    run: Run, whose: tuple[str, str], sets: Sequence[Set], workers: Workers = 1
) -> Iterator[Act]:
    """Yield what comes of acts of an actor, who wants an outcome (`whose`), here and elsewhere."""
    actor, wanted = whose
    lived = dict(map_unordered(partial(_lived, run, actor, wanted), ((), *sets), workers))
    (before, blamed), *after = (lived[number] for number in sorted(lived))
    acts = [
        Act(some, now.since(before).paired(), {key: more - blamed[key] for key, more in by.items()})
        for some, (now, by) in zip(sets, after, strict=True)
    ]
    yield from _tried_again(run, wanted, acts, workers)


def _lived(run: Run, actor: str, wanted: str, acts: Set) -> tuple[Tally, dict[str, float]]:
    """Return how often something is so once acts are done, and each audience's blame, if any."""
    result = simulate_run(RunAt(run.scenario, run.worlds, run.luck, run.keep, together(acts)))
    rows = blame(result).items()
    by_audience = {key: row[actor] for key, row in rows if actor in row and key != actor}
    return tallies(run, result.chances)[wanted], by_audience


def _tried_again(run: Run, wanted: str, acts: Sequence[Act], workers: Workers) -> Iterator[Act]:
    """Yield the acts, the clear ones with their signs under draws and under theories."""
    scenario, clear = run.scenario, [one.changes for one in acts if one.sign]
    names = [name for name in theories_of(scenario) if deciding(scenario, None, name)]
    read = [replace(run, worlds=PER_POINT, scenario=read_with(scenario, name)) for name in names]
    theories = [_signs(one, wanted, [{}], clear, workers) for one in read]
    drawn = drawn_assumptions(scenario, replace(run.luck, uncertain=True).batch(range(DRAWS)))
    points = [{path: values[at] for path, values in drawn.items()} for at in range(DRAWS)]
    draws = _signs(replace(run, worlds=LUCKS), wanted, points if drawn else [], clear, workers)
    signs = iter(zip(draws, np.hstack(theories), strict=True))
    for one in acts:
        under_draws, under_theories = next(signs) if one.sign else ((), ())
        under = dict(zip(names, map(int, under_theories), strict=False))
        yield replace(one, draws=[*map(int, under_draws)], theories=under)


def _signs(
    run: Run, wanted: str, points: Sequence[Point], acts: Sequence[Set], workers: Workers
) -> Levels:
    """Return the sign of each act at each point, shape ``(acts, points)``."""
    if not (points and acts):
        return np.zeros((len(acts), len(points)), np.int8)
    grid = Grid(run, tuple(_with(point, some) for some in ((), *acts) for point in points))
    sums = tallies(run, chances_at_points(grid, workers))[wanted].sums
    before, *after = sums.reshape(1 + len(acts), len(points), -1)
    change = Tally(run.worlds, np.array(after)).since(Tally(run.worlds, before))
    low, high = change.interval()
    return (low > 0).astype(np.int8) - (high < 0)


def _with(point: Point, acts: Set) -> Point:
    """Return the point at which acts are done: what a party means leaves its weights no say."""
    done = together(acts)
    weights = {path.rpartition(".")[0] for path in done if ".weights." in path}
    kept = {path: value for path, value in point.items() if path.rpartition(".")[0] not in weights}
    return {**kept, **done}
