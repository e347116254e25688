"""Causes, as tables: how often a change makes the difference, and which of its parts does."""

from rich.console import Console

from sim.analysis.experiments.comparison import Comparison
from sim.analysis.experiments.split import Split
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.outcomes.shares import Share
from sim.cli.terminal import change_in_words, plain_table, print_note
from sim.style.numbers import in_points

CAUSES = (
    "necessity: of worlds that end so with the change, those that would not without it; "
    "sufficiency: of worlds that do not end so without it, those that do with it; harm: of worlds "
    "that end so without it, those that no longer do. Of worlds drawn; in brackets: 95% interval"
)
PARTS = (
    "points: what an entry adds, on average over all orders in which the entries can be changed "
    "(Shapley); alone: changed by itself; last: changed when all others are"
)


def show_causation(terminal: Console, comparison: Comparison) -> None:
    """Print how often the change makes the difference to each meeting on time."""
    table, found = (
        plain_table("as a cause", "necessity", "sufficiency", "harm"),
        comparison.causation(1),
    )
    on_time = (ANY_ON_TIME, *comparison.outcomes[: comparison.results[0].on_time])
    for measure in (one for one in comparison.measures_shown if one in on_time):
        table.add_row(measure_in_words(measure), *map(_with_ends, vars(found[measure]).values()))
    terminal.print("", table, sep="\n")
    print_note(terminal, CAUSES)


def _with_ends(share: Share | None) -> str:
    if share is None:
        return "–"
    return f"{share.share:.1%} ({100 * share.low:.1f} … {100 * share.high:.1f})"


def show_split(terminal: Console, split: Split, measure: str) -> None:
    """Print the part of each entry in the difference of one outcome, and what they add up to."""
    table = plain_table(measure_in_words(measure), "points", "95% interval", "alone", "last")
    for one in split.ranked(measure):
        part = change_in_words(one.differences[measure])
        bounds = (in_points(end[measure].difference) for end in (one.alone, one.last))
        table.add_row(f"{one.entry.label}: {one.entry.change}", *part, *bounds)
    whole = change_in_words(split.both.differences(1)[measure])
    table.add_row("all together", *whole, style="bold")
    terminal.print(table)
    print_note(terminal, PARTS)
