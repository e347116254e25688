"""Joining: what the room answers to who comes in, predicts or leads; nothing to anybody else."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.errors import UsageError
from sim.page.render import Rendered, fill, refusal
from sim.page.room import COOKIE, PINS, Room

SEEN = ("room", "ask", "code", "pins")
"""What those who are in can see of the room."""

Endpoint = Callable[[Request], Awaitable[Response]]
Send = Callable[..., Response]


def guarded(routes: list[Route], may: Callable[[Request], object]) -> list[Route]:
    """Return routes that only those take who may; others are led to where one joins."""

    async def guard(endpoint: Endpoint, request: Request) -> Response:
        return await endpoint(request) if may(request) else RedirectResponse("/join", 303)

    ways = ((one, partial(guard, one.endpoint)) for one in routes)
    return [Route(one.path, endpoint, methods=one.methods) for one, endpoint in ways]


@dataclass(frozen=True, slots=True)
class Reception:
    """Where the room is asked: each change comes from a form of this page, sent back by `send`."""

    room: Room
    send: Send

    async def said(self, template: str, request: Request, problem: str = "") -> Response:
        """Return a page of the room as who asks may see it."""
        room, who = self.room, self.room.who(request)
        asked = room.view(room.asked) if room.asked is not None else None
        pinned = {letter: room.view(query) for letter, query in sorted(room.pins.items())}
        known = {"room": room, "leads": room.leads(request), "own": room.votes.get(who)}
        known |= {"asked": asked, "pinned": pinned, "letters": PINS}
        page = await to_thread.run_sync(partial(fill, template, problem=problem, **known))
        return self.send(request, Rendered(page.encode()), "no-store")

    async def join(self, request: Request) -> Response:
        """Let in who has the code."""
        try:
            given = self.room.let_in(request)
        except UsageError as error:
            return await self.said("join.html", request, str(error))
        if not given and not self.room.who(request):
            return await self.said("join.html", request)
        answer = RedirectResponse("/" if self.room.asked is None else "/ask", 303)
        if given:
            answer.set_cookie(COOKIE, given, httponly=True, samesite="lax")
        return answer

    async def predict(self, request: Request) -> Response:
        """Lock in a prediction with its reason."""
        form = await request.form(max_files=0, max_fields=2)
        guess, reason = (str(form.get(key, "")) for key in ("guess", "reason"))
        try:
            self.room.vote(self.room.who(request), guess, reason)
        except UsageError as error:
            return self.send(request, refusal(str(error)))
        return RedirectResponse("/ask", 303)

    async def lead(self, do: Callable[[str], object], then: str, request: Request) -> Response:
        """Do something about the address that the form was sent from."""
        from_where = urlsplit(request.headers.get("referer", ""))
        query = from_where.query if from_where.path == "/" else self.room.asked
        try:
            do(query or "")
        except UsageError as error:
            return self.send(request, refusal(str(error)))
        return RedirectResponse(then.format(query=self.room.shown, pinned=query), 303)

    async def table(self, request: Request) -> Response:
        """Return the predictions as a table."""
        rows = Rendered(self.room.table().encode(), "text/csv", name="predictions.csv")
        return self.send(request, rows)

    async def events(self, request: Request) -> Response:
        """Send what is new in the room, as it happens."""
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self.room.news(), media_type="text/event-stream", headers=headers)


def routes_of(room: Room, send: Send) -> list[Route]:
    """Return what the room answers to everybody, to who is in, and to who leads."""
    reception = Reception(room, send)
    inside = [
        Route("/events", reception.events),
        Route("/predict", reception.predict, methods=["POST"]),
    ]
    inside += [Route(f"/{name}", partial(reception.said, f"{name}.html")) for name in SEEN]
    acts: dict[str, tuple[Callable[[str], object], str]] = {
        "ask": (room.ask, "/ask"),
        "show": (room.show, "/?{query}"),
        "pins": (room.show_pins, "/pins"),
        **{f"pin-{one}": (partial(room.pin, one), "/?{pinned}") for one in PINS},
    }
    leading = [
        Route(f"/room/{name}", partial(reception.lead, *act), methods=["POST"])
        for name, act in acts.items()
    ]
    leading.append(Route("/predictions.csv", reception.table))
    return [
        Route("/join", reception.join),
        *guarded(inside, room.who),
        *guarded(leading, room.leads),
    ]
