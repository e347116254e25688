"""Controls keep what they do not move, say what they are called, and stand where they belong."""

import json
from pathlib import Path
from typing import Any

import pytest

from sim import Scenario
from sim.analysis.audit.assumptions import assumptions
from sim.dashboard import words
from sim.dashboard.controls import changes, controls_of, grouped
from tests.conftest import ALL_SCENARIOS, loaded, toy
from tests.markup import parsed

ODD = r"N *mere* [x](y) _z_ `c` $a$ <b> \n ~~q~~ &amp; | 1. # :cat:"
NOT_SAID = "nobody has said this"
OUTLOOK, WEIGHTS = "actors.south.influences.north.outlook", "actors.north.weights"


def no_one(_key: str, _value: object) -> None:
    """Is told of a move, and does nothing."""


def odd(*readings: str) -> Scenario:
    """Return a crisis with characters of Markdown in a name, and with these readings of a party."""
    comes = {"attends_if": {"leaders": "always"}}
    weights = dict.fromkeys(readings, 1 / len(readings))
    return toy(
        **{
            "actors.north.name": ODD,
            "actors.south.influences": {"north.outlook": {"value": 1, "external": NOT_SAID}},
            "actors.north.readings": dict.fromkeys(readings, comes),
            "actors.north.weights": {"value": weights, "external": NOT_SAID},
        }
    )


def elements_of(scenario: Scenario) -> dict[str, Any]:
    """Return the elements of all controls by their keys."""
    found = controls_of(scenario, no_one)
    return {key: element for one in found for key, element in one.elements.items()}


def label_of(element: Any) -> str:
    """Return what a visitor reads beside an element."""
    [shown] = [one for one in parsed(element.text).walk() if "data-label" in one.attributes]
    return parsed(json.loads(shown.attributes["data-label"])).text()


@pytest.mark.parametrize("readings", [("open", "shut"), ("open", "ajar", "shut")])
def test_labels_stay_as_they_are_whatever_signs_they_hold(readings: tuple[str, ...]) -> None:
    scenario = odd(*readings)
    elements = elements_of(scenario)
    known = {one.path: one.label for one in assumptions(scenario)}
    assert ODD in known[OUTLOOK]
    assert label_of(elements[OUTLOOK]) == known[OUTLOOK]
    split = words.READINGS_OF[len(readings)].format(*readings)
    assert label_of(elements[WEIGHTS]) == f"{words.READINGS.format(name=ODD)}: {split}"


def test_what_the_text_does_not_contain_is_still_marked_once_it_is_moved() -> None:
    scenario = odd("open", "shut")
    now = scenario.with_(changes(scenario, {OUTLOOK: 1.5, WEIGHTS: 30}))
    assert now.parties["south"].influences["north.outlook"].external == NOT_SAID
    assert now.parties["south"].influences["north.outlook"].centre == 1.5
    assert now.parties["north"].weights.external == NOT_SAID
    assert now.parties["north"].weights.centres == {"open": 0.3, "shut": 0.7}


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_what_most_readers_ask_for_comes_first_and_rules_last(path: Path) -> None:
    scenario = loaded(path)
    found = controls_of(scenario, no_one)
    main = {one.path for one in found if one.is_main}
    further = {one.path for one in found if not one.is_main}
    rules = {f"actors.{party}.rule" for party in scenario.parties}
    known = {one.path: one.is_main for one in assumptions(scenario)}
    assert main
    assert all(known[one] for one in main)
    assert further - rules
    assert not any(known[one] for one in further - rules)
    assert rules <= further


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_each_control_stands_with_the_actor_it_is_about(path: Path) -> None:
    scenario = loaded(path)
    names = {key: actor.name for key, actor in scenario.actors.items()} | {"": words.EVERYBODY}
    owner = {one.path: names[one.owner] for one in assumptions(scenario)}
    owner |= {f"actors.{key}.rule": names[key] for key in scenario.parties}
    groups = dict(grouped(scenario, controls_of(scenario, no_one)))
    assert [*groups] == [name for name in names.values() if name in groups]
    for name, controls in groups.items():
        assert all(owner[one.path] == name for one in controls)
