"""Blame: how much each audience holds against each party; reported, never fed back.

For audience a and party i, with the audience's own weights::

    absence × (L_max − L_i)₊ + refusal × [i did not promise a condition that was its to grant]
                               + condition × [an unmet condition held i back]
                               + calling_off × [i called the meeting off]

Audiences are never pooled: they weigh different things, and no common scale exists.
"""

import numpy as np

from sim.analysis.outcomes.cases import PIECE, Case, cases_of
from sim.engine.draws import Draws
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.run import spans_of

Blame = dict[str, dict[str, float]]
"""Mean blame over worlds, by audience and party."""


def blame(result: Ensemble) -> Blame:
    """Return the mean blame of each party with each audience, in the audience's own unit."""
    scenario, worlds = result.scenario, result.run.worlds
    audiences = [key for key, actor in scenario.actors.items() if actor.blames is not None]
    total = {audience: dict.fromkeys(scenario.parties, 0.0) for audience in audiences}
    for span in spans_of(worlds, PIECE):
        cases, number = cases_of(scenario, result.rows(span))
        draws = Draws(scenario.numbers, result.run.batch(span))
        weights = {key: draws.all_at(f"actors.{key}.blames").values() for key in audiences}
        for party in scenario.parties:
            charges = np.array([charge(case, party) for case in cases])[number].T
            for audience, own in weights.items():
                parts = (np.sum(weight * one) for weight, one in zip(own, charges, strict=False))
                total[audience][party] += float(sum(parts))
    return {a: {p: sums / worlds for p, sums in row.items()} for a, row in total.items()}


def charge(case: Case, party: str) -> tuple[int, int, int, int]:
    """Return what there is to blame a party for: rungs missed, what is 1 where it is so."""
    highest = min(max(case.levels.values()), case.scenario.attendance.top)
    missed = max(0, highest - case.levels[party])
    held = int(_held_a_condition(case, party))
    return missed, int(case.has_refused(party)), held, int(party in case.called_off)


def _held_a_condition(case: Case, party: str) -> bool:
    """Whether the party's reading allows a higher level, under conditions that are not met."""
    reading = case.scenario.parties[party].readings[case.reading(party)]
    highest = max(map(case.scenario.levels.index, reading.attends_if), default=0)
    return highest > case.gate(party)
