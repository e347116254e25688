"""``parley ask``: what is worth knowing, and what each answer would make of the outcome."""

from rich.console import Console
from rich.text import Text

from sim.analysis.experiments.asking import ASKED, Asking, ask_run
from sim.analysis.experiments.questions import KINDS
from sim.analysis.outcomes.measures import measure_in_words, measures
from sim.cli.asked import Asked, takes
from sim.cli.terminal import plain_table, print_note
from sim.style.numbers import give_or_take, in_percent

MAX_ROWS = 5
NOTE = "removes: of the uncertainty, what one answer would remove, with half of its 95% interval"


@takes("scenario outcome worlds seed luck given set_ rule uncertain out as_json", worlds=ASKED)
def ask(asked: Asked) -> None:
    """Say which questions are worth asking about the outcome.

    With --uncertain, also about numbers with a prior; with --given, once that is known.
    """
    measure, run = asked.measure, asked.run()
    asked.tell("asking", run.worlds, lambda _, tell: ask_run(run, tell), show, measure)


def show(terminal: Console, found: Asking, measure: str) -> None:
    """Print the questions of each kind, with what each answer would make of the outcome."""
    held = measures(found.scenario)[measure]
    for kind, rows in found.by_kind(measure, MAX_ROWS).items():
        if not rows:
            continue
        table = plain_table(expand=True)
        table.add_column(KINDS[kind], ratio=5)
        table.add_column("removes", justify="right", no_wrap=True, min_width=13)
        table.add_column(f"{measure_in_words(measure)}, if the answer is", ratio=6)
        for one, removes, margin in rows:
            answers = (f"{name} {in_percent(share)}" for name, _, share in one.answers(held))
            table.add_row(
                one.question.words, give_or_take(margin, removes), Text("; ".join(answers))
            )
        terminal.print(table)
        terminal.print()
    print_note(terminal, NOTE)
