"""A conflict in option form: who has which options, which of them go together, what each wants.

The files are those of GMCR+ (Kinsara, Petersons, Hipel and Kilgour 2015), JSON with an option as a
number and ``Y`` or ``N``; states are numbered as there, from 1, the first option changing fastest.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from sim.analysis.audit.graph_model import GraphModel, Ranks
from sim.arrays import Flags
from sim.errors import InvalidEntry, Keys
from sim.reading.document import read_document
from sim.reading.faults import validated
from sim.reading.shape import Shape
from sim.scenario.base import DisplayName, Spec

MAX_OPTIONS, MAX_STATES = 40, 1_000

Index = Annotated[int, Field(strict=True, ge=0)]
Pattern = tuple[tuple[Index, Literal["Y", "N"]], ...]
"""Options that are all taken, or not taken: ``[[0, "Y"], [2, "N"]]``."""


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


class Option(Spec):
    """What an actor can do or leave; ``fwd`` cannot be taken back, ``back`` not taken up again."""

    name: DisplayName
    permittedDirection: Literal["both", "fwd", "back"]  # noqa: N815 - as the files call it


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


@dataclass(frozen=True)
class Track:
    """Options of one actor of which each needs the one before: a ladder, or a single option."""

    options: tuple[int, ...]
    names: tuple[str, ...]
    """What it is called with so many of them taken; the first may be empty."""
    turns: tuple[str, ...]
    """What it is called to turn there from fewer: ``coming at the level ‘leaders’``."""
    drops: tuple[str, ...]
    """The same from more of them: ``staying away``."""

    def turn(self, before: int, now: int) -> str:
        """Return in words how so many options taken become so many others."""
        return (self.turns if now > before else self.drops)[now]


@dataclass(frozen=True, eq=False)
class Game:
    """A conflict as arrays, with its words."""

    title: str
    options: tuple[Option, ...]
    infeasibles: tuple[tuple[Pattern, ...], ...]
    states: Flags
    """Which options are taken in each state, shape ``(states, options)``."""
    tracks: Mapping[str, tuple[Track, ...]]
    """The options of each actor, by its name."""
    wishes: Mapping[str, Flags]
    """Where what each wants holds, the most important first, shape ``(wishes, states)``."""
    meetings: tuple[str, ...] = ()
    """The level at which they meet in each state, empty for none; no entry if it is not known."""

    @cached_property
    def graph(self) -> GraphModel:
        """The game as moves and ranks."""
        moves = np.array([self._moves(tracks) for tracks in self.tracks.values()])
        return GraphModel(moves, np.array([_ranks(one) for one in self.wishes.values()]))

    def _moves(self, tracks: Sequence[Track]) -> Flags:
        """Return from which state an actor can move to which: all of its options at once."""
        own = [option for track in tracks for option in track.options]
        others = np.delete(self.states, own, axis=1)
        kind = np.unique(others, axis=0, return_inverse=True)[1].ravel()
        can: Flags = (kind[:, None] == kind[None, :]) & ~np.eye(len(kind), dtype=bool)
        for option in own:
            taken, way = self.states[:, option], self.options[option].permittedDirection
            if way != "both":
                fixed = taken if way == "fwd" else ~taken
                can &= ~(fixed[:, None] & (taken[:, None] != taken[None, :]))
        return can

    def rung(self, state: int, track: Track) -> int:
        """Return how many options of a track are taken in a state."""
        return int(self.states[state, list(track.options)].sum())

    def strategy(self, actor: str, state: int) -> str:
        """Return what an actor does in a state."""
        names = (track.names[self.rung(state, track)] for track in self.tracks[actor])
        return ", ".join(filter(None, names)) or "nothing"

    def state_called(self, state: int) -> str:
        """Return a state as what each does in it."""
        return "; ".join(f"{actor}: {self.strategy(actor, state)}" for actor in self.tracks)

    def to_json(self) -> str:
        """Return the game as the text of a file, from which the same can be read."""
        makers = []
        for name, tracks in self.tracks.items():
            told = [one for one in self.wishes[name] if one.any() and not one.all()]
            wants = tuple(_patterns(one, self.states) for one in told)
            own = tuple(option for track in tracks for option in track.options)
            makers.append(DecisionMaker.model_construct(name=name, options=own, preferences=wants))
        whole = Conflict.model_construct(
            decisionMakers=tuple(makers),
            options=self.options,
            infeasibles=self.infeasibles,
            coalitions=tuple(range(len(makers))),  # each by itself; GMCR+ asks for them
        )
        plain = whole.model_dump(mode="json", exclude_none=True)
        lines = (
            f'"{key}": {json.dumps(entry, ensure_ascii=False)}' for key, entry in plain.items()
        )
        return "{" + ",\n ".join(lines) + "}\n"


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


def feasible(options: Sequence[Option], infeasibles: Sequence[Sequence[Pattern]]) -> Flags:
    """Return the states that are possible, shape ``(states, options)``, in their order.

    Raises `InvalidEntry` if they are too many, or there is none.
    """
    states = np.zeros((1, 0), dtype=bool)
    for number in range(len(options)):
        states = np.vstack([np.insert(states, number, taken, axis=1) for taken in (False, True)])
        barred = (one for some in infeasibles for one in some)
        decided = [one for one in barred if max((n for n, _ in one), default=0) == number]
        states = states[~held(decided, states)]
        if len(states) > 100 * MAX_STATES:
            break
    if not len(states):
        raise InvalidEntry(("infeasibles",), "leave no state possible; at least one is needed")
    if len(states) > MAX_STATES:
        raise InvalidEntry(("options",), f"make more than {MAX_STATES:,} states, the most allowed")
    return states


def held(statement: Sequence[Pattern], states: Flags) -> Flags:
    """Return in which states one of some patterns holds."""
    found = np.zeros(len(states), dtype=bool)
    for pattern in statement:
        numbers, taken = [n for n, _ in pattern], [answer == "Y" for _, answer in pattern]
        found |= (states[:, numbers] == taken).all(axis=1)
    return found


def _single(option: int, name: str) -> Track:
    return Track((option,), ("", name), ("", f"choosing ‘{name}’"), (f"giving up ‘{name}’", ""))


def _ranks(wishes: Flags) -> Ranks:
    """Return how states rank by option prioritising: the first wish that differs decides."""
    if not len(wishes):
        return np.zeros(wishes.shape[1], np.int64)
    return np.unique(wishes.T, axis=0, return_inverse=True)[1].ravel()


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
