"""The files of conflicts that modellers have: those of GMCR+, in JSON.

An option is a number there, and stands with ``Y`` or ``N``; states are numbered from 1.
"""

import json
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from sim.analysis.audit.conflict import Game, Index, Option, Pattern, Track, feasible, held
from sim.arrays import Flags
from sim.errors import InvalidEntry, Keys
from sim.reading.document import read_document
from sim.reading.faults import validated
from sim.reading.shape import Shape
from sim.scenario.base import DisplayName, Spec

MAX_OPTIONS = 40


def _as_patterns(given: Any) -> Any:
    """Return the patterns of a statement, each of which is enough."""
    several = isinstance(given, dict) and given.keys() == {"compound", "members"}
    patterns = given["members"] if several else [given]
    if not isinstance(patterns, list) or not all(isinstance(one, list) for one in patterns):
        raise InvalidEntry((), 'write [[0, "Y"]], or {"compound": true, "members": [[[0, "Y"]]]}')
    for at, pattern in enumerate(patterns):
        for place, term in enumerate(pattern):
            if not isinstance(term, list) or len(term) != 2 or term[1] not in ("Y", "N"):
                where = ("members", at, place) if several else (place,)
                raise InvalidEntry(where, 'write [0, "Y"] or [0, "N"], an option by its number')
    return patterns


def _written(patterns: tuple[Pattern, ...]) -> Any:
    return patterns[0] if len(patterns) == 1 else {"compound": True, "members": patterns}


Statement = Annotated[tuple[Pattern, ...], BeforeValidator(_as_patterns), PlainSerializer(_written)]
"""What may hold in a state: any one of its patterns."""


def _none_of(what: str, kind: type = object) -> Callable[[Any], Any]:
    """Return a check that refuses a list of what is not modelled here."""

    def check(given: Any) -> Any:
        if isinstance(given, list) and any(isinstance(one, kind) for one in given):
            raise InvalidEntry((), f"{what} are not modelled; leave them out")
        return given

    return check


class DecisionMaker(Spec):
    """An actor with its options, by number, and what it wants, the most important first."""

    name: DisplayName
    options: tuple[Index, ...]
    preferences: tuple[Statement, ...]
    preferenceRanking: tuple[Index | tuple[Index, ...], ...] | None = None  # noqa: N815
    misperceptions: Annotated[tuple[()], BeforeValidator(_none_of("misperceptions"))] = ()


_OTHERS = {"program", "version", "coalitionsFull", "payoffs", "perceivedRanking"}
"""Keys of such files that say nothing of their own."""

_OLD = {
    "useManualPreferenceVectors": "useManualPreferenceRanking",
    "preferenceVector": "preferenceRanking",
}


def _renamed(given: Any) -> Any:
    if not isinstance(given, dict):
        return given
    return {_OLD.get(key, key): entry for key, entry in given.items() if key not in _OTHERS}


class Conflict(Spec):
    """What a file says."""

    decisionMakers: tuple[Annotated[DecisionMaker, BeforeValidator(_renamed)], ...] = Field(  # noqa: N815
        min_length=1, max_length=20
    )
    options: tuple[Option, ...] = Field(min_length=1, max_length=MAX_OPTIONS)
    infeasibles: tuple[Statement, ...]
    useManualPreferenceRanking: bool = False  # noqa: N815
    coalitions: Annotated[tuple[Index, ...], BeforeValidator(_none_of("coalitions", list))] = ()

    @model_validator(mode="before")
    @classmethod
    def _reads_older_files(cls, given: Any) -> Any:
        return _renamed(given)

    @model_validator(mode="after")
    def _fits_together(self) -> "Conflict":
        owners: dict[int, str] = {}
        said: dict[Keys, tuple[Statement, ...]] = {("infeasibles",): self.infeasibles}
        for at, maker in enumerate(self.decisionMakers):
            said["decisionMakers", at, "preferences"] = maker.preferences
            for place, option in enumerate(maker.options):
                where = ("decisionMakers", at, "options", place)
                self._must_be_an_option(where, option)
                if option in owners:
                    raise InvalidEntry(where, f"option {option} is {owners[option]}'s already")
                owners[option] = maker.name
        for path, statements in said.items():
            for place, statement in enumerate(statements):
                for number in (number for one in statement for number, _ in one):
                    self._must_be_an_option((*path, place), number)
        if missing := [*{*range(len(self.options))} - owners.keys()]:
            raise InvalidEntry(("options", missing[0]), "belongs to no decision maker")
        return self

    def _must_be_an_option(self, where: Keys, number: int) -> None:
        last = len(self.options) - 1
        if number > last:
            raise InvalidEntry(where, f"must be the number of an option, from 0 to {last}")


SHAPE = Shape(Conflict, "conflict", form="JSON")


def read_conflict(path: str | Path) -> Game:
    """Read a conflict file.

    Raises `ScenarioError` if it cannot be read or describes no conflict.
    """
    document = read_document(Path(path), SHAPE)
    conflict = validated(SHAPE, document)
    try:
        states = feasible(conflict.options, conflict.infeasibles)
    except InvalidEntry as error:
        raise document.error(error.path, error.problem) from None
    names = [one.name for one in conflict.options]
    tracks, wishes = {}, {}
    for at, maker in enumerate(conflict.decisionMakers):
        if maker.name in tracks:
            raise document.error(("decisionMakers", at, "name"), "a name stands here twice")
        tracks[maker.name] = tuple(_single(number, names[number]) for number in maker.options)
        wanted = [held(one, states) for one in maker.preferences]
        if conflict.useManualPreferenceRanking:
            try:
                wanted = _cuts(maker.preferenceRanking or (), len(states))
            except InvalidEntry as error:
                keys = ("decisionMakers", at, "preferenceRanking")
                raise document.error(keys, error.problem) from None
        wishes[maker.name] = np.array(wanted, bool).reshape(-1, len(states))
    return Game(Path(path).stem, conflict.options, conflict.infeasibles, states, tracks, wishes)


def in_json(game: Game) -> str:
    """Return a game as the text of a file, from which the same can be read."""
    makers = []
    for name, tracks in game.tracks.items():
        told = [one for one in game.wishes[name] if one.any() and not one.all()]
        wants = tuple(_patterns(one, game.states) for one in told)
        own = tuple(option for track in tracks for option in track.options)
        makers.append(DecisionMaker.model_construct(name=name, options=own, preferences=wants))
    whole = Conflict.model_construct(
        decisionMakers=tuple(makers),
        options=game.options,
        infeasibles=game.infeasibles,
        coalitions=tuple(range(len(makers))),  # each by itself; GMCR+ asks for them
    )
    plain = whole.model_dump(mode="json", exclude_none=True)
    lines = (f'"{key}": {json.dumps(entry, ensure_ascii=False)}' for key, entry in plain.items())
    return "{" + ",\n ".join(lines) + "}\n"


def _single(option: int, name: str) -> Track:
    return Track((option,), ("", name), ("", f"choosing ‘{name}’"), (f"giving up ‘{name}’", ""))


def _cuts(ranking: Sequence[int | tuple[int, ...]], states: int) -> list[Flags]:
    """Return a ranking of all states, the best first, as wishes: to be among the best so many."""
    groups = [[one] if isinstance(one, int) else [*one] for one in ranking]
    if sorted(chain.from_iterable(groups)) != [*range(1, states + 1)]:
        raise InvalidEntry((), f"must name each state from 1 to {states} once, the best first")
    best = [[*chain.from_iterable(groups[: place + 1])] for place in range(len(groups))]
    return [np.isin(np.arange(1, states + 1), some) for some in best]


def _patterns(wish: Flags, states: Flags) -> tuple[Pattern, ...]:
    """Return patterns that hold where a wish does: each as short as can be, until all are met."""
    left, found = wish.copy(), list[Pattern]()
    while left.any():
        example, kept = states[left.argmax()], [*range(states.shape[1])]
        for option in range(states.shape[1]):
            fewer = [one for one in kept if one != option]
            if not (states[~wish][:, fewer] == example[fewer]).all(axis=1).any():
                kept = fewer
        left &= ~(states[:, kept] == example[kept]).all(axis=1)
        found.append(tuple((one, "Y" if example[one] else "N") for one in kept))
    return tuple(found)
