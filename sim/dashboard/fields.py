"""Fields: where a visitor types a whole number, and labels that stay as they are."""

import re
from collections.abc import Callable

import marimo

from sim.dashboard import words

WHOLE = re.compile(r"[0-9]{1,20}|[0-9]{1,3}(,[0-9]{3}){1,5}")
"""A whole number, with or without commas between thousands: ``1,5`` is none."""


def whole_number(typed: str, last: int) -> int | None:
    """Return the number that was typed, from 0 to `last`; None if it is none.

    Examples
    --------
    >>> whole_number(" 1,500", 9_999), whole_number("1,5", 9_999), whole_number("10000", 9_999)
    (1500, None, None)
    """
    found = WHOLE.fullmatch(typed.strip())
    number = int(found[0].replace(",", "")) if found else last + 1
    return number if number <= last else None


class WholeNumber(marimo.ui.text):
    """A field for a whole number.

    It is one of marimo's for text: those for numbers tell screen readers the HTML of their label,
    and go on showing what was typed when they are given another number.

    Parameters
    ----------
    last : int
        The largest number; the least is 0.
    value : int
        Where it starts.
    label : str
    on_change : callable, optional
        Told of what was typed.
    """

    def __init__(
        self, last: int, value: int, label: str, on_change: Callable[[str], None] | None = None
    ) -> None:
        super().__init__(str(min(value, last)), label=label, on_change=on_change)
        self._last, self._called = last, label

    @property
    def whole(self) -> int | None:
        """The number, or None where what was typed is none, or too large."""
        return whole_number(self.value, self._last)

    @property
    def problem(self) -> str:
        """What is wrong with what was typed; nothing if it is a number."""
        if self.whole is not None:
            return ""
        return words.NOT_WHOLE.format(name=self._called, typed=self.value, last=self._last)


def plain(label: str) -> str:
    """Return a label for marimo, which reads Markdown and HTML in it, so that it stays as it is.

    Examples
    --------
    >>> plain("North *mere*")
    'North &#42;mere&#42;'
    """
    return "".join(one if one.isalnum() or one in " ,'" else f"&#{ord(one)};" for one in label)
