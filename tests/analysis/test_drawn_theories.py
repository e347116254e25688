"""Theories drawn with the numbers: a mixture of their runs, and what of the variance is theirs."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from sim import Scenario, read_with, replay, simulate, sweep, uncertainty
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.obstacles import obstacles
from sim.analysis.stories.timeline import unfold
from sim.ensemble.luck import Luck
from sim.page.library import read_library
from sim.page.render import FRAGMENTS
from sim.page.view import Desk
from sim.rules.theories import theory_weights
from sim.style.labels import label
from tests.cli.test_cli_run import parley
from tests.conftest import ROOT, toy
from tests.markup import squeezed

NAMES = ["ordered_threshold", "tit_for_tat", "grit"]
SEED = 3


def weighing(scenario: Scenario, weights: Mapping[str, float]) -> Scenario:
    """Return a scenario in which just these theories have weights."""
    given = {f"theories.{name}.weight": weights.get(name, 0) for name in scenario.theories}
    return scenario.with_(given)


@cache
def week(*names: str) -> Scenario:
    """Return the week in which some theories are equally likely."""
    every = Scenario.load(ROOT / "scenarios" / "thursday" / "any-theory.yaml")
    return weighing(every, dict.fromkeys(names, 1))


@cache
def crisis() -> Scenario:
    """Return one in which they come for certain by the usual theory, weight 3, and else never.

    By tit for tat both begin absent and do what the other does. If they come, they meet with a
    chance that is drawn: Beta(1, 3).
    """
    never = {"north": {"first": 0}, "south": {"first": 0}}
    listed = {"ordered_threshold": {"weight": 3}, "tit_for_tat": {"weight": 1, **never}}
    return toy(**{"meeting.goes_ahead": {"beta": {"a": 1, "b": 3}}, "theories": listed})


def test_each_world_is_that_of_the_theory_it_draws() -> None:
    """World by world and column by column, however many are run."""
    mixed, size = week(*NAMES), 300
    whole = simulate(mixed, size, SEED, uncertain=True)
    for number, name in enumerate(NAMES):
        alone = simulate(read_with(week(), name), size, SEED, uncertain=True)
        here = whole.table["theory"] == number
        assert 60 < here.sum() < 140
        for key, column in alone.table.items():
            assert np.array_equal(column[here], whole.table[key][here])
    fewer = simulate(mixed, 100, SEED, uncertain=True)
    assert all(np.array_equal(of, whole.table[key][:100]) for key, of in fewer.table.items())
    counted = simulate(mixed, size, SEED, uncertain=True, keep="counts")
    assert counted.measured() == whole.measured()
    assert obstacles(counted) == obstacles(whole)
    assert any("by the rule ‘grit’" in one.in_words(mixed) for one in obstacles(whole))


def test_a_plain_run_draws_no_theory() -> None:
    plain, usual = (simulate(week(*some), 200, SEED) for some in (NAMES, ()))
    assert plain.chances.tolist() == usual.chances.tolist()
    assert "theory" not in plain.table


def test_a_world_can_be_told_and_watched_with_the_theory_it_draws() -> None:
    mixed = week(*NAMES)
    result = simulate(mixed, 60, SEED, uncertain=True)
    rows = result.frame()
    for world in range(3):
        story = replay(mixed, world, SEED, uncertain=True)
        assert (story.row["theory"], story.row["outcome"]) == tuple(
            rows.loc[world, ["theory", "outcome"]]
        )
        assert f"theory drawn: {story.row['theory'].replace('_', ' ')}" in story.heading
    watched = unfold(result.run)
    assert watched.on_time[-1].sum() == pytest.approx(result.measured()[ANY_ON_TIME].share)
    assert all(np.allclose(shares.sum(axis=1), 1) for shares in watched.announced.values())


def test_a_number_that_varies_leaves_each_world_its_theory() -> None:
    values = [0.25, 1.0]
    found = sweep(crisis(), {"meeting.goes_ahead": values}, 320, Luck(SEED, uncertain=True))
    known = [crisis().with_({"meeting.goes_ahead": one}) for one in values]
    runs = [simulate(one, 320, SEED, uncertain=True) for one in known]
    shares = [run.measured()[ANY_ON_TIME].share for run in runs]
    assert found.shares(ANY_ON_TIME).tolist() == pytest.approx(shares)


def test_who_has_a_rule_already_keeps_it() -> None:
    """North comes for certain by its words, and South does as North does, in every world."""
    mine = weighing(crisis().with_({"actors.north.rule": "literal"}), {"tit_for_tat": 1})
    mine = mine.with_({"meeting.goes_ahead": 1})
    assert simulate(mine, 64, SEED, uncertain=True).measured()[ANY_ON_TIME].share == 1


def test_the_chance_under_a_mixture_is_the_weighted_mean_over_its_theories() -> None:
    """Exactly, where each theory has as many draws of the numbers alone as in the mixture."""
    found = uncertainty(week(*NAMES), SEED, draws=96, lucks=32).sample(ANY_ON_TIME)
    for name, sample in zip(NAMES, found.samples, strict=True):
        [alone] = uncertainty(read_with(week(), name), SEED, 32, 32).sample(ANY_ON_TIME).samples
        assert np.array_equal(sample.chances, alone.chances)
    whole = uncertainty(week(*NAMES), SEED, draws=96, lucks=32).chances(ANY_ON_TIME).mean()
    assert whole == pytest.approx(np.mean([one.by_draw.mean() for one in found.samples]), abs=0.01)


def test_the_parts_are_those_of_a_mixture_of_beta_bernoulli() -> None:
    """Under the usual theory, of probability w = 3/4, Y is as in `test_variance`; else it is 0.

    There Var(Y) = 3/16, of which 1/5 is not knowing the number and 3/7 luck; E[Y] is 1/4 or 0, so
    that the theory's part is w (1 − w) / 16. The whole is m (1 − m) for m = w / 4.
    """
    w, within = 3 / 4, 3 / 16
    whole = w / 4 * (1 - w / 4)
    parts = uncertainty(crisis(), 5, draws=1024, lucks=512).spreads["leaders_on_time"]
    assert parts.theory == pytest.approx(w * (1 - w) / 16 / whole, abs=0.01)
    assert parts.assumptions == pytest.approx(w * within / 5 / whole, abs=0.02)
    assert parts.luck == pytest.approx(w * within * 3 / 7 / whole, abs=0.03)
    assert parts.theory + parts.assumptions + parts.luck + parts.both == pytest.approx(1)
    assert parts.high == pytest.approx(1 - (0.05 / w) ** (1 / 3), abs=0.02)


def test_the_parts_are_those_that_can_be_counted() -> None:
    """By brute force: Y in every world of theory × number × luck, all of them lived through.

    Luck decides whether they meet, uniform; the number is at one of its quantiles. So what the
    analysis samples is here a table of zeros and ones, whose variances NumPy takes.
    """
    found = uncertainty(crisis(), 7, draws=256, lucks=256)
    weights = np.array([*theory_weights(crisis()).values()])
    lucks = (np.arange(400) + 0.5) / 400
    numbers = 1 - (1 - lucks) ** (1 / 3)  # quantiles of Beta(1, 3)
    usual = (lucks[None, :] < numbers[:, None]).astype(float)
    tables = np.array([usual, np.zeros_like(usual)])
    means = tables.mean(axis=(1, 2))
    theory = weights @ (means - weights @ means) ** 2
    by_number, by_luck = (weights @ tables.mean(axis=axis).var(axis=1) for axis in (2, 1))
    expected = np.array([theory, by_number, by_luck]) / (theory + weights @ tables.var(axis=(1, 2)))
    parts = found.spreads["leaders_on_time"]
    shares = [parts.theory, parts.assumptions, parts.luck]
    assert shares == pytest.approx(expected.tolist(), abs=0.05)


def test_the_finding_says_which_part_counts_most() -> None:
    always = crisis().with_({"meeting.goes_ahead": 1})
    found = uncertainty(always, SEED, 64, 32)
    assert found.sentence == (
        "Under nine of ten draws of theory and assumptions, North and South meet on time in no "
        "world to every world; of the spread, about 100% is not knowing the theory, 0% not "
        "knowing the numbers, 0% luck and 0% numbers and luck together; the theory counts most."
    )
    assert found.weights() == ()
    assert "luck counts most" in uncertainty(crisis(), SEED, 512, 256).sentence


def test_a_number_of_a_theory_weighs_under_the_name_it_is_listed_by() -> None:
    """Only one theory knows the number, and it alone decides there: all of the numbers' part."""
    drawn = {"precision": {"uniform": {"low": 0, "high": 4}}}
    listed = {"literal": {"weight": 1}, "quantal_response": {"weight": 1, "north": drawn}}
    some = toy(theories=listed)
    [only] = uncertainty(some, SEED, 512, 64).weights("leaders_on_time")
    assert only.path == "theories.quantal_response.north.precision"
    assert only.first_order == pytest.approx(1, abs=max(0.02, only.margin))
    assert only.rank_correlation > 0.95
    assert label(some, only.path) == (
        "North: quantal response: precision of the choice (per unit of value)"
    )


def test_terminal_and_page_show_the_part_of_the_theory(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    few = partial(uncertainty, draws=64, lucks=32)
    monkeypatch.setattr("sim.cli.uncertain.uncertainty", few)
    monkeypatch.setattr("sim.page.view.uncertainty", few)
    file = tmp_path / "crisis.yaml"
    file.write_text(crisis().to_yaml(), encoding="utf-8")
    asked = (str(file), "--uncertain", "--worlds", "64", "--seed", "3")
    assert parley(monkeypatch, "run", *asked) == 0
    told = capsys.readouterr().out
    assert "64 worlds, seed 3, assumptions drawn per world, theories too" in squeezed(told)
    assert "‘ordered threshold’ in 75% and ‘tit for tat’ in 25% of worlds" in squeezed(told)
    assert "is not knowing the theory" in squeezed(told)
    page = FRAGMENTS["unknown"](Desk(read_library(tmp_path)).view(""))
    assert "the sentences leave numbers and the theory open" in page
