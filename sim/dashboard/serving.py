"""Serving: what the pages of this process show, and a server for them.

Everybody who opens the page gets cells of their own; what they share is the library, which nothing
changes.
"""

import gc
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import NoReturn

import segno
from markupsafe import Markup
from rich.text import Text

from sim.dashboard.library import Library
from sim.errors import UsageError

HERE = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Addresses that stand for all of this machine, and how it reaches itself there."""

PORT = 2718
KEPT_SECONDS = 3600
"""A phone that was put away finds its page as it left it, for so long."""

QUIET_MODULES = 4
"""White modules around a code that phones read; they need them (ISO/IEC 18004)."""

PAGE = Path(__file__).parent / "app.py"
ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses kept for documentation: to ask which way leads out; nothing is sent there."""

LOOKS, GLANCE_SECONDS, COLLECTION_SECONDS = 300, 0.1, 20

_served: list[tuple[Library, "Place"]] = []


@dataclass(frozen=True)
class Place:
    """Where pages are served.

    Attributes
    ----------
    host : str
        Address to listen on.
    port : int
        A free one.
    token : str, optional
        What a visitor has to bring in the address; None asks for nothing.
    """

    host: str
    port: int
    token: str | None

    @property
    def address(self) -> str:
        """What a visitor types."""
        name = _own_name(_family(self.host)) if self.host in EVERYWHERE else self.host
        named = f"[{name}]" if ":" in name else name
        token = f"/?access_token={self.token}" if self.token else ""
        return f"http://{named}:{self.port}{token}"

    def when_ready(self, do: Callable[[], object]) -> None:
        """Do something as soon as the page answers, such as telling its address."""
        threading.Thread(target=self._wait, args=[do], daemon=True).start()

    def _wait(self, do: Callable[[], object]) -> None:
        here = EVERYWHERE.get(self.host, self.host)
        for _ in range(LOOKS):
            try:
                socket.create_connection((here, self.port), timeout=1).close()
            except OSError:
                time.sleep(GLANCE_SECONDS)
            else:
                do()
                return


def library() -> Library:
    """Return what is served."""
    return _served[-1][0]


def invitation() -> str | None:
    """Return the address for others to join, or None where nobody else is let in."""
    place = _served[-1][1]
    return place.address if place.token else None


def code_on_page(address: str) -> Markup:
    """Return an address as a code for phones, a picture as large as what is around it."""
    code = segno.make(address, micro=False)
    return Markup(code.svg_inline(border=QUIET_MODULES, omitsize=True, light="#fff"))


def code_in_terminal(address: str) -> Text:
    """Return the code in block characters, dark on light whatever the colours of the terminal."""
    drawn = StringIO()
    segno.make(address, micro=False).terminal(drawn, border=QUIET_MODULES, compact=True)
    return Text(drawn.getvalue(), style="bright_white on black")


def serve(shown: Library, where: Place) -> NoReturn:
    """Serve pages until interrupted, and leave: pages still open would keep the process."""
    import marimo
    import uvicorn

    _served.append((shown, where))
    collect_apart()
    pages = marimo.create_asgi_app(
        quiet=True, include_code=False, token=where.token, session_ttl=KEPT_SECONDS
    )
    whole = pages.with_app(path="/", root=str(PAGE)).build()
    uvicorn.run(
        whole, host=where.host, port=where.port, log_level="error", timeout_graceful_shutdown=1
    )
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def collect_apart() -> None:
    """Collect garbage in a thread of its own, and never in the midst of somebody's work.

    A class opens its pages all at once. Python 3.11 fails now and then ("AST constructor recursion
    depth mismatch") where one thread is interrupted by a collection while it parses and another
    parses meanwhile; a page that met it stayed empty.
    """
    gc.disable()
    threading.Thread(target=_collect, daemon=True).start()


def _collect() -> NoReturn:
    while True:
        time.sleep(COLLECTION_SECONDS)
        gc.collect()


def place(host: str, port: int | None) -> Place:
    """Return where to serve: the port that is asked for, or else a free one.

    Others than this machine are let in only with a fresh token.

    Raises
    ------
    UsageError
        If there is no such address on this machine, or the port cannot be had.
    """
    if not host:
        raise UsageError("--host: an address is needed, such as 127.0.0.1")
    reason = ""
    for one in (PORT, 0) if port is None else (port,):
        try:
            with socket.create_server((host, one), family=_family(host)) as found:
                token = None if host in HERE else secrets.token_urlsafe(12)
                return Place(host, int(found.getsockname()[1]), token)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
    asked = "" if port is None else f" --port {port}"
    raise UsageError(f"--host {host}{asked}: cannot listen there: {reason}")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _own_name(family: socket.AddressFamily) -> str:
    """Return the address under which others reach this machine, as far as it can know."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((ELSEWHERE[family], 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
