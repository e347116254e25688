"""Fields: where a visitor types a whole number, and labels that stay as they are."""

from collections.abc import Callable

import marimo

from sim.dashboard import words


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
        typed = self.value.strip().replace(",", "")
        number = int(typed) if typed.isdecimal() else None
        return None if number is None or number > self._last else number

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
    return "".join(sign if sign.isalnum() or sign in " ,'" else f"&#{ord(sign)};" for sign in label)
