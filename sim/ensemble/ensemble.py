"""The ensemble: a run and what is kept of its worlds, before anything is asked of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial, reduce

import numpy as np
from numpy.typing import NDArray

from sim.engine.outcome import meetings_on_time, outcomes_of
from sim.engine.sobol import PARTS
from sim.ensemble.chances import UNIT, Sums
from sim.ensemble.counts import Counts, Integers, counts_from, counts_of, together
from sim.ensemble.ends import UNFIT, Column, Table
from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.jobs import Arrays, Done, carried_out
from sim.ensemble.run import BLOCK, CHANCES, Progress, Run, run_block, spans_of, stretches_of
from sim.errors import UsageError
from sim.scenario import Scenario

COUNTS_ONLY = "only counts were kept, no single world: run without --counts, or keep='counts'"


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble:
    """All worlds of a run, lived through; equal runs give equal ensembles.

    Kept is a table with a row per world, as luck had it (see `final_table` for its columns), or how
    many worlds end alike. The chances are those of each outcome when decisions froze, by part of
    the run, ``(parts, outcomes)``.
    """

    run: Run
    kept: Table | Counts
    chances: Sums

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ensemble):
            return NotImplemented
        own, its = _arrays(self), _arrays(other)
        same = (np.array_equal(array, its[name]) for name, array in own.items())
        return self.run == other.run and own.keys() == its.keys() and all(same)

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

    @property
    def among(self) -> Sums | None:
        """How many worlds of each part fit what is known; None where nothing is; see `Run`."""
        return self.run.among(self.chances)

    @property
    def worlds(self) -> int:
        """How many worlds count: all, or those that fit what is known."""
        return self.run.worlds if self.among is None else round(self.among.sum() / UNIT)

    @property
    def table(self) -> Table:
        """A row per world, those that do not fit included; raises `UsageError` without any."""
        if isinstance(self.kept, Counts):
            raise UsageError(COUNTS_ONLY)
        return self.kept

    @property
    def fitting(self) -> NDArray[np.intp]:
        """The numbers of the worlds that fit what is known; `UsageError` where none were kept."""
        return np.flatnonzero(self.table["outcome"] != UNFIT)

    @property
    def ended(self) -> Integers:
        """How many worlds end in each outcome, of those that fit what is known."""
        if isinstance(self.kept, Counts):
            return self.kept.split(self.kept.rows["outcome"], len(self.outcomes))
        return np.bincount(self.table["outcome"][self.fitting], minlength=len(self.outcomes))

    @cached_property
    def counts(self) -> Counts:
        """How many worlds end alike."""
        if isinstance(self.kept, Counts):
            return self.kept
        spans = spans_of(range(self.run.worlds), BLOCK)
        return together([counts_of(self.run, self.rows(span), span) for span in spans])

    def rows(self, span: range) -> Table:
        """Return the rows of the worlds in `span`; raises `UsageError` where none were kept."""
        return {name: column[span.start : span.stop] for name, column in self.table.items()}


def _arrays(lived: Ensemble) -> Arrays:
    kept = lived.kept.arrays() if isinstance(lived.kept, Counts) else lived.kept
    return {**kept, CHANCES: lived.chances}


def live_through(
    run: Run,
    workers: Workers = 1,
    progress: Progress | None = None,
    done: Done | None = None,
) -> tuple[Table | Counts, Sums]:
    """Run all worlds of `run`; return what is kept, and the chances, shape ``(parts, outcomes)``.

    Workers change nothing but the time. Of a run that keeps counts, what is `done` need not be done
    again. Raises `UsageError` if the number of workers is out of range.
    """
    if run.keep == "worlds":
        return _worlds(run, workers, progress)
    work, stretches = partial(_stretch, run), stretches_of(run.worlds)
    made = carried_out(work, stretches, workers, progress, done)
    return _added((counts_from(arrays), arrays[CHANCES]) for _, arrays in made)


def _stretch(run: Run, stretch: range) -> Arrays:
    """Return the counts of some worlds, with their chances by part of the run."""
    counts, chances = _added(_counted(run, span) for span in spans_of(stretch, BLOCK))
    return {**counts.arrays(), CHANCES: chances}


def _counted(run: Run, span: range) -> tuple[Counts, Sums]:
    rows, chances = run_block(run, span)
    return counts_of(run, rows, span), chances


def _added(pieces: Iterable[tuple[Counts, Sums]]) -> tuple[Counts, Sums]:
    """Return counts and chances added up as they come, none of them kept."""
    return reduce(lambda sums, more: (together([sums[0], more[0]]), sums[1] + more[1]), pieces)


def _worlds(run: Run, workers: Workers, progress: Progress | None) -> tuple[Table, Sums]:
    """Return a row per world, and the chances by part of the run."""
    table: dict[str, Column] = {}
    sums = np.zeros((PARTS, len(outcomes_of(run.scenario))), np.int64)
    spans = spans_of(range(run.worlds), BLOCK)
    for number, (rows, chances) in map_unordered(partial(run_block, run), spans, workers):
        span = spans[number]
        sums += chances
        for name, column in rows.items():
            if name not in table:
                table[name] = np.empty(run.worlds, column.dtype)
            table[name][span.start : span.stop] = column
        if progress is not None:
            progress(len(span))
    return table, sums
