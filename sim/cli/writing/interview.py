"""An interview: each answer from the options, from the terminal, or what is usual instead."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Generic, TypeVar

import typer

from sim.characters import UNSEEN
from sim.cli.writing.skeleton import FOLLOW_UP
from sim.errors import UsageError, did_you_mean
from sim.scenario.base import FIRST_YEAR, LAST_YEAR, LONGEST_NAME, LONGEST_TITLE, no_such_time

NONE = "-"
"""Typed for nobody."""

PARTIES, HOST, BACKERS = ("Upland", "Delta"), "The abbey", ("River Union",)
DAYS, MAX_DAYS = timedelta(days=4), timedelta(days=1000)
DAWN = date(FIRST_YEAR, 1, 1)
DOOMSDAY = date(LAST_YEAR, 12, 31) - FOLLOW_UP - timedelta(days=1)
"""The first day of a calendar, and the last that leaves room for meetings that come late."""

UNWRITABLE = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})
"""Kinds of signs (Unicode) that belong to no script: breaks, controls, halves."""

Answer = TypeVar("Answer")
Reader = Callable[[str], Answer]
"""Makes an answer of what was typed, or raises `UsageError`."""


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """What is asked, the option that answers it, what is usual, and how an answer is read."""

    option: str
    words: str
    usual: str
    read: Reader[Answer]


@dataclass
class Interview:
    """Asks for what the options leave open.

    Attributes
    ----------
    asking : bool
        Whether somebody is there to answer; otherwise the usual is taken.
    taken : list of str
        Names that actors bear so far.
    """

    asking: bool
    taken: list[str] = field(default_factory=list)

    def one(self, question: Question[Answer], given: str | None) -> Answer:
        """Return one answer; at the terminal, a wrong one is asked for once more.

        Raises
        ------
        UsageError
            If what an option gives will not do.
        """
        if given is None and self.asking:
            read = _or_again(question.read)
            answer: Answer = typer.prompt(question.words, question.usual, value_proc=read)
            return answer
        try:
            return question.read(question.usual if given is None else given)
        except UsageError as error:
            raise UsageError(f"{question.option} {(given or '')[:60]}: {error}") from None

    def parties(self, given: Sequence[str] | None) -> tuple[str, ...]:
        """Return the names of the two parties."""
        if given and len(given) != len(PARTIES):
            raise UsageError(f"--party: a scenario has two parties, here {len(given)}")
        return tuple(
            self.one(Question("--party", f"{which} party", usual, self.name), name)
            for which, usual, name in zip(
                ("First", "Second"), PARTIES, given or (None, None), strict=True
            )
        )

    def host(self, given: str | None) -> str:
        """Return the name of the host, empty for none."""
        usual = self._unless_taken(HOST)
        return self.one(
            Question("--host", f"Host ({NONE} for nobody)", usual, self.somebody), given
        )

    def backers(self, given: Sequence[str] | None) -> tuple[str, ...]:
        """Return the names of the backers, in one answer or in several options."""
        if given is not None:
            asked = Question("--backer", "", NONE, self.several)
            return tuple(name for names in given for name in self.one(asked, names))
        usual = ", ".join(self._unless_taken(name) for name in BACKERS)
        words = f"Backers, with commas between them ({NONE} for nobody)"
        return self.one(Question("--backer", words, usual, self.several), None)

    def days(
        self, starts: str | None, freeze: str | None, last_day: str | None
    ) -> tuple[date, date, date]:
        """Return the first day, the day of the freeze, and the last day on time."""
        words = ("First day of the story", "Decisions freeze on", "Last day for a meeting on time")
        open_ = DOOMSDAY - timedelta(days=1)  # the freeze comes after the first day
        asked = Question("--starts", words[0], str(date.today()), day_in(DAWN, open_))
        first = self.one(asked, starts)
        after, most = first + timedelta(days=1), min(first, DOOMSDAY - MAX_DAYS) + MAX_DAYS
        usual = min(first, most - DAYS) + DAYS
        frozen = self.one(Question("--deadline", words[1], str(usual), day_in(after, most)), freeze)
        asked = Question("--last-day", words[2], str(frozen), day_in(frozen, DOOMSDAY))
        return first, frozen, self.one(asked, last_day)

    def name(self, text: str) -> str:
        """Read the name of an actor that nobody else bears."""
        name = words(text, LONGEST_NAME)
        if name in self.taken:
            raise UsageError(f"names of actors must differ, and {name!r} is taken")
        self.taken.append(name)
        return name

    def somebody(self, text: str) -> str:
        """Read a name, empty for nobody."""
        return "" if text.strip() == NONE else self.name(text)

    def several(self, text: str) -> tuple[str, ...]:
        """Read names with commas between them, all of them or none."""
        before = [*self.taken]
        try:
            return tuple(name for part in text.split(",") if (name := self.somebody(part)))
        except UsageError:
            self.taken = before
            raise

    def _unless_taken(self, name: str) -> str:
        return NONE if name in self.taken else name


def _or_again(read: Reader[Answer]) -> Reader[Answer]:
    """Return the reader as the terminal needs it to ask again."""

    def reading(text: str) -> Answer:
        try:
            return read(text)
        except UsageError as error:
            raise typer.BadParameter(str(error)) from None

    return reading


def words(text: str, most: int = LONGEST_TITLE) -> str:
    """Read a name or title: one line, in any script."""
    line = text.strip()
    if not 1 <= len(line) <= most:
        raise UsageError(f"1 to {most} letters are needed")
    if UNSEEN.search(line) or any(unicodedata.category(sign) in UNWRITABLE for sign in line):
        raise UsageError("one line of letters and signs is needed")
    return line


def one_of(names: Sequence[str]) -> Reader[str]:
    """Return a reader that knows only these names."""

    def read(text: str) -> str:
        name = text.strip()
        if name not in names:
            raise UsageError(f"unknown actor; {did_you_mean(name, names)}")
        return name

    return read


def day_in(earliest: date, latest: date) -> Reader[date]:
    """Return a reader that knows only the days from `earliest` to `latest`."""

    def read(text: str) -> date:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            problem = no_such_time(text.strip()) or "a day is written as 2031-06-02"
            raise UsageError(problem) from None
        if not earliest <= day <= latest:
            raise UsageError(f"a day from {earliest} to {latest} is needed")
        return day

    return read
