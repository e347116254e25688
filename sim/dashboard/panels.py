"""Panels: what is set and chosen on the page, and what is said when that cannot be done."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import marimo

from sim.analysis.audit.assumptions import assumptions
from sim.dashboard import words
from sim.dashboard.filling import fill
from sim.dashboard.invitation import on_page
from sim.ensemble.run import Run
from sim.errors import ScenarioError
from sim.rules.user_files import loaded_files
from sim.scenario import Scenario
from sim.style.commands import typed

if TYPE_CHECKING:
    from sim.dashboard.groups import Group


def settings(elements: Sequence[Any], file: Any, address: str | None) -> str:
    """Return what is run and from where, what opens a file of one's own, and what lets others in.

    `address` is what they type to join; None where nobody else is let in.
    """
    code = None if address is None else on_page(address)
    return fill("settings.html", elements=elements, file=file, address=address, code=code)


def navigation(name: str, elements: Sequence[Any]) -> str:
    """Return a choice between parts."""
    return fill("navigation.html", name=name, elements=elements)


def marked(name: str, parts: Iterable[str], shown: str) -> str:
    """Return what marks the part that is shown, for the eye and for a screen reader."""
    return fill("marked.html", name=name, place=1 + list(parts).index(shown), shown=shown)


def buttons(names: Iterable[str], choose: Callable[[str], None]) -> list[Any]:
    """Return a button for each name, which `choose` is told of; all can be reached by Tab."""

    def button(name: str) -> Any:
        return marimo.ui.button(label=name, on_click=lambda _: choose(name))

    return [button(name) for name in names]


def controls(groups: Sequence["Group"]) -> str:
    """Return the controls by actor, each with its sentence or the word assumption."""
    return fill("controls.html", groups=groups)


def take_away(run: Run, links: Sequence[Any]) -> str:
    """Return what can be downloaded, and the command that gives the same numbers."""
    return fill("take_away.html", links=links, command=again(run))


def again(run: Run) -> str:
    """Return the command that gives the same numbers as a run, from the downloaded file."""
    loaded = "".join(words.LOADED.format(file=typed([file.path])) for file in loaded_files())
    return words.COMMAND.format(load=loaded, file=words.FILE, worlds=run.worlds, seed=run.seed)


def picker(elements: Sequence[Any], problem: str) -> str:
    """Return what chooses a world, and what is wrong with the choice, if anything."""
    return fill("picker.html", elements=elements, problem=problem)


def row(elements: Sequence[Any]) -> str:
    """Return elements beside each other."""
    return fill("row.html", elements=elements)


def hidden(element: Any) -> str:
    """Return an element that nobody needs to see, such as a clock that beats."""
    return fill("hidden.html", element=element)


def missing(run: Run, outcome: str) -> str:
    """Return that no world ends so."""
    return words.NO_SUCH_WORLD.format(worlds=run.worlds, outcome=outcome)


def refusal(problem: Exception | str, told: str) -> str:
    """Return what cannot be done, in the words of the command line."""
    return fill("refusal.html", problem=str(problem), told=told)


def unfit(scenario: Scenario, error: ScenarioError) -> str:
    """Return which of the numbers that are set does not fit the others, by its owner and label."""
    found = next((one for one in assumptions(scenario) if one.path == error.key), None)
    whose = f"{scenario.actors[found.owner].name}: " if found and found.owner else ""
    problem = f"{whose}{found.label if found else error.key}: {error.problem}"
    return refusal(problem, words.NOT_POSSIBLE)
