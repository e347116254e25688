"""Shares and dots: the one place where the page turns what was run into what it shows.

A hundred dots stand for all worlds. Meetings on time and the most frequent outcome have as many as
the sentence above them says; the others share what is left by the method of the largest remainder.
Each dot is a real world of the run: one that ends so, in the text and now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product

import numpy as np
from numpy.typing import NDArray

from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.measures import measure_in_words
from sim.arrays import Flags, Floats
from sim.ensemble.ends import UNFIT
from sim.style.sentences import of_100

ROW = 10
FITTINGS, NEARLY_NONE = 100, 1e-6

Moves = list[list[int]]
"""How many dots stand for worlds of one outcome in the text (rows) and of one now (columns)."""


@dataclass(frozen=True)
class Line:
    """An outcome in the legend: what it is called, its dots now and in the text.

    It is filled as `sim.pages.patterns` says.
    """

    outcome: str
    words: str
    code: int
    dots: int
    before: int
    is_found: bool
    """Whether a world ends so."""


@dataclass(frozen=True)
class Dot:
    """One of the hundred: where it stands, how its worlds end, and one of them."""

    column: int
    row: int
    line: Line
    world: int | None
    has_moved: bool


def lines_of(both: Comparison) -> list[Line]:
    """Return the legend: each outcome with its dots."""
    outcomes = both.outcomes
    before, now = (result.dots.values() for result in both.results)
    dots = zip(now, before, strict=True)
    ending = both.results[1].table["outcome"]
    return [
        Line(one, measure_in_words(one), code, *counts, bool((ending == code).any()))
        for code, (one, counts) in enumerate(zip(outcomes, dots, strict=True))
    ]


def first_of(wanted: Flags, after: int = -1) -> int | None:
    """Return the next world of those wanted, starting over at the end; None if there is none."""
    found = np.flatnonzero(wanted)
    later = found[found > after]
    return int(later[0]) if len(later) else int(found[0]) if len(found) else None


def differing(both: Comparison) -> Flags:
    """Return whether each world ends differently, of those that fit, shape ``(worlds,)``."""
    one, other = (result.table["outcome"] for result in both.results)
    return np.asarray((one != other) & (one != UNFIT) & (other != UNFIT))


def moves_of(both: Comparison, lines: Sequence[Line]) -> Moves:
    """Return how the dots of the text go over into those of now, as the worlds do."""
    flows = _fitted(both.flows(1), [one.before for one in lines], [one.dots for one in lines])
    moves = np.floor(flows + 1e-9).astype(int)
    rows = np.array([one.before for one in lines]) - moves.sum(axis=1)
    columns = np.array([one.dots for one in lines]) - moves.sum(axis=0)
    went = both.flows(1) > 0
    while rows.any():
        open_ = np.minimum.outer(rows, columns) > 0
        best = np.where(open_, went * 1000 + flows - moves, -np.inf)
        row, column = np.unravel_index(np.argmax(best), best.shape)
        moves[row, column] += 1
        rows[row] -= 1
        columns[column] -= 1
    _let_move(moves, flows, both.flows(1), of_100(differently(both)))
    return [[int(one) for one in row] for row in moves]


def differently(both: Comparison) -> float:
    """Return the share of worlds, as luck drew them, that end differently now."""
    flows = both.flows(1)
    return float(1 - np.trace(flows) / max(flows.sum(), 1))


def _let_move(moves: NDArray[np.int64], flows: Floats, went: NDArray[np.int64], told: int) -> None:
    """Let as many dots move as is told: two that go where the other went leave all sums alone."""
    swaps = [*product(combinations(range(len(moves)), 2), permutations(range(len(moves)), 2))]
    while more := told - int(moves.sum() - np.trace(moves)):
        off = moves - flows
        best = min(
            (
                (off[a, d] + off[b, c] - off[a, c] - off[b, d], a, b, c, d)
                for (a, b), (c, d) in swaps
                if moves[a, c] and moves[b, d] and went[a, d] and went[b, c]
                if 0 < ((a == c) + (b == d) - (a == d) - (b == c)) / more <= 1
            ),
            default=None,
        )
        if best is None:
            return
        _, a, b, c, d = best
        moves[[a, b], [c, d]] -= 1
        moves[[a, b], [d, c]] += 1


def _fitted(flows: NDArray[np.int64], rows: Sequence[int], columns: Sequence[int]) -> Floats:
    """Return flows of worlds as drawn, fitted to the dots before and now, which are of chances.

    Rows and columns are scaled in turn (Deming and Stephan 1940); where no world went, nearly
    none may.
    """
    fitted, least = flows + NEARLY_NONE, NEARLY_NONE**2
    wanted, most = np.array(rows, float)[:, None], np.array(columns, float)
    for _ in range(FITTINGS):
        fitted *= wanted / np.maximum(fitted.sum(axis=1, keepdims=True), least)
        fitted *= np.minimum(1, most / np.maximum(fitted.sum(axis=0), least))
    return np.asarray(fitted)


def dots_of(both: Comparison, lines: Sequence[Line]) -> list[Dot]:
    """Return the dots in the order in which they stand in the text, so that each can be followed.

    In the text they stand in rows, outcome by outcome; now likewise, those that stay before those
    that came.
    """
    moves = moves_of(both, lines)
    free = np.cumsum([0, *(one.dots for one in lines)])
    places: dict[tuple[int, int], int] = {}
    for column in range(len(lines)):
        for row in sorted(range(len(lines)), key=lambda row: row != column):
            places[row, column] = int(free[column])
            free[column] += moves[row][column]
    return [
        Dot(at % ROW, at // ROW, lines[column], world, row != column)
        for row, counts in enumerate(moves)
        for column, count in enumerate(counts)
        if count
        for at, world in enumerate(_worlds(both, row, column, count), places[row, column])
    ]


def _worlds(both: Comparison, row: int, column: int, count: int) -> list[int | None]:
    """Return so many worlds that end one way in the text and another now; of few, some twice.

    Of an outcome that had a chance but that no world came to, there is none.
    """
    before, now = (result.table["outcome"] for result in both.results)
    found = np.flatnonzero((before == row) & (now == column))
    if not len(found):
        found = np.flatnonzero(now == column)
    return [int(found[one % len(found)]) for one in range(count)] if len(found) else [None] * count
