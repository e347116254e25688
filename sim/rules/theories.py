"""Theories: a scenario read with other rules, with the numbers that it lists for them."""

import math
from collections.abc import Mapping
from typing import Any

from sim.characters import cut
from sim.errors import UsageError, did_you_mean
from sim.rules.own_numbers import quantities, resolve_rules
from sim.rules.registry import find_rule, rule_names
from sim.scenario import Scenario
from sim.scenario.base import humanize, with_suffix
from sim.scenario.number import Number
from sim.scenario.rule import PLACES, Attend, OwnNumbers, Soften


def read_with(scenario: Scenario, theories: str | Mapping[str, str]) -> Scenario:
    """Return the scenario as somebody decides by other theories.

    Their numbers are those that the scenario lists under `theories`, and defaults where it lists
    none. Who does not decide by one of them decides as before.

    Parameters
    ----------
    scenario : Scenario
    theories : str or mapping of str to str
        One theory for all who can follow it; or by who decides what: ``upland``, its
        ``upland.softening``, the promise of a condition such as ``opening``, or of all ``attend``,
        ``promise`` or ``soften``.

    Raises
    ------
    UsageError
        If there is no such theory, or nobody of that name decides by one.

    Examples
    --------
    >>> from sim import Scenario, read_with
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> read_with(crisis, {"northmere": "two_audiences"}).parties["northmere"].rule.name
    'two_audiences'
    """
    asked = {None: theories} if isinstance(theories, str) else {**theories}
    rules: dict[str, Any] = {}
    for whose, name in asked.items():
        rules |= chosen(scenario, whose, name)
    paths = {scenario.deciders[whose][0]: rule for whose, rule in rules.items()}
    return resolve_rules(scenario.with_(paths))


def theory_weights(scenario: Scenario) -> dict[str, float]:
    """Return how probable each theory is that a world can draw; they add up to 1, or are none."""
    given = {name: scenario.listed[f"theories.{name}.weight"].centre for name in scenario.theories}
    total = math.fsum(given.values())
    return {name: weight / total for name, weight in given.items() if weight}


def leaves_open(scenario: Scenario) -> bool:
    """Whether readers can differ: a number or weight is a distribution, or theories are weighed."""
    numbers = scenario.numbers.values()
    return any(one.given.is_uncertain for one in numbers) or bool(theory_weights(scenario))


def read_as_drawn(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario of a world that has drawn a theory; its title says so.

    All follow it who can and have no other rule than the usual.
    """
    deciders = scenario.deciders
    rules = {
        deciders[whose][0]: written(scenario, whose, name)
        for whose in deciding(scenario, None, name)
        if deciders[whose][1].is_usual
    }
    title = with_suffix(scenario.title, f", theory drawn: {humanize(name)}")
    return resolve_rules(scenario.with_({**rules, "title": title}))


def chosen(scenario: Scenario, whose: str | None, name: str) -> dict[str, dict[str, Any]]:
    """Return the rule of a name, as a scenario writes it, of everybody who is meant to follow it.

    Its numbers are those that the scenario lists for each. Raises `UsageError` if there is no such
    rule in their place, or nobody decides who is called so.
    """
    found: dict[str, dict[str, Any]] = {}
    for one in deciding(scenario, whose, name):
        find_rule(name, scenario.deciders[one][1].place)
        found[one] = written(scenario, one, name)
    return found


def written(scenario: Scenario, whose: str, name: str) -> dict[str, Any]:
    """Return a rule as a scenario writes it, with the numbers listed for who decides by it."""
    own = _listed_for(scenario, name).get(whose)
    numbers = {} if own is None else own.model_dump(mode="json", exclude_defaults=True)
    return {"name": name, **numbers}


def own_numbers(scenario: Scenario, whose: str, name: str) -> dict[str, Number]:
    """Return the numbers that somebody decides with by a rule: those listed, or the defaults."""
    known = quantities(scenario, scenario.deciders[whose][0], name)
    listed = scenario.listed.below(f"theories.{name}.{whose}")
    return {key: listed[key].number if key in listed else one.number for key, one in known.items()}


def deciding(scenario: Scenario, whose: str | None, name: str) -> list[str]:
    """Return all who are meant by `whose`: one who decides, or all who decide in a place.

    Where nobody is named, a theory of attendance is for all parties, and any other for all whose
    numbers of it are listed, or if there are none, for all who can follow it.
    """
    if whose in scenario.deciders:
        return [whose]
    if whose in PLACES:
        return _all_of(scenario, whose)
    if whose is not None:
        known = did_you_mean(whose, [*scenario.deciders, *PLACES])
        raise UsageError(f"unknown party or condition {cut(whose)!r}; {known}")
    places = [place for place in PLACES if name in rule_names(place)]
    if Attend.place in places or not places:
        return _all_of(scenario, Attend.place)
    every = [one for place in places for one in _all_of(scenario, place)]
    return [one for one in every if one in _listed_for(scenario, name)] or every


def _listed_for(scenario: Scenario, name: str) -> Mapping[str, OwnNumbers]:
    """Return the numbers that a scenario lists for a theory, by who decides."""
    return scenario.theories[name].deciders if name in scenario.theories else {}


def _all_of(scenario: Scenario, place: str) -> list[str]:
    """Return all who decide in a place; hardening and calling off are not softening."""
    every = [one for one, (_, rule) in scenario.deciders.items() if rule.place == place]
    return [one for one in every if place != Soften.place or one.endswith(".softening")]
