"""A finding in the terminal: the same heading for every command, and where its files are."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import measure_in_words
from sim.archive.folder import Folder
from sim.cli.tables.terminal import console, print_json
from sim.errors import on_one_line
from sim.style.sentences import CAVEAT


def say(
    finding: Finding,
    show: Callable[..., None],
    folder: Folder | None,
    as_json: bool,
    measure: str | None = None,
) -> None:
    """Print a finding, as one object for programs or as `show` prints it, and where files are.

    About one measure, if that is given.
    """
    if as_json:
        print_json(finding.to_dict())
        return
    terminal = console()
    print_heading(terminal, finding, measure)
    show(terminal, finding, *([measure] if measure else []))
    print_written(terminal, folder)


def print_heading(terminal: Console, finding: Finding, measure: str | None = None) -> None:
    """Print what is shown, what was found (about one measure), what was run and the caveat."""
    terminal.print(Text(finding.heading, style="bold"))
    terminal.print(finding.about(measure) if measure else finding.sentence)
    terminal.print(f"{finding.ran}. {CAVEAT}\n")


def print_written(terminal: Console, folder: Folder | None) -> None:
    """Print where files were written to, if they were."""
    if folder is not None:
        terminal.print(f"\nWritten to {on_one_line(str(folder.path))}", style="dim")


def narrow(measure: str) -> str:
    """Return a measure in words for the head of a narrow column, a word in each line."""
    words = measure_in_words(measure).replace("meeting ", "").replace("-", "- ")
    return words.replace(" ", "\n").replace("on\ntime", "on time")
