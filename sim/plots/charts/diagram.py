"""Where an influence diagram has its nodes, and which ways its arrows run between them.

All places are inches, so that it is known where words and arrows meet.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

import numpy as np
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from sim.analysis.audit.dependencies import MEETING, Influence
from sim.analysis.audit.influences import Influences
from sim.plots.text_layout import room_for, width_of
from sim.style.words import in_order

PARTY_ROW, THIRD_ROW, MEETING_ROW = 0.8, -3.2, 3.0  # inches: the heights at which nodes stand
BEYOND = 0.6  # inches above and below all nodes
NEAR = 0.16  # inches between arrows that are told apart

BENDS = [sign * bend for bend in (0.05, 0.12, 0.2, 0.28, 0.36) for sign in (1, -1)]
"""How far an arrow may be bent, as a share of its length, the best first."""

AWAY_FROM_A_MEETING = ("hardening", "calling off")
"""What pushes a party down the more of it there is."""

Points = NDArray[np.float64]  # places on paper, shape (points, 2)


@dataclass(frozen=True)
class Arrow:
    """What is drawn between two nodes: arrows of the scenario that act alike, as one.

    The share is of the strongest of its kind, in [0, 1]; 0 for what is silent at the start.
    """

    source: str
    target: str
    look: str
    share: float
    statements: tuple[str, ...]


def arrows(found: Influences) -> list[Arrow]:
    """Put together what acts alike between the same two nodes."""
    strongest: dict[str, float] = defaultdict(float)
    alike: dict[tuple[str, str, str], list[Influence]] = defaultdict(list)
    for one in found.arrows:
        strongest[one.kind] = max(strongest[one.kind], abs(one.push))
        alike[one.source, one.target, look_of(one)].append(one)
    return [
        Arrow(
            *ends,
            max(abs(one.push) / (strongest[one.kind] or 1) for one in some),
            tuple(in_order(key for one in some for key in one.statements)),
        )
        for ends, some in alike.items()
    ]


def look_of(one: Influence) -> str:
    """Return which way of acting an arrow shows."""
    plain = {"waiting": "waits", "barring": "bars", "granting": "grants"}
    away = one.kind in AWAY_FROM_A_MEETING
    return plain.get(one.kind) or ("against" if (one.push < 0) != away else "for")


def places(found: Influences) -> dict[str, tuple[float, float]]:
    """Return where each node stands: parties on both sides, what they wait for between them.

    The meeting is above, third parties are below, so that most arrows run upwards.
    """
    nodes = {end for one in found.arrows for end in (one.source, one.target)}
    scenario, parties = found.scenario, [*found.scenario.parties]
    third = [key for key in scenario.actors if key not in parties and key in nodes]
    inside = (*scenario.demands, *scenario.shocks)
    between = [key for key in inside if key in nodes and key not in third]
    heights = np.linspace(1.6, -1.2, len(between)) if len(between) > 1 else [-0.3]
    aside = [0.0] if len(between) == 1 else [-1.7, 1.7]  # in two columns, so that arrows pass
    at = {key: (x, float(y)) for key, x, y in zip(between, cycle(aside), heights, strict=False)}
    for side, some in ((-5.2, parties[::2]), (5.2, parties[1::2])):
        apart = 1.7 * (np.arange(len(some)) - (len(some) - 1) / 2)
        at |= {key: (side, PARTY_ROW - float(y)) for key, y in zip(some, apart, strict=True)}
    wide = np.linspace(-4.6, 4.6, len(third)) if len(third) > 1 else [0.0]
    at |= {key: (float(x), THIRD_ROW) for key, x in zip(third, wide, strict=False)}
    return at | ({MEETING: (0.0, MEETING_ROW)} if MEETING in nodes else {})


def box_of(middle: Sequence[float] | Points, words: str, size: float, margin: float) -> Bbox:
    """Return what words take up with a margin around them."""
    width = max(width_of(row, size) for row in words.split("\n"))
    half = np.array([width, room_for([words], size, 0)]) / 2 + margin
    return Bbox(np.asarray(middle) + np.outer((-1, 1), half))


def _outside(points: Points, box: Bbox) -> NDArray[np.bool_]:
    return np.asarray(((points <= box.min) | (points >= box.max)).any(axis=1))


def curves(
    drawn: Sequence[Arrow], at: Mapping[str, tuple[float, float]], nodes: Mapping[str, Bbox]
) -> list[Points]:
    """Return each arrow's way: past the other nodes, and apart from the arrows before it."""
    found: list[Points] = []
    low, high = min(y for _, y in at.values()), max(y for _, y in at.values())
    for one in drawn:
        ends = (one.source, one.target)
        start, end = (np.array(at[node]) for node in ends)
        others = [box for node, box in nodes.items() if node not in ends]

        def cost(curve: Points, others: Sequence[Bbox] = others) -> float:
            hidden = sum(box.count_contains(curve) for box in others)
            near = cdist(curve, np.concatenate(found)).min(axis=1) < NEAR if found else np.zeros(1)
            beyond = (curve[:, 1] < low - BEYOND) | (curve[:, 1] > high + BEYOND)
            length = np.hypot(*np.diff(curve, axis=0).T).sum()
            return float(9 * (hidden + beyond.sum()) + near.sum() + length)

        ways = (_bent(start, end, bend) for bend in BENDS)
        clear = [way[_outside(way, nodes[ends[0]]) & _outside(way, nodes[ends[1]])] for way in ways]
        found.append(min(clear, key=cost))
    return found


def _bent(start: Points, end: Points, bend: float) -> Points:
    along = np.linspace(0, 1, 100)[:, None]
    over = (start + end) / 2 + bend * np.array([1, -1]) * (end - start)[::-1]
    return np.asarray((1 - along) ** 2 * start + 2 * along * (1 - along) * over + along**2 * end)
