"""States as a grid: one side's choices down, the other's across; arrows where somebody gains."""

from collections.abc import Iterator, Sequence
from itertools import combinations, cycle
from math import log
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle
from matplotlib.patheffects import withStroke

from sim.analysis.audit.conflict import Game
from sim.analysis.audit.graph_model import GMR, NASH, SEQ
from sim.analysis.audit.stability import MAX_DRAWN, Stability
from sim.errors import UsageError
from sim.plots.figure import Figure, draws, figure_of, patterned
from sim.plots.text_layout import room_for, shortened, wrapped
from sim.style.colours import INK, LATE, NO_MEETING, ON_TIME, PAPER, QUIET, Look
from sim.style.sentences import listed

WIDTH, BESIDE, HIGH = 13.0, 1.9, 0.95  # inches: of the figure, of names beside the grid, of a cell
SIZE, SMALL = 16, 11  # points
SHOWN = "States by number{}; an arrow: the best move of somebody who gains by it"

LOOKS = {
    NASH: (Look(ON_TIME[0], ""), "nobody could do better by moving alone (Nash)"),
    SEQ: (Look(ON_TIME[1], "//"), "held by answers that gain who gives them (SEQ)"),
    GMR: (Look(ON_TIME[2], "."), "held by answers at any price (SMR or GMR)"),
}
"""How a state is shown that is stable for all, and what that means, the strictest first."""

LINES = [(INK, "-"), (LATE[0], (0, (4, 1.2))), (QUIET, (0, (1, 1))), (NO_MEETING[2], "-")]
"""Colour and line of the moves of each actor, told apart in grey by their lines."""

SHORT, SAG = 0.28, 0.3  # of a cell: how far an arrow ends before where it might, how far it sags

Place = tuple[int, int]
Point = tuple[float, float]


def look_of(found: Stability, state: int) -> Look | None:
    """Return how a state is shown that is stable for all in some sense."""
    return next((look for one, (look, _) in LOOKS.items() if state in found.equilibria(one)), None)


def sides(game: Game) -> tuple[list[str], list[str]]:
    """Return whose choices stand down and whose across, for a grid about twice as wide as high.

    The first two, who are as a rule those who move, face each other.
    """
    actors, others = [*game.tracks], [*game.tracks][2:]
    some = (one for size in range(len(others) + 1) for one in combinations(others, size))
    splits = [([actors[0], *down], [o for o in actors[1:] if o not in down]) for down in some]

    def cost(split: tuple[list[str], list[str]]) -> float:
        down, across = (len({*choices(game, side)}) for side in split)
        return abs(log(across / down / 2))

    return min(splits, key=cost)


def choices(game: Game, side: Sequence[str]) -> Iterator[str]:
    """Yield what some actors do in each state, in words."""
    for state in range(len(game.states)):
        yield "; ".join(game.strategy(actor, state) for actor in side)


@draws
def stability_figure(found: Stability) -> Figure:
    """Return the states of a conflict as a grid, with who would gain by moving whereto.

    Raises `UsageError` if they are too many to be read.
    """
    game = found.game
    if len(game.states) > MAX_DRAWN:
        few = f"the picture shows up to {MAX_DRAWN} states, here are {len(game.states):,}"
        raise UsageError(f"{few}; use frame()")
    down, across = ({*choices(game, side)} for side in sides(game))
    above = room_for(_heads([*across], (WIDTH - BESIDE) / len(across)), SMALL)
    size = (WIDTH, len(down) * HIGH + above + 0.9)
    shown = SHOWN.format(" and the level of a meeting" if game.meetings else "")
    figure = figure_of(found, size, shown, key=_key(found))
    plot_stability(found, figure.subplots())
    return figure


def _heads(choices: Sequence[str], wide: float) -> list[str]:
    return [shortened(one, wide - 0.1, SMALL, most=4) for one in choices]


def _key(found: Stability) -> list[Artist]:
    looks = {look_of(found, state) for state in found.equilibria(GMR)}
    held = [
        Patch(**patterned(look), label=words) for look, words in LOOKS.values() if look in looks
    ]
    moves = zip(found.game.tracks, found.game.graph.improvements, cycle(LINES), strict=False)
    lines = [
        Line2D([], [], c=colour, ls=line, lw=2.5, label=f"{actor} would gain")
        for actor, better, (colour, line) in moves
        if better.any()
    ]
    return [*held, *lines]


def plot_stability(found: Stability, axes: Axes) -> Axes:
    """Draw the grid: a cell for each state, filled where it is stable for all."""
    game, both = found.game, sides(found.game)
    lists = [[*choices(game, side)] for side in both]
    rows, columns = ([*dict.fromkeys(some)] for some in lists)
    at = [(columns.index(x), rows.index(y)) for y, x in zip(*lists, strict=True)]
    wide = (WIDTH - BESIDE) / len(columns)
    for state, (x, y) in enumerate(at):
        look = look_of(found, state) or Look(PAPER, "")
        axes.add_patch(Rectangle((x, y), 1, 1, **patterned(look) | {"lw": 1}))
        box = {"boxstyle": "round,pad=0.15", "fc": look.colour, "ec": "none"}
        words: dict[str, Any] = {"ha": "left", "color": look.ink, "bbox": box, "zorder": 2}
        axes.text(x + 0.06, y + 0.1, str(state + 1), va="top", size=SIZE, weight="bold", **words)
        met = shortened("".join(game.meetings[state : state + 1]), 0.78 * wide, SMALL, most=1)
        axes.text(x + 0.06, y + 0.92, met, va="bottom", size=SMALL, **words)
    _draw_moves(game, at, axes)
    names = [shortened(one, BESIDE - 0.3, SMALL, most=3) for one in rows]
    axes.set_xticks(np.arange(len(columns)) + 0.5, _heads(columns, wide), fontsize=SMALL)
    axes.set_yticks(np.arange(len(rows)) + 0.5, names, fontsize=SMALL)
    axes.set_ylabel(wrapped(listed(both[0]), HIGH * len(rows), SMALL + 2, "bold"), weight="bold")
    axes.set_xlabel(", ".join(both[1]), weight="bold")
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(rows), 0)
    axes.spines[:].set_visible(False)
    return axes


def _draw_moves(game: Game, at: Sequence[Place], axes: Axes) -> None:
    """Draw the best move of everybody who could do better by one, each actor in a lane."""
    for number, improvements in enumerate(game.graph.improvements):
        colour, line = LINES[number % len(LINES)]
        for state in np.flatnonzero(improvements.any(axis=1)).tolist():
            here, ranks = at[state], np.where(improvements[state], game.graph.ranks[number], -1)
            best = [at[to] for to, rank in enumerate(ranks) if rank == ranks.max()]
            nearest = min(best, key=lambda there: _far(here, there))
            start, end, sag = _ends(here, nearest, 0.14 * (number % 3))
            axes.add_patch(
                FancyArrowPatch(
                    start,
                    end,
                    arrowstyle="-|>,head_length=7,head_width=4",
                    connectionstyle=f"arc3,rad={sag}",
                    color=colour,
                    linestyle=line,
                    linewidth=1.8,
                    shrinkA=0,
                    shrinkB=0,
                    path_effects=[withStroke(linewidth=4, foreground=PAPER)],
                )
            )


def _ends(one: Place, other: Place, lane: float) -> tuple[Point, Point, float]:
    """Return where an arrow from one cell to another starts and ends, and how far it sags."""
    (x, y), (to_x, to_y) = one, other
    right, down = np.sign(to_x - x), np.sign(to_y - y)
    inside = (0.5, 0.42 + lane) if right else (0.91 - lane, 0.5)
    start = (x + inside[0], y + inside[1])
    end = (to_x + inside[0] - SHORT * right, to_y + inside[1] - SHORT * down)
    far = _far(one, other)
    return start, end, (SAG / far * (-1 if right < 0 else 1) if far > 1 else 0.0)


def _far(one: Place, other: Place) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
