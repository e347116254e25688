"""Decision rules: how a party turns what it sees into the level it would come at.

Rules are plain NumPy functions over worlds and know nothing of Mesa. `register` adds one::

    @register("never")
    def never(sight):
        return sight.gate * 0
"""

from collections.abc import Callable

from sim.errors import Misfit, UsageError, did_you_mean
from sim.rules.literal import literal
from sim.rules.ordered_threshold import ordered_threshold
from sim.rules.sight import Rule, Sight
from sim.scenario import Scenario

__all__ = [
    "Rule",
    "Sight",
    "check_rules",
    "find_rule",
    "literal",
    "ordered_threshold",
    "register",
    "rule_names",
]

_RULES: dict[str, Rule] = {"ordered_threshold": ordered_threshold, "literal": literal}


def register(name: str) -> Callable[[Rule], Rule]:
    """Return a decorator that makes a rule available to scenarios under `name`.

    Raises
    ------
    UsageError
        If the name is taken.
    """

    def add(rule: Rule) -> Rule:
        if name in _RULES:
            raise UsageError(f"there is a rule {name!r} already")
        _RULES[name] = rule
        return rule

    return add


def find_rule(name: str) -> Rule:
    """Return the rule of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if name not in _RULES:
        raise UsageError(f"unknown rule {name!r}; {did_you_mean(name, _RULES)}")
    return _RULES[name]


def rule_names() -> list[str]:
    """Return the names of all rules."""
    return list(_RULES)


def check_rules(scenario: Scenario) -> None:
    """Raise `Misfit` if a party of the scenario names a rule that does not exist."""
    for key, party in scenario.parties.items():
        try:
            find_rule(party.rule)
        except UsageError as error:
            raise Misfit(("actors", key, "rule"), str(error)) from None
