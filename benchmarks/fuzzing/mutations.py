"""Mutations of a scenario as plain data: entries changed, moved, taken away and added.

Each takes the luck and the tree, and changes the tree in place.
"""

import copy
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

from fuzzing import odd
from fuzzing.tree import (
    ABOVE_ZERO,
    FOR_READERS,
    SHARES,
    Raw,
    Slot,
    Tree,
    is_number,
    is_party,
    is_time,
    named,
    place_in,
    slots,
    some,
)

Mutation = Callable[[Random, Tree], None]


def a_number(luck: Random, tree: Tree) -> None:
    """Give numbers another size or a shape."""
    found = [slot for slot in slots(tree) if is_number(slot[0][slot[1]])]
    for holder, key, owner in some(luck, found):
        plain = key == owner or key in ("value", "neutral")
        if luck.random() < 0.05:
            holder[key] = luck.choice(odd.NO_NUMBERS)
        elif not plain or key in ("neutral", "firmness", "hours_per_tick") or luck.random() < 0.5:
            holder[key] = _fitting(luck, odd.number(luck), owner)
        else:
            shape = odd.share_distribution(luck) if owner in SHARES else odd.distribution(luck)
            if key == "value":
                del holder[key]
                holder.update(shape)
            else:
                holder[key] = shape


def _fitting(luck: Random, number: float, owner: str) -> float:
    """Return a number that is odd but within what its owner mostly allows."""
    if owner in SHARES:
        return min(abs(number), 1)
    return abs(number) if owner in ABOVE_ZERO and luck.random() < 0.9 else number


def a_storm(luck: Random, tree: Tree) -> None:
    """Give every number in one part an extreme size, all within what is allowed."""
    part = tree.get(luck.choice(("actors", "conditions", "meeting", "shared", "shocks")))
    large = luck.choice((1e6, 1e3, 30, 1e-300, 1))
    for holder, key, owner in slots(part) if isinstance(part, dict) else ():
        if is_number(holder[key]) and key not in ("a", "b", "sd"):
            holder[key] = _fitting(luck, luck.choice((large, -large, 0, holder[key])), owner)


def a_chain(luck: Random, tree: Tree) -> None:
    """Let signals scale each other, each by the one above it."""
    actors = named(tree, "actors")
    if not actors:
        return
    key = luck.choice(list(actors))
    size = luck.choice((2, 3, 4, 5, 5, 6, 30, 400))
    signals: dict[str, Tree] = {}
    strength = luck.choice((1e6, -1e6, 1e-300, {"normal": {"mean": 0, "sd": 1e6}}, 1))
    for step in range(size):
        signals[f"s{step}"] = {"strength": copy.deepcopy(strength)}
        if step:
            signals[f"s{step}"]["scales_with"] = f"{key}.s{step - 1}"
    if isinstance(actors[key], dict):
        actors[key]["signals"] = {**named(actors[key], "signals"), **signals}
    for party in actors.values():
        if is_party(party):
            weight = luck.choice((0, 1, -1, 1e6, -1e6))
            party["influences"] = {**named(party, "influences"), f"{key}.s{size - 1}": weight}


def a_web(luck: Random, tree: Tree) -> None:
    """Let somebody weigh much of what can be heard, with large weights of both signs."""
    heard = [
        f"{key}.{state}" for key in named(tree, "conditions") for state in ("promised", "violated")
    ]
    for key, actor in named(tree, "actors").items():
        if isinstance(actor, dict):
            heard += [f"{key}.{name}" for name in named(actor, "signals")]
            heard += [f"{key}.outlook"] * is_party(actor)
    parties = [one for one in named(tree, "actors").values() if is_party(one)]
    for part in [*parties, *named(tree, "conditions").values()]:
        if isinstance(part, dict):
            part["influences"] = {name: odd.number(luck) for name in heard}


def the_clock(luck: Random, tree: Tree) -> None:
    """Move the story in time, to the ends of the calendar too, or cut it otherwise."""
    clock = named(tree, "clock")
    drawn = luck.random()
    if drawn < 0.3:
        years = luck.choice((-2024, -2000, 975, 7974, 3))
        _move(tree, lambda when: when.replace(year=when.year + years))
    elif drawn < 0.6:
        _move(tree, lambda when: when.astimezone(_zone(luck)))
    elif drawn < 0.8 and clock:
        clock["hours_per_tick"] = luck.choice((0.01, 0.1, 0.25, 1, 2, 3, 12, 24, 8784, 1 / 3, 1e-9))
    elif clock:
        _stretch(luck, clock)


def _zone(luck: Random) -> timezone:
    return timezone(timedelta(minutes=luck.choice(odd.OFFSETS)))


def _move(tree: Tree, moved: Callable[[datetime], datetime]) -> None:
    for holder, key, _ in slots(tree):
        if is_time(holder[key]):
            try:
                holder[key] = moved(datetime.fromisoformat(holder[key])).isoformat()
            except (ValueError, OverflowError):
                continue


def _stretch(luck: Random, clock: Tree) -> None:
    """Let the story take long, in many ticks or in long ones."""
    try:
        start = datetime.fromisoformat(clock["starts"])
        length = timedelta(hours=float(clock["hours_per_tick"]))
        times = [start + length * luck.choice((1, 29, 60, 300, 1000, 1001))]
        times += [times[0] + timedelta(days=luck.choice((0, 1, 400_000)))]
        times += [times[1] + timedelta(days=luck.choice((0, 7, 1_000_000)))]
    except (KeyError, TypeError, ValueError, OverflowError):
        return
    late = ("deadline", "on_time_until", "follow_up_until")
    clock.update(zip(late, (when.isoformat() for when in times), strict=True))


def a_time(luck: Random, tree: Tree) -> None:
    """Write an odd date in place of one."""
    found = [slot for slot in slots(tree) if is_time(slot[0][slot[1]])]
    if found:
        holder, key, _ = luck.choice(found)
        holder[key] = luck.choice(odd.TIMES)


def a_text(luck: Random, tree: Tree) -> None:
    """Write odd texts in place of those for readers, or into them."""
    texts = [slot for slot in slots(tree) if isinstance(slot[0][slot[1]], str)]
    _reworded(luck, [slot for slot in texts if slot[2] in FOR_READERS])


def a_word(luck: Random, tree: Tree) -> None:
    """Write odd texts in place of any: ids, names of signals, times."""
    _reworded(luck, [slot for slot in slots(tree) if isinstance(slot[0][slot[1]], str)])


def _reworded(luck: Random, found: list[Slot]) -> None:
    for holder, key, _ in some(luck, found):
        written, was = luck.choice(odd.TEXTS), holder[key]
        cut = luck.randrange(len(was) + 1)
        holder[key] = luck.choice((written, was[:cut] + written + was[cut:]))


def an_id(luck: Random, tree: Tree) -> None:
    """Call an actor, a condition, a signal or a level otherwise, wherever it is named."""
    known = [*named(tree, "actors"), *named(tree, "conditions"), *named(tree, "shared")]
    levels = tree.get("levels")
    known += [one for one in levels if isinstance(one, str)] if isinstance(levels, list) else []
    if not known:
        return
    old, new = luck.choice(known), luck.choice(odd.IDS)
    word = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")

    def told(entry: Any) -> Any:
        if isinstance(entry, dict):
            return {told(key): told(inner) for key, inner in entry.items()}
        if isinstance(entry, list):
            return [told(inner) for inner in entry]
        return word.sub(lambda _: new, entry) if isinstance(entry, str) else entry

    called = told(tree)
    tree.clear()
    tree.update(called)


def a_key(luck: Random, tree: Tree) -> None:
    """Misspell a key, write one twice, drop one, or add one that belongs elsewhere."""
    holder, key = place_in(luck, tree)
    if not isinstance(holder, dict):
        del holder[key]
        return
    drawn, entry = luck.random(), holder[key]
    if drawn < 0.35:
        del holder[key]
    elif drawn < 0.6:
        cut = luck.randrange(len(key) + 1)
        holder[
            luck.choice((key[:cut] + luck.choice("xа-_ .é") + key[cut:], key[1:], key + key))
        ] = entry
    elif drawn < 0.75:
        holder[Raw(f"{key} ")] = copy.deepcopy(entry)  # a key of its own here, the same in the file
    else:
        holder[luck.choice((*odd.KEYS, *odd.IDS))] = luck.choice((entry, 0, {}, [], "x", None))


def a_kind(luck: Random, tree: Tree) -> None:
    """Put something of another kind in place of an entry."""
    holder, key = place_in(luck, tree)
    entry = holder[key]
    other_holder, other_key = place_in(luck, tree)
    choices: list[Any] = [None, {}, [], True, [entry], {"value": entry}, {"a": entry}, str(entry)]
    choices += [copy.deepcopy(other_holder[other_key]), odd.distribution(luck), [entry] * 300]
    holder[key] = luck.choice((*choices, luck.choice(odd.NO_NUMBERS)))


def a_spelling(luck: Random, tree: Tree) -> None:
    """Write something that only YAML understands in place of an entry."""
    holder, key = place_in(luck, tree)
    holder[key] = Raw(luck.choice(odd.SPELT))


def many(luck: Random, tree: Tree) -> None:
    """Have some entry of a part many times, each under a name of its own."""
    part = luck.choice(("actors", "conditions", "shocks", "shared", "statements", "levels"))
    held, times = tree.get(part), luck.choice((2, 6, 20, 100, 1000))
    if isinstance(held, dict) and held:
        key = luck.choice(list(held))
        for step in range(times):
            held[f"{key}_{step}"] = _called(copy.deepcopy(held[key]), step)
    elif isinstance(held, list) and held:
        one = luck.choice(held)
        held += [_called(copy.deepcopy(one), step) for step in range(times)]


def _called(entry: Any, step: int) -> Any:
    if isinstance(entry, dict):
        for key in ("name", "id"):
            if isinstance(entry.get(key), str):
                entry[key] = f"{entry[key]}{step}"
    return f"{entry}{step}" if isinstance(entry, str) else entry


def a_shock(luck: Random, tree: Tree) -> None:
    """Let something happen that moves what is heard by much."""
    targets = [f"{key}.inclination" for key, one in named(tree, "actors").items() if is_party(one)]
    for key, actor in named(tree, "actors").items():
        targets += (
            [f"{key}.{name}" for name in named(actor, "signals")] if isinstance(actor, dict) else []
        )
    chosen = luck.sample(targets, min(len(targets), 3))
    effects = {name: luck.choice((odd.number(luck), odd.distribution(luck))) for name in chosen}
    rate = luck.choice((0, 1e-300, 0.1, 1e6, {"half_normal": {"mean": 1e6}}))
    tree["shocks"] = {"upset": {"rate": rate, "effects": effects}}


def a_depth(luck: Random, tree: Tree) -> None:
    """Nest an entry deeply."""
    holder, key = place_in(luck, tree)
    depth = luck.choice((3, 30, 300, 3000))
    opened, closed = luck.choice((("[", "]"), ("{a: ", "}")))
    holder[key] = Raw(opened * depth + "1" + closed * depth)


MILD: tuple[Mutation, ...] = (
    a_number,
    a_number,
    a_storm,
    a_chain,
    a_web,
    the_clock,
    a_shock,
    a_text,
)
"""What mostly leaves a scenario that can be run."""

WILD: tuple[Mutation, ...] = (
    *(a_time, a_word, an_id, a_key, a_kind, a_spelling, many, a_depth, the_clock),
)
"""What mostly has to be refused."""
