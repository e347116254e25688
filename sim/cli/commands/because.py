"""``parley because``: the smallest changes under which one world ends otherwise."""

from dataclasses import replace
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from sim.analysis.outcomes.measures import measure_in_words
from sim.analysis.outcomes.otherwise import in_words
from sim.analysis.stories import because as becauses
from sim.analysis.stories.because import Because
from sim.analysis.stories.causes import Cause
from sim.cli.asked import Asked, takes
from sim.cli.options import WholeNumber
from sim.cli.terminal import plain_table, print_note
from sim.engine.outcome import in_words as outcome_in_words
from sim.engine.worlds import KINDS
from sim.rules.user_files import loading
from sim.style.commands import typed
from sim.style.sentences import counted
from sim.style.words import called, sources_in_words

FILE, MAX_CAUSES, MAX_COMMANDS = "because", 24, 3


@takes("scenario seed luck set_ rule uncertain out as_json")
def because(
    world: Annotated[int, WholeNumber(help="Number of the world, from 0.")],
    asked: Asked,
    outcome: Annotated[
        str | None,
        typer.Option(help="What it takes to end so; any other outcome if not given.", metavar="ID"),
    ] = None,
) -> None:
    """Find the smallest changes that end one world otherwise.

    Changed are readings, promises, signals, levels and luck, one at a time and two together, each
    lived through again on the same luck.
    """
    luck = asked.whose()
    with asked.folder(FILE) as folder:
        found = becauses.because(asked.whole, world, luck, outcome)
        asked.write(folder, {FILE: found}, {}, [found.scenario])
    asked.say(folder, found, partial(show, asked=asked))


def show(terminal: Console, found: Because, asked: Asked) -> None:
    """Print the causes, a block for each size, and the commands that live them through again."""
    kinds = found.kinds[:MAX_CAUSES]
    for size in dict.fromkeys(len(one.changes) for one, _ in kinds):
        terminal.print(Text(_heading(size, found.wanted), style="bold"))
        table = plain_table("had …")
        table.add_column("then", no_wrap=True, vertical="bottom")
        table.add_column("luck then in play", vertical="bottom")
        for one, more in kinds:
            if len(one.changes) == size:
                table.add_row(
                    _had(one, more), outcome_in_words(one.outcome), one.drawn(found.scenario)
                )
        terminal.print(table)
        terminal.print()
    left = len(found.kinds) - len(kinds)
    if any(one.draws for one, _ in kinds):
        print_note(terminal, "luck then in play: draws that decide nothing in the world as it was")
    if left:
        print_note(terminal, f"{counted(left, 'further set')} with --json or --out")
    commands = [(one.words, _command(found, asked, one)) for one, _ in kinds if one.sets]
    if commands:
        more = len(commands[MAX_COMMANDS:])
        others = f" (settings for {counted(more, 'other')} with --json or --out)" if more else ""
        print_note(terminal, f"the same world, set so that it ends so, to read it{others}:")
    for words, command in commands[:MAX_COMMANDS]:
        terminal.print(f"had {words}", style="dim")
        print(f"  {command}")


def _heading(size: int, wanted: str | None) -> str:
    goal = f"led to {called(measure_in_words(wanted))}" if wanted else "changed the outcome"
    if size == 1:
        return f"Each of these alone would have {goal} (responsibility 1)"
    these, part = ("pairs", "neither half") if size == 2 else ("sets", "no part")
    return f"Each of these {these} would have {goal}; {part} alone would (responsibility 1/{size})"


def _command(found: Because, asked: Asked, one: Cause) -> str:
    """Return the command that tells the world with a cause set before the run."""
    own = [each for each in asked.set_ or () if each.partition("=")[0].strip() not in one.settings]
    luck, every = found.luck, {"--rule": asked.rule or (), "--set": [*own, *one.sets]}
    which = ["--seed", str(luck.seed), "--world", str(found.world)]
    which += ["--luck", luck.kind] * (luck.kind != KINDS[0]) + ["--uncertain"] * luck.uncertain
    words = ["replay", str(asked.scenario), *which]
    words += [word for option, some in every.items() for each in some for word in (option, each)]
    return typed(["parley", *loading(), *words])


def _had(one: Cause, more: int) -> str:
    behind = [(each, sources_in_words(each.sources)) for each in one.changes]
    words = in_words([replace(each, words=f"{each.words}{ids}") for each, ids in behind])
    return words + (f", or in {counted(more, 'other way')}" if more else "")
