"""The graph model for conflict resolution (Fang, Hipel and Kilgour 1993): what is stable, and why.

States are points, a move of an actor leads from one to another, and each actor ranks the states.
A state is stable for an actor who cannot do better by moving, or who is deterred: whatever better
state it moved to, the others could answer so that it ends no better off. Concepts differ in what
counts as an answer; a state that is stable for all is an equilibrium.

What may be an answer:

- Nash (Nash 1950): nothing deters;
- SEQ (Fraser and Hipel 1979): moves by which whoever moves gains;
- SMR (Howard 1971): any moves that the actor could not make up for;
- GMR (Howard 1971): any moves.

Nobody moves twice in a row. In a conflict of options that says nothing, as two moves of one actor
are one move; so what several can reach is what a chain of their moves reaches.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags

NASH, SEQ, SMR, GMR = "Nash", "SEQ", "SMR", "GMR"

CONCEPTS = {
    NASH: "nobody could do better by moving alone",
    SEQ: "whoever could would be answered by moves that gain those who make them",
    SMR: "whoever could can be answered, and could not make up for it",
    GMR: "whoever could can be answered",
}
"""What it means that a state is stable for all, from the strictest concept on."""

Ranks = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GraphModel:
    """Who can move where, and how each ranks the states."""

    moves: Flags
    """Whether an actor can move from one state to another, shape ``(actors, states, states)``."""
    ranks: Ranks
    """How each ranks the states, the higher the better, shape ``(actors, states)``."""

    @cached_property
    def improvements(self) -> Flags:
        """Moves by which whoever moves gains, shape ``(actors, states, states)``."""
        return self.moves & (self.ranks[:, None, :] > self.ranks[:, :, None])

    def answers(self, actor: int, concept: str) -> Flags:
        """Return which states the others can bring about from each, shape ``(states, states)``."""
        moves = self.improvements if concept == SEQ else self.moves
        return reached(np.asarray(np.delete(moves, actor, axis=0).any(axis=0)))

    def deterrents(self, actor: int, concept: str) -> Flags:
        """Return which states leave an actor no better off than each, shape as above.

        With SMR, so that it could not make up for that by a move of its own.
        """
        better = self.ranks[actor][None, :] > self.ranks[actor][:, None]
        escaped = _led_to(better, self.moves[actor].T) if concept == SMR else False
        deterring: Flags = ~(better | escaped)
        return deterring

    def stable(self, concept: str) -> Flags:
        """Return which states are stable for which actor, shape ``(actors, states)``."""
        return np.array([self._stable_for(actor, concept) for actor in range(len(self.ranks))])

    def _stable_for(self, actor: int, concept: str) -> Flags:
        tempted, tempting = np.nonzero(self.improvements[actor])
        stable = np.ones(self.ranks.shape[1], dtype=bool)
        if concept == NASH:
            stable[tempted] = False
        elif len(tempted):
            answers, deterrents = self.answers(actor, concept), self.deterrents(actor, concept)
            stable[tempted[~(answers[tempting] & deterrents[tempted]).any(axis=1)]] = False
        return stable


def reached(step: Flags) -> Flags:
    """Return which states a chain of steps leads to from each, shape ``(states, states)``."""
    found, before = step, np.zeros_like(step)
    while (found != before).any():
        before, found = found, found | _led_to(found, step)
    return found


def _led_to(found: Flags, step: Flags) -> Flags:
    """Return what one more step leads to; few steps lead from each state, so they are sparse."""
    from scipy.sparse import csr_array

    return np.asarray((csr_array(step.T, dtype=np.int32) @ found.T.astype(np.int32)).T > 0)
