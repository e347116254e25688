"""The result of a run: what became of its worlds, and what a reader asks of it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words, measured, what_happens
from sim.analysis.outcomes.shares import Share
from sim.analysis.outcomes.summary import summary
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.executors import Workers
from sim.ensemble.run import Progress, Run, run_of, simulate_table
from sim.scenario import Scenario
from sim.style.sentences import OF_100, in_100, with_interval
from sim.style.words import called

if TYPE_CHECKING:
    import pandas


class Result(Ensemble, Finding):
    """What became of all worlds of a run; equal runs give equal results."""

    @property
    def heading(self) -> str:
        """What was run."""
        return self.scenario.title

    def about(self, measure: str | None = None) -> str:
        """Return in how many worlds a measure comes about; by itself, which outcome most often."""
        happens, shares = what_happens(measure or ANY_ON_TIME, self.scenario), self.measured()
        share = shares[measure or ANY_ON_TIME]
        often = with_interval(share.share, share.low, share.high)
        words = f"Under these assumptions, {happens} in {often}"
        if measure is not None:
            return f"{words}."
        most = max(self.outcomes, key=lambda outcome: shares[outcome].count)
        name, often = called(measure_in_words(most)), in_100(shares[most].share)
        often = often.removesuffix(OF_100) if OF_100 in words else often
        return f"{words}; the most frequent outcome is {name}, in {often}."

    def measured(self) -> dict[str, Share]:
        """Return the share of each measure, any meeting on time first."""
        counts = np.bincount(self.table["outcome"], minlength=len(self.outcomes))
        return measured(self.scenario, counts)

    def details(self) -> dict[str, Any]:
        """Return the shares, what bound the worlds, and blame; see `summary`."""
        return summary(self)

    def shares(self) -> "pandas.DataFrame":
        """Return a row per measure, any meeting on time first: its share with its interval."""
        import pandas as pd

        rows = self.measured().items()
        return pd.DataFrame([{"outcome": key, **asdict(share)} for key, share in rows])

    def shown(self) -> "pandas.DataFrame":
        """Return the shares: of all worlds there are too many."""
        return self.shares()

    def frame(self, span: range | None = None) -> "pandas.DataFrame":
        """Return the rows of some worlds (default: all) in words, as a pandas DataFrame."""
        from sim.analysis.outcomes.frame import frame_of

        worlds = range(self.run.worlds) if span is None else span
        return frame_of(self.scenario, self.rows(worlds), worlds)


def simulate(
    scenario: Scenario,
    worlds: int = 10_000,
    seed: int | None = None,
    uncertain: bool = False,
    workers: Workers = 1,
) -> Result:
    """Run a scenario in many parallel worlds.

    Parameters
    ----------
    scenario : Scenario
    worlds : int
        Number of worlds, from 1 to 100,000,000.
    seed : int, optional
        Seed of all luck, 0 or above; drawn afresh and recorded in the result when None.
    uncertain : bool
        Whether each world draws its own assumptions from their distributions.
    workers : int or concurrent.futures.Executor
        Processes that share the work, this one included, or who does it instead, such as a pool of
        your own; they change nothing but the time.

    Raises
    ------
    UsageError
        If a number is outside its range.

    Examples
    --------
    >>> from sim import Scenario, simulate
    >>> scenario = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> result = simulate(scenario, worlds=100, seed=1)
    >>> result == simulate(scenario, worlds=100, seed=1)
    True
    """
    return simulate_run(run_of(scenario, worlds, seed, uncertain), workers)


def simulate_run(run: Run, workers: Workers = 1, progress: Progress | None = None) -> Result:
    """Run all worlds of `run`, telling `progress` how many more are done."""
    return Result(run, simulate_table(run, workers, progress))
