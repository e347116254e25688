"""``parley stakeholders``: which position a table of stakeholders leads to; another question."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sim.analysis.stakeholders import Stakeholders, read_stakeholders
from sim.cli.asked import Asked, takes
from sim.cli.terminal import plain_table, print_note


@takes("out as_json")
def stakeholders(
    file: Annotated[
        Path, typer.Argument(help="Table (CSV): name, capability, position, salience.")
    ],
    asked: Asked,
) -> None:
    """Work out which position a table of stakeholders leads to.

    By the weighted mean, the median voter, and a probabilistic Condorcet election: another question
    than a scenario's.
    """
    with asked.folder("stakeholders", reads=[]) as folder:
        found = read_stakeholders(file)
        asked.write(folder, {"stakeholders": found}, {"stakeholders": found.plot}, [])
    asked.say(folder, found, show)


def show(terminal: Console, found: Stakeholders) -> None:
    """Print a row per position, and how probably each beats each other."""
    rows = [*found.records()]
    table = plain_table("position", "weight", "elected", *[f"beats {p:g}" for p in found.positions])
    table.add_column("held by")
    for row in rows:
        chances = (row.get(f"beats_{p:g}") for p in found.positions)
        pairs = ("" if chance is None else f"{chance:.1%}" for chance in chances)
        numbers = (f"{row['weight']:.3f}", f"{row['elected']:.1%}", *pairs)
        table.add_row(f"{row['position']:g}", *numbers, row["held_by"])
    terminal.print(table)
    total = found.weights.sum()
    note = f"weight: capability × salience, {total:.3f} in all; elected: if one position beats all"
    print_note(terminal, f"{note} others; beats: in proportion to who is nearer, and how much")
