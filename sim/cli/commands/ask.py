"""``parley ask``: what is worth knowing, and what each answer would make of the outcome."""

from functools import partial

from rich.console import Console
from rich.text import Text

from sim.analysis.experiments.asking import ASKED, Asking, ask_run
from sim.analysis.experiments.questions import KINDS
from sim.analysis.outcomes.measures import (
    ANY_ON_TIME,
    check_measure,
    measure_in_words,
    measures,
)
from sim.cli import options
from sim.cli.output import output
from sim.cli.progress import progress
from sim.cli.terminal import plain_table, print_note
from sim.ensemble.luck import luck_of
from sim.ensemble.run import run_of
from sim.style.numbers import give_or_take, in_percent

MAX_ROWS = 5
NOTE = "removes: of the uncertainty, what one answer would remove, with half of its 95% interval"


def ask(
    scenario: options.ScenarioFile,
    outcome: options.Outcome = None,
    worlds: options.Number = ASKED,
    seed: options.Seed = None,
    luck: options.Luck = "sobol",
    given: options.Given = None,
    set_: options.Settings = None,
    rule: options.Rules = None,
    uncertain: options.Uncertain = False,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Say which questions are worth asking about the outcome.

    With --uncertain, also about numbers with a prior; with --given, once that is known.
    """
    whole = options.load_with(scenario, set_, rule)
    measure = ANY_ON_TIME if outcome is None else check_measure(whole, outcome, "--outcome")
    uncertain = options.is_uncertain(uncertain, {options.name_of(scenario): whole})
    with output(out, ["asking"], [scenario], as_json) as there:
        run = run_of(whole, worlds, luck_of(seed, uncertain, luck, given), keep="counts")
        with progress(worlds) as tell:
            found = ask_run(run, tell)
        there.write({"asking": found}, {"asking": partial(found.plot, measure)}, [whole])
    there.say(found, show, measure)


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
