"""Serving: what the pages of this process show, and a server for them.

Everybody who opens the page gets cells of their own; what they share is the library, which nothing
changes.
"""

import secrets
import socket
from pathlib import Path

from sim.dashboard.library import Library, read_library
from sim.errors import UsageError

HERE = ("127.0.0.1", "localhost", "::1")
PORT = 2718
PAGE = Path(__file__).parent / "app.py"
SCENARIOS = Path("scenarios")

_served: list[Library] = []


def library() -> Library:
    """Return what is served; the scenarios of the working directory where nothing was chosen."""
    if not _served:
        _served.append(read_library(SCENARIOS))
    return _served[-1]


def serve(shown: Library, host: str, port: int, token: str | None) -> None:
    """Serve pages until interrupted.

    Parameters
    ----------
    shown : Library
    host : str
        Address to listen on.
    port : int
        A free one.
    token : str, optional
        What a visitor has to bring in the address; None asks for nothing.
    """
    import marimo
    import uvicorn

    _served.append(shown)
    pages = marimo.create_asgi_app(quiet=True, include_code=False, token=token)
    whole = pages.with_app(path="/", root=str(PAGE)).build()
    uvicorn.run(whole, host=host, port=port, log_level="error", timeout_graceful_shutdown=1)


def token_for(host: str) -> str | None:
    """Return a fresh token where others than this machine can reach the page; None elsewhere."""
    return None if host in HERE else secrets.token_urlsafe(12)


def free_port(host: str, port: int | None) -> int:
    """Return the port that is asked for, or else a free one, the usual one if it is free.

    Raises
    ------
    UsageError
        If there is no such address on this machine, or the port cannot be had.
    """
    wanted = [port] if port is not None else [PORT, 0]
    for one in wanted:
        try:
            with socket.create_server((host, one), family=_family(host)) as found:
                return int(found.getsockname()[1])
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
    raise UsageError(f"--host {host} --port {wanted[0]}: cannot listen there: {reason}")


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
