"""Panels: the templates of the page filled, with what is set, chosen, and refused on it."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any

import marimo
from jinja2 import Environment
from markupsafe import Markup

from sim.analysis.audit.assumptions import assumptions
from sim.analysis.outcomes.measures import measure_in_words
from sim.dashboard import words
from sim.dashboard.serving import code_on_page
from sim.ensemble.run import Run
from sim.errors import ScenarioError
from sim.pages.page import starred
from sim.pages.words import firmness_in_words, percent
from sim.rules.user_files import loaded_files
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.style.colours import INK, PAPER
from sim.style.commands import typed
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


def settings(elements: Sequence[Any], file: Any, address: str | None) -> str:
    """Return what is run and from where, what opens a file of one's own, and what lets others in.

    `address` is what they type to join, or read off the projector with a phone; None where nobody
    else is let in.
    """
    code = None if address is None else code_on_page(address)
    return fill("settings.html", elements=elements, file=file, address=address, code=code)


def marked(name: str, parts: Iterable[str], shown: str) -> str:
    """Return what marks the part that is shown, for the eye and for a screen reader."""
    return fill("marked.html", name=name, place=1 + list(parts).index(shown), shown=shown)


def buttons(names: Iterable[str], choose: Callable[[str], None]) -> list[Any]:
    """Return a button for each name, which `choose` is told of; all can be reached by Tab."""

    def press(name: str, _: object) -> None:
        choose(name)

    return [marimo.ui.button(label=name, on_click=partial(press, name)) for name in names]


def row(*elements: Any, problem: str = "") -> str:
    """Return elements beside each other, and what is wrong with them, if anything."""
    return fill("row.html", elements=elements, problem=problem)


def again(run: Run) -> str:
    """Return the command that gives the same numbers as a run, from the downloaded file."""
    loaded = "".join(words.LOADED.format(file=typed([file.path])) for file in loaded_files())
    return words.COMMAND.format(load=loaded, file=words.FILE, worlds=run.worlds, seed=run.seed)


def refusal(problem: Exception | str, told: str) -> str:
    """Return what cannot be done, in the words of the command line."""
    return fill("refusal.html", problem=str(problem), told=told)


def unfit(scenario: Scenario, error: ScenarioError) -> str:
    """Return which of the numbers that are set does not fit the others, by its owner and label."""
    found = next((one for one in assumptions(scenario) if one.path == error.key), None)
    whose = f"{scenario.actors[found.owner].name}: " if found and found.owner else ""
    problem = f"{whose}{found.label if found else error.key}: {error.problem}"
    return refusal(problem, words.NOT_POSSIBLE)
