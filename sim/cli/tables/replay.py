"""What ``parley replay`` says."""

from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.replay import Story, Told, parting, told_together
from sim.analysis.story import Line
from sim.analysis.summary import CAVEAT
from sim.cli.files import Folder
from sim.cli.tables.terminal import console, print_note, print_written

WHEN = "%a %d %b %H:%M"
MARKS = {"both": " ", "first": "A", "second": "B"}


def show(story: Story, folder: Folder | None) -> None:
    """Print one world as a story."""
    terminal = console()
    _heading(terminal, story)
    terminal.print(_table([("both", line) for line in story.lines], marked=False))
    print_written(terminal, folder)


def show_together(first: Story, second: Story, folder: Folder | None) -> None:
    """Print one world under two assumptions, with where they part."""
    terminal = console()
    for mark, story in (("A", first), ("B", second)):
        _heading(terminal, story, f"{mark}: ")
    told = told_together(first, second)
    terminal.print(_table(told, marked=True))
    parts = parting(first, second)
    words = "they never part" if parts is None else f"they part on {parts.when:{WHEN}}"
    print_note(terminal, f"A and B: only in that one; no mark: in both; {words}")
    print_written(terminal, folder)


def _heading(terminal: Console, story: Story, mark: str = "") -> None:
    terminal.print(Text(mark + story.heading, style="bold"))
    if mark != "A: ":
        terminal.print(f"{CAVEAT}\n")


def _table(told: list[Told], marked: bool) -> Table:
    """Return a row per line; a time stands where it is new."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    if marked:
        table.add_column(no_wrap=True)
    table.add_column()
    last: datetime | None = None
    for where, line in told:
        time = f"{line.when:{WHEN}}" if line.when != last else ""
        mark = (MARKS[where],) if marked else ()
        table.add_row(time, *mark, _words(line))
        last = line.when
    return table


def _words(line: Line) -> Text:
    """Return a line; what is *starred* is in italics, the outcome in bold."""
    words = Text(style="bold" if line.kind == "outcome" else "")
    for place, part in enumerate(str(line).split("*")):
        words.append(part, style="italic" if place % 2 else "")
    return words
