"""The result of a run: its table, and what a reader asks of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.outcome import outcome_ids
from sim.ensemble.executors import Workers
from sim.ensemble.run import Progress, Run, Table, run_of, simulate_table
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas

    from sim.plots.figures.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """What became of all worlds of a run; equal runs give equal results.

    Attributes
    ----------
    run : Run
        What was run.
    table : Table
        A row per world; see `sim.ensemble.run.final_table` for the columns.
    """

    run: Run
    table: Table

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result) or self.run != other.run:
            return NotImplemented if not isinstance(other, Result) else False
        return all(np.array_equal(column, other.table[name]) for name, column in self.table.items())

    __hash__ = None  # type: ignore[assignment]

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.run.scenario

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Ids of the outcomes, in the order of the codes in the table."""
        return outcome_ids(self.scenario.levels)

    @property
    def on_time(self) -> int:
        """How many of the first outcomes are meetings on time."""
        return len(self.scenario.levels) - 1

    def shares(self) -> "pandas.DataFrame":
        """Return a row per measure, any meeting on time first: its share with its interval."""
        from sim.analysis.outcomes.frame import shares_frame

        return shares_frame(self)

    def plot(self) -> "Figure":
        """Return the outcome distribution as a figure, which a notebook shows."""
        from sim.plots.figures.figure import outcomes_figure

        return outcomes_figure(self)

    def __repr__(self) -> str:
        return f"<Result: {self.scenario.title}: {self.run.worlds:,} worlds, seed {self.run.seed}>"

    def _repr_html_(self) -> str:
        from sim.analysis.finding import in_html

        return in_html(repr(self)[1:-1], self.shares())

    def rows(self, span: range) -> Table:
        """Return the rows of the worlds in `span`."""
        return {name: column[span.start : span.stop] for name, column in self.table.items()}

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
