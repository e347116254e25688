"""``parley ablate``: what each sentence contributes."""

from rich.console import Console
from rich.text import Text

from sim.analysis.experiments import ablation as ablations
from sim.analysis.outcomes.measures import (
    ANY_ON_TIME,
    check_measure,
    measure_in_words,
    worth_showing,
)
from sim.cli import options
from sim.cli.output import output
from sim.cli.progress import progress
from sim.cli.terminal import change_in_words, plain_table, print_note
from sim.ensemble.run import WORLDS, run_of
from sim.style.numbers import in_points

STAYS = (
    "* leaving it out does less than the sentence does: what is listed below stays, because other "
    "sentences say so, too, or no other reading is left; the row moves only numbers and weights"
)


def ablate(
    scenario: options.ScenarioFile,
    outcome: options.Outcome = None,
    worlds: options.Number = WORLDS,
    seed: options.Seed = None,
    set_: options.Settings = None,
    rule: options.Rules = None,
    workers: options.Workers = 1,
    scheduler: options.Scheduler = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Leave out each statement in turn, on the same luck."""
    whole = options.load_with(scenario, set_, rule)
    measure = check_measure(whole, outcome or ANY_ON_TIME, "--outcome")
    request = run_of(whole, worlds, seed, keep="counts")
    with (
        output(out, ["ablation"], [scenario], as_json) as there,
        options.shared_by(workers, scheduler) as shared,
    ):
        with progress(worlds * len(whole.statements)) as tell:
            found = ablations.ablate(whole, worlds, request.seed, shared, tell)
        there.write({"ablation": found}, {"ablation": lambda: found.plot(measure)}, [whole])
    there.say(found, show, measure)


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
