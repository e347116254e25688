"""``parley statements``: the sentences everything rests on, and what rests on them."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.analysis.audit.audit import MARKS, Audit, audit
from sim.analysis.audit.deadlock import MEANINGS, Cycle, firmness
from sim.cli.asked import Asked, takes
from sim.cli.terminal import plain_table, print_in_parts, print_note
from sim.engine.outcome import in_words
from sim.errors import UsageError, on_one_line
from sim.reading.document import read_document
from sim.rules.loading import load_scenario
from sim.scenario import Scenario, Statement
from sim.scenario.files import load_statements
from sim.scenario.scenario import SHAPE
from sim.style.labels import part_called
from sim.style.promises import refusals
from sim.style.sentences import listed
from sim.style.words import called, sources_in_words

MAX_NAMED = 8  # quotes that are not found and are named
SEEDS = Path("seeds/statements.yaml")

COUNTED = (
    "Counted: whether the words of all who must come let them come at a level or above. It is open "
    "also where only one could come higher, which parley sweep --factorial calls a mismatch."
)
"""What the table of combinations counts."""

COUNTED_ALONE = "Counted: whether the words of all who must come let them come."
"""The same where there is one level."""


@takes("as_json")
def statements(
    asked: Asked,
    file: Annotated[
        Path, typer.Argument(help="Scenario, or file of statements.", metavar="[FILE]")
    ] = SEEDS,
    against: Annotated[
        Path | None, typer.Option(help="Text in which every quote must stand verbatim.")
    ] = None,
) -> None:
    """Show what rests on which sentence, and deadlocks.

    Without a scenario, list the statements; with --against, check that the quotes are verbatim.
    """
    if against is not None and asked.as_json:
        raise UsageError("--against only checks: it goes without --json")
    alone = "document" in read_document(file, SHAPE).data  # statements say where they are from
    held = load_statements(file) if alone else load_scenario(file)
    if against is not None:
        _check(held.statements, against)
    elif isinstance(held, Scenario):
        asked.say(None, audit(held), show)
    elif asked.as_json:
        print(held.model_dump_json(indent=2))
    else:
        for statement in held.statements:
            said = f" ({statement.provenance})" if statement.provenance else ""
            print(f"{statement.id:4} {statement.attribution}: {statement.words}{said}")


def _check(listed: Sequence[Statement], against: Path) -> None:
    """Raise `UsageError` unless all quotes stand verbatim in the text.

    Where lines are wrapped, and how wide a space is, is no matter of words.
    """
    running = _unwrapped(_read(against))
    missing = [one for one in listed if _unwrapped(one.quote) not in running]
    if missing:
        shown = [f"{one.id} ({one.quote[:40]}…)" for one in missing[:MAX_NAMED]]
        lines = "; ".join(shown + ["…"] * (len(missing) > MAX_NAMED))
        raise UsageError(f"{against}: {len(missing)} of {len(listed)} quotes not found: {lines}")
    print(f"{len(listed)} of {len(listed)} quotes stand verbatim in {on_one_line(str(against))}")


def _unwrapped(text: str) -> str:
    return " ".join(re.sub("[\xad\u200b\u2060\ufeff]", "", text).split())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"--against {path}: cannot be read as text: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"--against {path}: cannot be read as text in UTF-8") from None


def show(terminal: Console, audit: Audit) -> None:
    """Print what rests on which sentence, what is assumed, and who waits for whom."""
    _show_feeds(terminal, audit)
    _show_grounds(terminal, audit)
    _show_combinations(terminal, audit)


def _show_feeds(terminal: Console, audit: Audit) -> None:
    table = plain_table(show_header=False)
    table.add_column(no_wrap=True)
    for statement in audit.scenario.statements:
        if audit.feeds[statement.id]:
            about = f" (about {statement.about})" if statement.about else ""
            words = Text(f"{statement.words}{about}\n")
            feeds = (part_called(audit.scenario, path) for path in audit.feeds[statement.id])
            words.append("\n".join(f"→ {one}" for one in feeds), style="dim")
            table.add_row(Text(statement.id, style="bold"), words)
    terminal.print(table)
    unused = ", ".join(statement.id for statement in audit.unused)
    every = "Something rests on every sentence." if audit.feeds else "There are no sentences."
    terminal.print(f"\nNothing rests on: {unused}" if unused else f"\n{every}")


def _show_grounds(terminal: Console, audit: Audit) -> None:
    total, one = sum(audit.grounds.values()), "the weights of a party’s readings count as one"
    terminal.print(Text(f"\nWhat the {total} numbers rest on ({one})", style="bold"))
    table = plain_table(show_header=False)
    table.add_column(justify="right")
    for mark, count in audit.grounds.items():
        table.add_row(str(count), mark, Text(MARKS[mark], style="dim"))
    terminal.print(table)


def _show_combinations(terminal: Console, audit: Audit) -> None:
    """Print what each combination of readings leaves open, by the words alone."""
    terminal.print(Text("\nWho waits for whom, by the words alone", style="bold"))
    print_in_parts(terminal, audit.scenario.meeting_levels[:0:-1], partial(_states, audit))
    print_note(terminal, COUNTED if len(audit.scenario.meeting_levels) > 2 else COUNTED_ALONE)
    used = {state for one in audit.combinations for state in one.levels.values()}
    for state, meaning in MEANINGS.items():
        if state in used:
            terminal.print(f"{state}: {meaning}", style="dim")
    for _, _, refusal in refusals(audit.scenario):
        said = f"ruled out by the words alone, though in a run its rate decides: {refusal}"
        terminal.print(said, style="dim")
    circles = [circle for one in audit.deadlocked for circle in one.circles.values()]
    for circle in dict.fromkeys(circles):
        _show_circle(terminal, audit, circle)
    if not circles:
        terminal.print("\nNo deadlock: no combination leaves them in a circle with no way out.")


def _states(audit: Audit, levels: Sequence[str]) -> Table:
    """Return a row per combination: how it stands about a meeting at each level."""
    table = plain_table()
    for party in audit.scenario.parties:
        table.add_column(f"{audit.scenario.actors[party].name} read as")
    for level in levels:
        table.add_column(called(level))
    for one in audit.combinations:
        readings = map(called, one.readings.values())
        table.add_row(*readings, *(one.levels[level] for level in levels))
    return table


def _show_circle(terminal: Console, audit: Audit, circle: Cycle) -> None:
    scenario = audit.scenario
    where = [
        f"at {called(level)}, read as {listed(map(called, one.readings.values()))}"
        for one in audit.deadlocked
        for level, other in one.circles.items()
        if other == circle
    ]
    terminal.print("\nDeadlock (→ stands between what must come first and what waits for it):")
    for step in circle.steps:
        terminal.print(f"  {in_words(step.in_words(scenario))}{sources_in_words(step.sources)}")
    terminal.print(f"  {'; '.join(where)}")
    if not circle.concessions:
        terminal.print("  no few concessions would end it")
        return
    terminal.print("  ended by dropping one of these, the softest wording first:")
    for some in circle.concessions:
        steps = [
            f"{in_words(step.in_words(scenario))} (firmness {firmness(scenario, step):.2f})"
            for step in some
        ]
        terminal.print(f"  · {' and '.join(steps)}")
