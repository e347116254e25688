"""``parley dashboard``: a page in the browser for a class."""

import gc
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import LIBRARY, WholeNumber
from sim.cli.terminal import console
from sim.errors import UsageError
from sim.page import serving
from sim.page.library import read_library
from sim.page.room import Room


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
    """Show scenarios on a page with controls, in the browser."""
    gc.disable()  # until the page is served: all of this stays
    shown = read_library(_folder(scenario), scenario)
    for fault in shown.faults:
        typer.echo(f"left out of the library: {fault}", err=True)
    if not shown.choices:
        raise UsageError(f"{LIBRARY}: no scenario files (*.yaml) in this folder")
    place = serving.place(host, port)
    serving.serve(shown, place, lambda room: _welcome(place, room, open_))


def _welcome(place: serving.Place, room: Room, open_: bool) -> None:
    own = f"{place.here}/join?key={room.key}" if place.is_open else place.here
    print(f"The page is at {own}")
    if place.is_open:
        print("That address is yours alone: it leads the room.")
        print(f"Others join at {room.address} with the code {room.code}")
    print("Ctrl-C stops it; nothing is stored.", flush=True)
    if place.is_open and sys.stdout.isatty():
        console().print(serving.code_in_terminal(room.invitation))
    if open_:
        webbrowser.open(own)


def _folder(scenario: Path | None) -> Path | None:
    """Return the library whose scenarios the page offers; a file elsewhere stands alone."""
    if scenario is None:
        if not LIBRARY.is_dir():
            raise UsageError(f"{LIBRARY}: no such folder here; name a scenario file")
        return LIBRARY
    above = scenario.resolve().parents
    return next((folder for folder in above if folder.name == LIBRARY.name), None)
