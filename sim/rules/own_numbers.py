"""The numbers that rules have of their own: they are checked, and filled in where left out."""

from collections.abc import Callable, Mapping
from typing import Any

from sim.characters import cut
from sim.errors import InvalidEntry, Keys, UsageError, did_you_mean, dotted, must_be_known, path_of
from sim.rules.quantity import Quantity, of_each
from sim.rules.registry import declared, rule_names
from sim.scenario import Scenario
from sim.scenario.numbers import Numbers
from sim.scenario.parts import speaker_of


def check_rules(scenario: Scenario) -> Scenario:
    """Return a scenario with all numbers of its rules, those at their defaults included.

    Raises `InvalidEntry` if a rule does not exist, or does not know a number, or one leaves its
    range.
    """
    for name, theory in scenario.theories.items():
        for whose in theory.deciders:
            path, _ = scenario.deciders[whose]
            _check(scenario, scenario.listed, ("theories", name, whose), name, path)
        if scenario.listed[f"theories.{name}.weight"].centre:
            places = {rule.place for _, rule in scenario.deciders.values()}
            rules = {each for place in places for each in rule_names(place)}
            must_be_known(("theories", name), name, rules, "rule that somebody here can follow")
    return with_own_numbers(scenario)


def with_own_numbers(scenario: Scenario) -> Scenario:
    """Return what `check_rules` does, but look at the rules alone that are followed."""
    missing: dict[Keys, dict[str, Any]] = {}
    for keys, rule in scenario.rules.items():
        known = _check(scenario, scenario.numbers, keys, rule.name, path_of(keys))
        left_out = {name: one.default for name, one in known.items() if name not in rule.numbers}
        if left_out:
            missing[keys] = {"name": rule.name, **left_out}
    return _filled(scenario, missing) if missing else scenario


def resolve_rules(
    scenario: Scenario, check: Callable[[Scenario], Scenario] = check_rules
) -> Scenario:
    """Return what a check does, but raise `UsageError`: the scenario comes from no file."""
    try:
        return check(scenario)
    except InvalidEntry as error:
        raise UsageError(f"{dotted(error.path)}: {error.problem}") from None


def quantity_at(scenario: Scenario, keys: Keys) -> Quantity | None:
    """Return what a rule declares of the number at some keys; None if that is no rule's own."""
    if (rule := scenario.rules.get(here := tuple(keys[:-1]))) is None:
        return None
    return quantities(scenario, path_of(here), rule.name).get(str(keys[-1]))


def quantities(scenario: Scenario, path: str, name: str) -> Mapping[str, Quantity]:
    """Return what a rule of this name declares for whoever decides at a path, by name.

    What is by speaker is there once for each backer and host that whoever decides listens to.
    """
    above, known = path.rpartition(".")[0], declared(name, scenario.rules[*path.split("."),].place)
    if not any(one.by_speaker for one in known.values()):
        return known
    heard = {speaker_of(signal) for signal in scenario.numbers.below(f"{above}.influences")}
    third = {key: one.name for key, one in scenario.actors.items() if key not in scenario.parties}
    return of_each(known, {key: third[key] for key in third if key in heard})


def _check(
    scenario: Scenario, numbers: Numbers, keys: Keys, name: str, path: str
) -> Mapping[str, Quantity]:
    """Return what a rule declares, or raise `InvalidEntry` if other numbers stand there."""
    try:
        known = quantities(scenario, path, name)
    except UsageError as error:
        raise InvalidEntry(keys, str(error)) from None
    for key, one in numbers.below(path_of(keys)).items():
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
