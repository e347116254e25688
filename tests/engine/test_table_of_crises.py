"""What else the crises that people bring need, each said directly, against its closed form."""

import math
from typing import Any

import pytest

from sim import Scenario, simulate
from sim.analysis.outcomes.blame import blame
from tests.conftest import toy
from tests.engine.test_larger_table import DAYS, PROMISED, RATE, close, granting, met, willing

LADDER = ("absent", "indirect", "direct")
INDIRECT, DIRECT = "indirect", "direct"
MILD = {"anybody": 0.6, "no_President": 0.4}


def reading(**ways: Any) -> dict[str, Any]:
    """Return a party's only way to be read."""
    return {"only": {"attends_if": ways}}


def two(north: dict[str, Any], south: dict[str, Any], **changes: Any) -> Scenario:
    """Return a crisis of two parties with one reading each, who are certain to come."""
    weights = {f"actors.{key}.weights": {"only": 1} for key in ("north", "south")}
    readings = {"actors.north.readings": north, "actors.south.readings": south}
    return toy(**weights | readings | changes)


def test_a_format_is_agreed_by_both_and_refused_by_neither() -> None:
    """North talks face to face or not at all; south sits in another room until it has agreed."""
    format_ = {"title": "both sit in one room", "grantor": "north", **granting()}
    format_["co_grantors"] = {"south": granting()}
    north = reading(leaders={"one_room": "promised"})
    south = reading(leaders=[{"one_room": "promised"}, {"one_room": "not promised"}])
    assert close(met(two(north, south, conditions={"one_room": format_})), PROMISED**2)
    insists = reading(leaders={"one_room": "not promised"})
    assert met(two(north, insists, conditions={"one_room": format_})) == 0


def test_indirect_talks_are_a_rung_below_direct_ones() -> None:
    """South would come to direct talks with probability one half; north to either."""
    thresholds = {INDIRECT: -10_000, DIRECT: 0}
    both = reading(indirect="always", direct="always")
    changes = {
        "levels": LADDER,
        "actors.north.thresholds": thresholds,
        "actors.south.thresholds": thresholds,
        "actors.south.inclination": willing(0.5),
    }
    north = {"only": both["only"] | {"meets": "at_the_others_level"}}
    assert met(two(north, both, **changes)) == 1
    insists = {"only": {"attends_if": {DIRECT: "always"}, "meets": "only_at_this_level"}}
    assert close(met(two(insists, both, **changes)), 0.5)


def test_who_represents_whom_is_the_presence_of_one_or_of_the_other() -> None:
    """South is spoken for by its council or by its front; north meets the council alone."""
    actors = {
        f"actors.{key}": {"role": "backer", "name": key.title()} for key in ("council", "front")
    }
    seats = {
        "council": {"title": "the council sits for South", "grantor": "council", **granting()},
        "front": {"title": "the front sits for South", "grantor": "front", **granting()},
    }
    north = reading(leaders={"council": "present", "front": "absent"})
    crisis = two(north, reading(leaders="always"), conditions=seats, **actors)
    assert close(met(crisis), PROMISED * (1 - PROMISED))


def test_the_title_on_a_plate_that_one_insists_on_and_the_other_rules_out() -> None:
    """North comes as a president or not at all; South sits with no president, or with anybody."""
    plate = {"title": "the plate says President", "grantor": "south", **granting()}
    north = reading(leaders={"President": "promised"})
    ways = {
        "anybody": {"attends_if": {"leaders": "always"}},
        "no_President": {"attends_if": {"leaders": {"President": "not promised"}}},
    }
    crisis = two(north, ways, conditions={"President": plate}, **{"actors.south.weights": MILD})
    assert close(met(crisis), MILD["anybody"] * PROMISED)
    assert met(crisis.with_({"actors.south.weights": {"no_President": 1}})) == 0


def test_a_domestic_audience_that_is_angry_until_it_has_been_promised_something() -> None:
    """Its anger takes North from an even chance of coming to one in four; a promise calms it.

    North's voters hold half a unit against it per rung; it stays two rungs below South.
    """
    voters = {
        "role": "backer",
        "name": "The voters",
        "signals": {"anger": {"strength": math.log(3), "heard_by": ["north"]}},
        "blames": {"absence": 0.5},
    }
    truce = {"title": "truce", "grantor": "south", **granting()}
    comes = reading(leaders="always")
    crisis = two(
        comes,
        comes,
        conditions={"truce": truce},
        **{
            "actors.voters": voters,
            "actors.north.inclination": 0,
            "actors.north.thresholds": {"delegations": 0, "leaders": 0},
            "actors.north.influences": {"voters.anger": -1, "truce.promised": math.log(3)},
        },
    )
    assert close(met(crisis), PROMISED / 2 + (1 - PROMISED) / 4)
    result = simulate(crisis, 2_000, 7)
    stayed = 1 - float((result.table["outcome"] < result.on_time).mean())
    assert blame(result)["voters"] == pytest.approx({"north": stayed, "south": 0})


def test_a_venue_that_each_wants_elsewhere() -> None:
    """Either venue will do for one of the two; a third is agreed once both have agreed."""
    venues = {
        "at_home": {"title": "in the North", "grantor": "south", "log_rate": -50},
        "neutral": {
            "title": "on neutral ground",
            "grantor": "north",
            **granting(),
            "co_grantors": {"south": granting()},
        },
    }
    north = reading(leaders=[{"at_home": "promised"}, {"neutral": "promised"}])
    south = reading(leaders={"neutral": "promised"})
    assert close(met(two(north, south, conditions=venues)), PROMISED**2)


def test_a_host_that_sets_a_condition_of_its_own() -> None:
    """The hall opens once there is a truce, for whoever asks that it be open."""
    hall = {"role": "backer", "name": "Hall"}
    waits = {"conditions": {"truce": "promised"}, "binding": True}
    conditions = {
        "truce": {"title": "truce", "grantor": "north", **granting()},
        "hall": {"title": "the hall is open", "grantor": "hall", "log_rate": 50, "awaits": waits},
    }
    needs = reading(leaders={"hall": "present"})
    crisis = two(needs, needs, conditions=conditions, **{"actors.hall": hall})
    assert close(met(crisis), PROMISED)


def test_no_date_until_a_condition_is_met() -> None:
    """On time where it is promised by the deadline."""
    needs = reading(leaders={"truce": "promised"})
    truce = {"title": "truce", "grantor": "south", **granting()}
    assert close(met(two(needs, reading(leaders="always"), conditions={"truce": truce})), PROMISED)


def test_a_condition_dropped_on_the_way_and_one_raised() -> None:
    """Two readings, one of which asks for what never comes: softening drops it, hardening adds."""
    ways = {
        "loose": {"attends_if": {"leaders": "always"}},
        "strict": {"attends_if": {"leaders": {"truce": "promised"}}},
    }
    truce = {"title": "truce", "grantor": "south", "log_rate": -50}

    def moving(how: str, first: str) -> Scenario:
        return toy(
            conditions={"truce": truce},
            **{
                "actors.north.readings": ways,
                "actors.north.weights": {first: 1},
                f"actors.north.{how}": {"rate": RATE},
            },
        )

    assert close(met(moving("softening", "strict")), 1 - math.exp(-RATE * DAYS))
    assert close(met(moving("hardening", "loose")), math.exp(-RATE * DAYS))


@pytest.mark.parametrize("hearer", ["north", "south"])
def test_a_word_on_a_back_channel_moves_whoever_hears_it(hearer: str) -> None:
    """It takes a party from an even chance of coming to three in four."""
    word = {"word": {"strength": math.log(3), "heard_by": [hearer]}}
    crisis = toy(
        **{
            "actors.oman": {"role": "backer", "name": "Oman", "signals": word},
            f"actors.{hearer}.influences": {"oman.word": 1},
            "actors.north.inclination": 0,
            "actors.south.inclination": 0,
            "actors.north.thresholds": {"delegations": 0, "leaders": 0},
            "actors.south.thresholds": {"delegations": 0, "leaders": 0},
        }
    )
    assert close(met(crisis), 0.75 * 0.5)


def test_sanctions_that_grow_with_each_day_overdue() -> None:
    """A threat that rises by one a day from the due date weighs on the rate of the promise."""
    ramp = {"condition": "truce", "per_day": 1, "at_most": 10}
    bank = {
        "role": "backer",
        "name": "Bank",
        "signals": {"fines": {"strength": 0, "ramp": ramp}},
    }
    truce = {
        "title": "truce",
        "grantor": "south",
        **granting(influences={"bank.fines": 1}),
        "due": "2001-01-01T00:00+00:00",
    }
    needs = reading(leaders={"truce": "promised"})
    changes = {"conditions": {"truce": truce}, "actors.bank": bank}
    pressed = sum(RATE * math.exp(0.25 * tick) * 0.25 for tick in range(8))
    assert close(met(two(needs, needs, **changes)), 1 - math.exp(-pressed))
