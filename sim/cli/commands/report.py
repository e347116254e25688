"""``parley report``: a run on one page, to hand in or to print."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.analysis.experiments.comparison import compare
from sim.archive.files import SCENARIO
from sim.archive.folder import PageFile
from sim.archive.results import read_results
from sim.archive.run_record import RunRecord
from sim.cli import options
from sim.cli.commands.run import carried_out, lived_through, set_apart
from sim.cli.unwritten import warn_of_unwritten
from sim.ensemble.run import WORLDS, run_of
from sim.errors import UsageError, on_one_line
from sim.pages.beside import beside_text
from sim.pages.hand_in import Entry, hand_in_page, hand_in_parts
from sim.pages.report import report_page
from sim.rules.loading import load_base

PAGE, HAND_IN = "report.html", "hand-in.html"


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
    name: Annotated[str, typer.Option(help="Whose hand-in it is.", metavar="TEXT")] = "",
    prediction: Annotated[
        int | None,
        options.WholeNumber(help="Meetings on time that were predicted, in worlds of 100."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why so many were predicted.", metavar="TEXT")] = "",
    workers: options.Workers = 1,
) -> None:
    """Write a report of a run: what was asked, what came out, and where every number is from.

    All options but --out and --workers are for a SCENARIO; a FOLDER says itself what was run. With
    --name, --prediction or --reason it is about four pages to hand in.
    """
    entry = Entry(name, prediction, reason)
    page = HAND_IN if entry != Entry() else PAGE
    if source.is_dir():
        given = {"--worlds": worlds, "--seed": seed, "--set": set_, "--rule": rule}
        for option, value in (given | {"--uncertain": uncertain or None}).items():
            if value is not None:
                words = f"goes with a scenario file; the folder {source} says itself what was run"
                raise UsageError(f"{option} {words}")
        file, ran, write = _of_results(source, source / page if out is None else out, workers)
    elif source.exists():
        whole = options.load_with(source, set_, rule)
        uncertain = options.is_uncertain(uncertain, {options.name_of(source): whole})
        request = run_of(whole, WORLDS if worlds is None else worlds, seed, uncertain)
        file = PageFile(Path(f"{source.stem}-{page}") if out is None else out)
        ran, write = carried_out(request, load_base(source, whole), workers), file.write
    else:
        raise UsageError(f"{source}: no such folder or scenario file")
    beside = beside_text(ran.result, ran.base, workers)
    if page == PAGE:
        write(report_page(ran, beside))
    else:
        both = beside or compare(ran.result, ran.result)
        write(hand_in_page(hand_in_parts(both), entry, ran.manifest["command"]))
    print(f"{on_one_line(str(file.path))}: written; open it in a browser, print it from there")
    warn_of_unwritten(source / SCENARIO if source.is_dir() else source, set_)


def _of_results(
    folder: Path, out: Path, workers: int
) -> tuple[PageFile, RunRecord, Callable[[str], None]]:
    """Return the file to write, what is in a folder, and how to write it: there, it is listed."""
    results = read_results(folder)
    file = PageFile(out)
    result = results.result(lambda run: lived_through(run, workers))
    parts = set_apart(results.run) if results.run.uncertain else None
    ran = RunRecord(result, results.summary, results.base, results.manifest, parts)
    inside = file.path.parent.resolve() == folder.resolve()
    return file, ran, partial(results.add, file.path.name) if inside else file.write
