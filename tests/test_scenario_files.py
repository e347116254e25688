"""How a scenario file is read: numbers, shapes, what it extends, settings, and plain YAML."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError
from scipy import special, stats

from sim.errors import ScenarioError
from sim.scenario import Scenario
from sim.scenario.distribution import Beta, Distribution, HalfNormal, Normal, Triangular, Uniform
from sim.scenario.document import parse_document
from sim.scenario.number import Number, Share
from sim.scenario.schema import file_schema
from tests.conftest import ALL_SCENARIOS, BASELINE, ROOT, load, toy

TRUCE = {"title": "a truce", "grantor": "south", "log_rate": 0}


def saved(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def changed(folder: Path, text: str, **below: Any) -> Scenario:
    """Return the toy crisis, with parts of it changed, as a file that extends it changes it."""
    saved(folder, "toy.yaml", toy(**below).to_yaml())
    return Scenario.load(saved(folder, "change.yaml", f"extends: toy.yaml\n{text}"))


# Numbers


def test_a_number_is_written_short_or_at_length() -> None:
    assert toy(learning=0.3).learning.centre == 0.3
    at_length = toy(learning={"value": 0.3, "assumption": "a judgement"}).learning
    assert (at_length.centre, at_length.assumption) == (0.3, "a judgement")
    assert toy().learning.centre == 0.5


def test_a_shared_number_is_one_number_in_several_places() -> None:
    named = {"learning": "often", "meeting.step_down": "often"}
    week = toy(**named, shared={"often": {"beta": {"a": 1, "b": 3}}})
    assert week.learning.settled is week.meeting.step_down.settled is week.shared["often"]
    assert week.learning.centre == 0.25
    assert week.learning.path == "learning"


def test_a_shared_number_must_fit_every_place_that_names_it() -> None:
    with pytest.raises(ValueError, match=r"the shared number must stay within \[0, 1\]; this dist"):
        toy(learning="far", shared={"far": {"uniform": {"low": 0, "high": 2}}})
    with pytest.raises(ValueError, match="cannot name another shared number"):
        toy(shared={"one": 1, "other": "one"})
    with pytest.raises(ValueError, match=r"unknown shared number 'ofen'; did you mean 'often'\?"):
        toy(learning="ofen", shared={"often": 0.1})


def test_a_number_is_given_in_exactly_one_way() -> None:
    for given in ({}, {"value": 1, "shared": "x"}, {"normal": {"mean": 0, "sd": 1}, "value": 1}):
        with pytest.raises(ValueError, match="give exactly one of value, shared, normal"):
            Number.model_validate(given)


@pytest.mark.parametrize("given", [True, "0.5", [0.5], None, 1.1, -0.1, float("nan")])
def test_a_share_is_a_number_within_0_and_1(given: object) -> None:
    with pytest.raises(ValueError, match=r"must stay within|number|pattern"):
        Share.model_validate({"value": given} if isinstance(given, str) else given)


def test_text_and_truth_are_no_numbers_anywhere() -> None:
    for path in ("clock.hours_per_tick", "actors.north.weights.open"):
        for given in ("6", True):
            with pytest.raises(ValueError, match="should be a valid number"):
                toy(**{path: given})


def test_a_tick_has_a_length_and_firmness_lies_within_0_and_1() -> None:
    for hours in (0, 1e-300, 1e5):
        with pytest.raises(ValueError, match="clock.hours_per_tick"):
            toy(**{"clock.hours_per_tick": hours})
    said = {"id": "N1", "actor": "north", "speaker": "s", "quote": "q", "kind": "offer"}
    for firmness in (-0.1, 1.1):
        with pytest.raises(ValueError, match="firmness"):
            toy(statements=[said | {"firmness": firmness}])


# Distributions, against closed forms

U = np.array([0.01, 0.2, 0.5, 0.75, 0.999])
WIDTH = np.sqrt(np.pi / 2) * 0.6  # scale of the half-normal with mean 0.6
SHAPES: dict[str, tuple[Distribution, float, tuple[float, float], np.ndarray]] = {
    "normal": (
        Normal(mean=2, sd=0.5),
        2,
        (-np.inf, np.inf),
        2 + 0.5 * np.sqrt(2) * special.erfinv(2 * U - 1),
    ),
    "half-normal": (
        HalfNormal(mean=0.6),
        0.6,
        (0, np.inf),
        WIDTH * np.sqrt(2) * special.erfinv(U),
    ),
    "half-normal below 0": (
        HalfNormal(mean=-0.6),
        -0.6,
        (-np.inf, 0),
        -WIDTH * np.sqrt(2) * special.erfinv(1 - U),
    ),
    "beta": (Beta(a=1, b=3), 0.25, (0, 1), 1 - (1 - U) ** (1 / 3)),
    "uniform": (Uniform(low=-1, high=3), 1, (-1, 3), -1 + 4 * U),
    "triangular": (
        Triangular(low=0, mode=1, high=4),
        1,
        (0, 4),
        np.where(U < 1 / 4, np.sqrt(U * 4), 4 - np.sqrt((1 - U) * 12)),
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_distribution_has_its_centre_support_and_quantiles(name: str) -> None:
    shape, centre, support, quantiles = SHAPES[name]
    assert shape.centre == centre
    assert shape.support == support
    assert shape.quantile(U) == pytest.approx(quantiles, rel=1e-12)


def test_the_centre_is_the_mean_of_scipy_or_the_peak_of_the_triangle() -> None:
    assert stats.halfnorm(0, WIDTH).mean() == pytest.approx(HalfNormal(mean=0.6).centre)
    assert stats.beta(2, 5).mean() == pytest.approx(Beta(a=2, b=5).centre)
    triangle = stats.triang((1 - 0) / 4, 0, 4)
    grid = np.linspace(0, 4, 401)
    assert grid[triangle.pdf(grid).argmax()] == Triangular(low=0, mode=1, high=4).centre


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        ({"normal": {"mean": 0, "sd": 0}}, "greater than 0"),
        ({"half_normal": {"mean": 0}}, "a half-normal needs a mean above or below 0"),
        ({"beta": {"a": 0, "b": 1}}, "greater than 0"),
        ({"uniform": {"low": 1, "high": 1}}, r"high must lie above low, 1\.0"),
        ({"triangular": {"low": 0, "mode": 2, "high": 1}}, r"mode must lie between low, 0\.0, and"),
        ({"normal": {"mean": 0, "sd": float("inf")}}, "finite number"),
        ({"normal": {"mean": 2e6, "sd": 1}}, "less than or equal to 1000000"),
    ],
)
def test_a_shape_that_is_none_is_refused(shape: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Number.model_validate(shape)


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        ({"open": 0.5}, "must sum to 1, here they sum to 0.5"),
        ({"open": 2}, r"a weight must lie within \[0, 1\]"),
        ({"value": {"open": 1}, "dirichlet": {"open": 1}}, "give either weights that sum to 1"),
        ({"dirichlet": {"open": 0.01}}, "a concentration must be at least 0.1"),
        ({"dirichlet": {"open": 1e308}}, "less than or equal to 1000000"),
        ({"dirichlet": {}}, "at least 1 item"),
        ({"opne": 1}, r"unknown reading 'opne'; did you mean 'open'\?"),
    ],
)
def test_weights_that_are_none_are_refused(weights: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        toy(**{"actors.north.weights": weights})


def test_a_reading_may_be_called_like_a_key_of_weights() -> None:
    readings = {"value": {"comes": {}}, "dirichlet": {"comes": {}}}
    weights = {"value": {"value": 0.25, "dirichlet": 0.75}}
    week = toy(**{"actors.north.readings": readings, "actors.north.weights": weights})
    again = Scenario.model_validate(yaml.safe_load(week.to_yaml()))
    assert again.parties["north"].weights.centres == {"value": 0.25, "dirichlet": 0.75}


# What a file extends


def test_what_a_change_does_not_mention_stays(tmp_path: Path) -> None:
    week = changed(tmp_path, "actors: {north: {inclination: 3}}\nlevels: [absent, delegations]\n",
                   **{"actors.south.thresholds": {"delegations": 0},
                      "actors.north.thresholds": {"delegations": 0},
                      "actors.north.readings.open.comes": {},
                      "actors.south.readings": {"open": {"comes": {}}},
                      "levels": ["absent", "delegations"]})
    assert week.parties["north"].inclination.centre == 3
    assert week.parties["south"] == toy().parties["south"]
