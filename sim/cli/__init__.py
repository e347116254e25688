"""The command line: ``parley run``, ``compare``, ``sweep``, ``replay`` and the others.

Errors are one line on standard error and exit code 2. Commands load what they need when called, so
that ``parley --help`` answers at once.
"""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.check import schema, validate
from sim.cli.commands.ablate import ablate
from sim.cli.commands.cards import cards
from sim.cli.commands.compare import compare
from sim.cli.commands.dashboard import dashboard
from sim.cli.commands.library import list_
from sim.cli.commands.new import new
from sim.cli.commands.replay import replay
from sim.cli.commands.report import report
from sim.cli.commands.run import run
from sim.cli.commands.statements import statements
from sim.cli.commands.sweep import sweep
from sim.cli.limits import lost_output, ran_out
from sim.cli.once import Once
from sim.errors import ParleyError
from sim.version import __version__

__all__ = ["app", "main"]

FAILED = 2
STOPPED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    name="parley",
    help="Negotiation scenarios over many parallel worlds: consequences of assumptions.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(asked: bool) -> None:
    if asked:
        print(f"parley {__version__}")
        raise typer.Exit


@app.callback()
def _before(
    load: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Python file with decision rules of your own; can be repeated."
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_tell_version),
    ] = False,
) -> None:
    if load:
        from sim.rules.user_files import load_rules

        for file in load:
            load_rules(file)


app.command("run", cls=Once)(run)
app.command("compare", cls=Once)(compare)
app.command("sweep", cls=Once)(sweep)
app.command("replay", cls=Once)(replay)
app.command("ablate", cls=Once)(ablate)
app.command("dashboard", cls=Once)(dashboard)
app.command("report", cls=Once)(report)
app.command("cards", cls=Once)(cards)
app.command("statements", cls=Once)(statements)
app.command("list", cls=Once)(list_)
app.command("new", cls=Once)(new)
app.command("validate", cls=Once)(validate)
app.command("schema", cls=Once)(schema)


def main() -> None:
    """Run the command line and leave with its exit code: 0, or 2 for anything that went wrong."""
    for name in ("stdout", "stderr"):  # a shell can close them
        if getattr(sys, name) is None:
            nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
            setattr(sys, name, nowhere)
    if isinstance(sys.stdout, TextIOWrapper):  # not every pipe can take a bar or a quotation mark
        sys.stdout.reconfigure(errors="replace")
    code, line = _carry_out()
    lost = lost_output()
    if lost is not None:
        code, line = FAILED, line or lost
    if line:
        with suppress(OSError):
            print(f"parley: {line}", file=sys.stderr, flush=True)
    sys.exit(code)


def _carry_out() -> tuple[int, str]:
    """Carry the command out; return the exit code, and a line on what went wrong."""
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="parley", standalone_mode=False)
    except ParleyError as error:
        return FAILED, str(error)
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except Exception as error:
        line = _click_says(error)
        line = ran_out(error) if line is None else line
        if line is None:
            raise
        return FAILED, line
    if code == STOPPED:
        return FAILED, "stopped; nothing was written"
    return code if isinstance(code, int) else 0, ""


def _click_says(error: Exception) -> str | None:
    """Return what is wrong with an option, if that is what the error is about."""
    if not hasattr(error, "format_message"):
        return None
    late = getattr(error, "option_name", None) == "--load"
    hint = "; it stands before the command: parley --load FILE run …" if late else ""
    return f"{ParleyError(error.format_message())}{hint}"
