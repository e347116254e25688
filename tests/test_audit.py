"""What rests on which sentence; who waits for whom; what each sentence contributes."""

from typing import Any

import numpy as np
import pytest

from sim import Scenario, compare, simulate
from sim.analysis.ablation import ablate, without
from sim.analysis.audit import audit
from sim.analysis.deadlock import Combination, deadlocks
from sim.ensemble import Run
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from tests.conftest import ALL_SCENARIOS, ROOT, load, toy

CIRCLE = ["Ukraine: ceasefire → talks", "Russia: talks → ceasefire"]


def thursday(name: str) -> Scenario:
    return Scenario.load(ROOT / "scenarios" / "thursday" / f"{name}.yaml")


def test_the_report_names_the_circle_of_the_article() -> None:
    found = audit(load())
    for one in found.deadlocked:
        assert one.readings["ukraine"] == "observed"
        assert [step.in_words(load()) for step in one.circle] == CIRCLE
        assert [step.sources for step in one.circle] == [("U3", "U7"), ("R5", "R7")]
    assert {one.readings["russia"] for one in found.deadlocked} == {"himself", "delegation"}


def test_the_softest_wording_is_the_smallest_concession() -> None:
    """R5 and R7 are worded less firmly (0.7 and 0.2) than U3 and U7 (0.8 and 0.55)."""
    one = audit(load()).deadlocked[0]
    assert [[step.in_words(load()) for step in some] for some in one.concessions] == [
        ["Russia: talks → ceasefire"],
        ["Ukraine: ceasefire → talks"],
    ]


@pytest.mark.parametrize("name", ["personally", "promise-suffices"])
def test_there_is_no_deadlock_where_nobody_waits_in_a_circle(name: str) -> None:
    assert audit(thursday(name)).deadlocked == ()


def test_there_is_none_without_the_grantors_words() -> None:
    assert audit(load("conditions.ceasefire.awaits=null")).deadlocked == ()


def test_leaders_can_come_after_a_lower_meeting() -> None:
    """Kyiv's leader waits for the promise, Moscow's promise for talks, which delegations hold."""
    levels = {tuple(one.readings.values()): one.levels for one in deadlocks(load())}
    assert levels["promised", "himself"] == {
        "leaders": "after a lower meeting",
        "delegations": "open",
    }
    assert levels["personally", "himself"] == {"leaders": "open", "delegations": "open"}
    assert levels["personally", "delegation"]["leaders"] == "not in the words"


def crisis(south_awaits: dict[str, Any], north_awaits: dict[str, Any]) -> Combination:
    """Return the one combination of a crisis with a condition each, asked for by the other."""
    free = {"title": "a condition", "log_rate": 0}
    made = toy(
        conditions={
            "truce": {**free, "grantor": "south", "awaits": south_awaits},
            "aid": {**free, "grantor": "north", "awaits": north_awaits},
        },
        **{
            "actors.north.readings": {"open": {"comes": {"leaders": {"truce": "promised"}}}},
            "actors.south.readings": {"open": {"comes": {"leaders": {"aid": "promised"}}}},
        },
    )
    (only,) = deadlocks(made)
    return only


def test_conditions_can_wait_for_each_other() -> None:
    only = crisis({"conditions": {"aid": "promised"}}, {"conditions": {"truce": "promised"}})
    assert [(step.actor, step.first, step.then) for step in only.circle] == [
        ("north", "truce", "aid"),
        ("south", "aid", "truce"),
    ]
    assert len(only.concessions) == 2


def test_two_circles_need_two_concessions() -> None:
    only = crisis({"meeting": "leaders"}, {"meeting": "leaders"})
    assert {len(some) for some in only.concessions} == {2}
    assert len(only.circle) == 2


def test_a_chain_is_no_circle() -> None:
    only = crisis({"conditions": {"aid": "promised"}}, {"conditions": {"aid": "promised"}})
    assert only.circle
    made = load("actors.ukraine.readings.observed.comes={leaders: null, delegations: always}")
    assert audit(made).deadlocked == ()


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_number_has_one_ground_and_every_source_is_listed(path: Any) -> None:
    scenario = Scenario.load(path)
    found = audit(scenario)
    parts = [p for _, p in scenario.walk() if isinstance(p, Number | Weights)]
    own = [part for part in parts if getattr(part, "shared", None) is None]
    assert sum(found.grounds.values()) == len(own)
    for key, paths in found.feeds.items():
        tagged = {part.path for part in parts if key in part.sources}
        assert tagged <= set(paths)
    assert {one.id for one in found.unused} == {
        key for key, some in found.feeds.items() if not some
    }


def test_every_quoted_number_of_the_week_says_what_it_would_be_without() -> None:
    for _, part in load().walk():
        if isinstance(part, Number) and part.sources:
            assert part.neutral is not None, part.path


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_removing_a_statement_changes_only_what_is_tagged_with_it(path: Any) -> None:
    scenario = Scenario.load(path)
    numbers = {part.path: part for _, part in scenario.walk() if isinstance(part, Number)}
    for statement in scenario.statements:
        for changed in without(scenario, statement.id):
            if changed in numbers:
                assert statement.id in numbers[changed].sources
            else:
                readings = scenario.parties[changed.split(".")[1]].readings.values()
                assert any(statement.id in reading.sources for reading in readings)


def test_a_reading_loses_weight_with_its_sentences() -> None:
    """Half of *personally* (.40) goes with U5; the rest is shared out in proportion."""
    weights: Any = without(load(), "U5")["actors.ukraine.weights"]
    expected = {"personally": 0.2 / 0.8, "promised": 0.35 / 0.8, "observed": 0.25 / 0.8}
    assert weights == pytest.approx(expected)


def test_a_reading_with_its_only_sentence_gone_has_no_weight() -> None:
    made = load("actors.ukraine.readings.observed.sources=[U7]")
    weights: Any = without(made, "U7")["actors.ukraine.weights"]
    assert weights == pytest.approx(
        {"personally": 0.4 / 0.75, "promised": 0.35 / 0.75, "observed": 0}
    )


def test_leaving_out_a_sentence_is_the_changed_scenario_on_the_same_luck() -> None:
    found = ablate(Run(load(), 5000, seed=3))
    article = simulate(load(), 5000, seed=3)
    for one in found.dropped:
        changed = simulate(load().with_(dict(without(load(), one.statement.id))), 5000, seed=3)
        assert one.differences == compare(article, changed).differences(1)


def test_without_the_offer_nobody_hosts() -> None:
    found = {one.statement.id: one for one in ablate(Run(load(), 2000, seed=3)).dropped}
    no_host = simulate(thursday("no-host"), 2000, seed=3)
    change = compare(simulate(load(), 2000, seed=3), no_host).differences(1)
    assert {k: v.difference for k, v in found["T1"].differences.items()} == {
        k: v.difference for k, v in change.items()
    }


def test_sentences_are_ranked_by_what_they_move() -> None:
    found = ablate(Run(load(), 2000, seed=3))
    for measure in ("any_on_time", "leaders_on_time"):
        moved = [abs(one.differences[measure].difference) for one in found.ranked(measure)]
        assert moved == sorted(moved, reverse=True)
    listed = {one.statement.id for one in found.dropped} | {one.id for one in found.idle}
    assert listed == {one.id for one in load().statements}
    assert np.all([without(load(), one.id) == {} for one in found.idle])
