"""Tables of cells: what each combination of readings leads to, a bar of outcomes in each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from textwrap import fill
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis.cells import LITERAL, Cell, Cells, cell_in_words, conditions_in_words
from sim.outcome import in_words, outcome_ids
from sim.plots.style import INK, PAPER, outcome_colours
from sim.scenario import Scenario

STRIP = 0.42  # height of the line that names the conditions, in rows
CELL = 1.6  # width in inches that a cell has at least
LETTERS = 16  # in a reading's name


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
    def height(self) -> float:
        """How many rows high it is, its strips included."""
        return len(self.blocks) * (len(self.rows) + STRIP)


def tables(cells: Cells) -> list[Table]:
    """Return a table per rule, the literal one first."""
    rules = sorted(cells.rules, key=lambda rule: rule != LITERAL)
    return [_table(cells, rule) for rule in rules]


def _table(cells: Cells, rule: str) -> Table:
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
    ids = outcome_ids(scenario.levels)
    looks = _looks(len(ids) // 2 - 1)
    return [Patch(label=in_words(one), **look) for one, look in zip(ids, looks, strict=True)]


def _looks(rungs: int) -> list[dict[str, Any]]:
    """Return the colours and hatches of the outcomes, light hatches on dark."""
    lines = [INK] * 2 * rungs + [INK, PAPER]
    looks = zip(outcome_colours(rungs), lines, hatches(rungs), strict=True)
    return [
        {"facecolor": colour, "edgecolor": line, "hatch": hatch} for colour, line, hatch in looks
    ]


def plot_cells(table: Table, scenario: Scenario, axes: Axes) -> Axes:
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
    for number, (state, rows) in enumerate(table.blocks.items()):
        top = number * (len(rows) + STRIP)
        axes.axhspan(top, top + STRIP, color="#ececec")
        axes.text(
            0.06, top + STRIP / 2, state, va="center_baseline", weight="bold", parse_math=False
        )
        for place, column in product(range(len(rows)), range(size[0])):
            corner = (column, top + STRIP + place)
            _draw_cell(rows[place][column], corner, scenario, axes)
        heights += [top + STRIP + place + 0.5 for place in range(len(rows))]
    axes.set_xticks([column + 0.5 for column in range(size[0])], _wrapped(table.columns))
    axes.set_yticks(heights, _wrapped(table.rows * len(table.blocks)))
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def _wrapped(names: Sequence[str]) -> list[str]:
    return [fill(name.replace("-", "‑"), LETTERS) for name in names]


def _draw_cell(cell: Cell, corner: tuple[float, float], scenario: Scenario, axes: Axes) -> None:
    """Draw a frame, the words in its upper part, and the bar in its lower part."""
    left, top = corner
    axes.plot([left, left + 1], [top + 1] * 2, color="#bbbbbb", linewidth=0.8, clip_on=False)
    _write(cell_in_words(scenario, cell), (left + 0.5, top + 0.32), axes)
    outcomes = outcome_ids(scenario.levels)
    start, room = left + 0.07, 0.86
    for outcome, look in zip(outcomes, _looks(len(outcomes) // 2 - 1), strict=True):
        width = room * cell.shares[outcome].share
        if width:
            axes.barh(top + 0.78, width, 0.3, start, linewidth=0.6, label=outcome, **look)
        start += width
    axes.barh(top + 0.78, room, 0.3, left + 0.07, fill=False, edgecolor=INK, linewidth=0.8)


def _write(words: str, middle: tuple[float, float], axes: Axes) -> None:
    """Write a cell's words, as large as they fit: what is agreed bold, a mismatch on two lines."""
    longest = max(len(line) for line in words.split("\n"))
    letter = 0.55 if "\n" in words else 0.65  # width of a letter, as a share of its height
    size = min(13.0, 72 * 0.97 * CELL / (letter * longest))
    weight = "normal" if "\n" in words else "bold"
    axes.text(*middle, words, ha="center", va="center", weight=weight, fontsize=size)
