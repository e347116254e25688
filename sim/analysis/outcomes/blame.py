"""Blame: how much each audience holds against each party; reported, never fed back.

For audience a and party i, with the audience's own weights::

    absence × (L_max − L_i)₊ + refusal × [i did not promise a condition that was its to grant]
                               + condition × [an unmet condition held i back]

Audiences are never pooled: they weigh different things, and no common scale exists.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.analysis.outcomes.cases import PIECE, Case, cases_of
from sim.arrays import Value
from sim.engine.draws import Draws
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.run import spans_of
from sim.scenario import Scenario

Charges = NDArray[np.int64]
"""Rungs missed, refusals (0 or 1) and conditions held (0 or 1), shape ``(worlds, 3)``."""

Blame = dict[str, dict[str, float]]
"""Mean blame over worlds, by audience and party."""


def blame(result: Ensemble) -> Blame:
    """Return the mean blame of each party with each audience, in the audience's own unit."""
    parties, audiences = result.scenario.parties, _audiences(result.scenario)
    total = {audience: dict.fromkeys(parties, 0.0) for audience in audiences}
    for span in spans_of(result.run.worlds, PIECE):
        cases, number = cases_of(result.scenario, result.rows(span))
        draws = Draws(result.scenario.numbers, result.run.batch(span))
        for party in parties:
            charges = np.array([charge(case, party) for case in cases])[number]
            for audience in audiences:
                total[audience][party] += _sum(draws.all_at(f"actors.{audience}.blames"), charges)
    worlds_in_all = result.run.worlds
    return {a: {p: sums / worlds_in_all for p, sums in row.items()} for a, row in total.items()}


def _audiences(scenario: Scenario) -> list[str]:
    return [key for key, actor in scenario.actors.items() if actor.blames is not None]


def _sum(weights: Mapping[str, Value], charges: Charges) -> float:
    """Add up blame over worlds; each weight may be one number or one per world."""
    columns = zip(weights.values(), charges.T, strict=True)
    return float(sum(np.sum(weight * column) for weight, column in columns))


def charge(case: Case, party: str) -> tuple[int, int, int]:
    """Return what there is to blame a party for: rungs missed, a refusal, a condition held."""
    highest = min(max(case.levels.values()), case.scenario.attendance.top)
    missed = max(0, highest - case.brought[party])
    return missed, int(case.has_refused(party)), int(_held_a_condition(case, party))


def _held_a_condition(case: Case, party: str) -> bool:
    """Whether the party's reading allows a higher level, under conditions that are not met."""
    reading, levels = (
        case.scenario.parties[party].readings[case.reading(party)],
        case.scenario.levels,
    )
    return max(map(levels.index, reading.attends_if), default=0) > case.gate(party)
