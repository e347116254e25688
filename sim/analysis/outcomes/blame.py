"""Blame: how much each audience holds against each party; reported, never fed back.

For audience a and party i, with the audience's own weights::

    absence × (L_max − L_i)₊ + refusal × [i did not promise a condition that was its to grant]
                               + condition × [an unmet condition held i back]
                               + calling_off × [i called the meeting off]
                               + postponing × [i postponed it]

Audiences are never pooled: they weigh different things, and no common scale exists.
"""

import numpy as np

from sim.analysis.outcomes.cases import Case, cases_of
from sim.arrays import Floats
from sim.engine.draws import Draws
from sim.ensemble.counts import blamed
from sim.ensemble.ensemble import Ensemble

Blame = dict[str, dict[str, float]]
"""Mean blame over worlds, by audience and party."""


def blame(result: Ensemble) -> Blame:
    """Return the mean blame of each party with each audience, in the audience's own unit."""
    scenario, worlds = result.scenario, result.worlds
    cases, number = cases_of(scenario, result.counts.rows)
    weights = _weights(result)
    total = {audience: dict.fromkeys(scenario.parties, 0.0) for audience in weights}
    for party in scenario.parties:
        charged = [charge(case, party) for case in cases]
        counts = {what: np.array([one[what] for one in charged])[number] for what in charged[0]}
        for audience, own in weights.items():
            parts = (np.sum(weight * counts[what]) for what, weight in own.items())
            total[audience][party] = float(sum(parts))
    return {a: {p: sums / worlds for p, sums in row.items()} for a, row in total.items()}


def _weights(result: Ensemble) -> dict[str, dict[str, Floats]]:
    """Return by audience its weights, added up over the worlds of each row of the counts."""
    scenario, counts = result.scenario, result.counts
    certain = Draws(scenario.numbers, result.run.batch(range(1)))

    def added(path: str) -> Floats:
        drawn = counts.drawn.get(path)
        return np.asarray(certain.value(path) * counts.worlds) if drawn is None else drawn

    return {
        key: {what: added(one.path) for what, one in scenario.numbers.below(path).items()}
        for key, path in blamed(scenario).items()
    }


def charge(case: Case, party: str) -> dict[str, int]:
    """Return what there is to blame a party for: rungs missed, and 1 for what is so."""
    highest = min(max(case.levels.values()), case.scenario.attendance.top)
    return {
        "absence": max(0, highest - case.levels[party]),
        "refusal": int(case.has_refused(party)),
        "condition": int(_held_a_condition(case, party)),
        "calling_off": int(party in case.called_off),
        "postponing": int(party in case.postponed),
    }


def _held_a_condition(case: Case, party: str) -> bool:
    """Whether the party's reading allows a higher level, under conditions that are not met."""
    reading = case.scenario.parties[party].readings[case.reading(party)]
    highest = max(map(case.scenario.levels.index, reading.attends_if), default=0)
    return highest > case.gate(party)
