"""Groups: the controls of a page by actor, each with the sentence it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.dashboard import words
from sim.dashboard.weights import PARTS
from sim.scenario import Scenario, Statement


@dataclass(frozen=True)
class Control:
    """One assumption on the page.

    Attributes
    ----------
    path, label : str
        What it sets, and what it is called.
    elements : list
        What moves it; none where there is nothing to choose.
    statements : tuple of Statement
        The sentences it rests on.
    ground : str
        What else it rests on: the word assumption and why, or that the text does not contain it.
    """

    path: str
    label: str
    elements: list[Any]
    statements: tuple[Statement, ...]
    ground: str


@dataclass(frozen=True)
class Group:
    """The controls of one actor: those that come first, and the others."""

    name: str
    main: list[Control]
    further: list[Control]


def groups_of(scenario: Scenario, elements: Mapping[str, Any]) -> list[Group]:
    """Return the controls by actor, and last those that are nobody's."""
    return [group for group in _groups(scenario, elements) if group.main or group.further]


def _groups(scenario: Scenario, elements: Mapping[str, Any]) -> Iterator[Group]:
    every = assumptions(scenario)
    for key in (*scenario.actors, ""):
        own = [(one, _control(scenario, one, elements)) for one in every if one.owner == key]
        shown = [(one, control) for one, control in own if control.elements]
        main = [control for one, control in shown if one.is_main]
        further = [control for one, control in shown if not one.is_main]
        if key in scenario.parties:
            rule = f"actors.{key}.rule"
            further.append(Control(rule, words.RULE, [elements[rule]], (), words.ASSUMPTION))
        yield Group(scenario.actors[key].name if key else words.EVERYBODY, main, further)


def _control(scenario: Scenario, one: Assumption, elements: Mapping[str, Any]) -> Control:
    given = one.given
    found = [
        element
        for key, element in elements.items()
        if key == one.path or key.startswith(f"{one.path}{PARTS}")
    ]
    parts = [
        words.ASSUMED.format(why=given.assumption) if given.assumption else "",
        words.EXTERNAL.format(what=given.external) if given.external else "",
    ]
    ground = "; ".join(filter(None, parts))
    statements = tuple(scenario.quote(key) for key in given.sources)
    return Control(
        one.path, one.label, found, statements, ground or ("" if statements else words.UNMARKED)
    )
