"""How often printed intervals hold the truth.

``python benchmarks/coverage.py SEEDS WORLDS`` counts it for shares and paired differences of the
week; the truth is asked of 16,777,216 worlds, which have to give the reference figures first.
``python benchmarks/coverage.py SEEDS uncertain`` counts it for ``--uncertain``; the truth is the
mean of 16 runs with 32 times the worlds each. What is left of its own margin is counted in. Of 100
intervals 93 to 97 should hold the truth; the script exits with 1 if they do not. It prints in
brackets, and does not judge, what rests on fewer than ten of the lucks, and first-order shares
below 1 %.
"""

import sys
from collections.abc import Iterable, Mapping

import numpy as np
from variance import BASELINE, pair

from sim import Result, Scenario, compare, uncertainty
from sim.analysis.experiments.uncertainty import LUCKS, Uncertainty
from sim.analysis.experiments.variance import parts_of
from sim.analysis.outcomes.measures import measure_in_words, tallies
from sim.analysis.outcomes.shares import STUDENT, Tally
from sim.ensemble.chances import UNIT
from sim.scenario.condition import Status

TRUE_WORLDS, TRUE_SEED = 2**24, 10**6
TRUE_RUNS, TRUE_DRAWS, TRUE_LUCKS = 16, 4096, 8192
LEAST, WORTH = 10, 0.01

REFERENCE = {
    "any_on_time": 0.45339,
    "leaders_on_time": 0.06252,
    "delegations_on_time": 0.39087,
    "leaders_late": 0.00635,
    "delegations_late": 0.33438,
    "one_sided": 0.18402,
    "none": 0.02186,
    "promised": 0.05061,
    "observed": 0.00536,
}
"""Shares of the baseline from an independent implementation."""

NEAR = 0.000035
"""How near they are to the truth, rounding included."""

FIRST_ORDER = "first-order shares"

Key = tuple[str, str, str]
"""The measure, what a figure is, and of which assumption, if of one."""

Held = Mapping[str, Iterable[bool]]
"""By what is printed, seed by seed: whether its interval holds the truth."""


def references(long: Result) -> bool:
    """Print a long run beside the reference figures; return whether it is near them."""
    found = tallies(long.run, long.chances)
    for step in (Status.PROMISED, Status.OBSERVED):
        worlds = long.counts.reached("ceasefire.status", step)
        found[step.word] = Tally(long.run.worlds, worlds * UNIT)
    near = True
    for name, figure in REFERENCE.items():
        mean, margin = float(found[name].mean), found[name].quantile * float(found[name].error)
        near &= abs(mean - figure) <= np.hypot(NEAR, margin)
        print(f"{measure_in_words(name):<25}{mean:.5f} ± {margin:.5f}   reference {figure:.5f}")
    return near


def of_runs(seeds: int, worlds: int) -> tuple[bool, Held]:
    """Return whether a long run is right, and what the intervals of shorter ones hold."""
    true = compare(*pair(TRUE_WORLDS, TRUE_SEED, "sobol"))
    shares, moves = true.shares(0), true.differences(1)
    held: dict[str, list[bool]] = {}
    for seed in range(seeds):
        found = compare(*pair(worlds, seed, "sobol"))
        for name in shares:
            own, change = found.shares(0)[name], found.differences(1)[name]
            for what, one, truth in (
                ("share", own, shares[name].share),
                ("difference", change, moves[name].difference),
            ):
                words = f"{measure_in_words(name)}, {what}"
                held.setdefault(words, []).append(one.low <= truth <= one.high)
    return references(true.results[0]), held


def of_unknowns(seeds: int) -> tuple[bool, Held]:
    """Return what the margins of ``--uncertain`` hold."""
    week = Scenario.load(BASELINE)
    runs = range(TRUE_SEED, TRUE_SEED + TRUE_RUNS)
    long = [_figures(uncertainty(week, run, TRUE_DRAWS, TRUE_LUCKS)) for run in runs]
    true = {key: np.array([one[key][0] for one in long]) for key in long[0]}
    held: dict[str, list[bool]] = {}
    for seed in range(seeds):
        for key, (value, margin) in _figures(uncertainty(week, seed)).items():
            truth, spread = true[key].mean(), true[key].std(ddof=1)
            own = STUDENT[TRUE_RUNS - 2] * spread / np.sqrt(TRUE_RUNS)
            words = f"{measure_in_words(key[0])}, {key[1]}"
            words = words if _rests_on_enough(key, truth) else f"({words})"
            held.setdefault(words, []).append(abs(value - truth) <= np.hypot(margin, own))
    return True, held


def _figures(found: Uncertainty) -> dict[Key, tuple[float, float]]:
    """Return every figure with its margin."""
    figures = {}
    for measure, spread in found.spreads.items():
        for name in ("low", "high", *parts_of(theory=False)):
            figures[measure, name, ""] = getattr(spread, name), spread.margins[name]
        for one in found.weights(measure):
            figures[measure, FIRST_ORDER, one.path] = one.first_order, one.margin
    return figures


def _rests_on_enough(key: Key, truth: float) -> bool:
    """Whether a figure is one that should be held as often as is said."""
    measure, what, _ = key
    if what == FIRST_ORDER:
        return truth > WORTH
    return LUCKS * (truth if what in ("low", "high") else REFERENCE[measure]) >= LEAST


def main(seeds: int, what: str) -> int:
    """Print the coverage of each figure, and of all that are judged; return the exit code."""
    right, held = of_unknowns(seeds) if what == "uncertain" else of_runs(seeds, int(what))
    judged: list[bool] = []
    missed = 0
    for words, row in held.items():
        covered = float(np.mean([*row]))
        print(f"{words:<45}{covered:.3f}")
        if not words.startswith("("):
            missed += abs(covered - 0.95) > 0.02 + 3 * np.sqrt(0.05 * 0.95 / seeds)
            judged += row
    print(f"{'all':<45}{np.mean(judged):.3f}")
    return int(missed > 0 or not right)


if __name__ == "__main__":
    seeds, what = [*sys.argv[1:], *("1000", "1024")[len(sys.argv) - 1 :]]
    sys.exit(main(int(seeds), what))
