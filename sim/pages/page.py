"""A page: one HTML file that needs nothing beside itself, on a screen as on paper.

No script and no outside request: styles and pictures stand inside. Names and quotes of a scenario
are text, whatever characters they hold.
"""

from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sim.archive.seal import sealed_page
from sim.engine import outcome
from sim.pages.words import (
    alike,
    comes_in_words,
    dates,
    footing,
    has_levels,
    percent,
    whole_percent,
    zone,
)
from sim.scenario.base import humanize
from sim.style.colours import INK, PAPER, QUIET
from sim.style.dates import briefly, when
from sim.style.labels import label, theories_in_words
from sim.style.numbers import drawn_from, in_percent, span_in_percent, value_in_words
from sim.style.promises import deal_in_words, only_promises, promise_called
from sim.style.sentences import CAVEAT, capital, in_100, listed, within
from sim.style.templates import templates_of
from sim.style.words import called, emphasised, in_order, sources_in_words, those_needed
from sim.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

FILTERS = {
    "alike": alike,
    "briefly": briefly,
    "called": called,
    "can_meet_late": outcome.can_meet_late,
    "promise_called": promise_called,
    "capital": capital,
    "comes": comes_in_words,
    "dates": dates,
    "deal": deal_in_words,
    "drawn_from": drawn_from,
    "footing": footing,
    "has_levels": has_levels,
    "in_order": in_order,
    "in_percent": in_percent,
    "label": label,
    "in_words": humanize,
    "listed": listed,
    "outcome": outcome.in_words,
    "of_100": in_100,
    "only_promises": only_promises,
    "percent": percent,
    "sources": sources_in_words,
    "span": span_in_percent,
    "theories": theories_in_words,
    "those_needed": those_needed,
    "value": value_in_words,
    "when": when,
    "within": within,
    "whole_percent": whole_percent,
    "zone": zone,
}


def render(template: str, title: str, **content: Any) -> str:
    """Return one self-contained page, sealed: a file of ``templates/`` with what it speaks of."""
    look = {"ink": INK, "quiet": QUIET, "paper": PAPER}
    known = {"title": title, "caveat": CAVEAT, "version": __version__, "look": look}
    return sealed_page(_templates().get_template(template).render(**known, **content))


@cache
def _templates() -> "Environment":
    pages = templates_of("sim.pages")
    pages.filters |= {**FILTERS, "starred": starred}
    return pages


def picture(png: bytes) -> str:
    """Return a picture as an address that holds the picture itself."""
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def starred(text: str) -> Markup:
    """Return a text whose *starred* words are emphasised, as stories mark names of levels.

    Examples
    --------
    >>> str(starred("A & B come as *leaders*"))
    'A &amp; B come as <em>leaders</em>'
    """
    parts = (escape(part) for part in emphasised(text))
    return Markup("").join(
        Markup("<em>{}</em>").format(part) if place % 2 else part
        for place, part in enumerate(parts)
    )
