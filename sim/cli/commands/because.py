"""``parley because``: the smallest changes under which one world ends otherwise."""

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from sim.analysis.stories import because as becauses
from sim.analysis.stories.because import Because, Cause
from sim.cli.asked import Asked, takes
from sim.cli.options import WholeNumber
from sim.cli.terminal import plain_table, print_note
from sim.engine.outcome import in_words
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
    asked.say(folder, found, show)


def show(terminal: Console, found: Because) -> None:
    """Print the causes, a block for each size."""
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


def _had(one: Cause, more: int) -> str:
    words = (f"{each.words}{sources_in_words(each.sources)}" for each in one.changes)
    return " and ".join(words) + (f", or in {counted(more, 'other way')}" if more else "")
