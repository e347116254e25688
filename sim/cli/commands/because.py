"""``parley because``: the smallest changes under which one world ends otherwise."""

from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from sim.analysis.stories import because as becauses
from sim.analysis.stories.because import Because
from sim.analysis.stories.causes import Cause
from sim.cli.asked import Asked, takes
from sim.cli.options import WholeNumber
from sim.cli.terminal import plain_table, print_note
from sim.engine.outcome import in_words
from sim.engine.worlds import KINDS
from sim.rules.user_files import loaded_files
from sim.style.commands import typed
from sim.style.sentences import counted
from sim.style.words import sources_in_words

FILE, MAX_CAUSES = "because", 24


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
        how = "alone" if size == 1 else "but only as a whole"
        words = f"Any one of these would have been enough, {how}: responsibility 1/{size}"
        terminal.print(Text(words.removesuffix("/1"), style="bold"))
        table = plain_table("had …")
        table.add_column("then", no_wrap=True, vertical="bottom")
        table.add_column("drawn only then", vertical="bottom")
        for one, more in kinds:
            if len(one.changes) == size:
                table.add_row(_had(one, more), in_words(one.outcome), one.drawn)
        terminal.print(table)
        terminal.print()
    left = len(found.kinds) - len(kinds)
    rest = f"; {counted(left, 'further set')} with --json or --out" if left else ""
    print_note(terminal, f"drawn only then: luck that decides nothing in the world as it was{rest}")
    commands = [(one.words, _command(found, asked, one)) for one, _ in kinds if one.sets]
    if commands:
        print_note(terminal, "the same world with numbers set so that it ends so, to read it:")
    for words, command in commands:
        terminal.print(f"had {words}", style="dim")
        print(f"  {command}")


def _command(found: Because, asked: Asked, one: Cause) -> str:
    """Return the command that tells the world with a cause set before the run."""
    own = [each for each in asked.set_ or () if each.partition("=")[0].strip() not in one.settings]
    luck, every = found.luck, {"--rule": asked.rule or (), "--set": [*own, *one.sets]}
    which = ["--seed", str(luck.seed), "--world", str(found.world)]
    which += ["--luck", luck.kind] * (luck.kind != KINDS[0]) + ["--uncertain"] * luck.uncertain
    words = ["replay", str(asked.scenario), *which]
    words += [word for option, some in every.items() for each in some for word in (option, each)]
    loaded = [word for file in loaded_files() for word in ("--load", file.path)]
    return typed(["parley", *loaded, *words])


def _had(one: Cause, more: int) -> str:
    words = (f"{each.words}{sources_in_words(each.sources)}" for each in one.changes)
    return " and ".join(words) + (f", or in {counted(more, 'other way')}" if more else "")
