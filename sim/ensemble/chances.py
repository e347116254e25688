"""Chances: how likely each outcome is, summed over the worlds in independent parts of a run.

World k belongs to part k mod 16. Each part is a small run of its own; how far apart the parts are
says how well the run pins a number down. Sums are whole numbers, of a world's 2⁻³² at a time: they
come out the same in whatever blocks, and by whatever workers, the worlds are lived through.
"""

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.engine.sobol import PARTS

UNIT = 2**32

Sums = NDArray[np.int64]
"""Chances summed over worlds, in units of 2⁻³²; shape ``(points, parts, outcomes)``."""


def summed(chances: Floats, span: range) -> Sums:
    """Return chances of shape ``(outcomes, points × worlds)`` summed by part."""
    units = np.rint(chances * UNIT).reshape(len(chances), -1, len(span))  # whole: sums are exact
    if missing := -len(span) % PARTS:
        units = np.pad(units, ((0, 0), (0, 0), (0, missing)))
    sums = np.einsum("okwp->okp", units.reshape(*units.shape[:2], -1, PARTS))
    return np.transpose(np.roll(sums, span.start, axis=-1), (1, 2, 0)).astype(np.int64)
