"""Counts: how many worlds ended in each way, in place of a row for each of them.

However many worlds there are, they end in at most a few thousand ways. Counts are summed up block
by block, so that their memory does not grow with the number of worlds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.engine.draws import Draws
from sim.engine.sobol import PARTS
from sim.ensemble.ends import DATES, UNFIT, Table
from sim.ensemble.jobs import Arrays
from sim.ensemble.run import Run
from sim.scenario import Scenario

Integers = NDArray[np.int64]

GRAIN = 2.0**20
"""Sums of drawn numbers are rounded, block by block, to 1/GRAIN: below 2³³ they then come out the
same in whatever order blocks are added."""

MAX_CODE = 2**62
BY_PART = "worlds"


@dataclass(frozen=True, eq=False)
class Counts:
    """How many worlds ended in each way.

    Attributes
    ----------
    rows : dict of str to array, shape (ways,)
        The distinct rows of the table of worlds, without dates, in order.
    by_part : array, shape (ways, parts)
        How many worlds of each part of the run ended so.
    drawn : dict of str to array, shape (ways,)
        By path: what a number that each world draws, and nothing but blame asks for, adds up to.
    """

    rows: Table
    by_part: Integers
    drawn: Mapping[str, Floats]

    @property
    def worlds(self) -> Integers:
        """How many worlds ended so, shape ``(ways,)``."""
        return np.asarray(self.by_part.sum(axis=1))

    def reached(self, column: str, step: int) -> Integers:
        """Return in how many worlds of each part a column has come to a step or beyond."""
        return np.asarray(self.by_part[self.rows[column] >= step].sum(axis=0))

    def split(self, codes: NDArray[np.integer], size: int) -> Integers:
        """Return how many worlds have each code below `size`, given that of each way."""
        return np.bincount(codes, weights=self.worlds, minlength=size).astype(np.int64)

    def arrays(self) -> Arrays:
        """Return all of it by name."""
        return {**self.rows, BY_PART: self.by_part, **self.drawn}


def counts_from(arrays: Arrays) -> Counts:
    """Return the counts of which these are the arrays; numbers drawn are the only decimals."""
    by_way = {name: array for name, array in arrays.items() if array.ndim == 1}
    rows = {name: array for name, array in by_way.items() if array.dtype.kind == "i"}
    drawn = {name: array for name, array in by_way.items() if array.dtype.kind == "f"}
    return Counts(rows, arrays[BY_PART], drawn)


def counts_of(run: Run, table: Table, span: range) -> Counts:
    """Return the counts of the worlds of `span` that fit what is known, from their rows."""
    fits = table["outcome"] != UNFIT
    ends = {name: one[fits] for name, one in table.items() if not name.endswith(DATES)}
    rows, number = distinct(ends)
    size, part = len(rows["outcome"]), np.arange(span.start, span.stop)[fits] % PARTS
    by_part = np.bincount(number * PARTS + part, minlength=size * PARTS).reshape(size, PARTS)
    drawn = {
        path: np.rint(np.bincount(number, weights=values[fits]) * GRAIN) / GRAIN
        for path, values in _drawn(run, span).items()
    }
    return Counts(rows, by_part, drawn)


def _drawn(run: Run, span: range) -> dict[str, Floats]:
    """Return by path what each world draws that only blame asks for."""
    numbers, places = run.scenario.numbers, blamed(run.scenario).values()
    draws = Draws(numbers, run.batch(span))
    weights = [one.path for place in places for one in numbers.below(place).values()]
    values = {path: draws.value(path) for path in weights if run.uncertain}
    return {path: value for path, value in values.items() if isinstance(value, np.ndarray)}


def together(counts: Sequence[Counts]) -> Counts:
    """Return the counts of the worlds of all of these."""
    if len(counts) == 1:
        return counts[0]
    arrays = [one.arrays() for one in counts]
    joined = {name: np.concatenate([one[name] for one in arrays]) for name in arrays[0]}
    whole = counts_from(joined)
    rows, number = distinct(whole.rows)

    def added(values: NDArray[Any]) -> NDArray[Any]:
        total = np.zeros((len(rows["outcome"]), *values.shape[1:]), values.dtype)
        np.add.at(total, number, values)
        return total

    return counts_from(
        {**rows, BY_PART: added(whole.by_part), **{k: added(v) for k, v in whole.drawn.items()}}
    )


def distinct(table: Table) -> tuple[Table, NDArray[np.intp]]:
    """Return the distinct rows of a table, in order, and which of them each row is."""
    code, size = np.zeros(len(next(iter(table.values()))), np.int64), 1
    for column in table.values():
        span = int(column.max(initial=0)) + 1
        if size * span > MAX_CODE:
            known, code = np.unique(code, return_inverse=True)
            size = len(known)
        code, size = code * span + column, size * span
    _, first, number = np.unique(code, return_index=True, return_inverse=True)
    return {name: column[first] for name, column in table.items()}, number


def blamed(scenario: Scenario) -> dict[str, str]:
    """Return by audience where the weights with which it blames stand."""
    audiences = (key for key, actor in scenario.actors.items() if actor.blames is not None)
    return {key: f"actors.{key}.blames" for key in audiences}
