"""The registry: every decision rule by its name."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import PurePath
from types import MappingProxyType
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from sim.characters import cut
from sim.errors import InvalidEntry, UsageError, did_you_mean
from sim.rules.contract import OwnRule
from sim.rules.literal import literal
from sim.rules.observation import Rule
from sim.rules.ordered_threshold import ordered_threshold
from sim.scenario import Scenario
from sim.scenario.base import Name

_RULES: dict[str, Rule] = {"ordered_threshold": ordered_threshold, "literal": literal}

_arrived: ContextVar[list[str] | None] = ContextVar("_arrived", default=None)
"""Names that the file under way has registered; None while no file is being loaded."""


_sent: ContextVar[Mapping[str, Rule]] = ContextVar("_sent", default=MappingProxyType({}))
"""Rules that came with the work of a worker process; they go before those it knows itself."""

Job = TypeVar("Job")
Made = TypeVar("Made")


def register(name: str) -> Callable[[Rule], Rule]:
    """Return a decorator that makes a rule available to scenarios under `name`.

    A rule replaces one of the same name that was defined in the same module or notebook, so that a
    cell can be changed and run again. What the rule returns is looked at whenever it decides.

    Raises
    ------
    UsageError
        If the name is none, or is taken by a rule from elsewhere.
    """
    try:
        TypeAdapter(Name).validate_python(name)
    except ValidationError:
        problem = (
            'write @register("name"), the name in small letters, digits, - and _, a letter first'
        )
        raise UsageError(f"{problem} (given: {name!r})") from None

    def add(rule: Rule) -> Rule:
        _must_be_free(name, rule)
        _RULES[name] = OwnRule(name, rule)
        names = _arrived.get()
        if names is not None:
            names.append(name)
        return rule

    return add


def _must_be_free(name: str, rule: Rule) -> None:
    if name in (_arrived.get() or ()):
        raise UsageError(f"there is a rule {name!r} in this file already")
    if name in _RULES and _RULES[name].__module__ != rule.__module__:
        where = PurePath(_RULES[name].__module__).name
        raise UsageError(f"there is a rule {name!r} already, from {where}")


@contextmanager
def arriving(module: str) -> Iterator[list[str]]:
    """Take in all rules that a module registers within, or none if anything goes wrong.

    What the module registered before goes. Yields the list of the new names, which grows.
    """
    known, names = dict(_RULES), list[str]()
    for name in [name for name, rule in known.items() if rule.__module__ == module]:
        del _RULES[name]
    token = _arrived.set(names)
    try:
        yield names
    except BaseException:
        _RULES.clear()
        _RULES.update(known)
        raise
    finally:
        _arrived.reset(token)


def find_rule(name: str) -> Rule:
    """Return the rule of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if name in (sent := _sent.get()):
        return sent[name]
    if name not in _RULES:
        own = "a rule of your own comes with parley --load FILE"
        raise UsageError(f"unknown rule {cut(name)!r}; {did_you_mean(name, _RULES)}; {own}")
    return _RULES[name]


def own_rules() -> dict[str, Rule]:
    """Return the rules that do not come with this package, by name."""
    return {name: rule for name, rule in _RULES.items() if isinstance(rule, OwnRule)}


def with_rules(rules: Mapping[str, Rule], work: Callable[[Job], Made]) -> Callable[[Job], Made]:
    """Return `work` done where these rules are known, whatever has been registered there."""

    def done(job: Job) -> Made:
        token = _sent.set(rules)
        try:
            return work(job)
        finally:
            _sent.reset(token)

    return done


def rule_names() -> list[str]:
    """Return the names of all rules."""
    return list(_RULES)


def check_rules(scenario: Scenario) -> None:
    """Raise `InvalidEntry` if a party of the scenario names a rule that does not exist."""
    for key, party in scenario.parties.items():
        try:
            find_rule(party.rule)
        except UsageError as error:
            raise InvalidEntry(("actors", key, "rule"), str(error)) from None
