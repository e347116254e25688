"""What may only help, world by world on shared luck, and what may hurt."""

from functools import cache, partial

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import run as run_anew

APART = ("actors.ukraine.influences.ceasefire.violated=0", "shared.holdout_pressure=0")
"""Settings under which third parties do not react to concessions: κ_v = φ = 0, and f = 0 below."""
CALM = (*APART, "actors.eu.signals.firmness.echo.weight=0")


run = cache(partial(run_anew, worlds=20_000))


def leaders_meet(*overrides: str) -> NDArray[np.bool_]:
    """Return the worlds in which leaders meet on time."""
    met: NDArray[np.bool_] = run(*overrides).table["outcome"] == 0
    return met


def read_as(reading: str) -> str:
    return f"actors.ukraine.weights={{{reading}: 1}}"


@pytest.mark.parametrize(
    ("stricter", "softer"), [("observed", "promised"), ("promised", "personally")]
)
def test_a_softer_reading_never_loses_a_leaders_meeting(stricter: str, softer: str) -> None:
    strict, soft = (leaders_meet(*CALM, read_as(reading)) for reading in (stricter, softer))
    assert not np.any(strict & ~soft)
    assert np.any(soft & ~strict)


RAISED = {
    "P(himself)": "actors.russia.weights={himself: 0.5, delegation: 0.5}",
    "inclination of Moscow": "actors.russia.inclination=3",
    "the president attends": "actors.us.signals.attends.strength=1",
    "logistics": "meeting.goes_ahead=1",
}


@pytest.mark.parametrize("what", RAISED)
def test_raising_it_never_loses_a_leaders_meeting(what: str) -> None:
    before, after = leaders_meet(*CALM), leaders_meet(*CALM, RAISED[what])
    assert not np.any(before & ~after)
    assert np.any(after & ~before)


@pytest.mark.parametrize("what", ["P(himself)", "the president attends", "logistics"])
def test_these_never_reverse_even_when_third_parties_react(what: str) -> None:
    assert not np.any(leaders_meet() & ~leaders_meet(RAISED[what]))


def test_conceding_can_pay_when_third_parties_react() -> None:
    """A party that starts stricter and concedes is eased: a few worlds in a thousand reverse."""
    strict, soft = leaders_meet(read_as("promised")), leaders_meet(read_as("personally"))
    assert 0 < np.mean(strict & ~soft) < 0.01


def test_a_leader_sent_against_a_delegation_risks_the_meeting() -> None:
    """Any meeting on time is not monotone: a higher level can meet nobody."""
    personally, promised = run(read_as("personally")), run(read_as("promised"))
    lost = (promised.table["outcome"] < 2) & (personally.table["outcome"] >= 2)
    assert np.mean(lost) > 0.01


def test_a_promised_ceasefire_can_replace_the_trip() -> None:
    """With a negative weight on the promise, Moscow's promise costs leaders' meetings."""
    certain = ("conditions.ceasefire.log_rate=50", "actors.russia.weights={himself: 1}")
    replaced = leaders_meet(*certain, "actors.russia.influences.ceasefire.promised=-2")
    assert np.mean(replaced) < np.mean(leaders_meet(*certain)) - 0.05
