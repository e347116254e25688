"""``parley validate``: is a scenario file right, and what does it hold."""

from pathlib import Path
from textwrap import fill, indent
from typing import Annotated

import typer

from sim.analysis.audit.rates import chances, warnings
from sim.cli.terminal import console
from sim.cli.unwritten import unwritten_in_words
from sim.errors import on_one_line
from sim.rules.loading import load_scenario
from sim.style.dates import when
from sim.style.numbers import in_percent
from sim.style.promises import deal_in_words
from sim.style.sentences import counted
from sim.style.words import those_needed

INDENT = 2


def validate(
    file: Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="FILE")],
) -> None:
    """Check a scenario file and say what it holds."""
    scenario = load_scenario(file)
    actors = ", ".join(f"{key} ({actor.role})" for key, actor in scenario.actors.items())
    print(f"{on_one_line(str(file))}: valid")
    print(f"  {scenario.title}")
    for words in filter(None, (scenario.summary, scenario.teaches)):
        print(indent(fill(" ".join(words.split()), console().width - 2 * INDENT), " " * INDENT))
    print(f"  actors: {actors}")
    print(f"  conditions: {', '.join(scenario.conditions) or 'none'}")
    for name, meeting in scenario.earlier.items():
        by = scenario.clock.start_of(scenario.clock.tick_of(meeting.deadline))
        print(f"  earlier meeting: {name} ({meeting.title}), by {when(by)}")
    if scenario.attendance.needed != (*scenario.parties,):
        print(f"  a meeting only with: {those_needed(scenario)}")
    if scenario.meeting.deal is not None:
        print(f"  a deal: {deal_in_words(scenario)}")
    clock, each = scenario.clock, scenario.clock.hours_per_tick
    hours = "1 hour" if each == 1 else f"{each:g} hours"
    to = clock.postponed_to
    later = f"; {clock.most_ticks} if postponed to {when(to)}" if to else ""
    print(f"  clock: {counted(clock.ticks, 'tick')} of {hours}{later}")
    for one in chances(scenario):
        unmoved, start = in_percent(one.unmoved), in_percent(one.at_start)
        moved = f" ({start} with signals as they start)" if start != unmoved else ""
        print(f"  by the deadline, with all signals at 0: {unmoved} {one.what}{moved}")
    print(f"  statements: {len(scenario.statements)}")
    named = {name for said in scenario.statements for _, name in said.actors()}
    if nobody := sorted(named.difference(scenario.actors, ["narrator"])):
        print(f"  named in statements, but no actor here: {', '.join(nobody)}")
    for words in warnings(scenario):
        print(f"  look at this: {words}")
    if words := unwritten_in_words(file):
        print(f"  {words}")
