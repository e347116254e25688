"""``parley discover``: under which assumptions an outcome comes about often enough."""

from typing import Annotated

import typer
from rich.console import Console

from sim.analysis.experiments import discovery
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.cli import options
from sim.cli.output import output
from sim.cli.progress import progress
from sim.cli.terminal import plain_table, print_note
from sim.style.labels import label

MAX_ROWS, CLEAR = 10, 0.05
NOTE = (
    "distance: how far apart an assumption’s cumulative distributions are at most, in draws that "
    "reach the threshold and in others (Kolmogorov–Smirnov); then its median in both; box: found "
    "by PRIM in half of the draws and judged by the other"
)


def discover(
    scenario: options.ScenarioFile,
    at_least: Annotated[
        float, typer.Option(help="The chance that is to be reached.", metavar="CHANCE")
    ],
    outcome: options.Outcome = None,
    seed: options.Seed = None,
    set_: options.Settings = None,
    rule: options.Rules = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Find under which assumptions an outcome comes often enough."""
    whole, measure = options.load_with(scenario, set_, rule), outcome or ANY_ON_TIME
    with output(out, ["discovery"], [scenario], as_json) as there:
        with progress(discovery.DRAWS * discovery.LUCKS) as tell:
            found = discovery.discover(whole, measure, at_least, seed, tell)
        there.write({"discovery": found}, {"discovery": found.plot}, [whole])
    there.say(found, show)


def show(terminal: Console, found: discovery.Discovery) -> None:
    """Print a row per assumption, those that tell draws apart most first."""
    table = plain_table("assumption", "distance", "reached", "others", "box")
    for one in [one for one in found.shifts if one.p < CLEAR][:MAX_ROWS]:
        medians = (f"{median:.2g}".replace("-", "−") for median in (one.reached, one.others))
        name = label(found.scenario, one.path)
        table.add_row(name, f"{one.distance:.2f}", *medians, one.limits)
    if table.rows:
        terminal.print(table)
        print_note(terminal, NOTE)
