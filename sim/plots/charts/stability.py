"""States as a grid: one side's choices down, the other's across; arrows where somebody gains."""

from collections.abc import Iterator, Sequence
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
from sim.analysis.audit.stability import Stability
from sim.plots.figure import Figure, figure_of, patterned
from sim.plots.house_style import house_style
from sim.plots.text_layout import room_for, shortened
from sim.style.colours import INK, LATE, NO_MEETING, ON_TIME, PAPER, QUIET, Look
from sim.style.sentences import listed

MAX_ARROWS = 60
"""States up to which arrows and the numbers of all states are drawn."""

WIDTH, BESIDE, HIGH = 13.0, 1.9, 0.95  # inches: of the figure, of names beside the grid, of a cell
SIZE, SMALL = 16, 11  # points
LOW, LEAST, UPRIGHT = 0.42, 0.7, 2.2  # inches: a cell's height, its width, its head, if many
MEETINGS = ", and who meets"
SHOWN, ARROWS = "States by number", "; an arrow: the best move of somebody who gains by it"

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
    """Return whose choices stand down and whose across, for a grid about twice as wide as high."""
    actors = [*game.tracks]
    splits = [(actors[:at], actors[at:]) for at in range(1, len(actors))] or [([], actors)]
    splits += [(across, down) for down, across in splits]

    def cost(split: tuple[list[str], list[str]]) -> float:
        down, across = (len({*choices(game, side)}) for side in split)
        return abs(log(across / down / 2))

    return min(splits, key=cost)


def choices(game: Game, side: Sequence[str]) -> Iterator[str]:
    """Yield what some actors do in each state, in words."""
    for state in range(len(game.states)):
        yield "; ".join(game.strategy(actor, state) for actor in side)


@house_style()
def stability_figure(found: Stability) -> Figure:
    """Return the states of a conflict as a grid, with who would gain by moving whereto."""
    game = found.game
    down, across = sides(game)
    rows = len({*choices(game, down)})
    heads, rotation = _heads([*{*choices(game, across)}])
    above = UPRIGHT if rotation else room_for(heads, SMALL)
    small = len(game.states) <= MAX_ARROWS
    high = rows * (HIGH if small else LOW) + above + 0.9
    shown = SHOWN + MEETINGS * (small and bool(game.meetings)) + ARROWS * small
    figure = figure_of(found, (WIDTH, high), shown, key=_key(found))
    plot_stability(found, figure.subplots())
    return figure


def _heads(choices: Sequence[str]) -> tuple[list[str], int]:
    """Return the heads of columns, and how they are turned, in degrees: upright if too many."""
    wide = (WIDTH - BESIDE) / len(choices) - 0.1
    if wide < LEAST:
        return [shortened(one, UPRIGHT, SMALL, most=1) for one in choices], 90
    return [shortened(one, wide, SMALL, most=4) for one in choices], 0


def _key(found: Stability) -> list[Artist]:
    looks = {look_of(found, state) for state in found.equilibria(GMR)}
    key: list[Artist] = [
        Patch(**patterned(look), label=words) for look, words in LOOKS.values() if look in looks
    ]
    if len(found.game.states) <= MAX_ARROWS:
        for actor, (colour, line) in zip(found.game.tracks, LINES, strict=False):
            key.append(Line2D([], [], c=colour, ls=line, lw=2.5, label=f"{actor} would gain"))
    return key


def plot_stability(found: Stability, axes: Axes) -> Axes:
    """Draw the grid: a cell for each state, filled where it is stable for all."""
    game = found.game
    down, across = sides(game)
    lists = [[*choices(game, side)] for side in (down, across)]
    heads = [[*dict.fromkeys(some)] for some in lists]
    at = [(heads[1].index(x), heads[0].index(y)) for y, x in zip(*lists, strict=True)]
    small, wide = len(game.states) <= MAX_ARROWS, (WIDTH - BESIDE) / len(heads[1])
    for state, (x, y) in enumerate(at):
        look = look_of(found, state) or Look(PAPER, "")
        axes.add_patch(Rectangle((x, y), 1, 1, **patterned(look) | {"lw": 1}))
        if small or look.colour != PAPER:
            box = {"boxstyle": "round,pad=0.15", "fc": look.colour, "ec": "none"}
            size = SIZE if small else SMALL
            words: dict[str, Any] = {"size": size, "weight": "bold", "color": look.ink, "bbox": box}
            axes.text(x + 0.06, y + 0.1, str(state + 1), va="top", ha="left", **words)
            met = game.meetings[state] if small and game.meetings else ""
            words |= {"size": SMALL, "weight": "normal", "zorder": 2}  # below the arrows
            met = shortened(met, 0.78 * wide, SMALL, most=1)
            axes.text(x + 0.06, y + 0.92, met, va="bottom", ha="left", **words)
    if small:
        _draw_moves(game, at, axes)
    columns, rotation = _heads(heads[1])
    rows = [shortened(one, BESIDE - 0.3, SMALL, most=3 if small else 2) for one in heads[0]]
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns, fontsize=SMALL, rotation=rotation)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows, fontsize=SMALL)
    axes.set_xlabel(listed(across), weight="bold")
    axes.set_ylabel(listed(down) if down else "", weight="bold")
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
