"""The terminal: 80 columns, the same heading and the same look for every command."""

import json
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import measure_in_words
from sim.archive.folder import Folder
from sim.errors import on_one_line
from sim.style.sentences import CAVEAT

WIDTH = 80
UNBOUND = 1_000
"""Letters in a line that hold every table, to see how wide it is."""

LONGEST_NAME = 14
"""Letters of a scenario's name in one line of a narrow column."""


def console() -> Console:
    """Return the terminal everything is printed to."""
    return Console(width=WIDTH, highlight=False, soft_wrap=False, markup=False, emoji=False)


def print_json(content: dict[str, Any]) -> None:
    """Print one object for programs."""
    json.dump(content, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    print()


def print_heading(terminal: Console, finding: Finding, measure: str | None = None) -> None:
    """Print what is shown, what was found (about one measure), what was run and the caveat."""
    terminal.print(Text(finding.heading, style="bold"))
    terminal.print(finding.about(measure) if measure else finding.sentence)
    terminal.print(f"{finding.ran}. {CAVEAT}\n")


def print_written(terminal: Console, folder: Folder | None) -> None:
    """Print where files were written to, if they were."""
    if folder is not None:
        terminal.print(f"\nWritten to {on_one_line(str(folder.path))}", style="dim")


def plain_table(**settings: Any) -> Table:
    """Return an empty table without lines."""
    return Table(**{"box": None, "pad_edge": False, "padding": (0, 2, 0, 0)} | settings)


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
    """Give each column room for its longest word, then for its cells, then for its heading.

    Left to itself a table makes its widest columns narrower, and breaks words there.
    """
    texts = [(str(column.header), *map(str, column.cells)) for column in table.columns]
    widths = [max(len(word) for text in some for word in text.split()) for some in texts]
    room = WIDTH - (len(widths) - 1) * table.padding[1]
    _widen(widths, [max(map(len, cells)) for _, *cells in texts], room)
    _widen(widths, [len(heading) for heading, *_ in texts], room)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _widen(widths: list[int], wanted: Sequence[int], room: int) -> None:
    """Widen columns up to what is wanted, letter by letter where most are missing."""
    for _ in range(room - sum(widths)):
        missing = [most - width for most, width in zip(wanted, widths, strict=True)]
        widths[missing.index(max(missing))] += max(missing) > 0


def narrow(measure: str) -> str:
    """Return a measure in words for the head of a narrow column, a word in each line."""
    words = measure_in_words(measure).replace("meeting ", "").replace("-", "- ")
    return words.replace(" ", "\n").replace("on\ntime", "on time")


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
