"""PRIM: boxes in which hits are frequent (patient rule induction; Friedman & Fisher 1999).

*Peeling* makes a box smaller: of the twentieth of its points at either end of each column, that
one goes without which hits are most frequent. Every box on the way is *pruned* of restrictions that
could be chance (quasi-p, Bryant & Lempert 2010), and of all but the four that do most.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from sim.arrays import Flags, Floats

PEELED, LEAST = 0.05, 100
"""Share of a box that is peeled off at a time; points that a box holds at least."""
QUASI_P, MOST = 0.05, 4
"""A restriction stays whose quasi-p is below this; so many restrictions at most."""

Side = tuple[int, int]
"""A column, and 1 for its lower end or −1 for its upper."""
Box = Mapping[Side, float]
"""Where each restricted side ends; the end itself belongs to the box."""


def inside(box: Box, points: Floats) -> Flags:
    """Return which points, shape ``(points, columns)``, lie in a box."""
    held = np.ones(len(points), np.bool_)
    for (column, sign), end in box.items():
        held &= sign * points[:, column] >= sign * end
    return held


def coverage_and_density(box: Box, points: Floats, hits: Flags) -> tuple[float, float]:
    """Return what share of all hits lie in a box, and what share of the box are hits."""
    held = inside(box, points)
    both, every, size = (int(one.sum()) for one in (held & hits, hits, held))
    return both / max(1, every), both / max(1, size)


def quasi_p(box: Box, side: Side, points: Floats, hits: Flags) -> float:
    """Return how likely so many hits were in a box if one restriction did nothing.

    Each point of the box would then be a hit as often as in the box without that restriction.
    """
    from scipy.special import bdtrc

    held = hits[inside(box, points)]
    _, density = coverage_and_density(without(box, side), points, hits)
    return float(bdtrc(held.sum() - 1, len(held), density))


def without(box: Box, side: Side) -> Box:
    """Return a box without one of its restrictions."""
    return {one: end for one, end in box.items() if one != side}


def peeling(points: Floats, hits: Flags) -> Iterator[Box]:
    """Yield smaller and smaller boxes, each with one end moved inwards."""
    box: Box = {}
    while cuts := [*_cuts(points, hits)]:
        _, side, end, kept = max(cuts, key=lambda cut: cut[0])
        points, hits, box = points[kept], hits[kept], {**box, side: end}
        yield box


def _cuts(points: Floats, hits: Flags) -> Iterator[tuple[float, Side, float, Flags]]:
    """Yield what peeling can do: how frequent hits are then, the side, its end, what is kept."""
    for column, values in enumerate(points.T):
        for sign in (1, -1):
            kept = sign * values > np.quantile(sign * values, PEELED, method="lower")
            if kept.sum() >= LEAST:
                end = sign * (sign * values[kept]).min()
                yield float(hits[kept].mean()), (column, sign), float(end), kept


def pruned(box: Box, points: Floats, hits: Flags) -> Box:
    """Return a box with at most four restrictions, none of which could well be chance."""

    def does_little(side: Side) -> tuple[float, float]:
        _, density = coverage_and_density(without(box, side), points, hits)
        return quasi_p(box, side, points, hits), density

    while box:
        least = max(box, key=does_little)
        if len(box) <= MOST and does_little(least)[0] < QUASI_P:
            break
        box = without(box, least)
    return box


def best_box(points: Floats, hits: Flags) -> Box:
    """Return the pruned box whose coverage and density have the largest harmonic mean, if any."""

    def harmonic(box: Box) -> float:
        held = inside(box, points)
        return float(2 * (held & hits).sum() / (held.sum() + hits.sum()))

    boxes = (pruned(box, points, hits) for box in peeling(points, hits))
    return max(filter(None, boxes), key=harmonic, default={})
