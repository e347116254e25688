"""Typical worlds: of all worlds that end alike, the one whose public record is most like theirs.

It is their medoid (Kaufman and Rousseeuw 1990): the world from which the others are least far away
on average. How far apart two worlds are is in how much of what is public, tick by tick, they differ
(Hamming 1950): what each party last announced and how far it has softened, how each condition and
earlier meeting stands, what has struck, who hosts, calls off or postpones, and who comes in the
end. Nothing hidden counts: no reading, no inclination.

As all differences count alike, it is enough to count how many of the others are like a world in
each of these; no two worlds need be compared.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.stories.search import first_world, members_of, outcomes_in
from sim.arrays import Levels, Value
from sim.engine.worlds import Worlds
from sim.ensemble.counts import Counts, Integers
from sim.ensemble.ends import UNFIT
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.luck import Luck
from sim.ensemble.run import WORLDS
from sim.ensemble.theories import as_one, by_theory
from sim.rules import resolve_rules
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.engine.model import Negotiation


def typical_worlds(result: Ensemble) -> dict[str, int]:
    """Return the number of the most typical world of each outcome that comes about.

    Looked for among the first `WORLDS` of the run; of worlds as typical, it is the first.
    """
    run, span = result.run, range(min(result.run.worlds, WORLDS))
    if isinstance(result.kept, Counts):
        ends = outcomes_in(run.scenario, run.luck, span)
    else:
        ends = np.asarray(result.rows(span)["outcome"], np.int8)
    found = _medoids(run.scenario, run.batch(span), ends)
    return {result.outcomes[code]: world for code, world in found.items()}


def typical_world(scenario: Scenario, luck: Luck, measure: str) -> int:
    """Return the most typical of all worlds that count towards a measure.

    Looked for among the first `WORLDS`, or, if none of them does, the first of a million.
    """
    members, span = members_of(scenario, measure), range(WORLDS)
    counted = members[outcomes_in(scenario, luck, span)]
    if not counted.any():
        return first_world(scenario, luck, measure)
    ends = np.where(counted, 0, UNFIT).astype(np.int8)
    return _medoids(resolve_rules(scenario), luck.batch(span), ends)[0]


def _medoids(scenario: Scenario, worlds: Worlds, ends: Levels) -> dict[int, int]:
    """Return for each way to end, but `UNFIT`, the world most like the others that end so."""
    from sim.engine.model import Negotiation  # loads Mesa

    parts, alike = by_theory(scenario, worlds), np.zeros(len(ends), np.int64)
    models = [Negotiation(part.scenario, part.worlds) for part in parts]
    for _ in range(scenario.clock.ticks):
        for model in models:
            model.step()
        public = zip(*map(_public, models), strict=True)
        alike += sum(_like_it(as_one(each, parts), ends) for each in public)
    levels = zip(*([party.level for party in model.parties] for model in models), strict=True)
    alike += sum(_like_it(as_one(each, parts), ends) for each in levels)
    for model in models:
        model.free()
    of_each = {int(code): np.flatnonzero(ends == code) for code in np.unique(ends[ends != UNFIT])}
    return {code: int(of_one[alike[of_one].argmax()]) for code, of_one in of_each.items()}


def _public(model: "Negotiation") -> Iterator[Value | Levels]:
    """Yield everything that is public after a tick and may differ between worlds."""
    now, record = model.situation, model.record
    yield from (*record.announced.values(), *record.softened.values(), *now.statuses.values())
    yield from (shock.struck for shock in now.shocks.values())
    yield from (party.called_off for party in model.parties)
    yield from (actor.postponed for actor in model.cast.values())
    yield now.venue


def _like_it(values: Value | Levels, ends: Levels) -> Integers:
    """Return how many worlds that end as a world does have the value that it has."""
    found = np.broadcast_to(np.asarray(values).astype(np.int64), len(ends))
    size = int(np.ptp(found)) + 1
    kinds = (ends - UNFIT) * np.int64(size) + found - found.min()
    return np.asarray(np.bincount(kinds)[kinds])
