"""``parley new``: a few questions, and a scenario to fill in."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.archive.folder import Folder
from sim.cli.new.interview import interview
from sim.cli.new.skeleton import Answers, skeleton, slug
from sim.cli.unwritten import unwritten
from sim.errors import UsageError, on_one_line
from sim.reading.document import KINDS, parse_document
from sim.scenario.files import load_content
from sim.style.commands import typed
from sim.style.sentences import CAVEAT

NEXT = {
    "validate": "is it still right?",
    "run": "what follows from it?",
    "cards": "role cards to print",
    "dashboard": "a page to change assumptions on",
}
"""Commands for the new file, and what they are for."""

Name = partial(typer.Option, metavar="NAME")
Day = partial(typer.Option, metavar="DAY")


def new(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to write (YAML).", metavar="FILE")],
    title: Annotated[str | None, typer.Option(help="What the crisis is called.")] = None,
    party: Annotated[list[str] | None, Name(help="A party; given twice.")] = None,
    host: Annotated[str | None, Name(help="Who hosts the talks; - for nobody.")] = None,
    backer: Annotated[
        list[str] | None,
        typer.Option(
            help="Who presses or supports; - for nobody. Can be repeated.", metavar="NAME[, NAME]"
        ),
    ] = None,
    condition: Annotated[
        str | None,
        typer.Option(help="What is demanded; one thing, others go into the file.", metavar="WORDS"),
    ] = None,
    grantor: Annotated[str | None, Name(help="Who would have to grant it.")] = None,
    starts: Annotated[str | None, Day(help="First day of the story, as 2031-06-02.")] = None,
    deadline: Annotated[str | None, Day(help="Day on which decisions freeze.")] = None,
    last_day: Annotated[str | None, Day(help="Last day for a meeting on time.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take what is usual.")] = False,
) -> None:
    """Write a scenario to fill in; asks for what the options leave open."""
    _must_be_free(file)
    folder = Folder(file.parent, str(file))
    answers = interview(ctx.params)
    text = skeleton(answers)
    load_content(text.encode(), str(file), {})  # it is a scenario, whatever was answered
    folder.put(file.name, text, lambda _: _must_be_free(file))  # the questions took a while
    _say_what_is_next(file, answers, text)


def _must_be_free(file: Path) -> None:
    """Find out whether there is room for the file."""
    if file.suffix not in KINDS:
        raise UsageError(f"{file}: the name of a scenario file ends in {' or '.join(KINDS)}")
    if os.path.lexists(file):
        raise UsageError(f"{file}: is there already; choose another name")


def _say_what_is_next(file: Path, answers: Answers, text: str) -> None:
    print(on_one_line(f"{file}: written, valid and ready to run"))
    for called, id_ in zip(answers.cast, answers.ids, strict=False):
        if slug(called) != id_:
            print(on_one_line(f"  {called} is {id_} in the file"))
    holes = len(unwritten(parse_document(text, str(file))))
    print(f"\nIn a text editor, put your own words where it says REPLACE ({holes} times) and go")
    print("through the numbers, which are nobody's judgement yet. Then:")
    for command, purpose in NEXT.items():
        print(f"  {on_one_line(typed(['parley', command, str(file)])):<40}  {purpose}")
    print(CAVEAT)
