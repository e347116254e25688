"""``parley dashboard``: a page in the browser for a class."""

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import LIBRARY, WholeNumber
from sim.cli.terminal import console
from sim.dashboard import serving, words
from sim.dashboard.library import read_library
from sim.errors import UsageError


def dashboard(
    scenario: Annotated[
        Path | None,
        typer.Argument(help="Scenario file (YAML) to start with.", metavar="[SCENARIO]"),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets others reach the page.")
    ] = "127.0.0.1",
    port: Annotated[int | None, WholeNumber(help="Port; a free one when left out.")] = None,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Show scenarios on a page in the browser, with controls for every assumption."""
    shown = read_library(_folder(scenario), scenario)
    for fault in shown.faults:
        typer.echo(words.LEFT_OUT.format(fault=fault), err=True)
    if not shown.choices:
        raise UsageError(f"{LIBRARY}: no scenario files (*.yaml) in this folder")
    place = serving.place(host, port)
    place.when_ready(lambda: _welcome(place, open_))
    serving.serve(shown, place)


def _welcome(place: serving.Place, open_: bool) -> None:
    told = [words.SERVING.format(address=place.address), words.STOP]
    told += [words.EVERYWHERE] if place.token is not None else []
    print(*told, sep="\n", flush=True)
    if place.token is not None and sys.stdout.isatty():
        console().print(serving.code_in_terminal(place.address))
    if open_:
        webbrowser.open(place.address)


def _folder(scenario: Path | None) -> Path | None:
    """Return the library whose scenarios the page offers; a file elsewhere stands alone."""
    if scenario is None:
        if not LIBRARY.is_dir():
            raise UsageError(f"{LIBRARY}: no such folder here; name a scenario file")
        return LIBRARY
    above = scenario.resolve().parents
    return next((folder for folder in above if folder.name == LIBRARY.name), None)
