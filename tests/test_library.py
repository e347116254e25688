"""Every scenario file runs, and each of the week teaches what it says, on shared luck."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import Result, Scenario, simulate
from sim.rules import check_rules
from tests.conftest import ALL_SCENARIOS, BASELINE, ROOT, loaded

WORLDS = 50_000
Flags = NDArray[np.bool_]


@cache
def run_file(path: Path, *overrides: str) -> Result:
    """Run a scenario on the luck that all runs of these tests share."""
    return simulate(Scenario.load(path, overrides), WORLDS, seed=11)


def thursday(name: str, *overrides: str) -> Result:
    """Run a scenario of the week, with some settings changed."""
    return run_file(ROOT / "scenarios" / "thursday" / f"{name}.yaml", *overrides)


@pytest.fixture(scope="module")
def article() -> Result:
    return run_file(BASELINE)


def share(result: Result, outcome: str) -> float:
    return result.outcome_shares()[outcome].share


def ends(result: Result, outcome: str) -> Flags:
    """Return which worlds end so."""
    flags: Flags = result.table["outcome"] == result.outcomes.index(outcome)
    return flags


def meets(result: Result) -> Flags:
    """Return which worlds see a meeting on time, at whatever level."""
    flags: Flags = result.table["outcome"] < result.on_time
    return flags


def promised(result: Result) -> Flags:
    flags: Flags = result.table["ceasefire.status"] > 0
    return flags


def outnumber(more: Flags, fewer: Flags) -> bool:
    """Tell whether `more` are more, five standard errors beyond chance, paired world by world."""
    gained, lost = np.count_nonzero(more & ~fewer), np.count_nonzero(fewer & ~more)
    return bool(gained - lost > 5 * np.sqrt(gained + lost))


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_runs_and_every_world_ends_once(path: Path) -> None:
    scenario = loaded(path)
    check_rules(scenario)
    for uncertain in (False, True):
        result = simulate(scenario, 300, 1, uncertain)
        assert sum(share.count for share in result.outcome_shares().values()) == 300


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_number_says_where_it_comes_from(path: Path) -> None:
    scenario = loaded(path)
    for reading in (r for party in scenario.parties.values() for r in party.readings.values()):
        assert reading.sources or reading.assumption or reading.external
    assert scenario.summary
    assert scenario.teaches


def test_whose_words_are_taken_literally_decides_whether_they_meet() -> None:
    """The baseline: any meeting on time depends on the reading of either party."""
    kyiv = [
        thursday("baseline", f"actors.ukraine.weights={{{name}: 1}}")
        for name in ("personally", "promised", "observed")
    ]
    chances = [result.measured()["any_on_time"].share for result in kyiv]
    assert max(chances) - min(chances) > 0.05
    moscow = [
        thursday("baseline", f"actors.russia.weights={{{name}: 1}}")
        for name in ("himself", "delegation")
    ]
    assert outnumber(meets(moscow[0]), meets(moscow[1]))


def test_personally_gains_leaders_and_loses_meetings(article: Result) -> None:
    personally = thursday("personally")
    assert outnumber(ends(personally, "leaders_on_time"), ends(article, "leaders_on_time"))
    assert outnumber(meets(article), meets(personally))
    assert outnumber(unequal(personally), unequal(article))


def unequal(result: Result) -> Flags:
    """Return where Ukraine's leader would face a Russian delegation."""
    flags: Flags = (result.table["ukraine.level"] == 2) & (result.table["russia.level"] == 1)
    return flags


def test_the_level_of_moscow_matters_more_than_any_reading_of_kyiv() -> None:
    readings = ("personally", "promised", "observed")
    of_kyiv = [thursday("baseline", f"actors.ukraine.weights={{{name}: 1}}") for name in readings]
    most = max(share(result, "leaders_on_time") for result in of_kyiv)
    assert share(thursday("putin-himself"), "leaders_on_time") > most + 0.05


def test_without_a_host_nobody_comes() -> None:
    assert share(thursday("no-host"), "none") == 1


def test_even_handed_pressure_makes_a_promise_likelier(article: Result) -> None:
    pressed = np.count_nonzero(promised(thursday("even-handed-us")))
    assert pressed > 2 * np.count_nonzero(promised(article))


def test_a_softer_line_lets_kyiv_soften(article: Result) -> None:
    softer = thursday("accompanying-ceasefire")
    for outcome in ("one_sided", "none"):
        assert outnumber(ends(article, outcome), ends(softer, outcome))


def test_a_condition_only_the_other_side_can_meet_leaves_no_meeting() -> None:
    literal = thursday("yermak-literal")
    late = share(literal, "leaders_late") + share(literal, "delegations_late")
    assert literal.measured()["any_on_time"].share + late < 0.02
    assert share(literal, "one_sided") == pytest.approx(0.8, abs=0.04)


def test_a_condition_tied_to_the_level_gains_meetings(article: Result) -> None:
    suffices = thursday("promise-suffices")
    assert outnumber(meets(suffices), meets(article))
    assert share(suffices, "delegations_on_time") == pytest.approx(0.7, abs=0.04)
    assert share(suffices, "leaders_on_time") < 0.01


def test_more_willingness_in_moscow_can_cost_a_meeting(article: Result) -> None:
    accepts = thursday("moscow-accepts")
    assert outnumber(ends(accepts, "leaders_on_time"), ends(article, "leaders_on_time"))
    assert outnumber(ends(article, "delegations_on_time"), ends(accepts, "delegations_on_time"))
    assert outnumber(meets(article), meets(accepts))
    assert outnumber(unequal(accepts), unequal(article))


def test_without_washington_one_side_comes_alone_more_often(article: Result) -> None:
    silent = thursday("us-silent")
    softened = [
        result.table["ukraine.reading"] < result.table["ukraine.drawn"]
        for result in (article, silent)
    ]
    assert outnumber(*softened)
    assert share(silent, "one_sided") > share(article, "one_sided") + 0.05
    assert outnumber(ends(article, "leaders_on_time"), ends(silent, "leaders_on_time"))
    assert outnumber(meets(article), meets(silent))


def test_sanctions_and_an_ultimatum_cancel_each_other(article: Result) -> None:
    name = "sanctions-ultimatum"
    both = thursday(name)
    sanctions = thursday(name, "actors.eu.signals.ultimatum.strength=1")
    ultimatum = thursday(name, "actors.eu.signals.sanctions.ramp.per_day=0")
    assert outnumber(promised(sanctions), promised(article))
    assert outnumber(promised(article), promised(ultimatum))
    assert promised(both).mean() == pytest.approx(promised(article).mean(), abs=0.005)
    assert outnumber(meets(article), meets(both))
    absent = [result.table["russia.level"] == 0 for result in (both, article)]
    assert outnumber(*absent)


def test_attention_helps_where_the_words_leave_room(article: Result) -> None:
    attends = thursday("trump-attends")
    lost = ends(article, "leaders_on_time") & ~ends(attends, "leaders_on_time")
    assert not lost.any()
    assert outnumber(meets(attends), meets(article))
    delegation = thursday("trump-attends", "actors.russia.weights={delegation: 1}")
    assert share(delegation, "leaders_on_time") + share(delegation, "leaders_late") == 0


def test_a_strike_changes_the_week_but_hardly_the_delegations(article: Result) -> None:
    strike = thursday("large-strike")
    assert outnumber(ends(strike, "one_sided"), ends(article, "one_sided"))
    assert outnumber(ends(article, "leaders_on_time"), ends(strike, "leaders_on_time"))
    delegations = [share(result, "delegations_on_time") for result in (strike, article)]
    assert 0 < delegations[1] - delegations[0] < 0.02
