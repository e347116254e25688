"""An influence diagram: parties face each other, an arrow for what acts on what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from sim.analysis.audit.influences import MEETING, Influence, Influences
from sim.plots.figures.figure import Figure, empty_figure
from sim.plots.house_style import house_style
from sim.plots.text_layout import wrapped
from sim.style.colours import INK, LATE, ON_TIME, PAPER, QUIET

NAME_SIZE, SOURCE_SIZE, NAME_WIDTH = 14, 12, 1.7
"""Points: of the name of a node, of the sentences on an arrow; inches: of a node's name."""

THIN, WIDE = 1.2, 6.0
"""Points: of the weakest arrow that acts at all, and of the strongest of its kind."""

ALONG = (0.42, 0.6, 0.3)
"""How far along an arrow its sentences stand: of the first between two nodes, the second …"""

BEND, STEP = 0.1, 0.16
"""How far the first arrow between two nodes is bent, and each further one more."""

Place = tuple[float, float]

LOOKS = {
    "for": (ON_TIME[0], "-", "pushes up"),
    "against": (LATE[0], (0, (5, 1.5)), "pushes down"),
    "waits": (INK, (0, (1, 1.2)), "has to come first"),
    "grants": (QUIET, "-", "can promise"),
}
"""Colour, line and meaning of each way of acting; told apart in grey by their lines."""


@dataclass(frozen=True)
class Arrow:
    """What is drawn between two nodes: arrows of the scenario that act alike, as one.

    Attributes
    ----------
    source, target : str
    look : str
        One of `LOOKS`.
    share : float
        Of the strongest of its kind, in [0, 1]; 0 for what is silent at the start.
    statements : tuple of str
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
        strongest[one.kind] = max(strongest[one.kind], abs(one.weight))
        alike[one.source, one.target, _look(one)].append(one)
    return [
        Arrow(
            *ends,
            max(abs(one.weight) / (strongest[one.kind] or 1) for one in some),
            tuple(dict.fromkeys(key for one in some for key in one.statements)),
        )
        for ends, some in alike.items()
    ]


def _look(one: Influence) -> str:
    if one.kind in ("waiting", "granting"):
        return "waits" if one.kind == "waiting" else "grants"
    return "against" if one.weight < 0 else "for"


def places(found: Influences) -> dict[str, Place]:
    """Return where each node stands: parties face each other, what they wait for between them.

    The meeting is above, third parties are below, so that most arrows run upwards.
    """
    nodes = {end for one in found.arrows for end in (one.source, one.target)}
    parties, others = found.scenario.parties, [*found.scenario.actors]
    third = [key for key in others if key not in parties and key in nodes]
    between = [key for key in found.scenario.demands if key in nodes and key not in others]
    highest = 0.5 if len(parties) == 2 else 0.15
    heights = np.linspace(highest, -0.35, len(between)) if len(between) > 1 else [-0.05]
    aside = [0.0] if len(between) == 1 else [-0.5, 0.5]  # in two columns, so that arrows pass
    at = {key: (x, float(y)) for key, x, y in zip(between, cycle(aside), heights, strict=False)}
    sides = [float(x) for x in np.linspace(-1.6, 1.6, len(parties))]  # inner ones stand higher
    at |= {key: (x, 0.25 if abs(x) > 1.5 else 0.6) for key, x in zip(parties, sides, strict=True)}
    wide = np.linspace(-1.4, 1.4, len(third)) if len(third) > 1 else [0.0]
    at |= {key: (float(x), -0.95) for key, x in zip(third, wide, strict=False)}
    return at | ({MEETING: (0.0, 0.95)} if MEETING in nodes else {})


def plot_influences(found: Influences, axes: Axes, weighed: bool = True) -> Axes:
    """Draw the diagram; an arrow is the wider, the stronger it is among those of its kind.

    Parameters
    ----------
    found : Influences
    axes : Axes
    weighed : bool
        Otherwise all arrows are alike, for those who are not to see what anything counts.
    """
    at, drawn = places(found), arrows(found)
    if not weighed:
        drawn = [replace(one, share=0.3) for one in drawn]
    pairs: dict[frozenset[str], int] = defaultdict(int)
    for one in drawn:
        pair = frozenset((one.source, one.target))
        _draw(one, (at[one.source], at[one.target]), pairs[pair], axes)
        pairs[pair] += 1
    for node, (x, y) in at.items():
        inside = node not in found.scenario.actors
        box = {"boxstyle": "round,pad=0.45" if inside else "square,pad=0.45"}
        colours = {"facecolor": "#f2f2f2" if inside else PAPER, "edgecolor": INK}
        words = wrapped(found.named(node), NAME_WIDTH, NAME_SIZE)
        axes.text(x, y, words, size=NAME_SIZE, ha="center", va="center", bbox=box | colours)
    axes.set_aspect("equal")  # so that the sentences stand on the arrows, which bend on paper
    axes.set_xlim(-1.95, 1.95)
    axes.set_ylim(-1.15, 1.1)
    axes.axis("off")
    return axes


def _draw(one: Arrow, ends: Sequence[Place], number: int, axes: Axes) -> None:
    bend, along = BEND + STEP * number, ALONG[number % len(ALONG)]
    colour, line, _ = LOOKS[one.look]
    width = THIN + (WIDE - THIN) * one.share
    axes.add_patch(
        FancyArrowPatch(
            ends[0],
            ends[1],
            connectionstyle=f"arc3,rad={bend}",
            arrowstyle=f"-|>,head_length={4 + width},head_width={2 + width / 2}",
            shrinkA=34,
            shrinkB=36,
            color=colour if one.share else QUIET,
            linewidth=width if one.share else THIN / 2,
            linestyle=line,
            alpha=0.9,
        )
    )
    (x0, y0), (x1, y1) = ends
    first, bent, last = (1 - along) ** 2, 2 * along * (1 - along), along**2  # a quadratic Bézier
    over = (x0 + x1) / 2 + bend * (y1 - y0), (y0 + y1) / 2 - bend * (x1 - x0)
    middle = first * x0 + bent * over[0] + last * x1, first * y0 + bent * over[1] + last * y1
    if one.statements:
        box = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.85}
        words = ", ".join(one.statements[:4]) + (", …" if len(one.statements) > 4 else "")
        axes.text(*middle, words, size=SOURCE_SIZE, ha="center", va="center", bbox=box, color=INK)


@house_style()
def influences_figure(found: Influences, weighed: bool = True) -> Figure:
    """Return the influence diagram of a scenario."""
    titles = ("Who presses whom, and what waits for what", found.scenario.title)
    figure = empty_figure(titles, "Letters and numbers: the sentences behind an arrow", (13, 9.5))
    axes = plot_influences(found, figure.subplots(), weighed)
    for colour, line, words in LOOKS.values():
        axes.plot([], [], color=colour, linestyle=line, linewidth=3, label=words)
    if weighed:
        axes.plot([], [], color=QUIET, linewidth=THIN / 2, label="silent at the start")
    axes.legend(loc="upper left", fontsize=12, frameon=False)
    return figure
