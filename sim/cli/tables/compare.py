"""What ``parley compare`` says."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.measures import measure_in_words
from sim.analysis.outcomes.shares import Difference
from sim.cli.tables.finding import narrow
from sim.cli.tables.terminal import plain_table, print_in_parts, print_note, stacked
from sim.engine.outcome import in_words
from sim.style.words import in_points

MAX_FLOWS = 8


def show(terminal: Console, comparison: Comparison) -> None:
    """Print a comparison of two scenarios at length, of more in short."""
    if len(comparison.results) == 2:
        _show_pair(terminal, comparison)
        _show_behind(terminal, comparison)
        _show_flows(terminal, comparison)
    else:
        _show_many(terminal, comparison)


def _show_pair(terminal: Console, comparison: Comparison) -> None:
    """Print both shares, the paired difference, and how much pairing helps."""
    names = map(stacked, comparison.names)
    table = plain_table("outcome", *names, "points", "95% interval", "tighter")
    before, after = comparison.shares(0), comparison.shares(1)
    for measure, change in comparison.differences(1).items():
        table.add_row(
            measure_in_words(measure),
            f"{before[measure].share:.1%}",
            f"{after[measure].share:.1%}",
            *_change(change),
            "–" if change.tighter is None else f"{change.tighter:.1f}×",
        )
    terminal.print(table)
    print_note(terminal, "tighter: times the interval would be wider without shared luck")


def _show_behind(terminal: Console, comparison: Comparison) -> None:
    """Print what leads to the outcomes: conditions, and at which level parties would come."""
    names = map(stacked, comparison.names)
    table = plain_table("what lies behind it", *names, "points", "95% interval")
    first = comparison.behind(0)
    for what, (share, change) in comparison.behind(1).items():
        shares = f"{first[what][0].share:.1%}", f"{share.share:.1%}"
        table.add_row(in_words(what), *shares, *_change(change))
    terminal.print()
    terminal.print(table)


def _change(change: Difference) -> tuple[str, str]:
    low, high = in_points(change.low), in_points(change.high)
    return in_points(change.difference), f"{low} … {high}"


def _show_flows(terminal: Console, comparison: Comparison) -> None:
    moved, worlds = comparison.moved(1), comparison.run.worlds
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
    """Print the first scenario's shares, and each other's differences in points."""
    first, *names = map(stacked, comparison.names)
    shares = comparison.shares(0)
    changes = [comparison.differences(place) for place in range(1, len(comparison.names))]

    def table_of(measures: Sequence[str]) -> Table:
        table = plain_table("in points", *map(narrow, measures), padding=(0, 1, 0, 0))
        table.columns[0].no_wrap = True
        table.add_row(first, *(f"{shares[measure].share:.1%}" for measure in measures))
        for name, change in zip(names, changes, strict=True):
            table.add_row(name, *(_in_points(change[measure]) for measure in measures))
        return table

    print_in_parts(terminal, list(shares), table_of)
    print_note(terminal, "* the 95% interval of the paired difference excludes 0")


def _in_points(change: Difference) -> str:
    return in_points(change.difference) + ("*" if change.is_clear else " ")
