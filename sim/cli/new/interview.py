"""An interview: each answer from the options, from the terminal, or what is usual instead."""

import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

import typer

from sim.characters import UNSEEN
from sim.cli.new.skeleton import DAY, FOLLOW_UP, Answers
from sim.errors import UsageError, did_you_mean
from sim.scenario.base import FIRST_YEAR, LAST_YEAR, LONGEST_NAME, LONGEST_TITLE, no_such_time

NOBODY = "-"
MAX_DAYS = timedelta(days=1000)
DAWN, DOOMSDAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31) - FOLLOW_UP - DAY
"""The first day of a calendar, and the last that leaves room for meetings that come late."""

UNWRITABLE = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})
"""Kinds of characters (Unicode) that belong to no script: breaks, controls, halves."""

Answer = TypeVar("Answer")


@dataclass
class Interview:
    """Asks for what the options leave open, where somebody is there to answer.

    `given` are the values of the options by name; `taken` the names that actors bear so far.
    """

    given: dict[str, Any]
    asking: bool
    taken: list[str] = field(default_factory=list)

    def ask(self, option: str, words: str, usual: str, read: Callable[[str], Answer]) -> Answer:
        """Return one answer; at the terminal, a wrong one is asked for once more.

        Raises
        ------
        UsageError
            If what an option gives will not do.
        """
        given = self.given[option.strip("-").replace("-", "_")]
        if isinstance(given, list):  # a party each
            given = given.pop(0) if given else None
        if given is None and self.asking:
            answer: Answer = typer.prompt(words, usual, value_proc=read)
            return answer
        try:
            return read(usual if given is None else given)
        except typer.BadParameter as error:
            raise UsageError(f"{option} {(given or '')[:60]}: {error.message}") from None

    def names(self, option: str, words: str, usual: str, number: range) -> tuple[str, ...]:
        """Return names that nobody bears yet; `number` is how many may be given."""
        usual = NOBODY if usual in self.taken else usual
        read = partial(names_in, taken=self.taken, number=number)
        found = self.ask(option, words, usual, read)
        self.taken += found
        return found


def interview(given: dict[str, Any]) -> Answers:
    """Return what options give, by their names, and the answers to what they leave open."""
    party, backer = given["party"] or [], given["backer"]
    if len(party) not in (0, 2):
        raise UsageError(f"--party: a scenario has two parties, here {len(party)}")
    asking = not given["yes"] and sys.stdin is not None and sys.stdin.isatty()
    it = Interview(
        given | {"party": [*party], "backer": ", ".join(backer) if backer else None}, asking
    )
    title = it.ask("--title", "Title", "A crisis of my own", line_in)
    first = it.names("--party", "First party", "Upland", range(1, 2))
    second = it.names("--party", "Second party", "Delta", range(1, 2))
    host = "".join(it.names("--host", "Host (- for nobody)", "The abbey", range(2)))
    words = "Backers, with commas between them (- for nobody)"
    backers = it.names("--backer", words, "River Union", range(100))
    words = "What one party demands of somebody"
    condition = it.ask("--condition", words, "a ceasefire", line_in)
    words = f"Who would have to grant it ({', '.join(it.taken)})"
    grantor = it.ask("--grantor", words, second[0], partial(one_of, names=it.taken))
    return Answers(title, first + second, host, backers, condition, grantor, *_days(it))


def _days(it: Interview) -> tuple[date, date, date]:
    """Return the first day, the deadline after it, and the last day for a meeting on time."""
    days = partial(day_in, earliest=DAWN, latest=DOOMSDAY - DAY)
    first = it.ask("--starts", "First day of the story", str(date.today()), days)
    latest = min(first, DOOMSDAY - MAX_DAYS) + MAX_DAYS
    days, usual = partial(day_in, earliest=first + DAY, latest=latest), min(first + 4 * DAY, latest)
    deadline = it.ask("--deadline", "Decisions freeze on", str(usual), days)
    days = partial(day_in, earliest=deadline, latest=DOOMSDAY)
    words = "Last day for a meeting on time"
    return first, deadline, it.ask("--last-day", words, str(deadline), days)


def line_in(text: str, most: int = LONGEST_TITLE) -> str:
    """Read a name or title: one line, in any script."""
    line = text.strip()
    if not 1 <= len(line) <= most:
        raise typer.BadParameter(f"1 to {most} letters are needed")
    if UNSEEN.search(line) or any(unicodedata.category(one) in UNWRITABLE for one in line):
        raise typer.BadParameter("one line of visible characters is needed")
    return line


def names_in(text: str, taken: Sequence[str], number: range) -> tuple[str, ...]:
    """Read names, with commas between them where there may be several."""
    found: list[str] = []
    for part in text.split(",") if len(number) > 2 else [text]:
        name = line_in(part, LONGEST_NAME)
        if name in taken or name in found:
            raise typer.BadParameter(f"names of actors must differ, and {name!r} is taken")
        found += [] if name == NOBODY and 0 in number else [name]
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
