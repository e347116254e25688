"""A scenario as plain data, and the places in it where something can be changed."""

import re
from collections.abc import Iterator
from random import Random
from typing import Any

Tree = dict[str, Any]
Slot = tuple[Any, Any, str]
"""What holds an entry, under which key or index, and what the entry belongs to by name."""

SHARES = frozenset(
    {"expected", "announce_chance", "hosting", "kept_share", "violation_chance", "learning_rate"}
)
SHARES |= {"goes_ahead", "step_down", "firmness"}
ABOVE_ZERO = frozenset(
    {"rate", "late_rate", "per_day", "bridging", "noise_scale", "absence", "refusal"}
)
FOR_READERS = frozenset(
    {"title", "summary", "teaches", "name", "quote", "text", "assumption", "note"}
)
FOR_READERS |= {"external", "speaker", "about", "ambiguity", "by", "why"}
_SHAPES = frozenset({"value", "neutral", "normal", "half_normal", "beta", "uniform", "triangular"})
_SHAPES |= {"mean", "sd", "a", "b", "low", "mode", "high"}


class Raw(str):
    """Text that stands in the file as it is, without quotes."""


def place_in(luck: Random, tree: Tree) -> tuple[Any, Any]:
    """Return a place by walking inwards, so that every part is met, large or small."""
    holder: Any = tree
    while True:
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        key = luck.choice(keys)
        inner = holder[key]
        if not (isinstance(inner, dict | list) and inner) or luck.random() < 0.12:
            return holder, key
        holder = inner


def slots(tree: Any, owner: str = "") -> Iterator[Slot]:
    """Yield every place in a tree."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, inner in [*items]:
        own = key if isinstance(key, str) and key not in _SHAPES else owner
        yield tree, key, own
        if isinstance(inner, dict | list):
            yield from slots(inner, own)


def some(luck: Random, found: list[Slot]) -> list[Slot]:
    """Return a few of the places."""
    return luck.sample(found, min(len(found), luck.choice((1, 1, 2, 5))))


def is_number(entry: Any) -> bool:
    """Whether an entry is a number; true is none."""
    return isinstance(entry, int | float) and not isinstance(entry, bool)


def is_time(entry: Any) -> bool:
    """Whether an entry is a time."""
    return isinstance(entry, str) and re.match(r"\d{4}-\d\d-\d\dT", entry) is not None


def is_party(actor: Any) -> bool:
    """Whether an actor is a party."""
    return isinstance(actor, dict) and actor.get("role") == "party"


def named(tree: Tree, part: str) -> dict[str, Any]:
    """Return a part that holds entries by their names; nothing where it holds none."""
    found = tree.get(part)
    return found if isinstance(found, dict) else {}
