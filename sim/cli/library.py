"""``parley list``: the scenarios at hand, with a line each."""

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.check import load_scenario
from sim.errors import ParleyError, UsageError

LIBRARY = Path("scenarios")


def list_(
    folder: Annotated[
        Path, typer.Argument(help="Folder with scenario files.", metavar="[FOLDER]")
    ] = LIBRARY,
) -> None:
    """List the scenarios in a folder and below it."""
    files = sorted(file for kind in ("*.yaml", "*.yml") for file in folder.rglob(kind))
    if not files:
        raise UsageError(f"{folder}: no scenario files (*.yaml) in this folder")
    from sim.cli.tables.library import show

    for place, inside in groupby(files, key=lambda file: file.parent):
        show(place, {file.name: _line(file) for file in inside})


def _line(file: Path) -> str:
    """Return a scenario's title, and whether it brings in what its text does not contain."""
    try:
        scenario = load_scenario(file)
    except ParleyError as error:
        return f"cannot be read: {error}"
    return f"{scenario.title}{' (external)' if scenario.external else ''}"
