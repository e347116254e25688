"""``parley compare``: the same worlds under different assumptions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options
from sim.errors import UsageError
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison
    from sim.cli.files import Folder


def compare(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    scenarios: Annotated[
        list[Path],
        typer.Argument(help="Scenario files; the first is compared with.", metavar="SCENARIO…"),
    ],
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Compare with the first scenario so changed, too; can be repeated.",
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
    contenders = named(scenarios, set_)
    from sim.analysis.comparison import compare as compare_results
    from sim.cli.files import Folder
    from sim.cli.progress import progress
    from sim.cli.tables.compare import show
    from sim.cli.tables.terminal import print_json
    from sim.result import carry_out

    first = options.asked(next(iter(contenders.values())), worlds, seed, uncertain)
    runs = [options.asked(one, worlds, first.seed, uncertain) for one in contenders.values()]
    folder = None if out is None else Folder(out)
    with progress(worlds * len(runs)) as tell:
        results = [carry_out(run, workers, tell) for run in runs]
    comparison = compare_results(*results, names=list(contenders))
    if folder is not None:
        _write(folder, comparison)
    if as_json:
        print_json(comparison.to_json())
    else:
        show(comparison, folder)


def named(files: list[Path], settings: list[str] | None) -> dict[str, Scenario]:
    """Return the scenarios to compare, by a name each: the file's, or what is set.

    Raises
    ------
    UsageError
        If there are fewer than two.
    """
    if len(files) > 2:  # as in ``compare baseline.yaml *.yaml``; two of one are asked for
        files = list(dict.fromkeys(files))
    names = [file.stem for file in files]
    if len(set(names)) < len(names):
        names = [str(file) for file in files]
    scenarios = [options.load_with(file, None) for file in files]
    if settings:
        names.append(options.name_of(files[0], settings))
        scenarios.append(options.load_with(files[0], settings))
    if len(scenarios) < 2:
        raise UsageError("name at least two scenarios, or one and what to change with --set")
    once = [
        name if name not in names[:at] else f"{name} ({at + 1})" for at, name in enumerate(names)
    ]
    return dict(zip(once, scenarios, strict=True))


def _write(folder: "Folder", comparison: "Comparison") -> None:
    from sim.cli.files import write_finding

    figures = {"comparison": comparison.plot()}
    if len(comparison.results) == 2:
        figures["flows"] = comparison.plot_flows()
    write_finding(folder, comparison.results[0].run, {"comparison": comparison.frame()}, figures)
