"""What a scenario assumes, in words, and in what two scenarios differ."""

from pathlib import Path

import pytest

from sim import Scenario
from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.analysis.audit.changes import changes_from_base
from sim.reading.layers import layers_of
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from sim.style.places import OTHERS, words_of
from tests.conftest import ALL_SCENARIOS, BASELINE, load, loaded, toy

STORIES = [BASELINE, *(path for path in ALL_SCENARIOS if path.parent.name == "others")]
"""One scenario of each story; the others of the week have the baseline's numbers."""


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_number_is_named_and_stands_within_its_range(path: Path) -> None:
    scenario = loaded(path)
    found = assumptions(scenario)
    assert changes_from_base(scenario, scenario) == ()
    assert len({one.path for one in found}) == len(found)
    assert len({(one.owner, one.label) for one in found}) == len(found)
    for one in found:
        assert "_" not in one.label
        assert words_of(scenario, scenario.numbers.at(one.path)) is not OTHERS
        assert one.owner in ("", *scenario.actors)
        if isinstance(one.given, Number):
            assert one.low <= one.given.centre <= one.high
            assert one.low < one.high


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_number_can_be_moved_to_the_ends_of_its_range(path: Path) -> None:
    scenario = loaded(path)
    numbers = [one for one in assumptions(scenario) if isinstance(one.given, Number)]
    for end in ("low", "high"):
        scenario.with_({one.path: getattr(one, end) for one in numbers})


def test_nothing_that_can_be_set_is_left_out() -> None:
    scenario = load()
    found = {".".join(map(str, keys)): part for keys, part in scenario.walk()}
    every = {path for path, part in found.items() if isinstance(part, Number | Weights)}
    shared = {path for path in every if getattr(found[path], "shared", None)}
    assert {one.path for one in assumptions(scenario)} == every - shared


CHANGES = {
    "actors.ukraine.inclination": 1.5,
    "actors.ukraine.weights": {"personally": 1},
    "actors.russia.rule": "literal",
    "actors.ukraine.influences.turkey.hosting": 0.2,
    "clock.hours_per_tick": 3,
    "shocks": {"strike": {"rate": 0.5, "effects": {"ukraine.inclination": -1}}},
}


@pytest.mark.parametrize("path", CHANGES)
def test_each_change_is_a_departure_and_the_only_one(path: str) -> None:
    scenario = load()
    found = changes_from_base(scenario, scenario.with_({path: CHANGES[path]}))
    parts = ("rate", "when", "effects.ukraine.inclination")
    assert {one.path for one in found} <= {path, *(f"shocks.strike.{part}" for part in parts)}
    assert found
    back = changes_from_base(scenario.with_({path: CHANGES[path]}), scenario)
    assert [(one.after, one.before) for one in back] == [(one.before, one.after) for one in found]


def test_what_is_no_number_has_its_owner_and_words() -> None:
    [one] = changes_from_base(load(), load("actors.russia.rule=literal"))
    assert (one.owner, one.label, one.after) == ("russia", "decision rule", "literal")


def test_prose_changes_no_world_and_is_no_departure() -> None:
    scenario = load()
    changed = scenario.with_({"title": "Another", "actors.ukraine.name": "Kyiv"})
    assert changes_from_base(scenario, changed) == ()


def test_the_base_of_a_layered_file_extends_nothing() -> None:
    assert layers_of(BASELINE)[-1] == BASELINE
    assert layers_of(BASELINE.parent / "putin-himself.yaml")[-1].samefile(BASELINE)


@pytest.mark.parametrize(
    "setting",
    [
        "actors.ukraine.weights={personally: 0.404, promised: 0.346, observed: 0.25}",
        "actors.ukraine.inclination={normal: {mean: 2.2, sd: 30}}",
        "conditions.ceasefire.log_rate=-4.0001",
    ],
)
def test_a_departure_too_small_for_rounded_words_is_told_exactly(setting: str) -> None:
    [one] = changes_from_base(load(), load(setting))
    assert one.path == setting.partition("=")[0]
    assert one.before != one.after


def test_actors_may_be_called_as_parts_of_a_scenario_are() -> None:
    plain = toy().model_dump(mode="json", exclude_defaults=True)
    for name in ("thresholds", "signals", "influences", "effects"):
        actors = {name if key == "north" else key: one for key, one in plain["actors"].items()}
        renamed = Scenario.model_validate(plain | {"actors": actors})
        assert len(assumptions(renamed)) == len(assumptions(toy()))


def found_at(path: str, scenario: Scenario) -> Assumption:
    """Return the assumption at a path."""
    [one] = [one for one in assumptions(scenario) if one.path == path]
    return one


DRAWN = {
    "uniform: {low: 0.4, high: 0.6}": (0.4, 0.6),
    "triangular: {low: 0.2, mode: 0.5, high: 0.7}": (0.2, 0.7),
    "beta: {a: 3, b: 1}": (0, 1),
}


@pytest.mark.parametrize(("drawn", "ends"), DRAWN.items(), ids=DRAWN)
def test_a_number_is_moved_within_what_its_distribution_can_give(
    drawn: str, ends: tuple[float, float]
) -> None:
    one = found_at("meeting.goes_ahead", load(f"meeting.goes_ahead={{{drawn}}}"))
    assert (one.low, one.high) == ends


@pytest.mark.parametrize(("mean", "ends"), [(1, (0, 5)), (-1, (-5, 0)), (6, (0, 12))])
def test_a_half_normal_keeps_its_side_of_zero(mean: float, ends: tuple[float, float]) -> None:
    """An inclination is moved by 4, or by its own size where that is more."""
    path = "actors.north.inclination"
    one = found_at(path, toy(**{path: {"half_normal": {"mean": mean}}}))
    assert (one.low, one.high) == ends


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_the_numbers_of_a_condition_are_its_grantors(path: Path) -> None:
    scenario = loaded(path)
    for one in assumptions(scenario):
        top, *keys = one.path.split(".")
        if top == "conditions":
            beside = "co_grantors" in keys
            assert one.owner == (keys[2] if beside else scenario.conditions[keys[0]].grantor)
        else:
            assert one.owner == (keys[0] if top == "actors" else "")


@pytest.mark.parametrize(("strength", "ends"), [(1, (0, 3)), (5, (0, 10)), (-1, (-1, 1))])
def test_a_signal_is_not_moved_below_silence(strength: float, ends: tuple[float, float]) -> None:
    """Its strength is moved by 2, or by its own size where that is more; below 0 only as given."""
    union = {"role": "backer", "name": "Union", "signals": {"aid": {"strength": strength}}}
    one = found_at("actors.union.signals.aid.strength", toy(**{"actors.union": union}))
    assert (one.low, one.high) == ends


SIGNED = {
    "shared.holdout_pressure": (0, 2.25),
    "conditions.ceasefire.influences.us.pressure_on.russia": (0, 2.5),
    "conditions.ceasefire.influences.ceasefire.promised": (-2.5, 0),
}


@pytest.mark.parametrize(("path", "ends"), SIGNED.items(), ids=SIGNED)
def test_what_pushes_one_way_is_not_moved_to_push_the_other(
    path: str, ends: tuple[float, float]
) -> None:
    """Pressure on whoever holds out would reward it; a shared number means what its places do."""
    here = load(
        "conditions.ceasefire.influences={us.pressure_on.russia: 0.5, ceasefire.promised: -0.5}"
    )
    one = found_at(path, here)
    assert (one.low, one.high) == ends


NOTES = {
    "external: from elsewhere, assumption: a judgement": "from elsewhere",
    "external: from elsewhere": "from elsewhere",
    "assumption: a judgement": "a judgement",
    "neutral: 0.9, sources: [T1]": "",
}


@pytest.mark.parametrize(("told", "note"), NOTES.items(), ids=NOTES)
def test_a_departure_says_what_it_brings_in_rather_than_what_it_judges(
    told: str, note: str
) -> None:
    [one] = changes_from_base(load(), load(f"meeting.goes_ahead={{value: 0.5, {told}}}"))
    assert one.note == note
    assert one.sources == (("T1",) if "T1" in told else ())


def test_how_a_shock_comes_about_is_told_by_its_name() -> None:
    storm = {"rate": 0.1, "effects": {"north.inclination": -1}}
    truce = {"title": "truce", "grantor": "north", "log_rate": -1}
    calm = toy(**{"conditions.truce": truce, "shocks.storm": storm})
    barred = calm.with_({"shocks.storm.when": {"truce": "promised"}})
    [one] = changes_from_base(calm, barred)
    assert one.label == "‘storm’: possible"
