"""``parley compare``: the same worlds under different assumptions."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from sim.analysis.audit.mixtures import mixtures
from sim.analysis.experiments import comparison as comparisons
from sim.analysis.experiments import split as splits
from sim.analysis.experiments.alike import check_outcomes, told_apart
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, measure_in_words
from sim.analysis.outcomes.result import simulate_run
from sim.cli.asked import Asked, takes
from sim.cli.causes import show_causation, show_split
from sim.cli.options import load_with, name_of, names_of
from sim.cli.progress import progress
from sim.cli.terminal import (
    change_in_words,
    narrow,
    plain_table,
    print_in_parts,
    print_note,
    stacked,
)
from sim.cli.unfinished import go_on, unfinished
from sim.engine.outcome import in_words
from sim.ensemble.run import run_of
from sim.errors import UsageError
from sim.scenario import Scenario
from sim.style.numbers import in_points

MAX_FLOWS = 8


@takes("outcome set_ rule worlds seed luck given uncertain counts workers scheduler out as_json")
def compare(
    scenarios: Annotated[
        list[Path],
        typer.Argument(help="Scenario files; the first is compared with.", metavar="SCENARIO…"),
    ],
    asked: Asked,
    split: Annotated[
        bool, typer.Option("--split", help="Split the difference over the entries that differ.")
    ] = False,
) -> None:
    """Compare scenarios on the same luck, world by world.

    All that --set and --rule change makes one more scenario, the first one so changed.
    """
    contenders = _named(scenarios, asked.set_ or [], asked.rule or [])
    whole = [*contenders.values()]
    check_outcomes(whole)
    measure = check_measure(whole[0], asked.outcome or ANY_ON_TIME, "--outcome")
    whose, keep = asked.whose(contenders), "counts" if asked.counts else "worlds"
    runs = [run_of(one, asked.worlds, whose, keep=keep) for one in whole]
    mixed = mixtures(*(run.scenario for run in runs)) if split else None
    numbered = (f"comparison-{number}" for number, _ in enumerate(runs, start=1))
    with (
        asked.folder("comparison", "flows", *["split"] * split, reads=scenarios) as folder,
        asked.shared() as shared,
        unfinished(folder if asked.counts else None, *numbered) as journals,
    ):
        with progress(asked.worlds * len(mixed[1] if mixed else runs)) as tell:
            begun = go_on(runs, journals, asked.seed)
            results = [simulate_run(run, shared, tell, done) for run, done in begun]
            both = comparisons.compare(*results, names=list(contenders))
            parts = splits.split(both, shared, tell, mixed) if mixed else None
        pictures = {"comparison": partial(both.plot)}
        if len(runs) == 2 and both.has_worlds:
            pictures["flows"] = partial(both.plot, flows=1)
        if parts:
            pictures["split"] = partial(parts.plot, measure)
        tables = {"comparison": both, **({"split": parts} if parts else {})}
        asked.write(folder, tables, pictures, [run.scenario for run in runs])
    if parts:
        asked.say(folder, parts, show_split, measure)
    else:
        asked.say(folder, both, show, asked.outcome)


def _named(files: list[Path], settings: list[str], rules: list[str]) -> dict[str, Scenario]:
    """Return the scenarios to compare, by a name each: the file's, or what is set."""
    if len(files) > 2:  # as in ``compare baseline.yaml *.yaml``; two of one are asked for
        files = list(dict.fromkeys(files))
    scenarios = [load_with(file) for file in files]
    names = names_of(files)
    if settings or rules:
        changes = [*settings, *(f"rule={rule}" for rule in rules)]
        scenarios.append(load_with(files[0], settings, rules))
        names.append(name_of(files[0], changes, scenarios[-1]))
    if len(scenarios) < 2:
        raise UsageError("name at least two scenarios, or one and what to change with --set")
    return dict(zip(told_apart(names), scenarios, strict=True))


def show(terminal: Console, comparison: Comparison, _: str | None = None) -> None:
    """Print a comparison of two scenarios at length, of more in short: every outcome of them."""
    if len(comparison.results) == 2:
        _show_pair(terminal, comparison)
        if comparison.has_worlds:
            show_causation(terminal, comparison)
            _show_flows(terminal, comparison)
    else:
        _show_many(terminal, comparison)


def _show_pair(terminal: Console, comparison: Comparison) -> None:
    """Print both shares and the paired difference of each outcome, and of what leads to it."""
    names = (stacked(name, terminal.width) for name in comparison.names)
    headings = (*names, "points", "95% interval")
    table = plain_table("outcome", *headings, "tighter")
    before, after = comparison.shares(0), comparison.shares(1)
    changes = comparison.differences(1)
    for measure in comparison.measures_shown:
        change = changes[measure]
        shares = f"{before[measure].share:.1%}", f"{after[measure].share:.1%}"
        tighter = "–" if change.tighter is None else f"{change.tighter:.1f}×"
        table.add_row(measure_in_words(measure), *shares, *change_in_words(change), tighter)
    terminal.print(table)
    print_note(terminal, "tighter: times the interval would be wider without shared luck")
    table = plain_table("what lies behind it", *headings)
    first = comparison.behind(0)
    for what, (share, change) in comparison.behind(1).items():
        shares = f"{first[what][0].share:.1%}", f"{share.share:.1%}"
        table.add_row(in_words(what), *shares, *change_in_words(change))
    terminal.print("", table, sep="\n")


def _show_flows(terminal: Console, comparison: Comparison) -> None:
    moved, worlds = comparison.moved(1), comparison.flows(1).sum()
    changed = sum(count for _, _, count in moved)
    terminal.print(f"\nWorlds that end differently: {changed / worlds:.1%}")
    table = plain_table(show_header=False)
    table.add_column(justify="right")
    for start, end, count in moved[:MAX_FLOWS]:
        table.add_row(f"{count / worlds:.1%}", f"{in_words(start)} → {in_words(end)}")
    rest = sum(count for _, _, count in moved[MAX_FLOWS:])
    if rest:
        table.add_row(f"{rest / worlds:.1%}", "other changes")
    terminal.print(table)


def _show_many(terminal: Console, comparison: Comparison) -> None:
    first, *names = (stacked(name, terminal.width) for name in comparison.names)
    shares = comparison.shares(0)
    changes = [comparison.differences(place) for place in range(1, len(comparison.names))]

    def table_of(measures: Sequence[str]) -> Table:
        table = plain_table("in points", *map(narrow, measures), padding=(0, 1, 0, 0))
        table.columns[0].no_wrap = True
        table.add_row(first, *(f"{shares[measure].share:.1%}" for measure in measures))
        for name, change in zip(names, changes, strict=True):
            marked = (
                f"{in_points(change[measure].difference)}{'*' if change[measure].is_clear else ' '}"
                for measure in measures
            )
            table.add_row(name, *marked)
        return table

    print_in_parts(terminal, comparison.measures_shown, table_of)
    print_note(terminal, "* the 95% interval of the paired difference excludes 0")
