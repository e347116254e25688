"""Discovery: PRIM finds a box that is known, and which assumptions reach a threshold is exact."""

from math import comb, isclose

import numpy as np
import pytest
from scipy.stats import binom

from sim import Scenario, UsageError, discover
from sim.analysis.experiments import discovery
from sim.analysis.experiments.discovery import Discovery
from sim.analysis.experiments.prim import (
    MOST,
    best_box,
    coverage_and_density,
    peeling,
    pruned,
    quasi_p,
)
from tests.conftest import toy
from tests.pictures import Word, check_words

CHANCE = "meeting.goes_ahead"


def made_up(points: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points, 0.8 of which are hits in a box of 0.4 × 0.3 of the whole, and 0.05 outside."""
    random = np.random.default_rng(seed)
    drawn = random.uniform(size=(points, 6))
    there = (drawn[:, 1] > 0.6) & (drawn[:, 4] < 0.3)
    return drawn, random.uniform(size=points) < np.where(there, 0.8, 0.05)


def test_a_known_box_is_found_without_a_limit_that_is_not_there() -> None:
    drawn, hits = made_up(6_000, 1)
    box = best_box(drawn, hits)
    assert {*box} == {(1, 1), (4, -1)}
    assert abs(box[1, 1] - 0.6) < 0.02
    assert abs(box[4, -1] - 0.3) < 0.02
    coverage, density = coverage_and_density(box, *made_up(100_000, 2))
    assert abs(density - 0.8) < 0.05
    assert abs(coverage - 0.12 * 0.8 / (0.12 * 0.8 + 0.88 * 0.05)) < 0.05


def test_what_chance_finds_does_not_hold_in_the_other_half() -> None:
    random, found, held = np.random.default_rng(3), 0, 0
    for _ in range(12):
        drawn, hits = random.uniform(size=(800, 5)), random.uniform(size=800) < 0.2
        *_, box = peeling(drawn[::2], hits[::2])
        assert len(pruned(box, drawn[::2], hits[::2])) <= MOST
        found += len(box)
        held += len(pruned(box, drawn[1::2], hits[1::2]))
    assert found > 60
    assert held <= binom.ppf(0.9999, found, 0.05)


def test_coverage_density_and_quasi_p_are_those_counted_one_by_one() -> None:
    drawn, hits = made_up(300, 4)
    box = {(1, 1): 0.5, (4, -1): 0.35, (0, 1): 0.1}
    rows = [(*row, hit) for row, hit in zip(drawn.tolist(), hits.tolist(), strict=True)]
    free = [hit for _, b, *_, e, _, hit in rows if b >= 0.5 and e <= 0.35]
    inside = [hit for a, b, *_, e, _, hit in rows if b >= 0.5 and e <= 0.35 and a >= 0.1]
    assert coverage_and_density(box, drawn, hits) == (
        sum(inside) / sum(hits.tolist()),
        sum(inside) / len(inside),
    )
    share, size = sum(free) / len(free), len(inside)
    so_many = range(sum(inside), size + 1)
    exact = sum(comb(size, k) * share**k * (1 - share) ** (size - k) for k in so_many)
    assert isclose(quasi_p(box, (0, 1), drawn, hits), exact, rel_tol=1e-9)


def crisis(low: float, high: float) -> Scenario:
    """Return a crisis whose meeting has a chance that is one assumption; another does nothing."""
    uniform = {"uniform": {"low": low, "high": high}}
    return toy(**{CHANCE: uniform, "actors.south.influences": {"north.outlook": uniform}})


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw few assumptions, with few lucks each."""
    monkeypatch.setattr(discovery, "DRAWS", 1024)
    monkeypatch.setattr(discovery, "LUCKS", 32)


@pytest.fixture
def found(few: None) -> Discovery:
    """Return what is found where the chance is one of two assumptions."""
    return discover(crisis(0, 1), "any_on_time", 0.7, seed=1)


def test_the_assumption_that_is_the_chance_is_the_box(found: Discovery) -> None:
    assert np.allclose(found.by_draw, found.drawn[CHANCE], atol=1e-8)
    first, other = found.shifts
    assert (first.path, first.distance, first.below) == (CHANCE, 1, None)
    assert first.above is not None
    assert abs(first.above - 0.7) < 0.02
    assert other.limits == ""
    values, reached = found.drawn[other.path], found.reached
    below = [
        np.array([np.mean(values[group] <= one) for one in values]) for group in (reached, ~reached)
    ]
    assert isclose(other.distance, np.abs(below[0] - below[1]).max())
    assert f"is above {first.above:g}, over 99 of 100 draws reach it" in found.sentence
    assert found.to_dict()["box"]["density"] == 1


def test_that_all_or_no_draws_reach_it_is_said(few: None) -> None:
    none, every = (discover(crisis(0.3, 0.5), "any_on_time", one, seed=1) for one in (0.6, 0.2))
    assert none.sentence.endswith("in at least 60 of 100 worlds: in 50 of 100 worlds at most.")
    assert every.sentence.endswith("in at least 20 of 100 worlds: in 30 of 100 worlds at least.")
    assert not none.shifts
    assert every.frame().empty


def test_pictures_hold_their_words(found: Discovery, drawn: list[Word]) -> None:
    check_words(found.plot(), drawn)


def test_bad_questions_are_refused() -> None:
    for chance in (0, 1.5, float("nan")):
        with pytest.raises(UsageError, match="--at-least must lie above 0"):
            discover(crisis(0, 1), "any_on_time", chance)
    with pytest.raises(UsageError, match="no number is a distribution"):
        discover(toy(), "any_on_time", 0.5)
