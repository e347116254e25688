"""Turns: who is served next, where all visitors share one process.

Python runs one visitor's work at a time anyway. Were all to go on in small steps each, a whole
class would wait until the last is served; in turn, half of it waits half as long. Outcomes come
before what stands beneath them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from threading import Event, Lock
from typing import Any

from sim.dashboard.panels import refusal
from sim.errors import ParleyError

Ticket = tuple[bool, int, Event]
"""Whether others go first, the number in the queue, and what tells that it is one's turn."""


class Turns:
    """A queue that lets one thread through at a time, in order."""

    def __init__(self) -> None:
        self._lock, self._numbers = Lock(), count()
        self._waiting: list[Ticket] = []
        self._busy = False

    @contextmanager
    def turn(self, later: bool = False) -> Iterator[None]:
        """Wait until it is one's turn; `later` lets everybody through who is not."""
        ticket = (later, next(self._numbers), Event())
        with self._lock:
            heappush(self._waiting, ticket)
            self._call_next()
        ticket[2].wait()
        try:
            yield
        finally:
            with self._lock:
                self._busy = False
                self._call_next()

    def _call_next(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            heappop(self._waiting)[2].set()


_TURNS = Turns()


def in_turn(do: Callable[..., Any], *given: Any) -> Any:
    """Return what `do` makes of what is given, while nobody else is served."""
    with _TURNS.turn():
        return do(*given)


def later(do: Callable[..., Any], *given: Any) -> Any:
    """Return what `do` makes of what is given, once nobody waits for anything more urgent."""
    with _TURNS.turn(later=True):
        return do(*given)


def attempt(told: str, do: Callable[..., Any], *given: Any) -> tuple[Any, str]:
    """Return what `do` makes of what is given, and nothing to show; or None, and what is wrong.

    Where something that is needed is None there is nothing to do; why it is has been said there.

    Parameters
    ----------
    told : str
        What it means for the visitor, should it not be possible.
    do : callable
    *given
        What it is called with.
    """
    if any(one is None for one in given):
        return None, ""
    try:
        return in_turn(do, *given), ""
    except ParleyError as error:
        return None, refusal(error, told)
