"""Audience: who judges the parties at the end, and for what that they can do in this scenario."""

from sim.pages.words import has_levels
from sim.scenario import Scenario
from sim.style.sentences import listed


def judges(scenario: Scenario) -> list[str]:
    """Return the actors who hold something against parties at the end, by id."""
    return [key for key in scenario.actors if any(weight for _, weight in _judged(scenario, key))]


def judgement(scenario: Scenario, key: str) -> str:
    """Return what an actor holds against the parties, what weighs most first; empty for nothing."""
    held = [(words, weight) for words, weight in _judged(scenario, key) if weight]
    if not held:
        return ""
    first = [words for words, weight in held if weight == held[0][1]]
    rest = [words for words, weight in held if weight < held[0][1]]
    how = "most: " if rest else "alike: " if len(first) > 1 else ""
    also = f"; less: {listed(rest)}" if rest else ""
    return f"At the end you judge the parties. You mind {how}{listed(first)}{also}."


def _judged(scenario: Scenario, key: str) -> list[tuple[str, float]]:
    """Return what an actor may hold against the parties with its weight, if it is an audience."""
    weights = scenario.numbers.below(f"actors.{key}.blames")
    can_happen = _held_against(scenario)
    found = [(words, weights[name].centre) for name, words in can_happen.items() if name in weights]
    return sorted(found, key=lambda one: -one[1])


def _held_against(scenario: Scenario) -> dict[str, str]:
    """Return what a party can do that an audience may hold against it, in words."""
    parties = scenario.parties.values()
    grantors = {key for one in scenario.conditions.values() for key in one.grantors}
    readings = (one for party in parties for one in party.readings.values())
    asks = any(way for one in readings for ways in one.attends_if.values() for way in ways)
    lower = "comes at a lower level than another" if has_levels(scenario) else "does not come"
    can_happen = {
        "absence": (lower, True),
        "refusal": ("does not promise what it could", bool(grantors & scenario.parties.keys())),
        "calling_off": ("calls the meeting off", any(one.calling_off for one in parties)),
        "postponing": ("postpones the meeting", any(one.postponing for one in parties)),
        "condition": ("holds back over a condition", asks),
    }
    return {name: f"a party that {words}" for name, (words, can) in can_happen.items() if can}
