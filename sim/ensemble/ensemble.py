"""The ensemble: a run and the table of its worlds, before anything is asked of it."""

from dataclasses import dataclass

import numpy as np

from sim.engine.outcome import meetings_on_time, outcomes_of
from sim.ensemble.chances import Sums
from sim.ensemble.run import Run, Table
from sim.scenario import Scenario


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble:
    """All worlds of a run, lived through; equal runs give equal ensembles.

    The table has a row per world, as luck had it; see `final_table` for its columns. The chances
    are those of each outcome when decisions froze, by part of the run, ``(parts, outcomes)``.
    """

    run: Run
    table: Table
    chances: Sums

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ensemble):
            return NotImplemented
        columns = self.table.items()
        same = (np.array_equal(column, other.table[name]) for name, column in columns)
        return self.run == other.run and np.array_equal(self.chances, other.chances) and all(same)

    __hash__ = None  # type: ignore[assignment]

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.run.scenario

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Ids of the outcomes, in the order of the codes in the table."""
        return outcomes_of(self.scenario)

    @property
    def on_time(self) -> int:
        """How many of the first outcomes are meetings on time."""
        return meetings_on_time(self.scenario)

    def rows(self, span: range) -> Table:
        """Return the rows of the worlds in `span`."""
        return {name: column[span.start : span.stop] for name, column in self.table.items()}
