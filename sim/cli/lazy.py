"""Commands: loaded when they are called, so that ``parley --help`` answers at once."""

import ast
import gc
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from sim.errors import UsageError

GROUPS = {
    "Many worlds": ("run", "compare", "theories", "sweep"),
    "One world": ("replay", "because"),
    "What matters most": ("ask", "advise", "discover", "ablate"),
    "The words alone, without worlds": ("statements", "influences", "stability", "stakeholders"),
    "For class": ("dashboard", "report", "cards"),
    "Scenario files": ("list", "new", "validate", "schema"),
}
"""The commands, ``sim.cli.commands.NAME``, below what stands above them in ``parley --help``."""

COMMANDS = [name for names in GROUPS.values() for name in names]


def first_line(name: str) -> str:
    """Return what a command does, as the docstring of its function says, without loading it."""
    source = (Path(__file__).parent / "commands" / f"{name}.py").read_text(encoding="utf-8")
    functions = (one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef))
    told = next(ast.get_docstring(one) for one in functions if one.name.rstrip("_") == name)
    return str(told).partition("\n")[0]


def loaded(name: str) -> Any:
    """Return a command, with the options that its function takes."""
    gc.disable()  # modules stay: looking for what could be let go costs a fifth of loading them
    module = import_module(f"sim.cli.commands.{name}")
    gc.enable()
    gc.freeze()
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
        for heading, names in GROUPS.items():
            formatter.write(f"\n{heading}:\n")
            for name in names:
                formatter.write(f"  {name:14}{first_line(name)}\n")


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
