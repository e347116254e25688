"""Settings: a scenario with what an address sets against its file, and how each is undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.engine.evidence import fact_of
from sim.errors import InvalidEntry, ScenarioError, dotted
from sim.page.address import Address
from sim.page.values import Refused, Setting, numbers_of_rules, rules_set
from sim.rules import check_rules
from sim.rules.theories import written
from sim.scenario import Scenario
from sim.scenario.base import humanize, with_suffix
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from sim.style.labels import decision, label
from sim.style.numbers import value_in_words
from sim.style.words import sources_in_words

CHANGED_HERE = ", changed on the page"
SET_HERE = "set on the page; the file says {value}{ids}"
INSTEAD = "set on the page instead of {value}{ids}"


@dataclass(frozen=True)
class Chip:
    """What was changed, in words, and the link that undoes it."""

    words: str
    undo: str


def scenario_of(address: Address) -> Scenario:
    """Return the scenario that an address sets; numbers that do not fit together are refused."""
    found = changes(address.choice.scenario, address.settings)
    if not found:
        return address.choice.scenario
    try:
        return check_rules(address.choice.scenario.with_(found))
    except ScenarioError as error:
        raise Refused(*_named(address, error.key), error.problem) from None
    except InvalidEntry as error:
        raise Refused(*_named(address, dotted(error.path)), error.problem) from None


def _named(address: Address, key: str) -> tuple[str, str]:
    """Return which setting a fault is about, and what it was set to."""
    near = [one for one in address.settings if one.startswith(key) or key.startswith(one)]
    path = key if key in near else next(iter(near or address.settings))
    return path, address.text(path)


def changes(scenario: Scenario, settings: Mapping[str, Setting]) -> dict[str, Any]:
    """Return what settings change, by path, as `Scenario.with_` takes it.

    A number that is set rests on no sentence any more; it says that it was set here. A rule has the
    numbers that the scenario lists for it.
    """
    found: dict[str, Any] = {}
    for one in scenario.numbers.written.values():
        if one.readings:
            weights = {r: settings[path] for r, path in one.paths.items() if path in settings}
            if weights:
                found[one.path] = _set_here(one.given, weights)
        elif one.path in settings:
            found[one.path] = _set_here(one.given, settings[one.path])
    for path, number in numbers_of_rules(scenario, settings).items():
        if path in settings:
            found[path] = _set_here(number, settings[path], INSTEAD)
    rules = {
        scenario.deciders[whose][0]: written(scenario, whose, name)
        for whose, name in rules_set(scenario, settings).items()
    }
    title = {"title": with_suffix(scenario.title, CHANGED_HERE)} if settings else {}
    return {**rules, **found, **title}


def _set_here(given: Number | Weights, value: Any, how: str = SET_HERE) -> dict[str, Any]:
    told = how.format(value=value_in_words(given), ids=sources_in_words(given.sources))
    return {"value": value, "assumption": told}


def _value(given: Number | Weights) -> str:
    """Return a value in words; readings without any weight go without saying."""
    if isinstance(given, Weights):
        given = Weights(value={key: weight for key, weight in given.centres.items() if weight})
    return value_in_words(given)


def learned(address: Address) -> list[Chip]:
    """Return what is known, each with the link to the same view without it."""
    scenario, given = address.choice.scenario, address.given
    return [
        Chip(
            f"known: {fact_of(scenario, text).in_words(scenario)}",
            address.to(given=tuple(one for one in given if one != text)),
        )
        for text in given
    ]


def chips(address: Address, text: str, scenario: Scenario) -> list[Chip]:
    """Return what differs from the text: the variant that was chosen, and each number set.

    `text` is the link to the same view of the text itself.
    """
    found = [] if address.choice.is_text else [Chip(address.choice.scenario.title, text)]
    done: set[str] = set()
    for path, value in address.settings.items():
        one = scenario.numbers.get(path)
        whole = one.entry if one else path
        if whole in done:
            continue
        done.add(whole)
        if one is None:
            owner, what = decision(scenario, path)
            words = f"{scenario.actors[owner].name}: {what}: {humanize(str(value))}"
        else:
            words = f"{label(scenario, whole)}: {_value(scenario.numbers.at(whole).given)}"
        found.append(Chip(words, address.without(whole)))
    return found
