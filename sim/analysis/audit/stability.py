"""Stability: in which states of a conflict nobody has reason to move, and what keeps it there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np

from sim.analysis.audit.conflict import Game
from sim.analysis.audit.conflict_by_words import game_of, readings_of
from sim.analysis.audit.deterrence import Deterrence
from sim.analysis.audit.graph_model import CONCEPTS, GMR, NASH, SEQ, SMR
from sim.analysis.finding import Finding
from sim.errors import UsageError
from sim.scenario import Scenario
from sim.style.sentences import counted, listed, within
from sim.style.words import called

MAX_COMBINATIONS = 300
"""Combinations of readings that are tried for one that would make a state stable."""

MAX_DRAWN = 60
"""States that can be told apart in a picture."""

MAX_CALLED, MAX_NUMBERED = 2, 10
"""States of which a sentence says what is done in them, and those that it names by number."""


@dataclass(frozen=True, repr=False, eq=False)
class Stability(Finding):
    """Which states of a conflict are stable, for whom and why; with what would make one stable."""

    topic = "which states are stable"
    listed_as = "states"

    game: Game
    wishes: Mapping[str, list[str]]
    """What each wants in words, the most important first; nothing for a conflict from a file."""
    readings: Mapping[str, str]
    """How each party's words are read, by its name."""
    asked: int | None = None
    """The state that is asked about, from 0."""
    stabilised_by: tuple[Mapping[str, str], ...] | None = None
    """Readings under which nobody could do better by leaving that state; None if none were tried.
    """

    @property
    def title(self) -> str:
        """What the conflict is called."""
        return self.game.title

    @property
    def request(self) -> dict[str, Any]:
        """The conflict, and how words are read."""
        if not self.readings:
            return {"conflict": self.title}
        return {"scenario": self.title, "readings": dict(self.readings)}

    @cached_property
    def deterrence(self) -> Deterrence:
        """What keeps each from moving."""
        return Deterrence(self.game)

    def equilibria(self, concept: str) -> list[int]:
        """Return the states that are stable for all, from 0."""
        return np.flatnonzero(self.deterrence.stable[concept].all(axis=0)).tolist()

    def why(self, state: int, actor: str) -> str:
        """Return why a state is stable for an actor, or why it is not."""
        return self.deterrence.why(state, actor)

    @property
    def sentence(self) -> str:
        """How many states are stable and what they come to; or what would make one so."""
        if self.asked is not None:
            return self._what_would_make_it_stable(self.asked)
        best, number = self.equilibria(NASH), len(self.game.states)
        more = [one for one in self.equilibria(GMR) if one not in best]
        answers = "others could answer so that it ends no better off"
        better, states = "could do better by moving alone", counted(number, "state")
        if not best:
            found, held = f"In each of {states} somebody {better}", f"of them {answers}"
        else:
            found = f"In {len(best)} of {states} nobody {better}{self._come_to(best)}"
            held = f"more somebody could, but {answers}"
        come_to = self._come_to(more) if self.game.meetings else ""
        return f"{found}; in {len(more)} {held}{come_to}." if more else f"{found}."

    def _come_to(self, states: list[int]) -> str:
        """Return what some states come to: how often each end, or what they are."""
        if not states:
            return ""
        if self.game.meetings:
            met = Counter(self.game.meetings[state] for state in states)
            said = [
                f"{'one' if at else 'a meeting'} at the level ‘{one}’" if one else "no meeting"
                for at, one in enumerate(met)
            ]
            return f": {listed(f'{w} in {n}' for w, n in zip(said, met.values(), strict=True))}"
        if len(states) <= MAX_CALLED:
            called_so = (f"{one + 1} ({self.game.state_called(one)})" for one in states)
            return f": {listed(called_so)}"
        more = len(states) - MAX_NUMBERED
        numbers = [str(one + 1) for one in states[:MAX_NUMBERED]]
        return f" ({listed([*numbers, *[f'{more} others'] * (more > 0)])})"

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Return a row per state and actor: what it does, whether it is stable for it, and why."""
        stable = self.deterrence.stable
        for state in range(len(self.game.states)):
            met = {"meeting": self.game.meetings[state]} if self.game.meetings else {}
            for at, actor in enumerate(self.game.tracks):
                marks = {one.lower(): bool(stable[one][at, state]) for one in CONCEPTS}
                does = {"actor": actor, "does": self.game.strategy(actor, state)}
                why = {"rank": int(self.game.graph.ranks[at, state]), "why": self.why(state, actor)}
                yield {"state": state + 1, **met, **does, **marks, **why}

    def details(self) -> Mapping[str, Any]:
        """Return the equilibria of each concept, what is wanted, and a row per state and actor."""
        found: dict[str, Any] = {
            "equilibria": {c: [one + 1 for one in self.equilibria(c)] for c in CONCEPTS},
            "wishes": dict(self.wishes),
            "states": [*self.records()],
        }
        if self.asked is not None:
            found["inverse"] = {
                "state": self.asked + 1,
                "needs": self.needs(self.asked),
                "readings": self.stabilised_by and [dict(one) for one in self.stabilised_by],
            }
        return found

    def needs(self, state: int) -> dict[str, list[int]]:
        """Return than which states each actor would have to like one no less, from 1."""
        moves = self.game.graph.improvements[:, state]
        pairs = zip(self.game.tracks, moves, strict=True)
        better = {actor: np.flatnonzero(one) + 1 for actor, one in pairs}
        return {actor: one.tolist() for actor, one in better.items() if len(one)}

    def _what_would_make_it_stable(self, state: int) -> str:
        needs, name = self.needs(state), f"State {state + 1} ({self.game.state_called(state)})"
        if not needs:
            return f"{name} is stable as it is: nobody could do better by moving alone."
        told = [
            f"{within(actor)} liked it no less than {'states' if len(some) > 1 else 'state'} "
            f"{listed(map(str, some))}"
            for actor, some in needs.items()
        ]
        held = [concept for concept in (SEQ, SMR, GMR) if state in self.equilibria(concept)]
        now = f", which now only answers hold ({', '.join(held)})," if held else ""
        return f"{name}{now} would be stable by itself if {listed(told)}{self._by_reading()}."

    def _by_reading(self) -> str:
        """Return which readings would make the state that is asked about stable, if any."""
        if self.stabilised_by is None:
            return ""
        if not self.stabilised_by:
            return "; no reading of their words makes it so"
        changes = [
            [(key, one) for key, one in some.items() if self.readings[key] != one]
            for some in self.stabilised_by
        ]
        read = (f"{within(key)} read as {called(one)}" for key, one in min(changes, key=len))
        return f"; with {listed(read)} it is so"


def stability(
    conflict: Scenario | Game, readings: Mapping[str, str] | None = None, inverse: int | None = None
) -> Stability:
    """Return which states of a scenario, or of a conflict from a file, are stable, and why.

    Parameters
    ----------
    conflict : Scenario or Game
    readings : mapping, optional
        The reading of a party's words, by the party's id; the likeliest where none is given.
    inverse : int, optional
        A state, from 1: what would make it stable?

    Raises
    ------
    UsageError
        If there is no such reading or state, or there are too many states.

    Examples
    --------
    >>> from sim import Scenario, stability
    >>> found = stability(Scenario.load("scenarios/others/muscat-2025.yaml"))
    >>> found.game.state_called(found.equilibria("Nash")[0])
    'Washington: absent; Iran: absent'
    """
    wishes: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    if isinstance(conflict, Scenario):
        read = readings_of(conflict, readings)
        game, wishes = game_of(conflict, read)
        named = _by_name(conflict, read)
    else:
        game = conflict
    if inverse is None:
        return Stability(game, wishes, named)
    if not 1 <= inverse <= len(game.states):
        raise UsageError(f"there is no state {inverse}; they are numbered 1 to {len(game.states)}")
    by = _stabilising(conflict, inverse - 1) if isinstance(conflict, Scenario) else None
    return Stability(game, wishes, named, inverse - 1, by)


def _by_name(scenario: Scenario, readings: Mapping[str, str]) -> dict[str, str]:
    return {scenario.actors[key].name: one for key, one in readings.items()}


def _stabilising(scenario: Scenario, state: int) -> tuple[Mapping[str, str], ...] | None:
    """Return the readings under which a state is stable by itself; None if they are too many."""
    spoken = [party.readings for party in scenario.parties.values()]
    if prod(map(len, spoken)) > MAX_COMBINATIONS:
        return None
    combinations = (dict(zip(scenario.parties, some, strict=True)) for some in product(*spoken))
    return tuple(
        _by_name(scenario, readings)
        for readings in combinations
        if not game_of(scenario, readings)[0].graph.improvements[:, state].any()
    )
