"""``parley compare``: the same worlds under different assumptions."""

from pathlib import Path
from typing import Annotated

import typer

from sim.analysis.experiments import comparison as comparisons
from sim.analysis.outcomes.result import simulate_run
from sim.archive.files import write_findings
from sim.archive.folder import Folder, results_folder
from sim.cli import options
from sim.cli.progress import progress
from sim.cli.tables.compare import show
from sim.cli.tables.finding import say
from sim.ensemble.run import run_of
from sim.errors import UsageError
from sim.rules.loading import inputs
from sim.scenario import Scenario


def compare(
    scenarios: Annotated[
        list[Path],
        typer.Argument(help="Scenario files; the first is compared with.", metavar="SCENARIO…"),
    ],
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Compare with the first scenario so changed, too; repeated, "
            "all changes make one scenario.",
        ),
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[WHOSE=]NAME",
            help="Rule of both parties, or one for each, in the scenario that --set changes.",
        ),
    ] = None,
    worlds: options.Number = 10_000,
    seed: options.Seed = None,
    uncertain: options.Uncertain = False,
    workers: options.Workers = 1,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Compare scenarios on the same luck, world by world."""
    contenders = named(scenarios, set_, rule)
    comparisons.check_ladders(list(contenders.values()))
    options.warn_of_certain(uncertain, contenders)
    first = run_of(next(iter(contenders.values())), worlds, seed, uncertain)
    runs = [run_of(one, worlds, first.seed, uncertain) for one in contenders.values()]
    pictures = ["comparison.png", *(["flows.png"] if len(runs) == 2 else [])]
    with results_folder(out, ["comparison.csv", *pictures], inputs(scenarios)) as folder:
        with progress(worlds * len(runs)) as tell:
            results = [simulate_run(run, workers, tell) for run in runs]
        comparison = comparisons.compare(*results, names=list(contenders))
        if folder is not None:
            _write(folder, comparison)
    say(comparison, show, folder, as_json)


def named(
    files: list[Path], settings: list[str] | None, rules: list[str] | None = None
) -> dict[str, Scenario]:
    """Return the scenarios to compare, by a name each: the file's, or what is set.

    Raises
    ------
    UsageError
        If there are fewer than two.
    """
    if len(files) > 2:  # as in ``compare baseline.yaml *.yaml``; two of one are asked for
        files = list(dict.fromkeys(files))
    scenarios = [options.load_with(file, None) for file in files]
    names = options.names_of(files)
    if settings or rules:
        changes = [*(settings or ()), *(f"rule={rule}" for rule in rules or ())]
        names.append(options.name_of(files[0], changes))
        scenarios.append(options.load_with(files[0], settings, rules))
    if len(scenarios) < 2:
        raise UsageError("name at least two scenarios, or one and what to change with --set")
    return dict(zip(comparisons.told_apart(names), scenarios, strict=True))


def _write(folder: Folder, comparison: comparisons.Comparison) -> None:
    figures = {"comparison": comparison.plot()}
    if len(comparison.results) == 2:
        figures["flows"] = comparison.plot(flows=1)
    scenarios = [result.scenario for result in comparison.results]
    write_findings(folder, {"comparison": comparison}, figures, scenarios)
