"""A meeting that is postponed, and one that is held without a deal: against closed forms."""

import math
from typing import Any

import numpy as np
import pytest

from sim import Scenario, UsageError, compare, replay, simulate, sweep
from sim.analysis.audit.rates import chances
from sim.analysis.experiments.factorial import factorial
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.measures import measures
from sim.analysis.outcomes.obstacles import obstacles
from sim.analysis.stories.search import first_diverged
from sim.analysis.stories.timeline import unfold
from sim.engine.outcome import FinalDecisions, LastLuck, classify, outcome_ids
from sim.ensemble.luck import Luck
from sim.errors import ScenarioError
from tests.conftest import toy

WORLDS = 100_000
DAYS, LATER_DAYS = 2, 5
LATER = "2001-01-06T00:00+00:00"
AT_ONCE, GRANTED, RATE = 1000.0, 0.3, 0.4
TRUCE = {"title": "t", "grantor": "south", "log_rate": math.log(GRANTED)}


def close(share: float, theory: float) -> bool:
    """Whether a share lies within four standard errors of the theory."""
    return abs(share - theory) <= 4 * math.sqrt(theory * (1 - theory) / WORLDS)


def by_then(rate: float, days: float) -> float:
    """Return the chance that something has come about at this rate per day."""
    return 1 - math.exp(-rate * days)


def postponed(
    rate: float = AT_ONCE, by: str = "north", changes: dict[str, Any] | None = None
) -> Scenario:
    """Return a crisis where north comes only for a truce, and somebody can buy time for it."""
    awaiting = {"only": {"attends_if": {"leaders": {"truce": "promised"}}}}
    clock = {
        "starts": "2001-01-01T00:00+00:00",
        "hours_per_tick": 6,
        "deadline": "2001-01-03T00:00+00:00",
        "on_time_until": "2001-01-04T00:00+00:00",
        "postponed_to": LATER,
        "follow_up_until": "2001-01-09T00:00+00:00",
    }
    return toy(
        **{
            "clock": clock,
            "conditions": {"truce": TRUCE},
            "actors.abbey": {"role": "host", "name": "The abbey", "hosting": 1},
            "actors.north.readings": awaiting,
            "actors.north.weights": {"only": 1},
            f"actors.{by}.postponing": {"rate": rate},
            **(changes or {}),
        }
    )


def never_postponed(crisis: Scenario) -> Scenario:
    """Return the same crisis without a later date."""
    movers = (key for key, actor in crisis.actors.items() if actor.postponing is not None)
    without = {f"actors.{key}.postponing": None for key in movers}
    return crisis.with_({"clock.postponed_to": None, **without})


def shares(crisis: Scenario) -> dict[str, float]:
    """Return the share of each outcome, and of what adds them up."""
    return {name: one.share for name, one in simulate(crisis, WORLDS, 7).measured().items()}


def test_a_promise_has_until_the_later_date() -> None:
    found = shares(
        postponed(changes={"meeting": {"goes_ahead": 0.8, "step_down": 0, "late_rate": 50}})
    )
    assert found["any_on_time"] == 0
    assert close(found["leaders_late"], 0.8 * by_then(GRANTED, LATER_DAYS))  # and no late lottery


@pytest.mark.parametrize("by", ["north", "abbey"])
def test_a_party_or_the_host_postpones_at_its_rate(by: str) -> None:
    found = shares(postponed(RATE, by))
    late = by_then(RATE, DAYS) * by_then(GRANTED, LATER_DAYS)
    assert close(found["leaders_late"], late)
    assert close(found["leaders_on_time"], (1 - by_then(RATE, DAYS)) * by_then(GRANTED, DAYS))


def test_what_is_not_postponed_ends_as_without_a_later_date() -> None:
    shock = {"rate": 0.2, "effects": {"south.inclination": -2000}}
    crisis = postponed(RATE, changes={"shocks": {"flood": shock}}).with_({"meeting.late_rate": 0.3})
    table, plain = (simulate(one, WORLDS, 7).table for one in (crisis, never_postponed(crisis)))
    stays = table["north.postponed"] == 0
    assert 0.4 < stays.mean() < 0.5
    for name, column in plain.items():
        assert np.array_equal(table[name][stays], column[stays])
        assert table[name].dtype == column.dtype
    assert (table["truce.promised_tick"][~stays] >= 8).any()


def test_points_are_postponed_each_for_itself() -> None:
    rates = [0.0, RATE, AT_ONCE]
    along = sweep(postponed(RATE), {"actors.north.postponing.rate": rates}, 2000, seed=7)
    for place, rate in enumerate(rates):
        alone = simulate(postponed(rate), 2000, 7).measured()
        for outcome in ("any_on_time", "leaders_late"):
            assert along.shares(outcome)[place] == alone[outcome].share
    assert along.shares("any_on_time")[0] > along.shares("any_on_time")[1] > 0


def test_a_story_tells_who_postponed_it_when_and_to_when() -> None:
    crisis = postponed(RATE, by="abbey")
    frame, clock = simulate(crisis, 200, 7).frame(), crisis.clock
    late = int(np.argmax(frame["outcome"] == "leaders_late"))
    story, other = (
        replay(crisis, late, 7),
        replay(crisis, int(frame.index[frame["abbey_postponed"] == "no"][0]), 7),
    )
    assert story.row == frame.iloc[late].to_dict()
    [line] = [one for one in story.lines if one.kind == "postponing"]
    assert (line.actor, line.what) == ("abbey", "The abbey postponed it to Saturday 6 January")
    assert line.when < clock.deadline
    assert (story.lines[-1].when, len(story.snapshots)) == (clock.postponed_to, 20)
    assert (other.lines[-1].when, len(other.snapshots)) == (clock.deadline, 8)
    said = "; in the way of a meeting on time: the abbey postponed it"
    assert story.lines[-1].why.endswith(said)


def test_why_there_was_no_meeting_on_time() -> None:
    found = {
        one.in_words(postponed()): one.share.share
        for one in obstacles(simulate(postponed(), WORLDS, 7))
    }
    held = by_then(GRANTED, LATER_DAYS)
    assert close(found.pop("North postponed it"), held)
    [(words, share)] = found.items()
    assert words == "North postponed it; North read as ‘only’: ‘truce’ promised first"
    assert close(share, 1 - held)


def test_an_audience_may_blame_whoever_postpones() -> None:
    us = {"role": "backer", "name": "US", "blames": {"postponing": 2, "refusal": 0}}
    result = simulate(postponed(RATE, changes={"actors.us": us}), WORLDS, 7)
    share = float(result.table["north.postponed"].mean())
    assert blame(result)["us"] == {"north": pytest.approx(2 * share), "south": 0}


def test_what_is_called_off_is_not_postponed() -> None:
    off = {"rate": AT_ONCE}
    both = simulate(postponed(AT_ONCE, changes={"actors.south.calling_off": off}), 100, 7)
    assert set(both.frame()["outcome"]) == {"called_off"}
    assert set(both.frame()["north_postponed"]) == {"no"}


def test_what_was_postponed_can_be_called_off_later() -> None:
    """South wants to once the first date has passed."""
    late = {"on": "2001-01-04T00:00+00:00", "effects": {"abbey.anger": 1}}
    hears = {"rate": 1e-9, "influences": {"abbey.anger": 100}}
    crisis = postponed(
        RATE,
        changes={
            "shocks": {"row": late},
            "actors.abbey.signals": {"anger": {"strength": 0}},
            "actors.south.calling_off": hears,
        },
    )
    frame = simulate(crisis, 1000, 7).frame()
    assert ((frame["outcome"] == "called_off") == (frame["north_postponed"] == "yes")).all()


def test_who_concedes_by_the_clock_has_until_the_later_date() -> None:
    """Of two levels one by the middle, of 20 ticks or of 8, and the second in the last."""
    crisis = postponed(
        changes={
            "actors.south.rule": {"name": "concession"},
            "conditions": {},
            "actors.north.readings": {"only": {"attends_if": {"leaders": "always"}}},
        }
    )
    levels = [now.levels["south"] for now in replay(crisis, 0, 1).snapshots]
    assert levels == [0] * 9 + [1] * 10 + [2]
    plain = [now.levels["south"] for now in replay(never_postponed(crisis), 0, 1).snapshots]
    assert plain == [0] * 3 + [1] * 4 + [2]


def test_the_last_tick_of_the_timeline_is_the_outcome() -> None:
    observed: dict[str, Any] = {
        "meeting": {"goes_ahead": 0.9, "step_down": 0, "deal": {"truce": "observed"}}
    }
    for changes in ({}, observed):
        result = simulate(postponed(RATE, changes=changes), 5000, 7)
        on_time = unfold(result.run).on_time
        assert on_time.shape == (8, 2)
        assert on_time[-1].sum() == pytest.approx(result.measured()["any_on_time"].share)


def test_validate_says_how_likely_it_is_to_be_postponed() -> None:
    said = {one.what: one.unmoved for one in chances(postponed(RATE))}
    assert said["the meeting postponed by North"] == pytest.approx(by_then(RATE, DAYS))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"clock.postponed_to": None}, "needs clock.postponed_to"),
        ({"actors.north.postponing": None}, "nobody can postpone the meeting"),
        ({"clock.postponed_to": "2001-01-03T18:00+00:00"}, "must come after on_time_until"),
        ({"clock.postponed_to": "2001-01-10T00:00+00:00"}, "must come after postponed_to"),
        ({"clock.postponed_to": "2001-01-05T01:00+00:00"}, "must fall on a tick"),
        ({"meeting.deal": {}}, "meeting.deal"),
        ({"meeting.deal": {"truse": "promised"}}, "unknown condition 'truse'"),
        ({"meeting.deal": {"truce": "signed"}}, "must be 'not promised', 'promised'"),
    ],
)
def test_mistakes_are_refused_in_one_line(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError, match=problem):
        postponed().with_(change)


def deals(**meeting: Any) -> Scenario:
    """Return a crisis whose meeting has a deal where south promises a truce."""
    terms = {"goes_ahead": 0.8, "step_down": 0, "deal": {"truce": "promised"}, **meeting}
    return toy(conditions={"truce": TRUCE}, meeting=terms)


def test_a_meeting_is_held_with_a_deal_or_without() -> None:
    found, plain = shares(deals(late_rate=0.1)), shares(deals(late_rate=0.1, deal=None))
    deal, late = by_then(GRANTED, DAYS), 0.2 * by_then(0.1, 5)
    assert close(found["leaders_on_time_with_a_deal"], 0.8 * deal)
    assert close(found["leaders_on_time_without_a_deal"], 0.8 * (1 - deal))
    assert close(found["leaders_late_without_a_deal"], late * (1 - deal))
    assert close(found["any_deal"], (0.8 + late) * deal)
    assert found["any_on_time"] == plain["any_on_time"]
    assert "any_deal" not in plain


def test_a_deal_may_need_several_conditions_observed() -> None:
    kept = {**TRUCE, "grantor": "north", "violation_chance": 1}
    aid = {**TRUCE, "log_rate": 50}
    both = {"aid": "observed", "truce": "promised"}
    crisis = deals().with_({"conditions.aid": aid, "meeting.deal": both})
    assert close(shares(crisis)["any_deal"], 0.8 * by_then(GRANTED, DAYS))
    assert shares(crisis.with_({"conditions.aid": kept}))["any_deal"] == 0


def test_outcomes_with_deals_partition_the_worlds() -> None:
    ids = outcome_ids(("absent", "talks", "summit"), deals=True)
    grid = np.array(np.meshgrid(range(3), range(3), *[(False, True)] * 5)).reshape(7, -1)
    lower, higher = np.sort(grid[:2], axis=0).astype(np.int8)
    ahead, down, late, put_off, deal = grid[2:].astype(bool)
    freeze = FinalDecisions(lower, higher, higher > 0, ahead, down, late, False, put_off, deal)
    for world, code in enumerate(classify(freeze, 2, LastLuck(*np.full((3, grid.shape[1]), 0.5)))):
        held = ahead[world] if lower[world] == higher[world] else down[world]
        when = "late" if put_off[world] or not held else "on_time"
        meets = lower[world] and (held or (late[world] and not put_off[world]))
        with_it = "with" if deal[world] else "without"
        level = ("absent", "talks", "summit")[lower[world]]
        none = "one_sided" if higher[world] else "none"
        assert ids[code] == (f"{level}_{when}_{with_it}_a_deal" if meets else none)


def test_every_sentence_about_deals_is_true_to_a_plain_reader() -> None:
    crisis = deals()
    result = simulate(crisis, 2000, 7)
    often = result.measured()["any_deal"]
    assert result.about("any_deal").startswith(
        "Under these assumptions, North and South meet, on time or late, with a deal in "
    )
    assert result.details()["any_deal"]["count"] == often.count
    members = measures(crisis)["any_deal"]
    assert [one.endswith("_with_a_deal") for one in result.outcomes] == members.tolist()
    other = simulate(crisis.with_({"conditions.truce.log_rate": -50}), 2000, 7)
    assert compare(result, other).differences(1)["any_deal"].difference == -often.share
    without = replay(other.scenario.with_({"meeting.goes_ahead": 1}), 0, 7)
    assert without.lines[-1].why.endswith("they met; no deal, which needs ‘truce’ promised")


def test_what_ends_otherwise_is_not_compared_and_cells_have_all_outcomes() -> None:
    plain, off = toy(), toy(**{"actors.north.calling_off": {"rate": RATE}})
    with pytest.raises(UsageError, match="only scenarios that end alike can be compared"):
        compare(simulate(plain, 10, 1), simulate(off, 10, 1))
    lower = toy(**{"meeting.level": "delegations"})  # whose first outcome is another one
    assert first_diverged(plain, lower, Luck(1)) == 0
    for crisis in (off, postponed(), deals()):
        for cell in factorial(crisis, 50, seed=1).cells:
            total = sum(cell.shares[name].share for name in simulate(crisis, 1, 1).outcomes)
            assert total == pytest.approx(1)
            assert "called_off" not in cell.shares or not cell.shares["called_off"].share
