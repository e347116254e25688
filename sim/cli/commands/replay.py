"""``parley replay``: one world of a run, told as a story."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.experiments.alike import check_ladders, told_apart
from sim.analysis.stories import replay as stories_of
from sim.analysis.stories import search
from sim.analysis.stories.divergence import Placed, both_stories, diverges_at, ends_of_both
from sim.analysis.stories.replay import Story
from sim.analysis.stories.typical import typical_world
from sim.cli.asked import Asked, say_where, takes
from sim.cli.options import WholeNumber, load_with, name_of
from sim.cli.terminal import console, plain_table, print_json, print_note
from sim.ensemble.luck import Luck
from sim.errors import UsageError
from sim.scenario import Scenario
from sim.style.dates import briefly, when
from sim.style.sentences import CAVEAT
from sim.style.words import plain

FILES = ("story", "against")  # names of the files of the first and the second story
MARKS = {"both": " ", "first": "A", "second": "B"}


@takes("scenario seed luck given set_ rule uncertain out as_json")
def replay(
    asked: Asked,
    world: Annotated[int | None, WholeNumber(help="Number of the world, from 0.")] = None,
    outcome: Annotated[
        str | None,
        typer.Option(help="The most typical world with this outcome instead.", metavar="ID"),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="The same world in this scenario, too.", metavar="SCENARIO")
    ] = None,
) -> None:
    """Tell one world: who said or did what, when and why.

    Settings and rules are for SCENARIO only. With --against alone, it is the first world that
    ends differently in the two scenarios; with --given alone, the first that fits what is known.
    """
    if world is not None and outcome is not None:
        raise UsageError("--world and --outcome both say which world; give one of them")
    if world is None and outcome is None and against is None and not asked.given:
        raise UsageError(
            "say which world: --world NUMBER, or --outcome ID for the most typical one"
        )
    others = [] if against is None else [against]
    both = [asked.whole, *map(load_with, others)]
    check_ladders(both)
    names = told_apart([name_of(asked.scenario, asked.set_, both[0]), *map(name_of, others)])
    whose = asked.whose(dict(zip(names, both, strict=True)))
    with asked.folder(*FILES[: len(both)], reads=[asked.scenario, *others]) as folder:
        number = _which(both, whose, world, outcome)
        told = [stories_of.replay(one, number, whose) for one in both]
        stories = dict(zip(names, told, strict=True))
        both_told = {"against": told[1], "names": names} if others else {}
        pictures = {FILES[0]: partial(told[0].plot, **both_told)}
        findings = dict(zip(FILES, told, strict=False))
        asked.write(folder, findings, pictures, [one.scenario for one in told])
    if asked.as_json:
        print_json({"stories": {name: story.to_dict() for name, story in stories.items()}})
    elif len(stories) == 1:
        asked.say(folder, told[0], show)
        if asked.given:
            fits = search.fitting_from(both[0], whose, 0)
            print_note(console(), f"worlds that fit what is known: {', '.join(map(str, fits))} …")
    else:
        _show_together(stories)
        say_where(folder)


def _which(both: list[Scenario], luck: Luck, world: int | None, outcome: str | None) -> int:
    """Return which world is told."""
    if world is not None:
        search.must_fit(both[0], luck, world)
        return world
    if outcome is not None:
        return typical_world(both[0], luck, outcome)
    if both[1:]:
        return search.first_diverged(both[0], both[1], luck)
    return search.first_fitting(both[0], luck)


def show(terminal: Console, story: Story) -> None:
    """Print one world as a story."""
    terminal.print(_table([("both", line) for line in story.lines], {}))
    if story.would_have_met:
        print_note(terminal, story.would_have_met)


def _show_together(stories: Mapping[str, Story]) -> None:
    """Print one world under two assumptions, given by name, with where they part."""
    terminal = console()
    first, second = stories.values()
    terminal.print(Text(f"{first.ran}, told twice", style="bold"))
    terminal.print(f"{ends_of_both(first, second, [*stories])}\n{CAVEAT}\n")
    terminal.print(_table(both_stories(first, second), MARKS))
    parts = diverges_at(first, second)
    words = "the same happens in both" if parts is None else f"they part on {when(parts.when)}"
    print_note(terminal, f"A and B: only in that one; no mark: in both; {words}")


def _table(lines: list[Placed], marks: Mapping[str, str]) -> Table:
    """Return a row per line; a time stands where it is new, and a mark where there are any."""
    table = plain_table(show_header=False, padding=(0, 1, 0, 0))
    last: datetime | None = None
    for where, line in lines:
        time = briefly(line.when) if line.when != last else ""
        words = Text(plain(str(line)), style="bold" if line.kind == "outcome" else "")
        table.add_row(time, *([marks[where]] if marks else []), words)
        last = line.when
    return table
