"""Why a state of a conflict is stable for an actor, or is not: who could answer what, in words."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import Any

import numpy as np

from sim.analysis.audit.conflict import Game
from sim.analysis.audit.graph_model import CONCEPTS, GMR, SEQ, SMR
from sim.arrays import Flags
from sim.style.sentences import capital, listed, within


@dataclass(frozen=True, eq=False)
class Deterrence:
    """What keeps the actors of a conflict from moving to what they like better."""

    game: Game

    @cached_property
    def stable(self) -> dict[str, Flags]:
        """Which states are stable for which actor, by concept, shape ``(actors, states)``."""
        return {concept: self.game.graph.stable(concept) for concept in CONCEPTS}

    def why(self, state: int, actor: str) -> str:
        """Return why a state is stable for an actor, or why it is not."""
        at, graph = [*self.game.tracks].index(actor), self.game.graph
        gains = np.flatnonzero(graph.improvements[at, state])
        better = sorted(map(int, gains), key=lambda one: -graph.ranks[at, one])
        name = capital(within(actor))
        if not better:
            can = graph.moves[at, state].any()
            return f"{name} {'could not do better by moving' if can else 'has no move'}."
        concept = next((one for one in (SEQ, SMR, GMR) if self.stable[one][at, state]), None)
        if concept is None:
            free = next(one for one in better if not self._answer(at, state, one, GMR))
            others = [within(one) for one in self.game.tracks if one != actor]
            whatever = f"whatever {others[0] if len(others) == 1 else 'the others'} then did"
            return f"{name} would do better by {self._turn(actor, state, free)}, {whatever}."
        more = len(better) - 1
        ways = f"{more} other ways" if more > 1 else "other way"
        too = f"; its {ways} to do better could be answered, too" if more else ""
        return f"{name} could do better by {self._deterred(at, state, better[0], concept)}{too}."

    def _deterred(self, at: int, state: int, better: int, concept: str) -> str:
        """Return how an actor could do better, and what the others could answer."""
        graph, actors, answers, here = self.game.graph, [*self.game.tracks], [], better
        for by, there in self._answer(at, state, better, concept):
            gain = graph.ranks[by, there] - graph.ranks[by, here]
            to_its = f", to its own {'gain' if gain > 0 else 'loss'}," if gain else ""
            how = self._turn(actors[by], here, there)
            answers.append(f"{within(actors[by])} could then{to_its} answer by {how}")
            here = there
        worse = "worse" if graph.ranks[at, here] < graph.ranks[at, state] else "no better"
        whose = within(actors[at])
        stuck = f", and {whose} could not make up for that" if concept == SMR else ""
        left = f"which would leave {whose} {worse} off than now{stuck}"
        return f"{self._turn(actors[at], state, better)}, but {listed(answers)}, {left}"

    def _turn(self, actor: str, state: int, to: int) -> str:
        """Return a move in words, as ``staying away``."""
        rungs = (
            (track, self.game.rung(state, track), self.game.rung(to, track))
            for track in self.game.tracks[actor]
        )
        return listed(track.turn(before, now) for track, before, now in rungs if now != before)

    def _answer(self, at: int, state: int, better: int, concept: str) -> list[tuple[int, int]]:
        """Return the shortest chain of others' moves that deters, each as who moves and whereto."""
        from scipy.sparse.csgraph import breadth_first_order

        moves, steps = self._others[at, concept == SEQ]
        order, before = breadth_first_order(steps, better)
        deters = self._deterrents[at, concept][state]
        chain = [int(one) for one in order if deters[one]][:1]
        while chain and chain[0] != better:
            chain.insert(0, int(before[chain[0]]))
        return [(int(moves[:, one, to].argmax()), to) for one, to in pairwise(chain)]

    @cached_property
    def _deterrents(self) -> dict[tuple[int, str], Flags]:
        graph = self.game.graph
        every = product(range(len(graph.ranks)), (SEQ, SMR, GMR))
        return {(at, concept): graph.deterrents(at, concept) for at, concept in every}

    @cached_property
    def _others(self) -> dict[tuple[int, bool], tuple[Flags, Any]]:
        """The moves of all but each actor, all or to gain, and their steps as a sparse matrix."""
        from scipy.sparse import csr_array

        graph, found = self.game.graph, {}
        for at, gaining in product(range(len(graph.ranks)), (False, True)):
            moves = (graph.improvements if gaining else graph.moves).copy()
            moves[at] = False
            found[at, gaining] = moves, csr_array(moves.any(axis=0))
        return found
