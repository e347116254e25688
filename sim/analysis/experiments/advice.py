"""Advice: what within one actor's reach would move an outcome, and what that costs it in blame.

Acts, alone and two together, are lived through on the same luck. What makes a clear change is tried
again under draws of the assumptions and under every theory, to see where it clearly does the same,
and where the contrary. All follows from assumptions; nothing is recommended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from sim.analysis.experiments.effects import largest_effects
from sim.analysis.experiments.lived import drawn_assumptions
from sim.analysis.experiments.reach import reach
from sim.analysis.experiments.theories import theories_of
from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, tallies, what_happens
from sim.analysis.outcomes.otherwise import named, together
from sim.analysis.outcomes.result import simulate_run
from sim.analysis.outcomes.shares import Difference, Tally
from sim.analysis.stories.smallest import Set, sets_of
from sim.arrays import Levels
from sim.engine.points import Points
from sim.engine.worlds import Worlds
from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.luck import Seed
from sim.ensemble.run import PER_POINT, WORLDS, Run, run_of
from sim.errors import UsageError, did_you_mean
from sim.rules.theories import deciding, read_with
from sim.scenario import Scenario
from sim.scenario.numbers import Point
from sim.style.numbers import signed
from sim.style.sentences import counted, listed
from sim.style.words import called

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


@dataclass(frozen=True, repr=False)
class Advice(RunFinding):
    """What within an actor's reach would move an outcome."""

    topic, listed_as = "what would move an outcome, within one actor’s reach", "acts"

    run: Run
    actor: str
    wanted: str
    acts: tuple[Act, ...]

    @property
    def request(self) -> dict[str, Any]:
        """What was run, whose acts were tried, and what is wanted."""
        return super().request | {"actor": self.actor, "wanted": self.wanted}

    @property
    def best(self) -> list[Act]:
        """Acts than which neither another nor doing nothing is better.

        Better brings about what is wanted as often and costs no more blame before any audience, and
        does more or costs less in something.
        """
        nothing = Act((), Difference(0, 0, 0, None), dict.fromkeys(self.acts[0].blame, 0))
        every = (nothing, *self.acts)
        return [one for one in self.acts if not any(other.is_better(one) for other in every)]

    @property
    def told(self) -> list[Act]:
        """The best and all single acts, the largest gain first."""
        told = [*self.best, *(one for one in self.acts if len(one.changes) == 1)]
        return sorted(dict.fromkeys(told), key=lambda one: -one.gain.difference)

    @property
    def sentence(self) -> str:
        """Which acts move the outcome most; what the best costs, and where else it does the same.

        And where it does the contrary.
        """
        most, found = self.told[0], self.about(self.wanted)
        if most.sign <= 0:
            return found
        blames = {named(self.scenario, key): more for key, more in most.blame.items()}
        costs = [f"{signed(more, plus=True)} before {name}" for name, more in blames.items()]
        cost = f"changes its blame by {listed(costs)}, and " if costs else ""
        (draws, same), (contrary, turned) = most.under(1), most.under(-1)
        holds = [f"{draws} of {len(most.draws)} draws of the assumptions"] if most.draws else []
        holds.append(f"{len(same)} of {len(most.theories)} theories")
        fails = [counted(contrary, "draw")] * bool(contrary) + [*map(called, turned)]
        lowers = f"; under {listed(fails)} it clearly lowers it" if fails else ""
        return f"{found} The first {cost}clearly raises this under {listed(holds)}, too{lowers}."

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return which acts raise and lower what is wanted, the only measure there is, most."""
        pairs = " and pairs of acts" if len(self.acts) > 1 else ""
        which = f"Across {counted(len(self.acts), 'act')}{pairs} within the reach of"
        effects = {f"had {one.words}": one.gain for one in self.acts}
        happens = what_happens(measure, self.scenario)
        return largest_effects(f"{which} {named(self.scenario, self.actor)}", happens, effects)

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per act: what it does, what it costs, and where else it does the same."""
        for one in self.acts:
            (draws, same), (contrary, turned) = one.under(one.sign), one.under(-one.sign)
            blames = {f"blame_{audience}": more for audience, more in one.blame.items()}
            tried = {"draws": len(one.draws), "theories": len(one.theories)}
            did = {"draws_same": draws, "draws_turned": contrary, "theories_same": len(same)}
            yield {"had": one.words, "acts": len(one.changes), **asdict(one.gain), **blames} | {
                **tried,
                **did,
                "theories_turned": " ".join(turned),
            }


def advise(
    scenario: Scenario, actor: str, wanted: str, worlds: int = WORLDS, seed: Seed = None
) -> Advice:
    """Try all that an actor, given by its id, can do to have an outcome come about more often.

    Raises `UsageError` as `advise_run` does.

    Examples
    --------
    >>> from sim import Scenario, advise
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> advise(crisis, "wren", "any_on_time").best[0].words  # doctest: +SKIP
    '‘Port Wren: bridging of unequal levels (rate per day)’ been 1'
    """
    return advise_run(run_of(scenario, worlds, seed, keep="counts"), actor, wanted)


def advise_run(run: Run, actor: str, wanted: str, workers: Workers = 1) -> Advice:
    """Try all that an actor can do to have an outcome come about more often in a run.

    Raises `UsageError` if there is no such actor or outcome, nothing is within its reach, or the
    luck is that of some worlds only.
    """
    if actor not in run.scenario.actors:
        actors = run.scenario.actors
        raise UsageError(f"--for {actor}: unknown actor; {did_you_mean(actor, actors)}")
    check_measure(run.scenario, wanted, "--wants")
    if run.facts:
        raise UsageError("acts are tried in all worlds, not in those that fit what is known")
    acts = reach(run.scenario, actor)
    if not acts:
        means = "it has no words, promise, signal or move of its own that could be otherwise"
        raise UsageError(f"--for {actor}: nothing is within its reach: {means}")
    sets = [some for size in (1, 2) for some in sets_of(acts, (), size)]
    lived = dict(map_unordered(partial(_lived, run, actor, wanted), ((), *sets), workers))
    (before, blamed), *after = (lived[number] for number in sorted(lived))
    tried = [
        Act(some, now.since(before).paired(), {key: more - blamed[key] for key, more in by.items()})
        for some, (now, by) in zip(sets, after, strict=True)
    ]
    return Advice(run, actor, wanted, tuple(_tried_again(run, wanted, tried, workers)))


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
