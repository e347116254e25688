"""What all specs share: they are frozen, refuse unknown keys, and can name their sources."""

import re
from calendar import month_name, monthrange
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from sim.characters import HIDDEN, UNSEEN, forbidden
from sim.errors import InvalidEntry

NAME = r"^[A-Za-z][A-Za-z_0-9-]*$"

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
"""An id: letters, digits, ``_`` and ``-``, starting with a letter; it is shown as it is spelt."""


def humanize(name: str) -> str:
    """Return an id as words, such as ``special_envoys`` as *special envoys*."""
    return name.replace("_", " ")


LONGEST_TEXT = 4_000
"""In letters: a page of a book and more."""


def _holds_no_hidden_character(text: str) -> str:
    return _without(HIDDEN, text)


def _is_one_line(text: str) -> str:
    if "\n" in text:
        raise InvalidEntry((), "must be one line")
    return _without(UNSEEN, text)


def _without(characters: re.Pattern[str], text: str) -> str:
    """Return the text, or raise `InvalidEntry` at the first of some characters."""
    if found := characters.search(text):
        place = f"letter {found.start() + 1}"
        raise InvalidEntry((), f"{forbidden(found[0])}, here {place}")
    return text


Words = Annotated[str, AfterValidator(_holds_no_hidden_character)]
"""Words for readers, or none."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(_holds_no_hidden_character),
]
"""Words for readers; not empty."""

LONGEST_NAME, LONGEST_TITLE = 60, 200
"""In letters; longer ones fit no table and no picture."""

DisplayName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME),
    AfterValidator(_is_one_line),
]
"""What an actor is called: one line."""

Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE),
    AfterValidator(_is_one_line),
]
"""What a scenario or condition is called: one line."""


def with_suffix(title: str, suffix: str) -> str:
    """Return a title with something at its end, no longer than a title may be."""
    return title[: LONGEST_TITLE - len(suffix)] + suffix


Real = Annotated[float, Field(strict=True, ge=-1e6, le=1e6)]
"""A number of sensible size, so that no sum of them leaves what a float can hold.

Strict: ``true`` is not 1, nor is text a number.
"""


FIRST_YEAR, LAST_YEAR = 1000, 9000
"""Years a calendar may hold; beyond them sums of times leave what a computer calls a date."""


def _is_a_date(given: Any) -> Any:
    if not re.match(r"\d{4}-\d\d-\d\d", str(given)):
        raise InvalidEntry((), "write a time as 2001-01-31T18:00+03:00")
    if problem := no_such_time(str(given)):
        raise InvalidEntry((), problem)
    return given


def no_such_time(text: str) -> str:
    """Say what a day, or a day and a time, names that no calendar has; empty where it has all.

    >>> no_such_time("2031-02-30T18:00+03:00")
    'there is no 30 February 2031'
    """
    read = re.match(r"(\d{4})-(\d\d)-(\d\d)(?:[Tt_ ](\d\d):(\d\d)(?::(\d\d))?)?", text)
    if read is None:
        return ""
    year, month, day, hour, minute, second = (int(one or 0) for one in read.groups())
    if not year or not 1 <= month <= 12:
        return f"there is no month {month}" if year else "there is no year 0"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"there is no {day} {month_name[month]} {year}"
    if hour > 23:
        return f"there is no hour {hour}; a day goes from 00:00 to 23:59"
    found = (("minute", minute), ("second", second))
    return next((f"there is no {what} {number}" for what, number in found if number > 59), "")


def _in_a_fixed_offset(when: datetime) -> datetime:
    """Return the same moment in a fixed offset from UTC, in whole minutes, as a file writes it.

    Python measures times of one zone by the clock on the wall; where that clock is changed, an hour
    of the week would be lost.
    """
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise InvalidEntry((), f"a year from {FIRST_YEAR} to {LAST_YEAR} is needed")
    offset = when.utcoffset() or timedelta()
    minutes = timedelta(minutes=round(offset / timedelta(minutes=1)))
    return (when.replace(tzinfo=UTC) - offset).astimezone(timezone(minutes))


Moment = Annotated[AwareDatetime, BeforeValidator(_is_a_date), AfterValidator(_in_a_fixed_offset)]
"""A time with its offset from UTC; a bare number, which could be seconds since 1970, is none."""


class Spec(BaseModel):
    """A frozen part of a scenario; a misspelt key is an error, never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Sourced(Spec):
    """A part of a scenario that can be traced.

    Attributes
    ----------
    sources : tuple of str
        Ids of the statements it rests on, such as ``("U1", "U5")``.
    assumption : str, optional
        Why the modeller chose it, where no sentence gives it.
    external : str, optional
        What it brings in that the scenario's text does not contain.
    """

    sources: tuple[str, ...] = Field(
        default=(), max_length=100, description="ids of the statements it rests on"
    )
    assumption: Text | None = Field(default=None, description="why, where no sentence gives it")
    external: Text | None = Field(
        default=None, description="what it brings in that the text does not contain"
    )
