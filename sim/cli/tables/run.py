"""What a run says in a terminal, in at most 80 columns."""

from typing import Any

from rich.table import Table
from rich.text import Text

from sim.analysis.outcomes.reasons import worth_a_line
from sim.analysis.outcomes.result import Result
from sim.archive.folder import Folder
from sim.cli.tables.finding import print_heading, print_written
from sim.cli.tables.terminal import console, plain_table
from sim.cli.tables.uncertainty import show_uncertainty
from sim.engine.outcome import in_words
from sim.style.words import in_percent, quoted

MAX_REASONS = 6
NOTHING_BOUND = "\nIn every world there was a meeting on time."
BAR_WIDTH = 20


def show(result: Result, summary: dict[str, Any], folder: Folder | None) -> None:
    """Print the shares, the conditions, what bound the worlds, and blame."""
    terminal = console()
    print_heading(terminal, result)
    terminal.print(outcome_table(summary))
    for name, shares in summary["conditions"].items():
        title = result.scenario.conditions[name].title
        promised, observed = shares["promised"], shares["observed"]
        terminal.print(f"\n{name}: {title}")
        terminal.print(f"promised in {promised:.1%} of worlds, observed in {observed:.1%}")
    terminal.print(reasons(summary) if summary["obstacles"] else NOTHING_BOUND)
    terminal.print(blame_table(result, summary))
    if "uncertainty" in summary:
        show_uncertainty(terminal, summary["uncertainty"], result.scenario)
    print_written(terminal, folder)


def outcome_table(summary: dict[str, Any]) -> Table:
    """Return a row per outcome with its share, its interval and a bar."""
    table = plain_table("outcome", "share", "95% interval")
    table.add_column("")
    for outcome, share in summary["outcomes"].items():
        table.add_row(*_row(in_words(outcome), share))
    table.add_row()
    table.add_row(*_row("any meeting on time", summary["any_on_time"]), style="bold")
    return table


def _row(name: str, share: dict[str, float]) -> tuple[str, str, str, str]:
    interval = f"{share['low']:.1%} – {share['high']:.1%}"
    return name, f"{share['share']:.1%}", interval, "█" * round(share["share"] * BAR_WIDTH)


def reasons(summary: dict[str, Any]) -> Table:
    """Return what bound the worlds without a meeting on time, with the sentences behind it."""
    bound = summary["obstacles"]
    without = in_percent(sum(binding["share"] for binding in bound))
    title = f"\nWhat bound the {without} of worlds without a meeting on time"
    table = Table(box=None, show_header=False, title=title, title_justify="left", title_style="")
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    shown = worth_a_line([binding["share"] for binding in bound], MAX_REASONS)
    for binding in bound[:shown]:
        table.add_row(f"{binding['share']:.1%}", Text(binding["text"], style="bold"))
        for key, quote in binding["statements"].items():
            table.add_row("", Text(f"{key} {quoted(quote)}"))
    if bound[shown:]:
        others = in_percent(sum(binding["share"] for binding in bound[shown:]))
        table.add_row(others, "other combinations")
    return table


def blame_table(result: Result, summary: dict[str, Any]) -> Table | Text:
    """Return mean blame by audience (rows) and party, each audience in its own unit."""
    if not summary["blame"]:
        return Text("")
    actors = result.scenario.actors
    table = plain_table(title_justify="left")
    table.add_column("\nblame, each audience in its own unit")
    for party in result.scenario.parties:
        table.add_column(actors[party].name, justify="right", vertical="bottom")
    for audience, row in summary["blame"].items():
        table.add_row(actors[audience].name, *(f"{value:.2f}" for value in row.values()))
    return table
