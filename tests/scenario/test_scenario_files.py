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

from sim import simulate
from sim.errors import ScenarioError, is_slip
from sim.reading.document import parse_document
from sim.scenario import Scenario
from sim.scenario.distribution import Beta, Distribution, HalfNormal, Normal, Triangular, Uniform
from sim.scenario.number import Number, Share
from sim.scenario.schema import file_schema
from tests.conftest import ALL_SCENARIOS, BASELINE, ROOT, load, loaded, toy

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
    assert toy(learning_rate=0.3).learning_rate.centre == 0.3
    at_length = toy(learning_rate={"value": 0.3, "assumption": "a judgement"}).learning_rate
    assert (at_length.centre, at_length.assumption) == (0.3, "a judgement")
    assert toy().learning_rate.centre == 0.5


def test_a_shared_number_is_one_number_in_several_places() -> None:
    named = {"learning_rate": "often", "meeting.step_down": "often"}
    week = toy(**named, shared={"often": {"beta": {"a": 1, "b": 3}}})
    one, other = week.numbers["learning_rate"], week.numbers["meeting.step_down"]
    assert one.number is other.number is week.shared["often"]
    assert one.luck == other.luck == "shared.often"
    assert (one.centre, one.path, one.given.low, one.given.high) == (0.25, "learning_rate", 0, 1)
    assert [use.path for use in week.numbers.uses("shared.often")] == [*named][::-1]
    with pytest.raises(LookupError, match="'often' is a shared number"):
        assert week.learning_rate.centre


def test_a_shared_number_must_fit_every_place_that_names_it() -> None:
    with pytest.raises(ValueError, match=r"the shared number must stay within \[0, 1\]; this dist"):
        toy(learning_rate="far", shared={"far": {"uniform": {"low": 0, "high": 2}}})
    with pytest.raises(ValueError, match="cannot name another shared number"):
        toy(shared={"one": 1, "other": "one"})
    with pytest.raises(ValueError, match=r"unknown shared number 'ofen'; did you mean 'often'\?"):
        toy(learning_rate="ofen", shared={"often": 0.1})


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
        with pytest.raises(ValueError, match=r"clock\.hours_per_tick"):
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
        ({"beta": {"a": 0, "b": 1}}, "greater than or equal to 0.01"),
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
    readings: dict[str, Any] = {"value": {"attends_if": {}}, "dirichlet": {"attends_if": {}}}
    weights = {"value": {"value": 0.25, "dirichlet": 0.75}}
    week = toy(**{"actors.north.readings": readings, "actors.north.weights": weights})
    again = Scenario.model_validate(yaml.safe_load(week.to_yaml()))
    assert again.parties["north"].weights.centres == {"value": 0.25, "dirichlet": 0.75}


# Statements

SAID = {"id": "N1", "speaker": "s", "quote": "q", "kind": "offer", "firmness": 1}


@pytest.mark.parametrize("name", ["narrator", "norway", "so", "sooth_sayer", "north_2"])
def test_a_statement_may_belong_to_nobody_in_the_scenario(name: str) -> None:
    said = SAID | {"actor": name, "asks": [name], "binds": ["everybody"]}
    assert toy(statements=[said]).statements[0].actor == name


@pytest.mark.parametrize("file", ALL_SCENARIOS, ids=lambda file: file.stem)
def test_nobody_in_the_library_is_taken_for_a_slip_of_another(file: Path) -> None:
    """A scenario with fewer actors can keep the sentences of those it leaves out."""
    scenario = loaded(file)
    named = {name for said in scenario.statements for _, name in said.actors()}
    for key in scenario.actors:
        assert not [name for name in named if is_slip(name, {*scenario.actors} - {key})]


@pytest.mark.parametrize(
    ("word", "choice", "slip"),
    [
        *[(word, "monastery", True) for word in ("monastry", "monasstery", "monastary")],
        *[("kehs", "kesh", True), ("eksh", "kesh", True), ("river-union", "river_union", True)],
        *[("kesh", "kesh", False), ("monastry", "monastery_2", False), ("usa", "uae", False)],
        *[("un", "us", False), ("party_1", "party_2", False), ("party_1", "party", False)],
        *[("south_korea", "north_korea", False), ("australia", "austria", False)],
    ],
)
def test_a_slip_is_one_sign_and_no_digit(word: str, choice: str, slip: bool) -> None:
    assert is_slip(word, ["another", choice]) == slip


# What a file extends


def test_mappings_merge_and_keep_their_order(tmp_path: Path) -> None:
    week = changed(
        tmp_path,
        "actors: {north: {influences: {north.outlook: 3}, readings: {shut: {attends_if: {}}}}}",
        **{"actors.north.influences": {"south.outlook": 2}},
    )
    north = week.parties["north"]
    weights = {name: weight.centre for name, weight in north.influences.items()}
    assert weights == {"south.outlook": 2, "north.outlook": 3}
    assert list(north.readings) == ["open", "shut"]
    assert week.parties["south"] == toy().parties["south"]


def test_a_number_is_replaced_as_a_whole(tmp_path: Path) -> None:
    below = {"normal": {"mean": 2, "sd": 1}, "assumption": "a judgement"}
    week = changed(tmp_path, "learning_rate: 0.1", **{"actors.north.inclination": below})
    assert week.parties["north"].inclination.assumption == "a judgement"
    week = changed(
        tmp_path,
        "actors: {north: {inclination: {value: 3}}}",
        **{"actors.north.inclination": below},
    )
    now = week.parties["north"].inclination
    assert (now.centre, now.distribution, now.assumption) == (3, None, None)


def test_half_a_new_distribution_is_not_filled_up_from_the_old_one(tmp_path: Path) -> None:
    below = {"actors.north.inclination": {"normal": {"mean": 2, "sd": 1}}}
    fault = r"change.yaml:2: actors.north.inclination.normal.sd: this key is needed"
    with pytest.raises(ScenarioError, match=fault):
        changed(tmp_path, "actors: {north: {inclination: {normal: {mean: 3}}}}", **below)


def test_weights_are_replaced_as_a_whole(tmp_path: Path) -> None:
    two: dict[str, Any] = {"open": {"attends_if": {}}, "shut": {"attends_if": {}}}
    below = {"actors.north.readings": two, "actors.north.weights": {"open": 0.4, "shut": 0.6}}
    week = changed(tmp_path, "actors: {north: {weights: {shut: 1}}}", **below)
    assert week.parties["north"].weights.centres == {"shut": 1}


def test_a_list_is_replaced_as_a_whole(tmp_path: Path) -> None:
    said = {"actor": "north", "speaker": "s", "quote": "q", "kind": "offer", "firmness": 1}
    below = {
        "statements": [said | {"id": key} for key in ("N1", "N2")],
        "actors.north.readings.open.sources": ["N1"],
    }
    week = changed(tmp_path, "actors: {north: {readings: {open: {sources: [N2]}}}}", **below)
    assert week.parties["north"].readings["open"].sources == ("N2",)


def test_null_takes_an_entry_away(tmp_path: Path) -> None:
    week = changed(
        tmp_path,
        "conditions: {truce: null}\nteaches: null",
        **{"conditions.truce": TRUCE, "teaches": "much"},
    )
    assert (week.conditions, week.teaches) == ({}, None)


def test_what_is_unsaid_is_gone_with_all_that_names_it_and_moves_no_number() -> None:
    week, silent = load(), load("unsaid=[A1, A2, A3, A4]")
    ids = [one.id for one in week.statements]
    assert [one.id for one in silent.statements] == [one for one in ids if one[0] != "A"]
    for _, part in silent.walk():
        assert not {"A1", "A2", "A3", "A4"} & {*getattr(part, "sources", ())}
    told = {path: (one.centre, one.sources) for path, one in _numbers(silent).items()}
    for path, one in _numbers(week).items():
        left = tuple(source for source in one.sources if source[0] != "A")
        assert told[path] == (one.centre, left)
    assert silent.with_({"learning_rate": 0.1}).statements == silent.statements
    with pytest.raises(ScenarioError, match=r"unsaid\.1: unknown statement id 'A9'"):
        load("unsaid=[A1, A9]")


def _numbers(scenario: Scenario) -> dict[str, Number]:
    parts = {path: one.given for path, one in scenario.numbers.written.items()}
    return {path: one for path, one in parts.items() if isinstance(one, Number) and not one.shared}


def test_null_for_what_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"change.yaml:2: conditions.truse: .* \(given: None\)"):
        changed(tmp_path, "conditions: {truse: null}", **{"conditions.truce": TRUCE})


def test_the_nearest_of_several_files_wins(tmp_path: Path) -> None:
    changed(tmp_path, "learning_rate: 0.1\ntitle: The middle")
    last = Scenario.load(saved(tmp_path, "last.yaml", "extends: change.yaml\nlearning_rate: 0.2\n"))
    assert (last.learning_rate.centre, last.title, last.summary) == (
        0.2,
        "The middle",
        toy().summary,
    )


def test_names_of_files_are_relative_to_the_file_that_gives_them(tmp_path: Path) -> None:
    for folder in ("scenarios/thursday", "seeds", "mine"):
        (tmp_path / folder).mkdir(parents=True)
    for file in (BASELINE, *(ROOT / "seeds").glob("*.yaml")):
        shutil.copy(file, tmp_path / file.relative_to(ROOT))
    text = "extends: ../scenarios/thursday/baseline.yaml\ntitle: Mine\n"
    mine = Scenario.load(saved(tmp_path / "mine", "mine.yaml", text))
    assert mine.statements == load().statements
    assert mine.quote("U1").actor == "ukraine"


# Settings


def test_a_title_says_that_entries_were_changed() -> None:
    week = load()
    said = {"title": "Another week", "learning_rate": 0.1}
    assert load("learning_rate=0.1").title == week.with_({"learning_rate": 0.1}).title
    assert load("learning_rate=0.1").title == f"{week.title}, changed"
    assert load("learning_rate=0.1", "meeting.step_down=0.1").title == f"{week.title}, changed"
    assert (
        week.with_({"learning_rate": 0.1}).with_({"learning_rate": 0.2}).title
        == f"{week.title}, changed"
    )
    assert week.with_({}).title == week.title
    long = week.with_({"title": "x" * 200}).with_({"learning_rate": 0.1}).title
    assert len(long) == 200
    assert long.endswith("x, changed")
    assert week.with_(said).title == said["title"]


def test_a_setting_changes_one_number_among_names_with_dots() -> None:
    key = "us.pressure_on.ukraine"
    for path in (f"actors.ukraine.influences.{key}", f"actors.ukraine.influences.{key}.value"):
        influences = load(f"{path}=0.9").parties["ukraine"].influences
        assert influences[key].centre == 0.9
        assert list(influences) == list(load().parties["ukraine"].influences)


def test_a_setting_may_weigh_a_signal_that_was_not_heard() -> None:
    ukraine = load("actors.ukraine.influences.eu.firmness=0.3").parties["ukraine"]
    assert ukraine.influences["eu.firmness"].centre == 0.3
    with pytest.raises(
        ScenarioError, match=r"unknown signal 'eu.firmnes'; did you mean 'eu.firmne"
    ):
        load("actors.ukraine.influences.eu.firmnes=0.3")


def test_a_setting_takes_any_yaml() -> None:
    assert load("actors.ukraine.weights={observed: 1}").parties["ukraine"].weights.centres == {
        "observed": 1
    }
    late = load(
        "meeting.late_rate={uniform: {low: 0, high: 1}, assumption: none}"
    ).meeting.late_rate
    assert (late.centre, late.assumption) == (0.5, "none")
    assert load("learning_rate=1e-1").learning_rate.centre == 0.1
    numbers = load("shared.reciprocity=2").numbers
    assert numbers["actors.russia.influences.ukraine.outlook"].centre == 2
    assert load("title=Ümlaut = fine").title == "Ümlaut = fine"


def test_settings_apply_in_their_order_and_null_takes_away() -> None:
    assert load("learning_rate=0.1", "learning_rate=0.2").learning_rate.centre == 0.2
    bare = load(
        "teaches=null",
        "actors.us.blames=null",
        "actors.eu.blames=null",
        "actors.ukraine.influences.us.attends=null",
    )
    assert [bare.teaches, bare.actors["us"].blames, bare.actors["eu"].blames] == [None] * 3
    assert "us.attends" not in bare.parties["ukraine"].influences


# Plain YAML


@pytest.mark.parametrize(
    ("written", "read"),
    [
        *[(word, word) for word in ("no", "yes", "on", "off", "n", "y", "NO", "=")],
        *[("true", True), ("FALSE", False), ("null", None), ("~", None), ("", None)],
        *[("12", 12), ("-7", -7), ("012", 12), ("1e-3", 0.001), ("1.", 1.0), (".5", 0.5)],
        *[("18:00", "18:00"), ("2025-05-11", "2025-05-11"), ("1_000", "1_000"), ("0x1F", "0x1F")],
        *[("'1'", "1"), ("!!str 1", "1"), ("1e5x", "1e5x"), ("-.inf", -np.inf)],
    ],
)
def test_words_are_words_and_numbers_are_numbers(written: str, read: object) -> None:
    found = parse_document(f"key: {written}\n", "file").data["key"]
    assert (found, type(found)) == (read, type(read))


@pytest.mark.parametrize(
    "words", ["no", "1e3", "~", "18:00", "0\xa0ÿ", "x\u200by", "a\n\n b", "\ufeff", "−5", "–.5"]
)
def test_words_survive_being_written(words: str) -> None:
    text = toy(summary=words).to_yaml()
    assert Scenario.model_validate(parse_document(text, "file").data).summary == words


def test_a_merge_key_and_an_anchor_are_what_they_look_like() -> None:
    data = parse_document("one: &here {a: 1}\nother: *here\n'<<': 2\n", "file").data
    assert data == {"one": {"a": 1}, "other": {"a": 1}, "<<": 2}


def test_every_entry_knows_its_line() -> None:
    document = parse_document("a:\n  b: 1\n\n  c:\n    - x\n    - y\n", "file")
    for keys, line in ((("a",), 1), (("a", "b"), 2), (("a", "c"), 4), (("a", "c", 1), 6)):
        assert document.place(keys) == ("file", line)
    assert document.place(("a", "c", 7, "x")) == ("file", 4)


# The clock


def test_ticks_are_counted_across_offsets() -> None:
    week = load("clock.deadline=2025-05-14T21:00Z")
    assert week.clock == load().clock
    assert week.clock.ticks == 13
    assert week.clock.start_of(12) == datetime.fromisoformat("2025-05-14T18:00+03:00")
    assert week.clock.follow_up_days == 7


def test_a_tick_may_be_a_fraction_of_an_hour() -> None:
    clock = toy(**{"clock.hours_per_tick": 0.1}).clock
    assert clock.ticks == 480
    assert clock.start_of(480) == clock.deadline
    assert clock.tick_length == timedelta(minutes=6)


@pytest.mark.parametrize(
    ("path", "time", "fault"),
    [
        ("deadline", "2001-01-02T23:00Z", "must fall on a tick: 2001-01-01 00:00:00"),
        ("deadline", "2001-01-01T00:00Z", "runs backwards: must come after starts"),
        ("follow_up_until", "2001-01-03T23:00Z", "runs backwards: must come after on_time_until"),
        ("hours_per_tick", 0.01, "at most 1000 ticks, here 4800"),
        ("starts", "2001-01-01T00:00", "should have timezone info"),
        ("starts", 978307200, "write a time as 2001-01-31T18:00"),
        ("starts", "978307200", "write a time as 2001-01-31T18:00"),
    ],
)
def test_a_clock_that_does_not_run_is_refused(path: str, time: object, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        toy(**{f"clock.{path}": time})


def test_a_due_date_is_a_tick_from_the_start_on() -> None:
    for due in ("2000-12-31T18:00Z", "2001-01-01T05:59Z"):
        with pytest.raises(ValueError, match="must fall on a tick"):
            toy(**{"conditions.truce": TRUCE | {"due": due}})


def test_a_due_date_after_the_freeze_makes_no_promise_late() -> None:
    """It may stand in a scenario, as a date that was named; nobody promises anything after it."""
    open_end = simulate(toy(**{"conditions.truce": TRUCE}), worlds=300, seed=1).frame()
    due = TRUCE | {"due": "2001-01-05T00:00Z"}
    late = simulate(toy(**{"conditions.truce": due}), worlds=300, seed=1).frame()
    assert (late["truce"] == "observed").any()
    assert late.equals(open_end)


# The schema of files


class _Plain(yaml.CSafeLoader):
    """Any other YAML reader, except that times stay text."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith("timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    Draft202012Validator.check_schema(file_schema())
    return Draft202012Validator(file_schema())


@pytest.mark.parametrize("file", ALL_SCENARIOS, ids=lambda file: file.stem)
def test_the_schema_accepts_every_scenario(schema: Draft202012Validator, file: Path) -> None:
    schema.validate(yaml.load(file.read_text(encoding="utf-8"), _Plain))


@pytest.mark.parametrize(
    "key", ["meeting.lat", "actors.us.nam", "actors.us.signals.attends.strenth"]
)
def test_the_schema_refuses_a_misspelt_key(schema: Draft202012Validator, key: str) -> None:
    whole = yaml.load(BASELINE.read_text(encoding="utf-8"), _Plain)
    change: dict[str, Any] = {"extends": "baseline.yaml"}
    for file in (whole, change):
        part = file
        *above, last = key.split(".")
        for step in above:
            part = part.setdefault(step, {})
        schema.validate(file)
        part[last] = 1
        with pytest.raises(ValidationError):
            schema.validate(file)


def test_the_schema_of_a_change_wants_whole_numbers_and_known_parts(
    schema: Draft202012Validator,
) -> None:
    def accepts(**change: object) -> bool:
        return bool(schema.is_valid({"extends": "baseline.yaml", **change}))

    assert accepts(conditions={"ceasefire": None}, actors={"us": {"note": None, "blames": None}})
    assert accepts(actors={"ukraine": {"inclination": {"value": 1}}})
    assert not accepts(actors={"ukraine": {"inclination": {"normal": {"mean": 1}}}})
    assert not accepts(conditions={"Not An Id": None})
    assert not schema.is_valid({"title": "Half a scenario"})
