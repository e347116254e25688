"""Every scenario file runs, and teaches what it says it teaches, on shared luck."""

from pathlib import Path

import numpy as np
import pytest

from sim import Result, Scenario, simulate
from sim.analysis.shares import any_on_time, outcome_shares
from sim.rules import check_rules
from tests.conftest import ALL_SCENARIOS, ROOT, run

WORLDS = 50_000


def thursday(name: str) -> Result:
    """Run a scenario of the week on the luck that all share."""
    path = ROOT / "scenarios" / "thursday" / f"{name}.yaml"
    return simulate(Scenario.load(path), WORLDS, seed=11)


@pytest.fixture(scope="module")
def article() -> Result:
    return run(worlds=WORLDS)


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_runs_and_every_world_ends_once(path: Path) -> None:
    scenario = Scenario.load(path)
    check_rules(scenario)
    for uncertain in (False, True):
        result = simulate(scenario, 300, 1, uncertain)
        assert sum(share.count for share in outcome_shares(result).values()) == 300


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_number_says_where_it_comes_from(path: Path) -> None:
    scenario = Scenario.load(path)
    for reading in (r for party in scenario.parties.values() for r in party.readings.values()):
        assert reading.sources or reading.assumption or reading.external
    assert scenario.summary
    assert scenario.teaches


def test_a_push_on_the_third_party_is_worth_more_until_its_side_effects_go() -> None:
    """The closed pass: the order of two equal pushes rests on two assumptions."""
    path = ROOT / "scenarios" / "others" / "closed-pass.yaml"
    on_holder = "conditions.release.willingness=1"
    on_third_party = "conditions.observers.willingness=1"
    cut = (
        "conditions.release.influences.observers.promised=0",
        "actors.northmere.softening.influences.observers.promised=0",
    )

    def meets(*overrides: str) -> float:
        return any_on_time(simulate(Scenario.load(path, overrides), WORLDS, seed=11)).share

    assert meets(on_third_party) - meets(on_holder) > 0.05
    assert meets(*cut, on_holder) - meets(*cut, on_third_party) > 0.03


def share(result: Result, outcome: str) -> float:
    return outcome_shares(result)[outcome].share


def test_personally_gains_leaders_and_loses_meetings(article: Result) -> None:
    personally = thursday("personally")
    assert share(personally, "leaders_on_time") > share(article, "leaders_on_time")
    assert any_on_time(personally).share < any_on_time(article).share


def test_the_level_of_moscow_matters_more_than_any_reading_of_kyiv(article: Result) -> None:
    readings = ("personally", "promised", "observed")
    of_kyiv = [run(f"actors.ukraine.weights={{{name}: 1}}", worlds=WORLDS) for name in readings]
    most = max(share(result, "leaders_on_time") for result in of_kyiv)
    assert share(thursday("putin-himself"), "leaders_on_time") > most


def test_without_a_host_nobody_comes() -> None:
    assert share(thursday("no-host"), "none") == 1


def test_even_handed_pressure_makes_a_promise_likelier(article: Result) -> None:
    pressed = np.count_nonzero(thursday("even-handed-us").table["ceasefire.status"])
    assert pressed > 2 * np.count_nonzero(article.table["ceasefire.status"])


def test_a_softer_line_lets_kyiv_soften(article: Result) -> None:
    softer = thursday("accompanying-ceasefire")
    for outcome in ("one_sided", "none"):
        assert share(softer, outcome) < share(article, outcome)
