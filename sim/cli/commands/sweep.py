"""``parley sweep``: a scenario along one or two numbers, or in every combination of readings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from sim.analysis.experiments import factorial as factorials
from sim.analysis.experiments.axes import Axis, axes_of
from sim.analysis.experiments.cells import (
    LITERAL,
    Cell,
    cell_in_words,
    conditions_in_words,
    on_time_in_words,
    others_readings,
)
from sim.analysis.experiments.sweep import Sweep, grid_of, sweep_of
from sim.analysis.outcomes.measures import measure_in_words
from sim.characters import cut
from sim.cli.asked import Asked, takes
from sim.cli.lazy import must_be_once
from sim.cli.progress import progress
from sim.cli.terminal import narrow, plain_table, print_in_parts, print_note, stacked
from sim.cli.unfinished import seed_of, unfinished
from sim.engine.outcome import in_words
from sim.ensemble.checkpoint import Journal
from sim.ensemble.executors import Workers
from sim.ensemble.grid import chances_at_points
from sim.ensemble.run import PER_POINT, Run, run_of
from sim.errors import UsageError
from sim.scenario import Scenario
from sim.style.labels import label
from sim.style.sentences import listed

MAX_ROWS = 25

LABEL = 20  # letters of what a row of cells is called, in one line
COUNTED = (
    "Counted under literal: the highest level that the words of each allow, and how often they "
    "meet. Unequal levels are a mismatch, though one side may step down: parley statements calls "
    "the lower one open."
)
"""What the cells count."""


@takes(
    "scenario outcome worlds seed luck given set_ rule workers scheduler out table as_json",
    worlds=PER_POINT,
)
def sweep(
    asked: Asked,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=FROM:TO:NUMBER",
            help="Vary a number, or one reading's weight; twice for two. "
            "All weights of a party: PATH=simplex:STEPS.",
        ),
    ] = None,
    factorial: Annotated[
        bool,
        typer.Option("--factorial", help="Every combination of readings, conditions kept or not."),
    ] = False,
) -> None:
    """Vary one or two numbers, on the same luck.

    Interrupted, the same command with the same --out goes on where it stopped.
    """
    whole = asked.whole
    if factorial == bool(vary):
        raise UsageError(
            "say what to vary: --vary PATH=FROM:TO:NUMBER once or twice, or --factorial"
        )
    if factorial and (asked.rule or asked.outcome or asked.given):
        raise UsageError(
            "--factorial takes every rule, shows every outcome and stands before anything is known:"
            " no --rule, no --outcome, no --given"
        )
    outcome = asked.outcome and asked.measure
    name = "factorial" if factorial else "sweep"
    with asked.folder(name) as folder, asked.shared() as shared:
        if factorial:
            cells = factorials.factorial(whole, asked.worlds, asked.seed, workers=shared)
            asked.write(folder, {name: cells}, {name: cells.plot}, [cells.run.scenario])
            asked.say(folder, cells, show_factorial)
            return
        axes = axes_of(whole, _settings(vary or []))
        with unfinished(folder, name) as journals:
            whose = replace(asked, seed=seed_of(journals, asked.seed)).whose()
            run = run_of(whole, asked.worlds, whose, keep="counts")
            found = _swept(run, axes, shared, journals)
            pictures = {name: lambda: found.plot(outcome)} if found.can_be_drawn else {}
            asked.write(folder, {name: found}, pictures, [found.run.scenario])
    asked.say(folder, found, show)


def _settings(vary: list[str]) -> dict[str, str]:
    parts = [[part.strip() for part in setting.partition("=")] for setting in vary]
    for setting, part in zip(vary, parts, strict=True):
        if not all(part):
            raise UsageError(f"--vary {cut(setting)}: write PATH=FROM:TO:NUMBER")
    must_be_once(f"--vary {path}" for path, _, _ in parts)
    return {path: values for path, _, values in parts}


def _swept(run: Run, axes: tuple[Axis, ...], workers: Workers, journals: list[Journal]) -> Sweep:
    grid = grid_of(run, axes)
    with progress(run.worlds * len(grid.points)) as tell:
        done = journals[0].begin(grid) if journals else None
        return sweep_of(grid, axes, chances_at_points(grid, workers, tell, done))


def show(terminal: Console, sweep: Sweep) -> None:
    """Print the shares along one number, or else where each outcome is rarest and commonest."""
    if len(sweep.columns()) == 1 and len(sweep) <= MAX_ROWS:
        _show_line(terminal, sweep)
    else:
        _show_extremes(terminal, sweep)


def _show_line(terminal: Console, sweep: Sweep) -> None:
    (path, values), *_ = sweep.columns().items()
    scenario = sweep.grid.run.scenario

    def table_of(held: Sequence[str]) -> Table:
        table = plain_table(padding=(0, 1, 0, 0))
        for heading in (stacked(label(scenario, path), terminal.width), *map(narrow, held)):
            table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
        by_measure = np.array([sweep.shares(measure) for measure in held])
        for value, shares in zip(values, by_measure.T, strict=True):
            table.add_row(f"{value:g}".replace("-", "−"), *(f"{share:.1%}" for share in shares))
        return table

    print_in_parts(terminal, sweep.measures_shown, table_of)


def _show_extremes(terminal: Console, sweep: Sweep) -> None:
    """Print for each measure its lowest and highest share, and where."""
    terminal.print(f"{len(sweep):,} points")
    table = plain_table()
    for heading in ("outcome", "lowest", "at", "highest", "at"):
        table.add_column(heading, justify="right" if heading.endswith("est") else "left")
    columns, scenario = sweep.columns(), sweep.grid.run.scenario
    for measure in sweep.measures_shown:
        shares = sweep.shares(measure)
        cells: list[str] = []
        for place in (int(shares.argmin()), int(shares.argmax())):
            where = ", ".join(f"{values[place]:.3g}" for values in columns.values()).replace(
                "-", "−"
            )
            cells += [f"{shares[place]:.1%}", where]
        table.add_row(measure_in_words(measure), *cells)
    terminal.print(table)
    print_note(terminal, f"at: {' and '.join(label(scenario, path) for path in columns)}")


def show_factorial(terminal: Console, cells: factorials.Factorial) -> None:
    """Print a table per rule: conditions and one party's readings down, the other's across."""
    for rule in cells.rules:
        terminal.print(_cells_table(cells, rule, terminal.width))
    if LITERAL in cells.rules:
        print_note(terminal, COUNTED)


def _cells_table(cells: factorials.Factorial, rule: str, whole: int) -> Table:
    scenario = cells.run.scenario
    across, *down = scenario.parties
    table = plain_table(
        title=f"\nrule {rule}", title_justify="left", title_style="bold", padding=(0, 1, 0, 0)
    )
    rows = listed(scenario.actors[key].name for key in down)
    heading = f"{rows} read as (down),\n{scenario.actors[across].name} read as (across)"
    table.add_column(heading, vertical="bottom", max_width=max(LABEL, whole // 4))
    readings = [in_words(reading) for reading in scenario.parties[across].readings]
    for reading in readings:
        table.add_column(reading, justify="right", vertical="bottom", overflow="fold")
    width = (whole - LABEL) // len(readings) - 1
    found: dict[tuple[str, str], list[str]] = {}
    for cell in (cell for cell in cells.cells if cell.rule == rule):
        label = conditions_in_words(scenario, cell), others_readings(cell)
        found.setdefault(label, []).append(_in_cell(scenario, cell, width))
    for (state, reading), words in found.items():
        table.add_row(f"{reading}, {state}" if state else reading, *words)
    return table


def _in_cell(scenario: Scenario, cell: Cell, width: int) -> str:
    """Return what a cell says; two levels on two lines where one has too little room."""
    words = in_words(cell_in_words(scenario, cell)).rpartition("\n")[2]
    words = words if len(words) <= width else words.replace("–", "–\n")
    on_time = on_time_in_words(cell)
    return words if cell.rule != LITERAL else f"{words}\n{on_time}"
