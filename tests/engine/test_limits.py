"""Exact limits, and the twelve cells of the literal rule."""

import numpy as np
import pytest

from tests.conftest import run
from tests.engine.test_reference import LITERAL

NONE, ONE_SIDED, DELEGATIONS, LEADERS = "none", "one_sided", "delegations", "leaders"


def test_nobody_meets_without_a_host() -> None:
    assert run("actors.turkey.hosting=0").outcome_shares()[NONE].count == 100_000


def test_nobody_meets_who_waits_for_a_ceasefire_that_cannot_come() -> None:
    result = run(
        "actors.ukraine.weights={observed: 1}",
        "conditions.ceasefire.log_rate=-50",
        "actors.ukraine.softening.rate=0",
    )
    counts = {key: share.count for key, share in result.outcome_shares().items()}
    assert counts[NONE] + counts[ONE_SIDED] == 100_000


def test_leaders_meet_who_are_bound_by_nothing() -> None:
    result = run(
        "actors.ukraine.weights={personally: 1}",
        "actors.russia.weights={himself: 1}",
        "actors.ukraine.inclination=50",
        "actors.russia.inclination=50",
        "meeting.goes_ahead=1",
    )
    assert result.outcome_shares()["leaders_on_time"].count == 100_000


ABSENT = 0
CEASEFIRE = {"none": "-50", "kept": "50"}
CELLS = {
    ("none", "himself"): {"personally": (2, 2), "promised": (1, 2), "observed": (0, 2)},
    ("none", "delegation"): {"personally": (2, 1), "promised": (1, 1), "observed": (0, 1)},
    ("kept", "himself"): {"personally": (2, 2), "promised": (2, 2), "observed": (2, 2)},
    ("kept", "delegation"): {"personally": (2, 1), "promised": (2, 1), "observed": (2, 1)},
}


@pytest.mark.parametrize("ukraine", ["personally", "promised", "observed"])
@pytest.mark.parametrize(("ceasefire", "russia"), CELLS)
def test_literal_rule_does_what_the_words_say(ceasefire: str, russia: str, ukraine: str) -> None:
    result = run(
        *LITERAL,
        f"actors.ukraine.weights={{{ukraine}: 1}}",
        f"actors.russia.weights={{{russia}: 1}}",
        "actors.ukraine.softening.rate=0",
        f"conditions.ceasefire.log_rate={CEASEFIRE[ceasefire]}",
        "conditions.ceasefire.violation_chance=0",
        worlds=1000,
    )
    levels = (result.table["ukraine.level"], result.table["russia.level"])
    expected = CELLS[ceasefire, russia][ukraine]
    assert [set(np.unique(level)) for level in levels] == [{rung} for rung in expected]
    counts = {outcome for outcome, share in result.outcome_shares().items() if share.count}
    assert counts <= possible(*expected)


def possible(one: int, other: int) -> set[str]:
    """Return the outcomes that the table of outcomes allows for a pair of levels."""
    if min(one, other) == ABSENT:
        return {ONE_SIDED} if max(one, other) else {NONE}
    level = LEADERS if min(one, other) == 2 else DELEGATIONS
    return {f"{level}_on_time", f"{level}_late", ONE_SIDED}
