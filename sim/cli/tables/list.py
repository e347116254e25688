"""What ``parley list`` says."""

from collections.abc import Mapping
from pathlib import Path

from rich.text import Text

from sim.cli.tables.terminal import console, plain_table
from sim.errors import on_one_line

LONGEST = 36
"""Letters of a file name that are shown at least."""


def show(folder: Path, lines: Mapping[str, Text]) -> None:
    """Print a line per scenario of one folder."""
    table = plain_table(
        title=f"{on_one_line(str(folder))}/", title_justify="left", show_header=False
    )
    table.add_column(no_wrap=True, min_width=min(LONGEST, max(map(len, lines))))
    table.add_column()
    for name, line in lines.items():
        table.add_row(Text(name), line)
    console().print(table)
