"""Mixtures: scenarios on the way from one to another, with some of their differing entries changed.

An entry is what can be changed as one: a number, weights, a rule, or anything from a single word to
a whole reading, condition or shock that only one of the two has. Where there are more than
`MAX_ENTRIES`, or they cannot be changed one without the other, all that differs in a section, such
as an actor, is one.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.analysis.audit.changes import ABSENT, Change, changes_from_base
from sim.errors import Keys, ScenarioError, UsageError
from sim.reading.document import Document
from sim.reading.faults import validated
from sim.scenario import Scenario
from sim.scenario.scenario import SHAPE
from sim.style.labels import part_called
from sim.style.sentences import counted

MAX_ENTRIES = 8
"""With every entry more, mixtures are twice as many."""

NAMED = ("actors", "conditions", "earlier", "shocks")
"""What has sections by name."""


@dataclass(frozen=True)
class Entry:
    """What is changed as one on the way from one scenario to another."""

    path: str
    places: tuple[Keys, ...]
    """What is changed, by the keys that lead to it; a section's may be several."""
    label: str
    """What it is called, with the name of whose it is."""
    change: str
    """How it changes, as a reader would write it: ``0.25 → 1``, ``added``, ``3 changes``."""


def entries_of(one: Scenario, other: Scenario, by_section: bool = False) -> list[Entry]:
    """Return in what two scenarios differ that changes any world.

    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> [entry] = entries_of(week, week.with_({"actors.turkey.hosting": 0}))
    >>> entry.label, entry.change
    ('Turkey: offer to host', '1 → 0')
    """
    changes = changes_from_base(one, other)
    sections: dict[Keys, list[Keys]] = {}
    for keys in _places(_plain(one), _plain(other), [change.path for change in changes]):
        whole = keys[: 1 + (keys[0] in NAMED)] if by_section else keys
        sections.setdefault(whole, []).append(keys)
    wholes = ((places[0] if len(places) == 1 else key, places) for key, places in sections.items())
    return [_entry(one, other, changes, *whole) for whole in wholes]


class Mixtures(NamedTuple):
    """Every way to change some of the entries in which two scenarios differ.

    Mixture number 2ⁱ + 2ʲ has entries i and j as the second scenario has them.
    """

    entries: list[Entry]
    scenarios: list[Scenario]


def mixtures(*scenarios: Scenario) -> Mixtures:
    """Return the mixtures of two scenarios.

    Raises `UsageError` where nothing differs, or too much, or not even sections can be changed one
    without the other.
    """
    if len(scenarios) != 2:
        raise UsageError(f"--split: two scenarios are needed, not {len(scenarios)}")
    one, other = scenarios
    for by_section in (False, True):
        found = entries_of(one, other, by_section)
        if not found:
            raise UsageError("--split: the two scenarios differ in nothing that changes a world")
        problem = f"the two scenarios differ in {counted(len(found), 'section')}"
        if len(found) <= MAX_ENTRIES:
            try:
                return Mixtures(found, [*_mixed(_plain(one), _plain(other), found)])
            except ScenarioError as error:
                problem = f"some cannot be changed without another: {error.key}: {error.problem}"
    raise UsageError(f"--split: at most {MAX_ENTRIES} entries can be told apart; {problem}")


def _plain(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json", exclude_defaults=True)


def _places(one: Any, other: Any, paths: Iterable[str], keys: Keys = ()) -> Iterator[Keys]:
    """Yield the keys of what differs in plain data, no deeper than both have it or a path leads."""
    path = _path(keys)
    below = [each for each in paths if not keys or _leads(path, each)]
    if path in below or (below and not (isinstance(one, dict) and isinstance(other, dict))):
        yield keys
    elif below:
        for key in dict.fromkeys([*one, *other]):
            lacking: Any = {} if not keys and key in NAMED else None  # each of these is an entry
            here, there = (data.get(key, lacking) for data in (one, other))
            yield from _places(here, there, below, (*keys, key))


def _path(keys: Keys) -> str:
    return ".".join(map(str, keys))


def _leads(path: str, place: str) -> bool:
    return f"{place}.".startswith(f"{path}.")


def _entry(
    one: Scenario, other: Scenario, changes: Sequence[Change], whole: Keys, places: Sequence[Keys]
) -> Entry:
    path = _path(whole)
    inside = [each for each in changes if _leads(path, each.path)]
    [first, *more] = inside
    known = other if any(each.after != ABSENT for each in inside) else one
    if not more and first.path == path:
        whose = f"{known.actors[first.owner].name}: " if first.owner else ""
        return Entry(path, (*places,), whose + first.label, f"{first.before} → {first.after}")
    new, gone = ({getattr(each, end) for each in inside} == {ABSENT} for end in ("before", "after"))
    several = counted(len(places) if len(places) > 1 else len(inside), "change")
    said = "added" if new else "taken away" if gone else several
    return Entry(path, (*places,), part_called(known, path), said)


def _mixed(
    one: dict[str, Any], other: dict[str, Any], entries: Sequence[Entry]
) -> Iterator[Scenario]:
    """Yield every mixture; sentences that only the other scenario quotes come along."""
    quoted = {said["id"]: said for data in (other, one) for said in data.get("statements", ())}
    for number in range(2 ** len(entries)):
        data = deepcopy(one) | {"statements": [*quoted.values()]}
        for entry in (each for at, each in enumerate(entries) if number >> at & 1):
            for place in entry.places:
                _take_over(data, other, place)
        yield validated(SHAPE, Document(data))


def _take_over(data: Any, other: Any, place: Keys) -> None:
    """Put into plain data what stands at a place of other data, or take it away as there."""
    *above, last = place
    for key in above:
        data, other = data.setdefault(key, {}), other.get(key, {})
    data.pop(last, None)
    if last in other:
        data[last] = other[last]
