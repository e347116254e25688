"""What every rule must satisfy, and the seam for rules of one's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import Observation, Scenario, ScenarioError, UsageError, register, simulate
from sim.rules import find_rule, registry, rule_names
from sim.scenario.condition import Status
from sim.scenario.gates import gate, unmet
from tests.conftest import load, toy

WORLDS = 1000


def observation(seed: int = 0) -> Observation:
    rng = np.random.default_rng(seed)
    return Observation(
        gate=rng.integers(0, 3, WORLDS).astype(np.int8),
        inclination=rng.normal(0, 3, WORLDS),
        influence=rng.normal(0, 1, WORLDS),
        thresholds=(0.0, 1.0),
    )


@pytest.mark.parametrize("name", rule_names())
def test_a_rule_returns_levels_no_higher_than_the_gate(name: str) -> None:
    seen = observation()
    level = find_rule(name)(seen)
    assert (level.dtype, level.shape) == (np.dtype(np.int8), (WORLDS,))
    assert np.all((level >= 0) & (level <= seen.gate))


@pytest.mark.parametrize("name", rule_names())
def test_a_rule_looks_at_each_world_alone(name: str) -> None:
    rule, seen = find_rule(name), observation()
    part = Observation(seen.gate[:10], seen.inclination[:10], seen.influence[:10], seen.thresholds)  # type: ignore[index]
    assert np.array_equal(rule(part), rule(seen)[:10])


def test_ordered_threshold_counts_the_thresholds_passed() -> None:
    leaning = np.array([-1.0, 0.0, 0.5, 1.5])
    seen = Observation(np.full(4, 2, dtype=np.int8), leaning, 0.0, (0.0, 1.0))
    assert list(find_rule("ordered_threshold")(seen)) == [0, 0, 1, 2]


def test_literal_returns_the_gate() -> None:
    assert np.array_equal(find_rule("literal")(observation()), observation().gate)


@pytest.fixture
def rules() -> Iterator[None]:
    known = dict(registry._RULES)
    yield
    registry._RULES.clear()
    registry._RULES.update(known)


@pytest.mark.usefixtures("rules")
def test_a_rule_of_ones_own_runs_without_touching_the_package() -> None:
    @register("never")
    def never(seen: Observation) -> np.ndarray:
        return np.zeros_like(seen.gate)

    result = simulate(load("actors.russia.rule=never"), 500, 1)
    assert not result.table["russia.level"].any()
    with pytest.raises(UsageError, match=r"there is a rule 'literal' already, from sim.rules"):
        register("literal")(never)


def test_an_unknown_rule_is_named_with_what_is_allowed() -> None:
    with pytest.raises(UsageError, match=r"unknown rule 'litral'; did you mean 'literal'\?"):
        find_rule("litral")


WAYS = {"leaders": [{"truce": "observed"}, {"aid": "promised"}], "delegations": "always"}


def two_ways() -> Scenario:
    """Return a crisis in which the north's leader comes for a kept truce or for promised aid."""
    free = {"title": "a condition", "log_rate": 0, "grantor": "south"}
    reading = {"open": {"attends_if": WAYS}}
    return toy(conditions={"truce": free, "aid": free}, **{"actors.north.readings": reading})


def test_one_of_several_ways_is_enough() -> None:
    reading = two_ways().parties["north"].readings["open"]
    levels = two_ways().levels
    truce, aid = (np.repeat([0, 1, 2], 3).astype(np.int8), np.tile([0, 1, 2], 3).astype(np.int8))
    expected = np.where((truce == 2) | (aid >= 1), 2, 1)
    assert np.array_equal(gate(reading, {"truce": truce, "aid": aid}, levels), expected)


@pytest.mark.parametrize(
    ("statuses", "missing"),
    [
        ({"truce": 1, "aid": 0}, {"truce": Status.OBSERVED}),
        ({"truce": 0, "aid": 1}, {}),
        ({"truce": 2, "aid": 0}, {}),
    ],
)
def test_what_is_missing_is_the_way_that_lacks_least(
    statuses: dict[str, int], missing: dict[str, Status]
) -> None:
    reading = two_ways().parties["north"].readings["open"]
    assert unmet(reading, "leaders", statuses) == missing


def test_ways_survive_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ways.yaml"
    file.write_text(two_ways().to_yaml(), encoding="utf-8")
    assert Scenario.load(file) == two_ways()
    single = two_ways().with_(
        {"actors.north.readings.open.attends_if.leaders": {"aid": "promised"}}
    )
    [way] = single.parties["north"].readings["open"].attends_if["leaders"]
    assert way == {"aid": Status.PROMISED}


@pytest.mark.parametrize("ways", [[], ["always"], [{"truce": "kept"}], [{"peace": "promised"}]])
def test_ways_that_are_none_are_refused(ways: list[Any]) -> None:
    with pytest.raises(ScenarioError):
        two_ways().with_({"actors.north.readings.open.attends_if.leaders": ways})
