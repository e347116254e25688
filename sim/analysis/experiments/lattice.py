"""A lattice: what any weights of readings lead to, at a few values of a few numbers.

Only the drawing of a reading looks at its weight, so that shares are linear in the weights: with
each combination of readings run for certain, all weights are mixtures. Beside its readings a party
has its weights as they are: these are mixtures as well, yet so they are known as a run knows them.
Numbers stand at a few stops each, and nothing is said of what lies between. Whoever has the shares
needs no model any more.
"""

from dataclasses import dataclass, replace
from itertools import product
from math import prod

from sim.analysis.audit.assumptions import Assumption
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
    """Return the lattice of what moves meetings on time most, one at a time."""
    widest = moved.widest()
    bare = Lattice(run, (), _parties(run, [one.owner for one in widest]))
    return replace(bare, axes=_axes(bare, widest))


def _axes(bare: Lattice, widest: list[Assumption]) -> tuple[Axis, ...]:
    """Return the first numbers that can be moved either way, of each actor one."""
    axes: tuple[Axis, ...] = ()
    owners = set[str]()
    for one in widest:
        if not isinstance(one.given, Number) or not one.low < one.given.centre < one.high:
            continue
        more = (*axes, Axis(one.path, {one.path: stops(one)}))
        points = bare.nodes * prod(len(axis.points) for axis in more)
        if one.owner in owners or len(more) > NUMBERS or points > POINTS:
            continue
        if _fit(bare.run, more):
            axes = more
            owners |= {one.owner} - {""}
    return axes


def stops(one: Assumption) -> tuple[float, ...]:
    """Return the value of a number, the ends of what it is worth moving in, and what lies halfway.

    Examples
    --------
    >>> from sim import Scenario
    >>> from sim.analysis.audit.assumptions import assumptions
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> one = next(one for one in assumptions(crisis) if one.path == "meeting.goes_ahead")
    >>> stops(one)
    (0.0, 0.45, 0.9, 0.95, 1.0)
    """
    assert isinstance(one.given, Number)
    value, ends = one.given.centre, (one.low, one.high)
    halfway = {float(f"{(value + end) / 2:.2g}") for end in ends if end != value}
    between = {stop for stop in halfway if one.low < stop < one.high}
    return tuple(sorted({value, *between, *(float(f"{end:.10g}") for end in ends)}))


def _fit(run: Run, axes: tuple[Axis, ...]) -> bool:
    """Whether the extreme points of these numbers are scenarios."""
    try:
        check_corners(run.scenario, axes)
    except ScenarioError:
        return False
    return True


def _parties(run: Run, first: list[str]) -> tuple[str, ...]:
    """Return whose weights are free, in the file's order: those that move most come in first."""
    parties, found = run.scenario.parties, set[str]()
    for key in dict.fromkeys((*(one for one in first if one in parties), *parties)):
        choices = [1 + len(parties[one].readings) for one in (*found, key)]
        if len(parties[key].readings) > 1 and prod(choices) <= NODES:
            found.add(key)
    return tuple(key for key in parties if key in found)
