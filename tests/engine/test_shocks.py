"""Shocks: what they move, when they can strike, and what keeps a promise from being violated."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim import Scenario, ScenarioError, influences, replay, simulate
from sim.analysis.audit.rates import chances
from sim.pages.stakes import unknowns, wants
from sim.scenario.numbers import Parameter
from sim.scenario.shock import moved_in_vain
from tests.conftest import toy

WORLDS, DAYS, TICK = 100_000, 2.0, 0.25
START, LAST = "2001-01-01T00:00+00:00", "2001-01-02T18:00+00:00"
"""The first tick of the toy, and its last with decisions."""

Table = Mapping[str, Any]


def close(share: float, theory: float) -> bool:
    """Whether a share lies within four standard errors of the theory."""
    return abs(share - theory) <= 4 * math.sqrt(theory * (1 - theory) / WORLDS)


def table_of(scenario: Scenario, worlds: int = WORLDS) -> Table:
    """Return what becomes of each world."""
    return simulate(scenario, worlds, 7).table


def busy() -> Scenario:
    """Return a crisis in which every number makes a difference."""
    ways = {
        "open": {"attends_if": {"delegations": "always", "leaders": "always"}},
        "waits": {"attends_if": {"delegations": "always", "leaders": {"truce": "observed"}}},
        "strict": {"attends_if": {"leaders": {"aid": "promised", "round": "held"}}},
    }
    moving: dict[str, Any] = {"rate": 0.4, "influences": {"bank.money": 0.5}}
    party: dict[str, Any] = {
        "role": "party",
        "readings": ways,
        "weights": {"open": 0.3, "waits": 0.4, "strict": 0.3},
        "inclination": 0.3,
        "thresholds": {"delegations": 0, "leaders": 0.5},
        "influences": {
            "bank.money": 0.4,
            "bank.word": 0.4,
            "bank.threat": 0.3,
            "truce.violated": 1,
        },
        "softening": moving,
        "hardening": moving | {"influences": {"bank.threat": 0.5}},
        "calling_off": {"rate": 0.05, "influences": {"truce.violated": 2}},
        "announce_chance": 0.5,
    }
    concession = {"name": "concession", "beta": 0.5, "kappa": 0.2}
    north = party | {"name": "North", "influences": {"south.outlook": 2} | party["influences"]}
    south = party | {"name": "South", "softening": {"rule": concession}}
    signals = {
        "money": {"strength": 0.5, "echo": {"party": "north", "weight": 0.3}},
        "word": {"strength": 0.5, "scales_with": "bank.money"},
        "threat": {
            "strength": 0.2,
            "holdout": {"party": "south", "weight": 0.5},
            "ramp": {"condition": "aid", "per_day": 0.8, "at_most": 0.6},
        },
    }
    truce = {
        "title": "truce",
        "grantor": "north",
        "log_rate": 0.5,
        "influences": {"bank.money": 0.5},
        "co_grantors": {"south": {"log_rate": 1, "influences": {"bank.threat": 0.5}}},
        "violation_chance": 0.2,
        "violation_influences": {"aid.promised": -1},
        "kept_share": 0.5,
        "withdrawal_rate": 0.3,
    }
    aid = {"title": "aid", "grantor": "bank", "log_rate": -0.5, "due": "2001-01-01T06:00+00:00"}
    terms = {"goes_ahead": 0.6, "step_down": 0.5}
    return toy(
        actors={
            "north": north,
            "south": south,
            "bank": {"role": "backer", "name": "Bank", "signals": signals, "bridging": 0.3},
            "hall": {"role": "host", "name": "Hall", "hosting": 0.4, "bridging": 0.2},
        },
        conditions={"truce": truce, "aid": aid},
        earlier={"round": {"title": "r", "deadline": "2001-01-02T00:00+00:00", **terms}},
        meeting=terms | {"late_rate": 0.1},
        learning_rate=0.3,
    )


BUSY = busy()
MOVABLE = [
    path
    for path, one in BUSY.numbers.items()
    if not moved_in_vain(one.keys)
    and not path.endswith(("aid.kept_share", "south.softening.rate"))  # kept; by a rule of its own
]
BEFORE = table_of(BUSY, 1000)
STEP = {"thresholds": -0.4, "hosting": -1.0, "kept_share": 0.4}
"""By how much a number is moved, where more of it would change nothing."""


def moved_to(one: Parameter, by: float) -> float:
    """Return what a number is when so much is added to it, within its range."""
    kind = type(one.number)
    return min(max(one.centre + by, kind.low), kind.high)


@pytest.mark.parametrize("path", MOVABLE)
def test_a_shock_on_the_first_day_is_another_number_from_the_start(path: str) -> None:
    one = BUSY.numbers[path]
    by = next((step for key, step in STEP.items() if key in one.keys), 0.7)
    shock = {"on": START, "effects": {path: by}}
    struck = table_of(BUSY.with_({"shocks": {"quake": shock}}), 1000)
    changed = table_of(BUSY.with_({path: moved_to(one, by)}), 1000)
    assert all(np.array_equal(struck[name], changed[name]) for name in struck)
    assert any(not np.array_equal(struck[name], BEFORE[name]) for name in struck)


HALFWAY = "2001-01-02T00:00+00:00"


def comes(scenario: Scenario) -> float:
    """Return the share of worlds in which north comes."""
    return float((table_of(scenario)["north.level"] > 0).mean())


def struck_by(effects: dict[str, float], **changes: Any) -> Scenario:
    """Return the toy with a shock half of the way to the deadline."""
    return toy(shocks={"quake": {"on": HALFWAY, "effects": effects}}, **changes)


def test_a_rate_that_a_shock_changes_adds_up_from_then_on() -> None:
    calls_off = {"actors.north.calling_off": {"rate": 0.3}}
    crisis = struck_by({"actors.north.calling_off.rate": 0.5}, **calls_off)
    assert close(comes(crisis), math.exp(-0.3 * 1 - 0.8 * 1))
    stopped = struck_by({"actors.north.calling_off.rate": -0.5}, **calls_off)
    assert close(comes(stopped), math.exp(-0.3 * 1))  # a rate is never below 0


def test_a_shock_at_a_rate_that_moves_a_rate() -> None:
    """It strikes at S, exponential; from then on the party calls off at another rate."""
    quake = {"rate": 0.5, "effects": {"actors.north.calling_off.rate": 0.8}}
    crisis = toy(shocks={"quake": quake}, **{"actors.north.calling_off": {"rate": 0}})
    ticks = range(8)  # struck in tick k, it has 8 − k ticks to call off in
    theory = math.exp(-0.5 * DAYS) + sum(
        (math.exp(-0.5 * TICK * k) - math.exp(-0.5 * TICK * (k + 1)))
        * math.exp(-0.8 * TICK * (8 - k))
        for k in ticks
    )
    assert close(comes(crisis), theory)


def test_a_shared_number_is_moved_wherever_it_is_used() -> None:
    shared = {"shared": {"readiness": 0}, "actors.north.inclination": "readiness"}
    shared |= {"actors.south.inclination": "readiness"}
    table = table_of(struck_by({"shared.readiness": -10_000}, **shared))
    assert not table["north.level"].any()
    assert not table["south.level"].any()


def test_logistics_fail_once_a_shock_has_struck() -> None:
    crisis = struck_by({"meeting.goes_ahead": -0.4}, **{"meeting.goes_ahead": 0.9})
    assert close(float((table_of(crisis)["outcome"] == 0).mean()), 0.5)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("actors.north.weights.open", "the readings are drawn at the start; fixed are weights"),
        ("actors.north.noise_scale", "the luck of an inclination is drawn at the start"),
        ("actors.north.expected", "what the public expects at the start"),
        ("shocks.quake.effects.north.inclination", "shocks do not move each other"),
        ("meeting.goes_ahed", "did you mean 'meeting.goes_ahead'"),
        ("actors.north.withdrawal_rate", "unknown target"),
    ],
)
def test_what_no_shock_can_move_is_refused(target: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        struck_by({"north.inclination": 0, target: 1})


def test_a_shock_after_the_freeze_is_refused() -> None:
    late = {"on": "2001-01-03T00:00+00:00", "effects": {"north.inclination": 1}}
    with pytest.raises(ValidationError, match="must come before decisions freeze"):
        toy(shocks={"quake": late})


RATE = 0.3
TRUCE = {"title": "the strike is suspended", "grantor": "south", "log_rate": math.log(RATE)}


def strike(when: Any = "always", **how: Any) -> Scenario:
    """Return a crisis that north leaves once a strike has struck; south can suspend it."""
    shock = {"when": when, "effects": {"north.inclination": -10_000}, **how}
    return toy(conditions={"truce": TRUCE}, shocks={"strike": shock})


def test_a_strike_on_its_day_unless_it_is_suspended() -> None:
    ticks = 7  # promised by the end of the tick before
    kept_off = 1 - math.exp(-RATE * ticks * TICK)
    assert close(comes(strike({"truce": "not promised"}, on=LAST)), kept_off)
    assert close(comes(strike({"truce": "promised"}, on=LAST)), 1 - kept_off)
    assert comes(strike(on=LAST)) == 0
    assert comes(strike({"truce": "promised"}, on=START)) == 1  # nothing stands yet on that day


def test_a_shock_at_a_rate_adds_up_while_things_stand_so() -> None:
    """In tick k it can strike if nothing was promised before; then it does with chance q."""
    strikes, stays = 1 - math.exp(-0.5 * TICK), math.exp(-RATE * TICK)
    never = 1.0
    unpromised = 1.0  # and not struck
    for _ in range(8):
        never -= unpromised * strikes
        unpromised *= (1 - strikes) * stays
    assert close(comes(strike({"truce": "not promised"}, rate=0.5)), never)
    either = [{"truce": "promised"}, {"truce": "not promised"}]
    assert comes(strike(either, rate=0.5)) == comes(strike(rate=0.5))


def test_what_keeps_a_shock_from_happening_is_named_and_drawn() -> None:
    with pytest.raises(ValidationError, match="unknown condition 'truse'"):
        strike({"truse": "not promised"}, on=LAST)
    crisis = strike({"truce": "not promised"}, rate=0.5)
    assert "‘strike’ if nothing kept it from happening" in [one.what for one in chances(crisis)]
    [arrow] = [one for one in influences(crisis).arrows if one.target == "strike"]
    assert (arrow.source, arrow.words) == ("truce", "only without ‘truce’")
    assert Scenario.model_validate(crisis.model_dump(mode="json", exclude_defaults=True)) == crisis


OSCE = {"title": "the OSCE watches the line", "grantor": "osce", "log_rate": 50}
CHANCE = 0.02


def watched(weight: float, **osce: Any) -> Scenario:
    """Return a truce, promised at once, whose violations monitors make rarer or likelier."""
    truce = {
        "title": "truce",
        "grantor": "south",
        "log_rate": 50,
        "violation_chance": CHANCE,
        "violation_influences": {"osce.promised": weight},
    }
    return toy(
        conditions={"truce": truce, "osce": OSCE | osce},
        **{"actors.osce": {"role": "backer", "name": "OSCE"}},
    )


def observed(scenario: Scenario) -> float:
    """Return the share of worlds in which the truce was never violated."""
    return float((table_of(scenario)["truce.status"] == 2).mean())


@pytest.mark.parametrize("weight", [-2.0, 1.5])
def test_monitors_make_violations_rarer_or_likelier(weight: float) -> None:
    """They come in the first tick, and what is done in their sight counts from the next one on."""
    seen = min(1, CHANCE * math.exp(weight))
    assert close(observed(watched(weight)), (1 - CHANCE) * (1 - seen) ** 7)
    assert close(observed(watched(weight, log_rate=-50)), (1 - CHANCE) ** 8)


def test_the_chance_of_a_violation_never_passes_certainty() -> None:
    assert observed(watched(5000)) == 0
    assert close(observed(watched(-5000)), 1 - CHANCE)


def test_who_watches_is_told_and_drawn() -> None:
    crisis = watched(1.5)
    [arrow] = [one for one in influences(crisis).arrows if one.kind == "violating"]
    assert (arrow.source, arrow.target, arrow.push) == ("osce", "truce", 1.5)
    story = replay(crisis.with_({"conditions.truce.violation_chance": 1}), world=0, seed=1)
    told = [line.text for line in story.lines if "violated" in line.what]
    assert told == ["*truce* violated"] + ["*truce* violated: for it OSCE present +1.50"] * 7
    with pytest.raises(ScenarioError, match=r"violation_influences.oscee: unknown signal"):
        crisis.with_({"conditions.truce.violation_influences": {"oscee": 1}})
    assert "How much likelier violations of ‘truce’ are with OSCE present." in [
        *unknowns(crisis, "north")
    ]


def test_a_refusal_has_a_sentence_of_its_own() -> None:
    refused = toy(conditions={"truce": TRUCE | {"refuses": True}})
    assert any("rule out ‘truce’" in line for line in wants(refused, "south"))
    assert not any("rule out" in one for one in wants(refused, "north"))
