"""The command line: ``parley run``, ``compare``, ``sweep``, ``replay`` and the others.

Errors are one line on standard error and exit code 2.
"""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.lazy import COMMANDS, Lazy
from sim.cli.limits import lost_output, ran_out
from sim.errors import ParleyError
from sim.version import __version__

__all__ = ["app", "main"]

FAILED = 2
STOPPED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    name="parley",
    cls=Lazy,
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
        from sim.rules.user_files import load_rules  # noqa: PLC0415 - rules load NumPy

        for file in load:
            load_rules(file)


for _name in COMMANDS:
    app.command(_name)(lambda: None)  # known by name; `Lazy` loads what is called


def main() -> None:
    """Run the command line and leave with its exit code: 0, or 2 for anything that went wrong."""
    for name in ("stdout", "stderr"):  # a shell can close them
        if getattr(sys, name) is None:
            nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
            setattr(sys, name, nowhere)
    if isinstance(sys.stdout, TextIOWrapper):  # not every pipe can take a bar or a quotation mark
        sys.stdout.reconfigure(errors="replace")
    line, lost = _carry_out(), lost_output()
    line = line or lost
    if line:
        with suppress(OSError):
            print(f"parley: {line}", file=sys.stderr, flush=True)
    sys.exit(0 if line is None else FAILED)


def _carry_out() -> str | None:
    """Carry the command out; return what went wrong, if anything did."""
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="parley", standalone_mode=False)
    except ParleyError as error:
        return str(error)
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except Exception as error:
        line = _click_says(error) or ran_out(error)
        if line is None:
            raise
        return line
    return "stopped; nothing was written" if code == STOPPED else None


def _click_says(error: Exception) -> str | None:
    """Return what is wrong with an option, if that is what the error is about."""
    if not hasattr(error, "format_message"):
        return None
    late = getattr(error, "option_name", None) == "--load"
    hint = "; it stands before the command: parley --load FILE run …" if late else ""
    return f"{ParleyError(error.format_message())}{hint}"
