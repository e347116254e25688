"""The engine against an independent implementation of the same equations (benchmarks/)."""

import math

import numpy as np
import pytest
from flat_week import Week
from flat_week import run as run_flat
from plain_mesa_week import run as run_plain

from tests.conftest import run

WORLDS = 60_000

CHANGES: dict[str, tuple[tuple[str, ...], Week]] = {
    "moscow accepts": (("conditions.ceasefire.willingness=6",), Week(moscow_willingness=6)),
    "a sanctions ultimatum": (
        (
            "actors.eu.signals.sanctions.ramp.per_day=0.5",
            "actors.eu.signals.ultimatum.strength=1.5",
        ),
        Week(sanctions_growth=0.5, eu_ultimatum=1.5),
    ),
    "even-handed pressure": (
        ("shared.holdout_pressure=1", "actors.us.signals.pressure_on.russia.strength=1"),
        Week(us_pressure_russia=1, us_reaction=1),
    ),
    "the president attends": (("actors.us.signals.attends.strength=1",), Week(trump_attends=1)),
    "a promise replaces the trip": (
        ("conditions.ceasefire.willingness=3", "actors.russia.influences.ceasefire.promised=-2"),
        Week(moscow_willingness=3, attend_substitute=2),
    ),
    "a fragile ceasefire, everyone talks": (
        (
            "conditions.ceasefire.willingness=5",
            "conditions.ceasefire.violation_chance=0.3",
            "actors.russia.announce_chance=0.9",
            "actors.turkey.bridging=2",
        ),
        Week(moscow_willingness=5, violation=0.3, russia_announces=0.9, bridging=2),
    ),
}


def shares(*overrides: str) -> dict[str, float]:
    result = run(*overrides, worlds=WORLDS)
    counts = np.bincount(result.table["outcome"], minlength=6)
    found = dict(zip(result.outcomes, counts / WORLDS, strict=True))
    return found | {"promised": float(np.mean(result.table["ceasefire.status"] > 0))}


@pytest.mark.parametrize("change", CHANGES)
def test_both_find_the_same_shares(change: str) -> None:
    overrides, week = CHANGES[change]
    theirs = run_flat(week, WORLDS, seed=3)
    for name, share in shares(*overrides).items():
        both = (share + theirs[name]) / 2
        error = math.sqrt(max(both * (1 - both), 1 / WORLDS) * 2 / WORLDS)
        assert abs(share - theirs[name]) <= 4 * error, name


def test_the_plain_mesa_model_is_the_same_model() -> None:
    """What the benchmark compares with must be the model it claims to be."""
    worlds = 2000
    plain, flat = run_plain(Week(), worlds, seed=3), run_flat(Week(), 100 * worlds, seed=3)
    for name, share in flat.items():
        error = math.sqrt(max(share * (1 - share), 1 / worlds) / worlds)
        assert abs(plain[name] - share) <= 4 * error, name
