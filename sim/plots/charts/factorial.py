"""Tables of cells: what each combination of readings leads to, a bar of outcomes in each cell."""

from dataclasses import dataclass
from itertools import product
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.experiments.cells import (
    LITERAL,
    Cell,
    cell_in_words,
    conditions_in_words,
    others_readings,
)
from sim.analysis.experiments.factorial import Factorial
from sim.engine.outcome import in_words
from sim.plots.figure import Figure, draws, figure_of, looks_of, patterned
from sim.plots.text_layout import height_of, room_for, shortened, wrapped
from sim.scenario import Scenario
from sim.style.sentences import listed

WIDTH, HEIGHT, BESIDE = 12.0, 5.8, 3.3  # inches at least, and left of all tables
CELL, ROW, NAMES = 1.6, 0.75, 1.5  # inches at least: a cell, and the names beside a row
ROOM = 0.94 * CELL  # for words in a cell
SHOWN = "Outcomes of each combination of readings, as shares of worlds"
STRIP = 0.42  # height of the line that names the conditions, in rows
WORDS = 0.6  # of a cell's height, above the bar
SIZE, MISSED = 13, 10.5  # in points: of names and what is agreed, of a mismatch


@dataclass(frozen=True)
class Table:
    """The cells of one rule: a column per reading of the first party, a row per one of the second.

    Blocks hold the rows by what holds of the conditions.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    blocks: dict[str, tuple[tuple[Cell, ...], ...]]

    @property
    def strips(self) -> list[str]:
        """What holds of the conditions, broken into rows that fit above the cells."""
        return [wrapped(state, ROOM * len(self.columns), SIZE, "bold") for state in self.blocks]

    @property
    def strip(self) -> float:
        """How many rows of cells high a line that names the conditions is."""
        return STRIP * (1 + max(state.count("\n") for state in self.strips))

    @property
    def height(self) -> float:
        """How many rows high it is, its strips included."""
        return len(self.blocks) * (len(self.rows) + self.strip)


@draws
def factorial_figure(cells: Factorial) -> Figure:
    """Return a table per rule, side by side: what each combination of readings leads to."""
    scenario, shown = cells.run.scenario, tables(cells)
    one, *others = (party.name for party in scenario.parties.values())
    columns, rows = len(shown[0].columns), len(shown[0].rows)
    row = max(height_of_row(table, scenario) for table in shown)
    width = max(WIDTH, BESIDE + (CELL * columns + 0.2) * len(shown))
    looks = looks_of(scenario).items()
    key = [Patch(label=in_words(one), **patterned(look)) for one, look in looks]
    figure = figure_of(cells, (width, max(HEIGHT, 1.9 + row * shown[0].height)), SHOWN, key=key)
    drawn = figure.subplots(1, len(shown), squeeze=False, sharey=True)[0]
    for axes, table in zip(drawn, shown, strict=True):
        plot_factorial(table, scenario, axes)
        axes.set_title(table.title, loc="center", weight="bold", fontsize=14, pad=8)
        axes.set_xlabel(wrapped(f"{one} read as", CELL * columns, SIZE))
        axes.xaxis.set_label_position("top")
    drawn[0].set_ylabel(shortened(f"{listed(others)} read as", row * rows, SIZE, most=3))
    return figure


def tables(cells: Factorial) -> list[Table]:
    """Return a table per rule, the literal one first."""
    rules = sorted(cells.rules, key=lambda rule: rule != LITERAL)
    return [_table(cells, rule) for rule in rules]


def _table(cells: Factorial, rule: str) -> Table:
    scenario = cells.run.scenario
    first = next(iter(scenario.parties))
    columns = tuple(scenario.parties[first].readings)
    found = {
        (conditions_in_words(scenario, cell), others_readings(cell), cell.readings[first]): cell
        for cell in cells.cells
        if cell.rule == rule
    }
    rows = tuple(dict.fromkeys(row for _, row, _ in found))
    blocks = {
        state: tuple(tuple(found[state, row, column] for column in columns) for row in rows)
        for state in dict.fromkeys(state for state, _, _ in found)
    }
    return Table(f"rule: {rule.replace('_', ' ')}", columns, rows, blocks)


def height_of_row(table: Table, scenario: Scenario) -> float:
    """Return how high a row is in inches, so that the words in every cell have room."""
    said = (_said(scenario, cell) for rows in table.blocks.values() for row in rows for cell in row)
    words = max(height_of(1 + words.count("\n"), look["fontsize"]) for words, look in said)
    return max(ROW, room_for(_beside(table), SIZE, 0), 1.12 * words / WORDS)


def _beside(table: Table) -> list[str]:
    return [wrapped(in_words(name), NAMES, SIZE) for name in table.rows]


def plot_factorial(table: Table, scenario: Scenario, axes: Axes) -> Axes:
    """Draw a table: in each cell some words and a bar of its outcomes."""
    size, strip = len(table.columns), table.strip
    axes.set_xlim(0, size)
    axes.set_ylim(table.height, 0)
    heights: list[float] = []
    for number, (state, rows) in enumerate(zip(table.strips, table.blocks.values(), strict=True)):
        top = number * (len(rows) + strip)
        axes.axhspan(top, top + strip, color="#ececec")
        axes.text(0.06, top + strip / 2, state, va="center", weight="bold")
        for place, column in product(range(len(rows)), range(size)):
            _draw_cell(rows[place][column], (column, top + strip + place), scenario, axes)
        heights += [top + strip + place + 0.5 for place in range(len(rows))]
    columns = [wrapped(in_words(name), ROOM, SIZE) for name in table.columns]
    axes.set_xticks([column + 0.5 for column in range(size)], columns)
    axes.set_yticks(heights, _beside(table) * len(table.blocks))
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def _draw_cell(cell: Cell, corner: tuple[float, float], scenario: Scenario, axes: Axes) -> None:
    left, top = corner
    axes.plot([left, left + 1], [top + 1] * 2, color="#bbbbbb", linewidth=0.8, clip_on=False)
    words, look = _said(scenario, cell)
    axes.text(left + 0.5, top + WORDS / 2, words, ha="center", va="center", **look)
    start, room = left + 0.07, 0.86
    for outcome, fill in looks_of(scenario).items():
        width = room * cell.shares[outcome].share
        if width:
            axes.barh(top + 0.78, width, 0.3, start, linewidth=0.6, **patterned(fill))
        start += width
    axes.barh(top + 0.78, room, 0.3, left + 0.07, fill=False)


def _said(scenario: Scenario, cell: Cell) -> tuple[str, dict[str, Any]]:
    """Return the words in a cell and their look: what is agreed bold, a mismatch small."""
    what, _, levels = in_words(cell_in_words(scenario, cell)).partition("\n")
    if levels:
        return f"{what}\n{wrapped(levels, ROOM, MISSED)}", {"fontsize": MISSED}
    return wrapped(what, ROOM, SIZE, "bold"), {"fontsize": SIZE, "weight": "bold"}
