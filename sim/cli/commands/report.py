"""``parley report``: a run on one page, to hand in or to print."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.archive.files import SCENARIO
from sim.archive.folder import PageFile
from sim.archive.results import read_results
from sim.archive.run_record import RunRecord
from sim.cli import options
from sim.cli.commands.run import carried_out, lived_through, set_apart
from sim.cli.unwritten import warn_of_unwritten
from sim.ensemble.run import WORLDS, run_of
from sim.errors import UsageError, on_one_line
from sim.pages.report import report_page
from sim.rules.loading import load_base

PAGE = "report.html"


def report(
    source: Annotated[
        Path,
        typer.Argument(
            help="Folder that parley run --out wrote, or a scenario file.",
            metavar="FOLDER|SCENARIO",
        ),
    ],
    out: options.PageOut = None,
    worlds: Annotated[
        int | None,
        options.WholeNumber(help=f"Number of parallel worlds; {WORLDS:,} when left out."),
    ] = None,
    seed: options.Seed = None,
    set_: options.Settings = None,
    rule: options.Rules = None,
    uncertain: options.Uncertain = False,
    workers: options.Workers = 1,
) -> None:
    """Write a report of a run: what was asked, what came out, and where every number is from.

    All options but --out and --workers are for a SCENARIO; a FOLDER says itself what was run.
    """
    if source.is_dir():
        given = {"--worlds": worlds, "--seed": seed, "--set": set_, "--rule": rule}
        for name, value in (given | {"--uncertain": uncertain or None}).items():
            if value is not None:
                words = f"goes with a scenario file; the folder {source} says itself what was run"
                raise UsageError(f"{name} {words}")
        file, ran, write = _of_results(source, out, workers)
    elif source.exists():
        whole = options.load_with(source, set_, rule)
        uncertain = options.is_uncertain(uncertain, {options.name_of(source): whole})
        request = run_of(whole, WORLDS if worlds is None else worlds, seed, uncertain)
        file = PageFile(Path(f"{source.stem}-{PAGE}") if out is None else out)
        ran, write = carried_out(request, load_base(source, whole), workers), file.write
    else:
        raise UsageError(f"{source}: no such folder or scenario file")
    write(report_page(ran))
    print(f"{on_one_line(str(file.path))}: written; open it in a browser, print it from there")
    warn_of_unwritten(source / SCENARIO if source.is_dir() else source, set_)


def _of_results(
    folder: Path, out: Path | None, workers: int
) -> tuple[PageFile, RunRecord, Callable[[str], None]]:
    """Return the file to write, what is in a folder, and how to write it: there, it is listed."""
    results = read_results(folder)
    file = PageFile(folder / PAGE if out is None else out)
    result = results.result(lambda run: lived_through(run, workers))
    parts = set_apart(results.run) if results.run.uncertain else None
    ran = RunRecord(result, results.summary, results.base, results.manifest, parts)
    inside = file.path.parent.resolve() == folder.resolve()
    return file, ran, partial(results.add, file.path.name) if inside else file.write
