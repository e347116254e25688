"""What all specs share: they are frozen, refuse unknown keys, and can name their sources."""

import re
import unicodedata
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

from sim.errors import Misfit

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
"""An id: lower-case letters, digits, ``_`` and ``-``, starting with a letter."""


def spaced(name: str) -> str:
    """Return an id as words, such as ``special_envoys`` as *special envoys*."""
    return name.replace("_", " ")


LONGEST_TEXT = 4_000
"""In letters: a page of a book and more."""

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)
]
"""Words for readers; not empty."""

LONGEST_NAME, LONGEST_TITLE = 60, 200
"""In letters; longer ones fit no table and no picture."""

BREAKS = frozenset({"Cc", "Zl", "Zp"})
"""Kinds of signs (Unicode) that end a line, or do to a terminal what no letter does."""


def _is_one_line(text: str) -> str:
    if any(unicodedata.category(sign) in BREAKS for sign in text):
        raise Misfit((), "must be one line")
    return text


DisplayName = Annotated[Text, Field(max_length=LONGEST_NAME), AfterValidator(_is_one_line)]
"""What an actor is called: one line."""

Title = Annotated[Text, Field(max_length=LONGEST_TITLE), AfterValidator(_is_one_line)]
"""What a scenario or condition is called: one line."""

Real = Annotated[float, Field(strict=True, ge=-1e6, le=1e6)]
"""A number of sensible size, so that no sum of them leaves what a float can hold.

Strict: ``true`` is not 1, nor is text a number.
"""


FIRST_YEAR, LAST_YEAR = 1000, 9000
"""Years a calendar may hold; beyond them sums of times leave what a computer calls a date."""


def _is_a_date(given: Any) -> Any:
    if not re.match(r"\d{4}-\d\d-\d\d", str(given)):
        raise Misfit((), "write a time as 2001-01-31T18:00+03:00")
    return given


def _in_a_fixed_offset(when: datetime) -> datetime:
    """Return the same moment in a fixed offset from UTC, in whole minutes, as a file writes it.

    Python measures times of one zone by the clock on the wall; where that clock is changed, an hour
    of the week would be lost.
    """
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise Misfit((), f"a year from {FIRST_YEAR} to {LAST_YEAR} is needed")
    offset = when.utcoffset() or timedelta()
    minutes = timedelta(minutes=round(offset / timedelta(minutes=1)))
    return (when.replace(tzinfo=UTC) - offset).astimezone(timezone(minutes))


Moment = Annotated[AwareDatetime, BeforeValidator(_is_a_date), AfterValidator(_in_a_fixed_offset)]
"""A time with its offset from UTC; a bare number, which could be seconds since 1970, is none."""


class Spec(BaseModel):
    """A frozen part of a scenario; a misspelt key is an error, never silently ignored."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, revalidate_instances="always"
    )


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
