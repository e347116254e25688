"""``parley list``: the scenarios at hand, with a line each."""

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.check import load_scenario
from sim.errors import ParleyError, UsageError, on_one_line
from sim.reading.document import yaml_files

LIBRARY = Path("scenarios")
FAULT = "cannot be read"
"""How the line of a faulty file starts; it is shown in full."""


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
    from sim.cli.tables.library import show

    for place, inside in groupby(files, key=lambda file: file.parent):
        show(place, {on_one_line(file.name): _line(file) for file in inside})


def _line(file: Path) -> str:
    """Return a scenario's title, and whether it brings in what its text does not contain."""
    try:
        scenario = load_scenario(file)
    except ParleyError as error:
        return f"{FAULT}: {str(error).removeprefix(str(file)).lstrip(':')}"
    return on_one_line(f"{scenario.title}{' (external)' if scenario.external else ''}")
