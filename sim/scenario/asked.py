"""The words in which a file asks for something: *held* is said of meetings alone.

Once read, *held* and *promised* are the same `Status`; so this looks at the file itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.errors import InvalidEntry, Keys
from sim.scenario.condition import HELD, NEEDED, PRESENCE

ASKING = ("attends_if", "attends_earlier", "when")
"""Keys below which preconditions stand; they do below the `conditions` of `awaits` as well."""


def check_words(given: Any) -> None:
    """Raise `InvalidEntry` where a file says *held* of a condition, or *present* of no actor."""
    if not isinstance(given, Mapping):
        return
    said_of = {"earlier": HELD, "actors": PRESENCE}
    for path, word in _asked((), given):
        for part, words in said_of.items():
            named = given.get(part) or {}
            if word in words and isinstance(named, Mapping) and path[-1] not in named:
                whose = "an earlier meeting" if part == "earlier" else "the presence of an actor"
                allowed = " or ".join(map(repr, NEEDED.values()))
                problem = f"{word!r} is said of {whose} alone; must be {allowed}"
                raise InvalidEntry(path, problem)


def _asked(path: Keys, part: Any, asking: bool = False) -> Iterator[tuple[Keys, str]]:
    """Yield the words in which something is asked for, with the keys that lead there."""
    entries = part.items() if isinstance(part, Mapping) else enumerate(part)
    for key, entry in entries:
        here = (*path, key)
        below = asking or key in ASKING or here[-2:] == ("awaits", "conditions")
        if isinstance(entry, Mapping | list | tuple):
            yield from _asked(here, entry, below)
        elif asking and isinstance(entry, str):
            yield here, entry
