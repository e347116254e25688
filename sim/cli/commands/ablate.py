"""``parley ablate``: what each sentence contributes."""

from functools import partial

from rich.console import Console
from rich.text import Text

from sim.analysis.experiments import ablation as ablations
from sim.analysis.outcomes.measures import measure_in_words, worth_showing
from sim.cli.asked import Asked, takes
from sim.cli.terminal import change_in_words, plain_table, print_note
from sim.style.numbers import in_points

STAYS = (
    "* leaving it out does less than the sentence does: what is listed below stays, because other "
    "sentences say so, too, or no other reading is left; the row moves only numbers and weights"
)


@takes("scenario outcome worlds seed set_ rule workers scheduler out as_json")
def ablate(asked: Asked) -> None:
    """Leave out each statement in turn, on the same luck."""
    whole, measure, run = asked.whole, asked.measure, asked.run()
    find = partial(ablations.ablate, whole, run.worlds, run.seed)
    asked.tell("ablation", run.worlds * len(whole.statements), find, show, measure)


def show(terminal: Console, ablation: ablations.Ablation, measure: str) -> None:
    """Print a row per sentence: how its end moves one outcome, and which it moves most."""
    terminal.print(f"{measure_in_words(measure)}, change in points without the sentence")
    table = plain_table("", "points", "95% interval", expand=True)
    table.add_column("moves most", no_wrap=True, min_width=25)
    table.add_column("quote", no_wrap=True, overflow="ellipsis", ratio=1)
    shown = worth_showing(ablation.scenario)
    for one in ablation.ranked(measure):
        most = max(shown, key=lambda key: abs(one.differences[key].difference))
        table.add_row(
            f"{one.statement.id}{'*' if one.statement.id in ablation.marked else ''}",
            *change_in_words(one.differences[measure]),
            _moved(most, one.differences[most].difference),
            Text(one.statement.words),
        )
    terminal.print(table)
    if ablation.idle:
        idle = ", ".join(one.id for one in ablation.idle)
        print_note(terminal, f"no outcome changes when these are left out: {idle}")
    if ablation.stays:
        print_note(terminal, STAYS)
        for held in ablation.stays:
            terminal.print(ablations.stays_in_words(ablation.scenario, held), style="dim")


def _moved(measure: str, difference: float) -> str:
    points = in_points(difference)
    return "–" if points == in_points(0) else f"{measure_in_words(measure)} {points}"
