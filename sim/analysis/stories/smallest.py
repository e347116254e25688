"""Smallest: the smallest sets of changes after which something ends otherwise.

A set is a cause of what happened if it ends otherwise once all of the set is changed, and does not
where only a part is. How responsible one variable is goes by the smallest such set that it is part
of: of k + 1 changes each has 1 / (k + 1) (Chockler & Halpern 2004). What is held as it was while
something is changed lets a cause show that another would have stood in for (Halpern 2015).
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, count, islice, product

import numpy as np

from sim.analysis.outcomes.otherwise import Otherwise, together
from sim.arrays import Flags
from sim.scenario.numbers import Point

MAX_SETS = 60_000
"""Sets of one size that are tried at most; larger ones are not looked for then."""

Set = tuple[Otherwise, ...]
"""Changes made together, each of another variable."""


def smallest_sets(
    changes: Sequence[Otherwise],
    ends_otherwise: Callable[[Sequence[Point]], Flags],
    held: Sequence[Point] = ({},),
) -> list[Set]:
    """Return the smallest sets of changes that do it, those of one change first.

    Pairs are tried in any case, larger sets until some are found.

    Parameters
    ----------
    changes : sequence of Otherwise
    ends_otherwise : function
        Says of each of some points whether it ends otherwise, lived again at it.
    held : sequence of Point
        What may be held as it was while something is changed; any of these will do.
    """
    found: list[Set] = []
    for size in count(1):
        sets = list(islice(sets_of(changes, found, size), MAX_SETS + 1))
        if not sets or len(sets) * len(held) > MAX_SETS:
            break
        points = [{**keeps, **together(one)} for keeps in held for one in sets]
        done = ends_otherwise(points).reshape(len(held), -1)
        found += [sets[at] for at in np.flatnonzero(done.any(axis=0))]
        if found and size > 1:
            break
    return found


def sets_of(changes: Sequence[Otherwise], found: Sequence[Set], size: int) -> Iterator[Set]:
    """Yield the sets of one size none of whose parts, by their variables, is one already."""
    by_variable: dict[str, list[Otherwise]] = {}
    for one in changes:
        by_variable.setdefault(one.variable, []).append(one)
    known = {frozenset(one.variable for one in some) for some in found}
    for names in combinations(by_variable, size):
        if not any(one <= {*names} for one in known):
            yield from product(*(by_variable[name] for name in names))


def responsibility(found: Sequence[Set]) -> dict[str, float]:
    """Return the degree of responsibility of each variable that is part of a set, in (0, 1]."""
    degrees: dict[str, float] = {}
    for some in found:
        for one in some:
            degrees[one.variable] = max(degrees.get(one.variable, 0.0), 1 / len(some))
    return degrees
