"""Luck and not knowing set apart: closed forms of the variance and of its sources."""

from functools import cache

import numpy as np
import pytest
from scipy.stats import norm

from sim import UsageError, uncertainty
from sim.analysis.experiments.lived import drawn_assumptions
from sim.analysis.experiments.sample import Mixture, Sample
from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.experiments.variance import Weight, spread, weights_of
from sim.analysis.outcomes.shares import STUDENT
from sim.arrays import Floats
from sim.engine.columns import columns_of_assumptions
from sim.engine.sobol import PARTS
from sim.engine.worlds import Worlds
from tests.conftest import load, toy

LEADERS = "leaders_on_time"


@pytest.fixture(scope="module")
def beta() -> Uncertainty:
    """Return a crisis in which all that is unknown is how probable a meeting is: Beta(1, 3)."""
    unknown = toy(**{"meeting.goes_ahead": {"beta": {"a": 1, "b": 3}}})
    return uncertainty(unknown, 5, draws=1024, lucks=1024)


def alone(sample: Sample) -> Mixture:
    """Return a sample under the one theory that there is."""
    return Mixture((sample,), np.ones(1))


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
    assert parts.low == pytest.approx(1 - 0.95 ** (1 / 3), abs=0.004)
    assert parts.high == pytest.approx(1 - 0.05 ** (1 / 3), abs=0.01)
    assert max(parts.margins["low"], parts.margins["high"]) < 0.01


def test_all_of_it_comes_from_the_one_assumption(beta: Uncertainty) -> None:
    (only,) = beta.weights(LEADERS)
    assert only.path == "meeting.goes_ahead"
    assert only.rank_correlation > 0.99
    assert only.first_order == pytest.approx(1, abs=0.02)


def test_nothing_comes_from_what_is_known() -> None:
    parts = uncertainty(toy(**{"meeting.goes_ahead": 0.5}), 5, 32, 256)
    assert parts.spreads[LEADERS].assumptions == 0
    assert parts.spreads[LEADERS].luck == pytest.approx(1)
    assert parts.weights(LEADERS) == ()


def test_certain_outcomes_have_no_spread() -> None:
    parts = spread(alone(Sample(np.ones((2, PARTS, PARTS)), np.ones((PARTS, 3, PARTS)))))
    assert (parts.assumptions, parts.luck, parts.both) == (0, 0, 0)
    assert (parts.low, parts.high) == (1, 1)
    assert not any(parts.margins.values())


def test_luck_is_a_part_of_what_it_drew() -> None:
    """Nothing but luck decides, and it drew an outcome of 1 in 10 in 5 of 100: all is luck yet."""
    ends = np.zeros((PARTS, 100, PARTS))
    ends[:, :5] = 1
    parts = spread(alone(Sample(np.full((2, PARTS, PARTS), 0.1), ends)))
    assert (parts.assumptions, parts.luck, parts.both) == pytest.approx((0, 1, 0))


def test_margins_of_a_range_are_as_wide_as_it_moves() -> None:
    """A single draw would jump with each part left out, and margins be half as wide again."""
    ends, margins = [], []
    for seed in range(100):
        x = Worlds(seed, range(512)).with_columns({"x": 0}).uniform("x")
        chances = np.repeat(x[:, None], PARTS, axis=1).reshape(-1, PARTS, PARTS)
        parts = spread(alone(Sample(chances, np.zeros((PARTS, 1, PARTS)))))
        ends.append([parts.low, parts.high])
        margins.append([parts.margins["low"], parts.margins["high"]])
    error = np.sqrt(np.mean(np.square(margins), axis=0)) / STUDENT[-1]
    assert error / np.std(ends, axis=0) == pytest.approx(1, abs=0.2)
    assert np.mean(ends, axis=0) == pytest.approx([0.05, 0.95], abs=0.001)


def sampled(seed: int, x: Floats, y: Floats) -> Sample:
    """Return chances x + y × luck, lucks around 1, of four lucks in each part, and more luck yet.

    All draws share the four; each draw's chance in each part is off by luck of its own, too.
    """
    rng = np.random.default_rng(seed)
    shared = rng.normal(1, 1, size=PARTS)
    own = rng.normal(0, 2, size=(len(x), PARTS))
    chances = (x[:, None] + y[:, None] * shared + own).reshape(-1, PARTS, PARTS)
    return Sample(chances, np.zeros((PARTS, 4, PARTS)))


@cache
def samples() -> list[tuple[dict[str, Floats], Sample]]:
    """Return draws of two standard normals, and what is found of their sum; 60 times."""
    found = []
    for seed in range(60):
        worlds = Worlds(seed, range(512)).with_columns({"x": 0, "y": 1})
        x, y = (norm.ppf(worlds.uniform(name)) for name in "xy")
        found.append(({"x": x, "y": y}, sampled(seed, x, y)))
    return found


def found_of(drawn: dict[str, Floats], sample: Sample) -> tuple[Weight, ...]:
    """Return how much each draw matters, where there is one theory."""
    return weights_of([drawn], alone(sample))


def test_luck_left_in_the_chances_adds_nothing_and_takes_nothing() -> None:
    """Without the correction the variance were 2 + (1 + 4) / 16, and both shares below 1/2."""
    found = [sample.between for _, sample in samples()]
    assert np.mean(found) == pytest.approx(2, abs=3 * np.std(found) / np.sqrt(len(found)))
    shares = [one.first_order for drawn, sample in samples() for one in found_of(drawn, sample)]
    assert np.mean(shares) == pytest.approx(0.5, abs=0.01)


def test_margins_hold_the_truth_though_all_draws_share_the_luck() -> None:
    """A smaller version of ``benchmarks/coverage.py``: in the long run both shares are 1/2, and

    nine sums in ten lie within 1.645 standard deviations.
    """
    shares, ends = [], []
    for drawn, sample in samples():
        shares += [abs(one.first_order - 0.5) <= one.margin for one in found_of(drawn, sample)]
        parts, end = spread(alone(sample)), 1.645 * np.sqrt(2)
        ends += [abs(parts.low + end) <= parts.margins["low"]]
        ends += [abs(parts.high - end) <= parts.margins["high"]]
    assert 0.88 < np.mean(shares) < 0.995
    assert 0.88 < np.mean(ends) < 0.995


def test_first_order_shares_are_those_of_the_ishigami_function() -> None:
    """Ishigami & Homma (1990): sin x + 7 sin² y + z⁴ sin x / 10, each within ±π; no luck in it."""
    names = dict(zip("xyz", range(3), strict=True))
    worlds = Worlds(4, range(2048)).with_columns(names)
    x, y, z = (np.pi * (2 * worlds.uniform(name) - 1) for name in names)
    values = np.sin(x) + 7 * np.sin(y) ** 2 + z**4 * np.sin(x) / 10
    chances = np.repeat(values[:, None], PARTS, axis=1).reshape(-1, PARTS, PARTS)
    sample = Sample(chances, np.zeros((PARTS, 1, PARTS)))
    found = found_of({"x": x, "y": y, "z": z}, sample)
    variance = 49 / 8 + np.pi**4 / 50 + np.pi**8 / 1800 + 1 / 2
    expected = {"x": (1 + np.pi**4 / 50) ** 2 / 2 / variance, "y": 49 / 8 / variance, "z": 0}
    assert {one.path: one.first_order for one in found} == pytest.approx(expected, abs=0.015)


def test_a_rank_correlation_has_the_sign_of_its_pull() -> None:
    """For chance = 2x − y of normals, Spearman's follow from Pearson's."""
    x, y = np.random.default_rng(2).normal(size=(2, 4096))
    chances = np.repeat((2 * x - y)[:, None], PARTS, axis=1).reshape(-1, PARTS, PARTS)
    sample = Sample(chances, np.zeros((PARTS, 1, PARTS)))
    first, second = found_of({"x": x, "y": y}, sample)
    assert (first.path, second.path) == ("x", "y")
    pearson = np.array([2, -1]) / np.sqrt(5)
    spearman = 6 / np.pi * np.arcsin(pearson / 2)
    assert [first.rank_correlation, second.rank_correlation] == pytest.approx(spearman, abs=0.05)


def test_assumptions_are_drawn_by_name_and_spread_evenly() -> None:
    week, worlds = load(), Worlds(7, range(512), uncertain=True)
    drawn = drawn_assumptions(week, worlds)
    columns = columns_of_assumptions(week)
    assert len({*columns.values()}) == len(columns)
    path = "actors.russia.inclination"
    [own] = worlds.with_columns(columns).draw(week.numbers[path]).values()
    assert np.array_equal(drawn[path], own)
    for part in drawn[path].reshape(-1, PARTS).T:  # 32 draws, each in its own 32nd of the prior
        assert sorted((norm(2, 0.5).cdf(part) * 32).astype(int)) == list(range(32))
    shares = [drawn[f"actors.ukraine.weights.{key}"] for key in week.parties["ukraine"].readings]
    assert np.allclose(np.sum(shares, axis=0), 1)
    assert not any(path.startswith("clock") for path in drawn)


def test_equal_seeds_give_equal_findings() -> None:
    one, other = (uncertainty(load(), 2, 64, 48) for _ in range(2))
    assert one.spreads == other.spreads
    assert one.weights() == other.weights()


@pytest.mark.parametrize("size", [0, 16, 100])
def test_draws_and_lucks_come_in_parts(size: int) -> None:
    with pytest.raises(UsageError, match=f"draws must be a multiple of 16, 32 or more, not {size}"):
        uncertainty(toy(), 1, draws=size)
    with pytest.raises(UsageError, match="lucks must be a multiple"):
        uncertainty(toy(), 1, lucks=size)
