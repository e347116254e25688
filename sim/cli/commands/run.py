"""``parley run``: a scenario file in, an outcome distribution out."""

from functools import partial
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.experiments.sensitivity import check_sensitivity
from sim.analysis.outcomes.lifted import AGAIN
from sim.analysis.outcomes.measures import TOTALS, meanings, worth_showing
from sim.analysis.outcomes.obstacles import MANY, worth_a_line
from sim.analysis.outcomes.result import Result, simulate_run
from sim.archive.files import command, files_of_run, write_run
from sim.archive.folder import results_folder
from sim.archive.run_record import RunRecord, ran_of
from sim.cli.asked import Asked, takes
from sim.cli.known import show_known
from sim.cli.progress import progress
from sim.cli.terminal import plain_table, print_json, print_note
from sim.cli.uncertain import beside_of, show_sensitivity, show_uncertainty
from sim.cli.unfinished import go_on, unfinished
from sim.engine.outcome import in_words
from sim.ensemble.executors import Workers
from sim.ensemble.jobs import Done
from sim.ensemble.luck import luck_of
from sim.ensemble.run import Run
from sim.errors import UsageError
from sim.rules.loading import inputs, load_base
from sim.scenario import Scenario
from sim.style.numbers import in_percent, span_in_percent
from sim.style.promises import differs_once_observed, promise_called, verb_for
from sim.style.sentences import of_100
from sim.style.words import sources_in_words

MAX_REASONS = 7
MIN_BAR, MAX_BAR, BESIDE = 12, 60, 26
"""Letters: of a bar for all worlds, and of what stands beside it and the name."""

DRAWN = (
    "rows count worlds as luck drew them, shares above are chances, so both add up to about 100%"
)
"""Why what stood in the way and the meetings on time need not add up to 100 %."""


@takes(
    "scenario worlds seed luck given set_ rule uncertain counts workers scheduler out table as_json"
)
def run(
    asked: Asked,
    sensitivity: Annotated[
        str | None,
        typer.Option(
            help="With --uncertain: which assumptions matter, alone and with the others, by "
            "Sobol’ total effects (totals) or by screening (morris).",
            metavar="METHOD",
        ),
    ] = None,
) -> None:
    """Run a scenario in many parallel worlds.

    With --counts, interrupted, the same command with the same --out goes on where it stopped.
    """
    if sensitivity is not None:
        if not asked.uncertain:
            raise UsageError("--sensitivity goes with --uncertain")
        check_sensitivity(asked.whole, sensitivity, luck_of(asked.seed, given=asked.given))
    request = asked.run("counts" if asked.counts else "worlds")
    base = asked.whole if asked.out is None else load_base(asked.scenario, asked.whole)
    writes = files_of_run(request, base, asked.table, beside_of(request, sensitivity))
    with (
        results_folder(asked.out, writes, inputs([asked.scenario])) as folder,
        asked.shared() as shared,
        unfinished(folder if asked.counts else None, "run") as journals,
    ):
        [(request, done)] = go_on([request], journals, asked.seed)
        ran = carried_out(request, base, shared, done, sensitivity)
        if folder is not None:
            write_run(folder, ran, asked.table)
    if asked.as_json:
        print_json(ran.summary)
    else:
        asked.say(folder, ran.result, partial(show, summary=ran.summary))


def carried_out(
    request: Run,
    base: Scenario,
    workers: Workers,
    done: Done | None = None,
    sensitivity: str | None = None,
) -> RunRecord:
    """Run all worlds and sum them up; `base` is what the assumptions are compared with."""
    result = lived_through(request, workers, done)
    beside = {name: find() for name, find in beside_of(request, sensitivity).items()}
    return ran_of(result, base, command(), beside)


def lived_through(request: Run, workers: Workers, done: Done | None = None) -> Result:
    """Run all worlds that are not done."""
    with progress(request.worlds) as tell:
        return simulate_run(request, workers, tell, done)


def show(terminal: Console, result: Result, summary: dict[str, Any]) -> None:
    """Print the shares, the conditions, what bound the worlds, and blame."""
    scenario = result.scenario
    if "known" in summary:
        show_known(terminal, summary["known"], scenario)
    terminal.print(_outcomes(scenario, summary, terminal.width))
    print_note(terminal, meanings(summary["outcomes"]))
    for name, share in summary["earlier"].items():
        terminal.print(f"\n{in_words(name)}: {scenario.earlier[name].title}")
        terminal.print(f"held in {in_percent(share)} of worlds")
    for name, shares in summary["conditions"].items():
        called = promise_called(scenario, name, in_words)
        terminal.print(f"\n{called}: {scenario.conditions[name].title}")
        done = verb_for(scenario, name).done
        promised, observed = (in_percent(shares[step]) for step in ("promised", "observed"))
        how = "present" if name in scenario.actors else done
        differs = name not in scenario.actors and differs_once_observed(scenario, name)
        kept = f", observed in {observed}" if differs else ""
        terminal.print(f"{how} in {promised} of worlds{kept}")
    if summary["obstacles"]:
        terminal.print(_obstacles(scenario, summary["obstacles"]))
        _show_margin(terminal, summary["obstacles"])
    else:
        terminal.print("\nIn every world there was a meeting on time.")
    if summary["blame"]:
        terminal.print(_blame(scenario, summary["blame"]))
    if "uncertainty" in summary:
        show_uncertainty(terminal, summary["uncertainty"], scenario)
    if "sensitivity" in summary:
        show_sensitivity(terminal, summary["sensitivity"], scenario)


def _outcomes(scenario: Scenario, summary: dict[str, Any], width: int) -> Table:
    """Return a row per outcome, with a bar where there is room for one."""
    table, shown = plain_table("outcome", "share", "95% interval"), worth_showing(scenario)
    totals = {TOTALS[total]: summary[total] for total in shown if total in TOTALS}
    outcomes = (one for one in shown if one not in TOTALS)
    rows = {in_words(outcome): summary["outcomes"][outcome] for outcome in outcomes}
    bar = min(MAX_BAR, width - BESIDE - max(map(len, rows | totals)))
    if bar >= MIN_BAR:
        table.add_column("", no_wrap=True)
    size = len(table.columns)
    for words, share in rows.items():
        table.add_row(*_row(words, share, bar)[:size])
    if totals:
        table.add_row()
    for words, share in totals.items():
        table.add_row(*_row(words, share, bar)[:size], style="bold")
    return table


def _row(name: str, share: dict[str, float], bar: int) -> tuple[str, ...]:
    interval = span_in_percent(share["low"], share["high"])
    return name, in_percent(share["share"]), interval, "█" * round(share["share"] * bar)


def _obstacles(scenario: Scenario, bound: list[dict[str, Any]]) -> Table:
    without = in_percent(sum(binding["share"] for binding in bound))
    title = f"\nWhat stood in the way in the {without} of worlds drawn without a meeting on time"
    table = Table(box=None, show_header=False, title=title, title_justify="left", title_style="")
    table.add_column(justify="right", no_wrap=True)
    shown, quoted = worth_a_line([binding["share"] for binding in bound], MAX_REASONS), set()
    for binding in bound[:shown]:
        again = sources_in_words(key for key in binding["statements"] if key in quoted)
        table.add_row(f"{binding['share']:.1%}", Text(f"{binding['text']}{again}", style="bold"))
        if binding["would_have_met"]:
            table.add_row("", f"→ {binding['would_have_met']}")
        for key in binding["statements"]:
            if key not in quoted:
                table.add_row("", f"{key} {scenario.quote(key).words}")
        quoted |= {*binding["statements"]}
    if bound[shown:]:
        others = in_percent(sum(binding["share"] for binding in bound[shown:]))
        table.add_row(others, "other combinations")
    return table


def _show_margin(terminal: Console, bound: list[dict[str, Any]]) -> None:
    """Print what rows count, how what would have been was found, and how far that is sure."""
    lifts = [lift for binding in bound[:MAX_REASONS] for lift in binding["otherwise"]]
    again = [f"→ up to {AGAIN} worlds of each row lived again on the same luck"] if lifts else []
    shares = [one["share"] for one in lifts if one["worlds"] >= MANY]
    sure = [of_100(max((one["high"] - one["low"]) / 2 for one in shares))] if shares else []
    print_note(terminal, "; ".join([*again, *(f"± {most} of 100" for most in sure), DRAWN]))


def _blame(scenario: Scenario, blame: dict[str, dict[str, float]]) -> Table:
    """Return mean blame by audience (rows) and party, each audience in its own unit."""
    names = {key: actor.name for key, actor in scenario.actors.items()}
    table = plain_table("\nblame, each audience in its own unit")
    for party in scenario.parties:
        table.add_column(names[party], justify="right", vertical="bottom")
    for audience, row in blame.items():
        table.add_row(names[audience], *(f"{value:.2f}" for value in row.values()))
    return table
