"""Turns: one visitor at a time, in the order in which they came; what is less urgent waits."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from sim.dashboard import turns
from sim.dashboard.turns import Turns

PATIENCE = 10.0
"""Seconds before something counts as never happening."""

GLANCE = 0.05
"""Seconds in which nobody comes in who has to wait."""


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> Turns:
    """Return a queue of this test's own, which `in_turn` and `later` use as well."""
    own = Turns()
    monkeypatch.setattr(turns, "_TURNS", own)
    return own


def start(ask: Callable[..., object], *given: object) -> Thread:
    """Let a visitor ask for something in a thread of their own."""
    visitor = Thread(target=ask, args=given, daemon=True)
    visitor.start()
    return visitor


def leave(visitor: Thread) -> None:
    """Wait until a visitor has what they asked for."""
    visitor.join(PATIENCE)
    assert not visitor.is_alive()


def wait_for(queue: Turns, number: int) -> None:
    """Wait until so many stand in the queue."""
    until = time.monotonic() + PATIENCE
    while len(queue._waiting) < number:
        assert time.monotonic() < until
        time.sleep(0.001)


@contextmanager
def somebody_served() -> Iterator[None]:
    """Let somebody have the turn, and end it afterwards."""
    served, end = Event(), Event()

    def stay() -> None:
        served.set()
        assert end.wait(PATIENCE)

    visitor = start(turns.in_turn, stay)
    assert served.wait(PATIENCE)
    try:
        yield
    finally:
        end.set()
        leave(visitor)


def test_nobody_comes_in_while_another_is_served() -> None:
    for ask in (turns.in_turn, turns.later):
        inside = Event()
        with somebody_served():
            visitor = start(ask, inside.set)
            assert not inside.wait(GLANCE)
        leave(visitor)
        assert inside.is_set()


def served_in_order(queue: Turns, *asks: tuple[str, Callable[..., object]]) -> str:
    """Let visitors come one after another while somebody is served; return who came when."""
    order: list[str] = []
    visitors = []
    with somebody_served():
        for number, (name, ask) in enumerate(asks, start=1):
            visitors.append(start(ask, order.append, name))
            wait_for(queue, number)
    for visitor in visitors:
        leave(visitor)
    return "".join(order)


def test_first_come_first_served(queue: Turns) -> None:
    assert served_in_order(queue, *((name, turns.in_turn) for name in "abcdefgh")) == "abcdefgh"
    assert served_in_order(queue, *((name, turns.later) for name in "abcdefgh")) == "abcdefgh"


def test_what_is_later_waits_for_all_that_is_not(queue: Turns) -> None:
    asks = ((name, turns.later if name.isupper() else turns.in_turn) for name in "AbBcCd")
    assert served_in_order(queue, *asks) == "bcdABC"


@pytest.mark.parametrize("ask", [turns.in_turn, turns.later])
def test_whoever_fails_makes_room_for_the_next(ask: Callable[..., object]) -> None:
    with pytest.raises(ZeroDivisionError):
        ask(lambda: 1 / 0)
    leave(start(turns.in_turn, int))


@pytest.mark.parametrize("ask", [turns.in_turn, turns.later])
def test_what_was_asked_for_is_handed_on(ask: Callable[..., object]) -> None:
    assert ask(divmod, 7, 2) == (3, 1)
