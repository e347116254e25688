"""``parley statements``: the sentences everything rests on, and what rests on them."""

import re
from pathlib import Path
from typing import Annotated

import typer

from sim.analysis.audit.audit import audit
from sim.cli import options
from sim.cli.tables.audit import show
from sim.cli.tables.finding import say
from sim.errors import UsageError, on_one_line
from sim.reading.document import read_document
from sim.rules.loading import load_scenario
from sim.scenario import Statement
from sim.scenario.files import load_statements
from sim.scenario.scenario import SHAPE
from sim.scenario.statement import StatementFile

MAX_NAMED = 8
"""Quotes that are not found and are named."""

SEEDS = Path("seeds/statements.yaml")


def statements(
    file: Annotated[
        Path, typer.Argument(help="Scenario, or file of statements.", metavar="[FILE]")
    ] = SEEDS,
    against: Annotated[
        Path | None, typer.Option(help="Text in which every quote must stand verbatim.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Show what rests on which sentence, and deadlocks.

    Without a scenario, list the statements; with --against, check that the quotes are verbatim.
    """
    if against is not None and as_json:
        raise UsageError("--against only checks: it goes without --json")
    if against is not None:
        _check(file, against)
    elif _is_scenario(file):
        say(audit(load_scenario(file)), show, None, as_json)
    else:
        _list(load_statements(file), as_json)


def _is_scenario(file: Path) -> bool:
    """Whether a file is a scenario; a file of statements names the document they are from."""
    return "document" not in read_document(file, SHAPE).data


def _list(listed: StatementFile, as_json: bool) -> None:
    if as_json:
        print(listed.model_dump_json(indent=2))
        return
    for statement in listed.statements:
        print(f"{statement.id:4} {statement.speaker}: {statement.quote}")


def _check(file: Path, against: Path) -> None:
    """Raise `UsageError` unless all quotes stand verbatim in the text."""
    scenario = _is_scenario(file)
    listed = load_scenario(file).statements if scenario else load_statements(file).statements
    missing = not_in(listed, _read(against))
    if missing:
        shown = [f"{statement.id} ({statement.quote[:40]}…)" for statement in missing[:MAX_NAMED]]
        lines = "; ".join(shown + ["…"] * (len(missing) > MAX_NAMED))
        raise UsageError(f"{against}: {len(missing)} of {len(listed)} quotes not found: {lines}")
    print(f"{len(listed)} of {len(listed)} quotes stand verbatim in {on_one_line(str(against))}")


def not_in(listed: tuple[Statement, ...], text: str) -> list[Statement]:
    """Return the statements whose quote does not stand verbatim in `text`.

    Where lines are wrapped, and how wide a space is, is no matter of words.
    """
    running = _unwrapped(text)
    return [statement for statement in listed if _unwrapped(statement.quote) not in running]


def _unwrapped(text: str) -> str:
    return " ".join(re.sub("[\xad\u200b\u2060\ufeff]", "", text).split())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"--against {path}: cannot be read as text: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"--against {path}: cannot be read as text in UTF-8") from None
