"""What is known of a run, and what it says of what nobody could see."""

from typing import Any

from rich.console import Console
from rich.text import Text

from sim.cli.terminal import plain_table
from sim.scenario import Scenario
from sim.style.labels import label
from sim.style.numbers import in_percent, signed, span_in_percent
from sim.style.words import called

MAX_ASSUMPTIONS = 6


def show_known(terminal: Console, known: dict[str, Any], scenario: Scenario) -> None:
    """Print what is known, and how likely readings and assumptions are before and after."""
    terminal.print(Text("Known", style="bold"))
    for fact in known["facts"]:
        terminal.print(f"  {fact}")
    if known.get("first"):
        terminal.print(f"  worlds that fit: {', '.join(map(str, known['first']))} …")
    table = plain_table("\nhow their words are meant", "before", "now", "95% interval")
    for one in known["readings"]:
        name = f"{scenario.actors[one['party']].name} read as {called(one['reading'])}"
        after = one["after"]
        interval = span_in_percent(after["low"], after["high"])
        table.add_row(name, in_percent(one["before"]), in_percent(after["share"]), interval)
    terminal.print(table)
    if known["assumptions"]:
        table = plain_table("\nwhere assumptions lie, in 9 of 10 worlds", "before", "now")
        for one in known["assumptions"][:MAX_ASSUMPTIONS]:
            spans = (one["before"], one["after"])
            ends = (f"{signed(low)} … {signed(high)}" for low, _, high in spans)
            table.add_row(label(scenario, one["path"]), *ends)
        terminal.print(table)
    terminal.print()
