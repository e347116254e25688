"""Advice: each act and pair agrees with brute force over the menu, and so do signs elsewhere."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest

from sim import Negotiation, Scenario, UsageError, advise, compare, read_with, simulate
from sim.analysis.experiments import acts
from sim.analysis.experiments.acts import Act
from sim.analysis.experiments.advice import Advice
from sim.analysis.experiments.lived import drawn_assumptions
from sim.analysis.outcomes.blame import blame
from sim.engine.evidence import facts_of, fitting
from sim.engine.outcome import outcomes_of
from sim.ensemble.ends import chances_now
from sim.ensemble.luck import Luck
from tests.conftest import toy
from tests.pictures import Word, check_words

WORLDS, WANTED = 256, "leaders_on_time"
WEIGHTS, RATE = "actors.south.weights", "conditions.truce.log_rate"
RATE_OF_WORDS = "actors.south.softening.rate"
ALONE: dict[str, Mapping[str, Any]] = {
    "South meant ‘open’ throughout": {WEIGHTS: {"open": 1}, RATE_OF_WORDS: 0},
    "South meant ‘low’ throughout": {WEIGHTS: {"low": 1}, RATE_OF_WORDS: 0},
    "South given way at once as far as ‘open’": {RATE_OF_WORDS: 1e6},
    "South never given way": {RATE_OF_WORDS: 0},
    "South spoken at every turn": {"actors.south.announce_chance": 1},
    "South announced nothing": {"actors.south.announce_chance": 0},
    "‘truce’ been promised on Monday 1 January": {RATE: 50},
    "‘truce’ not been promised": {RATE: -50},
    "‘truce’ never been violated": {"conditions.truce.violation_chance": 0},
    "‘South: line’ been left out": {"actors.south.signals.line.strength": 0},
}
"""What South can do, and numbers of the scenario that come to the same."""


def crisis() -> Scenario:
    """Return a crisis in which each of these acts makes some difference."""
    audience = {"absence": 1, "refusal": 0.5, "condition": 0.25}
    return toy(
        **{
            "clock.hours_per_tick": 12,
            "conditions.truce": {"title": "t", "grantor": "south", "log_rate": -1.5},
            "conditions.truce.violation_chance": 0.3,
            "conditions.truce.kept_share": 0.75,
            "actors.north.readings": {
                "open": {"attends_if": {"leaders": {"truce": "observed"}, "delegations": "always"}}
            },
            "actors.north.inclination": {"normal": {"mean": 1.5, "sd": 1}},
            "actors.north.influences": {"south.outlook": 1, "south.line": -1},
            "actors.south.readings": {
                "open": {"attends_if": {"leaders": "always"}},
                "low": {"attends_if": {"delegations": "always"}},
            },
            "actors.south.weights": {"dirichlet": {"open": 1, "low": 2}},
            "actors.south.inclination": {"normal": {"mean": 1, "sd": 1}},
            "actors.south.softening": {"rate": 0.3},
            "actors.south.announce_chance": 0.5,
            "actors.south.signals": {"line": {"strength": 1}},
            "actors.bank": {"role": "backer", "name": "Bank", "blames": audience},
            "actors.press": {"role": "backer", "name": "Press", "blames": {"refusal": 2}},
            "meeting": {"goes_ahead": 0.9, "step_down": 0.4},
            "theories": {"tit_for_tat": {}, "grit": {}},
        }
    )


@pytest.fixture(scope="module")
def found() -> Advice:
    """Return what South could do, tried again in few worlds."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(acts, "DRAWS", 6)
        patched.setattr(acts, "LUCKS", WORLDS)
        patched.setattr(acts, "PER_POINT", WORLDS)
        return advise(crisis(), "south", WANTED, WORLDS, seed=3)


def numbers(one: Act) -> dict[str, Any]:
    """Return numbers of the scenario that come to the same as an act."""
    return {k: value for change in one.changes for k, value in ALONE[change.words].items()}


def signs(before: Scenario, one: Act) -> int:
    """Return whether an act clearly does more or less in a scenario, by running it twice."""
    runs = (simulate(some, WORLDS, seed=3) for some in (before, before.with_(numbers(one))))
    change = compare(*runs).differences(1)[WANTED]
    return int(change.low > 0) - int(change.high < 0)


def test_each_act_and_each_pair_is_tried_once(found: Advice) -> None:
    pairs = [(a, b) for a, b in combinations(ALONE, 2) if not {*ALONE[a]} & {*ALONE[b]}]
    tried = [tuple(change.words for change in one.changes) for one in found.acts]
    assert sorted(tried) == sorted([*((one,) for one in ALONE), *pairs])


def test_effect_and_blame_are_those_of_the_scenario_changed_likewise(found: Advice) -> None:
    before = simulate(crisis(), WORLDS, seed=3)
    blamed = blame(before)
    for one in found.acts[::2]:
        after = simulate(crisis().with_(numbers(one)), WORLDS, seed=3)
        assert one.gain == compare(before, after).differences(1)[WANTED], one.words
        more = {key: row["south"] - blamed[key]["south"] for key, row in blame(after).items()}
        assert one.blame == pytest.approx(more), one.words
    assert sum(one.sign != 0 for one in found.acts) > 10


def test_what_is_known_is_known_of_the_worlds_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each act in those worlds of the run as it stands that fit; a promise only once it is known.

    One day of two is known: who was silent would not have been, had it spoken at every turn.
    """
    monkeypatch.setattr(acts, "DRAWS", 1)
    luck = Luck(3, given=("south.announced=silent@2001-01-01",))
    known = advise(crisis(), "south", WANTED, WORLDS, luck)
    [fact] = facts_of(crisis(), luck.given)
    code = outcomes_of(crisis()).index(WANTED)

    def lived(scenario: Scenario) -> tuple[Any, Any]:
        model = Negotiation(scenario, Luck(3).batch(range(WORLDS)), [fact.state])
        model.run_to_deadline()
        return chances_now(model)[code], fitting(model, [fact])

    before, fits = lived(crisis())
    assert known.left == fits.sum() > 20
    alone = [one for one in known.acts if len(one.changes) == 1 and one.words in ALONE]
    assert len(alone) == len(ALONE) - 1
    for one in alone:
        after, _ = lived(crisis().with_(numbers(one)))
        assert one.gain.difference == pytest.approx((after - before)[fits].mean(), abs=1e-6)
    assert any(one.words == "‘truce’ been promised on Tuesday 2 January" for one in known.acts)
    assert "Given what is known, across" in known.sentence


def test_signs_under_draws_are_those_of_the_scenario_with_these_numbers(found: Advice) -> None:
    batch = Luck(3, uncertain=True).batch(range(6))
    drawn = drawn_assumptions(crisis(), batch)
    draws = []
    for at in range(6):
        own = {path: float(values[at]) for path, values in drawn.items() if WEIGHTS not in path}
        weights = {name: float(drawn[f"{WEIGHTS}.{name}"][at]) for name in ("open", "low")}
        draws.append(crisis().with_({**own, WEIGHTS: weights}))
    clear = [one for one in found.acts if one.sign]
    for one in clear[::5]:
        assert [*one.draws] == [signs(draw, one) for draw in draws], one.words
    assert all(not one.draws and not one.theories for one in found.acts if not one.sign)


def test_signs_under_theories_are_those_of_the_scenario_read_with_them(found: Advice) -> None:
    for one in [one for one in found.acts if one.sign][2::3]:
        under = {name: signs(read_with(crisis(), name), one) for name in ("tit_for_tat", "grit")}
        assert one.theories == under, one.words


def test_the_best_are_those_that_nothing_else_beats(found: Advice) -> None:
    """By the definition: as much for as little blame before all, and more or for less in one."""
    rows = [
        (round(one.gain.difference, 3), *(-round(more, 2) for more in one.blame.values()))
        for one in found.acts
    ]
    nothing = (0.0, 0.0, 0.0)
    for one, row in zip(found.acts, rows, strict=True):
        others = (other for other in (nothing, *rows) if other != row)
        beaten = any(all(b >= a for a, b in zip(row, other, strict=True)) for other in others)
        alike = [act for act, other in zip(found.acts, rows, strict=True) if other == row]
        shortest = min(len(act.changes) for act in alike)
        is_best = not beaten and row != nothing and len(one.changes) == shortest
        assert (one in found.best) == is_best, one.words


def test_the_sentence_says_what_the_first_costs_and_where_it_fails(found: Advice) -> None:
    """It is about the act with the largest effect, whatever that is."""
    most = max(found.acts, key=lambda one: one.gain.difference)
    more = (f"{most.blame[key]:+.2f} before {key.title()}" for key in ("bank", "press"))
    assert f"most often had {most.words} (" in found.sentence
    assert f"changes its blame by {' and '.join(more)}".replace("-", "−") in found.sentence
    assert f"under {[*most.draws].count(1)} of 6 draws" in found.sentence
    rows = found.to_dict()["acts"]
    for one, row in zip(found.acts, rows, strict=True):
        contrary = [name for name, sign in one.theories.items() if sign == -one.sign]
        assert row["theories_turned"] == " ".join(contrary)
        assert row["draws_same"] == sum(sign == one.sign for sign in one.draws)
    assert any(row["theories_turned"] for row in rows)


def test_words_of_the_picture_neither_overlap_nor_are_cut(found: Advice, drawn: list[Word]) -> None:
    check_words(found.plot(), drawn)
    said = [" ".join(text.split()) for text, _ in drawn if text.startswith("had ")]
    assert said == [f"had {one.words}" for one in found.told if one.sign]


def test_who_has_no_means_is_told_so_in_one_line() -> None:
    with pytest.raises(UsageError, match=r"^--for bank: nothing is within its reach: it has no "):
        advise(crisis(), "bank", WANTED)
    with pytest.raises(UsageError, match=r"^--for bnak: unknown actor; did you mean 'bank'"):
        advise(crisis(), "bnak", WANTED)
    with pytest.raises(UsageError, match=r"^--wants leader_on_time: unknown outcome; did you mean"):
        advise(crisis(), "south", "leader_on_time")


def test_where_nothing_is_uncertain_and_no_act_matters_that_is_said() -> None:
    """North and South come for certain, whatever anybody does."""
    nothing = advise(toy(theories={"literal": {}}), "north", WANTED, 32, seed=1)
    assert "no clear change" in nothing.sentence
    assert [one.sign for one in nothing.acts] == [0]
    assert not nothing.best
    assert advise(toy(theories={"literal": {}}), "south", WANTED, 32, seed=1).plot()
