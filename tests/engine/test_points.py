"""Points: a batch of points gives what each point gives alone, on the same luck."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import Scenario, simulate
from sim.engine.points import Points
from sim.engine.worlds import Worlds
from sim.ensemble.chances import Sums
from sim.ensemble.ends import final_table
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.run import BLOCK, run_of, run_worlds
from sim.scenario.numbers import Point
from tests.conftest import load, toy

PATHS = (
    "conditions.ceasefire.willingness",
    "conditions.ceasefire.violation_chance",
    "conditions.ceasefire.kept_share",
    "conditions.ceasefire.influences.eu.firmness",
    "actors.ukraine.inclination",
    "actors.ukraine.thresholds.leaders",
    "actors.ukraine.softening.rate",
    "actors.ukraine.influences.us.pressure_on.ukraine",
    "actors.russia.announce_chance",
    "actors.us.signals.attends.strength",
    "actors.eu.signals.firmness.echo.weight",
    "actors.eu.signals.sanctions.ramp.per_day",
    "actors.turkey.hosting",
    "actors.turkey.bridging",
    "meeting.goes_ahead",
    "meeting.step_down",
    "meeting.late_rate",
    "learning_rate",
    "shared.pressure_weight",
    "shared.holdout_pressure",
)
VALUES = st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0])
POINT = st.dictionaries(st.sampled_from(PATHS), VALUES, max_size=5)


def alone(scenario: Scenario, point: Point, worlds: int, seed: int) -> Sums:
    return simulate(scenario.with_(dict(point)), worlds, seed).chances


@settings(max_examples=10)
@given(points=st.lists(POINT, min_size=1, max_size=4), seed=st.integers(0, 99))
def test_a_point_in_a_batch_is_the_changed_scenario(points: list[Any], seed: int) -> None:
    week = load()
    found = chances_at_points(Grid(run_of(week, 300, seed), tuple(points)))
    for point, chances in zip(points, found, strict=True):
        assert np.array_equal(chances, alone(week, point, 300, seed))


def test_a_shared_number_can_be_changed_for_one_place_alone() -> None:
    week = load()
    here = "actors.ukraine.influences.us.pressure_on.ukraine"
    for point in ({here: -3.0}, {"shared.pressure_weight": -3.0}):
        [found] = chances_at_points(Grid(run_of(week, 2000, 1), (point,)))
        assert np.array_equal(found, alone(week, point, 2000, 1))


def test_weights_are_changed_as_a_whole() -> None:
    week = load()
    point: Point = {"actors.russia.weights": {"himself": 1.0}}
    found = chances_at_points(Grid(run_of(week, 2000, 1), (point, {})))
    assert np.array_equal(found, [alone(week, one, 2000, 1) for one in (point, {})])


@pytest.mark.parametrize("named", [{"observed": 0.6}, {"observed": 0.5, "promised": 0.125}])
def test_the_weights_of_some_readings_are_changed_as_a_setting_changes_them(
    named: dict[str, float],
) -> None:
    week = load()
    point = {f"actors.ukraine.weights.{reading}": weight for reading, weight in named.items()}
    [found] = chances_at_points(Grid(run_of(week, 2000, 1), (point,)))
    assert np.array_equal(found, alone(week, point, 2000, 1))


def test_uncertain_worlds_keep_their_own_draws_at_every_point() -> None:
    week, worlds = load(), Worlds(3, range(50), uncertain=True)
    table = run_worlds(week, Points(worlds, ({}, {"meeting.goes_ahead": 0.0})), final_table)
    plain = run_worlds(week, worlds, final_table)
    for name, column in plain.items():
        if name != "outcome":
            assert table[name][:50].tolist() == column.tolist()
    assert table["outcome"][:50].tolist() == plain["outcome"].tolist()
    assert not (table["outcome"][50:] == 0).any()


@pytest.mark.parametrize("worlds", [1, 700, BLOCK // 2, BLOCK, BLOCK + 7])
def test_parts_cover_every_point_and_world_once(worlds: int) -> None:
    grid = Grid(run_of(toy(), worlds, 1), ({},) * 101)
    seen = np.zeros(101, dtype=int)
    for part in grid.parts():
        seen[part.first : part.last] += len(part.span)
        assert len(part) <= BLOCK
    assert set(seen) == {worlds}


def test_workers_change_nothing() -> None:
    points = tuple({"meeting.goes_ahead": share} for share in np.linspace(0, 1, 90).tolist())
    grid = Grid(run_of(load(), 3000, 5), points)
    assert np.array_equal(chances_at_points(grid, workers=2), chances_at_points(grid))
