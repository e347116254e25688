"""Unsaid: what of a scenario goes with a sentence that is left out, and what is left.

Numbers take their neutral value, readings lose weight, and a precondition that only this sentence
voices is no longer asked for; see `sim.analysis.experiments.ablation`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.analysis.audit.preconditions import asking
from sim.analysis.outcomes.reasons import Reason
from sim.scenario import Scenario
from sim.scenario.actor import Way
from sim.scenario.condition import granting_path
from sim.scenario.numbers import Point
from sim.scenario.weights import Weights


def goes_without(scenario: Scenario, reason: Reason, statement: str) -> bool:
    """Whether a reading, or something it asks for, goes with one sentence."""
    party, reading = str(reason.party), str(reason.reading)
    gone = _only_in(scenario, (party, reading), statement)
    asked = {name for way in reason.ways for name, _ in way}
    return bool(gone & asked) or not _weights_left(scenario, party, statement).get(reading)


def unasked(scenario: Scenario, statement: str) -> dict[str, Any]:
    """Return what asks for less without a statement: readings and waiting promises, by their path.

    A condition is no longer asked for where this is the one sentence in which the party asks, and a
    promise no longer waits where this is the one sentence that says so.
    """
    found: dict[str, Any] = {}
    for key, party in scenario.parties.items():
        for name, reading in party.readings.items():
            gone = _only_in(scenario, (key, name), statement)
            if gone:
                comes = {level: _ways(ways, gone) for level, ways in reading.attends_if.items()}
                found[f"actors.{key}.readings.{name}.attends_if"] = comes
    return found | dict.fromkeys(_waiting_in(scenario, statement))


def _waiting_in(scenario: Scenario, statement: str) -> Iterator[str]:
    """Yield the paths of what promises wait for in deed, where only this sentence says so."""
    for name, condition in scenario.conditions.items():
        for key, granting in condition.grantors.items():
            awaits = granting.awaits
            if awaits is not None and awaits.binding and awaits.sources == (statement,):
                yield f"{granting_path(condition, name, key)}.awaits"


def _only_in(scenario: Scenario, where: tuple[str, str], statement: str) -> set[str]:
    """Return the conditions that a party asks for, under a reading, in this one sentence."""
    party, name = where
    comes = scenario.parties[party].readings[name].attends_if.values()
    asked = {condition for ways in comes for way in ways for condition in way}
    return {one for one in asked if asking(scenario, party, name, one) == (statement,)}


def _ways(ways: tuple[Way, ...], gone: set[str]) -> Any:
    """Return the ways to a level without what is no longer asked for."""
    left = [{key: state.needed for key, state in way.items() if key not in gone} for way in ways]
    return left if all(left) else "always"


def without(scenario: Scenario, statement: str) -> Point:
    """Return the numbers and weights that change without a statement."""
    point: dict[str, float | Mapping[str, float]] = {}
    for path, one in scenario.numbers.written.items():
        neutral = None if isinstance(one.given, Weights) else one.given.neutral
        if statement in one.given.sources and neutral is not None and neutral != one.centre:
            point[path] = neutral
    for key, party in scenario.parties.items():
        left = _weights_left(scenario, key, statement)
        if left != party.weights.shares(party.readings):
            point[f"actors.{key}.weights"] = left
    return point


def _weights_left(scenario: Scenario, party: str, statement: str) -> dict[str, float]:
    """Return the readings' weights without a statement; as they are if there is no other reading.

    A reading keeps its weight where what it asks for goes instead. What a reading loses is shared
    by those that have weight, in proportion; where only one has, by the party's others alike.
    """
    readings = scenario.parties[party].readings
    whole = scenario.parties[party].weights.shares(readings)
    left = dict(whole)
    for key, reading in readings.items():
        if reading.sources and not _only_in(scenario, (party, key), statement):
            kept = sum(source != statement for source in reading.sources)
            left[key] *= kept / len(reading.sources)
    weighed = [key for key, weight in whole.items() if weight > 0]
    others = [key for key in whole if key not in weighed]
    if left == whole or not (len(weighed) > 1 or others):
        return whole
    if len(weighed) == 1:
        freed = (whole[weighed[0]] - left[weighed[0]]) / len(others)
        return left | dict.fromkeys(others, freed)
    total = sum(left.values())
    return {key: weight / total for key, weight in left.items()} if total else whole
