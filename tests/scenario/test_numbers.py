"""Numbers by path: they know nothing of where they stand, so parts can be handed around."""

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim import Scenario, ScenarioError, simulate, sweep
from sim.analysis.audit.assumptions import assumptions
from sim.rules import resolve_rules
from sim.scenario.number import NonNegative, Number, Share
from sim.scenario.renumbered import AS_BEFORE, OF_RULES
from sim.style.labels import label
from sim.style.places import OTHERS, words_of
from tests.conftest import ALL_SCENARIOS, BASELINE, load, loaded, toy

CRISES = [path for path in ALL_SCENARIOS if path.stem in ("baseline", "granada-2023", "no-host")]
OBSERVED = "actors.ukraine.weights.observed"


def test_a_number_given_to_another_place_is_still_two_numbers() -> None:
    """Both were one once, so that a sweep of Moscow's moved Kyiv's, too: [218 218]."""
    week, ends = load(), {"actors.russia.inclination": [-50, 50]}
    week.with_({"actors.ukraine.inclination": week.parties["russia"].inclination})
    never, often = sweep(week, ends, 500, 1).shares("any_on_time")
    assert never == 0
    assert often > 0.4


def test_equal_numbers_are_equal_wherever_they_stand() -> None:
    kinds = [kind(value=0.5, sources=("A1",), neutral=0) for kind in (Number, NonNegative, Share)]
    assert len(set(kinds)) == 1
    assert kinds[0] != Number(value=0.5)
    handed = toy(learning_rate=toy().meeting.late_rate)
    assert type(handed.learning_rate) is Share
    assert handed == toy(learning_rate=0)


def looked_up(scenario: Scenario) -> dict[str, str]:
    """Return what is looked up in a scenario and may be taken over from another, to be compared."""
    found = {name: getattr(scenario, name) for name in ("numbers", *AS_BEFORE, *OF_RULES)}
    return {
        name: str({**one} if isinstance(one, Mapping) else sorted(one))
        for name, one in found.items()
    }


def test_numbers_put_in_place_give_what_reading_the_file_anew_gives() -> None:
    rule = "actors.ukraine.rule={name: two_audiences, blame: 1}"
    scenario = Scenario.load(BASELINE, (rule,))
    written, _ = scenario.numbers.written, looked_up(scenario)
    special = [at for at, one in written.items() if one.readings or at.endswith(".blame")]
    for at, one in ((at, written[at]) for at in [*written][::20] + special):
        value = {reading: 1 / len(one.readings) for reading in one.readings} or 0.5
        entry = {"value": value, "assumption": "as if"}
        changed = scenario.with_({at: entry, "title": "new"})
        anew = Scenario.load(BASELINE, (rule, f"{at}={json.dumps(entry)}", "title=new"))
        assert changed == anew
        assert changed.to_yaml() == anew.to_yaml()
        assert looked_up(changed) == looked_up(anew)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("meeting.late_rate", -1, "must stay at 0 or more"),
        ("actors.ukraine.thresholds.leaders", -9, "a higher level cannot need less"),
        ("actors.ukraine.weights", {"observd": 1}, "unknown reading 'observd'"),
    ],
)
def test_numbers_that_cannot_be_put_in_place_are_refused(path: str, value: Any, fault: str) -> None:
    with pytest.raises(ScenarioError, match=f"with_: {path}.*: {fault}"):
        load().with_({"learning_rate": 0.2, path: {"value": value}, "title": "new"})


@cache
def lender(path: Path) -> Scenario:
    """Return a scenario whose parts all examples hand around."""
    return Scenario.load(path)


def handed_back(scenario: Scenario, way: str, data: st.DataObject) -> Scenario:
    """Return the scenario with parts of its own handed back to it."""
    parts = {name: getattr(scenario, name) for name in Scenario.model_fields}
    if way == "with":
        path = data.draw(st.sampled_from(sorted(scenario.numbers.written)))
        entry = scenario.numbers.written[path].given
        return scenario.with_({path: entry}).model_copy(update={"title": scenario.title})
    if way == "parts":
        return Scenario(**parts)
    return scenario.model_copy(update=parts, deep=way == "deep")


@settings(max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    data=st.data(),
    pair=st.tuples(st.sampled_from(CRISES), st.sampled_from(CRISES)),
    ways=st.lists(st.sampled_from(["with", "parts", "copy", "deep"]), min_size=1, max_size=2),
    seed=st.integers(0, 99),
)
def test_parts_that_were_handed_around_are_as_good_as_freshly_loaded(
    data: st.DataObject, pair: tuple[Path, Path], ways: list[str], seed: int
) -> None:
    (one, other), fresh = map(lender, pair), Scenario.load(pair[0])
    lent = data.draw(st.sampled_from(sorted(other.numbers)))
    target = data.draw(st.sampled_from(sorted(one.numbers)))
    with suppress(ScenarioError):  # it need not fit there
        one.with_({target: other.numbers[lent].resolved})
    found = one
    for way in ways:
        found = handed_back(found, way, data)
    for scenario in (one, found):
        assert scenario == fresh
        assert dict(scenario.numbers) == dict(fresh.numbers)
        assert np.array_equal(*(ends(here, seed) for here in (scenario, fresh)))


def ends(scenario: Scenario, seed: int) -> Any:
    return simulate(scenario, 50, seed, uncertain=True).table["outcome"]


def test_a_copy_forgets_what_was_worked_out_of_the_parts_it_replaces() -> None:
    week = load()
    assert week.numbers["learning_rate"].centre == 0.5
    copy = week.model_copy(update={"learning_rate": 0.25, "actors": load().actors})
    assert copy.numbers["learning_rate"].centre == 0.25
    assert copy == load().model_copy(update={"learning_rate": Share(value=0.25)})


@pytest.mark.parametrize(
    ("settings", "weights"),
    [
        ([("open", 0.2)], {"open": 0.2, "after": 0.6, "never": 0.2}),
        ([("never", 1)], {"open": 0, "after": 0, "never": 1}),
        ([("open", 0.4), ("after", 0.5)], {"open": 0.4, "after": 0.5, "never": 0.1}),
    ],
)
@pytest.mark.parametrize("way", ["value", "dirichlet"])
def test_the_other_readings_keep_their_proportions(
    settings: list[tuple[str, float]], weights: dict[str, float], way: str
) -> None:
    """Of a Dirichlet the mean is set, and all concentrations together stay at 8."""
    total = {"value": 1, "dirichlet": 8}[way]
    crisis = three({way: {"open": 0.5 * total, "after": 0.375 * total, "never": 0.125 * total}})
    changes = {f"actors.north.weights.{reading}": weight for reading, weight in settings}
    now = crisis.with_(changes).parties["north"].weights
    assert now.shares(weights) == pytest.approx(weights)
    assert sum((now.dirichlet or now.centres).values()) == pytest.approx(total)
    assert (now.dirichlet is None) == (way == "value")


def three(weights: dict[str, Any]) -> Scenario:
    """Return a crisis with three readings."""
    readings = {one: {"attends_if": {"leaders": "always"}} for one in ("open", "after", "never")}
    return toy(**{"actors.north.readings": readings, "actors.north.weights": weights})


def test_readings_without_weight_share_alike_what_a_setting_leaves() -> None:
    now = three({"open": 1}).with_({"actors.north.weights.open": 0.5}).parties["north"].weights
    assert now.centres == {"open": 0.5, "after": 0.25, "never": 0.25}


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        (f"{OBSERVED}=1.5", r"a weight must lie within \[0, 1\] \(given: 1.5\)"),
        (f"{OBSERVED}=much", r"a weight must lie within \[0, 1\]"),
        (f"{OBSERVED}=0.001", "at least 0.1, or the weight 0; that of observed would be 0.01"),
        ("actors.ukraine.weights.obsrved=1", "unknown reading 'obsrved'; did you mean 'observed'"),
    ],
)
def test_a_weight_that_cannot_be_set_is_refused_in_one_line(setting: str, fault: str) -> None:
    with pytest.raises(ScenarioError, match=fault) as told:
        load(setting)
    assert str(told.value).startswith(f"--set {setting}: ")
    assert "\n" not in str(told.value)


def test_weights_set_one_by_one_cannot_be_more_than_all() -> None:
    with pytest.raises(ScenarioError, match=r"observed, promised sum to 1\.1"):
        load(f"{OBSERVED}=0.5", "actors.ukraine.weights.promised=0.6")


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_number_has_a_label_of_its_own(path: Path) -> None:
    scenario = loaded(path)
    every = {**scenario.numbers, **scenario.numbers.written}
    for one in every.values():
        assert words_of(scenario, one) is not OTHERS, one.path
    labels = [label(scenario, one) for one in every]
    assert len(set(labels)) == len(labels)
    assert not [one for one in labels if "_" in one]


def test_a_rules_own_numbers_are_called_what_the_rule_calls_them() -> None:
    """They are moved within what it declares, and told apart where one rule stands twice."""
    rules = dict.fromkeys(("actors.ukraine.rule", "actors.ukraine.softening.rule"), "concession")
    week = resolve_rules(load().with_(rules))
    found = {one.path: one for one in assumptions(week) if one.path.endswith("rule.kappa")}
    assert [(one.label, one.low, one.high) for one in found.values()] == [
        ("softening, share conceded at the start", 0, 1),
        ("share conceded at the start", 0, 1),
    ]
    assert label(week, "actors.ukraine.rule.kappa").startswith("Ukraine: share conceded")
