"""``parley statements``: the sentences everything rests on, and whether they stand in a text."""

from pathlib import Path
from typing import Annotated

import typer

from sim.errors import UsageError
from sim.scenario.loader import load_statements
from sim.scenario.statement import Statement

SEEDS = Path("seeds/statements.yaml")


def statements(
    file: Annotated[Path, typer.Argument(help="File of statements.", metavar="[FILE]")] = SEEDS,
    against: Annotated[
        Path | None, typer.Option(help="Text in which every quote must stand verbatim.")
    ] = None,
) -> None:
    """List the statements, or check that every quote stands verbatim in a text."""
    listed = load_statements(file).statements
    if against is None:
        for statement in listed:
            print(f"{statement.id:4} {statement.speaker}: {statement.quote}")
        return
    missing = not_in(listed, _read(against))
    if missing:
        lines = "; ".join(f"{statement.id} ({statement.quote[:40]}…)" for statement in missing)
        raise UsageError(f"{against}: {len(missing)} of {len(listed)} quotes not found: {lines}")
    print(f"{len(listed)} of {len(listed)} quotes stand verbatim in {against}")


def not_in(listed: tuple[Statement, ...], text: str) -> list[Statement]:
    """Return the statements whose quote does not stand verbatim in `text`."""
    return [statement for statement in listed if statement.quote not in text]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as text: {error}") from None
