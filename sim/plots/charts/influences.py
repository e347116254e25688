"""An influence diagram: parties face each other, an arrow for what acts on what.

All places are inches, so that it is known where words and arrows meet.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from sim.analysis.audit.influences import MEETING, Influence, Influences
from sim.plots.figure import Figure, empty_figure
from sim.plots.house_style import house_style
from sim.plots.text_layout import room_for, width_of, wrapped
from sim.style.colours import INK, LATE, ON_TIME, PAPER, QUIET

WIDTH, PARTY_ROW, THIRD_ROW, MEETING_ROW = 13.0, 0.8, -3.2, 3.0
"""Inches: of the figure, and the heights at which nodes stand."""

NAME_SIZE, SOURCE_SIZE, NAME_WIDTH = 14, 12, 1.7
"""Points: of the name of a node, of the sentences on an arrow; inches: of a node's name."""

THIN, WIDE = 1.2, 6.0
"""Points: of the weakest arrow that acts at all, and of the strongest of its kind."""

MAX_SOURCES = 4
BENDS = [sign * bend for bend in (0.05, 0.12, 0.2, 0.28, 0.36) for sign in (1, -1)]
"""How far an arrow may be bent, as a share of its length, the best first."""

NEAR = 0.16  # inches between arrows that are told apart
BEYOND = 0.6  # inches above and below all nodes

Points = NDArray[np.float64]  # places on paper, shape (points, 2)
LOOKS = {
    "for": (ON_TIME[0], "-", "pushes up"),
    "against": (LATE[0], (0, (5, 1.5)), "pushes down"),
    "waits": (INK, (0, (1, 1.2)), "has to come first"),
    "bars": (INK, (0, (4, 1.2, 1, 1.2)), "must not come first"),
    "grants": (QUIET, "-", "can promise"),
}
"""Colour, line and meaning of each way of acting; told apart in grey by their lines."""

AWAY_FROM_A_MEETING = ("hardening", "calling off")
"""What pushes a party down the more of it there is."""


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


@house_style()
def influences_figure(found: Influences, weighed: bool = True) -> Figure:
    """Return the influence diagram of a scenario."""
    titles = ("Who presses whom, and what waits for what", found.scenario.title)
    heights = [y for _, y in places(found).values()]
    size = (WIDTH, max(heights) - min(heights) + 2 * BEYOND + 0.8)
    looks = [look for name, look in LOOKS.items() if name in {_look(one) for one in found.arrows}]
    key = [Line2D([], [], c=c, ls=line, lw=3, label=words) for c, line, words in looks]
    if weighed:
        key.append(Line2D([], [], c=QUIET, lw=THIN / 2, label="silent at the start"))
    figure = empty_figure(titles, "Letters and numbers: the sentences behind an arrow", size, key)
    plot_influences(found, figure.subplots(), weighed)
    return figure


def arrows(found: Influences) -> list[Arrow]:
    """Put together what acts alike between the same two nodes."""
    strongest: dict[str, float] = defaultdict(float)
    alike: dict[tuple[str, str, str], list[Influence]] = defaultdict(list)
    for one in found.arrows:
        strongest[one.kind] = max(strongest[one.kind], abs(one.push))
        alike[one.source, one.target, _look(one)].append(one)
    return [
        Arrow(
            *ends,
            max(abs(one.push) / (strongest[one.kind] or 1) for one in some),
            tuple(dict.fromkeys(key for one in some for key in one.statements)),
        )
        for ends, some in alike.items()
    ]


def _look(one: Influence) -> str:
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


def plot_influences(found: Influences, axes: Axes, weighed: bool = True) -> Axes:
    """Draw the diagram; an arrow is the wider, the stronger it is among those of its kind.

    Unless weighed, all are alike, for those who are not to see what anything counts.
    """
    drawn = arrows(found) if weighed else [replace(one, share=0.3) for one in arrows(found)]
    at, nodes = places(found), {}
    for node, place in at.items():
        words = wrapped(found.named(node), NAME_WIDTH, NAME_SIZE)
        inside = node not in found.scenario.actors
        box = {"boxstyle": "round,pad=0.45" if inside else "square,pad=0.45"}
        colours = {"facecolor": "#f2f2f2" if inside else PAPER, "edgecolor": INK}
        axes.text(*place, words, size=NAME_SIZE, ha="center", va="center", bbox=box | colours)
        nodes[node] = _box(place, words, NAME_SIZE, 0.13)
    curves = _curves(drawn, at, nodes)
    taken = [*nodes.values()]
    for number, (one, curve) in enumerate(zip(drawn, curves, strict=True)):
        _draw(one, curve, axes)
        if one.statements:
            more = ", …" if len(one.statements) > MAX_SOURCES else ""
            words = ", ".join(one.statements[:MAX_SOURCES]) + more
            others = np.concatenate([*curves[:number], *curves[number + 1 :], np.zeros((0, 2))])
            taken.append(_write(words, curve, others, taken, axes))
    axes.set_aspect("equal")  # an inch across is an inch up
    axes.set_xlim(-WIDTH / 2, WIDTH / 2)
    heights = [y for _, y in at.values()]
    axes.set_ylim(min(heights) - BEYOND, max(heights) + BEYOND)
    axes.axis("off")
    return axes


def _box(middle: Sequence[float] | Points, words: str, size: float, margin: float) -> Bbox:
    """Return what words take up with a margin around them."""
    width = max(width_of(row, size) for row in words.split("\n"))
    half = np.array([width, room_for([words], size, 0)]) / 2 + margin
    return Bbox(np.asarray(middle) + np.outer((-1, 1), half))


def _outside(points: Points, box: Bbox) -> NDArray[np.bool_]:
    return np.asarray(((points <= box.min) | (points >= box.max)).any(axis=1))


def _curves(
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


def _draw(one: Arrow, curve: Points, axes: Axes) -> None:
    colour, line, _ = LOOKS[one.look]
    width = THIN + (WIDE - THIN) * one.share
    axes.add_patch(
        FancyArrowPatch(
            path=Path(curve),
            arrowstyle=f"-|>,head_length={4 + width},head_width={2 + width / 2}",
            color=colour if one.share else QUIET,
            linewidth=width if one.share else THIN / 2,
            linestyle=line,
            alpha=0.9,
        )
    )


def _write(words: str, curve: Points, others: Points, taken: Sequence[Bbox], axes: Axes) -> Bbox:
    """Write words on an arrow, where fewest others pass, and return what they take up."""
    middles = curve[len(curve) // 8 : -len(curve) // 6]
    boxes = [_box(middle, words, SOURCE_SIZE, 0.15) for middle in middles]

    def cost(place: int) -> float:
        over, crossed = boxes[place].count_overlaps(taken), boxes[place].count_contains(others)
        return float(100 * over + 2 * crossed + abs(place / len(boxes) - 0.5))

    best = min(range(len(boxes)), key=cost)
    paper = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.85}
    x, y = middles[best]
    axes.text(x, y, words, size=SOURCE_SIZE, ha="center", va="center", bbox=paper)
    return boxes[best]
