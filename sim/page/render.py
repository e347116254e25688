"""Rendering: from an address to bytes, and nothing else; the same address gives the same bytes."""

import gzip
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment
from markupsafe import Markup

from sim.analysis.experiments.sample import RANGE
from sim.analysis.outcomes.measures import ANY_ON_TIME, MEANINGS, meanings, measure_in_words
from sim.engine.outcome import in_words
from sim.errors import ParleyError
from sim.page.address import PARTS as NAMES
from sim.page.address import SIZES, WAY
from sim.page.cache import Cache
from sim.page.change import tornado
from sim.page.downloads import FILES, HAND_IN, PICTURES, hand_in
from sim.page.drawing import circles
from sim.page.parts import PARTS, bound
from sim.page.shares import differently
from sim.page.view import Desk, View
from sim.pages.page import starred
from sim.pages.patterns import tiles_of
from sim.pages.words import firmness_in_words, percent, question
from sim.scenario.base import humanize
from sim.style.colours import PAPER, ink_on
from sim.style.dates import briefly, day, when
from sim.style.dots import quantile_dots
from sim.style.labels import label
from sim.style.numbers import in_percent, in_points, span_in_percent, span_in_points
from sim.style.promises import act_of_granting, grantors_in_words
from sim.style.sentences import CAVEAT, capital, from_to, in_100, of_100, with_interval
from sim.style.templates import shared, templates_of
from sim.style.words import in_order, sources_in_words

STATIC = Path(__file__).parent / "static"
KINDS = {"page.css": "text/css", "page.js": "text/javascript"}
SHARED = {"page.css": "worlds.css", "page.js": "worlds.js"}
"""What stands before each: the hand-out has it, too."""

KEPT = 128
"""Pages that are kept."""

DOT_HEIGHT = 3.6
"""How high a dot of a quantile plot is drawn."""

TERMS = {
    "world": "One run of the story from start to end: the same words and numbers, its own luck.",
    "luck": "All that is left to chance. The same luck (its seed) always gives the same worlds.",
    "reading": "One way to understand a party's words: at which levels it comes, and when.",
    "inclination": "How much a party wants to come, before anybody says anything. An assumption.",
    "softening": "A party giving way, step by step, towards its most permissive reading.",
    "obstacle": "What kept a world from a meeting on time: somebody's words, inclination, or luck.",
    "text": "The scenario as its file has it, before anything is changed here.",
    "level": "Who comes: the higher the level, the more weight a meeting has.",
    "necessity": "Of the worlds that come to it with a change, those that would not without.",
    "sufficiency": "Of the worlds that do not come to it, those that do once this is changed.",
    "harm": "Of the worlds that come to it, those that no longer do once this is changed.",
    "firmness": "A judgement of how strongly a wording commits, from 0 to 1.",
}
"""What the words of the page mean, in a line each."""


@dataclass(frozen=True)
class Rendered:
    """An answer: what it holds, of which kind, how it went, a file's name, and its own address."""

    content: bytes
    kind: str = "text/html"
    status: int = 200
    name: str = ""
    address: str = ""

    @cached_property
    def tag(self) -> str:
        """What tells it from every other answer."""
        return f'"{sha256(self.content).hexdigest()[:20]}"'

    @cached_property
    def small(self) -> bytes:
        """Its content, compressed."""
        return gzip.compress(self.content, 6, mtime=0)


@cache
def static(name: str) -> Rendered:
    """Return the style or the script of the page, with what it shares with the hand-out."""
    own = (STATIC / name).read_text(encoding="utf-8")
    return Rendered(f"{shared(SHARED[name])}\n{own}".encode(), KINDS[name])


@cache
def _templates() -> Environment:
    pages = templates_of("sim.page", "sim.pages")
    pages.filters |= {
        "briefly": briefly,
        "capital": capital,
        "firmness": firmness_in_words,
        "day": day,
        "differently": differently,
        "in_100": in_100,
        "in_order": in_order,
        "in_percent": in_percent,
        "in_words": humanize,
        "ink": ink_on,
        "meanings": meanings,
        "measure": measure_in_words,
        "of_100": of_100,
        "outcome": in_words,
        "percent": percent,
        "points": in_points,
        "sources": sources_in_words,
        "span": span_in_percent,
        "span_in_points": span_in_points,
        "starred": starred,
        "when": when,
        "with_interval": with_interval,
    }
    pages.globals |= {
        "CAVEAT": CAVEAT,
        "MEANINGS": MEANINGS,
        "PAPER": PAPER,
        "SIZES": SIZES,
        "TERMS": TERMS,
        "circles": circles,
        "WAY": [*NAMES.items()][:WAY],
        "DEEPER": [*NAMES.items()][WAY:],
        "from_to": from_to,
        "granting": act_of_granting,
        "grantors": grantors_in_words,
        "label": label,
        "question": question,
        "tiles_of": tiles_of,
        "version": {name: static(name).tag.strip('"') for name in KINDS},
    }
    return pages


def fill(template: str, **content: Any) -> str:
    """Return a template of this page, filled."""
    return _templates().get_template(template).render(**content)


def page(view: View) -> str:
    """Return a whole page."""
    return fill("page.html", view=view, inside=Markup(part(view)))


def part(view: View) -> str:
    """Return what a page holds, without what stands around it: what the script asks for."""
    return fill("part.html", view=view, address=view.address, **PARTS[view.address.part](view))


def why_not(view: View) -> str:
    """Return what bound most of the worlds that came to no meeting on time."""
    return fill("bound.html", view=view, address=view.address, **bound(view))


def levers(view: View) -> str:
    """Return the largest levers."""
    return fill("tornado.html", view=view, **tornado(view))


def unknown(view: View) -> str:
    """Return what other readers' assumptions give for the text."""
    shares = view.desk.unknown(view.left_open)
    dots = quantile_dots(shares)
    top, band = DOT_HEIGHT * max(Counter(dots).values()), np.quantile(shares, RANGE)
    text = view.both.shares(0)[ANY_ON_TIME].share
    return fill("unknown.html", view=view, band=band.tolist(), dots=dots, top=top, text=text)


FRAGMENTS: dict[str, Callable[[View], str]] = {
    "": page,
    "part": part,
    "bound": why_not,
    "levers": levers,
    "unknown": unknown,
}
"""What can be asked for at an address by itself."""


class Renderer:
    """Renders addresses of one desk, and keeps what was rendered last."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self._kept = desk, Cache(KEPT)

    def render(self, name: str, query: str) -> Rendered:
        """Return what stands at ``/name?query``; what cannot be is said in words."""
        try:
            view = self.desk.view(query)
            key = (name, str(view.address))
            made: Rendered = self._kept.get(key, lambda: self._made(name, view))
            return made
        except ParleyError as error:
            return refusal(str(error))

    def handed_in(self, query: str, written: Mapping[str, str]) -> Rendered:
        """Return the page to hand in with what somebody wrote, which is not kept."""
        try:
            return Rendered(hand_in(self.desk.view(query), written), name=HAND_IN)
        except ParleyError as error:
            return refusal(str(error))

    def _made(self, name: str, view: View) -> Rendered:
        if name in FRAGMENTS:
            return Rendered(FRAGMENTS[name](view).encode(), address=str(view.address))
        file = {**FILES, **PICTURES}[name]
        view.both  # noqa: B018 - worked out beforehand: whoever has the turn waits for nobody
        key = ("file", name, str(view.address))
        content = self.desk.once(key, lambda: file.content(view))
        return Rendered(content, file.kind, name=name if name in FILES else "")


def refusal(problem: str, status: int = 400) -> Rendered:
    """Return a page that says what cannot be."""
    return Rendered(fill("refusal.html", problem=problem).encode(), status=status)
