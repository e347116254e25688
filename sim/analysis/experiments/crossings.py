"""Crossings: how many worlds go from which outcome to which, and how often a change is the cause.

Every world is lived under both scenarios on the same luck, so that both of its potential outcomes
are seen. What Pearl's probabilities of causation ask of one case (*had it been otherwise?*), which
data of one world each can only bound (Tian and Pearl 2000), is counted here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.outcomes.shares import Share, Tally
from sim.engine.sobol import PARTS
from sim.ensemble.chances import UNIT
from sim.ensemble.counts import Integers
from sim.ensemble.ends import UNFIT, Table

Members = NDArray[np.bool_]
"""Which outcomes count towards a measure."""


@dataclass(frozen=True)
class Causation:
    """How often a change makes the difference to a measure; each None where no world could tell.

    Let y be that it comes about, x the change, and a dash their being otherwise. As both scenarios
    are lived in all worlds, being changed says nothing of a world, and conditions on it fall away.
    """

    necessity: Share | None
    """Of worlds where it comes about with the change, those where it would not have without:
    P(y′ under x′ | y under x), Pearl's PN (1999; Tian and Pearl 2000).
    """
    sufficiency: Share | None
    """Of worlds where it does not come about without the change, those where it does with it:
    P(y under x | y′ under x′), their PS.
    """
    harm: Share | None
    """Of worlds where it comes about without the change, those where it no longer does with it:
    P(y′ under x | y under x′), the necessity of leaving things as they were.
    """


@dataclass(frozen=True, eq=False)
class Crossings:
    """How many worlds go from which outcome to which between two runs, as luck had it.

    Attributes
    ----------
    worlds : int
    by_part : array, shape (outcomes, outcomes, parts)
        From the first run's outcomes to the second's, in each part of the run.
    """

    worlds: int
    by_part: Integers

    @property
    def flows(self) -> Integers:
        """How many worlds go from which outcome to which, shape ``(outcomes, outcomes)``."""
        return np.asarray(self.by_part.sum(axis=-1))

    def causation(self, members: Members) -> Causation:
        """Return how often the change makes the difference to whether these outcomes come about."""
        gained, lost = self._from_to(~members, members), self._from_to(members, ~members)
        kept, never = self._from_to(members, members), self._from_to(~members, ~members)
        pairs = ((gained, kept), (gained, never), (lost, kept))
        return Causation(*(self._share(moved, moved + stayed) for moved, stayed in pairs))

    def _from_to(self, before: Members, after: Members) -> Integers:
        return np.asarray(self.by_part[before][:, after].sum(axis=(0, 1)))

    def _share(self, moved: Integers, among: Integers) -> Share | None:
        return Tally(self.worlds, moved * UNIT, among * UNIT).share() if among.any() else None


def crossings_of(before: Table, after: Table, outcomes: int) -> Crossings:
    """Return how the worlds of one table go over into those of another, that fit in both."""
    fits = np.flatnonzero((before["outcome"] != UNFIT) & (after["outcome"] != UNFIT))
    codes = before["outcome"][fits].astype(np.int64) * outcomes + after["outcome"][fits]
    parts = fits % PARTS
    counts = np.bincount(codes * PARTS + parts, minlength=outcomes**2 * PARTS)
    return Crossings(len(before["outcome"]), counts.reshape(outcomes, outcomes, PARTS))
