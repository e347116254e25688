"""Uncertain runs: each world draws its own assumptions, by name."""

import numpy as np
from scipy import stats

from sim import Scenario, Worlds, simulate
from sim.engine.draws import Draws
from tests.conftest import load

WORLDS = 100_000


UKRAINE = "actors.ukraine"


def drawn(scenario: Scenario, path: str) -> np.ndarray:
    draws = Draws(scenario.numbers, Worlds(9, range(WORLDS), uncertain=True))
    return np.asarray(draws.value(path))


def test_a_plain_run_uses_the_centres(baseline: Scenario) -> None:
    draws = Draws(baseline.numbers, Worlds(9, range(5)))
    assert draws.value("conditions.ceasefire.log_rate") == -4
    assert draws.all_at(f"{UKRAINE}.weights") == {
        "personally": 0.4,
        "promised": 0.35,
        "observed": 0.25,
    }


def test_numbers_are_drawn_from_their_distributions(baseline: Scenario) -> None:
    ceasefire = "conditions.ceasefire"
    assert (
        stats.kstest(drawn(baseline, f"{ceasefire}.log_rate"), stats.norm(-4, 1).cdf).pvalue > 1e-4
    )
    ultimatum = drawn(baseline, f"{ceasefire}.influences.eu.ultimatum")
    scale = 0.6 * np.sqrt(np.pi / 2)
    assert stats.kstest(-ultimatum, stats.halfnorm(0, scale).cdf).pvalue > 1e-4


def test_readings_are_drawn_from_the_dirichlet(baseline: Scenario) -> None:
    readings = baseline.parties["ukraine"].readings
    shares = np.array([drawn(baseline, f"{UKRAINE}.weights.{reading}") for reading in readings])
    assert np.allclose(shares.sum(axis=0), 1)
    for share, concentration in zip(shares, (4, 3.5, 2.5), strict=True):
        assert stats.kstest(share, stats.beta(concentration, 10 - concentration).cdf).pvalue > 1e-4


def test_a_shared_number_is_one_draw_for_all_who_use_it(baseline: Scenario) -> None:
    on_ukraine = drawn(baseline, f"{UKRAINE}.influences.us.pressure_on.ukraine")
    on_russia = drawn(baseline, "actors.russia.influences.us.pressure_on.russia")
    assert np.array_equal(on_ukraine, on_russia)
    assert np.array_equal(on_ukraine, drawn(baseline, "shared.pressure_weight"))
    assert not np.array_equal(on_ukraine, drawn(baseline, f"{UKRAINE}.inclination"))


def test_fixing_one_assumption_leaves_the_other_draws_alone(baseline: Scenario) -> None:
    fixed = load("shared.reciprocity=1")
    path = "shared.hosting_weight"
    assert np.array_equal(drawn(baseline, path), drawn(fixed, path))
    assert np.all(drawn(fixed, "shared.reciprocity") == 1)


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
