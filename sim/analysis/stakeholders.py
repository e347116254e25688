"""Stakeholders: another question about a dispute, by where each stands and how much it weighs.

Not when parties meet, but which position a group settles on. Each weighs capability × salience, and
backs of two positions the nearer one, in proportion to how much nearer it is (Bueno de Mesquita
1994). Who wins against whom is then a probability, either in proportion to what backs each or to
its square; the probabilistic Condorcet election (KTAB; Wise, Lester and Efird 2015) is the chance
that a position beats every other, given that one does. No scenario, world or reading plays a part.
"""

import csv
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.finding import Finding
from sim.arrays import Floats
from sim.characters import MINUS
from sim.errors import ScenarioError
from sim.reading.document import text_of
from sim.style.numbers import in_percent
from sim.style.sentences import listed

LIMITS = {"capability": (0, 1e6), "position": (-1e6, 1e6), "salience": (0, 100)}
COLUMNS = ("name", *LIMITS)


def support(weights: Floats, places: Floats, positions: Floats) -> Floats:
    """Return what backs each position against each other, shape ``(positions, positions)``.

    Parameters
    ----------
    weights, places : array
        Of each stakeholder: capability × salience, and where it stands.
    positions : array
        Those that are compared; what counts is the difference in distance, as a share of the range.
    """
    far = np.abs(places[:, None] - positions[None, :])
    nearer = np.maximum(far[:, None, :] - far[:, :, None], 0) / max(np.ptp(positions), 1e-300)
    return np.asarray(np.einsum("k,kij->ij", weights, nearer))


def beats(backed: Floats, power: float = 1) -> Floats:
    """Return how probably each position beats each other: ½ against itself and where none backs."""
    strength = backed**power
    total = strength + strength.T
    return np.divide(strength, total, out=np.full_like(total, 0.5), where=total > 0)


def election(chances: Floats) -> Floats:
    """Return how probably each position beats all others, given that one does."""
    others = np.where(np.eye(len(chances), dtype=bool), 1.0, chances)
    whole = others.prod(axis=1)
    return np.asarray(whole / whole.sum())


def weighted_median(weights: Floats, places: Floats) -> float:
    """Return the position of the median voter: half of all weight is at or below, half at or above.

    It beats every other where each backs the nearer of two with all its weight (Black 1948).
    """
    order = np.argsort(places)
    below = np.cumsum(weights[order])
    return float(places[order][np.searchsorted(below, below[-1] / 2)])


@dataclass(frozen=True, repr=False, eq=False)
class Stakeholders(Finding):
    """A table of stakeholders, and which position it leads to."""

    topic = "which position stakeholders lead to, another question than who meets"
    listed_as = "positions"

    issue: str
    names: tuple[str, ...]
    weights: Floats
    """Capability × salience of each."""
    places: Floats
    """Where each stands."""

    @property
    def title(self) -> str:
        """What is at issue: the name of the file."""
        return self.issue

    @property
    def request(self) -> dict[str, Any]:
        """The table that was read."""
        return {"table": self.issue}

    @cached_property
    def positions(self) -> Floats:
        """The positions that somebody holds, ascending."""
        return np.unique(self.places)

    @cached_property
    def backed(self) -> Floats:
        """What backs each position against each other."""
        return support(self.weights, self.places, self.positions)

    @property
    def chances(self) -> Floats:
        """How probably each position beats each other, in proportion to what backs them."""
        return beats(self.backed)

    @property
    def elected(self) -> Floats:
        """How probably each position wins the election, by the squares of what backs them."""
        return election(beats(self.backed, power=2))

    @property
    def mean(self) -> float:
        """The mean position, by weight."""
        return float(np.average(self.places, weights=self.weights))

    @property
    def median(self) -> float:
        """The position of the median voter."""
        return weighted_median(self.weights, self.places)

    @property
    def sentence(self) -> str:
        """The mean, the median, and what an election would lead to."""
        best = int(self.elected.argmax())
        chance = in_percent(float(self.elected[best]))
        likeliest = (
            f"{self.positions[best]:g} would be the likeliest to win, with a chance of {chance}"
        )
        middle = f"the mean position is {self.mean:.2f} and the median {self.median:g}"
        election = f"in a probabilistic Condorcet election {likeliest}"
        return f"Weighed by capability × salience, {middle}; {election}."

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Return a row per position: who holds it, its weight, and how it fares."""
        for at, position in enumerate(self.positions):
            here = self.places == position
            others = zip(self.positions, self.chances[at], strict=True)
            yield {
                "position": float(position),
                "held_by": listed(np.array(self.names)[here].tolist()),
                "weight": float(self.weights[here].sum()),
                "elected": float(self.elected[at]),
                **{f"beats_{other:g}": float(p) for other, p in others if other != position},
            }

    def details(self) -> Mapping[str, Any]:
        """Return total weight, mean and median, and a row per position."""
        total = float(self.weights.sum())
        found = {"total_weight": total, "mean": self.mean, "median": self.median}
        return {**found, **super().details()}


def read_stakeholders(path: str | Path) -> Stakeholders:
    """Read a table (CSV) of name, capability, position and salience, in any order of columns.

    Lines that begin with # say where it is from. Salience is a share, of 1 or of 100.

    Raises
    ------
    ScenarioError
        At the first entry that is none.
    """
    text = text_of(Path(path))
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    table = [(n, line) for n, line in lines if not line.lstrip().startswith("#")]
    if len(table) < 3:
        raise ScenarioError("a heading and two rows at least are needed", str(path))
    mark = max(",;\t", key=table[0][1].count)
    rows = list(csv.reader((line for _, line in table), delimiter=mark))
    heads = [head.strip().lower() for head in rows[0]]
    if sorted(heads) != sorted(COLUMNS):
        problem = f"the columns must be {', '.join(COLUMNS)}"
        raise ScenarioError(problem, str(path), table[0][0], value=", ".join(rows[0]))
    found: dict[str, tuple[float, ...]] = {}
    for (line, _), row in zip(table[1:], rows[1:], strict=True):
        cells = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        error = partial(ScenarioError, file=str(path), line=line)
        if len(row) != len(COLUMNS):
            raise error(f"{len(COLUMNS)} cells are needed, here {len(row)}")
        if not cells["name"] or cells["name"] in found:
            raise error("another name is needed in each row", key="name", value=cells["name"])
        found[cells["name"]] = tuple(_number(cells, key, error) for key in COLUMNS[1:])
    capability, places, salience = np.array([*found.values()]).T
    weights = capability * salience / (100 if salience.max() > 1 else 1)
    if not weights.sum():
        raise ScenarioError("capability × salience is 0 for all; somebody must weigh", str(path))
    return Stakeholders(Path(path).stem, (*found,), weights, places)


def _number(cells: Mapping[str, str], key: str, error: Callable[..., ScenarioError]) -> float:
    """Return the number in a cell."""
    low, high = LIMITS[key]
    try:
        number = float(cells[key].translate(MINUS))
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        allowed = f"must be a number from {low:g} to {high:g}"
        raise error(allowed, key=key, value=cells[key])
    return number
