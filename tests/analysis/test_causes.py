"""Causes: textbook cases with their published answers, and every cause lived through again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from sim import Negotiation, Result, Scenario, UsageError, because, simulate
from sim.analysis.outcomes.cases import cases_of
from sim.analysis.outcomes.lifted import lifted
from sim.analysis.outcomes.obstacles import Lift, obstacles, row_of
from sim.analysis.outcomes.otherwise import Otherwise, comes_at, together
from sim.analysis.outcomes.reasons import reasons
from sim.analysis.outcomes.shares import share_of
from sim.analysis.stories.because import Because, becauses
from sim.analysis.stories.smallest import Set, responsibility, search, side_by_side
from sim.arrays import Flags
from sim.engine.outcome import meetings_on_time, outcomes_of
from sim.engine.points import Points
from sim.ensemble.again import live_again
from sim.ensemble.ends import outcome_now
from sim.ensemble.luck import Luck
from sim.scenario.numbers import Point
from tests.conftest import ROOT, load, loaded, run, toy


def smallest_sets(
    changes: Sequence[Otherwise],
    ends_otherwise: Callable[[Sequence[Point]], Flags],
    held: Sequence[Point] = ({},),
) -> list[Set]:
    """Return what one search alone finds; the function says of points whether each does it."""

    def tried(points: Sequence[Sequence[Point]], _: Sequence[int]) -> list[Flags]:
        return [ends_otherwise(one) for one in points]

    return side_by_side([search(changes, held)], tried)[0]


Equations = Mapping[str, Callable[[dict[str, bool]], bool]]


def causes(
    roots: Mapping[str, bool], equations: Equations, held: Sequence[str] = ()
) -> dict[frozenset[str], float]:
    """Return the smallest sets of roots that change the last equation, with the responsibility.

    What may be held as it was are the variables `held`.
    """

    def settled(point: Point) -> dict[str, bool]:
        values = {name: bool(point.get(name, value)) for name, value in roots.items()}
        for name, equation in equations.items():
            values[name] = bool(point[name]) if name in point else equation(values)
        return values

    actual, effect = settled({}), [*equations][-1]

    def ends_otherwise(points: Sequence[Point]) -> Flags:
        return np.array([settled(point)[effect] != actual[effect] for point in points])

    changes = [Otherwise(name, {name: 1 - value}, name) for name, value in roots.items()]
    keeps: list[Point] = [{}, *({name: int(actual[name])} for name in held)]
    found = smallest_sets(changes, ends_otherwise, keeps)
    degrees = responsibility(found)
    return {frozenset(one.variable for one in some): degrees[some[0].variable] for some in found}


BOTH = {"lightning": True, "match": True}


def test_a_fire_that_needs_both_has_each_as_a_cause() -> None:
    fire: Equations = {"fire": lambda now: now["lightning"] and now["match"]}
    assert causes(BOTH, fire) == {frozenset({"lightning"}): 1, frozenset({"match"}): 1}


def test_a_fire_for_which_either_is_enough_has_both_together_as_its_cause() -> None:
    fire: Equations = {"fire": lambda now: now["lightning"] or now["match"]}
    assert causes(BOTH, fire) == {frozenset(BOTH): 1 / 2}


def test_suzy_whose_stone_hits_first_broke_the_bottle_and_billy_did_not() -> None:
    """Held as it was, Billy's stone does not hit; without that, only both together show."""
    throws = {"Suzy throws": True, "Billy throws": True}
    hits: Equations = {
        "Suzy hits": lambda now: now["Suzy throws"],
        "Billy hits": lambda now: now["Billy throws"] and not now["Suzy hits"],
        "shatters": lambda now: now["Suzy hits"] or now["Billy hits"],
    }
    assert causes(throws, hits, held=["Billy hits"]) == {frozenset({"Suzy throws"}): 1}
    assert causes(throws, hits) == {frozenset(throws): 1 / 2}


def test_an_antidote_against_a_poison_that_nobody_gave_saved_nobody() -> None:
    """Bogus prevention: that no poison is given is the cause, where none was neutralized."""
    did = {"poison": False, "antidote": True}
    survives: Equations = {
        "neutralized": lambda now: now["poison"] and now["antidote"],
        "survives": lambda now: not now["poison"] or now["neutralized"],
    }
    assert causes(did, survives, held=["neutralized"]) == {frozenset({"poison"}): 1}


@pytest.mark.parametrize(("ayes", "size", "sets"), [(11, 6, 462), (6, 1, 6)])
def test_a_vote_is_as_responsible_as_it_is_close(ayes: int, size: int, sets: int) -> None:
    votes = {f"v{place}": place < ayes for place in range(11)}
    wins: Equations = {"wins": lambda now: sum(now[name] for name in votes) > 5}
    found = causes(votes, wins)
    assert len(found) == sets
    assert {len(some) for some in found} == {size}
    assert {*found.values()} == {1 / size}


def granting(*ways: Mapping[str, str]) -> Scenario:
    """Return a crisis in which north comes for what two others grant at once, in these ways."""
    backer = {"role": "backer", "name": "East"}
    sure = {"title": "t", "log_rate": 50}
    return toy(
        **{
            "actors.east": backer,
            "conditions.match": sure | {"grantor": "south"},
            "conditions.lightning": sure | {"grantor": "east"},
            "actors.north.readings": {"open": {"attends_if": {"leaders": [*ways]}}},
        }
    )


def never_promised(found: Because) -> list[set[str]]:
    """Return the causes of which promises that are never made are all."""
    named = [{one.variable for one in cause.changes} for cause in found.causes]
    return [some for some in named if all(one.endswith(".promised") for one in some)]


def test_the_forest_fires_can_be_lived_through() -> None:
    lightning, match = {"lightning": "promised"}, {"match": "promised"}
    conjunctive = because(granting({**lightning, **match}), 0, 1)
    assert never_promised(conjunctive) == [{"match.south.promised"}, {"lightning.east.promised"}]
    disjunctive = because(granting(lightning, match), 0, 1)
    assert never_promised(disjunctive) == [{"match.south.promised", "lightning.east.promised"}]
    assert disjunctive.responsibility["match.south.promised"] == 1 / 2


@pytest.mark.parametrize(("come", "size"), [(5, 3), (3, 1)])
def test_who_makes_up_a_quorum_is_as_responsible_as_it_is_close(come: int, size: int) -> None:
    """Three of five must come: the vote of 5 to 0, and of 3 to 2, at a table."""
    party = toy().actors["north"].model_dump(exclude_unset=True)
    stays = {"inclination": -1000}
    actors = {
        key: party | {"name": key} | ({} if place < come else stays)
        for place, key in enumerate("abcde")
    }
    quorum = {"at_least": 3, "of": [*"abcde"]}
    table = toy(**{"actors": actors, "meeting.must_come": quorum})
    changes = [comes_at(table, key, 0) for key in "abcde"[:come]]

    def ends_otherwise(points: Sequence[Point]) -> Flags:
        ends = live_again(table, Luck(1), [0], points)[:, 0]
        return np.asarray(ends >= meetings_on_time(table))

    found = smallest_sets(changes, ends_otherwise)
    assert {len(some) for some in found} == {size}
    assert {*responsibility(found).values()} == {1 / size}


def ends(scenario: Scenario, world: int, point: Point) -> str:
    """Return how one world ends, stepped through alone."""
    model = Negotiation(scenario, Points(Luck(1).batch(range(world, world + 1)), [point]))
    while not model.frozen:
        model.step()
    return outcomes_of(scenario)[int(outcome_now(model)[0])]


@pytest.mark.parametrize(
    "path", ["thursday/baseline", "others/minsk-2015", "others/singapore-2018"]
)
def test_every_cause_is_one_when_the_world_is_lived_through_again(path: str) -> None:
    crisis, world = loaded(ROOT / "scenarios" / f"{path}.yaml"), 12
    found = because(crisis, world, 1)
    assert found.outcome == ends(crisis, world, {})
    for cause in found.causes[:: max(1, len(found.causes) // 3)]:
        assert ends(crisis, world, together(cause.changes)) == cause.outcome != found.outcome
        for part in combinations(cause.changes, len(cause.changes) - 1):
            assert ends(crisis, world, together(part)) == found.outcome


@pytest.mark.parametrize("path", ["thursday/baseline", "others/closed-pass"])
def test_what_can_be_set_before_a_run_makes_the_world_end_so(path: str) -> None:
    """With nothing held fixed; several worlds are asked about at once, as each is alone."""
    crisis, worlds = loaded(ROOT / "scenarios" / f"{path}.yaml"), range(10, 14)
    every = becauses(crisis, worlds, Luck(1))
    assert every[2].causes == because(crisis, 12, 1).causes
    set_so = {one.words: (found.world, one) for found in every for one in found.causes if one.sets}
    for world, cause in [*set_so.values()][:: max(1, len(set_so) // 8)]:
        now = simulate(crisis.with_(dict(cause.settings)), worlds.stop, 1)
        assert now.outcomes[now.table["outcome"][world]] == cause.outcome
    assert len(set_so) > 5


def test_what_is_asked_for_is_what_comes_of_it(baseline: Scenario) -> None:
    found = because(baseline, 188, 1, "leaders_on_time")
    assert found.causes
    assert {cause.outcome for cause in found.causes} == {"leaders_on_time"}
    with pytest.raises(UsageError, match="--outcome tea: unknown outcome"):
        because(baseline, 188, 1, "tea")
    with pytest.raises(UsageError, match="--outcome one_sided: world 188 ends so: one-sided"):
        because(baseline, 188, 1, "one_sided")
    with pytest.raises(UsageError, match="--world must lie between 0 and"):
        because(baseline, -1, 1)


def test_a_sentence_says_how_the_world_then_ends(baseline: Scenario) -> None:
    """Each way with its own end; where nobody's act alone is enough, whatever else is."""
    found = because(baseline, 188, 1)
    words, ends = found.sentence, {one.words: one.outcome for one in found.causes}
    assert {ends["‘Turkey: offer to host’ been left out"], ends["Russia not come"]} == {"none"}
    alone = (
        "; with one change alone, it would have been ‘delegations on time’ had Ukraine been read"
    )
    assert alone in words
    assert ", or ‘none’ had ‘Turkey: offer to host’ been left out." in words
    both = because(baseline, 188, 1, "leaders_on_time").sentence
    assert "; with 2 changes together, it would have been" in both
    assert " had Ukraine and Russia both come at ‘leaders’" in both
    assert both.endswith("; no reading, promise or signal alone would have been enough.")


def test_a_promise_is_told_beside_the_one_that_was_made() -> None:
    crisis = loaded(ROOT / "scenarios/others/closed-pass.yaml")
    frame, told = simulate(crisis, 4, 1).frame(), set[str]()
    for world, found in enumerate(becauses(crisis, range(4), Luck(1))):
        for change in (one for cause in found.causes for one in cause.changes):
            name, _, what = change.variable.partition(".")
            tick: Any = next(iter(change.point.values()))
            if not what.endswith(".promised") or not 0 <= tick < crisis.clock.ticks:
                continue
            made, then = str(frame[f"{name}_promised_at"][world]), crisis.clock.start_of(int(tick))
            how = " on " if not made else "already on" if then.isoformat() < made else "no earlier"
            assert how in change.words
            told.add(how)
    assert told == {" on ", "already on", "no earlier"}


def test_luck_that_decides_only_in_the_changed_world_is_named(baseline: Scenario) -> None:
    """World 12 misses by its levels; at equal ones logistics would decide."""
    found = because(baseline, 12, 1, "any_on_time")
    drawn = {cause.words: cause.draws for cause in found.causes}
    assert drawn["Ukraine come at ‘delegations’"] == ("meeting.logistics",)
    assert drawn["they settled on the lower level"] == ()


@pytest.fixture(scope="module")
def small() -> Result:
    return run(worlds=3_000, seed=3)


def standing(result: Result, place: int) -> Any:
    """Return the numbers of the worlds of a row."""
    cases, number = cases_of(result.scenario, result.table)
    row = row_of(obstacles(result)[place].reasons)
    return np.flatnonzero([row_of(reasons(cases[at])) == row for at in number])


def test_the_shares_of_a_row_are_those_of_brute_force(small: Result) -> None:
    """Other words are another scenario's worlds; a level, what logistics then make of it."""
    found = lifted(small, obstacles(small), again=small.run.worlds)
    assert found[1].in_words(small.scenario).endswith("no higher level in these words")
    worlds, lifts = standing(small, 1), {one.words: one for one in found[1].lifts}
    other = simulate(load("actors.russia.weights={himself: 1}"), 3_000, 3)
    met = (other.table["outcome"][worlds] < 2).sum()
    assert lifts["Russia been read otherwise"].share.count == met > 0
    model = Negotiation(small.scenario, small.run.batch(range(3_000)))
    goes_ahead = model.worlds.uniform("meeting.logistics")[worlds] < 0.9
    assert lifts["Ukraine come at ‘delegations’"].share.count == goes_ahead.sum()
    assert {one.worlds for one in found[1].lifts} == {len(worlds)}


def test_a_part_of_a_rows_worlds_says_what_all_of_them_do_within_its_interval(
    small: Result,
) -> None:
    whole = lifted(small, obstacles(small), again=small.run.worlds)[:5]
    for one, part in zip(whole, lifted(small, obstacles(small), again=100)[:5], strict=True):
        known = {lift.words: lift.share.share for lift in one.lifts}
        assert all(x.share.low - 0.05 < known[x.words] < x.share.high + 0.05 for x in part.lifts)


def test_where_only_counts_were_kept_rows_are_lived_again_all_the_same() -> None:
    week = load()
    kept, counted = (simulate(week, 800, 3, keep=keep) for keep in ("worlds", "counts"))
    assert lifted(kept, obstacles(kept)) == lifted(counted, obstacles(counted))


def test_a_row_none_of_whose_worlds_is_among_those_at_hand_shifts_no_other(
    small: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a long run only the first worlds are at hand; rarer rows have none among them."""
    monkeypatch.setattr("sim.analysis.outcomes.lifted.BLOCK", 12)
    found = lifted(small, obstacles(small))
    assert any(not one.lifts for one in found)
    for place in (place for place, one in enumerate(found) if one.lifts):
        worlds = standing(small, place)
        known = lifted(small, [obstacles(small)[place]], again=int((worlds < 12).sum()))
        assert known[0].lifts == found[place].lifts


def test_every_row_is_lived_again_and_one_of_few_worlds_speaks_of_these_alone(
    small: Result,
) -> None:
    found = lifted(small, obstacles(small))
    assert all(one.lifts for one in found)
    few = [one for one in found if 1 < one.share.count < 100]
    for one in few:
        assert one.would_have_met.startswith(f"of {one.share.count} such worlds, ")
    in_part = [(a, b) for a in few for b in a.lifts if 0 < b.share.count < a.share.count]
    assert in_part
    for row, lift in in_part:
        met = " would have met on time" * (lift is row.lifts[0])
        assert f" {lift.share.count}{met} had {lift.words}" in row.would_have_met
    ways = [Lift("North come", share_of(0, 1), 1), Lift("South come", share_of(1, 1), 1)]
    said = [replace(few[0], lifts=tuple(some)).would_have_met for some in (ways, ways[:1])]
    assert said == [
        "the one such world would have met on time had South come",
        "the one such world would not have met on time had North come",
    ]


def test_logistics_are_all_that_fails_where_they_do() -> None:
    result = simulate(toy(**{"meeting.goes_ahead": 0.3}), 200, 1)
    [row] = lifted(result, obstacles(result))
    assert row.would_have_met == (
        "of 100 such worlds, all would have met on time had logistics worked out"
    )


def test_both_that_stay_away_must_come() -> None:
    away = {"actors.north.inclination": -1000, "actors.south.inclination": -1000}
    result = simulate(toy(**away), 50, 1)
    [row] = lifted(result, obstacles(result))
    assert [lift.words for lift in row.lifts] == [
        "North been inclined to come at all and South been inclined to come at all"
    ]
    assert row.lifts[0].share.share == 1
