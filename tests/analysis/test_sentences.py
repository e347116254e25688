"""Sentences that state findings: right in number and grammar, honest about what is not clear."""

from typing import Any

import numpy as np
import pytest

from sim import UsageError, ablate, compare, replay, simulate, sweep
from sim.analysis.experiments.effects import largest_effects
from sim.analysis.outcomes.measures import ANY_ON_TIME, measures, worth_showing
from sim.analysis.outcomes.shares import Difference
from sim.style.numbers import as_given, set_beside
from sim.style.sentences import change, in_100, no_clear_change, with_interval
from tests.conftest import ended, toy


def of(gained: int, lost: int, worlds: int) -> Difference:
    """Return the difference of independent worlds of which some are gained and some lost."""
    change, half = (gained - lost) / worlds, 2 * np.sqrt(gained + lost) / worlds
    return Difference(change, change - half, change + half, None)


@pytest.mark.parametrize(
    ("count", "worlds", "said"),
    [
        (0, 1000, "no world"),
        (1, 1000, "fewer than 1 of 100 worlds"),
        (10, 1000, "1 of 100 worlds"),
        (346, 1000, "35 of 100 worlds"),
        (999, 1000, "over 99 of 100 worlds"),
        (1000, 1000, "every world"),
    ],
)
def test_a_share_is_said_as_worlds_of_100(count: int, worlds: int, said: str) -> None:
    assert in_100(count / worlds) == said


def test_an_interval_is_said_where_it_is_wider_than_rounding() -> None:
    assert with_interval(0.5, 0.31, 0.69) == "50 of 100 worlds (95% interval 31 to 69)"
    assert with_interval(0.0, 0.0, 0.06) == "no world (95% interval 0 to 6)"
    assert with_interval(0.452, 0.4515, 0.4525) == "45 of 100 worlds"


@pytest.mark.parametrize("high", [0.2, 0.051, 0.012, 0.004])
def test_gains_and_losses_are_said_alike(high: float) -> None:
    low = high / 2
    more, fewer = change(low, high), change(-high, -low)
    assert more.replace("more", "x") == fewer.replace("fewer", "x").replace("less often", "x often")
    assert "more" in more


def test_what_covers_zero_is_no_clear_change() -> None:
    assert no_clear_change(-0.02, 0.03) == "between 2 fewer and 3 more of 100 worlds"
    assert of(30, 20, 1000).in_words == "at most 2 more of 100 worlds"
    assert of(60, 20, 1000).in_words == "in 2 to 6 more of 100 worlds"


def test_a_run_says_how_often_and_what_is_most_frequent() -> None:
    said = ended(*[0] * 30, *[5] * 70).sentence
    assert "North and South meet on time in 30 of 100 worlds" in said
    assert said.endswith("the most frequent outcome is ‘none’, in 70.")
    assert "in every world" in ended(0, 0).sentence
    assert "in no world" in ended(5, 5).sentence


def test_a_comparison_says_what_runs_against_its_change() -> None:
    """Fewer worlds meet, yet more at the higher level; what takes their place needs no word."""
    before = [1] * 60 + [5] * 40
    after = [0] * 20 + [1] * 20 + [5] * 60
    said = compare(ended(*before), ended(*after), names=["a", "b"]).sentence
    assert said.startswith("Under ‘b’, North and South meet on time in ")
    assert "fewer of 100 worlds than under ‘a’, yet the outcome is ‘leaders on time’ in" in said
    assert "‘none’" not in said


def test_a_comparison_without_a_clear_change_says_so() -> None:
    before, after = [1] * 50 + [5] * 50, [1] * 49 + [5] * 51
    said = compare(ended(*before), ended(*after), names=["a", "b"]).sentence
    assert "there is no clear change from ‘a’ in how often North and South meet" in said
    same = compare(ended(*before), ended(*before), names=["a", "b"]).sentence
    assert same == "Under ‘b’, every world ends as under ‘a’."


def test_an_unknown_outcome_is_refused_by_name() -> None:
    for found in (ended(0, 5), sweep(toy(), {"learning_rate": [0, 1]}, 20, seed=1)):
        with pytest.raises(UsageError, match="outcome leaders_on_tim: unknown outcome; did you"):
            found.about("leaders_on_tim")


def test_only_clear_effects_are_named() -> None:
    effects = {"with x": of(60, 20, 1000), "with y": of(0, 90, 1000), "with z": of(20, 20, 1000)}
    said = largest_effects("Across 3 changes", "they meet", effects)
    assert said.startswith("Across 3 changes, they meet most often with x (in ")
    assert " and least often with y (in " in said
    assert "clear" not in said
    unclear = largest_effects("Across 1 change", "they meet", {"with z": effects["with z"]})
    assert unclear == "Across 1 change, there is no clear change in how often they meet."


@pytest.mark.parametrize("values", [[0.1, 0.9], [0.5, 0.5001]])
def test_a_sweep_says_a_change_only_where_the_pairs_show_it(values: list[float]) -> None:
    """Brute force: the same worlds, compared pairwise between the two points."""
    week: dict[str, Any] = {"worlds": 400, "seed": 1}
    along = sweep(toy(), {"meeting.goes_ahead": values}, **week)
    ends = [simulate(toy(**{"meeting.goes_ahead": value}), **week) for value in values]
    clear = compare(*ends).differences(1)["any_on_time"].is_clear
    assert clear == (values[1] == 0.9)
    assert clear == ("no clear change" not in along.sentence)


def test_only_what_cannot_happen_is_left_out() -> None:
    late = toy(**{"meeting.late_rate": 0.5})
    assert worth_showing(late) == [*measures(late)]
    never = toy(**{"meeting.late_rate": 0, "meeting.goes_ahead": 0.5})
    shares, shown = simulate(never, 64, seed=1).measured(), worth_showing(never)
    assert {one for one in shares if one not in shown} == {"leaders_late", "delegations_late"}
    assert sum(shares[one].share for one in shown if one != ANY_ON_TIME) == 1
    assert "leaders_late" in worth_showing(never, late)
    assert "leaders_late" in sweep(never, {"meeting.late_rate": [0, 1]}, 64, seed=1).measures_shown


def test_digits_show_on_which_side_of_a_limit_a_number_lies() -> None:
    luck = np.random.default_rng(1)
    for size in np.geomspace(1e-5, 4, 100):
        value, given, drawn = luck.normal(0, 1), luck.integers(-4000, 4000) / 1000, luck.normal()
        limits = given, drawn, value + size, value - size
        shown, *beside = (float(one.replace("−", "-")) for one in set_beside(value, *limits))
        assert [shown > one for one in beside] == [value > limit for limit in limits]


def test_few_digits_are_said_in_full() -> None:
    assert [as_given(one) for one in (0.625, -0.5, 1, np.pi)] == ["0.625", "−0.50", "1.00", "3.14"]


def test_where_there_is_one_level_none_is_named() -> None:
    alone = {
        "thresholds": {"talks": 0.5},
        "readings": {"open": {"attends_if": {"talks": "always"}}},
    }
    north = toy().parties["north"].model_dump(mode="json", by_alias=True) | alone
    away = north | {"name": "South", "inclination": 0.4, "noise_scale": 0}
    crisis = toy(levels=["absent", "talks"], actors={"north": north, "south": away})
    told = [line.text for line in replay(crisis, world=0, seed=1).lines]
    assert not any("level" in one or "talks" in one for one in told)
    assert "North would come: the words, read as *open*, allow it" in told
    assert "coming needs more than 0.50" in " ".join(told)


def test_a_narrator_is_not_quoted() -> None:
    said = {"actor": "north", "quote": "It waits.", "kind": "offer", "firmness": 1}
    statements = [
        said | {"id": "N1", "speaker": "narrator"},
        said | {"id": "N2", "speaker": "North"},
    ]
    here = {"value": 1000, "neutral": -1000, "sources": ["N1"]}
    there = {"value": 1000, "neutral": 999, "sources": ["N2"]}
    crisis = toy(**{"statements": statements, "actors.north.inclination": here})
    found = ablate(crisis.with_({"actors.south.inclination": there}), 16, seed=1).effects
    words = [one.in_words(crisis) for one in found]
    assert sorted(words) == ["without N1 – It waits –", "without N2 “It waits.”"]
