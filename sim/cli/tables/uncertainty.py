"""What ``parley run --uncertain`` says about luck and not knowing."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.outcomes.measures import measure_in_words
from sim.cli.tables.terminal import plain_table, print_note
from sim.scenario import Scenario
from sim.style.labels import label
from sim.style.words import signed

MAX_ASSUMPTIONS = 6


def show_uncertainty(terminal: Console, parts: dict[str, Any], scenario: Scenario) -> None:
    """Print where the spread of each outcome comes from, and which assumptions matter most."""
    title = "\nWhere the spread comes from: luck, or not knowing the assumptions"
    terminal.print(Text(title, style="bold"))
    terminal.print(f"{parts['sentence']}\n")
    headings = ("not\nknowing", "luck", "both\ntogether", "chance in 9 of 10 draws")
    table = plain_table("share of variance", *headings)
    for measure, spread in parts["variance"].items():
        shares = (f"{spread[part]:.1%}" for part in ("assumptions", "luck", "both"))
        chances = f"{spread['low']:.0%} – {spread['high']:.0%}"
        table.add_row(measure_in_words(measure), *shares, chances)
    terminal.print(table)
    note = "not knowing: what would vanish if the assumptions were known; measured in"
    print_note(
        terminal,
        f"{note} {parts['draws']:,} draws, each with the same {parts['lucks']:,} lucks: "
        "give or take a seventh; each end of the chances, about 4 points",
    )
    for measure, assumptions in parts["assumptions"].items():
        words = f"\nWhich assumptions move the chance of {measure_in_words(measure)} most"
        terminal.print(Text(words, style="bold"))
        terminal.print(_table(scenario, assumptions[:MAX_ASSUMPTIONS]))


def _table(scenario: Scenario, assumptions: list[dict[str, Any]]) -> Table:
    table = plain_table()
    table.add_column("assumption")
    for heading in ("first-order share", "rank correlation"):
        table.add_column(heading, justify="right")
    for one in assumptions:
        share = f"{one['first_order']:.0%} ± {one['margin']:.0%}"
        table.add_row(label(scenario, one["path"]), share, signed(one["rank_correlation"]))
    return table
