"""What is not known, as tables: how much of the spread it is, and which assumptions matter."""

from collections.abc import Callable
from functools import partial
from typing import Any

from rich.console import Console
from rich.text import Text

from sim.analysis.experiments.designs import METHODS
from sim.analysis.experiments.lived import LivedFinding
from sim.analysis.experiments.sensitivity import Sensitivity, sensitivity, worlds_of
from sim.analysis.experiments.uncertainty import DRAWS, LUCKS, Uncertainty, uncertainty
from sim.analysis.experiments.variance import OVERLAP, RARE, overlapping, parts_in_words
from sim.analysis.outcomes.measures import measure_in_words, worth_showing
from sim.cli.progress import progress
from sim.cli.terminal import plain_table, print_note
from sim.ensemble.run import Run
from sim.scenario import Scenario
from sim.style.labels import label
from sim.style.numbers import give_or_take, signed
from sim.style.sentences import listed
from sim.style.words import called

MAX_ASSUMPTIONS = 6
NOTES = {
    "totals": "total: what share of the spread between draws would be left if all others were "
    "known; first order: what would vanish if this one were. All weights of a party’s readings are "
    "one",
    "morris": "mean change: by how many points the chance changes, up or down, where an assumption "
    "alone moves past 60 of 100 of its draws; deviation: large where that depends on where "
    "the others are. All weights of a party’s readings move at once",
}


def beside_of(run: Run, method: str | None = None) -> dict[str, Callable[[], LivedFinding]]:
    """Return what is found beside a run, by name; with a method, which assumptions matter."""
    found: dict[str, Callable[[], LivedFinding]] = {}
    if run.sets_apart:
        found["uncertainty"] = partial(set_apart, run)
    if method is not None:
        found["sensitivity"] = partial(found_sensitive, run, method)
    return found


def set_apart(request: Run) -> Uncertainty:
    """Set luck and not knowing apart."""
    with progress(DRAWS * LUCKS) as tell:
        return uncertainty(request.scenario, request.luck, progress=tell)


def show_uncertainty(terminal: Console, parts: dict[str, Any], scenario: Scenario) -> None:
    """Print which parts the spread of each outcome has, and which assumptions move two of them."""
    title = "\nWhere the spread comes from: luck, or not knowing the assumptions"
    terminal.print(Text(title, style="bold"))
    terminal.print(f"{parts['sentence']}\n")
    drawn = "theories" in parts
    knowing = ("the\ntheory", "the\nnumbers") if drawn else ("not\nknowing",)
    headings = (*knowing, "luck", "both\ntogether", "chance in\n9 of 10 draws")
    table = plain_table("share of variance", *headings)
    for measure in worth_showing(scenario):
        table.add_row(measure_in_words(measure), *parts_in_words(parts["variance"][measure], drawn))
    terminal.print(table)
    note = "not knowing: what would vanish if the assumptions were known; measured in"
    if drawn:
        weighed = (f"{called(name)} in {one:.0%}" for name, one in parts["theories"].items())
        note = (
            f"Drawn are {listed(weighed)} of worlds. The theory: what would vanish if it were "
            "known; the numbers: what of the rest would if they were; both: these and luck. "
            "Measured in"
        )
    print_note(
        terminal,
        f"{note} {parts['draws']:,} draws, each with the same {parts['lucks']:,} lucks. "
        f"±: half of the 95% interval; of a range, that of its less sure end; {RARE}",
    )
    for measure, assumptions in parts["assumptions"].items():
        words = f"\nWhich assumptions move the chance of {measure_in_words(measure)} most"
        terminal.print(Text(words, style="bold"))
        table = plain_table("assumption", "first-order share", "rank correlation")
        for one in assumptions[:MAX_ASSUMPTIONS]:
            share = give_or_take(one["margin"], one["first_order"])
            correlation = signed(one["rank_correlation"], places=1)
            table.add_row(label(scenario, one["path"]), share, correlation)
        terminal.print(table)
    if overlapping(one["path"] for some in parts["assumptions"].values() for one in some):
        print_note(terminal, OVERLAP)


def found_sensitive(run: Run, method: str) -> Sensitivity:
    """Find which assumptions matter."""
    with progress(worlds_of(run.scenario, method)) as tell:
        return sensitivity(run.scenario, method, run.luck, tell)


def show_sensitivity(terminal: Console, found: dict[str, Any], scenario: Scenario) -> None:
    """Print both figures of the assumptions that matter most, for each of two outcomes."""
    method = found["method"]
    names = [heading.replace(" ", "_") for heading in METHODS[method].headings]
    terminal.print(Text("\nWhich assumptions matter, alone and with the others", style="bold"))
    terminal.print(found["sentence"])
    for measure in worth_showing(scenario)[:2]:
        table = plain_table(f"\n{measure_in_words(measure)}", *METHODS[method].headings)
        rows = [one for one in found["assumptions"] if one["outcome"] == measure]
        for one in rows[:MAX_ASSUMPTIONS]:
            figures = ((one[name], one[f"{name}_margin"]) for name in names)
            cells = (METHODS[method].in_words(*figure) for figure in figures)
            table.add_row(label(scenario, one["path"]), *cells)
        terminal.print(table)
    size = f"{found['draws']:,} draws, each with the same {found['lucks']:,} lucks"
    freed = "±: half of the 95% interval, once what luck leaves in the chances is taken out"
    print_note(terminal, f"{NOTES[method]}. {size}; {freed}")
