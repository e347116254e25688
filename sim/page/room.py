"""The room: a class that predicts together. Nothing has a name, nothing is kept after the end.

Whoever opened the page on this machine leads: the address that the terminal prints for them holds
a key. All others come in with the code of six digits.
"""

import asyncio
import csv
import hmac
import io
import json
import secrets
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from markupsafe import Markup
from starlette.requests import Request

from sim.errors import UsageError
from sim.page.address import whole
from sim.page.view import View

COOKIE, PINS = "parley", ("A", "B")
MAX_PEOPLE, MAX_REASON, BINS = 500, 280, 10
MINUTE = 60.0
WRONG_CODES, WRONG_CODES_OF_ALL, VOTES = 6, 60, 20
"""How often in a minute one address, and all together, may be wrong, and a phone may predict."""

BEAT_SECONDS = 15.0
QUIET_MODULES = 4
"""White modules around a code that phones read; they need them (ISO/IEC 18004)."""


@dataclass(frozen=True)
class Vote:
    """A prediction, in worlds of 100, and why."""

    guess: int
    reason: str


class Limit:
    """Lets something happen so often a minute, for each of some keys."""

    def __init__(self, most: int) -> None:
        self._most, self._times = most, defaultdict[str, deque[float]](deque)

    def is_reached(self, key: str) -> bool:
        """Whether it has happened too often."""
        times = self._times[key]
        while times and time.monotonic() - times[0] > MINUTE:
            times.popleft()
        return len(times) >= self._most

    def count(self, key: str) -> None:
        """Note that it has happened."""
        if len(self._times) > MAX_PEOPLE:
            self._times.clear()
        self._times[key].append(time.monotonic())


@dataclass
class Room:
    """Who is in, what is asked, and what they have predicted.

    Attributes
    ----------
    view : callable
        What an address shows.
    address : str
        Where others find the page.
    is_open : bool
        Whether others can; a closed room lets everybody in, for nobody is there.
    asked, shown : str, optional
        The query that is asked about, and the one that all are shown; None for none.
    pins : dict
        The queries that are pinned, by letter.
    are_pins_shown : bool
        Whether all are shown those side by side.
    votes : dict
        By what tells one browser from another, and nothing else.
    """

    view: Callable[[str], View]
    address: str
    is_open: bool = True
    asked: str | None = None
    shown: str | None = None
    pins: dict[str, str] = field(default_factory=dict)
    are_pins_shown: bool = False
    votes: dict[str, Vote] = field(default_factory=dict)
    code: str = field(default_factory=lambda: f"{secrets.randbelow(10**6):06}")
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _is_closed: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _wrong: Limit = field(default_factory=lambda: Limit(WRONG_CODES))
    _wrong_of_all: Limit = field(default_factory=lambda: Limit(WRONG_CODES_OF_ALL))
    _voting: Limit = field(default_factory=lambda: Limit(VOTES))

    @property
    def invitation(self) -> str:
        """The address that lets a phone in, as a code for cameras holds it."""
        return f"{self.address}/join?code={self.code}"

    def pass_of(self, name: str) -> str:
        """Return what a browser keeps to be let in again."""
        return f"{name}.{hmac.digest(self._secret, name.encode(), 'sha256').hex()}"

    def who(self, request: Request) -> str:
        """Return what tells a browser from others; empty for one that is not in."""
        if not self.is_open:
            return "here"
        name, _, _ = (given := request.cookies.get(COOKIE, "")).rpartition(".")
        is_own = hmac.compare_digest(given.encode(), self.pass_of(name).encode())
        return name if name and is_own else ""

    def leads(self, request: Request) -> bool:
        """Whether this is who opened the page on this machine."""
        return self.who(request).startswith("lead")

    def let_in(self, request: Request) -> str:
        """Return the pass for whoever brings the key or the code; raise `UsageError` otherwise."""
        given, host = request.query_params, request.client.host if request.client else ""
        if hmac.compare_digest(given.get("key", "").encode(), self.key.encode()):
            return self.pass_of(f"lead{secrets.token_hex(8)}")
        if self._wrong.is_reached(host) or self._wrong_of_all.is_reached(""):
            raise UsageError("too many wrong codes: wait a minute, then type the code again")
        typed = "".join(given.get("code", "").split())
        if hmac.compare_digest(typed.encode(), self.code.encode()):
            return self.pass_of(secrets.token_hex(8))
        if typed:
            self._wrong.count(host)
            self._wrong_of_all.count("")
            raise UsageError("this is not the code of this room; it has six digits")
        return ""

    def vote(self, who: str, guess: str, reason: str) -> None:
        """Take in a prediction, in place of the one that this browser made before."""
        if self._voting.is_reached(who) or (who not in self.votes and len(self.votes) > MAX_PEOPLE):
            raise UsageError("guess: too many predictions; wait a minute")
        number = whole("guess", guess, 100)
        self._voting.count(who)
        self.votes[who] = Vote(number, " ".join(reason.split())[:MAX_REASON])
        self.tell()

    def ask(self, query: str) -> None:
        """Ask all what a setting leads to, or what *Predict* asks; earlier votes are forgotten."""
        view = self.view(query)
        address = view.predicted if view.address.part == "predict" else view.address
        self.asked, self.shown, self.are_pins_shown = str(address), None, False
        self.votes = {}
        self.tell()

    def show(self, query: str) -> None:
        """Show all a setting."""
        self.shown, self.are_pins_shown = str(self.view(query).address), False
        self.tell()

    def pin(self, letter: str, query: str) -> None:
        """Keep a setting under a letter, to be shown beside another."""
        self.pins[letter] = str(self.view(query).address)
        self.tell()

    def show_pins(self, _: str) -> None:
        """Show all what is pinned, side by side."""
        self.are_pins_shown = True
        self.tell()

    def close(self) -> None:
        """Let everybody go: nobody waits for news any more."""
        self._is_closed = True
        self.tell()

    def tell(self) -> None:
        """Wake all who wait for news."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def news(self) -> AsyncIterator[str]:
        """Yield what is asked and shown at once, and then at every change; a beat in between."""
        while not self._is_closed:
            changed = self._changed
            pins = self.pins if self.are_pins_shown else None
            told = {"asked": self.asked, "shown": self.shown, "pins": pins}
            yield f"data: {json.dumps(told)}\n\n"
            try:
                await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
            except TimeoutError:
                continue

    def bins(self) -> list[int]:
        """Return how many predicted 0 to 9, 10 to 19, … 90 to 100."""
        counts = [0] * BINS
        for vote in self.votes.values():
            counts[min(vote.guess * BINS // 100, BINS - 1)] += 1
        return counts

    def table(self) -> str:
        """Return all predictions as CSV; text that a spreadsheet would act on is marked as text."""
        written = io.StringIO()
        rows = csv.writer(written)
        rows.writerow(["guess", "reason"])
        for vote in self.votes.values():
            safe = f"'{vote.reason}" if vote.reason[:1] in ("=", "+", "-", "@") else vote.reason
            rows.writerow([vote.guess, safe])
        return written.getvalue()

    def drawn(self) -> Markup:
        """Return the invitation as a code for phones."""
        import segno  # no phone needs it

        code = segno.make(self.invitation, micro=False)
        return Markup(code.svg_inline(border=QUIET_MODULES, omitsize=True, light="#fff"))
