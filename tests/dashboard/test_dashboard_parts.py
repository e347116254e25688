"""The parts of the page, without a browser: controls, groups, the library, views, words, places."""

import ast
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markupsafe import escape

from sim import Scenario, compare, simulate
from sim.analysis.audit.assumptions import assumptions
from sim.analysis.audit.changes import changes_from_base
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.reasons import obstacles
from sim.analysis.outcomes.shares import level_pairs
from sim.dashboard import panels, serving, views, words
from sim.dashboard.controls import changes, controls_of, grouped
from sim.dashboard.elements import PARTS, parts_of, scale_of
from sim.dashboard.library import Library, opened, read_library
from sim.errors import ScenarioError, UsageError
from sim.pages.words import percent
from sim.rules import rule_names
from sim.style.colours import INK, PAPER
from tests.conftest import ALL_SCENARIOS, BASELINE, ROOT, load, loaded, toy
from tests.markup import parsed

DASHBOARD = ROOT / "sim" / "dashboard"
TEMPLATES = sorted((DASHBOARD / "templates").glob("*.html"))
CLOSED_PASS = ROOT / "scenarios" / "others" / "closed-pass.yaml"
FOUR_READINGS = {
    "actors.north.readings": {
        name: {"attends_if": {"leaders": "always"}} for name in ("a", "b", "c", "d")
    },
    "actors.north.weights": {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4},
}

each_scenario = pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
each_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
numbers = st.floats(-1e4, 1e4).map(lambda number: round(number, 4))


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(ROOT / "scenarios")


# controls


@given(numbers, numbers, numbers)
def test_a_number_is_a_stop_of_its_scale(one: float, other: float, third: float) -> None:
    low, value, high = sorted((one, other, third))
    assume(high - low > 0.01)
    start, stop, step = scale_of(value, low, high)
    steps = (value - start) / step
    assert steps == pytest.approx(round(steps), abs=1e-4)
    assert low - 1e-6 <= start < low + step
    assert stop == pytest.approx(high)
    assert (high - low) / step > 59.9


def test_a_round_number_has_a_round_scale() -> None:
    assert scale_of(0.15, 0, 1)[2] in (0.01, 0.005)
    assert scale_of(40, 0, 100)[2] == 1


def no_one(_key: str, _value: object) -> None:
    """Is told of a move, and does nothing."""


def elements_of(scenario: Scenario) -> dict[str, Any]:
    """Return the elements of all controls by their keys."""
    found = controls_of(scenario, no_one)
    return {key: element for one in found for key, element in one.elements.items()}


@each_scenario
def test_controls_that_nobody_moved_change_nothing(path: Path) -> None:
    scenario = loaded(path)
    values = {key: element.value for key, element in elements_of(scenario).items()}
    assert changes(scenario, values) == {}


def moved(element: Any) -> list[Any]:
    """Return values that a visitor may set: both ends, and the stop beside the present one."""
    if not hasattr(element, "step"):
        return [name for name in rule_names() if name != element.value]
    if isinstance(element.value, list):
        first, second = element.value
        return [[first, second - 1], [0, 0], [0, 100], [100, 100]]
    beside = element.value + element.step
    if beside > element.stop:
        beside = element.value - element.step
    return [one for one in (element.start, element.stop, beside) if one != element.value]


def test_a_control_changes_its_own_entry_and_nothing_else() -> None:
    scenario = Scenario.load(BASELINE.with_name("large-strike.yaml"))
    elements = elements_of(scenario)
    values = {key: element.value for key, element in elements.items()}
    for key, element in elements.items():
        for value in moved(element):
            found = changes(scenario, values | {key: value})
            [departure] = changes_from_base(scenario, scenario.with_(found))
            assert departure.path == key


def test_a_number_that_is_set_keeps_its_sentences_and_says_so() -> None:
    scenario = load()
    path = "actors.ukraine.inclination"
    before = scenario.parties["ukraine"].inclination
    now = scenario.with_(changes(scenario, {path: 1})).parties["ukraine"].inclination
    assert now.centre == 1
    assert now.sources == before.sources != ()
    assert now.assumption == words.SET_HERE.format(value=before.centre)
    assert now.distribution is None


def test_two_handles_cut_a_slider_into_three_weights() -> None:
    scenario = load()
    path = "actors.ukraine.weights"
    weights = scenario.with_(changes(scenario, {path: [10, 70]})).parties["ukraine"].weights
    assert weights.centres == {"personally": 0.1, "promised": 0.6, "observed": 0.3}
    assert parts_of([10, 70]) == [10, 60, 30]


def test_more_readings_have_a_slider_each_and_are_scaled() -> None:
    scenario = toy(**FOUR_READINGS)
    elements = elements_of(scenario)
    path = "actors.north.weights"
    keys = [f"{path}{PARTS}{reading}" for reading in "abcd"]
    assert [elements[key].value for key in keys] == [10, 20, 30, 40]
    values = dict(zip(keys, (10, 20, 30, 140), strict=True))
    weights = scenario.with_(changes(scenario, values)).parties["north"].weights
    assert weights.centres == {"a": 0.05, "b": 0.1, "c": 0.15, "d": 0.7}
    assert changes(scenario, {keys[3]: 140}) == changes(scenario, values)
    nothing = dict.fromkeys(keys, 0)
    with pytest.raises(ScenarioError, match="weights must sum to 1, here they sum to 0"):
        scenario.with_(changes(scenario, nothing))


@each_scenario
def test_every_control_stands_in_one_group_with_its_ground(path: Path) -> None:
    scenario = loaded(path)
    every = controls_of(scenario, no_one)
    controls = [one for _, group in grouped(scenario, every) for one in group]
    assert sorted(map(id, controls)) == sorted(map(id, every))
    sourced = {one.path: one.given.sources for one in assumptions(scenario)}
    for control in controls:
        assert tuple(one.id for one in control.statements) == sourced.get(control.path, ())
        assert control.statements or control.ground


# the library and what is opened


def test_the_library_starts_with_what_others_rest_on(library: Library) -> None:
    assert library.first.scenario == library.first.base == load()
    assert len(library.choices) == len(ALL_SCENARIOS)
    assert library.faults == ()
    rest = [choice for choice in library.choices.values() if choice.base == library.first.base]
    assert len(rest) == len(list(BASELINE.parent.glob("*.yaml")))


def test_what_is_started_with_comes_first_and_its_kin_next(library: Library) -> None:
    kin = len(list(BASELINE.parent.glob("*.yaml")))
    ordered = [*library.choices.values()]
    assert all(choice.base == ordered[0].base for choice in ordered[:kin])
    named = [*read_library(ROOT / "scenarios", CLOSED_PASS).choices.values()]
    assert named[0].scenario == Scenario.load(CLOSED_PASS)
    assert all(choice.base == ordered[0].base for choice in named[1 : kin + 1])


def test_back_leads_to_what_a_scenario_rests_on(library: Library) -> None:
    for choice in library.choices.values():
        back = library.back(choice)
        assert back.scenario == choice.base
        assert library.back(back) == back
        assert back in library.choices.values()


def test_back_leads_to_the_text_also_where_a_file_keeps_its_title(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(toy().to_yaml(), encoding="utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: base.yaml\nlearning_rate: 0.1\n", encoding="utf-8")
    library = read_library(None, mine)
    start = library.first
    back = library.back(start)
    presets, name = library.with_choice(back)
    assert presets[name].scenario == toy() != start.scenario
    assert start in presets.values()
    assert library.with_choice(start) == (dict(library.choices), start.name)


def test_the_page_starts_with_the_file_that_is_named(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(toy().to_yaml(), encoding="utf-8")
    library = read_library(ROOT / "scenarios", mine)
    assert library.first.scenario == toy()
    assert len(library.choices) == len(ALL_SCENARIOS) + 1


def test_a_faulty_file_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(toy().to_yaml(), encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("title: [", encoding="utf-8")
    library = read_library(tmp_path)
    assert [choice.name for choice in library.choices.values()] == ["Toy"]
    [fault] = library.faults
    assert re.search(r"broken\.yaml:\d+: ", fault)


def test_an_opened_file_may_extend_what_is_in_the_library(library: Library) -> None:
    choice = opened(
        library, "mine.yaml", b"extends: baseline.yaml\ntitle: Mine\nlearning_rate: 0.1\n"
    )
    assert choice.name == words.OPENED.format(name="Mine")
    assert choice.base == library.first.base
    assert [one.path for one in changes_from_base(choice.base, choice.scenario)] == [
        "learning_rate"
    ]
    assert library.back(choice) == library.first


def test_an_opened_file_that_extends_nothing_rests_on_itself(library: Library) -> None:
    choice = opened(library, "pass.yaml", CLOSED_PASS.read_bytes())
    assert choice.scenario == choice.base == Scenario.load(CLOSED_PASS)


OUTSIDE = {
    "a way up": "extends: ../../etc/passwd",
    "a way up to a scenario": "extends: ../scenarios/thursday/baseline.yaml",
    "a whole path": f"extends: {BASELINE}",
    "a folder of the library": "extends: thursday/baseline.yaml",
    "a file of statements": "extends: baseline.yaml\nstatements: ../../seeds/statements.yaml",
    "a list of names": "extends: [baseline.yaml]",
    "nothing": "extends: null",
}


@pytest.mark.parametrize("what", OUTSIDE)
def test_an_opened_file_reaches_no_other_file(
    library: Library, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, *_: object, **__: object) -> Any:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(Path, "open", read)
    monkeypatch.setattr(Path, "read_bytes", read)
    monkeypatch.setattr(Path, "read_text", read)
    key = "statements" if "statements:" in OUTSIDE[what] else "extends"
    with pytest.raises(ScenarioError, match=rf"^mine\.yaml:\d: {key}: ") as refusal:
        opened(library, "mine.yaml", OUTSIDE[what].encode())
    assert "\n" not in str(refusal.value)


# views


def test_outcomes_are_shown_with_their_shares_and_those_of_the_article() -> None:
    article, now = load(), load("meeting.goes_ahead=0.5")
    both = compare(simulate(article, 500, 1), simulate(now, 500, 1))
    rows = [one for one in parsed(views.shares(both)).all("tr") if "data-measure" in one.attributes]
    for which, shares in (("data-before", both.shares(0)), ("data-share", both.shares(1))):
        found = {row.attributes["data-measure"]: float(row.attributes[which]) for row in rows}
        assert found == {measure: share.share for measure, share in shares.items()}
    before = {row.attributes["data-before"] for row in rows}
    assert before != {row.attributes["data-share"] for row in rows}


def test_what_stands_beneath_shows_the_text_beside_what_is_set_now() -> None:
    text, now = (simulate(one, 500, 1) for one in (load(), load("actors.russia.inclination=0")))
    both = compare(text, now)
    grid = parsed(views.level_grid(both))
    small = [one.text() for one in grid.all("small")]
    pairs = level_pairs(text) / 500
    assert small == [percent(share) for row in pairs[::-1] for share in row]
    assert [row[0] for row in grid.rows()[2:]] == ["leaders", "delegations", "absent"]
    then = blame(text)
    told = [one.text() for one in parsed(views.blamed(both)).all("small")]
    assert told == [f"{value:.2f}" for row in then.values() for value in row.values()]
    first = obstacles(text)[0]
    why = {one.text() for one in parsed(views.why(both)).all("small")}
    assert percent(first.share.share) in why
    for view in views.DETAILS.values():
        assert not parsed(view(compare(text, text))).all("small")


def test_signs_of_a_scenario_stay_signs() -> None:
    hostile = "<script>x</script>{{ 7 * 7 }}"
    scenario = toy(title=hostile, summary=hostile, **{"actors.north.name": hostile})
    result = simulate(scenario, 50, 1)
    shown = "".join(
        (
            panels.fill("head.html", scenario=scenario),
            views.text(scenario),
            views.readings(scenario),
            views.level_grid(compare(result, result)),
            views.why(compare(result, result)),
            panels.refusal(ScenarioError(hostile, "f.yaml"), words.REFUSED),
        )
    )
    assert "<script>" not in shown
    assert shown.count(str(escape(hostile))) >= 5


def test_numbers_that_do_not_fit_are_named_with_their_actor() -> None:
    scenario = load()
    with pytest.raises(ScenarioError) as caught:
        scenario.with_({"actors.ukraine.thresholds.delegations": 5})
    told = parsed(panels.unfit(scenario, caught.value)).text()
    assert "Ukraine: inclination needed to come as leaders" in told
    assert "at least 5" in told


@pytest.mark.parametrize(
    ("colour", "ink"),
    [("#000000", False), ("#0072b2", False), ("#ffffff", True), ("#9ad2f2", True)],
)
def test_words_on_a_colour_can_be_read(colour: str, ink: bool) -> None:
    assert panels.ink_on(colour) == (INK if ink else PAPER)


# words


@each_template
def test_templates_hold_no_words_of_their_own(path: Path) -> None:
    filled = r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>"
    bare = re.sub(filled, "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    said = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', bare)
    said.append(re.sub(r"<[^>]*>|&\w+;", "", bare))
    assert not re.search("[A-Za-z]", "".join(said))


def test_the_app_and_its_style_hold_no_words_of_their_own() -> None:
    tree = ast.parse((DASHBOARD / "app.py").read_text(encoding="utf-8"))
    texts = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)]
    written = {text for text in texts if isinstance(text, str) and re.search("[A-Za-z]", text)}
    known = {"full", words.TITLE, "style.css", "head_of_page.html", "__main__", ".yaml", ".yml"}
    known |= {path.name for path in TEMPLATES}
    assert written - known == {ast.get_docstring(tree, clean=False)}
    style = (DASHBOARD / "style.css").read_text(encoding="utf-8")
    assert not re.search(r"content:\s*[\"'][^\"']*[A-Za-z]", style)


def test_every_word_is_used() -> None:
    parts = [path.read_text("utf-8") for path in (*DASHBOARD.glob("*.py"), *TEMPLATES)]
    parts.append((ROOT / "sim" / "cli" / "commands" / "dashboard.py").read_text("utf-8"))
    everything = "".join(parts)
    names = [name for name in vars(words) if name.isupper()]
    within = (DASHBOARD / "words.py").read_text("utf-8")
    unused = [
        name
        for name in names
        if not re.search(rf"\bwords\.{name}\b", everything)
        and len(re.findall(rf"\b{name}\b", within)) < 2
    ]
    assert not unused


# places


def test_only_others_need_a_token() -> None:
    for host in ("127.0.0.1", "localhost"):
        place = serving.place(host, 0)
        assert place.token is None
        assert place.address == f"http://{host}:{place.port}"
    one, other = (serving.place("0.0.0.0", 0) for _ in range(2))
    assert one.token is not None
    assert len(one.token) >= 16
    assert one.token != other.token
    assert one.address.endswith(f":{one.port}/?access_token={one.token}")
    assert "0.0.0.0" not in one.address


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=rf"--port {port}: cannot listen there: "):
            serving.place("127.0.0.1", port)


def test_without_a_port_a_free_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr(serving, "PORT", taken.getsockname()[1])
        assert serving.place("127.0.0.1", None).port != serving.PORT
