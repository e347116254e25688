"""One zone for a scenario, real hours between ticks, and one way to tell a time."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sim import Scenario, ScenarioError, replay
from sim.reading.document import parse_document
from sim.reading.faults import validated
from sim.scenario.scenario import SHAPE
from tests.conftest import toy, toy_yaml

TOKYO, NEW_YORK = timezone(timedelta(hours=9)), timezone(timedelta(hours=-5))
BERLIN = ZoneInfo("Europe/Berlin")  # clocks went back on 26 October 2031


def crisis(clock: dict[str, Any], due: datetime | str) -> Scenario:
    gates = {"title": "the gates open", "grantor": "north", "due": due, "log_rate": 3}
    return toy(clock=clock, **{"conditions.gates": gates})


def mixed() -> Scenario:
    """The same moments as `plain`, each told on another clock."""
    clock = {
        "starts": "2031-06-02T06:00+09:00",
        "hours_per_tick": 12,
        "deadline": "2031-06-05T16:00-05:00",
        "on_time_until": "2031-06-06T10:00-05:00",
        "follow_up_until": "2031-06-13T15:00Z",
    }
    return crisis(clock, "2031-06-03T21:00Z")


def over_a_change_of_clocks() -> Scenario:
    clock = {
        "starts": datetime(2031, 10, 25, 12, tzinfo=BERLIN),
        "hours_per_tick": 6,
        "deadline": datetime(2031, 10, 26, 11, tzinfo=BERLIN),
        "on_time_until": datetime(2031, 10, 27, 0, tzinfo=BERLIN),
        "follow_up_until": datetime(2031, 10, 29, 0, tzinfo=BERLIN),
    }
    return crisis(clock, datetime(2031, 10, 25, 18, tzinfo=BERLIN))


@pytest.mark.parametrize("scenario", [mixed(), over_a_change_of_clocks()], ids=["mixed", "zone"])
def test_a_story_runs_forwards_in_one_zone(scenario: Scenario) -> None:
    lines = replay(scenario, world=2, seed=1).lines
    times = [line.when for line in lines]
    assert {time.utcoffset() for time in times} == {scenario.clock.starts.utcoffset()}
    assert times == sorted(times)
    assert [f"{time:%Y-%m-%d %H:%M}" for time in times] == sorted(
        f"{time:%Y-%m-%d %H:%M}" for time in times
    )


def test_mixed_offsets_are_told_in_that_of_the_start() -> None:
    clock, due = mixed().clock, mixed().conditions["gates"].due
    assert f"{clock.deadline:%d %H:%M %z}" == "06 06:00 +0900"
    assert due is not None
    assert f"{due:%d %H:%M %z}" == "04 06:00 +0900"


def test_ticks_are_real_hours_though_clocks_on_the_wall_are_changed() -> None:
    clock = over_a_change_of_clocks().clock
    moments = [clock.start_of(tick).astimezone(UTC) for tick in range(clock.ticks + 1)]
    assert {later - earlier for earlier, later in pairwise(moments)} == {timedelta(hours=6)}
    assert clock.ticks == 4  # noon to 11 in the morning, with an hour that was lived twice
    assert moments[-1] == datetime(2031, 10, 26, 10, tzinfo=UTC)


@pytest.mark.parametrize("scenario", [mixed(), over_a_change_of_clocks()], ids=["mixed", "zone"])
def test_its_own_yaml_is_the_same_scenario(scenario: Scenario) -> None:
    again = validated(SHAPE, parse_document(scenario.to_yaml(), "again.yaml"))
    assert again == scenario
    assert again.to_yaml() == scenario.to_yaml()


@pytest.mark.parametrize("starts", ["0999-12-31T00:00+00:00", "9001-01-01T00:00-12:00"])
def test_years_at_the_ends_of_the_calendar_are_refused(starts: str) -> None:
    data = toy().model_dump(mode="json", exclude_defaults=True)
    data["clock"]["starts"] = starts
    with pytest.raises(ScenarioError, match=r"clock\.starts: a year from 1000 to 9000 is needed"):
        validated(SHAPE, parse_document(toy_yaml(), "toy.yaml").__class__(data))


def test_old_offsets_with_seconds_are_rounded_to_minutes() -> None:
    """Amsterdam kept time 19 minutes and 32 seconds ahead until 1937; a file writes minutes."""
    clock = toy().clock
    starts = datetime(1930, 1, 1, tzinfo=timezone(timedelta(minutes=19, seconds=32)))
    scenario = toy(clock={
        "starts": starts,
        "hours_per_tick": 24,
        "deadline": starts + timedelta(days=3),
        "on_time_until": starts + timedelta(days=4),
        "follow_up_until": starts + timedelta(days=5),
    })  # fmt: skip
    assert scenario.clock.starts == starts
    assert scenario.clock.starts.utcoffset() == timedelta(minutes=20)
    assert clock.ticks == 8
