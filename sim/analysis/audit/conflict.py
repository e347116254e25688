"""A conflict in option form: who has which options, which of them go together, what each wants.

States are in the order of GMCR+ (Kinsara, Petersons, Hipel and Kilgour 2015), the first option
changing fastest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from sim.analysis.audit.graph_model import GraphModel, Ranks
from sim.arrays import Flags
from sim.errors import InvalidEntry
from sim.scenario.base import DisplayName, Spec

MAX_STATES = 1_000

Index = Annotated[int, Field(strict=True, ge=0)]
Pattern = tuple[tuple[Index, Literal["Y", "N"]], ...]
"""Options that are all taken, or not taken: ``[[0, "Y"], [2, "N"]]``."""


class Option(Spec):
    """What an actor can do or leave; ``fwd`` cannot be taken back, ``back`` not taken up again."""

    name: DisplayName
    permittedDirection: Literal["both", "fwd", "back"]  # noqa: N815 - as the files call it


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


def _ranks(wishes: Flags) -> Ranks:
    """Return how states rank by option prioritising: the first wish that differs decides."""
    if not len(wishes):
        return np.zeros(wishes.shape[1], np.int64)
    return np.unique(wishes.T, axis=0, return_inverse=True)[1].ravel()
