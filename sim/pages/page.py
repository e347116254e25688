"""A page: one HTML file that needs nothing beside itself, on a screen as on paper.

No script and no outside request: styles and pictures stand inside. Names and quotes of a scenario
are text, whatever characters they hold.
"""

from base64 import b64encode
from functools import cache
from inspect import getmembers, isfunction
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from sim.archive.seal import sealed_page
from sim.engine import outcome
from sim.pages import words
from sim.scenario.base import humanize
from sim.style import dates, labels, numbers, promises, sentences
from sim.style import words as wording
from sim.style.colours import INK, PAPER, QUIET
from sim.style.sentences import CAVEAT
from sim.style.templates import templates_of, typographic
from sim.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment

SAYING = (dates, labels, numbers, promises, sentences, wording, words)
"""Modules whose functions are filters of the templates, by their own names."""


def render(template: str, title: str, **content: Any) -> str:
    """Return one self-contained page, sealed: a file of ``templates/`` with what it speaks of."""
    look = {"ink": INK, "quiet": QUIET, "paper": PAPER}
    known = {"title": title, "caveat": CAVEAT, "version": __version__, "look": look}
    return sealed_page(_templates().get_template(template).render(**known, **content))


@cache
def _templates() -> "Environment":
    pages = templates_of("sim.pages")
    for module in SAYING:
        pages.filters |= dict(getmembers(module, isfunction))
    pages.filters |= {"in_words": humanize, "outcome": outcome.in_words, "starred": starred}
    return pages


def picture(png: bytes) -> str:
    """Return a picture as an address that holds the picture itself."""
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def starred(text: str) -> Markup:
    """Return a text whose *starred* words are emphasised, as stories mark names of levels.

    >>> str(starred("A & B come as *leaders*"))
    'A &amp; B come as <em>leaders</em>'
    """
    parts = (escape(part) for part in wording.emphasised(typographic(text)))
    return Markup("").join(
        Markup("<em>{}</em>").format(part) if place % 2 else part
        for place, part in enumerate(parts)
    )
