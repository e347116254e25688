"""Whether everything called a cause is one: each is lived through again, beside the search.

``python benchmarks/causes.py --worlds N`` asks why each of the first so many worlds of the week
ended as it did, and lives all that is answered again: changed as a whole, the world has to end as
is said and otherwise than it did; changed but in part, as it did. What can be set before a run is
held once more against runs of the week with ``--set``, where nothing is held fixed at all. The
script exits with 1 if one cause is none, and says how many worlds it has asked about per minute.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import combinations
from time import perf_counter

import numpy as np
from variance import BASELINE

from sim import Scenario, simulate
from sim.analysis.outcomes.otherwise import together
from sim.analysis.stories.because import Because, becauses
from sim.ensemble.again import live_each_again
from sim.ensemble.luck import Luck
from sim.scenario.numbers import Point

SEED, TOGETHER = 20_250_511, 100

Expected = tuple[int, Point, str, bool]
"""World, point, an outcome, and whether the world ends so at the point, or must not."""

Sets = dict[tuple[tuple[str, object], ...], list[tuple[int, str]]]
"""By what is set: worlds, and how they then end."""


def expected(found: Because) -> Iterator[Expected]:
    """Yield what has to be, if all that is called a cause of a world is one."""
    yield found.world, {}, found.outcome, True
    for cause in found.causes:
        yield found.world, together(cause.changes), cause.outcome, cause.outcome != found.outcome
        for size in range(1, len(cause.changes)):
            for part in combinations(cause.changes, size):
                yield found.world, together(part), found.outcome, True


def fail(week: Scenario, outcomes: tuple[str, ...], rows: list[Expected]) -> int:
    """Return how many rows are not as expected, all worlds lived through together."""
    worlds, points = np.array([row[0] for row in rows]), [row[1] for row in rows]
    ends = live_each_again(week, Luck(SEED), (worlds, np.arange(len(rows))), points)
    return sum((outcomes[end] == row[2]) is not row[3] for end, row in zip(ends, rows, strict=True))


def set_anew(week: Scenario, worlds: int, sets: Sets) -> int:
    """Return how many worlds end otherwise than is said when the week is run with ``--set``."""
    wrong = 0
    for changes, lives in sets.items():
        ends = simulate(week.with_(dict(changes)), worlds, SEED).frame()["outcome"]
        wrong += sum(ends[world] != outcome for world, outcome in lives)
    return wrong


def main(worlds: int) -> int:
    """Print how many causes there are and how many are none, and return the exit code."""
    week, causes, wrong, taken = Scenario.load(BASELINE), 0, 0, 0.0
    outcomes, sets = simulate(week, 1, SEED).outcomes, Sets()
    for start in range(0, worlds, TOGETHER):
        begun = perf_counter()
        found = becauses(week, range(start, min(worlds, start + TOGETHER)), Luck(SEED))
        taken += perf_counter() - begun
        wrong += fail(week, outcomes, [row for one in found for row in expected(one)])
        for one in found:
            causes += len(one.causes)
            for cause in one.causes:
                if cause.settings:
                    key = tuple(sorted(cause.settings.items()))
                    sets.setdefault(key, []).append((one.world, cause.outcome))
        done = start + len(found)
        pace = f"{60 * done / taken:,.0f} worlds a minute"
        print(f"{done:,} worlds, {causes:,} causes, {wrong} wrong; {pace}", flush=True)
    failed = set_anew(week, worlds, sets)
    tried = sum(map(len, sets.values()))
    print(f"of these run with --set, {len(sets):,} runs: {tried:,}, {failed} wrong")
    return int(wrong + failed > 0)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--worlds", type=int, default=1000)
    sys.exit(main(asked.parse_args().worlds))
