"""The terminal: 80 columns, and the same look for every table."""

import json
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from sim.analysis.outcomes.measures import measure_in_words
from sim.analysis.outcomes.shares import Difference
from sim.style.words import in_points

WIDTH = 80
UNBOUND = 1_000  # letters in a line that hold every table, to see how wide it is
LONGEST_NAME = 14  # letters of a scenario's name in one line of a narrow column


def console() -> Console:
    """Return the terminal everything is printed to."""
    return Console(width=WIDTH, highlight=False, soft_wrap=False, markup=False, emoji=False)


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
    unbound = terminal.options.update(width=UNBOUND)
    if len(columns) == 1 or terminal.measure(table, options=unbound).minimum <= WIDTH:
        terminal.print(table)
        return
    half = len(columns) // 2
    print_in_parts(terminal, columns[:half], table_of)
    terminal.print()
    print_in_parts(terminal, columns[half:], table_of)


def keep_words(table: Table) -> Table:
    """Give each column room for its longest word, then letter by letter where most are missing.

    Left to itself a table makes its widest columns narrower, and breaks words there.
    """
    texts = [(str(column.header), *map(str, column.cells)) for column in table.columns]
    widths = [max(len(word) for text in some for word in text.split()) for some in texts]
    wanted = [max(map(len, some)) for some in texts]
    for _ in range(WIDTH - (len(widths) - 1) * table.padding[1] - sum(widths)):
        missing = [most - width for most, width in zip(wanted, widths, strict=True)]
        widths[missing.index(max(missing))] += max(missing) > 0
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def stacked(name: str) -> str:
    """Return a scenario's name for a narrow column, over several lines if it is long.

    It is broken between words; a number stays whole.
    """
    lines = [""]
    for piece in re.split(r"(?<=[.,_-])(?![\d ])|(?<= )", name):
        if len(f"{lines[-1]}{piece}".rstrip()) > LONGEST_NAME:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip() for line in lines if line)


def narrow(measure: str) -> str:
    """Return a measure in words for the head of a narrow column, a word in each line."""
    words = measure_in_words(measure).replace("meeting ", "").replace("-", "- ")
    return words.replace(" ", "\n").replace("on\ntime", "on time")


def change_in_words(change: Difference) -> tuple[str, str]:
    """Return a paired difference and its interval, in points."""
    return in_points(change.difference), f"{in_points(change.low)} … {in_points(change.high)}"
