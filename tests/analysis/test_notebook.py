"""Findings in a notebook: they show themselves, turn into pandas, plot, and are values."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import sim
from sim import Scenario, ablate, compare, factorial, replay, simulate, sweep
from sim.analysis.audit.audit import audit
from sim.analysis.experiments.uncertainty import uncertainty
from sim.plots.figure import Figure
from tests.conftest import BASELINE, load

GRANTED = {"conditions.ceasefire.willingness": 6}

FINDINGS: dict[str, Callable[[Scenario], Any]] = {
    "result": lambda week: simulate(week, 300, seed=1),
    "comparison": lambda week: compare(
        simulate(week, 300, seed=1), simulate(week.with_(GRANTED), 300, seed=1)
    ),
    "line": lambda week: sweep(week, {"meeting.goes_ahead": [0.1, 0.5]}, 300, seed=1),
    "map": lambda week: sweep(
        week, {"learning_rate": "0:1:3", "meeting.late_rate": "0:1:3"}, 200, seed=1
    ),
    "triangle": lambda week: sweep(week, {"actors.ukraine.weights": "simplex:4"}, 200, seed=1),
    "cells": lambda week: factorial(week, 200, seed=1),
    "story": lambda week: replay(week, world=5, seed=1),
    "ablation": lambda week: ablate(week, 300, seed=1),
    "uncertainty": lambda week: uncertainty(week, 1, draws=64, lucks=32),
}


@cache
def made(name: str) -> Any:
    """Return a finding of the week."""
    return FINDINGS[name](load())


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_shows_itself_and_says_what_it_is(name: str) -> None:
    found = made(name)
    html = found._repr_html_()
    assert "<table" in html
    assert "not a forecast" in html
    assert len(found.frame()) > 0


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_is_drawn_by_one_method(name: str) -> None:
    assert isinstance(made(name).plot(), Figure)


def test_a_picture_shows_itself() -> None:
    picture = made("story").plot()._repr_png_()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 10_000


@pytest.mark.parametrize("name", [name for name in FINDINGS if name != "uncertainty"])
def test_equal_seeds_give_equal_findings(name: str) -> None:
    one, other = made(name), FINDINGS[name](load())
    assert one == other
    assert one.frame().equals(other.frame())


def test_the_audit_shows_itself() -> None:
    assert "<table" in audit(load())._repr_html_()


def test_a_changed_scenario_is_another_value(baseline: Scenario) -> None:
    changed = baseline.with_(GRANTED)
    assert changed != baseline
    assert baseline == Scenario.load(BASELINE)
    assert changed == Scenario.load(BASELINE, ("conditions.ceasefire.willingness=6",))


def test_a_change_keeps_to_the_rules_of_a_layer(baseline: Scenario) -> None:
    """Numbers are replaced as a whole, None takes away, weights are given at length or short."""
    changed = baseline.with_(
        {
            "actors.ukraine.weights": {"observed": 1},
            "conditions.ceasefire.awaits": None,
            "title": "Another week",
        }
    )
    assert changed.parties["ukraine"].weights.centres == {"observed": 1}
    assert changed.parties["ukraine"].weights.sources == ()
    assert changed.conditions["ceasefire"].awaits is None
    assert changed.title == "Another week"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"meeting.goes_ahead": 2}, r"with_: meeting.goes_ahead: must stay within \[0, 1\]"),
        ({"actors.ukraine.inclinaton": 1}, "did you mean 'inclination'"),
        ({"actors.ukraine.weights": {"observed": 0.5}}, "sum to 1"),
        ({"nothing": 1}, "unknown key"),
    ],
)
def test_a_wrong_change_is_refused(baseline: Scenario, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(sim.ScenarioError, match=said):
        baseline.with_(changes)


def test_the_front_door_opens() -> None:
    for name in sim.__all__:
        assert getattr(sim, name).__doc__
