"""How often printed intervals hold the truth: ``python benchmarks/coverage.py [SEEDS] [WORLDS]``.

The truth of the week and of one change of it is asked of a run of 4,194,304 worlds. Of 100
intervals 93 to 97 should hold it; the script exits with 1 if those of a share or a difference do
not. Outcomes that fewer than ten worlds show are left out.
"""

import sys

import numpy as np
from variance import pair

from sim import compare
from sim.analysis.outcomes.measures import measure_in_words

TRUE_WORLDS, TRUE_SEED, LEAST = 2**22, 10**6, 10


def main(seeds: int, worlds: int) -> int:
    """Print the coverage of each measure, and return the exit code."""
    true = compare(*pair(TRUE_WORLDS, TRUE_SEED, "sobol"))
    held: dict[str, list[tuple[bool, bool]]] = {name: [] for name in true.shares(0)}
    for seed in range(seeds):
        found = compare(*pair(worlds, seed, "sobol"))
        for name, row in held.items():
            share, change = found.shares(0)[name], found.differences(1)[name]
            truth, moved = true.shares(0)[name].share, true.differences(1)[name].difference
            row.append((share.low <= truth <= share.high, change.low <= moved <= change.high))
    missed = 0
    for name, both in held.items():
        rare = true.shares(0)[name].share * worlds < LEAST
        figures = np.mean(both, axis=0)
        print(f"{measure_in_words(name):<25}shares {figures[0]:.3f}   differences {figures[1]:.3f}")
        slack = 3 * np.sqrt(0.05 * 0.95 / seeds)
        missed += not rare and bool(np.any(np.abs(figures - 0.95) > 0.02 + slack))
    return int(missed > 0)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(given + [1000, 1024][len(given) :])))
