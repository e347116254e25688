"""What would have to change: one number at a time, on the same luck."""

from dataclasses import replace
from itertools import product

import pytest
from scipy.stats import beta

from sim import UsageError, compare, simulate
from sim.analysis.experiments.one_at_a_time import OneAtATime, OneChange, one_at_a_time
from sim.analysis.outcomes.measures import ANY_ON_TIME, measures
from tests.conftest import load, toy

RATE = ("log_rate", "willingness")


def test_a_lever_is_what_comparing_the_changed_scenario_gives() -> None:
    week, worlds, seed = load(), 300, 4
    stands = simulate(week, worlds, seed)
    tried = one_at_a_time(week, worlds, seed).effects
    for lever in tried[::25]:
        changed = simulate(week.with_({lever.assumption.path: lever.value}), worlds, seed)
        assert compare(stands, changed).differences(1) == lever.differences, lever.assumption.path


def test_each_number_is_moved_to_both_ends_and_each_reading_is_certain_once(
    week: OneAtATime,
) -> None:
    tried = week.effects
    moved = [lever.value for lever in tried if lever.assumption.path == "meeting.goes_ahead"]
    assert moved == [0, 1]
    of_readings = [
        lever.after for lever in tried if lever.assumption.path.endswith("ukraine.weights")
    ]
    assert of_readings == ["personally 100%", "promised 100%", "observed 100%"]
    assert not [lever for lever in tried if ".blames." in lever.assumption.path]


def test_without_logistics_nobody_meets_on_time_at_equal_levels() -> None:
    """Parties who are certain to come at one level meet if, and only if, logistics let them."""
    found = one_at_a_time(toy(), 200, 1)
    lowers = found.best(ANY_ON_TIME, rises=False)
    assert lowers[""][0].assumption.path == "meeting.goes_ahead"
    assert lowers[""][0].differences[ANY_ON_TIME].difference == -1
    assert found.best(ANY_ON_TIME) == {}  # it cannot be more than certain


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(UsageError, match="unknown outcome"):
        one_at_a_time(toy(), 10, 1).best("leaders_on_tme")


def test_the_worse_end_of_a_number_does_not_stand_in_for_the_better_one(week: OneAtATime) -> None:
    """Two numbers of an actor do the same at one end; at its other end the second does less."""
    best = week.best(ANY_ON_TIME, rises=False)["ukraine"]
    most, less = best[0], best[1]
    second = replace(less.assumption, is_main=False)
    tried = (
        replace(most, assumption=replace(most.assumption, is_main=True)),
        replace(most, assumption=second),
        replace(less, assumption=second),
    )
    assert replace(week, effects=tried).best(ANY_ON_TIME, rises=False)["ukraine"] == [tried[0]]


def test_no_lever_leads_to_what_is_no_negotiation() -> None:
    crisis = toy(
        **{"shared": {"bar": 0.5}, "actors.north.thresholds.delegations": {"shared": "bar"}}
    )
    for lever in one_at_a_time(crisis, 50, seed=1).effects:
        crisis.with_({lever.assumption.path: lever.value})


@pytest.fixture(scope="module")
def week() -> OneAtATime:
    """Return what one number at a time does to the week."""
    return one_at_a_time(load(), 500, 4)


def clear_ends(found: OneAtATime, measure: str, rises: bool) -> dict[str, list[OneChange]]:
    """Return by path the changes that clearly raise (or lower) a measure."""
    ends: dict[str, list[OneChange]] = {}
    for lever in found.effects:
        change = lever.differences[measure]
        if change.low > 0 if rises else change.high < 0:
            ends.setdefault(lever.assumption.path, []).append(lever)
    return ends


each_side = pytest.mark.parametrize(
    ("measure", "rises"), [*product(measures(load()), (True, False))], ids=str
)


@each_side
def test_only_clear_changes_count_and_of_each_number_only_the_better_end(
    week: OneAtATime, measure: str, rises: bool
) -> None:
    ends = clear_ends(week, measure, rises)
    for kept in week.best(measure, rises).values():
        moved = [abs(lever.differences[measure].difference) for lever in kept]
        assert moved == sorted(moved, reverse=True)
        assert len({lever.assumption.path for lever in kept}) == len(kept)
        for lever, size in zip(kept, moved, strict=True):
            tried = ends[lever.assumption.path]
            assert lever in tried
            assert size == max(abs(one.differences[measure].difference) for one in tried)


@each_side
def test_no_clear_change_is_left_out_unless_another_of_the_actor_does_the_very_same(
    week: OneAtATime, measure: str, rises: bool
) -> None:
    best = week.best(measure, rises)
    for path, tried in clear_ends(week, measure, rises).items():
        kept = best[tried[0].assumption.owner]
        does = [one.differences for one in kept]
        assert path in [one.assumption.path for one in kept] or tried[0].differences in does
        assert all(one not in does[:at] for at, one in enumerate(does))


def test_the_week_has_unclear_changes_and_a_number_with_two_clear_ends(week: OneAtATime) -> None:
    """What the two tests above look at: either of Kyiv's milder readings leaves nobody alone."""
    unclear = [one for one in week.effects if not one.differences[ANY_ON_TIME].is_clear]
    assert [one for one in unclear if one.differences[ANY_ON_TIME].difference > 0]
    assert len(clear_ends(week, "one_sided", False)["actors.ukraine.weights"]) == 2


def test_of_two_numbers_that_do_the_very_same_the_one_readers_ask_for_counts() -> None:
    """Readiness and extra willingness add up in the rate: moved alike, all worlds end alike."""
    truce = {"title": "a truce", "grantor": "south", "log_rate": 0}
    first = {"open": {"attends_if": {"leaders": {"truce": "promised"}}}}
    found = one_at_a_time(
        toy(conditions={"truce": truce}, **{"actors.north.readings": first}), 300, 1
    )
    moved = {one.assumption.path: one for one in found.effects if one.value == -6}
    assert len({str(moved[f"conditions.truce.{key}"].differences) for key in RATE}) == 1
    for rises in (True, False):
        kept = {one.assumption.path for one in found.best(ANY_ON_TIME, rises)["south"]}
        assert "conditions.truce.willingness" in kept
        assert "conditions.truce.log_rate" not in kept


def test_within_their_priors_only_open_numbers_move_to_where_few_draws_lie() -> None:
    """A tenth of the draws lies outside: of a normal, and of one reading of a Dirichlet, a beta."""
    open_ = {
        "actors.north.inclination": {"normal": {"mean": 1.5, "sd": 0.5}},
        "actors.north.weights": {"dirichlet": {"open": 2, "never": 6}},
    }
    readings = {"open": {"attends_if": {"leaders": "always"}}, "never": {"attends_if": {}}}
    crisis = toy(**{"actors.north.readings": readings, **open_})
    tried = one_at_a_time(crisis, 160, 1, priors=True).effects
    normal = [one.value for one in tried if one.assumption.path == "actors.north.inclination"]
    assert normal == pytest.approx([1.5 - 1.645 * 0.5, 1.5 + 1.645 * 0.5], abs=0.005)
    weights = [one.value for one in tried if one.assumption.path == "actors.north.weights"]
    shares = [one["open"] for one in weights if isinstance(one, dict)]
    tails = [*beta(2, 6).ppf([0.05, 0.95]), *(1 - beta(6, 2).ppf([0.05, 0.95]))]
    assert shares == pytest.approx(tails, abs=0.001)
    assert {one.assumption.path for one in tried} == {*open_}
    stands = simulate(crisis, 160, 1)
    for one in tried:
        changed = simulate(crisis.with_({one.assumption.path: one.value}), 160, 1)
        assert compare(stands, changed).differences(1) == one.differences
