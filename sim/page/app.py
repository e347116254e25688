"""The page as a web application: what is asked for by address is rendered; the room is the rest."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.errors import ParleyError, on_one_line
from sim.page.address import Address
from sim.page.downloads import FILES, PICTURES
from sim.page.joining import guarded, routes_of
from sim.page.library import MAX_OPENED_BYTES
from sim.page.render import FRAGMENTS, KINDS, Rendered, Renderer, fill, refusal, static
from sim.page.room import Room

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Encoding, Cookie",
}
"""What goes with every answer: nothing but what this page itself serves is ever loaded."""

FOREVER, ASK_AGAIN = "public, max-age=31536000, immutable", "private, no-cache"

SLOW = ("levers", "unknown", *FILES, *PICTURES)
"""What may take seconds; those who ask for it wait apart from the others."""

LATER, BREATH_SECONDS = ("bound",), 0.02
"""What a page asks for once its numbers are there: it comes after all that others wait for."""

AT_ONCE, SLOW_AT_ONCE = 1, 12
"""Who asks for what is quick is served in turn: at once, all would have it when the last has."""

MAX_UPLOAD, MAX_WRITTEN = MAX_OPENED_BYTES + 10_000, 10_000
WRITTEN = ("name", "prediction", "reason")
"""What somebody writes on the page that is handed in; it stands in no address, and is not kept."""

NOBODY_WAITS = Rendered(b"")
"""For whoever has gone on before it was their turn, as one does who drags a control."""

NOT_FOUND = "There is nothing at this address."
FAILED = "Something went wrong here, for a reason nobody has met before ({what})."


def app_of(renderer: Renderer, room: Room, worlds: "Future[Any] | None" = None) -> Starlette:
    """Return the application; into a room that is open nobody comes without its code.

    Until the first worlds are there, if they are still to come, the page says what it is about.
    """
    waiting = {True: CapacityLimiter(SLOW_AT_ONCE), False: CapacityLimiter(AT_ONCE)}
    later = CapacityLimiter(AT_ONCE)

    async def turn(name: str, request: Request) -> Rendered:
        if name not in LATER:
            return await rendered(name, request)
        async with later:
            while waiting[False].borrowed_tokens:
                await asyncio.sleep(BREATH_SECONDS)
            return await rendered(name, request)

    async def rendered(name: str, request: Request) -> Rendered:
        async with waiting[name in SLOW]:
            if await request.is_disconnected():
                return NOBODY_WAITS
            render = partial(renderer.render, name, request.url.query)
            return await to_thread.run_sync(render)

    async def show(name: str, request: Request) -> Response:
        if name == "" and worlds is not None and not worlds.done():
            headers = {**HEADERS, "Cache-Control": "no-store"}
            return StreamingResponse(_greet(renderer, worlds), 200, headers, "text/html")
        made = await turn(name, request)
        asked, own = (parse_qsl(query) for query in (request.url.query, made.address))
        if name == "" and made.status == 200 and asked != own:
            return RedirectResponse(f"/?{made.address}" if own else "/", 303, HEADERS)
        return sent(request, made)

    async def give(name: str, request: Request) -> Response:
        return sent(request, static(name), FOREVER)

    async def hand_in(request: Request) -> Response:
        if _is_larger(request, MAX_WRITTEN):
            return sent(request, refusal(f"at most {MAX_WRITTEN:,} bytes are allowed", 413))
        form = await request.form(max_files=0, max_fields=len(WRITTEN))
        written = {key: str(form.get(key, "")).strip() for key in WRITTEN}
        make = partial(renderer.handed_in, request.url.query, written)
        made = await to_thread.run_sync(make, limiter=waiting[True])
        return sent(request, made, "no-store")

    async def take_in(request: Request) -> Response:
        if _is_larger(request, MAX_UPLOAD):
            return sent(request, refusal(f"file: larger than {MAX_OPENED_BYTES:,} bytes", 413))
        async with request.form(max_files=1, max_fields=1) as form:
            file: Any = form.get("file")
            content = b"" if file is None or isinstance(file, str) else await file.read()
        name = on_one_line(getattr(file, "filename", None) or "file")
        try:
            choice = renderer.desk.library.open(name, content)
        except ParleyError as error:
            told = f"{error}. The file was not opened; everything is as it was."
            return sent(request, refusal(told))
        link = Address(choice, renderer.desk.library.first.key).to()
        return RedirectResponse(link, 303, HEADERS)

    paths = [Route(f"/{name}", partial(show, name)) for name in (*FRAGMENTS, *FILES, *PICTURES)]
    assets = [Route(f"/{name}", partial(give, name)) for name in KINDS]
    forms = {"/open": take_in, "/hand-in": hand_in}
    routes = [*paths, *(Route(path, do, methods=["POST"]) for path, do in forms.items())]
    faults: Any = {HTTPException: _unknown, Exception: _failed}
    every = [*assets, *guarded(routes, room.who), *routes_of(room, sent)]
    return Starlette(routes=every, exception_handlers=faults)


def sent(request: Request, made: Rendered, cache: str = ASK_AGAIN) -> Response:
    """Return an answer as a browser wants it: compressed, and only if it does not have it yet."""
    headers = {**HEADERS, "ETag": made.tag, "Cache-Control": cache}
    if made.tag in request.headers.get("if-none-match", "") and made.status == 200:
        return Response(status_code=304, headers=headers)
    if made.name:
        headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    content = made.content
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = made.small, "gzip"
    return Response(content, made.status, headers, made.kind)


def _is_larger(request: Request, most: int) -> bool:
    """Whether what is sent is larger than so many bytes, or does not say how large it is."""
    return int(request.headers.get("content-length", most + 1)) > most


async def _greet(renderer: Renderer, worlds: "Future[Any]") -> AsyncIterator[bytes]:
    """Yield what the page is about, and have it asked for again once the worlds are there."""
    yield fill("opening.html", text=renderer.desk.library.first.base).encode()
    with suppress(Exception):  # which the page itself says in words
        await asyncio.wrap_future(worlds)
    yield b'<meta http-equiv="refresh" content="0">'


async def _unknown(request: Request, error: HTTPException) -> Response:
    told = NOT_FOUND if error.status_code == 404 else f"{error.detail}."
    return sent(request, refusal(told, error.status_code))


async def _failed(request: Request, error: Exception) -> Response:
    return sent(request, refusal(FAILED.format(what=type(error).__name__), 500))
