"""``parley new``: a few questions, and a scenario to fill in."""

import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar, cast

import typer

from sim.archive.folder import Folder, must_be_free
from sim.characters import UNSEEN
from sim.cli.skeleton import DAY, Answers, skeleton, slug
from sim.cli.unwritten import unwritten
from sim.errors import did_you_mean, on_one_line
from sim.reading.document import KINDS, parse_document
from sim.scenario import Scenario
from sim.scenario.base import FIRST_YEAR, LAST_YEAR, LONGEST_NAME, LONGEST_TITLE, no_such_time
from sim.scenario.files import load_content
from sim.style.commands import typed
from sim.style.sentences import CAVEAT, counted

NOBODY = "-"
MAX_DAYS = timedelta(days=1000)
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 1, 1) - 3 * MAX_DAYS
"""Days on which a story can start; the last leaves room for meetings that come late."""

NEXT = {
    "validate": "is it still right?",
    "run": "what follows from it?",
    "cards": "role cards to print",
    "dashboard": "a page to change assumptions on",
}
"""Commands for the new file, and what they are for."""

Answer = TypeVar("Answer")


def new(
    file: Annotated[Path, typer.Argument(help="File to write (YAML).", metavar="FILE")],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; take what is usual.")] = False,
) -> None:
    """Write a scenario to fill in, from a few questions."""
    free = partial(must_be_free, kinds=KINDS, called="scenario")
    free(file)
    folder = Folder(file.parent, str(file))
    asking = not yes and sys.stdin is not None and sys.stdin.isatty()
    text = skeleton(_interview(asking))
    scenario, _ = load_content(text.encode(), str(file), {})  # it is one, whatever was answered
    folder.put(file.name, text, free)  # the questions took a while
    _say_what_is_next(file, scenario, len(unwritten(parse_document(text, str(file)))))


def _interview(asking: bool) -> Answers:
    taken: list[str] = []
    names, ask = partial(names_in, taken=taken), partial(answer, asking)
    title = ask("Title", "A crisis of my own", line_in)
    two = partial(names, number=range(2, 3))
    parties = ask("Two parties, with a comma between them", "Upland, Delta", two)
    host = ask("Host (- for nobody)", "The abbey", partial(names, number=range(2)))
    words = "Backers, with commas between them (- for nobody)"
    backers = ask(words, "River Union", partial(names, number=range(100)))
    condition = ask("What one party demands of somebody", "a ceasefire", line_in)
    words = f"Who would have to grant it ({', '.join(taken)})"
    grantor = ask(words, parties[1], partial(one_of, names=taken))
    day = partial(day_in, earliest=FIRST_DAY, latest=LAST_DAY)
    starts = ask("First day of the story", str(date.today()), day)
    day = partial(day_in, earliest=starts + DAY, latest=starts + MAX_DAYS)
    deadline = ask("Decisions freeze on", str(starts + 4 * DAY), day)
    day = partial(day_in, earliest=deadline, latest=deadline + MAX_DAYS)
    last_day = ask("Last day for a meeting on time", str(deadline), day)
    who = (parties, "".join(host), backers)
    return Answers(title, *who, condition, grantor, starts, deadline, last_day)


def answer(asking: bool, words: str, usual: str, read: Callable[[str], Answer]) -> Answer:
    """Return an answer; a wrong one is asked for once more."""
    return cast(Answer, typer.prompt(words, usual, value_proc=read)) if asking else read(usual)


def line_in(text: str, most: int = LONGEST_TITLE) -> str:
    """Read a name or title: one line, in any script."""
    line = text.strip()
    if not 1 <= len(line) <= most:
        raise typer.BadParameter(f"1 to {most} letters are needed")
    if UNSEEN.search(line):
        raise typer.BadParameter("one line of visible characters is needed")
    return line


def names_in(text: str, taken: list[str], number: range) -> tuple[str, ...]:
    """Read so many names with commas between them that nobody bears yet, and take them."""
    found: list[str] = []
    for name in (line_in(part, LONGEST_NAME) for part in text.split(",")):
        if name in taken or name in found:
            raise typer.BadParameter(f"names of actors must differ, and {name!r} is taken")
        found += [] if name == NOBODY and 0 in number else [name]
    if len(found) not in number:
        most = "at most " if 0 in number else ""
        raise typer.BadParameter(f"{most}{counted(number[-1], 'name')} needed, here {len(found)}")
    taken += found
    return tuple(found)


def one_of(text: str, names: Sequence[str]) -> str:
    """Read the name of one of these actors."""
    if text.strip() not in names:
        raise typer.BadParameter(f"unknown actor; {did_you_mean(text.strip(), names)}")
    return text.strip()


def day_in(text: str, earliest: date, latest: date) -> date:
    """Read a day from `earliest` to `latest`."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        problem = no_such_time(text.strip()) or "a day is written as 2031-06-02"
        raise typer.BadParameter(problem) from None
    if not earliest <= day <= latest:
        raise typer.BadParameter(f"a day from {earliest} to {latest} is needed")
    return day


def _say_what_is_next(file: Path, scenario: Scenario, holes: int) -> None:
    print(on_one_line(f"{file}: written, valid and ready to run"))
    for id_, actor in scenario.actors.items():
        if slug(actor.name) != id_:
            print(on_one_line(f"  {actor.name} is {id_} in the file"))
    print(f"\nIn a text editor, put your own words where it says REPLACE ({holes} times) and go")
    print("through the numbers, which are nobody's judgement yet. Then:")
    for command, purpose in NEXT.items():
        print(f"  {on_one_line(typed(['parley', command, str(file)])):<40}  {purpose}")
    print(CAVEAT)
