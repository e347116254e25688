"""Changes: in what one scenario differs from another, such as from the text it is based on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.errors import path_of
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.scenario.distribution import Distribution
from sim.scenario.number import Number
from sim.scenario.rule import Rule
from sim.scenario.weights import Weights
from sim.style.labels import decision, label_of
from sim.style.numbers import exactly, value_in_words
from sim.style.words import called

PROSE = {
    *("title", "summary", "teaches", "name", "note", "text"),
    *("sources", "assumption", "external", "neutral", "theories"),
}
"""What a scenario says for readers, or could be read with; it changes no world."""

ABSENT = "–"

Entry = Number | Weights | str  # a number, weights, or anything else in words
NAMED = ("conditions", "shocks", "earlier")
"""What has entries, by their ids, that are spoken of by that id."""


@dataclass(frozen=True)
class Change:
    """One entry in which two scenarios differ."""

    path: str
    """Where it stands."""
    owner: str
    label: str
    """The actor it is about, and what it is in words."""
    before: str
    after: str
    """As readers would write them; ``–`` where a scenario has no such entry."""
    note: str = ""
    """Why, as the second scenario says it: its assumption or what it brings in; empty if it does
    not say.
    """
    sources: tuple[str, ...] = ()
    """Ids of the statements it rests on in the second scenario."""


def changes_from_base(base: Scenario, scenario: Scenario) -> tuple[Change, ...]:
    """Return every entry that makes a difference to worlds and is not the same in both.

    >>> from sim import Scenario
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> [one] = changes_from_base(week, week.with_({"meeting.goes_ahead": 0.5}))
    >>> one.label, one.before, one.after
    ('chance that logistics let equal levels meet on time', '0.9', '0.5')
    """
    before, after = dict(_entries(base)), dict(_entries(scenario))
    paths = dict.fromkeys([*after, *before])
    changes = ((path, before.get(path, ABSENT), after.get(path, ABSENT)) for path in paths)
    return tuple(
        _change((scenario, base), path, *_told_apart(was, now))
        for path, was, now in changes
        if _that_counts(was) != _that_counts(now)
    )


def _that_counts(entry: Entry) -> Any:
    """Return what of an entry makes a difference to worlds, its prior included."""
    if isinstance(entry, Number):
        return entry.shared, entry.value, entry.distribution
    if isinstance(entry, Weights):
        return {name: weight for name, weight in entry.centres.items() if weight}, entry.dirichlet
    return entry


def _told_apart(was: Entry, now: Entry) -> tuple[str, str]:
    """Return two entries in words, with all digits and priors where rounded they look alike."""
    rounded, exact = (
        tuple(entry if isinstance(entry, str) else tell(entry) for entry in (was, now))
        for tell in (value_in_words, exactly)
    )
    before, after = exact if rounded[0] == rounded[1] else rounded
    return before, after


def _change(scenarios: tuple[Scenario, ...], path: str, before: str, after: str) -> Change:
    for one in scenarios:
        if path in one.numbers.written:
            number = one.numbers.written[path]
            given, words = number.given, label_of(one, number)
            note = given.external or given.assumption or ""
            return Change(path, number.owner, words, before, after, note, given.sources)
        if any(path == place for place, _ in one.deciders.values()):
            return Change(path, *decision(one, path), before, after)
    top, _, rest = path.partition(".")
    actor, _, what = rest.partition(".")
    if top == "actors" and what:
        return Change(path, actor, _spoken(what), before, after)
    words = f"{called(actor)}: {_spoken(what)}" if top in NAMED and what else _spoken(path)
    return Change(path, "", words, before, after)


def _spoken(path: str) -> str:
    """Return a dotted path as words, for what has no others: ``clock: deadline``."""
    keys = ("possible" if key == "when" else key for key in path.split("."))
    return humanize(": ".join(keys))


def _entries(scenario: Scenario) -> Iterator[tuple[str, Entry]]:
    """Yield the path of each number, and of each entry that is not itself a spec."""
    parts = dict(scenario.walk())
    holders = {keys[:size] for keys in parts for size in range(1, len(keys) + 1)}
    for keys, part in parts.items():
        path = path_of(keys)
        if path.startswith("statements.") or isinstance(part, Distribution):
            continue
        if isinstance(part, Rule):
            yield path, part.name
        elif isinstance(part, Number | Weights):
            yield path, part
        else:
            plain = {name for name in type(part).model_fields if (*keys, name) not in holders}
            for name, entry in part.model_dump(mode="json", include=plain - PROSE).items():
                yield f"{path}.{name}".lstrip("."), _in_words(entry)


def _in_words(entry: Any) -> str:
    if isinstance(entry, dict):
        return ", ".join(f"{key}: {_in_words(one)}" for key, one in entry.items()) or ABSENT
    if isinstance(entry, list):
        return " or ".join(_in_words(one) for one in entry) or ABSENT
    return ABSENT if entry is None else str(entry)
