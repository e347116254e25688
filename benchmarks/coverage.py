"""How often printed intervals hold the truth.

``python benchmarks/coverage.py SEEDS WORLDS`` counts it for shares and paired differences of the
week; the truth is asked of 16,777,216 worlds, which have to give the reference figures first.
``python benchmarks/coverage.py SEEDS uncertain`` counts it for ``--uncertain``; the truth is asked
of a run with 32 times the worlds. What is left of its own margin is counted in. Of 100 intervals 93
to 97 should hold the truth; the script exits with 1 if they do not. Left out are outcomes that
fewer than ten worlds show, and first-order shares below 5 %, whose margins are wider.
"""

import sys
from collections.abc import Iterable, Mapping

import numpy as np
from variance import BASELINE, pair

from sim import Result, Scenario, compare, uncertainty
from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.outcomes.measures import measure_in_words, tallies
from sim.analysis.outcomes.shares import Tally
from sim.ensemble.chances import UNIT
from sim.scenario.condition import Status

TRUE_WORLDS, TRUE_SEED, LEAST = 2**24, 10**6, 10
TRUE_DRAWS, TRUE_LUCKS, WORTH = 4096, 8192, 0.05

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
    seen = [name for name, one in shares.items() if one.share * worlds >= LEAST]
    held: dict[str, list[bool]] = {}
    for seed in range(seeds):
        found = compare(*pair(worlds, seed, "sobol"))
        for name in seen:
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
    true = uncertainty(week, TRUE_SEED, TRUE_DRAWS, TRUE_LUCKS)
    figures = _figures(true)
    held: dict[str, list[bool]] = {}
    for seed in range(seeds):
        for key, (value, margin) in _figures(uncertainty(week, seed)).items():
            truth, own = figures.get(key, (0.0, 0.0))
            measure, what = key[:2]
            if what != "first-order shares" or truth > WORTH:
                words = f"{measure_in_words(measure)}, {what}"
                held.setdefault(words, []).append(abs(value - truth) <= np.hypot(margin, own))
    return True, held


def _figures(found: Uncertainty) -> dict[tuple[str, str, str], tuple[float, float]]:
    """Return every figure with its margin, by measure, what it is, and of which assumption."""
    figures = {}
    for measure, spread in found.spreads.items():
        for name, margin in spread.margins.items():
            figures[measure, name, ""] = getattr(spread, name), margin
        for one in found.weights(measure):
            figures[measure, "first-order shares", one.path] = one.first_order, one.margin
    return figures


def main(seeds: int, what: str) -> int:
    """Print the coverage of each figure, and return the exit code."""
    right, held = of_unknowns(seeds) if what == "uncertain" else of_runs(seeds, int(what))
    missed = 0
    for words, row in held.items():
        covered = float(np.mean([*row]))
        missed += abs(covered - 0.95) > 0.02 + 3 * np.sqrt(0.05 * 0.95 / seeds)
        print(f"{words:<45}{covered:.3f}")
    print(f"{'all':<45}{np.mean([one for row in held.values() for one in row]):.3f}")
    return int(missed > 0 or not right)


if __name__ == "__main__":
    seeds, what = [*sys.argv[1:], *("1000", "1024")[len(sys.argv) - 1 :]]
    sys.exit(main(int(seeds), what))
