"""What would have to change: one number at a time, on the same luck."""

import pytest

from sim import UsageError, compare, simulate
from sim.analysis.levers import levers
from sim.analysis.measures import ANY_ON_TIME
from tests.conftest import load, toy


def test_a_lever_is_what_comparing_the_changed_scenario_gives() -> None:
    week, worlds, seed = load(), 1_000, 4
    stands = simulate(week, worlds, seed)
    tried = levers(week, worlds, seed).tried
    for lever in tried[::9]:
        changed = simulate(week.with_({lever.assumption.path: lever.value}), worlds, seed)
        assert compare(stands, changed).differences(1) == lever.differences, lever.assumption.path


def test_each_number_is_moved_to_both_ends_and_each_reading_is_certain_once() -> None:
    tried = levers(load(), 10, 1).tried
    moved = [lever.value for lever in tried if lever.assumption.path == "meeting.goes_ahead"]
    assert moved == [0, 1]
    of_readings = [
        lever.after for lever in tried if lever.assumption.path.endswith("ukraine.weights")
    ]
    assert of_readings == ["personally 100%", "promised 100%", "observed 100%"]
    assert not [lever for lever in tried if ".blames." in lever.assumption.path]


def test_without_logistics_nobody_meets_on_time_at_equal_levels() -> None:
    """Parties who are certain to come at one level meet if, and only if, logistics let them."""
    found = levers(toy(), 200, 1)
    lowers = found.best(ANY_ON_TIME, rises=False)
    assert lowers[""][0].assumption.path == "meeting.goes_ahead"
    assert lowers[""][0].differences[ANY_ON_TIME].difference == -1
    assert found.best(ANY_ON_TIME) == {}  # it cannot be more than certain


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown outcome"):
        levers(toy(), 10, 1).best("leaders_on_tme")


def test_no_lever_leads_to_what_is_no_negotiation() -> None:
    crisis = toy(
        **{"shared": {"bar": 0.5}, "actors.north.thresholds.delegations": {"shared": "bar"}}
    )
    for lever in levers(crisis, 50, seed=1).tried:
        crisis.with_({lever.assumption.path: lever.value})
