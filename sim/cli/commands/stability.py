"""``parley stability``: in which states nobody has reason to move, and what keeps it there."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding

from sim.analysis.audit import stability as audit
from sim.analysis.audit.conflict import Game
from sim.analysis.audit.conflict_file import in_json, read_conflict
from sim.analysis.audit.graph_model import CONCEPTS, GMR, NASH
from sim.analysis.audit.stability import MAX_DRAWN, Stability
from sim.archive.folder import Folder, must_be_free
from sim.cli.asked import Asked, takes
from sim.cli.lazy import must_be_once
from sim.cli.options import WholeNumber, load_with
from sim.cli.terminal import plain_table, print_note
from sim.errors import UsageError
from sim.scenario import Scenario
from sim.style.sentences import capital
from sim.style.words import called

MAX_ROWS, MAX_TOLD = 40, 12
"""States in the table, and those whose reasons are told, where there are more."""


@takes("set_ out as_json")
def stability(
    asked: Asked,
    scenario: Annotated[
        Path | None, typer.Argument(help="Scenario file (YAML).", metavar="SCENARIO")
    ] = None,
    reading: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PARTY=READING", help="Reading of a party's words; the likeliest if not given."
        ),
    ] = None,
    inverse: Annotated[
        int | None, WholeNumber(help="A state by its number: what would make it stable?")
    ] = None,
    import_: Annotated[
        Path | None,
        typer.Option(
            "--import", help="Conflict file (JSON) instead of a scenario.", metavar="FILE"
        ),
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Conflict file (JSON) to write.", metavar="FILE")
    ] = None,
) -> None:
    """Show which meetings are stable against moves and answers."""
    if (scenario is None) == (import_ is None):
        raise UsageError("name either a scenario, or a conflict file after --import")
    free = partial(must_be_free, kinds=(".json",), called="conflict")
    if export is not None:
        free(export)
    with asked.folder("stability", reads=[scenario] if scenario else []) as folder:
        conflict, chosen = _read(scenario, import_, asked.set_), _chosen(reading, import_)
        found = audit.stability(conflict, chosen, inverse)
        scenarios = [conflict] if isinstance(conflict, Scenario) else []
        drawn = {"stability": found.plot} if len(found.game.states) <= MAX_DRAWN else {}
        asked.write(folder, {"stability": found}, drawn, scenarios)
        if export is not None:
            Folder(export.parent, f"--export {export}").put(export.name, in_json(found.game), free)
    asked.say(folder, found, show)


def _read(
    scenario: Path | None, conflict: Path | None, settings: list[str] | None
) -> Scenario | Game:
    if conflict is None:
        assert scenario is not None
        return load_with(scenario, settings)
    if settings:
        raise UsageError("--set: is for the entries of a scenario; a conflict file has none")
    return read_conflict(conflict)


def _chosen(readings: list[str] | None, conflict: Path | None) -> dict[str, str]:
    """Return the reading chosen for each party."""
    pairs = [one.partition("=") for one in readings or ()]
    if pairs and conflict is not None:
        raise UsageError("--reading: is for the words of a scenario; a conflict file has none")
    for party, equals, name in pairs:
        if not (party and equals and name):
            raise UsageError(f"--reading {party}{equals}{name}: write PARTY=READING")
    must_be_once(f"--reading {party}" for party, _, _ in pairs)
    return {party.strip(): name.strip() for party, _, name in pairs}


def show(terminal: Console, found: Stability) -> None:
    """Print what is wanted, the states, and why the stable ones are."""
    game, stable = found.game, found.equilibria(GMR)
    _show_wishes(terminal, found)
    shown = range(len(game.states)) if len(game.states) <= MAX_ROWS else stable
    shown = [*sorted({*shown} | ({found.asked} if found.asked is not None else set()))]
    table = plain_table("state")
    for heading in (*game.tracks, *["meeting"] * bool(game.meetings), "stable"):
        table.add_column(heading, vertical="bottom")
    for state in shown:
        does = (game.strategy(actor, state) for actor in game.tracks)
        concepts = [one for one in CONCEPTS if state in found.equilibria(one)]
        marks = NASH if NASH in concepts else " ".join(concepts)
        table.add_row(
            str(state + 1), *does, *(one or "–" for one in game.meetings[state : state + 1]), marks
        )
    terminal.print(table)
    if len(shown) < len(game.states):
        print_note(terminal, "only states that are stable in some sense are listed")
    if len(game.states) > MAX_DRAWN:
        print_note(terminal, f"no picture: more than {MAX_DRAWN} states")
    meaning = "; ".join(f"{name}: {words}" for name, words in CONCEPTS.items())
    print_note(terminal, f"{meaning}. What is Nash is all four.")
    _show_why(terminal, found, stable if found.asked is None else [found.asked])


def _show_wishes(terminal: Console, found: Stability) -> None:
    """Print what each wants, by how its words are read."""
    if found.wishes:
        terminal.print("What each wants, the most important first")
    for actor, wishes in found.wishes.items():
        read = found.readings.get(actor)
        by = f", read as {called(read)}" if read else ""
        terminal.print(Padding(f"{actor}{by}: {'; '.join(wishes)}", (0, 0, 0, 3)))
    if found.wishes:
        print_note(
            terminal, "What is wanted is from the words, its order is assumed: docs/stability.md\n"
        )


def _show_why(terminal: Console, found: Stability, states: list[int]) -> None:
    """Print why somebody would or would not leave a state, where anybody could do better."""
    told = [state for state in states if found.needs(state)]
    for state in told[:MAX_TOLD]:
        terminal.print(f"\n{state + 1}  {capital(found.game.state_called(state))}")
        for actor in found.needs(state):
            terminal.print(Padding(found.why(state, actor), (0, 0, 0, 3)))
    if len(told) > MAX_TOLD:
        print_note(terminal, f"{len(told) - MAX_TOLD} more with --json or --out")
