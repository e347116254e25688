"""``parley sweep``: a scenario along one or two numbers, or in every combination of readings."""

from typing import Annotated

import typer

from sim.analysis.experiments import factorial as combinations
from sim.analysis.experiments.axes import axes_of
from sim.analysis.experiments.sweep import Sweep, grid_of
from sim.analysis.outcomes.measures import check_measure
from sim.archive.files import write_findings
from sim.archive.folder import Folder, results_folder
from sim.characters import cut
from sim.cli import options
from sim.cli.once import must_be_once
from sim.cli.progress import progress
from sim.cli.tables.finding import say
from sim.cli.tables.sweep import show, show_factorial
from sim.ensemble.checkpoint import Journal
from sim.ensemble.grid import flows_at_points
from sim.ensemble.run import Run, run_of
from sim.errors import UsageError
from sim.rules.loading import inputs
from sim.scenario import Scenario

JOURNAL = "sweep.unfinished"
"""What is done of a sweep that has not finished, in its folder."""


def sweep(
    scenario: options.ScenarioFile,
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
    outcome: options.Outcome = None,
    worlds: options.Number = 2_000,
    seed: options.Seed = None,
    set_: options.Settings = None,
    rule: options.Rules = None,
    workers: options.Workers = 1,
    out: options.Out = None,
    table: options.TableKind = "csv",
    as_json: options.AsJson = False,
) -> None:
    """Vary one or two numbers, on the same luck.

    Interrupted, the same command with the same --out goes on where it stopped.
    """
    options.check_table(table)
    whole = options.load_with(scenario, set_, rule)
    if factorial == bool(vary):
        raise UsageError(
            "say what to vary: --vary PATH=FROM:TO:NUMBER once or twice, or --factorial"
        )
    if factorial and (rule or outcome):
        raise UsageError(
            "--factorial takes every rule and shows every outcome: no --rule, no --outcome"
        )
    if outcome is not None:
        check_measure(whole, outcome, "--outcome")
    name = "factorial" if factorial else "sweep"
    writes = [f"{name}.{table}", f"{name}.png"]
    with results_folder(out, writes, inputs([scenario])) as folder:
        if factorial:
            _cells(run_of(whole, worlds, seed), workers, folder, (table, as_json))
            return
        try:
            found = _sweep(whole, _settings(vary or []), (worlds, seed, workers), folder)
            if folder is not None:
                _write(folder, found, outcome, table)
        except KeyboardInterrupt:
            if folder is None:
                raise
            raise UsageError("stopped; the same command goes on where it stopped") from None
    say(found, show, folder, as_json)


def _settings(vary: list[str]) -> dict[str, str]:
    """Return what to vary, by path."""
    parts = [[part.strip() for part in setting.partition("=")] for setting in vary]
    for setting, part in zip(vary, parts, strict=True):
        if not all(part):
            raise UsageError(f"--vary {cut(setting)}: write PATH=FROM:TO:NUMBER")
    must_be_once(f"--vary {path}" for path, _, _ in parts)
    return {path: values for path, _, values in parts}


def _sweep(
    scenario: Scenario,
    vary: dict[str, str],
    size: tuple[int, int | None, int],
    folder: Folder | None,
) -> Sweep:
    """Run the sweep, with a journal where there is a folder; `size`: worlds, seed, workers."""
    worlds, seed, workers = size
    journal = None if folder is None else Journal(folder.path / JOURNAL)
    if seed is None and journal is not None:
        seed = journal.seed()
    axes = axes_of(scenario, vary)
    grid = grid_of(run_of(scenario, worlds, seed), axes)
    with progress(worlds * len(grid.points)) as tell:
        done = None if journal is None else journal.begin(grid)
        return Sweep(grid, axes, flows_at_points(grid, workers, tell, done))


def _write(folder: Folder, found: Sweep, outcome: str | None, table: str) -> None:
    """Write the table, the manifest and the picture; then the journal is not needed any more."""
    figures = {"sweep": found.plot(outcome)} if found.can_be_drawn else {}
    write_findings(folder, {"sweep": found}, figures, [found.run.scenario], table)
    Journal(folder.path / JOURNAL).remove()


def _cells(run: Run, workers: int, folder: Folder | None, form: tuple[str, bool]) -> None:
    """Run all combinations; `form`: the kind of table, and whether JSON is printed."""
    found = combinations.factorial(run.scenario, run.worlds, run.seed, workers=workers)
    if folder is not None:
        figures = {"factorial": found.plot()}
        write_findings(folder, {"factorial": found}, figures, [run.scenario], form[0])
    say(found, show_factorial, folder, form[1])
