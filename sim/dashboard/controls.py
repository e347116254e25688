"""Controls: the assumptions of a scenario as sliders by actor, and what moving them changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import marimo

from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.dashboard import words
from sim.dashboard.elements import Tell, elements_of_weights, scale_of, slider, tidy, weights_now
from sim.rules import rule_names
from sim.scenario import Scenario, Statement
from sim.scenario.base import with_suffix
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from sim.style.numbers import value_in_words


@dataclass(frozen=True)
class Control:
    """An assumption on the page, or the rule of a party.

    Attributes
    ----------
    path, owner, label : str
        What it sets, the actor it is about (or nobody), and what it is called.
    elements : dict
        marimo's elements by the key of what they set: the path, or ``path:reading``.
    is_main : bool
        Whether it comes first, before what fewer readers ask for.
    statements : tuple of Statement
        The sentences it rests on.
    ground : str
        What else it rests on: the word assumption and why, or that the text does not contain it.
    """

    path: str
    owner: str
    label: str
    elements: dict[str, Any]
    is_main: bool
    statements: tuple[Statement, ...]
    ground: str


def controls_of(scenario: Scenario, tell: Tell) -> list[Control]:
    """Return a control for each assumption that leaves a choice, and last for each party's rule.

    Parameters
    ----------
    scenario : Scenario
    tell : callable
        Called with the key of an element and its new value when that is moved.
    """
    every = [_control(scenario, one, tell) for one in assumptions(scenario)]
    rules = [_rule(scenario, key, tell) for key in scenario.parties]
    return [one for one in every if one.elements] + rules


def _control(scenario: Scenario, one: Assumption, tell: Tell) -> Control:
    elements = {}
    if isinstance(one.given, Weights):
        elements = elements_of_weights(scenario.parties[one.owner], one.path, tell)
    elif one.low < one.high:
        value, scale = one.given.centre, scale_of(one.given.centre, one.low, one.high)
        elements = {one.path: slider(tidy(value), one.label, scale, partial(tell, one.path))}
    quoted = tuple(scenario.quote(key) for key in one.given.sources)
    ground = _ground(one.given)
    return Control(one.path, one.owner, one.label, elements, one.is_main, quoted, ground)


def _ground(given: Number | Weights) -> str:
    assumed = words.ASSUMED.format(why=given.assumption) if given.assumption else ""
    external = words.EXTERNAL.format(what=given.external) if given.external else ""
    marked = "; ".join(filter(None, (assumed, external)))
    return marked or ("" if given.sources else words.UNMARKED)


def _rule(scenario: Scenario, key: str, tell: Tell) -> Control:
    path, name = f"actors.{key}.rule", scenario.parties[key].rule.name
    choice = marimo.ui.dropdown(rule_names(), name, label=words.RULE, on_change=partial(tell, path))
    return Control(path, key, words.RULE, {path: choice}, False, (), words.ASSUMPTION)


def grouped(scenario: Scenario, controls: list[Control]) -> list[tuple[str, list[Control]]]:
    """Return the controls by the name of their actor, and last those that are nobody's."""
    names = {key: actor.name for key, actor in scenario.actors.items()} | {"": words.EVERYBODY}
    groups = [(name, [one for one in controls if one.owner == key]) for key, name in names.items()]
    return [group for group in groups if group[1]]


def moved(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a scenario with its controls where they stand; see `changes`.

    Raises
    ------
    ScenarioError
        If the numbers do not fit together.
    """
    found = changes(scenario, values)
    return scenario.with_(found) if found else scenario


def changes(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the controls change, by path, as `Scenario.with_` takes it.

    What stands where it started is left alone, so that it keeps its exact value and its prior. A
    number that is moved keeps its sentences and says that it was set here.

    Parameters
    ----------
    scenario : Scenario
        What the controls were made for.
    values : dict
        Values of its elements by their keys; what is missing stands where it started.
    """
    found = dict(_changed(scenario, values))
    title = with_suffix(scenario.title, words.CHANGED_HERE)
    return {**found, "title": title} if found else {}


def _changed(scenario: Scenario, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for one in assumptions(scenario):
        given = one.given
        if isinstance(given, Weights):
            weights = weights_now(scenario.parties[one.owner], one.path, values)
            if weights is not None:
                yield one.path, _set_here(given, weights)
        elif one.path in values and tidy(values[one.path]) != tidy(given.centre):
            yield one.path, _set_here(given, tidy(values[one.path]))
    for key, party in scenario.parties.items():
        path = f"actors.{key}.rule"
        if values.get(path, party.rule.name) != party.rule.name:
            yield path, values[path]


def _set_here(given: Number | Weights, value: float | dict[str, float]) -> dict[str, Any]:
    told = words.SET_HERE.format(value=value_in_words(given))
    sourced: dict[str, Any] = {"sources": list(given.sources)} if given.sources else {}
    external = {"external": given.external} if given.external else {}
    return {"value": value, **sourced, "assumption": told, **external}
