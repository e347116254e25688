"""Acts: what comes of one, or two together, in the worlds of a run, under draws and theories."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from sim.analysis.experiments.lived import drawn_assumptions, points_of
from sim.analysis.experiments.theories import theories_of
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.measures import tallies
from sim.analysis.outcomes.otherwise import in_words, together
from sim.analysis.outcomes.result import simulate_run
from sim.analysis.outcomes.shares import Difference, Tally
from sim.analysis.stories.smallest import Set
from sim.arrays import Flags, Levels
from sim.engine.evidence import fitting
from sim.engine.points import Points
from sim.engine.worlds import Worlds
from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.run import BLOCK, PER_POINT, Run, run_worlds, spans_of
from sim.rules.theories import deciding, read_with
from sim.scenario.numbers import Point

DRAWS, LUCKS = 64, 1024
"""Draws of the assumptions, and worlds of each, in which acts are tried again."""


@dataclass(frozen=True, eq=False)
class RunAt(Run):
    """A run whose worlds are all lived through at one point, once it is known which of them fit."""

    point: Point = field(default_factory=dict)
    fits: Flags | None = None
    """Which fit as they were, shape ``(worlds,)``; None where nothing is known."""

    def batch(self, span: range) -> Worlds:
        """Return these worlds of the run, at the point."""
        worlds = super().batch(span)
        worlds.fits = None if self.fits is None else self.fits[span.start : span.stop]
        return Points(worlds, [self.point]) if self.point else worlds


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
        return self.gain.sign

    @property
    def words(self) -> str:
        """What follows *had*."""
        return in_words(self.changes)

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
    run: RunAt, whose: tuple[str, str], sets: Sequence[Set], workers: Workers = 1
) -> Iterator[Act]:
    """Yield what comes of acts of an actor, who wants an outcome (`whose`), here and elsewhere.

    What is known is known of the worlds as they were: in those that fit, the acts are done.
    """
    lived = dict(map_unordered(partial(_lived, run, whose), ((), *sets), workers))
    (before, blamed), *after = (lived[number] for number in sorted(lived))
    acts = [
        Act(some, now.since(before).paired(), {key: more - blamed[key] for key, more in by.items()})
        for some, (now, by) in zip(sets, after, strict=True)
    ]
    yield from _tried_again(run, whose[1], acts, workers)


def known_at(run: Run, point: Point) -> RunAt:
    """Return a run at a point, of which it is then known which worlds fit as they are there."""
    here = RunAt(run.scenario, run.worlds, run.luck, run.keep, point)
    if not run.facts:
        return here
    read = partial(fitting, facts=run.facts)
    fits = [
        run_worlds(run.scenario, here.batch(span), read, run.watched)
        for span in spans_of(range(run.worlds), BLOCK)
    ]
    return replace(here, fits=np.concatenate(fits))


def _lived(run: RunAt, whose: tuple[str, str], acts: Set) -> tuple[Tally, dict[str, float]]:
    """Return how often something is so once acts are done, and each audience's blame, if any."""
    actor, wanted = whose
    result = simulate_run(replace(run, point=together(acts)))
    rows = blame(result).items()
    by_audience = {key: row[actor] for key, row in rows if actor in row and key != actor}
    return tallies(run, result.chances)[wanted], by_audience


def _tried_again(run: RunAt, wanted: str, acts: Sequence[Act], workers: Workers) -> Iterator[Act]:
    """Yield the acts, the clear ones with their signs under draws and under theories."""
    scenario, clear = run.scenario, [one.changes for one in acts if one.sign]
    names = [name for name in theories_of(scenario) if deciding(scenario, None, name)]
    plain = Run(scenario, LUCKS, run.luck, run.keep)
    read = [replace(plain, worlds=PER_POINT, scenario=read_with(scenario, key)) for key in names]
    drawn = drawn_assumptions(scenario, replace(run.luck, uncertain=True).batch(range(DRAWS)))
    points = points_of(drawn, DRAWS) if drawn else []
    tasks = [*((one, {}) for one in read), *((plain, one) for one in points)]
    found = dict(map_unordered(partial(_signs, wanted, clear), tasks if clear else [], workers))
    signs = iter(zip(*(found[number] for number in sorted(found)), strict=True))
    for one in acts:
        own = [*map(int, next(signs))] if one.sign else []
        under = dict(zip(names, own, strict=False))
        yield replace(one, draws=own[len(names) :], theories=under)


def _signs(wanted: str, acts: Sequence[Set], task: tuple[Run, Point]) -> Levels:
    """Return the sign of each act at a point, shape ``(acts,)``; 0 where no world fits there."""
    (run, point), points = task, [_with(task[1], some) for some in ((), *acts)]
    known = known_at(run, point)
    if known.fits is not None and not known.fits.any():
        return np.zeros(len(acts), np.int8)
    grid = Grid(replace(known, point={}), tuple(points))
    before, *after = tallies(run, chances_at_points(grid))[wanted].each()
    return np.array([one.since(before).paired().sign for one in after], np.int8)


def _with(point: Point, acts: Set) -> Point:
    """Return the point at which acts are done: what a party means leaves its weights no say."""
    done = together(acts)
    weights = {path.rpartition(".")[0] for path in done if ".weights." in path}
    kept = {path: value for path, value in point.items() if path.rpartition(".")[0] not in weights}
    return {**kept, **done}
