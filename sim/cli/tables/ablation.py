"""What ``parley ablate`` says."""

from rich.console import Console
from rich.text import Text

from sim.analysis.experiments.ablation import Ablation, stays_in_words
from sim.analysis.outcomes.measures import measure_in_words
from sim.cli.tables.terminal import plain_table, print_note
from sim.style.words import in_points

STAYS = (
    "* counts less than it says: what follows stays when one of its sentences is left out, as "
    "several voice it or no other reading is there; the row moves only numbers and weights"
)


def show(terminal: Console, ablation: Ablation, measure: str) -> None:
    """Print a row per sentence: how its end moves one outcome, and which it moves most."""
    terminal.print(f"{measure_in_words(measure)}, change in points without the sentence")
    table = plain_table(expand=True)
    table.add_column("", no_wrap=True, min_width=3)
    table.add_column("points", justify="right", no_wrap=True, min_width=6)
    table.add_column("95% interval", justify="right", no_wrap=True, min_width=13)
    table.add_column("moves most", no_wrap=True, min_width=25)
    table.add_column("quote", no_wrap=True, overflow="ellipsis", ratio=1)
    for one in ablation.ranked(measure):
        change = one.differences[measure]
        most = max(one.differences, key=lambda key: abs(one.differences[key].difference))
        table.add_row(
            f"{one.statement.id}{'*' if one.statement.id in ablation.marked else ''}",
            in_points(change.difference),
            f"{in_points(change.low)} … {in_points(change.high)}",
            f"{measure_in_words(most)} {in_points(one.differences[most].difference)}",
            Text(one.statement.quote),
        )
    terminal.print(table)
    idle = ", ".join(one.id for one in ablation.idle)
    if idle:
        print_note(terminal, f"nothing moves without: {idle}")
    if ablation.stays:
        print_note(terminal, STAYS)
        for held in ablation.stays:
            terminal.print(stays_in_words(ablation.scenario, held), style="dim")
