"""Assumptions: every number of a scenario that can be set, in words, by whose it is.

A party's weights are one assumption, since they sum to 1; a shared number is one, whoever uses it.
"""

import math
from dataclasses import dataclass

from sim.scenario import Scenario
from sim.scenario.number import Number
from sim.scenario.numbers import Parameter
from sim.scenario.weights import Weights
from sim.style.labels import label_of
from sim.style.places import words_of


@dataclass(frozen=True)
class Assumption:
    """A number, or a party's weights, that a scenario takes."""

    path: str
    """Where it stands: what ``--set`` takes."""
    owner: str
    """The actor it is about (of a condition: its grantor); empty where it is nobody's."""
    label: str
    """In words, without the owner's name."""
    given: Number | Weights
    """As the scenario gives it, with its sources."""
    low: float
    high: float
    """Between what it is worth moving: within what the place allows, around its value."""
    is_main: bool
    """Whether it comes first, before what fewer readers ask for."""


def assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Return every number of a scenario and the weights of each party, in the file's order.

    >>> from sim import Scenario
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> first = assumptions(week)[0]
    >>> first.path, first.label
    ('shared.pressure_weight', 'pressure weight')
    """
    numbers = scenario.numbers.written.items()  # a shared number is one assumption, used anywhere
    return tuple(_assumption(scenario, one) for path, one in numbers if one.luck == path)


def _assumption(scenario: Scenario, one: Parameter) -> Assumption:
    low, high = (0.0, 1.0) if one.readings else _worth_moving(scenario, one)
    label, is_main = label_of(scenario, one), words_of(scenario, one).is_main
    return Assumption(one.path, one.owner, label, one.resolved, low, high, is_main)


def _worth_moving(scenario: Scenario, one: Parameter) -> tuple[float, float]:
    """Return between what a number is worth moving; a shared one as every place it is used at."""
    places = [one, *scenario.numbers.uses(one.path)]
    meant = [words_of(scenario, place) for place in places]
    value, reach = one.centre, max(meant[0].reach, abs(one.centre))
    support = one.number.support if one.given.is_uncertain else (-math.inf, math.inf)
    low = max(support[0], *(place.given.low for place in places), value - reach)
    high = min(support[1], *(place.given.high for place in places), value + reach)
    low = max(low, *(min(words.least, value) for words in meant))
    high = min(high, *(max(words.most, value) for words in meant))
    if value and any(words.is_signed for words in meant):
        low, high = (max(low, 0.0), high) if value > 0 else (low, min(high, 0.0))
    return _between_neighbours(scenario, one, low, high)


def _between_neighbours(
    scenario: Scenario, one: Parameter, low: float, high: float
) -> tuple[float, float]:
    """Keep a threshold between those of the levels below and above."""
    thresholds = scenario.numbers.below(f"actors.{one.owner}.thresholds")
    if one not in thresholds.values():
        return low, high
    given = [thresholds[level].centre for level in scenario.levels[1:]]
    rung = scenario.levels.index(one.keys[-1]) - 1
    return max([low, *given[:rung]]), min([high, *given[rung + 1 :]])
