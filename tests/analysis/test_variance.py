"""Luck and not knowing set apart: closed forms of the variance and of its sources."""

import numpy as np
import pytest
from SALib.analyze import rbd_fast

from sim import uncertainty
from sim.analysis.experiments.uncertainty import Uncertainty, drawn_assumptions
from sim.analysis.experiments.variance import spread, weights_of
from sim.engine.worlds import Worlds
from tests.conftest import load, toy

LEADERS = "leaders_on_time"


@pytest.fixture(scope="module")
def beta() -> Uncertainty:
    """Return a crisis in which all that is unknown is how probable a meeting is: Beta(1, 3)."""
    unknown = toy(**{"meeting.goes_ahead": {"beta": {"a": 1, "b": 3}}})
    return uncertainty(unknown, 5, draws=2000, lucks=1000)


def test_the_parts_are_those_of_a_beta_bernoulli(beta: Uncertainty) -> None:
    """A world meets where its luck, u ~ U(0, 1), falls below θ ~ Beta(1, 3).

    Var(E[Y | θ]) / Var(Y) = 1 / (a + b + 1) = 1/5. E[Y | u] = (1 − u)³, whose variance is
    1/7 − 1/16; over Var(Y) = 3/16 that is 3/7. What is left is the two together.
    """
    parts = beta.spreads[LEADERS]
    assert parts.assumptions == pytest.approx(1 / 5, abs=0.02)
    assert parts.luck == pytest.approx(3 / 7, abs=0.03)
    assert parts.both == pytest.approx(1 - 1 / 5 - 3 / 7, abs=0.03)


def test_draws_have_the_quantiles_of_their_distribution(beta: Uncertainty) -> None:
    """The chances of a Beta(1, 3) have the distribution function 1 − (1 − x)³."""
    parts = beta.spreads[LEADERS]
    assert parts.low == pytest.approx(1 - 0.95 ** (1 / 3), abs=0.012)
    assert parts.high == pytest.approx(1 - 0.05 ** (1 / 3), abs=0.03)


def test_all_of_it_comes_from_the_one_assumption(beta: Uncertainty) -> None:
    (only,) = beta.weights(LEADERS)
    assert only.path == "meeting.goes_ahead"
    assert only.rank_correlation > 0.99
    assert only.first_order == pytest.approx(1, abs=0.02)


def test_nothing_comes_from_what_is_known() -> None:
    parts = uncertainty(toy(**{"meeting.goes_ahead": 0.5}), 5, 50, 200)
    assert parts.spreads[LEADERS].assumptions == 0
    assert parts.spreads[LEADERS].luck == pytest.approx(1)
    assert parts.weights(LEADERS) == ()


def test_certain_outcomes_have_no_spread() -> None:
    parts = spread(*np.ones((2, 20, 30)))
    assert (parts.assumptions, parts.luck, parts.both) == (0, 0, 0)
    assert (parts.low, parts.high) == (1, 1)


def test_parts_are_unbiased_where_luck_and_assumptions_add_up() -> None:
    """Y = a + b + noise: variances 1, 4 and 9 of 14, in the mean over many samples."""
    rng = np.random.default_rng(3)
    found = []
    for _ in range(300):
        by_draw, by_luck = rng.normal(size=(40, 1)), 2 * rng.normal(size=(1, 40))
        values = by_draw + by_luck + 3 * rng.normal(size=(40, 40))
        parts = spread(values, values)
        found.append((parts.assumptions, parts.luck, parts.both))
    assert np.mean(found, axis=0) == pytest.approx(np.array([1, 4, 9]) / 14, abs=0.007)


def test_first_order_shares_of_a_sum() -> None:
    """For chance = 2x + y the shares are 4/5 and 1/5; the rank correlations follow the signs."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 4000))
    chances = 2 * x - y
    first, second, third = weights_of(
        {"x": x, "y": y, "z": rng.normal(size=4000)}, chances, np.array([chances] * 10), seed=1
    )
    assert (first.path, second.path) == ("x", "y")
    assert first.first_order == pytest.approx(0.8, abs=0.04)
    assert second.first_order == pytest.approx(0.2, abs=0.04)
    assert third.first_order == pytest.approx(0, abs=0.04)
    pearson = np.array([2, -1]) / np.sqrt(5)
    spearman = 6 / np.pi * np.arcsin(pearson / 2)  # of a bivariate normal
    assert [first.rank_correlation, second.rank_correlation] == pytest.approx(spearman, abs=0.05)


def test_first_order_shares_are_those_of_salib() -> None:
    rng = np.random.default_rng(5)
    x, y, chances = rng.normal(size=(3, 151))
    found = weights_of({"x": x, "y": y}, chances, np.array([chances] * 10), seed=1)
    problem = {"num_vars": 2, "names": ["x", "y"], "bounds": [[0, 1]] * 2}
    theirs = rbd_fast.analyze(problem, np.column_stack([x, y]), chances, num_resamples=2)
    assert {one.path: one.first_order for one in found} == pytest.approx(
        dict(zip(theirs["names"], theirs["S1"], strict=True))
    )


def test_a_margin_holds_the_truth_where_shared_luck_decides_how_much_something_matters() -> None:
    """Chance = x + y × luck, lucks around 1: both shares are 1/2 in the long run."""
    rng = np.random.default_rng(4)
    held = []
    for seed in range(40):
        x, y = rng.normal(size=(2, 400))
        luck = rng.normal(1, 2, size=(100, 1))
        worlds = x + y * luck
        without = [
            np.delete(worlds, range(at, at + 10), axis=0).mean(axis=0) for at in range(0, 100, 10)
        ]
        found = weights_of({"x": x, "y": y}, worlds.mean(axis=0), np.array(without), seed)
        held += [abs(one.first_order - 0.5) <= one.margin for one in found]
    assert np.mean(held) >= 0.9


def test_the_draws_are_those_of_an_uncertain_run() -> None:
    week, worlds = load(), Worlds(7, range(20), uncertain=True)
    drawn = drawn_assumptions(week, worlds)
    [own] = worlds.draw(week.numbers["actors.russia.inclination"]).values()
    assert np.array_equal(drawn["actors.russia.inclination"], own)
    shares = [drawn[f"actors.ukraine.weights.{key}"] for key in week.parties["ukraine"].readings]
    assert np.allclose(np.sum(shares, axis=0), 1)
    assert not any(path.startswith("clock") for path in drawn)


def test_equal_seeds_give_equal_findings() -> None:
    one, other = (uncertainty(load(), 2, 60, 40) for _ in range(2))
    assert one.spreads == other.spreads
    assert one.weights() == other.weights()
