"""``parley discover``: under which assumptions an outcome comes about often enough."""

from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from sim.analysis.experiments import discovery
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.cli.asked import Asked, takes
from sim.cli.terminal import plain_table, print_note
from sim.ensemble.luck import luck_of
from sim.style.labels import label

MAX_ROWS, CLEAR = 10, 0.05
NOTES = (
    "distance: how well this assumption alone tells the draws that reach it from the others: from "
    "0, not at all, to 1, entirely (Kolmogorov and Smirnov’s statistic)",
    "reached, others: its median in the draws that reach it, and in the others",
    "box: limits that, all together, pick out draws that reach it (PRIM); found in half of the "
    "draws and judged by the other half",
)
"""What the columns mean."""


@takes("scenario outcome seed set_ rule out as_json")
def discover(
    at_least: Annotated[
        float, typer.Option(help="The chance that is to be reached.", metavar="CHANCE")
    ],
    asked: Asked,
    given: Annotated[list[str] | None, typer.Option(hidden=True)] = None,
) -> None:
    """Find under which assumptions an outcome comes often enough."""
    whole, measure = asked.whole, asked.outcome or ANY_ON_TIME
    luck = luck_of(asked.seed, given=given)  # which is refused where something is given
    find = partial(discovery.discover, whole, measure, at_least, luck)
    asked.tell("discovery", discovery.DRAWS * discovery.LUCKS, lambda _, tell: find(tell), show)


def show(terminal: Console, found: discovery.Discovery) -> None:
    """Print a row per assumption, those that tell draws apart most first."""
    table = plain_table("assumption", "distance", "reached", "others", "box")
    for one in [one for one in found.shifts if one.p < CLEAR][:MAX_ROWS]:
        medians = (f"{median:.2g}".replace("-", "−") for median in (one.reached, one.others))
        name = label(found.scenario, one.path)
        table.add_row(name, f"{one.distance:.2f}", *medians, one.limits)
    if table.rows:
        terminal.print(table)
        print_note(terminal, "\n".join(NOTES))
