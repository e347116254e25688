"""The terminal: 80 columns, the same heading and the same look for every command."""

import json
import re
import sys
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.measures import measure_in_words
from sim.analysis.summary import CAVEAT
from sim.cli.files import Folder
from sim.ensemble import Run

WIDTH = 80

LONGEST_NAME = 14

WIDEST = 8
"""Letters of a word in a narrow column."""


def console() -> Console:
    """Return the terminal everything is printed to."""
    return Console(width=WIDTH, highlight=False, soft_wrap=False, markup=False, emoji=False)


def print_json(told: dict[str, Any]) -> None:
    """Print one object for programs."""
    json.dump(told, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    print()


def print_heading(terminal: Console, title: str, run: Run, more: str = "") -> None:
    """Print what is shown, in how many worlds, and the caveat."""
    terminal.print(Text(title, style="bold"))
    terminal.print(f"{run.worlds:,} worlds{more}, seed {run.seed}. {CAVEAT}\n")


def print_written(terminal: Console, folder: Folder | None) -> None:
    """Print where files were written to, if they were."""
    if folder is not None:
        terminal.print(f"\nWritten to {folder.path}", style="dim")


def plain_table(**settings: Any) -> Table:
    """Return an empty table without lines."""
    return Table(**{"box": None, "pad_edge": False, "padding": (0, 2, 0, 0)} | settings)


def print_note(terminal: Console, note: str) -> None:
    """Print what a reader needs to know to read the table above."""
    terminal.print(f"\n{note}", style="dim")


def narrow(measure: str) -> str:
    """Return a measure in words for the head of a narrow column, over several lines."""
    words = measure_in_words(measure).replace("meeting ", "").replace("-", "- ").split(" ")
    halves = [f"{word[:6]}-\n{word[6:]}" if len(word) > WIDEST else word for word in words]
    return "\n".join(halves).replace("on\ntime", "on time")


def stacked(name: str) -> str:
    """Return a scenario's name for the head of a column, over several lines if it is long."""
    if len(name) <= LONGEST_NAME:
        return name
    return re.sub(r"(?<=[.,-]) ?(?=.)", "\n", name)
