"""An influence diagram: parties face each other, an arrow for what acts on what."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from sim.analysis.audit.influences import Influences
from sim.plots.charts import diagram
from sim.plots.figure import Figure, draws, figure_of
from sim.plots.text_layout import wrapped
from sim.style.colours import INK, LATE, ON_TIME, PAPER, QUIET
from sim.style.promises import only_promises

WIDTH, NAME_SIZE, SOURCE_SIZE, NAME_WIDTH = 13.0, 14, 12, 1.7
"""Inches: of the figure; points: of a node's name and of the sentences on an arrow; inches: of a
node's name."""

THIN, WIDE = 1.2, 6.0
"""Points: of the weakest arrow that acts at all, and of the strongest of its kind."""

MAX_SOURCES = 4
SHOWN = "Who presses whom, and what waits for what; on an arrow: the sentences behind it"
LOOKS = {
    "for": (ON_TIME[0], "-", "pushes up"),
    "against": (LATE[0], (0, (5, 1.5)), "pushes down"),
    "waits": (INK, (0, (1, 1.2)), "has to come first"),
    "bars": (INK, (0, (4, 1.2, 1, 1.2)), "must not come first"),
    "grants": (QUIET, "-", "can promise"),
}
"""Colour, line and meaning of each way of acting; told apart in grey by their lines."""


@draws
def influences_figure(found: Influences, weighed: bool = True) -> Figure:
    """Return the influence diagram of a scenario."""
    heights = [y for _, y in diagram.places(found).values()]
    size = (WIDTH, max(heights) - min(heights) + 2 * diagram.BEYOND + 0.8)
    shown = {diagram.look_of(one) for one in found.arrows}
    looks = [look for name, look in LOOKS.items() if name in shown]
    key = [Line2D([], [], c=c, ls=line, lw=3, label=words) for c, line, words in looks]
    if key and looks[-1] is LOOKS["grants"] and not only_promises(found.scenario):
        key[-1].set_label(f"{looks[-1][-1]}, or bring about")
    if weighed:
        key.append(Line2D([], [], c=QUIET, lw=THIN / 2, label="silent at the start"))
    figure = figure_of(found, size, SHOWN, key=key)
    plot_influences(found, figure.subplots(), weighed)
    return figure


def plot_influences(found: Influences, axes: Axes, weighed: bool = True) -> Axes:
    """Draw the diagram; an arrow is the wider, the stronger it is among those of its kind.

    Unless weighed, all are alike, for those who are not to see what anything counts.
    """
    drawn = diagram.arrows(found)
    if not weighed:
        drawn = [replace(one, share=0.3) for one in drawn]
    at, nodes = diagram.places(found), {}
    for node, place in at.items():
        words = wrapped(found.named(node), NAME_WIDTH, NAME_SIZE)
        inside = node not in found.scenario.actors
        box = {"boxstyle": "round,pad=0.45" if inside else "square,pad=0.45"}
        colours = {"facecolor": "#f2f2f2" if inside else PAPER, "edgecolor": INK}
        axes.text(*place, words, size=NAME_SIZE, ha="center", va="center", bbox=box | colours)
        nodes[node] = diagram.box_of(place, words, NAME_SIZE, 0.13)
    ways = diagram.curves(drawn, at, nodes)
    taken = [*nodes.values()]
    for number, (one, curve) in enumerate(zip(drawn, ways, strict=True)):
        _draw(one, curve, axes)
        if one.statements:
            more = ", …" if len(one.statements) > MAX_SOURCES else ""
            words = ", ".join(one.statements[:MAX_SOURCES]) + more
            others = np.concatenate([*ways[:number], *ways[number + 1 :], np.zeros((0, 2))])
            taken.append(_write(words, curve, others, taken, axes))
    axes.set_aspect("equal")  # an inch across is an inch up
    axes.set_xlim(-WIDTH / 2, WIDTH / 2)
    heights = [y for _, y in at.values()]
    axes.set_ylim(min(heights) - diagram.BEYOND, max(heights) + diagram.BEYOND)
    axes.axis("off")
    return axes


def _draw(one: diagram.Arrow, curve: diagram.Points, axes: Axes) -> None:
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


def _write(
    words: str, curve: diagram.Points, others: diagram.Points, taken: Sequence[Bbox], axes: Axes
) -> Bbox:
    """Write words on an arrow, where fewest others pass, and return what they take up."""
    middles = curve[len(curve) // 8 : -len(curve) // 6]
    boxes = [diagram.box_of(middle, words, SOURCE_SIZE, 0.15) for middle in middles]

    def cost(place: int) -> float:
        over, crossed = boxes[place].count_overlaps(taken), boxes[place].count_contains(others)
        return float(100 * over + 2 * crossed + abs(place / len(boxes) - 0.5))

    best = min(range(len(boxes)), key=cost)
    paper = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.85}
    x, y = middles[best]
    axes.text(x, y, words, size=SOURCE_SIZE, ha="center", va="center", bbox=paper)
    return boxes[best]
