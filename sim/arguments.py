"""What is given in Python: of the kind that is needed, or refused in one line.

The command line reads words and knows what it makes of them; a notebook can give anything.
"""

from collections.abc import Iterable, Mapping
from operator import index
from typing import Any

from sim.errors import UsageError, shorten

A_SCENARIO = "a scenario, as Scenario.load(file) gives one"
A_RESULT = "a result, as simulate(scenario) gives one"


def must_be(kind: type | tuple[type, ...], name: str, given: object, needed: str) -> None:
    """Raise `UsageError` unless what is given is of a kind; `needed` says which in words."""
    if not isinstance(given, kind):
        raise UsageError(f"{name} must be {needed} (given: {shorten(given)})")


def must_be_whole(name: str, given: Any) -> int:
    """Return a whole number as Python's own, or raise `UsageError`; NumPy's are whole, too."""
    try:
        if not isinstance(given, bool):
            return index(given)
    except TypeError:
        pass
    raise UsageError(f"{name} must be a whole number (given: {shorten(given)})")


def must_be_texts(name: str, given: Any) -> tuple[str, ...]:
    """Return texts as a tuple, or raise `UsageError`; one text alone is not several."""
    texts = None if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if texts is None or not all(isinstance(text, str) for text in texts):
        raise UsageError(f"{name} must be a list of texts (given: {shorten(given)})")
    return texts


def must_map_paths(name: str, given: Any) -> Mapping[str, Any]:
    """Return a mapping by paths, or raise `UsageError`."""
    if not isinstance(given, Mapping) or not all(isinstance(path, str) for path in given):
        needed = 'a mapping by path, as {"learning_rate": 0.3}'
        raise UsageError(f"{name} takes {needed} (given: {shorten(given)})")
    return given
