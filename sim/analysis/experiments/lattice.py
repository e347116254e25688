"""A lattice: what any weights of readings lead to, at a few values of a few numbers.

Only the drawing of a reading looks at its weight, so that shares are linear in the weights: with
each combination of readings run for certain, all weights are mixtures. Beside its readings a party
has its weights as they are: these are mixtures as well, yet so they are known as a run knows them.
Numbers stand at a few stops each, and nothing is said of what lies between. Whoever has the shares
needs no model any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from sim.analysis.experiments.axes import Axis, check_corners
from sim.analysis.experiments.one_at_a_time import OneAtATime
from sim.arrays import Floats
from sim.ensemble.chances import UNIT, Sums
from sim.ensemble.grid import Grid
from sim.ensemble.run import Run
from sim.errors import ScenarioError
from sim.scenario.number import Number
from sim.scenario.numbers import Point

NUMBERS, NODES, POINTS = 3, 40, 2_000
"""How many numbers have stops, how many combinations of readings are run at each combination of
stops, and how many in all; at most.
"""


@dataclass(frozen=True)
class Lattice:
    """One run at many points.

    Attributes
    ----------
    run : Run
    axes : tuple of Axis
        Numbers, each with its stops in their order.
    parties : tuple of str
        Whose weights are free; those of all others are what they are.
    """

    run: Run
    axes: tuple[Axis, ...]
    parties: tuple[str, ...]

    @property
    def nodes(self) -> int:
        """How many combinations of readings are run at each combination of stops."""
        return prod(map(len, self._choices))

    @property
    def _choices(self) -> list[list[Point]]:
        """Return of each party its weights as they are, and then each reading for certain."""
        spec = self.run.scenario.parties
        certain = {key: [{one: 1.0} for one in spec[key].readings] for key in self.parties}
        return [[{}, *({f"actors.{key}.weights": one} for one in certain[key])] for key in certain]

    @property
    def grid(self) -> Grid:
        """All that is run: by number and then by party, the last one's changing first."""
        every = product(*(one.points for one in self.axes), *self._choices)
        points = ({k: v for part in parts for k, v in part.items()} for parts in every)
        return Grid(self.run, tuple(points))

    def shares(self, chances: Sums) -> Floats:
        """Return the shares of the outcomes: an axis a number, one a party, then the outcomes.

        Along a party's, its weights as they are come first, then each of its readings.
        """
        found: Floats = chances.sum(axis=1) / UNIT / self.run.worlds
        sizes = (*(len(one.points) for one in self.axes), *map(len, self._choices))
        return found.reshape(*sizes, found.shape[-1])


def lattice_of(run: Run, moved: OneAtATime) -> Lattice:
    """Return the lattice of the numbers that move meetings on time most, one at a time.

    These are numbers that can be moved either way, of each actor one.
    """
    free, numbers = Lattice(run, (), _parties(run)), run.scenario.numbers
    for one in moved.widest():
        ends = [each.value for each in moved.effects if each.assumption == one]
        if isinstance(one.given, Number) and (values := stops(one.given.centre, ends)):
            more = replace(free, axes=(*free.axes, Axis(one.path, {one.path: values})))
            taken = {numbers.at(axis.path).owner for axis in free.axes} - {""}
            free = more if one.owner not in taken and _fits(more) else free
    return free


def stops(value: float, ends: Sequence[Any]) -> tuple[float, ...]:
    """Return a value, the ends to either side of it, and what lies halfway; none if one-sided.

    Examples
    --------
    >>> stops(0.9, [0, 1])
    (0.0, 0.45, 0.9, 0.95, 1.0)
    >>> stops(1, [0])
    ()
    """
    low, high = (float(f"{end:.10g}") for end in (min(ends), max(ends)))
    if not low < value < high:
        return ()
    halfway = {float(f"{(value + end) / 2:.2g}") for end in (low, high)}
    return tuple(sorted({low, value, high, *(one for one in halfway if low < one < high)}))


def _fits(lattice: Lattice) -> bool:
    """Whether it is small enough, and its extreme points are scenarios."""
    if len(lattice.axes) > NUMBERS or len(lattice.grid.points) > POINTS:
        return False
    try:
        check_corners(lattice.run.scenario, lattice.axes)
    except ScenarioError:
        return False
    return True


def _parties(run: Run) -> tuple[str, ...]:
    """Return whose weights are free: the first parties whose words can be read otherwise."""
    found: tuple[str, ...] = ()
    for key, party in run.scenario.parties.items():
        more = Lattice(run, (), (*found, key))
        found = more.parties if len(party.readings) > 1 and more.nodes <= NODES else found
    return found
