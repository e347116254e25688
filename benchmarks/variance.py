"""How many fewer worlds a share needs for the same error than if all luck were thrown and counted.

``python benchmarks/run.py --only variance`` prints a table, by outcome, of runs and of paired
differences. A share p of n thrown and counted worlds has the variance p (1 − p) / n; what is
measured instead is the mean over some seeds of the squared standard error over parts. Differences
are held against thrown luck that two runs share, with all luck drawn.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim import Result, Scenario, simulate
from sim.analysis.outcomes.measures import measure_in_words, measures, tallies
from sim.analysis.outcomes.shares import Tally, tally_of
from sim.ensemble.luck import Luck

BASELINE = Path(__file__).resolve().parent.parent / "scenarios" / "thursday" / "baseline.yaml"
CHANGE = {"conditions.ceasefire.willingness": 6}

EXPECTED = {"any_on_time": 20, "leaders_on_time": 20, "one_sided": 20, "leaders_late": 100}
EXPECTED_OF_PAIRS = {"any_on_time": 5}
"""Times fewer worlds that are wanted at 65,536."""

Saved = dict[str, float]


@cache
def weeks() -> tuple[Scenario, Scenario]:
    """Return the two weeks, read once."""
    week = Scenario.load(BASELINE)
    return week, week.with_(CHANGE)


def pair(worlds: int, seed: int, kind: str) -> list[Result]:
    """Return the week and the week with one number changed, on the same luck."""
    return [simulate(one, worlds, Luck(seed, kind=kind)) for one in weeks()]


def chances(result: Result) -> list[Tally]:
    """Return each measure, the last luck worked out."""
    return [*tallies(result.run, result.chances).values()]


def counted(result: Result) -> list[Tally]:
    """Return each measure, all luck drawn."""
    held = measures(result.scenario).values()
    return [tally_of(members[result.table["outcome"]]) for members in held]


def saved(worlds: int, seeds: int) -> tuple[Saved, Saved]:
    """Return by measure how many times fewer worlds are needed: of runs, and of differences."""
    even, thrown, changed, plain = [], [], [], []
    for seed in range(seeds):
        first, second = pair(worlds, seed, "sobol")
        even.append([float(one.error) for one in chances(first)])
        share = np.array([float(one.mean) for one in chances(first)])
        thrown.append(share * (1 - share) / worlds)
        changed.append(_apart(chances(first), chances(second)))
        plain.append(_apart(*map(counted, pair(worlds, seed, "philox"))))
    names = [*measures(Scenario.load(BASELINE))]
    of_runs = np.mean(thrown, axis=0) / np.mean(np.square(even), axis=0)
    of_pairs = np.mean(np.square(plain), axis=0) / np.mean(np.square(changed), axis=0)
    return dict(zip(names, of_runs, strict=True)), dict(zip(names, of_pairs, strict=True))


def _apart(before: list[Tally], after: list[Tally]) -> NDArray[np.float64]:
    pairs = zip(before, after, strict=True)
    return np.array([float(second.since(first).error) for first, second in pairs])


def least(worlds: int, seeds: int) -> float:
    """Print the table; return the smallest figure over what is expected of it."""
    runs, pairs = saved(worlds, seeds)
    print(f"times fewer worlds for the same error, at {worlds:,} worlds ({seeds} seeds)")
    for name, times in runs.items():
        print(f"  {measure_in_words(name):<25}runs {times:6.1f}   differences {pairs[name]:6.1f}")
    figures = [runs[name] / wanted for name, wanted in EXPECTED.items()]
    figures += [pairs[name] / wanted for name, wanted in EXPECTED_OF_PAIRS.items()]
    return float(min(figures))
