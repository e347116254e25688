"""``parley report``: a run on one page, to hand in or to print."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from sim.analysis.experiments.comparison import compare
from sim.analysis.experiments.lattice import lattice_of
from sim.analysis.experiments.one_at_a_time import one_at_a_time
from sim.analysis.experiments.sample import RANGE
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.archive.files import SCENARIO
from sim.archive.folder import PageFile
from sim.archive.results import read_results
from sim.archive.run_record import RunRecord
from sim.cli import options
from sim.cli.asked import Asked, takes
from sim.cli.commands.run import carried_out, lived_through
from sim.cli.progress import progress
from sim.cli.uncertain import beside_of, set_apart
from sim.cli.unwritten import warn_of_unwritten
from sim.ensemble.grid import chances_at_points
from sim.ensemble.run import PER_POINT, WORLDS, Run
from sim.errors import UsageError, on_one_line
from sim.pages.beside import beside_text
from sim.pages.hand_in import Entry, hand_in_page, hand_in_parts
from sim.pages.handout import hand_out
from sim.pages.report import report_page
from sim.rules.loading import load_base
from sim.rules.theories import leaves_open
from sim.rules.user_files import loading
from sim.style.commands import typed

PAGE, HAND_IN, HAND_OUT = "report.html", "hand-in.html", "explore.html"

EXPLORED = 4_096
"""Worlds of a hand-out unless told otherwise, as on the page: it takes some hundred runs."""


@takes("seed set_ rule uncertain workers")
def report(
    source: Annotated[
        Path,
        typer.Argument(
            help="Folder that parley run --out wrote, or a scenario file.",
            metavar="FOLDER|SCENARIO",
        ),
    ],
    asked: Asked,
    out: options.PageOut = None,
    worlds: Annotated[
        int | None,
        options.WholeNumber(help=f"Number of parallel worlds; {WORLDS:,} when left out."),
    ] = None,
    name: Annotated[str, typer.Option(help="Whose hand-in it is.", metavar="TEXT")] = "",
    prediction: Annotated[
        int | None,
        options.WholeNumber(help="Meetings on time that were predicted, in worlds of 100."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why so many were predicted.", metavar="TEXT")] = "",
    explore: Annotated[
        bool, typer.Option("--explore", help="Write a page to try assumptions on, for phones.")
    ] = False,
) -> None:
    """Write a report of a run to hand in, or a page to explore.

    All options but --out and --workers are for a SCENARIO; a FOLDER says itself what was run. With
    --name, --prediction or --reason it is about four pages to hand in; with --explore, a hand-out:
    one file in which readings and a few numbers can be moved.
    """
    entry = Entry(name, prediction, reason)
    if explore and entry != Entry():
        raise UsageError("--explore goes without --name, --prediction and --reason")
    page = HAND_OUT if explore else PAGE if entry == Entry() else HAND_IN
    if source.is_dir():
        given = {"--worlds": worlds, "--seed": asked.seed, "--set": asked.set_}
        given |= {"--rule": asked.rule, "--uncertain": asked.uncertain or None}
        given |= {"--explore": explore or None}
        for option, value in given.items():
            if value is not None:
                words = f"goes with a scenario file; the folder {source} says itself what was run"
                raise UsageError(f"{option} {words}")
        file, ran, write = _of_results(source, source / page if out is None else out, asked.workers)
        write(_reported(ran, entry, asked.workers))
    elif source.exists():
        usual = EXPLORED if explore else WORLDS
        asked = replace(asked, scenario=source, worlds=usual if worlds is None else worlds)
        request = asked.run("worlds")
        if explore and request.uncertain:
            raise UsageError("--explore and --uncertain: choose one; readers set the weights")
        file = PageFile(Path(f"{source.stem}-{page}") if out is None else out)
        if explore:
            file.write(_explored(request, _again(asked, request), asked.workers))
        else:
            ran = carried_out(request, load_base(source, asked.whole), asked.workers)
            file.write(_reported(ran, entry, asked.workers))
    else:
        raise UsageError(f"{source}: no such folder or scenario file")
    use = "try it, print it or send it" if explore else "print it"
    print(f"{on_one_line(str(file.path))}: written; open it in a browser, {use} from there")
    warn_of_unwritten(source / SCENARIO if source.is_dir() else source, asked.set_)


def _reported(ran: RunRecord, entry: Entry, workers: int) -> str:
    """Return the report of a run, or a page to hand in, beside the text's own result."""
    both = beside_text(ran.result, ran.base, workers)
    if entry == Entry():
        return report_page(ran, both)
    parts = hand_in_parts(both or compare(ran.result, ran.result))
    return hand_in_page(parts, entry, ran.manifest["command"])


def _explored(request: Run, again: dict[str, Any], workers: int) -> str:
    """Run all that a hand-out holds, and return it."""
    moved = one_at_a_time(request.scenario, PER_POINT, request.luck)
    lattice = lattice_of(request, moved)
    with progress(request.worlds * len(lattice.grid.points)) as tell:
        chances = chances_at_points(lattice.grid, workers, tell)
    band = list[float]()
    if leaves_open(request.scenario):
        band = np.quantile(set_apart(request).chances(ANY_ON_TIME), RANGE).tolist()
    return hand_out(lattice, chances, again, band)


def _again(asked: Asked, request: Run) -> dict[str, Any]:
    """Return how ``parley run`` gives the same numbers: the words, and what is set, by path."""
    ruled = [word for rule in asked.rule or () for word in ("--rule", rule)]
    size = ["--worlds", str(request.worlds), "--seed", str(request.seed)]
    sets = {one.partition("=")[0].strip(): typed([one]) for one in asked.set_ or ()}
    words = ["parley", *loading(), "run", str(asked.scenario), *ruled, *size]
    return {"words": typed(words), "sets": sets}


def _of_results(
    folder: Path, out: Path, workers: int
) -> tuple[PageFile, RunRecord, Callable[[str], None]]:
    """Return the file to write, what is in a folder, and how to write it: there, it is listed."""
    results = read_results(folder)
    file = PageFile(out)
    result = results.result(lambda run: lived_through(run, workers))
    beside = {name: find() for name, find in beside_of(results.run).items()}
    ran = RunRecord(result, results.summary, results.base, results.manifest, beside)
    inside = file.path.parent.resolve() == folder.resolve()
    return file, ran, partial(results.add, file.path.name) if inside else file.write
