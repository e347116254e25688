"""Whether everything called a cause is one: each is lived through again, beside the search.

``python benchmarks/causes.py WORLDS`` asks why each of the first so many worlds of the week ended
as it did, and lives all that is answered again, many worlds together: changed as a whole, the world
has to end as is said and otherwise than it did; changed but in part, as it did. Sets of numbers and
readings are held once more against runs of the week with ``--set``, where nothing is held fixed at
all. The script exits with 1 if one cause is none. It asks about ten worlds a second.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from variance import BASELINE

from sim import Scenario, because, simulate
from sim.analysis.outcomes.otherwise import together
from sim.analysis.stories.because import Because
from sim.ensemble.again import live_each_again
from sim.ensemble.luck import Luck
from sim.scenario.numbers import Point

SEED, TOGETHER = 20_250_511, 500

Expected = tuple[int, Point, str, bool]
"""World, point, an outcome, and whether the world ends so at the point, or must not."""


def expected(found: Because) -> Iterator[Expected]:
    """Yield what has to be, if all that is called a cause of a world is one."""
    yield found.world, {}, found.outcome, True
    for cause in found.causes:
        yield found.world, together(cause.changes), cause.outcome, cause.outcome != found.outcome
        for size in range(1, len(cause.changes)):
            for part in combinations(cause.changes, size):
                yield found.world, together(part), found.outcome, True


def lived_again(week: Scenario, outcomes: Sequence[str], rows: list[Expected]) -> NDArray[np.bool_]:
    """Return for each row whether it is as expected, all worlds lived through together."""
    worlds, points = np.array([row[0] for row in rows]), [row[1] for row in rows]
    ends = live_each_again(week, Luck(SEED), (worlds, np.arange(len(rows))), points)
    return np.array(
        [(outcomes[end] == row[2]) is row[3] for end, row in zip(ends, rows, strict=True)]
    )


def set_anew(week: Scenario, worlds: int, rows: list[Expected]) -> tuple[int, int]:
    """Return how many rows that change numbers alone were run with ``--set``, and how many fail."""
    by_change: dict[str, list[Expected]] = defaultdict(list)
    for row in rows:
        if row[1] and all(path in week.numbers for path in row[1]):
            by_change[repr(sorted(row[1].items()))].append(row)
    tried = wrong = 0
    for some in by_change.values():
        ends = simulate(week.with_(some[0][1]), worlds, SEED).frame()["outcome"]
        tried += len(some)
        wrong += sum((ends[world] == outcome) is not so for world, _, outcome, so in some)
    return tried, wrong


def main(worlds: int) -> int:
    """Print how many causes there are and how many are none, and return the exit code."""
    week, causes, sets, wrong = Scenario.load(BASELINE), 0, [], 0
    run = simulate(week, worlds, SEED)
    for start in range(0, worlds, TOGETHER):
        found = [
            because(week, world, SEED) for world in range(start, min(worlds, start + TOGETHER))
        ]
        rows = [row for one in found for row in expected(one)]
        causes += sum(len(one.causes) for one in found)
        wrong += int((~lived_again(week, run.outcomes, rows)).sum())
        sets += [row for row in rows if row[1]]
        print(f"{start + len(found):,} worlds, {causes:,} causes, {wrong} wrong", flush=True)
    tried, failed = set_anew(week, worlds, sets)
    print(f"of numbers and readings alone, run with --set: {tried:,}, {failed} wrong")
    return int(wrong + failed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 1000))
