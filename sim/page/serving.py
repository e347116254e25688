"""Serving: where the page can be reached, and a server for it until it is interrupted."""

import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from types import FrameType
from typing import NoReturn

from rich.text import Text

from sim.errors import UsageError
from sim.page.library import Library
from sim.page.room import QUIET_MODULES, Room

HERE = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Addresses that stand for all of this machine, and how it reaches itself there."""

PORT = 2718
ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses kept for documentation: to ask which way leads out; nothing is sent there."""

KEPT_SECONDS = 60
"""A phone that asks again within so long finds its connection still open."""


@dataclass(frozen=True)
class Place:
    """Where the page is served: the address to listen on, and a free port."""

    host: str
    port: int

    @property
    def is_open(self) -> bool:
        """Whether others than this machine can reach it."""
        return self.host not in HERE

    @property
    def address(self) -> str:
        """What others type."""
        name = _own_name(_family(self.host)) if self.host in EVERYWHERE else self.host
        return _written(name, self.port)

    @property
    def here(self) -> str:
        """What is typed on this machine."""
        return _written(EVERYWHERE.get(self.host, self.host), self.port)


def _written(name: str, port: int) -> str:
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def code_in_terminal(address: str) -> Text:
    """Return a code for phones in block characters, dark on light in any terminal."""
    import segno

    drawn = StringIO()
    segno.make(address, micro=False).terminal(drawn, border=QUIET_MODULES, compact=True)
    return Text(drawn.getvalue(), style="bright_white on black")


def serve(library: Library, where: Place, ready: Callable[[Room], object]) -> NoReturn:
    """Serve the page until interrupted, and leave: what is still open would keep the process."""
    import uvicorn

    from sim.page.app import app_of
    from sim.page.render import Renderer
    from sim.page.view import Desk

    desk = Desk(library)
    room = Room(desk.view, where.address, is_open=where.is_open)
    whole = app_of(Renderer(desk), room, desk.prepare())
    port, quiet = where.port, "error"
    config = uvicorn.Config(whole, where.host, port, log_level=quiet, timeout_graceful_shutdown=1)
    config.timeout_keep_alive = KEPT_SECONDS
    server = uvicorn.Server(config)
    start, leave = server.startup, server.handle_exit

    async def begin(sockets: list[socket.socket] | None = None) -> None:
        await start(sockets)
        gc.enable()
        gc.freeze()  # a library, modules: nothing of it is let go before the end
        threading.Thread(target=ready, args=[room], daemon=True).start()  # a browser may take long

    def let_go(sig: int, frame: FrameType | None) -> None:
        room.close()
        logging.getLogger("uvicorn.error").disabled = True  # of what is left unfinished
        leave(sig, frame)

    server.startup = begin  # type: ignore[method-assign]
    server.handle_exit = let_go  # type: ignore[method-assign]
    with suppress(KeyboardInterrupt):
        server.run()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def place(host: str, port: int | None) -> Place:
    """Return where to serve: the port that is asked for, or else a free one.

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
                return Place(host, int(found.getsockname()[1]))
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
