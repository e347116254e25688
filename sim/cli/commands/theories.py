"""``parley theories``: the same worlds under each theory, and under pairs of theories."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from sim.analysis.experiments import theories as experiments
from sim.analysis.experiments.theories import Pairing, Theories
from sim.analysis.outcomes.measures import measure_in_words
from sim.analysis.stories.replay import replay
from sim.cli.asked import Asked, takes
from sim.cli.progress import progress
from sim.cli.terminal import narrow, plain_table, print_in_parts, print_note
from sim.engine.outcome import in_words
from sim.ensemble.run import PER_POINT, Run
from sim.rules.registry import story_of
from sim.rules.theories import read_with
from sim.style.commands import typed
from sim.style.sentences import listed

if TYPE_CHECKING:
    from sim.plots.figure import Figure

PARTED = "parted"
"""The name of the picture of a world in which two theories part."""


@takes("scenario outcome worlds seed luck given set_ workers out as_json", worlds=PER_POINT)
def theories(
    asked: Asked,
    pair: Annotated[
        str | None,
        typer.Option(
            help="Each theory of one party with each of another instead.", metavar="PARTY,PARTY"
        ),
    ] = None,
) -> None:
    """Read the same worlds with each theory of how people decide."""
    measure, run = asked.measure, asked.run()
    name = "theories" if pair is None else "pairing"
    names = [name] if pair else [name, PARTED]
    with asked.folder(*names) as folder:
        found = _read(run, pair, asked.workers)
        pictures = {name: partial(found.plot, measure)} | _parted(found, measure)
        asked.write(folder, {name: found}, pictures, [asked.whole])
    asked.say(folder, found, partial(show, asked.scenario) if pair is None else show_pairs, measure)


def _read(run: Run, pair: str | None, workers: int) -> Theories | Pairing:
    """Read the worlds of a run with each theory, or with pairs of two parties' theories."""
    if pair is None:
        with progress(run.worlds * len(experiments.theories_of(run.scenario))) as tell:
            return experiments.theories(run.scenario, run.worlds, run.luck, workers, tell)
    one, _, other = (part.strip() for part in pair.partition(","))
    with progress(run.worlds * len(experiments.attending(run.scenario)) ** 2) as tell:
        return experiments.pairs_of(run, (one, other), workers, tell)


def _parted(found: Theories | Pairing, measure: str) -> dict[str, Callable[[], "Figure"]]:
    """Return what draws a world in which two theories part, if there is one."""
    if isinstance(found, Pairing):
        return {}
    *two, world = found.parted(measure)
    if world is None:
        return {}

    def draw() -> "Figure":
        told = [replay(read_with(found.scenario, name), world, found.run.luck) for name in two]
        return told[0].plot(against=told[1], names=[in_words(name) for name in two])

    return {PARTED: draw}


def show(file: Path, terminal: Console, found: Theories, measure: str) -> None:
    """Print a row per theory, and where to read of a world in which two part."""

    def table_of(columns: list[str]) -> Table:
        fit = ["fit"] if found.run.facts else []
        table = plain_table("theory", *fit, *map(narrow, columns), padding=(0, 1, 0, 0))
        table.columns[0].no_wrap = True
        for name, shares in found.read.items():
            fit = [f"{found.fits[name]:,}"] if found.run.facts else []
            table.add_row(in_words(name), *fit, *(f"{shares[one].share:.1%}" for one in columns))
        return table

    print_in_parts(terminal, [*next(iter(found.read.values()))], lambda some: table_of([*some]))
    unfit = [in_words(name) for name, fit in found.fits.items() if not fit]
    if unfit:
        print_note(terminal, f"under {listed(unfit)} no world fits what is known")
    if found.unread:
        print_note(terminal, f"nobody here could follow {listed(map(in_words, found.unread))}")
    about = {in_words(name): story_of(name) for name in found.read}
    print_note(terminal, "\n".join(f"{name}: {words}" for name, words in about.items() if words))
    *two, world = found.parted(measure)
    if world is None:
        return
    print_note(terminal, f"world {world} ends otherwise under the most and the least; to read it:")
    for name in two:
        said = ["--rule", name, "--world", str(world), "--seed", str(found.run.luck.seed)]
        print(typed(["parley", "replay", str(file), *said]))


def show_pairs(terminal: Console, found: Pairing, measure: str) -> None:
    """Print the theories of one party down and of the other across."""
    one, other = found.names
    terminal.print(f"{measure_in_words(measure)}: {one} down, {other} across")

    def table_of(columns: list[str]) -> Table:
        table = plain_table("", *(in_words(name).replace(" ", "\n") for name in columns))
        table.columns[0].no_wrap = True
        for row in found.theories:
            shares = (found.read[row, column][measure].share for column in columns)
            table.add_row(in_words(row), *(f"{share:.1%}" for share in shares))
        return table

    print_in_parts(terminal, found.theories, lambda some: table_of([*some]))
