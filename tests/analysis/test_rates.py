"""What rates come to by the deadline: against closed forms, and against worlds."""

import math

import pytest

from sim import Scenario, simulate
from sim.analysis.audit.rates import chances, warnings
from tests.conftest import toy

TRUCE = {"title": "t", "grantor": "south", "log_rate": math.log(0.3), "willingness": 0.5}


def test_a_rate_comes_to_its_closed_form() -> None:
    us = {"role": "backer", "name": "US", "signals": {"pressure": {"strength": 2}}}
    crisis = toy(
        conditions={"truce": TRUCE | {"influences": {"us.pressure": 0.4}}}, **{"actors.us": us}
    )
    [one] = chances(crisis)
    rate = 0.3 * math.exp(0.5)
    assert one.unmoved == pytest.approx(1 - math.exp(-2 * rate))
    assert one.at_start == pytest.approx(1 - math.exp(-2 * rate * math.exp(0.8)))


def test_a_promise_that_waits_in_deed_has_its_chance_were_there_nothing_to_wait_for() -> None:
    words = {"awaits": {"meeting": "leaders"}}
    deed = {"awaits": {"meeting": "leaders", "binding": True}}
    crisis = toy(conditions={"truce": TRUCE | words, "aid": TRUCE | deed})
    assert [one.what for one in chances(crisis)] == [
        "‘truce’ promised by South",
        "‘aid’ promised by South if nothing had to come first",
    ]


def test_what_is_said_is_what_happens() -> None:
    crisis = Scenario.load("scenarios/others/granada-2023.yaml")
    table = simulate(crisis, 100_000, 3).table
    for name, one in zip(crisis.conditions, chances(crisis), strict=False):
        share = float((table[f"{name}.status"] > 0).mean())
        assert abs(share - one.at_start) < 4 * math.sqrt(share * (1 - share) / 100_000)


def test_a_promise_that_has_to_wait_says_so() -> None:
    waits = {"conditions": {"aid": "promised"}, "binding": True}
    crisis = toy(conditions={"truce": TRUCE | {"awaits": waits}, "aid": TRUCE})
    assert [one.what for one in chances(crisis)] == [
        "‘truce’ promised by South if nothing had to come first",
        "‘aid’ promised by South",
    ]


def test_what_looks_like_a_slip_is_named() -> None:
    envoy = {"role": "backer", "name": "Envoy", "signals": {"word": {"strength": 1}}}
    low = {"open": {"attends_if": {"delegations": "always"}}}
    crisis = toy(
        conditions={"truce": TRUCE | {"log_rate": 5}, "aid": TRUCE | {"log_rate": -20}},
        **{"actors.envoy": envoy, "actors.north.readings": low},
    )
    assert [*warnings(crisis)] == [
        "‘truce’ promised by South: as good as certain",
        "‘aid’ promised by South: as good as impossible",
        "nobody hears Envoy",
        "no reading brings the parties to a meeting of ‘leaders’",
    ]


def test_a_rate_beyond_all_numbers_is_as_good_as_certain() -> None:
    crisis = toy(conditions={"truce": TRUCE | {"log_rate": 1000}})
    assert [one.unmoved for one in chances(crisis)] == [1]
