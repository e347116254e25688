"""Worlds lived through again: what is held is so, the rest is as it was, on the same luck."""

from typing import Any

import numpy as np
import pytest

from sim import Scenario, simulate
from sim.engine.points import NEVER, Points
from sim.ensemble.again import live_again, live_each_again
from sim.ensemble.ends import final_table
from sim.ensemble.luck import Luck
from sim.ensemble.run import run_worlds
from sim.scenario.numbers import Point
from tests.conftest import ALL_SCENARIOS, load, loaded, toy

WORLDS = 200


def eventful() -> Scenario:
    """Return a crisis in which all that can be held comes about in some worlds, and not in all."""
    awaits = {"attends_if": {"leaders": {"truce": "promised"}, "delegations": "always"}}
    before = {"title": "t", "deadline": "2001-01-02T00:00+00:00", "goes_ahead": 0.5, "step_down": 0}
    return toy(
        **{
            "clock.postponed_to": "2001-01-04T00:00+00:00",
            "conditions.truce": {"title": "t", "grantor": "south", "log_rate": -1},
            "conditions.truce.violation_chance": 0.4,
            "earlier.round": before,
            "actors.north.readings": {"open": awaits},
            "actors.north.inclination": 0.5,
            "actors.north.calling_off": {"rate": 0.2},
            "actors.south.postponing": {"rate": 0.2},
            "meeting": {"goes_ahead": 0.7, "step_down": 0.5},
        }
    )


def table(scenario: Scenario, point: Point) -> Any:
    points = Points(Luck(1).batch(range(WORLDS)), [point, {}])
    rows = run_worlds(scenario, points, final_table)
    return {name: column[:WORLDS] for name, column in rows.items()}


@pytest.mark.parametrize(
    ("point", "column", "held"),
    [
        ({"truce.south.promised": 5}, "truce.promised_tick", 5),
        ({"truce.south.promised": NEVER}, "truce.status", 0),
        ({"north.called_off": NEVER}, "north.called_off", 0),
        ({"north.called_off": 3}, "north.called_off", 1),
        ({"south.postponed": NEVER}, "south.postponed", 0),
        ({"south.postponed": 3, "north.called_off": NEVER}, "south.postponed", 1),
        ({"round.status": 0}, "round.status", 0),
        ({"round.status": 1}, "round.status", 1),
        ({"north.level": 2, "north.called_off": NEVER}, "north.level", 2),
        ({"luck:north.temper": 1}, "north.inclined", 2),
        ({"luck:north.temper": 0}, "north.inclined", 0),
        ({"truce.south.promised": 0, "luck:truce.violation": 1}, "truce.status", 2),
        ({"truce.south.promised": 0, "luck:truce.violation": 0}, "truce.status", 1),
    ],
)
def test_what_is_held_is_so_in_every_world(point: Point, column: str, held: int) -> None:
    crisis = eventful()
    assert (table(crisis, point)[column] == held).all()
    assert (table(crisis, {})[column] != held).any()


def test_a_level_that_is_held_changes_nothing_before_decisions_freeze() -> None:
    before, after = (table(eventful(), point) for point in ({}, {"north.level": 2}))
    assert all(np.array_equal(before[name], after[name]) for name in before if "truce" in name)


def test_logistics_held_below_their_chance_go_ahead() -> None:
    held = live_again(
        load(), Luck(1), range(50), [{"luck:meeting.logistics": 0.05}, {"meeting.goes_ahead": 1}]
    )
    assert np.array_equal(held[0], held[1])


@pytest.mark.parametrize("path", ALL_SCENARIOS[::3], ids=lambda path: path.stem)
def test_where_nothing_is_changed_worlds_end_as_they_did(path: Any) -> None:
    worlds, crisis = np.array([190, 3, 77]), loaded(path)
    known = simulate(crisis, WORLDS, 1).table["outcome"][worlds]
    assert np.array_equal(live_again(crisis, Luck(1), worlds, [{}, {}]), [known, known])


def test_each_world_can_be_changed_in_its_own_way() -> None:
    points = [{}, {"russia.level": 2}, {"actors.turkey.hosting": 0}]
    worlds, which = np.array([5, 9, 40, 5]), np.array([0, 1, 2, 2])
    every = live_again(load(), Luck(1), worlds, points)
    each = live_each_again(load(), Luck(1), (worlds, which), points)
    assert np.array_equal(each, every[which, np.arange(4)])
