"""What a scenario assumes, in words, and in what two scenarios differ."""

from pathlib import Path

import pytest

from sim import Scenario
from sim.analysis.assumptions import assumptions
from sim.analysis.departures import departures
from sim.scenario.layers import base_of
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from tests.conftest import ALL_SCENARIOS, BASELINE, load, toy


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_number_is_named_and_can_be_moved_within_its_range(path: Path) -> None:
    scenario = Scenario.load(path)
    found = assumptions(scenario)
    assert len({one.path for one in found}) == len(found)
    assert len({(one.owner, one.label) for one in found}) == len(found)
    for one in found:
        assert "_" not in one.label
        assert one.owner in ("", *scenario.actors)
        if isinstance(one.given, Number):
            assert one.low <= one.given.centre <= one.high
            assert one.low < one.high
            for end in (one.low, one.high):
                scenario.with_({one.path: end})


def test_nothing_that_can_be_set_is_left_out() -> None:
    scenario = load()
    shared = {part.path for _, part in scenario.walk() if isinstance(part, Number) and part.shared}
    every = {part.path for _, part in scenario.walk() if isinstance(part, Number | Weights)}
    assert {one.path for one in assumptions(scenario)} == every - shared


def test_a_scenario_does_not_depart_from_itself() -> None:
    for path in ALL_SCENARIOS:
        scenario = Scenario.load(path)
        assert departures(scenario, scenario) == ()


CHANGES = {
    "actors.ukraine.inclination": 1.5,
    "actors.ukraine.weights": {"personally": 1},
    "actors.russia.rule": "literal",
    "actors.ukraine.influences.turkey.hosting": 0.2,
    "clock.hours_per_tick": 3,
    "shocks": {"strike": {"rate": 0.5, "effects": {"ukraine.inclination": -1}}},
}


@pytest.mark.parametrize("path", CHANGES)
def test_each_change_is_a_departure_and_the_only_one(path: str) -> None:
    scenario = load()
    found = departures(scenario, scenario.with_({path: CHANGES[path]}))
    assert {one.path for one in found} <= {path, "shocks.strike.rate"} | {
        "shocks.strike.effects.ukraine.inclination"
    }
    assert found
    back = departures(scenario.with_({path: CHANGES[path]}), scenario)
    assert [(one.after, one.before) for one in back] == [(one.before, one.after) for one in found]


def test_what_is_no_number_has_its_owner_and_words() -> None:
    [one] = departures(load(), load("actors.russia.rule=literal"))
    assert (one.owner, one.label, one.after) == ("russia", "decision rule", "literal")


def test_prose_changes_no_world_and_is_no_departure() -> None:
    scenario = load()
    changed = scenario.with_({"title": "Another", "actors.ukraine.name": "Kyiv"})
    assert departures(scenario, changed) == ()


def test_the_base_of_a_layered_file_extends_nothing() -> None:
    assert base_of(BASELINE) == BASELINE
    assert base_of(BASELINE.parent / "putin-himself.yaml").samefile(BASELINE)


@pytest.mark.parametrize(
    "setting",
    [
        "actors.ukraine.weights={personally: 0.404, promised: 0.346, observed: 0.25}",
        "actors.ukraine.inclination={normal: {mean: 2.2, sd: 30}}",
        "conditions.ceasefire.log_rate=-4.0001",
    ],
)
def test_a_departure_too_small_for_rounded_words_is_told_exactly(setting: str) -> None:
    [one] = departures(load(), load(setting))
    assert one.path == setting.partition("=")[0]
    assert one.before != one.after


def test_actors_may_be_called_as_parts_of_a_scenario_are() -> None:
    plain = toy().model_dump(mode="json", exclude_defaults=True)
    for name in ("thresholds", "signals", "influences", "effects"):
        actors = {name if key == "north" else key: one for key, one in plain["actors"].items()}
        renamed = Scenario.model_validate(plain | {"actors": actors})
        assert len(assumptions(renamed)) == len(assumptions(toy()))
