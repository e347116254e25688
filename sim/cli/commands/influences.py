"""``parley influences``: who presses whom, what waits for what, and which sentence says so."""

from rich.console import Console

from sim.analysis.audit.dependencies import KINDS
from sim.analysis.audit.influences import PUSH, Influences
from sim.analysis.audit.influences import influences as read_off
from sim.cli.asked import Asked, takes
from sim.cli.terminal import plain_table, print_note
from sim.style.numbers import signed
from sim.style.words import in_order


@takes("scenario set_ out as_json")
def influences(asked: Asked) -> None:
    """Show who presses whom, and what waits for what."""
    asked.tell("influences", 0, lambda *_: read_off(asked.whole), show)


def show(terminal: Console, found: Influences) -> None:
    """Print a row per arrow, by what it moves."""
    for kind, meaning in KINDS.items():
        arrows = [one for one in found.arrows if one.kind == kind]
        if not arrows:
            continue
        terminal.print(f"What {meaning}")
        table = plain_table(expand=True)
        table.add_column("from", no_wrap=True, min_width=16)
        table.add_column("to", no_wrap=True, min_width=12)
        table.add_column("push", justify="right", no_wrap=True, min_width=6)
        table.add_column("what", ratio=1)
        table.add_column("sentences", max_width=16)
        for one in arrows:
            ends = (found.named(one.source), found.named(one.target))
            said = ", ".join(in_order(one.statements)) or "assumed"
            table.add_row(*ends, signed(one.push), one.words, said)
        terminal.print(table)
    print_note(terminal, PUSH)
