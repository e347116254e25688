"""A desk of the library's scenarios that the tests of the page share, and a way to ask the page."""

import asyncio
from concurrent.futures import Future
from functools import cache
from typing import Any

from sim.page.app import app_of
from sim.page.library import Library, read_library
from sim.page.render import Renderer
from sim.page.room import Room
from sim.page.view import Desk, View
from tests.conftest import ROOT
from tests.markup import Element, parsed

SMALL = "worlds=1024"


@cache
def library() -> Library:
    """Return the scenarios of this package."""
    return read_library(ROOT / "scenarios")


@cache
def renderer() -> Renderer:
    """Return a renderer of them."""
    return Renderer(Desk(library()))


def view(query: str) -> View:
    """Return what an address shows."""
    return renderer().desk.view(query)


def shown(query: str) -> Element:
    """Return the part of the page that an address shows, as a tree."""
    answer = renderer().render("part", query)
    assert answer.status == 200, answer.content.decode()
    return parsed(answer.content.decode())


def by_class(page: Element, name: str) -> list[Element]:
    """Return the elements of a class."""
    return [one for one in page.walk() if name in one.attributes.get("class", "").split()]


class Asked:
    """An answer of the application to one request: its status, headers and content.

    Worlds that are still to come are there once something was sent. Who `has_gone` waits no more.
    """

    def __init__(
        self,
        room: Room,
        path: str,
        method: str = "GET",
        worlds: Future[None] | None = None,
        has_gone: bool = False,
        **headers: str,
    ) -> None:
        self.status, self.headers, self.content = 0, dict[str, str](), b""
        where, _, query = path.partition("?")
        body = headers.pop("body", "").encode()
        known = {**headers, "content-length": str(len(body))}
        written = [(k.replace("_", "-").encode(), v.encode()) for k, v in known.items()]
        scope = {
            **{"type": "http", "method": method, "path": where, "query_string": query.encode()},
            **{"headers": written, "client": ("192.0.2.1", 1), "server": ("parley.test", 80)},
            **{"scheme": "http", "root_path": "", "http_version": "1.1"},
        }
        waiting = [{"type": f"http.{'disconnect' if has_gone else 'request'}", "body": body}]

        async def receive() -> Any:
            return waiting.pop() if waiting else await asyncio.sleep(60)

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            self.content += message.get("body", b"")
            if self.content and worlds is not None and not worlds.done():
                worlds.set_result(None)

        asyncio.run(app_of(renderer(), room, worlds)(scope, receive, send))


def closed() -> Room:
    """Return a room for this machine alone."""
    return Room(renderer().desk.view, "http://parley.test", is_open=False)
