"""The registry: every rule of decision by its place and name, with the numbers it declares.

Three places take a rule:

``attend``
    Party → the level it would come at: a whole number per world, from 0 to its gate.
``promise``
    Grantor → its rate per day, 0 or above, against the world's patience; or the decision itself,
    True where it promises now.
``soften``
    Party → its steps per day, 0 or above, against the world's patience; or, in whole numbers, how
    many steps it has taken by now from the reading it started with.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from sim.characters import cut
from sim.errors import UsageError, did_you_mean
from sim.rules.comparison import Compares
from sim.rules.contract import OwnRule
from sim.rules.observation import Rule
from sim.rules.quantity import Quantity
from sim.scenario.base import Name
from sim.scenario.rule import PLACES


class Registered(NamedTuple):
    """A rule, the numbers it declares, and what it compares to decide, if it says so."""

    rule: Rule
    numbers: Mapping[str, Quantity]
    compares: Compares | None = None


Rules = Mapping[tuple[str, str], Registered]  # rules by place and name
_RULES: dict[tuple[str, str], Registered] = {}

_arrived: ContextVar[list[str] | None] = ContextVar("_arrived", default=None)
"""Names that the file under way has registered; None while no file is being loaded."""

_sent: ContextVar[Rules] = ContextVar("_sent", default=MappingProxyType({}))
"""Rules that came with the work a worker process does; they go before those it knows itself."""


def register(
    name: str,
    place: str = "attend",
    numbers: Mapping[str, Quantity] | None = None,
    compares: Compares | None = None,
) -> Callable[[Rule], Rule]:
    """Return a decorator that makes a rule available to scenarios under `name`.

    A rule replaces one of the same name that was defined in the same module or notebook, so that a
    cell can be changed and run again. What a rule from outside the package returns is looked at.

    Parameters
    ----------
    name : str
    place : str
        What it decides: ``attend``, ``promise`` or ``soften``.
    numbers : mapping of str to Quantity, optional
        Its own numbers, which scenarios give beside its name.
    compares : callable, optional
        From an observation and a level to the `Comparison` that decides about it, for replays.

    Raises
    ------
    UsageError
        If the name is none, or is taken by a rule from elsewhere, or there is no such place.
    """
    if place not in PLACES:
        raise UsageError(f"no rule decides {cut(str(place))!r}; {did_you_mean(place, PLACES)}")
    _must_be_names(name, numbers or {})

    def add(rule: Rule) -> Rule:
        _must_be_free(place, name, rule)
        ours = rule.__module__.startswith(f"{__package__}.")
        kept = rule if ours else OwnRule(name, rule, place)
        _RULES[place, name] = Registered(kept, dict(numbers or {}), compares)
        if (names := _arrived.get()) is not None:
            names.append(name)
        return rule

    return add


def _must_be_names(name: str, numbers: Mapping[str, Quantity]) -> None:
    for given, what in ((name, '@register("name")'), *((key, "numbers") for key in numbers)):
        try:
            TypeAdapter(Name).validate_python(given)
        except ValidationError:
            problem = f"write {what}, the name in small letters, digits, - and _, a letter first"
            raise UsageError(f"{problem} (given: {given!r})") from None
    for key, quantity in numbers.items():
        if key == "name" or not isinstance(quantity, Quantity):
            raise UsageError(f"numbers: {key!r} needs a name but 'name', and a Quantity(…)")
        if not quantity.low <= quantity.default <= quantity.high:
            given = f"the default of {key!r} {quantity.allowed()}"
            raise UsageError(f"numbers: {given} (given: {quantity.default:g})")


def _must_be_free(place: str, name: str, rule: Rule) -> None:
    known = _RULES.get((place, name))
    if known is None:
        return
    if (module := known.rule.__module__) != rule.__module__:
        raise UsageError(f"there is a rule {name!r} already, from {PurePath(module).name}")
    if _arrived.get() is not None:
        raise UsageError(f"there is a rule {name!r} in this file already")


@contextmanager
def arriving(module: str) -> Iterator[list[str]]:
    """Take in all rules that a module registers within, or none if anything goes wrong.

    What the module registered before goes. Yields the list of the new names, which grows.
    """
    known, names = dict(_RULES), list[str]()
    for key in [key for key, one in known.items() if one.rule.__module__ == module]:
        del _RULES[key]
    token = _arrived.set(names)
    try:
        yield names
    except BaseException:
        _RULES.clear()
        _RULES.update(known)
        raise
    finally:
        _arrived.reset(token)


def find_rule(name: str, place: str = "attend") -> Rule:
    """Return the rule of this name, or raise `UsageError` if there is none at this place."""
    return _found(name, place).rule


def declared(name: str, place: str = "attend") -> Mapping[str, Quantity]:
    """Return the numbers that a rule declares, or raise `UsageError` if there is none here."""
    return _found(name, place).numbers


def story_of(name: str) -> str:
    """Return in a line what a rule says of people; empty where its author does not.

    >>> story_of("tit_for_tat")
    'answer with what the other has last announced'
    """
    rule = next(one.rule for place in PLACES if (one := _known().get((place, name))) is not None)
    told = (rule if isinstance(rule, OwnRule) else import_module(rule.__module__)).__doc__ or ""
    words = " ".join(told.partition("\n\n")[0].split())
    return (words if isinstance(rule, OwnRule) else words.partition(": ")[2]).rstrip(".")


def comparison_by(name: str, place: str = "attend") -> Compares | None:
    """Return by what a rule says that it decides, or raise `UsageError` if there is none here."""
    return _found(name, place).compares


def _known() -> Rules:
    return _RULES | dict(_sent.get())


def _found(name: str, place: str) -> Registered:
    known = _known()
    if (place, name) not in known:
        own = "a rule of your own comes with parley --load FILE"
        allowed = did_you_mean(name, [name for where, name in known if where == place])
        raise UsageError(f"unknown rule {cut(name)!r}; {allowed}; {own}")
    return known[place, name]


def own_rules() -> Rules:
    """Return the rules that no worker process has of itself, which the package does not bring."""
    return {key: one for key, one in _RULES.items() if isinstance(one.rule, OwnRule)}


@contextmanager
def sent(rules: Rules) -> Iterator[None]:
    """Know these rules within, whatever has been registered here."""
    token = _sent.set(rules)
    try:
        yield
    finally:
        _sent.reset(token)


def rule_names(place: str = "attend") -> list[str]:
    """Return the names of all rules of a place, the one that scenarios take by default first."""
    default = PLACES[place].usual()
    names = [name for where, name in _RULES if where == place]
    return sorted(names, key=lambda name: name != default)
