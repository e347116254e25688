"""The numbers that rules have of their own: they are checked, and filled in where left out."""

from collections.abc import Mapping
from typing import Any

from sim.characters import cut
from sim.errors import InvalidEntry, Keys, UsageError, did_you_mean, dotted, must_be_known
from sim.rules.quantity import Quantity
from sim.rules.registry import declared, rule_names
from sim.scenario import Scenario
from sim.scenario.numbers import Numbers


def check_rules(scenario: Scenario) -> Scenario:
    """Return a scenario with all numbers of its rules, those at their defaults included.

    Raises `InvalidEntry` if a rule does not exist, or does not know a number, or one leaves its
    range.
    """
    missing: dict[Keys, dict[str, Any]] = {}
    for name, theory in scenario.theories.items():
        for whose in theory.deciders:
            _, rule = scenario.deciders[whose]
            _check(scenario.listed, ("theories", name, whose), name, rule.place)
        if scenario.listed[f"theories.{name}.weight"].centre:
            places = {rule.place for _, rule in scenario.deciders.values()}
            rules = {each for place in places for each in rule_names(place)}
            must_be_known(("theories", name), name, rules, "rule that somebody here can follow")
    for keys, rule in scenario.rules.items():
        known = _check(scenario.numbers, keys, rule.name, rule.place)
        left_out = {name: one.default for name, one in known.items() if name not in rule.numbers}
        if left_out:
            missing[keys] = {"name": rule.name, **left_out}
    return _filled(scenario, missing) if missing else scenario


def resolve_rules(scenario: Scenario) -> Scenario:
    """Return what `check_rules` does, but raise `UsageError`: the scenario comes from no file."""
    try:
        return check_rules(scenario)
    except InvalidEntry as error:
        raise UsageError(f"{dotted(error.path)}: {error.problem}") from None


def quantity_at(scenario: Scenario, keys: Keys) -> Quantity | None:
    """Return what a rule declares of the number at some keys; None if that is no rule's own."""
    for here, rule in scenario.rules.items():
        if here == tuple(keys[:-1]):
            return declared(rule.name, rule.place).get(str(keys[-1]))
    return None


def _check(numbers: Numbers, keys: Keys, name: str, place: str) -> Mapping[str, Quantity]:
    """Return what a rule declares, or raise `InvalidEntry` if other numbers stand there."""
    try:
        known = declared(name, place)
    except UsageError as error:
        raise InvalidEntry(keys, str(error)) from None
    for key, one in numbers.below(".".join(map(str, keys))).items():
        if key not in known:
            problem = f"rule {name!r} has no number {cut(key)!r}"
            raise InvalidEntry((*keys, key), f"{problem}; {did_you_mean(key, known)}")
        low, high = one.number.support
        if not known[key].low <= low <= high <= known[key].high:
            raise InvalidEntry((*keys, key), known[key].allowed())
    return known


def _filled(scenario: Scenario, missing: Mapping[Keys, dict[str, Any]]) -> Scenario:
    data = scenario.model_dump(mode="json", exclude_defaults=True)
    for (*above, last), added in missing.items():
        part: Any = data
        for key in above:
            part = part.setdefault(key, {})
        given = part.get(last, {})
        part[last] = added | (given if isinstance(given, dict) else {})
    return Scenario.model_validate(data)
