"""Mixtures: scenarios on the way from one to another, with some of their differing entries changed.

An entry is a number, weights, a rule, a word, or a whole reading, condition or shock that only one
of the two has. Where there are more than `MAX_ENTRIES`, or they cannot be changed one without the
other, all that differs in a section, such as an actor, is one.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from sim.analysis.audit.changes import ABSENT, changes_from_base
from sim.errors import Keys, ScenarioError, UsageError, path_of
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

Data = dict[str, Any]


class Entry(NamedTuple):
    """What is changed as one."""

    path: str
    places: list[Keys]
    label: str
    """With the name of whose it is."""
    change: str
    """As a reader would write it: ``0.25 → 1``, ``added``, ``taken away``, ``3 changes``."""


Mixtures = tuple[list[Entry], list[Scenario]]
"""In what two scenarios differ, and every way to change some of it: mixture 2ⁱ + 2ʲ has entries i
and j as the second scenario has them.
"""


def mixtures(*scenarios: Scenario) -> Mixtures:
    """Return the mixtures of two scenarios.

    Raises `UsageError` where nothing differs, or too much, or not even sections can be changed one
    without the other.

    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> [entry], _ = mixtures(week, week.with_({"actors.turkey.hosting": 0}))
    >>> entry.label, entry.change
    ('Turkey: offer to host', '1 → 0')
    """
    if len(scenarios) != 2:
        raise UsageError(f"--split: two scenarios are needed, not {len(scenarios)}")
    one, other = (each.model_dump(mode="json", exclude_defaults=True) for each in scenarios)
    for by_section in (False, True):
        entries = _entries(scenarios, (one, other), by_section)
        if not entries:
            raise UsageError("--split: the two scenarios differ in nothing that changes a world")
        problem = f"the two scenarios differ in {counted(len(entries), 'section')}"
        if len(entries) <= MAX_ENTRIES:
            try:
                return entries, [*_mixed(one, other, entries)]
            except ScenarioError as error:
                problem = f"some cannot be changed without another: {error.key}: {error.problem}"
    raise UsageError(f"--split: at most {MAX_ENTRIES} entries can be told apart; {problem}")


def _entries(
    scenarios: Sequence[Scenario], both: tuple[Data, Data], by_section: bool
) -> list[Entry]:
    changes = {change.path: change for change in changes_from_base(*scenarios)}
    sections: dict[Keys, list[Keys]] = {}
    for keys in _places(*both, changes):
        whole = keys[: 1 + (keys[0] in NAMED)] if by_section else keys
        sections.setdefault(whole, []).append(keys)
    found = []
    for section, places in sections.items():
        path = path_of(section if len(places) > 1 else places[0])
        inside = [change for place, change in changes.items() if _leads(path, place)]
        new, gone = (
            {vars(each)[end] for each in inside} == {ABSENT} for end in ("before", "after")
        )
        known = scenarios[not gone]
        if path in changes:
            [only], owner = inside, known.actors.get(inside[0].owner)
            label = f"{owner.name}: {only.label}" if owner else only.label
            said = f"{only.before} → {only.after}"
        else:
            several = counted(len(places) if len(places) > 1 else len(inside), "change")
            label = part_called(known, path)
            said = "added" if new else "taken away" if gone else several
        found.append(Entry(path, places, label, said))
    return found


def _places(one: Any, other: Any, paths: Iterable[str], keys: Keys = ()) -> Iterator[Keys]:
    """Yield the keys of what differs in plain data, no deeper than both have it or a path leads."""
    path = path_of(keys)
    below = [each for each in paths if not keys or _leads(path, each)]
    if path in below or (below and not (isinstance(one, dict) and isinstance(other, dict))):
        yield keys
    elif below:
        for key in dict.fromkeys([*one, *other]):
            lacking: Any = {} if not keys and key in NAMED else None  # each of these is an entry
            here, there = (data.get(key, lacking) for data in (one, other))
            yield from _places(here, there, below, (*keys, key))


def _leads(path: str, place: str) -> bool:
    return f"{place}.".startswith(f"{path}.")


def _mixed(one: Data, other: Data, entries: Sequence[Entry]) -> Iterator[Scenario]:
    """Yield every mixture; sentences that only the other scenario quotes come along."""
    quoted = {said["id"]: said for data in (other, one) for said in data.get("statements", ())}
    for number in range(2 ** len(entries)):
        mixed = deepcopy(one) | {"statements": [*quoted.values()]}
        for entry in (each for at, each in enumerate(entries) if number >> at & 1):
            for *above, last in (map(str, place) for place in entry.places):
                into, source = mixed, other
                for key in above:
                    into, source = into.setdefault(key, {}), source.get(key, {})
                into.pop(last, None)
                into |= {last: source[last]} if last in source else {}
        yield validated(SHAPE, Document(mixed))
