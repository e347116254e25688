"""Uncertain runs: each world draws its own assumptions, by name."""

import numpy as np
from scipy import stats

from sim import Scenario, Worlds, simulate
from sim.scenario.number import Number
from tests.conftest import load

WORLDS = 100_000


def drawn(scenario: Scenario, number: Number) -> np.ndarray:
    return np.asarray(Worlds(9, range(WORLDS), uncertain=True).value(number))


def test_a_plain_run_uses_the_centres(baseline: Scenario) -> None:
    assert Worlds(9, range(5)).value(baseline.conditions["ceasefire"].log_rate) == -4
    assert baseline.parties["ukraine"].weights.centres == {
        "personally": 0.4,
        "promised": 0.35,
        "observed": 0.25,
    }


def test_numbers_are_drawn_from_their_distributions(baseline: Scenario) -> None:
    condition = baseline.conditions["ceasefire"]
    assert stats.kstest(drawn(baseline, condition.log_rate), stats.norm(-4, 1).cdf).pvalue > 1e-4
    ultimatum = drawn(baseline, condition.influences["eu.ultimatum"])
    scale = 0.6 * np.sqrt(np.pi / 2)
    assert stats.kstest(-ultimatum, stats.halfnorm(0, scale).cdf).pvalue > 1e-4


def test_readings_are_drawn_from_the_dirichlet(baseline: Scenario) -> None:
    weights = baseline.parties["ukraine"].weights
    worlds = Worlds(9, range(WORLDS), uncertain=True)
    shares = np.array(worlds.weights(weights, ["personally", "promised", "observed"]))
    assert np.allclose(shares.sum(axis=0), 1)
    for share, concentration in zip(shares, (4, 3.5, 2.5), strict=True):
        assert stats.kstest(share, stats.beta(concentration, 10 - concentration).cdf).pvalue > 1e-4


def test_a_shared_number_is_one_draw_for_all_who_use_it(baseline: Scenario) -> None:
    parties = baseline.parties
    on_ukraine = parties["ukraine"].influences["us.pressure_on.ukraine"]
    on_russia = parties["russia"].influences["us.pressure_on.russia"]
    assert np.array_equal(drawn(baseline, on_ukraine), drawn(baseline, on_russia))
    assert not np.array_equal(
        drawn(baseline, on_ukraine), drawn(baseline, parties["ukraine"].inclination)
    )


def test_fixing_one_assumption_leaves_the_other_draws_alone(baseline: Scenario) -> None:
    fixed = load("shared.reciprocity=1")
    for scenario in (baseline, fixed):
        assert np.array_equal(
            drawn(baseline, baseline.shared["hosting_weight"]),
            drawn(scenario, scenario.shared["hosting_weight"]),
        )
    assert np.all(drawn(fixed, fixed.shared["reciprocity"]) == 1)


def test_without_distributions_uncertainty_changes_nothing() -> None:
    plain = simulate(load(), 3000, 4)
    certain = Scenario.model_validate(_settled(load().model_dump(mode="json")))
    again = simulate(certain, 3000, 4, uncertain=True)
    assert all(np.array_equal(column, again.table[name]) for name, column in plain.table.items())


def _settled(part: object) -> object:
    """Replace every distribution by its centre."""
    if isinstance(part, list):
        return [_settled(item) for item in part]
    if not isinstance(part, dict):
        return part
    if "dirichlet" in part:
        total = sum(part["dirichlet"].values())
        return {reading: weight / total for reading, weight in part["dirichlet"].items()}
    for shape in ("normal", "half_normal"):
        if shape in part:
            return part[shape]["mean"]
    return {key: _settled(entry) for key, entry in part.items()}
