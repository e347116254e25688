"""The terminal: as wide as it is, from 40 to 200 columns, and the same look for every table."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.analysis.outcomes.measures import measure_in_words
from sim.analysis.outcomes.shares import Difference
from sim.style.numbers import in_points, span_in_points

NARROWEST, USUAL, WIDEST = 40, 80, 200
"""Columns: at least and at most, and where nobody says how wide it is, as in a file."""

LONGEST_NAME = 14  # letters of a name in one line of a narrow column, in a narrow terminal


class Terminal(Console):
    """A terminal that cuts no cell of a table and breaks no word of it."""

    def print(self, *objects: Any, **settings: Any) -> None:
        """Print as rich does, but each table as it fits."""
        super().print(*map(self._fitting, objects), **settings)

    def _fitting(self, one: Any) -> Any:
        """Return a table as it is, with its words kept whole, or row by row if it is too wide."""
        if not isinstance(one, Table):
            return one
        if least_width(one) > self.width:
            return below_each_other(one)
        is_rigid = all(column.ratio is None for column in one.columns)
        return keep_words(one, self.width) if is_rigid else one


def console() -> Terminal:
    """Return the terminal everything is printed to."""
    columns, _ = shutil.get_terminal_size((USUAL, 0))
    width = min(max(columns, NARROWEST), WIDEST)
    return Terminal(width=width, highlight=False, soft_wrap=False, markup=False, emoji=False)


def least_width(table: Table) -> int:
    """Return how wide a table is at least, if no number is cut and no word is broken."""
    return sum(least for least, _ in _widths(table)) + _gaps(table)


def _widths(table: Table) -> list[tuple[int, int]]:
    """Return how wide each column is at least, and where nothing is broken into lines."""
    found = []
    for column in table.columns:
        texts = [str(column.header) * table.show_header, *map(str, column.cells)]
        lines = [line for text in texts for line in text.split("\n")]
        is_whole = column.no_wrap and column.ratio is None
        words = lines if is_whole else [word for line in lines for word in line.split()]
        widest = (max(map(cell_len, some), default=0) for some in (words, lines))
        least, whole = (max(wide, column.min_width or 0) for wide in widest)
        most = column.max_width or whole
        found.append((least, max(least, min(whole, most))))
    return found


def _gaps(table: Table) -> int:
    """Return how much of a table's width stands between its columns, and beside them."""
    _, right, _, left = table.padding
    return (right + left) * (len(table.columns) - (not table.pad_edge))


def below_each_other(table: Table) -> Group:
    """Return a table row by row: what it is about, and below it each cell after its heading."""
    lines: list[RenderableType] = [Text(str(table.title), "bold")] if table.title else []
    headings = [" ".join(str(column.header).split()) for column in table.columns]
    for first, *cells in zip(*(map(str, column.cells) for column in table.columns), strict=True):
        if first.strip():
            lines.append(Text(first, "bold"))
        named = zip(headings[1:], (" ".join(cell.split()) for cell in cells), strict=True)
        said = (f"{heading}: {cell}" if heading else cell for heading, cell in named if cell)
        lines.append(Padding(Text("; ".join(said)), (0, 0, 0, 2)))
    return Group(*lines)


def print_json(content: dict[str, Any]) -> None:
    """Print one object for programs."""
    json.dump(content, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    print()


def plain_table(*headings: str, **settings: Any) -> Table:
    """Return an empty table without lines; under the first heading words stand, then numbers."""
    table = Table(**{"box": None, "pad_edge": False, "padding": (0, 2, 0, 0)} | settings)
    for heading in headings[:1]:
        table.add_column(heading, vertical="bottom")
    for heading in headings[1:]:
        table.add_column(heading, justify="right", no_wrap=True, vertical="bottom")
    return table


def print_note(terminal: Console, note: str) -> None:
    """Print what a reader needs to know to read the table above."""
    terminal.print(f"\n{note}", style="dim")


def print_in_parts(
    terminal: Console, columns: Sequence[str], table_of: Callable[[Sequence[str]], Table]
) -> None:
    """Print the table of some columns, or one half after the other where all do not fit.

    Half of all measures are those on time; each part says again what its rows are.
    """
    table = table_of(columns)
    if len(columns) == 1 or least_width(table) <= terminal.width:
        terminal.print(table)
        return
    half = len(columns) // 2
    print_in_parts(terminal, columns[:half], table_of)
    terminal.print()
    print_in_parts(terminal, columns[half:], table_of)


def keep_words(table: Table, width: int) -> Table:
    """Give each column room for its longest word, then letter by letter to the narrowest.

    Left to itself a table that is too wide makes its widest columns narrower, and breaks words.
    """
    least, whole = map(list, zip(*_widths(table), strict=True))
    room = width - _gaps(table)
    if sum(whole) <= room:
        return table
    for _ in range(room - sum(least)):
        missing = [at for at, most in enumerate(whole) if least[at] < most]
        least[min(missing, key=lambda at: least[at])] += 1
    for column, wide in zip(table.columns, least, strict=True):
        column.width = wide
    return table


def stacked(name: str, width: int = USUAL) -> str:
    """Return a name for a column of a terminal so wide, over several lines if it is long.

    It is broken between words; a number stays whole.
    """
    lines, longest = [""], max(LONGEST_NAME, (width - USUAL) // 4)
    for piece in re.split(r"(?<=[.,_-])(?![\d ])|(?<= )", name):
        if len(f"{lines[-1]}{piece}".rstrip()) > longest:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines if line)


def narrow(measure: str) -> str:
    """Return a measure in words for the head of a narrow column, a word in each line."""
    words = measure_in_words(measure).replace("meeting ", "").replace("-", "- ")
    return words.replace(" ", "\n").replace("on\ntime", "on time")


def change_in_words(change: Difference) -> tuple[str, str]:
    """Return a paired difference and its interval, in points."""
    return in_points(change.difference), span_in_points(change.low, change.high)
