"""Ablation: what each sentence contributes, by leaving out one at a time, on the same luck.

Without a sentence, every number that rests on it takes its neutral value, which the scenario file
states; a number without one stays. A reading loses weight with its sentences: one of two sentences
gone halves its weight, all gone leave it none. The others share what it loses in proportion; where
no other reading has weight, they share it alike. A precondition that only one sentence voices goes
with it: the reading keeps its weight and no longer asks for it. What several sentences voice, and
how high the only reading of a party goes, stays; the finding says so, and how often that binds.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from textwrap import shorten
from typing import Any

from sim.analysis.experiments.comparison import compare
from sim.analysis.experiments.unsaid import goes_without, unasked, without
from sim.analysis.finding import Finding
from sim.analysis.outcomes.effects import largest_effects
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, compared, what_happens
from sim.analysis.outcomes.reasons import Reason, obstacles
from sim.analysis.outcomes.result import Result, simulate_run
from sim.analysis.outcomes.shares import Difference
from sim.ensemble.executors import Workers
from sim.ensemble.grid import Grid, flows_at_points
from sim.ensemble.run import Progress, Run, run_of
from sim.errors import UsageError
from sim.scenario import Scenario, Statement
from sim.style.words import in_percent, quoted

MAX_NAMED, QUOTED = 3, 80
"""Readings named in one line of an error, and letters of a quote within a sentence."""


@dataclass(frozen=True)
class Dropped:
    """What leaving out one sentence does."""

    statement: Statement
    moved: tuple[str, ...]
    """Paths of the numbers and weights that change."""
    differences: Mapping[str, Difference]
    """How the share of each measure changes, any meeting on time first."""

    @property
    def largest(self) -> float:
        """The largest change of any outcome's share."""
        return max(abs(difference.difference) for difference in self.differences.values())


@dataclass(frozen=True)
class Staying:
    """A reading that keeps parties apart in some worlds, and that no single sentence takes away."""

    statements: tuple[str, ...]
    """Ids of the sentences behind it; leaving out one of them does not remove it."""
    reason: Reason
    """The party, its reading and what it asks."""
    share: float
    """Share of worlds in which it stands in the way of a meeting on time."""

    def in_words(self, scenario: Scenario) -> str:
        """Return whose sentences they are, what stays, and how often it stands in the way."""
        ids, words = ", ".join(self.statements), self.reason.in_words(scenario)
        return f"{ids}: {words} (in the way in {in_percent(self.share)} of worlds)"


@dataclass(frozen=True, repr=False)
class Ablation(Finding):
    """What leaving out each sentence does."""

    run: Run
    dropped: tuple[Dropped, ...]
    """The sentences that move any number, the one that moves an outcome most first."""
    idle: tuple[Statement, ...]
    """Sentences that move no number."""
    stays: tuple[Staying, ...] = ()
    """What stands in the way and rests on sentences, but is not removed with any one of them; the
    most frequent first.
    """

    @property
    def marked(self) -> frozenset[str]:
        """Ids of the sentences behind what stays: for them a change is not all they do."""
        return frozenset(key for one in self.stays for key in one.statements)

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        return f"{self.run.scenario.title}: without each sentence"

    def about(self, measure: str | None = None) -> str:
        """Return which sentence moves a measure most, and by how much."""
        measure = measure or ANY_ON_TIME
        happens = what_happens(measure, self.run.scenario)
        effects = {
            f"without {one.statement.id} {_short(one.statement)}": one.differences[measure]
            for one in self.dropped
        }
        total = len(self.dropped) + len(self.idle)
        which = f"Across {total} sentences left out one by one"
        which = which if total > 1 else "Without the one sentence"
        return largest_effects(which, happens, effects)

    def ranked(self, measure: str = ANY_ON_TIME) -> list[Dropped]:
        """Return the sentences, the one that moves a measure most first."""
        check_measure(self.run.scenario, measure, "--outcome")
        return sorted(self.dropped, key=lambda one: -abs(one.differences[measure].difference))

    def records(self) -> list[dict[str, Any]]:
        """Return a row per sentence and measure."""
        return [
            {
                "statement": one.statement.id,
                "quote": one.statement.quote,
                "outcome": measure,
                "difference": moved.difference,
                "low": moved.low,
                "high": moved.high,
                "moved": " ".join(one.moved),
            }
            for one in self.dropped
            for measure, moved in one.differences.items()
        ]

    def details(self) -> dict[str, Any]:
        """Return what each sentence moves, which ones move nothing, and what stays."""
        without = {
            one.statement.id: {
                "quote": one.statement.quote,
                "moved": list(one.moved),
                "differences": {key: asdict(x) for key, x in one.differences.items()},
            }
            for one in self.dropped
        }
        stays = [
            {"statements": [*one.statements], "reason": asdict(one.reason), "share": one.share}
            for one in self.stays
        ]
        return {"without": without, "idle": [one.id for one in self.idle], "stays": stays}


def _short(statement: Statement) -> str:
    """Return the beginning of a quote; it ends where a quote in it would be cut."""
    words = shorten(statement.quote, QUOTED, placeholder=" …")
    inner = words.rfind(" “")
    cut = inner > 0 and words.count("“") > words.count("”")
    return quoted(f"{words[:inner]} …" if cut else words)


def ablate(
    scenario: Scenario, worlds: int = 10_000, seed: int | None = None, workers: Workers = 1
) -> Ablation:
    """Leave out each statement of a scenario in turn, on the same luck.

    Parameters
    ----------
    scenario : Scenario
    worlds : int
        Worlds lived through without each statement.
    seed : int, optional
        Drawn afresh when None.
    workers : int or concurrent.futures.Executor
        Processes that share the work, or who does it.

    Raises
    ------
    UsageError
        If no statement has anything to move, or a number is out of its range.

    Examples
    --------
    >>> from sim import Scenario, ablate
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> host = next(one for one in ablate(week, 500, seed=1).dropped if one.statement.id == "T1")
    >>> host.moved
    ('actors.turkey.bridging', 'actors.turkey.hosting')
    """
    return ablation_of(run_of(scenario, worlds, seed), workers)


def ablation_of(run: Run, workers: Workers = 1, progress: Progress | None = None) -> Ablation:
    """Leave out each statement of a run's scenario, telling `progress` how far it is."""
    scenario = run.scenario
    points = {one.id: without(scenario, one.id) for one in scenario.statements}
    freed = {one.id: unasked(scenario, one.id) for one in scenario.statements}
    base = simulate_run(run, workers)
    stays = _staying(base)
    moving = [one for one in scenario.statements if points[one.id] or freed[one.id]]
    if not moving:
        raise UsageError(_nothing_moves(scenario, stays))
    whole = [one for one in moving if freed[one.id]]
    counted = [one for one in moving if not freed[one.id]]
    grid = Grid(run, tuple(points[one.id] for one in counted))
    flows = flows_at_points(grid, workers, progress) if counted else ()
    differences = {
        one.id: compared(scenario, some) for one, some in zip(counted, flows, strict=True)
    }
    for one in whole:
        changed = replace(run, scenario=scenario.with_({**points[one.id], **freed[one.id]}))
        differences[one.id] = compare(base, simulate_run(changed, workers, progress)).differences(1)
    dropped = [
        Dropped(one, tuple(sorted({*points[one.id], *freed[one.id]})), differences[one.id])
        for one in moving
    ]
    idle = tuple(one for one in scenario.statements if one not in moving)
    return Ablation(run, tuple(sorted(dropped, key=lambda one: -one.largest)), idle, stays)


def _nothing_moves(scenario: Scenario, stays: tuple[Staying, ...]) -> str:
    problem = "no number of this scenario rests on a statement and has a neutral value"
    if not stays:
        return problem
    held = "; ".join(one.in_words(scenario) for one in stays[:MAX_NAMED])
    return f"{problem}; what rests on statements here cannot be left out: {held}"


def _staying(base: Result) -> tuple[Staying, ...]:
    """Return the gates that bind and rest on sentences, unless one sentence takes them along."""
    counts: Counter[Reason] = Counter()
    for binding in obstacles(base):
        for reason in binding.reasons:
            if reason.kind == "gate" and reason.statements:
                counts[replace(reason, came=False)] += binding.share.count
    found = (
        Staying(reason.statements, reason, count / base.run.worlds)
        for reason, count in counts.most_common()
    )
    return tuple(
        one
        for one in found
        if not any(goes_without(base.scenario, one.reason, key) for key in one.statements)
    )
