"""Commands: loaded when they are called, so that ``parley --help`` answers at once."""

from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from sim.errors import UsageError

COMMANDS = {
    "run": "Run a scenario in many parallel worlds.",
    "compare": "Compare scenarios on the same luck, world by world.",
    "theories": "Read the same worlds with each theory of how people decide.",
    "sweep": "Vary one or two numbers, on the same luck.",
    "replay": "Tell one world: who said or did what, when and why.",
    "because": "Find the smallest changes that end one world otherwise.",
    "ask": "Say which questions are worth asking about the outcome.",
    "advise": "Try what one actor can do for an outcome, and at what blame.",
    "ablate": "Leave out each statement in turn, on the same luck.",
    "statements": "Show what rests on which sentence, and deadlocks.",
    "influences": "Show who presses whom, and what waits for what.",
    "stability": "Show which meetings are stable against moves and answers.",
    "stakeholders": "Work out which position a table of stakeholders leads to.",
    "dashboard": "Show scenarios on a page with controls, in the browser.",
    "report": "Write a report of a run to hand in, or a page to explore.",
    "cards": "Write role cards for a role play, and the leader's sheet.",
    "list": "List the scenarios in a folder and below it.",
    "new": "Write a scenario to fill in, from a few questions.",
    "validate": "Check a scenario file and say what it holds.",
    "schema": "Print the JSON Schema of scenario files.",
}
"""What each command does, as the first line of its function says: ``sim.cli.commands.NAME``."""

HEADINGS = {
    "run": "Many worlds",
    "replay": "One world",
    "ask": "What matters most",
    "statements": "The words alone, without worlds",
    "dashboard": "For class",
    "list": "Scenario files",
}
"""What stands above a command in ``parley --help``, and holds for those after it, too."""


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

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands below their headings; see `click.Group.format_commands`."""
        for name, what in COMMANDS.items():
            if name in HEADINGS:
                formatter.write(f"\n{HEADINGS[name]}:\n")
            formatter.write(f"  {name:14}{what}\n")


class Once(TyperCommand):
    """A command whose options are given once, but for those that say they can be repeated."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; see `Once`."""
        _, _, given = self.make_parser(ctx).parse_args(args=[*args])
        must_be_once(one.opts[-1] for one in given if getattr(one, "multiple", None) is False)
        rest: list[str] = super().parse_args(ctx, args)
        return rest


def must_be_once(given: Iterable[str]) -> None:
    """Raise `UsageError` at the first thing that is given more than once."""
    for what, times in Counter(given).items():
        if times > 1:
            raise UsageError(f"{what[:80]}: given {times} times; it counts once")
