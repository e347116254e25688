"""Smallest: the smallest sets of changes after which something ends otherwise.

A set is a cause of what happened if it ends otherwise once all of the set is changed, and does not
where only a part is. How responsible one variable is goes by the smallest such set that it is part
of: of k + 1 changes each has 1 / (k + 1) (Chockler & Halpern 2004). What is held as it was while
something is changed lets a cause show that another would have stood in for (Halpern 2015).
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import combinations, count, islice, product

import numpy as np

from sim.analysis.outcomes.otherwise import Otherwise, together
from sim.arrays import Flags
from sim.scenario.numbers import Point

MAX_SETS = 60_000
"""Sets of one size that are tried at most; larger ones are not looked for then."""

Set = tuple[Otherwise, ...]
"""Changes made together, each of another variable."""

Search = Generator[list[Point], Flags | None, list[Set]]
Tried = Callable[[Sequence[Sequence[Point]], Sequence[int]], Sequence[Flags]]


def search(changes: Sequence[Otherwise], held: Sequence[Point] = ({},)) -> Search:
    """Look for the smallest sets of changes that do it, those of one change first.

    Yields points, is sent whether each of them ends otherwise, and returns the sets in the end.
    Pairs are tried in any case, larger sets until some are found. Any of `held` may be held as it
    was while something is changed.
    """
    found: list[Set] = []
    for size in count(1):
        sets = list(islice(sets_of(changes, found, size), MAX_SETS + 1))
        if not sets or len(sets) * len(held) > MAX_SETS:
            break
        sent = yield [{**keeps, **together(one)} for keeps in held for one in sets]
        done = np.reshape(np.asarray(sent), (len(held), -1)).any(axis=0)
        found += [sets[at] for at in np.flatnonzero(done)]
        if found and size > 1:
            break
    return found


def side_by_side(searches: Sequence[Search], tried: Tried) -> list[list[Set]]:
    """Carry on several searches a step at a time, and return what each has found.

    What all of them ask is tried together: the function is given the points of each, and which of
    the searches they are of.
    """
    found, asked = dict[int, list[Set]](), dict[int, list[Point]]()

    def carry_on(at: int, done: Flags | None) -> None:
        try:
            asked[at] = searches[at].send(done)
        except StopIteration as end:
            asked.pop(at, None)
            found[at] = end.value

    for at in range(len(searches)):
        carry_on(at, None)
    while asked:
        for at, done in zip([*asked], tried([*asked.values()], [*asked]), strict=True):
            carry_on(at, done)
    return [found[at] for at in range(len(searches))]


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
