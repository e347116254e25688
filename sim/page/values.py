"""Values: what can be set against a file, read and refused, and rounded so that it reads alike."""

import math
import re
from collections.abc import Mapping
from typing import Any

from sim.characters import cut
from sim.errors import UsageError, did_you_mean
from sim.rules import quantities, rule_names
from sim.rules.theories import own_numbers
from sim.scenario import Scenario
from sim.scenario.number import Number
from sim.scenario.numbers import Parameter
from sim.scenario.rule import Rule
from sim.scenario.weights import Weights, with_shares
from sim.style.dots import largest_remainder

FINE = 10_000
"""Shares of readings are kept in parts of so much, so that rounded they sum to 1 as well."""

REAL = re.compile(r"[-+]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][-+]?\d{1,3})?")

LEAST = 1e-30
"""Below it a number is dust."""

Setting = float | str
"""A number, or the name of a rule."""


class Refused(UsageError):  # noqa: N818 - said of an address
    """An address that cannot be: names the key, the value and what is allowed."""

    def __init__(self, key: str, value: str, problem: str) -> None:
        super().__init__(f"{cut(key)}={cut(value)}: {problem}")


def tidy(number: float) -> float:
    """Return a number without the dust of its arithmetic: 0.3, not 0.30000000000000004."""
    return 0.0 if abs(number) < LEAST else float(f"{number:.10g}")


def settings_of(scenario: Scenario, given: Mapping[str, Any]) -> dict[str, Setting]:
    """Return what is set against a file, in the file's order, without what stands as it was.

    What was set of a rule that is no longer followed is left out, too.
    """
    rules = dict(scenario.deciders.values())
    _must_be_known(scenario, given, rules)
    found: dict[str, Setting] = {
        path: str(given[path])
        for path, usual in rules.items()
        if given.get(path, usual.name) != usual.name
    }
    own = {path: one.centre for path, one in numbers_of_rules(scenario, found).items()}
    for one in scenario.numbers.written.values():
        if one.readings:
            some = {key: path for key, path in one.paths.items() if path in given}
            found |= _weights(one, {key: _real(path, given[path]) for key, path in some.items()})
        elif one.path.rpartition(".")[0] not in found:
            own[one.path] = one.centre
    for path, text in own.items():
        value = tidy(_real(path, given.get(path, text)))
        found |= {} if value == tidy(text) else {path: value}
    return found


def _must_be_known(scenario: Scenario, given: Mapping[str, Any], rules: Mapping[str, Rule]) -> None:
    """Refuse what is no number, of a rule that could be followed neither, and what is no rule."""
    for path, value in given.items():
        above, _, last = path.rpartition(".")
        if path in rules and value not in (all_ := rule_names(rules[path].place)):
            raise Refused(path, str(value), did_you_mean(value, all_))
        names = rule_names(rules[above].place) if above in rules else ()
        own = (last in quantities(scenario, above, name) for name in names)
        if path not in scenario.numbers and path not in rules and not any(own):
            known = did_you_mean(path, scenario.numbers)
            raise Refused(path, str(value), f"no such number; {known}")


def numbers_of_rules(scenario: Scenario, settings: Mapping[str, Setting]) -> dict[str, Number]:
    """Return by path the numbers that the rules which are set are followed with."""
    return {
        f"{scenario.deciders[whose][0]}.{key}": number
        for whose, name in rules_set(scenario, settings).items()
        for key, number in own_numbers(scenario, whose, name).items()
    }


def rules_set(scenario: Scenario, settings: Mapping[str, Setting]) -> dict[str, str]:
    """Return by who decides the rules that are set."""
    paths = {whose: path for whose, (path, _) in scenario.deciders.items()}
    return {whose: str(settings[path]) for whose, path in paths.items() if path in settings}


def _real(path: str, value: Any) -> float:
    if isinstance(value, int | float):
        return float(value)
    number = value.strip().replace("−", "-")
    if not REAL.fullmatch(number) or math.isinf(float(number)):
        raise Refused(path, value, "a number such as 0.5 is allowed")
    return float(number)


def _weights(one: Parameter, given: Mapping[str, float]) -> dict[str, Setting]:
    """Return all weights of a party; where all are given they are parts of their sum."""
    if not given:
        return {}
    if bad := [reading for reading, share in given.items() if not 0 <= share <= 1]:
        raise Refused(one.paths[bad[0]], f"{given[bad[0]]:g}", "a weight from 0 to 1 is allowed")
    shares = _text_shares(one)
    if len(given) == len(one.readings):
        if not sum(given.values()):
            raise Refused(one.path, "0", "one reading at least needs a weight")
        now = dict(given)
    elif sum(given.values()) > 1:
        raise Refused(one.path, f"{sum(given.values()):g}", "weights sum to at most 1")
    else:
        now = with_shares(shares, given)
    parts = largest_remainder([now[key] for key in one.readings], FINE)
    if parts == largest_remainder([shares[key] for key in one.readings], FINE):
        return {}
    return {one.paths[key]: part / FINE for key, part in zip(one.readings, parts, strict=True)}


def _text_shares(one: Parameter) -> dict[str, float]:
    assert isinstance(one.resolved, Weights)
    return one.resolved.shares(one.readings)
