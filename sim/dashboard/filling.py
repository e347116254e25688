"""Filling: the templates of the page, with the words and symbols that they all use."""

from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from sim.analysis.outcomes.measures import measure_in_words
from sim.dashboard import words
from sim.pages.page import starred
from sim.pages.words import firmness_in_words, percent
from sim.scenario.base import humanize
from sim.style.colours import INK, PAPER
from sim.style.sentences import capital
from sim.style.templates import templates_of
from sim.style.words import in_points, quoted, sources_in_words


@cache
def _pages() -> Environment:
    pages = templates_of("sim.dashboard")
    pages.filters |= {
        "element": lambda element: Markup(element.text),
        "capital": capital,
        "firmness": firmness_in_words,
        "in_words": humanize,
        "ink": ink_on,
        "percent": percent,
        "points": in_points,
        "quoted": quoted,
        "sources": sources_in_words,
        "starred": starred,
        "whole": lambda share: f"{share:.0%}",
    }
    pages.globals |= {"words": words, "paper": PAPER, "measure_in_words": measure_in_words}
    return pages


def ink_on(colour: str) -> str:
    """Return what is read best on a colour such as ``#9ad2f2``: ink or paper."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return INK if 0.3 * red + 0.59 * green + 0.11 * blue > 128 else PAPER


def fill(template: str, **content: Any) -> str:
    """Return a template of this page, filled."""
    return _pages().get_template(template).render(**content)
