"""``parley list``: the scenarios at hand, with a line each."""

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from sim.cli.options import LIBRARY
from sim.cli.terminal import console, plain_table
from sim.errors import ParleyError, UsageError, on_one_line
from sim.reading.document import yaml_files
from sim.rules.loading import load_scenario

LONGEST = 36  # letters of a file name that are shown at least


def list_(
    folder: Annotated[
        Path, typer.Argument(help="Folder with scenario files.", metavar="[FOLDER]")
    ] = LIBRARY,
) -> None:
    """List the scenarios in a folder and below it."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    files = yaml_files(folder)
    if not files:
        raise UsageError(f"{folder}: no scenario files (*.yaml) in this folder")
    for place, inside in groupby(files, key=lambda file: file.parent):
        title = f"{on_one_line(str(place))}/"
        table = plain_table(title=title, title_justify="left", show_header=False)
        lines = {on_one_line(file.name): _line(file) for file in inside}
        table.add_column(no_wrap=True, min_width=min(LONGEST, max(map(len, lines))))
        for name, line in lines.items():
            table.add_row(Text(name), line)
        console().print(table)


def _line(file: Path) -> Text:
    """Return a scenario's title, and whether it brings in what its text does not contain.

    What is wrong with a faulty file is shown in full.
    """
    try:
        scenario = load_scenario(file)
    except ParleyError as error:
        fault = str(error).removeprefix(str(file)).lstrip(":")
        return Text(f"cannot be read: {fault}", overflow="fold")
    title = on_one_line(f"{scenario.title}{' (external)' if scenario.external else ''}")
    return Text(title, no_wrap=True, overflow="ellipsis")
