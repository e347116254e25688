"""More than two parties, and a level one is invited to: against closed forms and brute force."""

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim import Scenario, UsageError, replay, simulate
from sim.analysis.audit.deadlock import deadlocks
from sim.analysis.audit.rates import warnings
from sim.analysis.experiments.cells import literal_levels
from sim.analysis.experiments.factorial import factorial
from sim.analysis.experiments.unsaid import unasked
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.obstacles import obstacles
from sim.scenario.meeting import Attendance
from tests.conftest import toy

WORLDS = 40_000


def close(share: float, theory: float) -> bool:
    """Whether a share lies within four standard errors of the theory."""
    return abs(share - theory) <= 4 * math.sqrt(theory * (1 - theory) / WORLDS)


def willing(probability: float) -> float:
    """Return the inclination at which a party comes with this probability."""
    return math.log(probability / (1 - probability))


def at_the_table(*chances: float, **meeting: Any) -> Scenario:
    """Return a crisis of parties a, b, … that come with these chances, each on its own luck."""
    party = {
        "role": "party",
        "readings": {"open": {"attends_if": {"talks": "always"}}},
        "weights": {"open": 1},
        "thresholds": {"talks": 0},
    }
    actors = {
        key: {**party, "name": key.upper(), "inclination": willing(chance)}
        for key, chance in zip("abcdef", chances, strict=False)
    }
    meeting = {"goes_ahead": 1, "step_down": 0, **meeting}
    return toy(levels=("absent", "talks"), actors=actors, meeting=meeting)


def met(scenario: Scenario) -> float:
    """Return the share of worlds that meet on time."""
    result = simulate(scenario, WORLDS, 7)
    return float((result.table["outcome"] < result.on_time).mean())


def test_all_of_three_must_come() -> None:
    assert close(met(at_the_table(0.9, 0.8, 0.5)), 0.9 * 0.8 * 0.5)


def test_two_of_three_are_enough_where_the_meeting_says_so() -> None:
    a, b, c = 0.9, 0.8, 0.5
    two = a * b * c + a * b * (1 - c) + a * (1 - b) * c + (1 - a) * b * c
    assert close(met(at_the_table(a, b, c, must_come={"at_least": 2})), two)


def test_one_and_any_of_two_others() -> None:
    both = at_the_table(0.9, 0.8, 0.5, must_come={"all": ["a"], "at_least": 1})
    assert close(met(both), 0.9 * (1 - 0.2 * 0.5))


def test_who_need_not_come_changes_nothing() -> None:
    assert close(met(at_the_table(0.9, 0.8, 0.1, must_come={"all": ["a", "b"]})), 0.9 * 0.8)


def reached_by_hand(levels: dict[str, int], attendance: Attendance) -> int:
    """Return the highest rung that all that must, and enough of the others, reach."""
    for rung in range(attendance.top, 0, -1):
        enough = sum(levels[key] >= rung for key in attendance.counted) >= attendance.at_least
        if enough and all(levels[key] >= rung for key in attendance.needed):
            return rung
    return 0


@pytest.mark.parametrize(
    "attendance",
    [
        Attendance(("a", "b", "c"), 0, (), 2),
        Attendance((), 2, ("a", "b", "c"), 2),
        Attendance(("a",), 1, ("b", "c"), 2),
        Attendance(("a", "b", "c"), 0, (), 1),
    ],
)
def test_the_level_reached_and_who_holds_back_against_brute_force(attendance: Attendance) -> None:
    for rungs in product(range(3), repeat=3):
        levels = dict(zip("abc", rungs, strict=True))
        reached = reached_by_hand(levels, attendance)
        assert attendance.reached(levels) == reached
        if reached < attendance.highest(levels):
            raised = dict.fromkeys(attendance.holding_back(levels), 2)
            assert raised
            assert reached_by_hand(levels | raised, attendance) > reached
            for key in raised:  # whoever is not named need not have moved
                assert levels[key] <= reached


def test_readiness_to_send_a_leader_costs_no_meeting_of_delegations() -> None:
    def crisis(north: str, **meeting: Any) -> Scenario:
        readings = {"open": {"attends_if": {"delegations": "always", north: "always"}}}
        return toy(
            **{
                "actors.north.readings": readings,
                "actors.south.readings": {"open": {"attends_if": {"delegations": "always"}}},
                "meeting": {"goes_ahead": 0.9, "step_down": 0.35, **meeting},
            }
        )

    invited = {"level": "delegations"}
    assert met(crisis("leaders", **invited)) == met(crisis("delegations", **invited))
    assert close(met(crisis("leaders", **invited)), 0.9)
    assert close(met(crisis("leaders")), 0.35)  # without an invitation they miss each other
    result = simulate(crisis("leaders", **invited), 10, 1)
    assert result.outcomes == ("delegations_on_time", "delegations_late", "one_sided", "none")


def test_what_stood_in_the_way_of_three() -> None:
    result = simulate(at_the_table(0.9, 0.8, 0.5), WORLDS, 7)
    found = {tuple(one.party for one in some.reasons): some.share for some in obstacles(result)}
    alone = {("c",): 0.9 * 0.8 * 0.5, ("b", "c"): 0.9 * 0.2 * 0.5, ("a", "b", "c"): 0.1 * 0.2 * 0.5}
    for who, theory in alone.items():
        assert close(found[who].share, theory)
    assert sum(some.share for some in found.values()) == pytest.approx(1 - met(result.scenario))


def test_three_wait_in_a_circle() -> None:
    def asks(condition: str) -> dict[str, Any]:
        return {"only": {"attends_if": {"talks": {condition: "promised"}}}}

    def granted_by(grantor: str) -> dict[str, Any]:
        return {"title": "t", "grantor": grantor, "log_rate": 0, "awaits": {"meeting": "talks"}}

    crisis = at_the_table(0.9, 0.9, 0.9).model_dump(mode="json", exclude_defaults=True)
    for key in "abc":
        crisis["actors"][key] |= {"readings": asks(f"by_{key}"), "weights": {"only": 1}}
    crisis["conditions"] = {
        f"by_{key}": granted_by(other) for key, other in zip("abc", "bca", strict=True)
    }
    [one] = deadlocks(Scenario.model_validate(crisis))
    assert one.levels == {"talks": "deadlock"}
    crisis["meeting"]["must_come"] = {"all": ["a", "b"]}
    assert [one.levels for one in deadlocks(Scenario.model_validate(crisis))] == [
        {"talks": "deadlock"}
    ]


def test_a_world_of_three_is_told() -> None:
    story = replay(at_the_table(0.99, 0.99, 0.01), world=3, seed=1)
    assert story.lines[-1].why.startswith("A and B would come, C not at all")


@pytest.mark.parametrize(
    ("must_come", "problem"),
    [
        ({"at_least": 4}, "4 must come of 3"),
        ({"all": ["a"]}, "needs two parties"),
        ({"all": ["a", "z"]}, "unknown party"),
        ({"all": ["a"], "at_least": 1, "of": ["a", "b"]}, "must all come already"),
        ({"all": ["a", "b"], "of": ["c"]}, "needs at_least beside it"),
    ],
)
def test_who_must_come_has_to_make_sense(must_come: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        at_the_table(0.9, 0.8, 0.5, must_come=must_come)


def test_an_added_party_changes_nobodys_luck() -> None:
    two, three = (
        simulate(at_the_table(*chances), 1000, 1) for chances in ([0.9, 0.8], [0.9, 0.8, 0.5])
    )
    assert np.array_equal(two.table["a.level"], three.table["a.level"])


def with_readings(north: Any, **changes: Any) -> Scenario:
    """Return a crisis of two who are certain to come, the first under these preconditions."""
    return toy(
        **{"actors.north.readings": {"only": {"attends_if": {"leaders": north}}}}
        | changes
        | {"actors.north.weights": {"only": 1}}
    )


def test_a_party_that_comes_unless_a_condition_is_promised() -> None:
    truce = {"title": "truce", "grantor": "south", "log_rate": math.log(0.3)}
    crisis = with_readings({"truce": "not promised"}, conditions={"truce": truce})
    assert close(met(crisis), math.exp(-0.3 * 2))


def test_an_actor_is_present_or_absent() -> None:
    qatar = {"role": "backer", "name": "Qatar"}
    presence = {"title": "Qatar sits at the table", "grantor": "qatar", "log_rate": math.log(0.3)}
    changes = {"conditions": {"qatar": presence}, "actors.qatar": qatar}
    here = with_readings({"qatar": "present"}, **changes)
    away = with_readings({"qatar": "absent"}, **changes)
    assert close(met(here), 1 - math.exp(-0.3 * 2))
    assert met(here) + met(away) == pytest.approx(1)
    [one] = [some for some in obstacles(simulate(here, 1000, 1)) if some.reasons[0].kind == "gate"]
    assert one.in_words(here) == "North read as ‘only’: Qatar present first"


def test_any_actor_can_bring_announced_levels_closer() -> None:
    low = {"open": {"attends_if": {"delegations": "always"}}}
    mediator = {"role": "backer", "name": "Oman", "bridging": 0.5}
    crisis = toy(**{"actors.south.readings": low, "actors.oman": mediator})
    ticks = 8 - 1  # nobody has announced anything before the second tick
    assert close(met(crisis), 1 - math.exp(-0.5 * 0.25 * ticks))


def test_a_back_channel_is_heard_by_those_it_names() -> None:
    oman = {
        "role": "backer",
        "name": "Oman",
        "signals": {"word": {"strength": 1, "heard_by": ["south"]}},
    }
    heard = {"actors.oman": oman, "actors.south.influences": {"oman.word": 1}}
    assert toy(**heard)
    with pytest.raises(ValidationError, match="north does not hear oman"):
        toy(**heard, **{"actors.north.influences": {"oman.word": 1}})


RATE, DAYS, TICK = 0.3, 2.0, 0.25
PROMISED = 1 - math.exp(-RATE * DAYS)


def granting(**changes: Any) -> dict[str, Any]:
    """Return what moves a grantor at a constant rate."""
    return {"log_rate": math.log(RATE), **changes}


def promised(*grantings: dict[str, Any], **changes: Any) -> float:
    """Return the share of worlds with a truce that north, and then south, have to grant."""
    north, *south = grantings
    truce = {"title": "truce", "grantor": "north", **north, **changes}
    if south:
        truce["co_grantors"] = {"south": south[0]}
    table = simulate(toy(conditions={"truce": truce}), WORLDS, 5).table
    return float((table["truce.status"] > 0).mean())


def test_what_two_must_grant_and_what_either_can() -> None:
    assert close(promised(granting(), granting()), PROMISED**2)
    assert close(promised(granting(), granting(), enough="any"), 1 - (1 - PROMISED) ** 2)


def test_who_has_not_promised_is_to_blame_and_nobody_else() -> None:
    truce = {
        "title": "t",
        "grantor": "north",
        "log_rate": 50,
        "co_grantors": {"south": {"log_rate": -50}},
    }
    audience = {"role": "backer", "name": "US", "blames": {"refusal": 1}}
    result = simulate(toy(conditions={"truce": truce}, **{"actors.us": audience}), 100, 1)
    assert blame(result) == {"us": {"north": 0.0, "south": 1.0}}


def test_a_promise_is_taken_back_at_its_rate() -> None:
    kept = promised(granting(log_rate=50), withdrawal_rate=0.4)
    assert close(kept, math.exp(-0.4 * (DAYS - TICK)))  # it can lapse from the tick after it


def each_for_the_other(**changes: Any) -> dict[str, Any]:
    """Return two promises, each of which waits for the other in words, or as the changes say."""
    return {
        key: {
            "title": key,
            "grantor": grantor,
            **granting(),
            "awaits": {"conditions": {other: "promised"}, **changes},
        }
        for key, grantor, other in (("truce", "north", "aid"), ("aid", "south", "truce"))
    }


def test_two_that_promise_if_the_other_does_promise_together() -> None:
    table = simulate(toy(conditions=each_for_the_other(binding=True)), WORLDS, 5).table
    assert np.array_equal(table["truce.status"], table["aid.status"])
    assert np.array_equal(table["truce.promised_tick"], table["aid.promised_tick"])
    assert close((table["aid.status"] > 0).mean(), PROMISED**2)


def test_what_waits_in_words_only_waits_for_nothing() -> None:
    table = simulate(toy(conditions=each_for_the_other()), WORLDS, 5).table
    assert close((table["aid.status"] > 0).mean(), PROMISED)


def test_a_promise_waits_under_the_readings_that_mean_it() -> None:
    readings = {name: {"attends_if": {"leaders": "always"}} for name in ("loose", "strict")}
    truce = {
        "title": "t",
        "grantor": "north",
        "log_rate": 50,
        "awaits": {"meeting": "leaders", "binding": ["strict"]},
    }
    changes = {
        "actors.north.readings": readings,
        "actors.north.weights": {"loose": 0.4, "strict": 0.6},
    }
    table = simulate(toy(conditions={"truce": truce}, **changes), WORLDS, 5).table
    assert np.array_equal(table["truce.status"] > 0, table["north.reading"] == 0)


def test_words_wait_under_the_readings_that_mean_it_and_under_no_other() -> None:
    readings = {name: {"attends_if": {"leaders": "always"}} for name in ("loose", "strict")}
    truce, aid = each_for_the_other(binding=True).values()
    truce["awaits"] = {"conditions": {"aid": "promised"}, "binding": ["strict"]}
    asks = {"only": {"attends_if": {"leaders": {"truce": "promised"}}}}
    changes = {
        "actors.north.readings": readings,
        "actors.north.weights": {"loose": 0.4, "strict": 0.6},
        "actors.south.readings": asks,
        "actors.south.weights": {"only": 1},
    }
    for binding, state in ((True, "open"), (False, "deadlock")):  # both bind: at the same time
        aid["awaits"]["binding"] = binding
        loose, strict = deadlocks(toy(conditions={"truce": truce, "aid": aid}, **changes))
        assert (loose.levels["leaders"], strict.levels["leaders"]) == ("open", state)


def test_a_promise_no_longer_waits_without_the_sentence_that_says_so() -> None:
    said = {"id": "N1", "actor": "north", "speaker": "N", "kind": "precondition", "firmness": 0.5}
    waiting = each_for_the_other(binding=True, sources=["N1"])
    waiting["aid"]["awaits"]["binding"] = False
    crisis = toy(statements=[{**said, "quote": "First the aid."}], conditions=waiting)
    assert unasked(crisis, "N1") == {"conditions.truce.awaits": None}


def test_words_that_keep_each_other_away_are_no_open_way() -> None:
    truce = {"title": "t", "grantor": "south", "log_rate": -4}
    south = {"actors.south.readings": {"only": {"attends_if": {"leaders": {"truce": "promised"}}}}}
    weight = {"actors.south.weights": {"only": 1}}
    for status, state in (("not promised", "rules itself out"), ("observed", "open")):
        crisis = with_readings({"truce": status}, conditions={"truce": truce}, **south, **weight)
        assert deadlocks(crisis)[0].levels["leaders"] == state


def test_what_is_refused_in_words_is_no_open_way() -> None:
    truce = {"title": "t", "grantor": "south", "log_rate": -4, "refuses": True}
    [one] = deadlocks(with_readings({"truce": "promised"}, conditions={"truce": truce}))
    assert one.levels["leaders"] == "waits in vain"


def test_a_party_hardens_at_its_rate() -> None:
    readings = {"open": {"attends_if": {"leaders": "always"}}, "shut": {"attends_if": {}}}
    crisis = toy(**{"actors.north.readings": readings, "actors.north.hardening": {"rate": RATE}})
    assert close(met(crisis), math.exp(-RATE * DAYS))


def manner(meets: str, south: str, **meeting: Any) -> Scenario:
    """Return a crisis where north could send its leader and meets in a manner of its own."""
    ways = {"attends_if": {"delegations": "always", "leaders": "always"}}
    return toy(
        **{
            "actors.north.readings": {"open": {**ways, "meets": meets}},
            "actors.south.readings": {"open": {"attends_if": {south: "always"}}},
            "meeting": {"goes_ahead": 0.9, "step_down": 0.35, **meeting},
        }
    )


@pytest.mark.parametrize(
    ("meets", "south", "share"),
    [
        ("usual", "delegations", 0.35),
        ("only_at_this_level", "delegations", 0.0),
        ("at_the_others_level", "delegations", 0.9),
        ("level_for_level", "delegations", 0.9),
        ("usual", "leaders", 0.9),
        ("only_at_this_level", "leaders", 0.9),
        ("level_for_level", "leaders", 0.9),
    ],
)
def test_at_which_level_a_reading_meets(meets: str, south: str, share: float) -> None:
    found = met(manner(meets, south))
    assert close(found, share) if share else found == 0


def test_only_leaders_is_what_stood_in_the_way() -> None:
    crisis = manner("only_at_this_level", "delegations", late_rate=1)
    [one] = obstacles(simulate(crisis, 100, 1))
    assert one.in_words(crisis) == "North read as ‘open’: no meeting at a lower level"
    assert simulate(crisis, 100, 1).outcomes[-2] == "one_sided"


def test_a_manner_is_not_to_blame_where_somebody_stays_away() -> None:
    crisis = manner("only_at_this_level", "delegations").with_({"actors.south.inclination": -50})
    [one] = obstacles(simulate(crisis, 100, 1))
    assert one.in_words(crisis) == "South not inclined to come at all"


def test_a_chance_by_the_deadline_is_a_rate() -> None:
    assert close(promised({"log_rate": "7% by deadline"}), 0.07)
    assert close(promised(granting(log_rate=50), withdrawal_rate={"chance": 0.4}), 0.6 ** (7 / 8))
    late = manner("only_at_this_level", "leaders", goes_ahead=0, late_rate={"chance": 0.3})
    result = simulate(late, WORLDS, 7)
    assert close(float((result.table["outcome"] == 2).mean()), 0.3)
    with pytest.raises(ValidationError, match="only a rate can be given as a chance"):
        manner("usual", "leaders", goes_ahead="7% by deadline")


def test_a_shock_strikes_on_its_day_and_is_heard_of() -> None:
    away = {"on": "2001-01-02T18:00+00:00", "effects": {"north.inclination": -10_000}}
    assert met(toy(shocks={"strike": away})) == 0
    heard = {"on": "2001-01-02T18:00+00:00", "effects": {"truce.willingness": 100}}
    truce = {"title": "t", "grantor": "north", "log_rate": -50}
    crisis = toy(
        conditions={"truce": truce},
        shocks={"strike": heard},
        **{"actors.south.influences": {"strike.struck": -10_000}},
    )
    table = simulate(crisis, 100, 1).table
    assert set(table["truce.promised_tick"]) == {7}  # the tick of the shock
    assert not table["south.level"].any()


def test_a_shock_happens_in_one_way() -> None:
    both = {"on": "2001-01-02T18:00+00:00", "rate": 1, "effects": {"north.inclination": -1}}
    with pytest.raises(ValidationError, match="on a date or at a rate"):
        toy(shocks={"strike": both})


def sequence(first: float, last: float, ways: Any = None, **earlier: Any) -> Scenario:
    """Return a crisis where north comes to the last meeting once an earlier one was held."""
    before = {
        "title": "delegations meet first",
        "level": "delegations",
        "deadline": "2001-01-02T00:00+00:00",
        "goes_ahead": first,
        "step_down": 0,
        **earlier,
    }
    reading = {"attends_if": {"leaders": {"first_round": "held"}}} | (ways or {})
    return toy(
        **{
            "earlier": {"first_round": before},
            "actors.north.readings": {"only": reading},
            "actors.north.weights": {"only": 1},
            "meeting": {"goes_ahead": last, "step_down": 0},
        }
    )


COMES_FIRST = {"attends_earlier": {"first_round": {"delegations": "always"}}}


def test_a_meeting_waits_for_one_that_was_held_before() -> None:
    assert close(met(sequence(0.7, 0.8, COMES_FIRST)), 0.7 * 0.8)
    assert met(sequence(0.7, 0.8)) == 0  # north comes to neither before the other
    table = simulate(sequence(0.7, 0.8, COMES_FIRST), WORLDS, 7).frame()
    assert set(table["first_round"]) == {"held", "not held"}


def test_a_held_meeting_can_be_weighed_and_told() -> None:
    weighed = {"actors.south.influences": {"first_round.held": -10_000}}
    crisis = sequence(0.7, 1, COMES_FIRST).with_(weighed)
    assert met(crisis) == 0
    story = replay(sequence(1, 1, COMES_FIRST), world=0, seed=1)
    [told] = [one for one in story.lines if one.kind == "meeting"]
    assert told.what == "*first round* was held — delegations meet first"
    assert told.why == "North and South came at the level *delegations*"
    assert told.when == crisis.earlier["first_round"].deadline
    alone = {"actors.south.inclination": -1000}
    story = replay(sequence(1, 1, COMES_FIRST).with_(alone), world=0, seed=1)
    [told] = [one for one in story.lines if one.kind == "meeting"]
    assert told.what == "*first round* did not take place — delegations meet first"
    assert told.why == "North would have come at the level *delegations*, South not at all"


def test_a_circle_of_two_meetings_is_found() -> None:
    [open_way] = deadlocks(sequence(1, 1, COMES_FIRST))
    assert open_way.levels == {"leaders": "open", "delegations": "open"}
    [shut] = deadlocks(sequence(1, 1))
    assert shut.levels["leaders"] == "deadlock"


def test_earlier_meetings_stand_in_their_order_before_the_last() -> None:
    with pytest.raises(ValidationError, match="before the deadline of the last"):
        sequence(1, 1, COMES_FIRST, deadline="2001-01-03T00:00+00:00")


def test_a_party_calls_the_meeting_off_at_its_rate() -> None:
    off = {"rate": RATE, "sources": []}
    audience = {"role": "backer", "name": "US", "blames": {"calling_off": 2}}
    crisis = toy(**{"actors.north.calling_off": off, "actors.us": audience})
    result = simulate(crisis, WORLDS, 7)
    assert result.outcomes[-1] == "called_off"
    share = float((result.table["outcome"] == len(result.outcomes) - 1).mean())
    assert close(share, 1 - math.exp(-RATE * DAYS))
    assert met(crisis) == pytest.approx(1 - share)
    [one] = obstacles(result)
    assert one.in_words(crisis) == "North called it off"
    assert blame(result)["us"] == {"north": pytest.approx(2 * share), "south": 0.0}
    story = replay(crisis.with_({"actors.north.calling_off.rate": 1000}), world=0, seed=1)
    assert "North called it off" in [line.what for line in story.lines]


def test_a_meeting_is_held_without_a_party_that_calls_off_and_need_not_come() -> None:
    crisis = at_the_table(0.9, 0.8, 0.5, must_come={"all": ["a", "b"]})
    off = crisis.with_({"actors.c.calling_off": {"rate": 1000}})
    assert met(off) == met(crisis)


def test_a_promise_waits_for_a_meeting_that_was_held_before() -> None:
    """Named by its id, or by a level that it was held at."""
    for awaited, share in (
        ({"conditions": {"first_round": "held"}}, 0.7),
        ({"meeting": "delegations"}, 0.7),
        ({"meeting": "leaders"}, 0.0),
    ):
        truce = {"title": "t", "grantor": "south", "log_rate": 50}
        waits = {"conditions": {"truce": {**truce, "awaits": {"binding": True, **awaited}}}}
        table = simulate(sequence(0.7, 1, COMES_FIRST).with_(waits), WORLDS, 7).table
        assert np.array_equal(table["truce.status"] > 0, table["first_round.status"] * (share > 0))
        assert set(table["truce.promised_tick"]) == ({-1, 4} if share else {-1})


def test_nothing_comes_of_waiting_for_a_promise_that_was_taken_back() -> None:
    conditions = {
        "truce": {"title": "t", "grantor": "north", "log_rate": 50, "withdrawal_rate": 50},
        "aid": {
            "title": "a",
            "grantor": "south",
            **granting(),
            "awaits": {"conditions": {"truce": "promised"}, "binding": True},
        },
    }
    table = simulate(toy(conditions=conditions), WORLDS, 5).table
    assert set(table["aid.promised_tick"]) == {-1, 0}  # the truce stands in the first tick alone
    assert close((table["aid.status"] > 0).mean(), 1 - math.exp(-RATE * TICK))


def test_who_has_taken_a_promise_back_is_to_blame() -> None:
    truce = {
        "title": "t",
        "grantor": "north",
        "log_rate": 50,
        "withdrawal_rate": 50,
        "co_grantors": {"south": {"log_rate": 50}},
    }
    audience = {"role": "backer", "name": "US", "blames": {"refusal": 1}}
    result = simulate(toy(conditions={"truce": truce}, **{"actors.us": audience}), 100, 1)
    assert blame(result) == {"us": {"north": 1.0, "south": 1.0}}


def test_two_that_wait_for_the_others_silence_see_it_as_of_the_last_tick() -> None:
    each = each_for_the_other(binding=True)
    for one in each.values():
        one["awaits"]["conditions"] = dict.fromkeys(one["awaits"]["conditions"], "not promised")
    table = simulate(toy(conditions=each), WORLDS, 5).table
    ticks = [table[f"{name}.promised_tick"] for name in each]
    both = np.logical_and(*(tick >= 0 for tick in ticks))
    assert both.any()
    assert np.array_equal(ticks[0][both], ticks[1][both])  # whoever is first keeps the other out


def test_parts_of_a_promise_that_wait_in_a_chain() -> None:
    """Aid waits for seat, seat for truce, truce for road as well as aid; road never comes."""
    waits: dict[str, Any] = {"binding": True}
    needs = {"aid": "seat", "seat": "truce", "truce": "road"}
    conditions: dict[str, Any] = {
        name: {
            "title": name,
            "grantor": "north",
            "log_rate": 50,
            "awaits": {**waits, "conditions": {first: "promised"}},
        }
        for name, first in needs.items()
    }
    conditions["road"] = {"title": "road", "grantor": "south", "log_rate": -50}
    waiting = {"log_rate": 50, "awaits": {**waits, "conditions": {"aid": "promised"}}}
    conditions["truce"]["co_grantors"] = {"south": waiting}
    table = simulate(toy(conditions=conditions), 10, 1).table
    assert not table["truce.south.promised"].any()


EVERYBODY = ("usual", "only_at_this_level", "at_the_others_level", "level_for_level")


def met_by_hand(
    levels: dict[str, int], manners: dict[str, str], attendance: Attendance
) -> tuple[int, int]:
    """Return the rung reached and the highest, party by party, as the docs put it."""
    come = {key: min(level, attendance.top) for key, level in levels.items()}
    for key, manner in manners.items():
        others = [level for one, level in levels.items() if one != key and level > 0]
        if manner in EVERYBODY[2:] and others:
            come[key] = min(come[key], *others)
    reached, highest = reached_by_hand(come, attendance), max(come.values())
    for key, manner in manners.items():
        too_low = manner == "only_at_this_level" and reached < levels[key]
        if too_low or (manner == "level_for_level" and reached < highest):
            come[key] = 0
    return reached_by_hand(come, attendance), max(come.values())


@pytest.mark.parametrize("top", [1, 2])
@pytest.mark.parametrize("at_least", [0, 2])
def test_what_manners_make_of_a_meeting_against_brute_force(top: int, at_least: int) -> None:
    everybody = ("a", "b", "c")
    needed, counted = ((), everybody) if at_least else (everybody, ())
    attendance = Attendance(needed, at_least, counted, top)
    for rungs, how in product(product(range(3), repeat=3), product(EVERYBODY, repeat=3)):
        levels = dict(zip("abc", rungs, strict=True))
        manners = dict(zip("abc", how, strict=True))
        brought = attendance.brought(levels, manners)
        found = int(attendance.reached(brought)), int(attendance.highest(brought))
        assert found == met_by_hand(levels, manners, attendance)


def test_two_that_come_and_do_not_meet_are_not_nobody() -> None:
    """One meets level for level and the other at no lower level: neither brings anything."""
    low = {"open": {"attends_if": {"delegations": "always"}, "meets": "level_for_level"}}
    crisis = manner("only_at_this_level", "leaders", late_rate=1).with_(
        {
            "actors.north.readings.open.attends_if": {"delegations": None},
            "actors.south.readings": low,
            "actors.south.readings.open.attends_if.leaders": None,
        }
    )
    result = simulate(crisis, 100, 1)
    assert {result.outcomes[code] for code in result.table["outcome"]} == {"one_sided"}


def test_who_follows_to_a_lower_meeting_is_not_blamed_for_it() -> None:
    audience = {"role": "backer", "name": "US", "blames": {"absence": 1}}
    crisis = manner("at_the_others_level", "delegations").with_({"actors.us": audience})
    assert blame(simulate(crisis, 100, 1)) == {"us": {"north": 0.0, "south": 1.0}}


def test_announced_levels_come_closer_whatever_a_reading_makes_of_them() -> None:
    """North hears only what is announced; its reading softens before the end."""
    ways = {"attends_if": {"leaders": "always"}}
    low = {"open": {"attends_if": {"delegations": "always"}}}
    changes = {
        "actors.north.readings": {"loose": ways, "strict": {**ways, "meets": "only_at_this_level"}},
        "actors.north.weights": {"strict": 1},
        "actors.north.softening": {"rate": 0.5},
        "actors.south.readings": low,
        "actors.oman": {"role": "backer", "name": "Oman", "bridging": 100},
    }
    assert close(met(toy(**changes)), 1 - math.exp(-0.5 * DAYS))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"meeting.must_come": {"all": ["north", "north"]}}, "name each party once"),
        (
            {"meeting.must_come": {"all": ["north"], "at_least": 2, "of": ["south", "south"]}},
            "name each party once",
        ),
        ({"conditions.truce.awaits.binding": []}, "true, false or a list of readings"),
        ({"conditions.truce.awaits.binding": "maybe"}, "true, false or a list of readings"),
        ({"conditions.truce.log_rate": "4.0.0% by deadline"}, "a number, or the name"),
        ({"actors.oman.signals.word.heard_by": []}, "at least 1 item"),
        ({"actors.oman.signals.willingness": {"strength": 1}}, "rename it"),
    ],
)
def test_mistakes_in_the_larger_format_are_refused(change: dict[str, Any], problem: str) -> None:
    truce = {"title": "t", "grantor": "north", "log_rate": 0, "awaits": {"meeting": "leaders"}}
    word = {"word": {"strength": 1, "heard_by": ["south"]}}
    oman = {"role": "backer", "name": "Oman", "signals": word}
    presence = {"title": "Oman comes", "grantor": "oman", "log_rate": 0}
    whole = {"conditions": {"truce": truce, "oman": presence}, "actors.oman": oman}
    assert toy(**whole)
    with pytest.raises(ValidationError, match=problem):
        toy(**whole, **change)


def test_a_meeting_is_not_observed() -> None:
    with pytest.raises(ValidationError, match="must be 'held' or 'not held'"):
        sequence(1, 1, {"attends_if": {"leaders": {"first_round": "observed"}}})


def test_a_sentence_names_those_who_must_come_and_meet() -> None:
    crisis = at_the_table(0.9, 0.8, 0.5, must_come={"all": ["a"], "at_least": 1})
    assert "A, and at least one of B and C meet on time" in simulate(crisis, 100, 1).sentence


def test_who_only_follows_is_not_what_stood_in_the_way() -> None:
    """A follows C down to delegations; B, a leader, misses them: C holds the meeting back."""
    ways = {"attends_if": {"leaders": "always"}}
    follows = {"open": {**ways, "meets": "at_the_others_level"}}
    third = toy().model_dump(mode="json", exclude_defaults=True)["actors"]["south"]
    low = {"open": {"attends_if": {"delegations": "always"}}}
    east = {**third, "name": "East", "readings": low}
    crisis = toy(**{"actors.north.readings": follows, "actors.east": east})
    [one] = obstacles(simulate(crisis, 10, 1))
    assert [reason.party for reason in one.reasons if reason.party] == ["east"]


def test_words_alone_hold_no_earlier_meeting_below_what_a_party_insists_on() -> None:
    """North meets leaders or nobody in the first round, to which South sends a delegation."""
    open_to_all = {"attends_if": {"delegations": "always", "leaders": {"first_round": "held"}}}
    insists = {
        "attends_if": {"leaders": "always"},
        "meets": "only_at_this_level",
    }
    crisis = sequence(1, 1, COMES_FIRST).with_(
        {
            "actors.south.readings": {"open": None, "waits": open_to_all},
            "actors.south.weights": {"waits": 1},
            "actors.north.readings": {"only": None, "insists": insists},
            "actors.north.weights": {"insists": 1},
        }
    )
    [cell] = factorial(crisis, 10, 1, ["literal"]).cells
    assert literal_levels(crisis, cell) == {"north": "leaders", "south": "delegations"}
    assert cell.shares["any_on_time"].share == 0


def test_more_combinations_than_can_be_looked_at_are_refused() -> None:
    """Six parties with four readings each are 4,096 combinations; each takes milliseconds."""
    readings = {f"r{number}": {"attends_if": {"talks": "always"}} for number in range(4)}
    crisis = at_the_table(*[0.5] * 6).model_dump(mode="json", exclude_defaults=True)
    for actor in crisis["actors"].values():
        actor |= {"readings": readings, "weights": dict.fromkeys(readings, 0.25)}
    many = Scenario.model_validate(crisis)
    with pytest.raises(UsageError, match="4,096 combinations of readings are too many"):
        deadlocks(many)
    assert [*warnings(many)] == []
