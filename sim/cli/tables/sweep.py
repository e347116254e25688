"""What ``parley sweep`` says."""

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.table import Table

from sim.analysis.experiments.factorial import (
    LITERAL,
    Cell,
    Factorial,
    cell_in_words,
    conditions_in_words,
)
from sim.analysis.experiments.sweep import Sweep
from sim.analysis.outcomes.measures import measure_in_words, measures
from sim.cli.tables.finding import narrow
from sim.cli.tables.terminal import WIDTH, plain_table, print_in_parts, print_note, stacked
from sim.engine.outcome import in_words
from sim.scenario import Scenario
from sim.style.labels import label

MAX_ROWS = 25

LABEL = 20
"""Letters of what a row of cells is called, in one line."""

COUNTED = (
    "Counted under literal: the highest level that the words of each allow. Two levels are a "
    "mismatch, though one side may step down: parley statements calls the lower one open."
)
"""What the cells count."""


def show(terminal: Console, sweep: Sweep) -> None:
    """Print the shares along one number, or else where each outcome is rarest and commonest."""
    if len(sweep.columns()) == 1 and len(sweep.grid.points) <= MAX_ROWS:
        _show_line(terminal, sweep)
    else:
        _show_extremes(terminal, sweep)


def _show_line(terminal: Console, sweep: Sweep) -> None:
    """Print a row per value."""
    (path, values), *_ = sweep.columns().items()
    numbers = sweep.grid.run.scenario.numbers

    def table_of(held: Sequence[str]) -> Table:
        table = plain_table(padding=(0, 1, 0, 0))
        for heading in (stacked(numbers[path].keys[-1]), *map(narrow, held)):
            table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
        counts = np.array([sweep.counts(measure) for measure in held]) / sweep.run.worlds
        for value, shares in zip(values, counts.T, strict=True):
            table.add_row(f"{value:g}", *(f"{share:.1%}" for share in shares))
        return table

    print_in_parts(terminal, list(measures(sweep.run.scenario)), table_of)


def _show_extremes(terminal: Console, sweep: Sweep) -> None:
    """Print for each measure its lowest and highest share, and where."""
    terminal.print(f"{len(sweep.grid.points):,} points")
    table = plain_table()
    for heading in ("outcome", "lowest", "at", "highest", "at"):
        table.add_column(heading, justify="right" if heading.endswith("est") else "left")
    columns = sweep.columns()
    for measure in measures(sweep.run.scenario):
        counts = sweep.counts(measure)
        cells: list[str] = []
        for place in (int(counts.argmin()), int(counts.argmax())):
            where = ", ".join(f"{values[place]:.3g}" for values in columns.values())
            cells += [f"{counts[place] / sweep.run.worlds:.1%}", where]
        table.add_row(measure_in_words(measure), *cells)
    terminal.print(table)
    scenario = sweep.grid.run.scenario
    print_note(terminal, f"at: {' and '.join(label(scenario, path) for path in columns)}")


def show_factorial(terminal: Console, cells: Factorial) -> None:
    """Print a table per rule: conditions and one party's readings down, the other's across."""
    for rule in cells.rules:
        terminal.print(_cells_table(cells, rule))
    if LITERAL in cells.rules:
        print_note(terminal, COUNTED)


def _cells_table(cells: Factorial, rule: str) -> Table:
    scenario = cells.run.scenario
    across, down = scenario.parties
    table = plain_table(
        title=f"\nrule {rule}", title_justify="left", title_style="bold", padding=(0, 1, 0, 0)
    )
    columns, rows = (f"{scenario.actors[key].name} read as" for key in (across, down))
    table.add_column(f"{rows} (down),\n{columns} (across)", vertical="bottom", max_width=LABEL)
    readings = [in_words(reading) for reading in scenario.parties[across].readings]
    for reading in readings:
        table.add_column(reading, justify="right", vertical="bottom", overflow="fold")
    width = (WIDTH - LABEL) // len(readings) - 1
    found: dict[tuple[str, str], list[str]] = {}
    for cell in (cell for cell in cells.cells if cell.rule == rule):
        label = conditions_in_words(cell), in_words(cell.readings[down])
        found.setdefault(label, []).append(_in_cell(scenario, cell, width))
    for (state, reading), words in found.items():
        table.add_row(f"{reading}, {state}" if state else reading, *words)
    return table


def _in_cell(scenario: Scenario, cell: Cell, width: int) -> str:
    """Return what a cell says; two levels on two lines where one has too little room."""
    words = in_words(cell_in_words(scenario, cell)).rpartition("\n")[2]
    return words if len(words) <= width else words.replace("–", "–\n")
