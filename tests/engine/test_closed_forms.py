"""Shares against the equations' closed forms, within four standard errors."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim import Scenario, simulate
from sim.engine.model import Negotiation
from sim.engine.worlds import Worlds
from tests.conftest import toy

WORLDS = 80_000
TICKS, DAYS = 8, 2.0


def close(share: float, theory: float, worlds: int = WORLDS) -> bool:
    """Whether a share lies within four standard errors of the theory."""
    return abs(share - theory) <= 4 * math.sqrt(theory * (1 - theory) / worlds)


def column(scenario: Scenario, name: str) -> Any:
    return simulate(scenario, WORLDS, 3).table[name]


def truce(**changes: Any) -> dict[str, Any]:
    return {"title": "truce", "grantor": "south", "log_rate": math.log(0.3), **changes}


def test_a_promise_comes_at_a_constant_rate() -> None:
    promised = column(toy(conditions={"truce": truce()}), "truce.status") > 0
    assert close(promised.mean(), 1 - math.exp(-0.3 * DAYS))


def test_a_promise_comes_faster_under_pressure() -> None:
    condition = truce(influences={"us.pressure": 0.5}, willingness=0.2)
    us = {"role": "backer", "name": "US", "signals": {"pressure": {"strength": 2}}}
    scenario = toy(conditions={"truce": condition}, **{"actors.us": us})
    promised = column(scenario, "truce.status") > 0
    assert close(promised.mean(), 1 - math.exp(-0.3 * math.exp(0.5 * 2 + 0.2) * DAYS))


def test_a_third_party_can_be_the_grantor() -> None:
    condition = truce(grantor="us")
    us = {"role": "backer", "name": "US"}
    scenario = toy(conditions={"truce": condition}, **{"actors.us": us})
    assert close((column(scenario, "truce.status") > 0).mean(), 1 - math.exp(-0.3 * DAYS))


def test_a_promise_from_the_start_is_kept_like_a_binomial() -> None:
    condition = truce(log_rate=50, violation_chance=0.2, kept_share=0.75)
    observed = column(toy(conditions={"truce": condition}), "truce.status") == 2
    assert close(observed.mean(), float(stats.binom.cdf(2, TICKS, 0.2)))


def test_a_promise_after_the_due_date_is_never_observed() -> None:
    condition = truce(due="2001-01-01T06:00+00:00")
    table = simulate(toy(conditions={"truce": condition}), WORLDS, 3).table
    status, tick = table["truce.status"], table["truce.promised_tick"]
    assert np.array_equal(status == 2, (tick >= 0) & (tick <= 1))
    assert close((status == 2).mean(), 1 - math.exp(-0.3 * 0.5))


def test_readings_are_drawn_by_their_weights() -> None:
    readings = {name: {"attends_if": {"leaders": "always"}} for name in "abc"}
    scenario = toy(
        **{"actors.north.readings": readings, "actors.north.weights": {"a": 0.2, "c": 0.8}}
    )
    drawn = column(scenario, "north.drawn")
    assert close((drawn == 0).mean(), 0.2)
    assert not np.any(drawn == 1)


def test_softening_takes_one_patience_a_step() -> None:
    readings = {name: {"attends_if": {"leaders": "always"}} for name in "abc"}
    scenario = toy(
        **{
            "actors.north.readings": readings,
            "actors.north.weights": {"c": 1},
            "actors.north.softening": {"rate": 0.6},
        }
    )
    reading = column(scenario, "north.reading")
    for steps in (0, 1):
        assert close((reading == 2 - steps).mean(), float(stats.poisson.pmf(steps, 0.6 * DAYS)))


def test_levels_follow_an_ordered_logit() -> None:
    scenario = toy(
        **{
            "actors.north.inclination": 0.7,
            "actors.north.noise_scale": 1.5,
            "actors.north.thresholds": {"delegations": 0, "leaders": 1.2},
        }
    )
    level = column(scenario, "north.level")
    for rung, threshold in ((1, 0), (2, 1.2)):
        assert close((level >= rung).mean(), float(stats.logistic.cdf((0.7 - threshold) / 1.5)))


def test_a_host_only_influences_by_weight() -> None:
    host = {"role": "host", "name": "Host", "hosting": 0.5}
    scenario = toy(
        **{
            "actors.host": host,
            "actors.north.inclination": 0,
            "actors.north.influences": {"host.hosting": 0.8},
        }
    )
    level = column(scenario, "north.level")
    assert close((level >= 1).mean(), float(stats.logistic.cdf(0.4)))


def test_equal_levels_meet_on_time_by_logistics_and_late_by_patience() -> None:
    scenario = toy(meeting={"goes_ahead": 0.7, "step_down": 0, "late_rate": 0.4})
    outcome = column(scenario, "outcome")
    assert close((outcome == 0).mean(), 0.7)
    assert close((outcome == 2).mean(), 0.3 * (1 - math.exp(-0.4 * 5)))


def test_unequal_levels_step_down_and_a_host_bridges() -> None:
    """Both announce in tick 0, so that the host bridges from tick 1 on."""
    host = {"role": "host", "name": "Host", "hosting": 1, "bridging": 0.3}
    scenario = toy(
        **{
            "actors.host": host,
            "actors.north.readings": {"open": {"attends_if": {"delegations": "always"}}},
            "meeting": {"goes_ahead": 0, "step_down": 0.25},
        }
    )
    outcome = column(scenario, "outcome")
    assert close((outcome == 1).mean(), 1 - 0.75 * math.exp(-0.3 * (TICKS - 1) * 0.25))


def test_a_shock_can_close_the_venue_and_bridges_nothing() -> None:
    """The host goes further back than it ever offered; nothing becomes less likely than before."""
    host = {"role": "host", "name": "Host", "hosting": 1, "bridging": 5}
    words = {"open": {"attends_if": {"delegations": "always"}}}
    shock = {"rate": 1000, "effects": {"host.hosting": -3}}
    scenario = toy(
        shocks={"recall": shock}, **{"actors.host": host, "actors.north.readings": words}
    )
    model = Negotiation(scenario, Worlds(3, range(1000)))
    model.run_to_deadline()
    assert not np.any(model.situation.venue)
    assert np.all(model.situation.mismatch_probability == 1)
    assert not any(np.any(party.level) for party in model.parties)


def test_a_shock_strikes_at_a_constant_rate() -> None:
    shock = {"rate": 0.4, "effects": {"north.inclination": -5000}}
    level = column(toy(shocks={"strike": shock}), "north.level")
    assert close((level == 0).mean(), 1 - math.exp(-0.4 * DAYS))


def test_announcements_come_by_chance_and_teach_the_public() -> None:
    scenario = toy(
        **{"actors.north.announce_chance": 0.3, "actors.north.expected": 0.2, "learning_rate": 0.5}
    )
    model = Negotiation(scenario, Worlds(3, range(WORLDS)))
    model.step()
    spoken = model.record.announced["north"] == 2
    assert close(spoken.mean(), 0.3)
    assert np.allclose(model.record.expected["north"], np.where(spoken, 0.6, 0.2))
    model.run_to_deadline()
    silent = model.record.announced["north"] < 0
    assert close(silent.mean(), 0.7**TICKS)


@pytest.mark.parametrize(("steps", "firmness"), [(0, 2.0), (1, 1.5), (2, 1.0)])
def test_an_echo_softens_with_the_party(steps: int, firmness: float) -> None:
    readings = {name: {"attends_if": {"leaders": "always"}} for name in "abc"}
    line = {"strength": 2, "echo": {"party": "north", "weight": 0.5}}
    threat = {"strength": 3, "scales_with": "eu.line"}
    eu = {"role": "backer", "name": "EU", "signals": {"line": line, "threat": threat}}
    north = {"actors.north.readings": readings, "actors.north.weights": {"c": 1}}
    scenario = toy(**{"actors.eu": eu, **north})
    model = Negotiation(scenario, Worlds(3, range(4)))
    model.record.softened["north"][:] = steps
    model.step()
    assert np.all(model.record.signals["eu.line"] == firmness)
    assert np.all(model.record.signals["eu.threat"] == 3 * firmness)


def test_a_holdout_is_pressed_by_the_gap() -> None:
    """North announces delegations, South leaders: half the ladder lies between them."""
    signals = {"pressure": {"strength": 1, "holdout": {"party": "north", "weight": 0.8}}}
    us = {"role": "backer", "name": "US", "signals": signals}
    words = {"open": {"attends_if": {"delegations": "always"}}}
    model = Negotiation(
        toy(**{"actors.us": us, "actors.north.readings": words}), Worlds(3, range(4))
    )
    model.step()
    assert np.all(model.record.signals["us.pressure"] == 1)
    model.step()
    assert np.all(model.record.signals["us.pressure"] == 1 + 0.8 / 2)


def test_a_ramp_rises_after_the_due_date_until_it_is_capped() -> None:
    ramp = {"condition": "truce", "per_day": 0.8, "at_most": 0.5}
    eu = {"role": "backer", "name": "EU", "signals": {"sanctions": {"strength": 0, "ramp": ramp}}}
    condition = truce(log_rate=-1000, due="2001-01-01T06:00+00:00")
    model = Negotiation(
        toy(conditions={"truce": condition}, **{"actors.eu": eu}), Worlds(3, range(2))
    )
    heard = []
    for _ in range(5):
        model.step()
        heard.append(float(np.max(model.record.signals["eu.sanctions"])))
    assert heard == pytest.approx([0, 0, 0.2, 0.4, 0.5])
