"""``parley new``: a few questions, and a scenario to fill in."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.archive.folder import Folder
from sim.archive.page_file import replaced
from sim.cli.check import unwritten
from sim.cli.writing.interview import NONE, Interview, Question, one_of, words
from sim.cli.writing.skeleton import Answers, skeleton, slug
from sim.errors import UsageError, on_one_line
from sim.reading.document import KINDS, parse_document
from sim.style.commands import typed

TITLE, CONDITION = "A crisis of my own", "a ceasefire"

NEXT = (
    ("validate", "is it still right?"),
    ("run", "what follows from it?"),
    ("cards", "role cards to print"),
    ("dashboard", "a page to change assumptions on"),
)
"""Commands for the new file, and what they are for."""


def new(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    file: Annotated[Path, typer.Argument(help="File to write (YAML).", metavar="FILE")],
    title: Annotated[str | None, typer.Option(help="What the crisis is called.")] = None,
    party: Annotated[
        list[str] | None, typer.Option(help="A party; given twice.", metavar="NAME")
    ] = None,
    host: Annotated[
        str | None, typer.Option(help=f"Who hosts the talks; {NONE} for nobody.", metavar="NAME")
    ] = None,
    backer: Annotated[
        list[str] | None,
        typer.Option(
            help=f"Who presses or supports; {NONE} for nobody. Can be repeated.",
            metavar="NAME[, NAME]",
        ),
    ] = None,
    condition: Annotated[
        str | None,
        typer.Option(help="What is demanded; one thing, others go into the file.", metavar="WORDS"),
    ] = None,
    grantor: Annotated[
        str | None, typer.Option(help="Who would have to grant it.", metavar="NAME")
    ] = None,
    starts: Annotated[
        str | None, typer.Option(help="First day of the story, as 2031-06-02.", metavar="DAY")
    ] = None,
    freeze: Annotated[
        str | None, typer.Option(help="Day on which decisions freeze.", metavar="DAY")
    ] = None,
    last_day: Annotated[
        str | None, typer.Option(help="Last day for a meeting on time.", metavar="DAY")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take what is usual.")] = False,
) -> None:
    """Write a scenario to fill in; asks for what the options leave open."""
    _must_be_free(file)
    folder = Folder(file.parent, str(file))
    ask = Interview(not yes and sys.stdin is not None and sys.stdin.isatty())
    title = ask.one(Question("--title", "Title", TITLE, words), title)
    parties, host, backers = ask.parties(party), ask.host(host), ask.backers(backer)
    demand = Question("--condition", "What one party demands of somebody", CONDITION, words)
    condition = ask.one(demand, condition)
    granting = f"Who would have to grant it ({', '.join(ask.taken)})"
    known = one_of(ask.taken)
    grantor = ask.one(Question("--grantor", granting, parties[1], known), grantor)
    days = ask.days(starts, freeze, last_day)
    answers = Answers(title, parties, host, backers, condition, grantor, *days)
    text = skeleton(answers)
    folder.make()
    _write(file, text)
    _say_what_is_next(file, answers, text)


def _must_be_free(file: Path) -> None:
    """Find out whether there is room for the file."""
    if file.suffix not in KINDS:
        raise UsageError(f"{file}: the name of a scenario file ends in {' or '.join(KINDS)}")
    if os.path.lexists(file):
        raise UsageError(f"{file}: is there already; choose another name")


def _write(file: Path, text: str) -> None:
    """Write the file whole or not at all, once it is known to be a scenario."""
    from sim.scenario.loader import load_content

    load_content(text.encode(), str(file), {})
    with replaced(file, str(file)) as whole:
        whole.write_text(text, encoding="utf-8", newline="\n")
        _must_be_free(file)  # the questions took a while


def _say_what_is_next(file: Path, answers: Answers, text: str) -> None:
    from sim.style.sentences import CAVEAT

    print(on_one_line(f"{file}: written, valid and ready to run"))
    for called, id_ in zip(answers.names, answers.ids, strict=False):
        if slug(called) != id_:
            print(on_one_line(f"  {called} is {id_} in the file"))
    holes, name = len(unwritten(parse_document(text, str(file)))), str(file)
    print(f"\nIn a text editor, put your own words where it says REPLACE ({holes} times) and go")
    print("through the numbers, which are nobody's judgement yet. Then:")
    for command, purpose in NEXT:
        print(f"  {on_one_line(typed(['parley', command, name])):<40}  {purpose}")
    print(CAVEAT)
