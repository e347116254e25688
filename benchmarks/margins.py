"""How often a first-order margin holds the truth: ``python benchmarks/margins.py SCENARIO [RUNS]``.

The truth is asked of all runs' draws together: the chances, freed of what each run's luck adds to
all of them, averaged in sixty bins of an assumption. Counted are shares above 10 %.
"""

import sys

import numpy as np
from numpy.typing import NDArray

from sim import Scenario, uncertainty
from sim.analysis.experiments.uncertainty import Uncertainty

BINS, WORTH = 60, 0.1


def truth(runs: list[Uncertainty], measure: str, path: str) -> float:
    """Return an assumption's first-order share, from the draws of all runs."""
    found = [run.chance(measure).mean(axis=1) for run in runs]
    chances = np.concatenate([one - one.mean() for one in found])
    values: NDArray[np.float64] = np.concatenate([run.drawn[path] for run in runs])
    bins = np.array_split(chances[np.argsort(values)], BINS)
    within = np.mean([some.var(ddof=1) / len(some) for some in bins])
    noise = np.mean([_noise(run, measure) for run in runs])
    between = np.var([some.mean() for some in bins], ddof=1)
    return float((between - within) / (chances.var() - noise))


def _noise(run: Uncertainty, measure: str) -> float:
    """Return the variance that luck alone gives to a draw's chance."""
    spread, counted = run.spreads[measure], run.chance(measure)
    lucks = counted.shape[1]
    parts = spread.assumptions + spread.both / lucks
    return float(counted.mean(axis=1).var() * spread.both / lucks / parts) if parts else 0.0


def main(file: str, number: int) -> None:
    """Print the share of margins that hold the truth, by measure."""
    runs = [uncertainty(Scenario.load(file), seed=seed) for seed in range(number)]
    for measure in runs[0].spreads:
        weights = [{one.path: one for one in run.weights(measure)} for run in runs]
        true = {path: truth(runs, measure, path) for path in weights[0]}
        held = [
            abs(one[path].first_order - share) <= one[path].margin
            for one in weights
            for path, share in true.items()
            if share > WORTH
        ]
        print(f"{measure}: {sum(held)} of {len(held)}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 24)
