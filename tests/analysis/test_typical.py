"""Typical worlds: the least far from all others that end so, each pair compared by hand."""

from contextlib import suppress
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from sim import Negotiation, Scenario, simulate
from sim.analysis.stories import typical
from sim.analysis.stories.typical import typical_world, typical_worlds
from sim.ensemble.luck import Luck
from sim.errors import UsageError
from tests.conftest import ROOT, loaded, tall, toy

CRISES = {
    "tall": tall(4),
    "fishery": loaded(ROOT / "scenarios" / "others" / "fishery-2031.yaml"),
}
WORLDS, LUCK = 24, Luck(3)


@cache
def record(name: str, world: int) -> tuple[int, ...]:
    """Return all that becomes public in one world lived by itself, tick by tick."""
    crisis: Scenario = CRISES[name]
    model, public = Negotiation(crisis, LUCK.batch(range(world, world + 1))), []
    for _ in range(crisis.clock.ticks):
        model.step()
        now = model.situation
        public += [int(level[0]) for level in model.record.announced.values()]
        public += [int(steps[0]) for steps in model.record.softened.values()]
        public += [int(status[0]) for status in now.statuses.values()]
        public += [int(np.asarray(one.struck).flat[0]) for one in now.shocks.values()]
        public += [int(np.asarray(one.called_off).flat[0]) for one in model.parties]
        public += [int(np.asarray(one.postponed).flat[0]) for one in model.cast.values()]
        public += [int(np.asarray(now.venue).flat[0])]
    return (*public, *(int(party.level[0]) for party in model.parties))


@pytest.mark.parametrize("name", CRISES)
@pytest.mark.parametrize("keep", ["worlds", "counts"])
def test_the_typical_world_is_the_medoid_of_those_that_end_so(name: str, keep: str) -> None:
    every = simulate(CRISES[name], WORLDS, LUCK)
    found = typical_worlds(simulate(CRISES[name], WORLDS, LUCK, keep=keep))
    ends = every.table["outcome"]
    assert {*found} == {every.outcomes[code] for code in ends}
    assert len(found) > 1
    for code in {*ends.tolist()}:
        alike = np.flatnonzero(ends == code).tolist()
        far = dict.fromkeys(alike, 0)
        for one, other in combinations(alike, 2):
            pairs = zip(record(name, one), record(name, other), strict=True)
            apart = sum(a != b for a, b in pairs)
            far[one], far[other] = far[one] + apart, far[other] + apart
        assert found[every.outcomes[code]] == min(alike, key=lambda world: (far[world], world))


@pytest.mark.parametrize("name", CRISES)
def test_a_typical_world_of_an_outcome_is_told_of_a_run_as_long(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(typical, "WORLDS", WORLDS)
    every = simulate(CRISES[name], WORLDS, LUCK)
    for outcome, world in typical_worlds(every).items():
        assert typical_world(CRISES[name], LUCK, outcome) == world
    others = {*every.outcomes} - {*typical_worlds(every)}
    for outcome in others:  # later than in so short a run: the first there is, if there is one
        with suppress(UsageError):
            assert typical_world(CRISES[name], LUCK, outcome) >= WORLDS


def test_of_worlds_that_are_alike_in_public_the_first_is_told() -> None:
    assert typical_worlds(simulate(toy(), 160, LUCK)) == {"leaders_on_time": 0}
