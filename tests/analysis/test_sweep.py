"""Sweeps: values along an axis, closed forms, and what cannot be varied."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from sim import ScenarioError, UsageError, simulate, sweep
from sim.analysis.experiments.axes import axis
from sim.analysis.experiments.cells import literal_levels
from sim.analysis.experiments.factorial import factorial
from sim.ensemble.luck import Luck
from tests.conftest import load, toy
from tests.engine.test_limits import CELLS, possible

UKRAINE = "actors.ukraine.weights"


def test_shares_follow_the_closed_form_along_a_number() -> None:
    """Both parties are certain to come: they meet on time with probability ``goes_ahead``."""
    along = sweep(toy(), {"meeting.goes_ahead": "0:1:11"}, 100, seed=3)
    values = np.array(along.columns()["meeting.goes_ahead"])
    assert values.tolist() == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    assert along.shares("leaders_on_time") == pytest.approx(values, abs=1e-9)


def test_shared_luck_makes_a_line_monotone() -> None:
    """Property 4: a higher P(himself) never loses a leaders' meeting, in no single world."""
    along = sweep(load(), {"actors.russia.weights.himself": "0:1:21"}, 2000, seed=3)
    assert (np.diff(along.shares("leaders_on_time")) >= 0).all()


def test_a_point_along_weights_is_a_mixture_of_the_readings() -> None:
    """Of two parties: every reading of one, taken for certain, with every one of the other."""
    vary: dict[str, Any] = {
        "actors.russia.weights.himself": [0.1, 0.6],
        "actors.ukraine.weights.observed": [0, 1],
    }
    along = sweep(load(), vary, 512, seed=3)
    assert len(along.grid.points) == 2 * 3
    for himself, observed, share in zip(
        *along.columns().values(), along.shares("leaders_on_time"), strict=True
    ):
        kyiv = {"personally": 0.4 / 0.75, "promised": 0.35 / 0.75}
        kyiv = {"observed": 1.0} if observed else kyiv
        moscow = {"himself": himself, "delegation": 1 - himself}
        weighed = 0.0
        for (one, weight), (other, second) in product(kyiv.items(), moscow.items()):
            certain = {"actors.ukraine.weights": {one: 1}, "actors.russia.weights": {other: 1}}
            alone = simulate(load().with_(certain), 512, 3).measured()["leaders_on_time"].share
            weighed += weight * second * alone
        assert share == pytest.approx(weighed, abs=1e-8)


def test_mixtures_agree_with_runs_at_those_weights() -> None:
    paths = {"actors.russia.weights.himself": [0.25, 0.7], "meeting.goes_ahead": [0.5, 0.9]}
    along = sweep(load(), paths, 4096, seed=3)
    for himself, ahead, share in zip(
        *along.columns().values(), along.shares("any_on_time"), strict=True
    ):
        point = {"actors.russia.weights.himself": himself, "meeting.goes_ahead": ahead}
        run = simulate(load().with_(point), 4096, 3).measured()["any_on_time"]
        assert abs(share - run.share) < 2 * (run.high - run.low)
    as_it_stands = along.frame().query("outcome == 'any_on_time'").iloc[1]
    assert as_it_stands["difference"] == 0


def test_a_table_has_a_row_per_point_and_measure() -> None:
    along = sweep(load(), {"learning_rate": [0, 1], "meeting.goes_ahead": [0.2, 0.4, 0.6]}, 300, 1)
    frame = along.frame()
    assert list(frame.columns[:3]) == ["learning_rate", "meeting.goes_ahead", "outcome"]
    assert len(frame) == 2 * 3 * 7
    assert frame.loc[0, "learning_rate"] == 0
    assert frame["meeting.goes_ahead"].tolist()[:21:7] == [0.2, 0.4, 0.6]
    outcomes = frame[frame["outcome"] != "any_on_time"]
    totals = outcomes.groupby(["learning_rate", "meeting.goes_ahead"])["share"].sum()
    assert totals.to_numpy() == pytest.approx(np.ones(6), abs=1e-8)


def test_the_other_readings_keep_their_proportions() -> None:
    along = axis(load(), UKRAINE + ".observed", [0.0, 0.4, 1.0])
    for point, observed in zip(along.points, (0, 0.4, 1), strict=True):
        given = load().numbers.at(UKRAINE).moved_by(point)
        assert given[UKRAINE + ".observed"] == observed
        assert given[UKRAINE + ".personally"] == pytest.approx((1 - observed) * 0.4 / 0.75)
        assert sum(given.values()) == pytest.approx(1)


def test_readings_without_weight_share_the_rest_alike() -> None:
    only = load("actors.ukraine.weights={observed: 1}")
    [point] = axis(only, UKRAINE + ".observed", [0.4]).points
    assert only.numbers.at(UKRAINE).moved_by(point) == {
        UKRAINE + ".personally": pytest.approx(0.3),
        UKRAINE + ".promised": pytest.approx(0.3),
        UKRAINE + ".observed": 0.4,
    }


@pytest.mark.parametrize(("steps", "points"), [(1, 3), (2, 6), (10, 66), (20, 231)])
def test_a_simplex_holds_every_way_to_share_the_weights(steps: int, points: int) -> None:
    whole = axis(load(), "actors.ukraine.weights", f"simplex:{steps}")
    rows = {tuple(row) for row in zip(*whole.columns.values(), strict=True)}
    assert len(whole.points) == len(rows) == points
    assert all(sum(row) == pytest.approx(1) and min(row) >= 0 for row in rows)


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ({}, "one or two"),
        (
            {"learning_rate": "0:1:2", "meeting.late_rate": "0:1:2", "meeting.step_down": "0:1:2"},
            "not 3",
        ),
        ({"meeting.goes_ahead": "0:1"}, "from:to:number"),
        ({"meeting.goes_ahead": "0:1:x"}, "from:to:number"),
        ({"meeting.goes_ahead": "0:1:1"}, "needs 2 to 1,000,000 values, not 1"),
        ({"meeting.goes_ahead": "1:1:5"}, "differ from each other"),
        ({"meeting.goes_ahead": "0:nan:3"}, "within ±1,000,000"),
        ({"meeting.goes_ahead": "-1e308:1e308:3"}, "within ±1,000,000"),
        ({"meeting.goes_ahead": []}, "within ±1,000,000"),
        ({"meeting.goesahead": "0:1:3"}, "did you mean 'meeting.goes_ahead'"),
        ({"title": "0:1:3"}, "nothing to vary"),
        ({"actors.ukraine.weights": "0:1:3"}, "simplex:20"),
        ({"actors.ukraine.weights": "simplex:0"}, "needs a step"),
        ({"actors.ukraine.weights": "simplex:9999"}, "at most 1,000,000 points"),
        ({"actors.ukraine.weights": "simplex:" + "9" * 5000}, "simplex:20"),
        ({"actors.ukraine.weights": "simplex:5", "learning_rate": "0:1:2"}, "varies alone"),
        (
            {"actors.russia.weights.himself": "0:1:2", "actors.russia.weights.delegation": "0:1:2"},
            "in two ways",
        ),
    ],
)
def test_what_cannot_be_varied_is_refused(vary: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        sweep(load(), vary, 10, seed=1)


@pytest.mark.parametrize(
    ("path", "values", "said"),
    [
        ("meeting.goes_ahead", "0:2:3", r"must stay within \[0, 1\]"),
        ("actors.ukraine.softening.rate", "-1:0:3", "must stay at 0 or more"),
        ("actors.russia.weights.himself", "0:1.5:3", "a weight must lie"),
        ("actors.ukraine.thresholds.leaders", "-1:1:3", "a higher level cannot need less"),
    ],
)
def test_values_outside_a_range_are_refused(path: str, values: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said) as told:
        sweep(load(), {path: values}, 10, seed=1)
    assert str(told.value).startswith(f"--vary {path}")


def test_the_cells_are_those_of_the_published_table() -> None:
    """Under the literal rule every cell has the levels, and so the outcomes, of the table."""
    for cell in factorial(load(), 2000, 1, ["literal"]).cells:
        state = "kept" if cell.kept["ceasefire"] else "none"
        expected = CELLS[state, cell.readings["russia"]][cell.readings["ukraine"]]
        levels = literal_levels(load(), cell)
        assert tuple(load().levels.index(level) for level in levels.values()) == expected
        ended = {key for key, share in cell.shares.items() if share.share} - {"any_on_time"}
        assert ended <= possible(*expected)


def test_the_words_alone_need_no_luck() -> None:
    """Under unequal levels the host brings them the closer the longer both have spoken.

    Of 13 ticks of a quarter of a day, the first party speaks in each with probability .8, the other
    with .2; from the tick after both have, what is left of 1 − .35 shrinks by exp(−.05 / 4).
    """
    found, ticks = factorial(load(), 10, 1, ["literal"]), range(14)
    first, second = (
        [chance * (1 - chance) ** tick for tick in range(13)] + [(1 - chance) ** 13]
        for chance in (0.8, 0.2)
    )
    left = sum(
        first[one] * second[other] * np.exp(-0.0125 * max(0, 12 - max(one, other)))
        for one, other in product(ticks, ticks)
    )
    on_time = {(1, 1): 0.9, (2, 2): 0.9, (1, 2): 1 - 0.65 * left, (2, 1): 1 - 0.65 * left}
    for cell in found.cells:
        one, other = map(load().levels.index, literal_levels(load(), cell).values())
        expected = on_time.get((one, other), 0)
        share = cell.shares["any_on_time"]
        assert share.low == share.share == share.high == pytest.approx(expected, abs=1e-8)
        assert sum(one.share for one in cell.shares.values()) - share.share == pytest.approx(1)
    assert found.ran == "Rule literal: exact, no luck drawn"


def test_exact_cells_are_where_many_worlds_lead() -> None:
    """Brute force: each cell as a scenario of its own, three parties who speak now and then."""
    party = toy().model_dump(mode="json")["actors"]["north"] | {"weights": {"high": 1}}
    party["readings"] = {"high": {"attends_if": {"leaders": "always"}}}
    party["readings"]["low"] = {"attends_if": {"delegations": "always"}}
    speaking = {"north": 0.3, "south": 0.6, "east": 0.15}
    actors: dict[str, Any] = {
        key: party | {"name": key, "announce_chance": chance} for key, chance in speaking.items()
    }
    actors["isle"] = {"name": "isle", "role": "host", "hosting": 1, "bridging": 0.8}
    trio = toy(actors=actors, meeting={"goes_ahead": 0.9, "step_down": 0.2})
    found = factorial(trio, 10, 1, ["literal"])
    assert found.exact == ("literal",)
    for cell in found.cells:
        certain = {f"actors.{key}.weights": {one: 1} for key, one in cell.readings.items()}
        ruled = {f"actors.{key}.rule": "literal" for key in cell.readings}
        drawn = simulate(trio.with_({**certain, **ruled}), 4096, seed=2).measured()
        for name, share in cell.shares.items():
            assert share.share == pytest.approx(drawn[name].share, abs=0.006)


def test_what_luck_may_turn_is_drawn() -> None:
    shock = {"rate": 0.5, "effects": {"north.inclination": 1}}
    for crisis in (toy(shocks={"flood": shock}), toy()):
        found = factorial(crisis, 64, Luck(1, uncertain=not crisis.shocks), ["literal"])
        assert found.exact == ()
        assert found.ran.startswith("64 worlds in each cell, seed 1")
    both = factorial(toy(), 64, 1)
    assert both.ran == "64 worlds in each cell, seed 1; rule literal: exact, no luck drawn"
    assert both.request["exact"] == ["literal"]


def test_cells_are_run_under_every_rule() -> None:
    found = factorial(load(), 200, 1)
    assert [cell.rule for cell in found.cells[::12]] == list(found.rules)
    assert {"literal", "ordered_threshold"} <= set(found.rules)
    assert len(found.cells) == 12 * len(found.rules)
