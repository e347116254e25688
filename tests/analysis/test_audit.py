"""What rests on which sentence; who waits for whom; what each sentence contributes."""

from typing import Any

import numpy as np
import pytest

from sim import Scenario, UsageError, ablate, compare, simulate
from sim.analysis.audit.audit import audit
from sim.analysis.audit.deadlock import Combination, deadlocks
from sim.analysis.experiments.unsaid import without
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from tests.conftest import ALL_SCENARIOS, ROOT, load, loaded, toy

CIRCLE = ["Ukraine: ceasefire → talks", "Russia: talks → ceasefire"]


def thursday(name: str) -> Scenario:
    return Scenario.load(ROOT / "scenarios" / "thursday" / f"{name}.yaml")


def test_the_report_names_the_circle_of_the_article() -> None:
    found = audit(load())
    for one in found.deadlocked:
        assert one.readings["ukraine"] == "observed"
        for circle in one.circles.values():
            assert [step.in_words(load()) for step in circle.steps] == CIRCLE
            assert [step.sources for step in circle.steps] == [("U3", "U7"), ("R5", "R7")]
    assert {one.readings["russia"] for one in found.deadlocked} == {"himself", "delegation"}


def test_the_softest_wording_is_the_smallest_concession() -> None:
    """R5 and R7 are worded less firmly (0.7 and 0.2) than U3 and U7 (0.8 and 0.55)."""
    circle = audit(load()).deadlocked[0].circles["delegations"]
    assert [[step.in_words(load()) for step in some] for some in circle.concessions] == [
        ["Russia: talks → ceasefire"],
        ["Ukraine: ceasefire → talks"],
    ]


def test_softer_words_on_the_other_side_turn_the_order_round() -> None:
    """Now Kyiv's words rest on U7 alone (0.55), Moscow's on R4 (0.8)."""
    week = load(
        "actors.ukraine.readings.observed.sources=[U7]", "conditions.ceasefire.awaits.sources=[R4]"
    )
    circle = audit(week).deadlocked[0].circles["delegations"]
    assert [some[0].actor for some in circle.concessions] == ["ukraine", "russia"]


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
            "actors.north.readings": {"open": {"attends_if": {"leaders": {"truce": "promised"}}}},
            "actors.south.readings": {"open": {"attends_if": {"leaders": {"aid": "promised"}}}},
        },
    )
    (only,) = deadlocks(made)
    return only


def test_conditions_can_wait_for_each_other() -> None:
    only = crisis({"conditions": {"aid": "promised"}}, {"conditions": {"truce": "promised"}})
    circle = only.circles["leaders"]
    assert [(step.actor, step.first, step.then) for step in circle.steps] == [
        ("north", "truce", "aid"),
        ("south", "aid", "truce"),
    ]
    assert len(circle.concessions) == 2


def test_two_circles_need_two_concessions() -> None:
    circle = crisis({"meeting": "leaders"}, {"meeting": "leaders"}).circles["leaders"]
    assert {len(some) for some in circle.concessions} == {2}
    assert len(circle.steps) == 2


def test_waiting_for_what_no_words_allow_is_no_circle() -> None:
    """A truce after leaders have met, whom the other's words do not hold: nobody can help it."""
    made = toy(
        conditions={
            "truce": {
                "title": "a truce",
                "log_rate": 0,
                "grantor": "south",
                "awaits": {"meeting": "leaders"},
            }
        },
        **{
            "actors.north.readings": {
                "open": {"attends_if": {"delegations": {"truce": "promised"}}}
            },
            "actors.south.readings": {"open": {"attends_if": {"delegations": "always"}}},
        },
    )
    (only,) = deadlocks(made)
    assert only.levels == {"leaders": "not in the words", "delegations": "waits in vain"}
    assert only.circles == {}


def test_a_circle_at_the_top_alone_is_named() -> None:
    """If the ceasefire waits for leaders, delegations can meet and the leaders are stuck."""
    waits = load("conditions.ceasefire.awaits={meeting: leaders, sources: [R7]}")
    levels = {tuple(one.readings.values()): one for one in deadlocks(waits)}
    one = levels["promised", "himself"]
    assert one.levels == {"leaders": "deadlock", "delegations": "open"}
    assert [step.in_words(waits) for step in one.circles["leaders"].steps] == [
        "Ukraine: ceasefire → leaders",
        "Russia: leaders → ceasefire",
    ]


def test_the_named_circle_is_one_that_a_concession_breaks() -> None:
    waits = load(
        "conditions.inspections={title: i, log_rate: 0, grantor: russia, awaits: {conditions: "
        "{ceasefire: promised}}}",
        "conditions.ceasefire.awaits={meeting: delegations, conditions: {inspections: promised}}",
    )
    for one in audit(waits).deadlocked:
        for circle in one.circles.values():
            assert {*circle.steps} & {step for some in circle.concessions for step in some}


def test_large_crises_are_reported_in_time() -> None:
    """Six conditions that all wait for each other: thousands of circles, of which one is named."""
    names = [f"c{number}" for number in range(6)]
    conditions = {
        name: {
            "title": name,
            "log_rate": 0,
            "grantor": "south",
            "awaits": {"conditions": {other: "promised" for other in names if other != name}},
        }
        for name in names
    }
    comes = {"leaders": dict.fromkeys(names, "promised")}
    readings = {f"r{number}": {"attends_if": comes} for number in range(2)}
    alike = dict.fromkeys(readings, 0.5)
    made = toy(
        conditions=conditions,
        **{f"actors.{key}.readings": readings for key in ("north", "south")},
        **{f"actors.{key}.weights": alike for key in ("north", "south")},
    )
    assert len(audit(made).deadlocked) == 4


def test_another_way_can_open_what_one_way_keeps_shut() -> None:
    """Several ways to one level: each is enough."""
    ways = "[{ceasefire: observed}, {observers: promised}]"
    made = load(
        "conditions.observers={title: observers, log_rate: 0, grantor: turkey}",
        f"actors.ukraine.readings.observed.attends_if.leaders={ways}",
    )
    assert audit(made).deadlocked == ()


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_number_has_one_ground_and_every_source_is_listed(path: Any) -> None:
    scenario = loaded(path)
    found = audit(scenario)
    parts = [part for _, part in scenario.walk() if isinstance(part, Number | Weights)]
    own = [part for part in parts if getattr(part, "shared", None) is None]
    assert sum(found.grounds.values()) == len(own)
    written = scenario.numbers.written
    for key, paths in found.feeds.items():
        tagged = {path for path, one in written.items() if key in one.given.sources}
        assert tagged <= set(paths)
    assert {one.id for one in found.unused} == {
        key for key, some in found.feeds.items() if not some
    }


def test_every_quoted_number_of_the_week_says_what_it_would_be_without() -> None:
    for path, one in load().numbers.written.items():
        if isinstance(one.given, Number) and one.given.sources:
            assert one.given.neutral is not None, path


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_removing_a_statement_changes_only_what_is_tagged_with_it(path: Any) -> None:
    scenario = loaded(path)
    numbers = scenario.numbers
    for statement in scenario.statements:
        for changed in without(scenario, statement.id):
            if changed in numbers:
                assert statement.id in numbers[changed].given.sources
            else:
                readings = scenario.parties[changed.split(".")[1]].readings.values()
                assert any(statement.id in reading.sources for reading in readings)


def test_a_reading_loses_weight_with_its_sentences() -> None:
    """Half of *personally* (.40) goes with U5; the rest is shared out in proportion."""
    weights: Any = without(load(), "U5")["actors.ukraine.weights"]
    expected = {"personally": 0.2 / 0.8, "promised": 0.35 / 0.8, "observed": 0.25 / 0.8}
    assert weights == pytest.approx(expected)


def test_a_reading_with_its_only_sentence_gone_has_no_weight() -> None:
    made = load("actors.ukraine.readings.personally.sources=[U5]")
    weights: Any = without(made, "U5")["actors.ukraine.weights"]
    assert weights == pytest.approx(
        {"personally": 0, "promised": 0.35 / 0.6, "observed": 0.25 / 0.6}
    )


def test_leaving_out_a_sentence_is_the_changed_scenario_on_the_same_luck() -> None:
    found = ablate(load(), 1000, seed=3)
    article = simulate(load(), 1000, seed=3)
    for one in found.effects[::2]:
        changed = simulate(load().with_(dict(without(load(), one.statement.id))), 1000, seed=3)
        assert one.differences == compare(article, changed).differences(1)


def test_the_only_reading_gives_way_to_the_others() -> None:
    weights: Any = without(thursday("personally"), "U1")["actors.ukraine.weights"]
    assert weights == {"personally": 0.5, "promised": 0.25, "observed": 0.25}


@pytest.mark.parametrize("name", ["accompanying-ceasefire", "even-handed-us", "promise-suffices"])
def test_what_a_variant_rests_on_can_be_left_out(name: str) -> None:
    sentence = {"accompanying-ceasefire": "E4", "even-handed-us": "A4", "promise-suffices": "U2"}
    assert without(thursday(name), sentence[name])


def test_without_the_offer_nobody_hosts() -> None:
    found = {one.statement.id: one for one in ablate(load(), 2000, seed=3).effects}
    no_host = simulate(thursday("no-host"), 2000, seed=3)
    change = compare(simulate(load(), 2000, seed=3), no_host).differences(1)
    assert {k: v.difference for k, v in found["T1"].differences.items()} == {
        k: v.difference for k, v in change.items()
    }


def test_sentences_are_ranked_by_what_they_move() -> None:
    found = ablate(load(), 2000, seed=3)
    for measure in ("any_on_time", "leaders_on_time"):
        moved = [abs(one.differences[measure].difference) for one in found.ranked(measure)]
        assert moved == sorted(moved, reverse=True)
    listed = {one.statement.id for one in found.effects} | {one.id for one in found.idle}
    assert listed == {one.id for one in load().statements}
    assert np.all([without(load(), one.id) == {} for one in found.idle])


def precondition(**changes: Any) -> Scenario:
    """Return a crisis in which the north comes only once the south has paid, by one sentence."""
    said = {"actor": "north", "speaker": "North", "firmness": 1}
    asked = {"attends_if": {"leaders": {"ransom": "promised"}}, "sources": ["N1"]}
    usual: dict[str, Any] = {
        "statements": [
            said | {"id": "N1", "kind": "precondition", "quote": "No talks before the ransom."},
            said | {"id": "N2", "kind": "demand", "quote": "And an apology."},
        ],
        "conditions": {
            "ransom": {"title": "r", "grantor": "south", "log_rate": -50, "sources": ["N1"]},
            "apology": {"title": "a", "grantor": "south", "log_rate": -50, "sources": ["N2"]},
        },
        "actors.north.readings": {"open": asked},
    }
    return toy(**(usual | changes))


def test_a_precondition_goes_with_the_one_sentence_that_voices_it() -> None:
    [one] = ablate(precondition(), 200, seed=1).effects
    assert (one.statement.id, one.moved) == ("N1", ("actors.north.readings.open.attends_if",))
    assert one.differences["any_on_time"].difference == 1


def test_a_stricter_reading_does_not_inherit_the_weight_of_what_is_left_out() -> None:
    """Without N1 the first reading asks for nothing and the second for the apology alone."""
    both = {"ransom": "promised", "apology": "promised"}
    readings = {
        "open": {"attends_if": {"leaders": {"ransom": "promised"}}, "sources": ["N1"]},
        "strict": {"attends_if": {"leaders": both}, "sources": ["N1", "N2"]},
    }
    made = precondition(
        **{"actors.north.readings": readings, "actors.north.weights": {"open": 0.6, "strict": 0.4}}
    )
    first = ablate(made, 4000, seed=1).ranked()[0]
    assert first.statement.id == "N1"
    assert first.differences["any_on_time"].difference == pytest.approx(0.6, abs=0.03)


def test_what_several_sentences_voice_stays_and_is_named_with_how_often_it_binds() -> None:
    asked = {"attends_if": {"leaders": {"ransom": "promised"}}, "sources": ["N1", "N2"]}
    made = precondition(
        conditions={
            "ransom": {"title": "r", "grantor": "south", "log_rate": -50, "sources": ["N1", "N2"]}
        },
        **{"actors.north.readings": {"open": asked}},
    )
    with pytest.raises(UsageError, match=r"N1, N2: North read as ‘open’: ‘ransom’ .*100\.0%"):
        ablate(made, 200, seed=1)


def test_the_weeks_readings_that_stay_are_marked() -> None:
    found = ablate(load(), 2000, seed=3)
    assert {"R3", "R6", "U3", "U7"} <= found.marked
    most = found.stays[0]
    assert (most.statements, most.reasons[0].reading) == (("R3", "R6"), "delegation")
    assert found.to_dict()["stays"][0]["share"] == most.share.share > 0.2
