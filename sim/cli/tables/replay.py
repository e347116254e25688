"""What ``parley replay`` says."""

from collections.abc import Mapping
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.stories.divergence import Placed, both_stories, diverges_at
from sim.analysis.stories.replay import Story
from sim.analysis.stories.story import Line
from sim.archive.folder import Folder
from sim.cli.tables.finding import print_written
from sim.cli.tables.terminal import console, print_note
from sim.engine.outcome import in_words
from sim.style.sentences import CAVEAT, listed
from sim.style.words import called, plain

WHEN = "%a %d %b %H:%M"
MARKS = {"both": " ", "first": "A", "second": "B"}


def show(terminal: Console, story: Story) -> None:
    """Print one world as a story."""
    terminal.print(_table([("both", line) for line in story.lines], marked=False))


def show_together(stories: Mapping[str, Story], folder: Folder | None) -> None:
    """Print one world under two assumptions, given by name, with where they part."""
    terminal = console()
    first, second = stories.values()
    terminal.print(Text(f"{first.ran}, told twice", style="bold"))
    ends = (
        f"{called(in_words(story.row['outcome']))} under ‘{name}’ ({mark})"
        for mark, (name, story) in zip("AB", stories.items(), strict=True)
    )
    terminal.print(f"In this world, one of many, the outcome is {listed(ends)}.\n{CAVEAT}\n")
    terminal.print(_table(both_stories(first, second), marked=True))
    parts = diverges_at(first, second)
    words = "they never part" if parts is None else f"they part on {parts.when:{WHEN}}"
    print_note(terminal, f"A and B: only in that one; no mark: in both; {words}")
    print_written(terminal, folder)


def _table(lines: list[Placed], marked: bool) -> Table:
    """Return a row per line; a time stands where it is new."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    if marked:
        table.add_column(no_wrap=True)
    table.add_column()
    last: datetime | None = None
    for where, line in lines:
        time = f"{line.when:{WHEN}}" if line.when != last else ""
        mark = (MARKS[where],) if marked else ()
        table.add_row(time, *mark, _words(line))
        last = line.when
    return table


def _words(line: Line) -> Text:
    """Return a line; what is *starred* is in quotation marks, the outcome in bold."""
    return Text(plain(str(line)), style="bold" if line.kind == "outcome" else "")
