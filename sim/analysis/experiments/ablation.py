"""Ablation: what each sentence contributes, by leaving out one at a time, on the same luck.

Without a sentence, every number that rests on it takes its neutral value, which the scenario file
states; a number without one stays. A reading loses weight with its sentences: one of two sentences
gone halves its weight, all gone leave it none. The others share what it loses in proportion; where
no other reading has weight, they share it alike. A precondition that only one sentence voices goes
with it: the reading keeps its weight and no longer asks for it. What several sentences voice, and
how high the only reading of a party goes, stays; the finding says so, and how often that binds.
"""

import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from textwrap import shorten
from typing import Any

from sim.analysis.experiments.comparison import compare
from sim.analysis.experiments.effects import Effect, Effects, differences_at
from sim.analysis.experiments.unsaid import goes_without, unasked, without
from sim.analysis.outcomes.obstacles import Obstacle, obstacles
from sim.analysis.outcomes.reasons import Reason
from sim.analysis.outcomes.result import Result, simulate_run
from sim.analysis.outcomes.shares import share_of
from sim.ensemble.executors import Workers
from sim.ensemble.luck import Seed
from sim.ensemble.run import WORLDS, Progress, Run, run_of
from sim.errors import UsageError
from sim.scenario import Scenario, Statement
from sim.style.numbers import in_percent
from sim.style.words import in_order

MAX_NAMED, QUOTED = 3, 80
"""Readings named in one line of an error, and letters of a quote within a sentence."""

QUOTE_ENDS = re.compile(r"[’”](?!\w)")


@dataclass(frozen=True)
class Dropped(Effect):
    """What leaving out one sentence does."""

    statement: Statement
    moved: tuple[str, ...]
    """Paths of the numbers and weights that change."""

    @property
    def largest(self) -> float:
        """The largest change of any outcome's share."""
        return max(abs(difference.difference) for difference in self.differences.values())

    @property
    def row(self) -> dict[str, Any]:
        """The sentence, and what rests on it."""
        said = {"statement": self.statement.id, "quote": self.statement.quote}
        return said | {"moved": " ".join(self.moved)}

    def in_words(self, _: Scenario) -> str:
        """Return which sentence is left out."""
        return f"without {self.statement.id} {_short(self.statement)}"


@dataclass(frozen=True, repr=False)
class Ablation(Effects[Dropped]):
    """What leaving out each sentence does."""

    topic = "without each sentence"

    run: Run
    effects: tuple[Dropped, ...]
    """The sentences that move any number, the one that moves an outcome most first."""
    idle: tuple[Statement, ...]
    """Sentences that move no number."""
    stays: tuple[Obstacle, ...]
    """What stands in the way and rests on sentences, but is not removed with any one of them; one
    reason each, the most frequent first.
    """

    @property
    def marked(self) -> frozenset[str]:
        """Ids of the sentences behind what stays: for them a change is not all they do."""
        return frozenset(key for one in self.stays for key in one.statements)

    @property
    def which(self) -> str:
        """What is compared, at the start of a sentence."""
        total = len(self.effects) + len(self.idle)
        several = f"Across {total} sentences left out one by one"
        return several if total > 1 else "Without the one sentence"

    def details(self) -> dict[str, Any]:
        """Return what each sentence moves, which ones move nothing, and what stays."""
        without = {
            one.statement.id: {
                "quote": one.statement.quote,
                "moved": one.moved,
                "differences": {key: asdict(x) for key, x in one.differences.items()},
            }
            for one in self.effects
        }
        stays = [
            {"statements": one.statements, "reason": asdict(reason), "share": one.share.share}
            for one in self.stays
            for reason in one.reasons
        ]
        return {"without": without, "idle": [one.id for one in self.idle], "stays": stays}


def _short(statement: Statement) -> str:
    """Return the beginning of a sentence: in quotation marks, or a narrator's between dashes.

    It ends where a quote in it would be cut.
    """
    whole = statement.words if statement.is_narrated else statement.words[1:-1]
    words = shorten(whole, QUOTED, placeholder=" …")
    inner = max(words.rfind(" “"), words.rfind(" ‘"))
    if inner > 0 and not QUOTE_ENDS.search(words, inner):
        words = f"{words[:inner]} …"
    return f"– {words.rstrip('.')} –" if statement.is_narrated else f"“{words}”"


def stays_in_words(scenario: Scenario, held: Obstacle) -> str:
    """Return whose sentences they are, what stays, and how often it stands in the way."""
    often = f"in the way in {in_percent(held.share.share)} of worlds"
    return f"{', '.join(in_order(held.statements))}: {held.in_words(scenario)} ({often})"


def ablate(
    scenario: Scenario,
    worlds: int = WORLDS,
    seed: Seed = None,
    workers: Workers = 1,
    progress: Progress | None = None,
) -> Ablation:
    """Leave out each statement of a scenario in turn, on the same luck.

    `progress` is told how many more worlds are done; the other arguments are those of `simulate`.
    A scenario whose statements have nothing to move is a `UsageError`.

    Examples
    --------
    >>> from sim import Scenario, ablate
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> host = next(one for one in ablate(week, 500, seed=1).effects if one.statement.id == "T1")
    >>> host.moved
    ('actors.turkey.bridging', 'actors.turkey.hosting')
    """
    run = run_of(scenario, worlds, seed, keep="counts")
    scenario, base = run.scenario, simulate_run(run, workers)
    points = {one: without(scenario, one.id) for one in scenario.statements}
    freed = {one: unasked(scenario, one.id) for one in scenario.statements}
    stays = _staying(base)
    moving = [one for one in scenario.statements if points[one] or freed[one]]
    if not moving:
        raise UsageError(_nothing_moves(scenario, stays))
    counted = [one for one in moving if not freed[one]]
    moved = differences_at(run, [points[one] for one in counted], workers, progress)
    differences = dict(zip(counted, moved, strict=True))
    for one in (one for one in moving if freed[one]):
        changed = replace(run, scenario=scenario.with_({**points[one], **freed[one]}))
        differences[one] = compare(base, simulate_run(changed, workers, progress)).differences(1)
    dropped = [
        Dropped(differences[one], one, tuple(sorted({*points[one], *freed[one]}))) for one in moving
    ]
    idle = tuple(one for one in scenario.statements if one not in moving)
    return Ablation(run, tuple(sorted(dropped, key=lambda one: -one.largest)), idle, stays)


def _nothing_moves(scenario: Scenario, stays: tuple[Obstacle, ...]) -> str:
    problem = "no number of this scenario rests on a statement and has a neutral value"
    if not stays:
        return problem
    held = "; ".join(stays_in_words(scenario, one) for one in stays[:MAX_NAMED])
    return f"{problem}; what rests on statements here cannot be left out: {held}"


def _staying(base: Result) -> tuple[Obstacle, ...]:
    """Return the gates that bind and rest on sentences, unless one sentence takes them along."""
    counts: Counter[Reason] = Counter()
    for binding in obstacles(base):
        for reason in binding.reasons:
            if reason.kind == "gate" and reason.statements:
                alike = replace(reason, came=False, inclined=True, unkept=())
                counts[alike] += binding.share.count
    return tuple(
        Obstacle((reason,), share_of(count, base.worlds))
        for reason, count in counts.most_common()
        if not any(goes_without(base.scenario, reason, key) for key in reason.statements)
    )
