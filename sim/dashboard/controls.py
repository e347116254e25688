"""Controls: the assumptions of a scenario as sliders, and what moving them changes.

What sets the weights of readings is in ``weights.py``.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import marimo

from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.dashboard import words
from sim.dashboard.fields import plain
from sim.dashboard.scales import scale_of, tidy
from sim.dashboard.weights import Tell, elements_of_weights, weights_now
from sim.rules import rule_names
from sim.scenario import Scenario
from sim.scenario.base import with_suffix
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from sim.style.numbers import value_in_words

Elements = dict[str, Any]
"""marimo's elements by the path of what they set; a weight of its own by ``path:reading``."""


def elements_of(scenario: Scenario, tell: Tell) -> Elements:
    """Return an element for each assumption of a scenario, and for each party's rule.

    Parameters
    ----------
    scenario : Scenario
    tell : callable
        Called with the key of an element and its new value when that is moved.
    """
    found: Elements = {}
    for one in assumptions(scenario):
        if isinstance(one.given, Weights):
            found |= elements_of_weights(scenario.parties[one.owner], one.path, tell)
        elif one.low < one.high:
            found[one.path] = _of_number(one, one.given, tell)
    for key, party in scenario.parties.items():
        path, names = f"actors.{key}.rule", rule_names()
        found[path] = marimo.ui.dropdown(
            names, party.rule.name, label=words.RULE, on_change=partial(tell, path)
        )
    return found


def _of_number(one: Assumption, given: Number, tell: Tell) -> Any:
    scale = scale_of(given.centre, one.low, one.high)
    return marimo.ui.slider(
        scale.start,
        scale.stop,
        scale.step,
        value=tidy(given.centre),
        debounce=True,
        show_value=True,
        label=plain(one.label),
        full_width=True,
        on_change=partial(tell, one.path),
    )


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
