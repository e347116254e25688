"""Tables of cells: what each combination of readings leads to, a bar of outcomes in each cell."""

from dataclasses import dataclass
from itertools import product
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.experiments.factorial import (
    LITERAL,
    Cell,
    Factorial,
    cell_in_words,
    conditions_in_words,
)
from sim.engine.outcome import in_words, outcome_ids
from sim.plots.text_layout import height_of, wrap, wrapped
from sim.scenario import Scenario
from sim.style.colours import INK, PAPER, outcome_colours

STRIP = 0.42  # height of the line that names the conditions, in rows
CELL, ROW, NAMES = 1.6, 0.75, 1.5  # inches at least: a cell, and the names beside a row
ROOM = 0.94  # of a cell's width, for words
WORDS = 0.6  # of a cell's height, above the bar
SIZE, AGREED, MISSED = 13, 13, 10.5  # in points: names, what a cell says, a mismatch


@dataclass(frozen=True)
class Table:
    """The cells of one rule, as they stand on paper.

    Attributes
    ----------
    title : str
    columns, rows : tuple of str
        Readings of the first party, and of the second.
    blocks : dict of str to tuple of tuple of Cell
        By what holds of the conditions: a row per reading of the second party.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    blocks: dict[str, tuple[tuple[Cell, ...], ...]]

    @property
    def strips(self) -> list[str]:
        """What holds of the conditions, broken into rows that fit above the cells."""
        return [
            wrapped(state, ROOM * CELL * len(self.columns), SIZE, "bold") for state in self.blocks
        ]

    @property
    def strip(self) -> float:
        """How many rows of cells high a line that names the conditions is."""
        return STRIP * (1 + max(state.count("\n") for state in self.strips))

    @property
    def height(self) -> float:
        """How many rows high it is, its strips included."""
        return len(self.blocks) * (len(self.rows) + self.strip)


def tables(cells: Factorial) -> list[Table]:
    """Return a table per rule, the literal one first."""
    rules = sorted(cells.rules, key=lambda rule: rule != LITERAL)
    return [_table(cells, rule) for rule in rules]


def _table(cells: Factorial, rule: str) -> Table:
    scenario = cells.run.scenario
    one, other = scenario.parties
    columns, rows = (tuple(scenario.parties[party].readings) for party in (one, other))
    found = {
        (conditions_in_words(cell), cell.readings[other], cell.readings[one]): cell
        for cell in cells.cells
        if cell.rule == rule
    }
    blocks = {
        state: tuple(tuple(found[state, row, column] for column in columns) for row in rows)
        for state in dict.fromkeys(state for state, _, _ in found)
    }
    return Table(f"rule: {rule.replace('_', ' ')}", columns, rows, blocks)


def hatches(rungs: int) -> list[str]:
    """Return one hatch per outcome, so that no two look alike in grey."""
    return [""] * rungs + ["///"] * rungs + ["...", "xxx"]


def outcome_patches(scenario: Scenario) -> list[Patch]:
    """Return a sample of each outcome's look, named, for a legend."""
    ids = outcome_ids(scenario.meeting_levels)
    looks = _looks(len(ids) // 2 - 1)
    return [Patch(label=in_words(one), **look) for one, look in zip(ids, looks, strict=True)]


def _looks(rungs: int) -> list[dict[str, Any]]:
    """Return the colours and hatches of the outcomes, light hatches on dark."""
    lines = [INK] * 2 * rungs + [INK, PAPER]
    looks = zip(outcome_colours(rungs), lines, hatches(rungs), strict=True)
    return [
        {"facecolor": colour, "edgecolor": line, "hatch": hatch} for colour, line, hatch in looks
    ]


def plot_factorial(table: Table, scenario: Scenario, axes: Axes) -> Axes:
    """Draw a table: in each cell some words and a bar of its outcomes.

    Parameters
    ----------
    table : Table
    scenario : Scenario
    axes : Axes
    """
    size = len(table.columns), table.height
    axes.set_xlim(0, size[0])
    axes.set_ylim(size[1], 0)
    heights: list[float] = []
    strip = table.strip
    for number, (state, rows) in enumerate(zip(table.strips, table.blocks.values(), strict=True)):
        top = number * (len(rows) + strip)
        axes.axhspan(top, top + strip, color="#ececec")
        axes.text(0.06, top + strip / 2, state, va="center", weight="bold")
        for place, column in product(range(len(rows)), range(size[0])):
            corner = (column, top + strip + place)
            _draw_cell(rows[place][column], corner, scenario, axes)
        heights += [top + strip + place + 0.5 for place in range(len(rows))]
    columns = [wrapped(in_words(name), ROOM * CELL, SIZE) for name in table.columns]
    axes.set_xticks([column + 0.5 for column in range(size[0])], columns, fontsize=SIZE)
    beside = [wrapped(in_words(name), NAMES, SIZE) for name in table.rows]
    axes.set_yticks(heights, beside * len(table.blocks), fontsize=SIZE)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def _draw_cell(cell: Cell, corner: tuple[float, float], scenario: Scenario, axes: Axes) -> None:
    """Draw a frame, the words in its upper part, and the bar in its lower part."""
    left, top = corner
    axes.plot([left, left + 1], [top + 1] * 2, color="#bbbbbb", linewidth=0.8, clip_on=False)
    words, look = _said(scenario, cell)
    axes.text(left + 0.5, top + WORDS / 2, "\n".join(words), ha="center", va="center", **look)
    outcomes = outcome_ids(scenario.meeting_levels)
    start, room = left + 0.07, 0.86
    for outcome, look in zip(outcomes, _looks(len(outcomes) // 2 - 1), strict=True):
        width = room * cell.shares[outcome].share
        if width:
            axes.barh(top + 0.78, width, 0.3, start, linewidth=0.6, label=outcome, **look)
        start += width
    axes.barh(top + 0.78, room, 0.3, left + 0.07, fill=False, edgecolor=INK, linewidth=0.8)


def _said(scenario: Scenario, cell: Cell) -> tuple[list[str], dict[str, Any]]:
    """Return the rows of words in a cell and their look: what is agreed bold, a mismatch small."""
    what, _, levels = in_words(cell_in_words(scenario, cell)).partition("\n")
    if levels:
        return [what, *wrap(levels, ROOM * CELL, MISSED)], {"fontsize": MISSED}
    rows = wrap(what, ROOM * CELL, AGREED, "bold")
    return rows, {"fontsize": AGREED, "weight": "bold"}


def height_of_row(table: Table, scenario: Scenario) -> float:
    """Return how high a row is in inches, so that the words in every cell have room."""
    said = (_said(scenario, cell) for rows in table.blocks.values() for row in rows for cell in row)
    names = height_of(max(len(wrap(in_words(name), NAMES, SIZE)) for name in table.rows), SIZE)
    words = max(height_of(len(rows), look["fontsize"]) for rows, look in said)
    return max(ROW, names, 1.12 * words / WORDS)
