"""Lazy commands: each is loaded when it is called, so that ``parley --help`` answers at once."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from sim.cli.once import Once

COMMANDS = {
    "run": "Run a scenario in many parallel worlds.",
    "compare": "Compare scenarios on the same luck, world by world.",
    "sweep": "Vary one or two numbers, on the same luck.",
    "replay": "Tell one world: who said or did what, when and why.",
    "ablate": "Leave out each statement in turn, on the same luck.",
    "dashboard": "Show scenarios on a page in the browser, with controls for every assumption.",
    "report": "Write a report of a run: what was asked, what came out, and where every number is "
    "from.",
    "cards": "Write role cards for a role play: one for each actor, and one for all.",
    "statements": "Show what rests on which sentence, and deadlocks.",
    "influences": "Show who presses whom, what waits for what, and which sentence says so.",
    "list": "List the scenarios in a folder and below it.",
    "new": "Write a scenario to fill in; asks for what the options leave open.",
    "validate": "Check a scenario file and say what it holds.",
    "schema": "Print the JSON Schema of scenario files.",
}
"""What each command does, as the first line of its function says: ``sim.cli.commands.NAME``."""


def loaded(name: str) -> Any:
    """Return a command, with the options that its function takes."""
    module = import_module(f"sim.cli.commands.{name}")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, cls=Once)(getattr(module, f"{name}_" if name == "list" else name))
    return typer.main.get_command(alone)


class Lazy(TyperGroup):
    """A group that knows what ``--help`` says of its commands, and loads the one called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that was typed; see `click.Group.resolve_command`."""
        name, known, rest = super().resolve_command(ctx, args)
        return name, known and loaded(str(known.name)), rest
