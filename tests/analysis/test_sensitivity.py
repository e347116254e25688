"""Sensitivity: SALib's indices, freed of luck, are those of functions that are known."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import Scenario, UsageError, sensitivity
from sim.analysis.experiments import sensitivity as module
from sim.analysis.experiments.designs import METHODS
from sim.analysis.experiments.lived import Lived, drawn_assumptions
from sim.analysis.experiments.sensitivity import Sensitivity
from sim.engine.outcome import outcomes_of
from sim.engine.sobol import PARTS
from sim.engine.worlds import Worlds
from sim.ensemble.chances import UNIT
from sim.ensemble.luck import Luck
from tests.cli.test_cli_compare import heard
from tests.conftest import BASELINE, load, toy
from tests.pictures import Word, check_words
from tests.reading.test_bad_input import refused

EVEN = {"uniform": {"low": 0, "high": 1}}
READINGS = {"open": {"attends_if": {"leaders": "always"}}, "shut": {"attends_if": {}}}
LEADERS = "leaders_on_time"


def of_two_chances() -> Scenario:
    """Return a crisis that ends in a meeting with a chance of p × w, both from U(0, 1).

    The weight w of a reading is from Dirichlet(1, 1); a third assumption does nothing.
    """
    open_or_shut = {"actors.north.readings": READINGS}
    weights = {"actors.north.weights": {"dirichlet": {"open": 1, "shut": 1}}}
    idle = {"actors.south.influences": {"north.outlook": EVEN}}
    return toy(**{"meeting.goes_ahead": EVEN}, **open_or_shut, **weights, **idle)


def test_totals_and_changes_of_a_product_are_exact(
    monkeypatch: pytest.MonkeyPatch, drawn: list[Word]
) -> None:
    """Var(p w) = 1/9 − 1/16 = 7/144, of which p alone explains 1/48: 3/7; its total is 4/7.

    Where p moves by 0.6, p w changes by 0.6 w. Each of 16 pairs of levels of the two draws behind w
    is as likely, and by symmetry w is 1/2 on average.
    """
    monkeypatch.setattr(module, "LUCKS", 64)
    crossed, moving = (sensitivity(of_two_chances(), one, seed=1) for one in METHODS)
    totals = {one.path: one for one in crossed.ranked(LEADERS)}
    idle = totals.pop("actors.south.influences.north.outlook")
    assert (idle.value, idle.margin) == (0, 0)
    assert {*totals} == {"meeting.goes_ahead", "actors.north.weights"}
    for one in totals.values():
        assert one.value == pytest.approx(4 / 7, abs=1.5 * one.margin)
        assert one.beside == pytest.approx(3 / 7, abs=1.5 * one.beside_margin)
        assert one.margin < 0.12
    check_words(crossed.plot(LEADERS), drawn)
    changes = {one.path: one for one in moving.ranked(LEADERS)}
    moved = changes["meeting.goes_ahead"]
    levels = -np.log1p(-np.array([0.05, 0.35, 0.65, 0.95]))
    weights = levels / (levels + levels[:, None])
    assert moved.value == pytest.approx(0.3, abs=1.5 * moved.margin)
    assert moved.beside == pytest.approx(0.6 * weights.std(), abs=1.5 * moved.beside_margin)
    assert moved.margin < 0.05
    assert np.isnan(changes["actors.north.weights"].beside)
    assert changes["actors.south.influences.north.outlook"].value == 0


def ishigami(seed: int, monkeypatch: pytest.MonkeyPatch) -> Sensitivity:
    """Return what is found of sin x + 7 sin² y + z⁴ sin x / 10, each within ±π, plus much luck.

    Each draw has luck of its own in each part of the lucks, and all draws share some.
    """
    within = {"uniform": {"low": -np.pi, "high": np.pi}}
    names = ("actors.north.influences", "actors.south.influences", "actors.south.inclination")
    unknown = toy(**{one: {"north.outlook": within} for one in names[:2]}, **{names[2]: within})

    def lived(scenario: Scenario, drawing: Worlds, batch: Worlds, _: Any) -> Lived:
        rng = np.random.default_rng(seed)
        drawn = drawn_assumptions(scenario, drawing)
        x, y, z = drawn.values()
        values = np.sin(x) + 7 * np.sin(y) ** 2 + z**4 * np.sin(x) / 10
        luck = rng.normal(0, 8, (len(values), PARTS)) + values[:, None] * rng.normal(0, 1, PARTS)
        outcomes = len(outcomes_of(scenario))
        sums = np.zeros((len(values), PARTS, outcomes), np.int64)
        sums[..., 0] = np.rint((values[:, None] + luck) * UNIT * len(batch) / PARTS)
        return Lived(drawn, sums, np.zeros((outcomes, PARTS, len(batch))))

    monkeypatch.setattr(module, "lived_through", lived)
    return sensitivity(unknown, seed=seed)


def test_margins_hold_the_totals_of_the_ishigami_function(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ishigami & Homma (1990): of x, of y, of x with z. Luck adds 4 to the variance, 13.8."""
    variance = 49 / 8 + np.pi**4 / 50 + np.pi**8 / 1800 + 1 / 2
    alone = np.array([(1 + np.pi**4 / 50) ** 2 / 2, 49 / 8, 0]) / variance
    whole = alone + np.array([1, 0, 1]) * 8 * np.pi**8 / 22500 / variance
    truth = np.array([whole, alone]).T
    held: list[Any] = []
    off: list[Any] = []
    for seed in range(10):
        found = ishigami(seed, monkeypatch)
        by_path = {one.path: one for one in found.ranked(LEADERS)}
        rows = [by_path[path] for path in found.lived[0].drawn]
        apart = np.array([(one.value, one.beside) for one in rows]) - truth
        margins = np.array([(one.margin, one.beside_margin) for one in rows])
        held, off = [*held, abs(apart) <= margins], [*off, apart]
    assert np.mean(off, axis=0) == pytest.approx(0, abs=0.05)
    assert np.mean(held) > 0.86


@pytest.mark.usefixtures("few_draws", "undrawn")
def test_a_run_says_which_assumptions_matter(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(METHODS, "morris", METHODS["morris"]._replace(size=2))
    monkeypatch.setattr(module, "LUCKS", 32)
    words = ("run", BASELINE, "--uncertain", "--worlds", 64, "--seed", 1)
    said = heard(capsys, *words, "--sensitivity", "morris", "--out", tmp_path / "out")
    assert {"uncertainty.png", "sensitivity.png"} < {
        one.name for one in (tmp_path / "out").iterdir()
    }
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    found, direct = summary["sensitivity"], sensitivity(load(), "morris", seed=1)
    assert found["sentence"] == direct.sentence in " ".join(said.split())
    first, beside = found["assumptions"][0], direct.ranked()[0]
    assert (first["path"], first["mean_change"]) == (beside.path, beside.value)
    assert {"mean_change_margin", "deviation"} < {*first}


def test_what_cannot_be_said_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    crisis, known = of_two_chances(), Luck(1, given=("south.announced=leaders@2001-01-02",))
    weighed = crisis.with_({"theories": {"grit": {"weight": 1}}})
    refusals: dict[str, Callable[[], Any]] = {
        "--sensitivity total: did you mean 'totals'": lambda: sensitivity(crisis, "total"),
        "no number is a distribution": lambda: sensitivity(toy()),
        "known; take away south.announced": lambda: sensitivity(crisis, seed=known),
        "theories are drawn; --set theories=null": lambda: sensitivity(weighed),
    }
    for refusal, asked in refusals.items():
        with pytest.raises(UsageError, match=refusal):
            asked()
    words = ("run", str(BASELINE), "--sensitivity", "totals")
    assert "--sensitivity goes with --uncertain" in refused(capsys, *words)
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    assert 'pip install "parley-sim[sensitivity]"' in refused(capsys, *words, "--uncertain")
