"""What the parts of the page show is what was found out, and no more than the address asks for."""

import shlex
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim import Scenario
from sim.analysis.audit.assumptions import assumptions
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.obstacles import obstacles
from sim.analysis.outcomes.shares import level_pairs
from sim.analysis.stories.timeline import unfold
from sim.analysis.stories.typical import typical_worlds
from sim.page.address import PARTS, Address
from sim.page.change import tornado
from sim.page.controls import controls_of, grouped, scale_of
from sim.page.downloads import FILES, NAME
from sim.page.library import read_library
from sim.page.parts import PARTS as FILLED
from sim.page.render import FRAGMENTS, TERMS, Renderer
from sim.page.view import Desk
from sim.pages.patterns import SIZE, tiles_of
from sim.pages.words import percent
from sim.scenario.number import Number
from sim.style.colours import INK, PAPER, ink_on
from sim.style.dates import briefly
from sim.style.numbers import said
from sim.style.sentences import in_100, with_interval
from tests.cli.test_cli_compare import told
from tests.conftest import ALL_SCENARIOS, toy
from tests.markup import check_marks, parsed, squeezed
from tests.page.desk import SMALL, by_class, library, renderer, shown, view

MOVED = f"{SMALL}&actors.russia.inclination=0&meeting.goes_ahead=0.5"
each_scenario = pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
numbers = st.floats(-1e4, 1e4).map(lambda number: round(number, 4))


def test_each_part_has_a_name_and_what_fills_it() -> None:
    assert [*PARTS] == [*FILLED]


def test_nothing_is_explained_that_is_not_shown() -> None:
    """No differences where nothing is changed, and no yardsticks where nobody judges."""
    query = f"{SMALL}&file=others/muscat-2025"
    assert "Differences are taken" not in shown(f"{query}&part=worlds").text()
    assert "yardstick" not in shown(f"{query}&part=blame").text()
    changed = f"{query}&actors.iran.inclination=0"
    assert "differences are taken world by world" in shown(f"{changed}&part=worlds").text()


def test_other_readers_are_spoken_of_where_something_is_left_open(tmp_path: Path) -> None:
    for inclination in (1, {"normal": {"mean": 1, "sd": 0.5}}):
        crisis = toy(**{"actors.north.inclination": inclination})
        (tmp_path / "crisis.yaml").write_text(crisis.to_yaml(), encoding="utf-8")
        page = Renderer(Desk(read_library(tmp_path))).render("", f"{SMALL}&part=worlds").content
        assert (b"other readers" in page) == isinstance(inclination, dict)


@pytest.mark.parametrize("part", PARTS)
def test_the_same_address_gives_the_same_bytes(part: str) -> None:
    query = f"{MOVED}&part={part}"
    again = Renderer(Desk(library())).render("", query)
    assert again.content == renderer().render("", query).content
    assert again.status == 200


UNLIKE = ("thursday/large-strike", "others/muscat-2025", "others/fishery-2031")
"""Scenarios with a shock, more than two parties, and a meeting before the last."""


@pytest.mark.parametrize("key", UNLIKE)
def test_every_part_is_whole_and_leads_somewhere(key: str) -> None:
    for part in PARTS:
        page = parsed(renderer().render("", f"file={key}&{SMALL}&part={part}").content.decode())
        check_marks(page)
        names = [one.attributes["id"] for one in page.walk() if "id" in one.attributes]
        assert len(names) == len({*names})
        assert len(page.all("h1")) == 1
        for one in page.walk():
            assert "style" not in one.attributes
            assert not [name for name in one.attributes if name.startswith("on")]
            assert one.tag not in ("style", "iframe", "object", "base")
        scripts = [one.attributes["src"].partition("?")[0] for one in page.all("script")]
        assert scripts == ["/page.js"]
        links = {one.attributes["href"] for one in page.all("a")}
        for link in links:
            where, _, query = link.partition("#")[0].partition("?")
            assert where in ("", "/", *(f"/{name}" for name in (*FRAGMENTS, *FILES))), link
            if where == "/":
                renderer().desk.view(query)


@pytest.mark.parametrize("size", ["worlds=1024", MOVED])
def test_a_page_is_small(size: str) -> None:
    answers = [renderer().render("", f"{size}&part={part}") for part in PARTS]
    assert max(len(one.small) for one in answers) < 20_000


def test_the_question_and_the_answer_come_first() -> None:
    page = shown("")
    share = view("").result.measured()["any_on_time"].share
    assert f"in {round(100 * share)} of 100 worlds" in page.all("h1")[0].text()
    assert "?" in page.all("h1")[0].text()
    assert len([one for one in page.all("circle") if one.attributes["r"] == "4.2"]) == 100


def test_what_is_predicted_does_not_show_before() -> None:
    text = shown("part=predict&worlds=1024")
    asked = shown(f"{MOVED}&part=predict")
    moved = [by_class(one, "legend")[0].text() for one in (text, asked)]
    assert moved[0] == moved[1]
    assert view(MOVED).both.sentence not in asked.text()
    hidden = {
        one.attributes["name"]: one.attributes["value"]
        for one in by_class(asked, "ask")[0].all("input")
        if one.attributes.get("type") == "hidden"
    }
    assert hidden["meeting.goes_ahead"] == "0.5"
    assert hidden["part"] == "worlds"


def test_a_reading_that_is_asked_about_is_put_in_words() -> None:
    address = "file=others/granada-2023&worlds=1024"
    meant = view(address).base.parties["azerbaijan"].readings["either"].text
    asked = by_class(shown(address), "ask")[0].text()
    assert "Suppose: Azerbaijan means “either”. In how many" in asked
    assert squeezed(str(meant)) in squeezed(asked)


def test_what_was_predicted_stands_beside_what_came_out() -> None:
    landed = round(100 * view(MOVED).result.measured()["any_on_time"].share)
    page = shown(f"{MOVED}&part=worlds&guess=62")
    assert f"You said 62, the model {landed}" in page.text()
    both = view(MOVED).both
    now, then = (in_100(both.shares(at)["any_on_time"].share) for at in (1, 0))
    assert page.all("h1")[0].text() == f"In {now}; without what is changed here, in {then}"
    assert both.sentence in by_class(page, "answer")[0].text()


def test_a_change_is_told_as_a_cause_with_what_that_means() -> None:
    page, plain = (shown(f"{query}&part=worlds") for query in (MOVED, SMALL))
    cause = view(MOVED).both.causation(1)["any_on_time"]
    [lines] = [one.all("li") for one in page.walk() if one.attributes.get("id") == "causation"]
    for (name, share), line in zip(vars(cause).items(), lines, strict=True):
        often = with_interval(share.share, share.low, share.high).replace(" worlds", "", 1)
        told = squeezed(line.text())
        assert told.startswith(f"{name.capitalize()} : of the worlds that")
        assert f", {often} " in told
        assert [one.attributes["title"] for one in line.all("button")] == [TERMS[name]]
    assert not [one for one in plain.walk() if one.attributes.get("id") == "causation"]


def test_each_change_is_a_chip_with_the_address_that_undoes_it() -> None:
    asked = view(f"{MOVED}&file=thursday/no-host")
    chips = asked.chips
    assert [one.words.partition(":")[0] for one in chips] == [
        "Nobody hosts",
        "Russia",
        "chance that logistics let equal levels meet on time",
    ]
    for one, gone in zip(chips, ("file", "russia", "goes_ahead"), strict=True):
        assert gone in str(asked.address)
        assert gone not in one.undo
        left = view(one.undo.removeprefix("/?"))
        assert len(left.chips) == len(chips) - 1


def test_all_shares_stand_with_their_intervals_and_differences() -> None:
    both = view(MOVED).both
    rows = [
        one for one in shown(f"{MOVED}&part=worlds").all("tr") if "data-measure" in one.attributes
    ]
    assert [one.attributes["data-measure"] for one in rows] == [*both.shares(1)]
    for row, share in zip(rows, both.shares(1).values(), strict=True):
        words = row.text()
        assert percent(share.share) in words
        assert f"{percent(share.low)} – {percent(share.high)}" in words


def test_obstacles_stand_with_their_shares_and_sentences() -> None:
    page, asked = shown(f"{MOVED}&part=why"), view(MOVED)
    rows = by_class(page, "bound")[0].all("li")
    for row, one in zip(rows, obstacles(asked.result), strict=False):
        assert percent(one.share.share) in row.text()
        assert one.in_words(asked.scenario) in row.text()
        assert all(asked.scenario.quote(key).quote in row.text() for key in one.statements)


def test_levels_and_blame_are_those_of_the_run() -> None:
    asked = view(MOVED)
    cells = by_class(shown(f"{MOVED}&part=levels"), "grid")[0].all("td")
    pairs = (level_pairs(asked.result) / 1024).tolist()[::-1]
    shares = [percent(one) for row in pairs for one in row]
    assert [one.text("small").split()[0] for one in cells] == shares
    told_by = [f"{one:.2f}" for row in blame(asked.result).values() for one in row.values()]
    found = by_class(shown(f"{MOVED}&part=blame"), "blame")[0].all("b")
    assert [one.text() for one in found] == told_by


def test_the_finding_stands_above_levels_and_blame() -> None:
    asked = view(MOVED)
    pairs, names = level_pairs(asked.result), [one.name for one in asked.scenario.parties.values()]
    most = max((pairs[row, column], row, column) for row in range(3) for column in range(3))
    title = by_class(shown(f"{MOVED}&part=levels"), "answer")[0].all("h1")[0].text()
    assert title.startswith(f"In {in_100(most[0] / 1024)}")
    for name, level in zip(names, most[1:], strict=True):
        how = f"come at the level ‘{asked.scenario.levels[level]}’" if level else "stay away"
        assert f"{name} would {how}" in title
    rows = blame(asked.result)
    title = by_class(shown(f"{MOVED}&part=blame"), "answer")[0].all("h1")[0].text()
    worst = {max(row, key=row.__getitem__) for row in rows.values()}
    assert {key for key, one in asked.scenario.parties.items() if one.name in title} == worst


def test_days_run_up_to_the_deadline() -> None:
    asked = view(MOVED)
    rows = shown(f"{MOVED}&part=days").all("table")[0].rows()[1:]
    on_time = unfold(asked.result.run).on_time
    assert [row[-2] for row in rows] == [percent(one) for one in on_time.sum(axis=1).tolist()]
    assert rows[-1][0] == briefly(asked.scenario.clock.deadline)


def test_one_world_is_told_up_to_a_tick_and_its_end_not_before() -> None:
    story = view(SMALL).story(view(SMALL).scenario, 3)
    for tick in range(len(story.snapshots) + 1):
        page = shown(f"{SMALL}&part=live&world=3&tick={tick}")
        now = story.scenario.clock.start_of(tick)
        lines = [one for one in story.lines if one.when <= now]
        is_over = tick == len(story.snapshots)
        lines = lines if is_over else [one for one in lines if one.kind != "outcome"]
        rows = [one for one in page.all("tr") if "data-kind" in one.attributes]
        assert [one.attributes["data-kind"] for one in rows] == [one.kind for one in lines]
        for row, line in zip(rows, lines, strict=True):
            assert squeezed(line.text.replace("*", "")) in row.text()
        assert ("nothing is decided yet" in page.text()) != is_over


def test_the_legend_leads_to_the_most_typical_world_that_ends_so() -> None:
    asked = view(f"{MOVED}&part=worlds")
    typical = typical_worlds(asked.result)
    links = [one.attributes.get("href") or "" for one in shown(f"{MOVED}&part=worlds").all("a")]
    for line in asked.lines:
        link = asked.address.to(part="live", ends=line.outcome)
        assert (link in links) == line.is_found == (line.outcome in typical)
    last = asked.address.to(part="live", ends=[*typical][-1])
    assert f"World {[*typical.values()][-1]:,} of luck" in shown(last.removeprefix("/?")).text()


def test_a_changed_world_is_told_twice_side_by_side() -> None:
    asked = view(f"{MOVED}&part=live")
    page = shown(f"{MOVED}&part=live")
    ends = [asked.story(one, 0).row["outcome"] for one in (asked.scenario, asked.base)]
    apart = by_class(page, "apart")
    assert apart
    assert ends[0] != ends[1] or "as in the text" in page.all("h1")[0].text()


def test_the_largest_levers_come_first_and_apply_is_an_address() -> None:
    found = tornado(view("file=others/closed-pass&worlds=1024"))
    reach = [[end.difference for end in one.ends] for one in found["levers"]]
    widths = [max(0, *ends) - min(0, *ends) for ends in reach]
    assert widths == sorted(widths, reverse=True)
    assert 0 < len(widths) <= 5
    for end in found["levers"][0].ends:
        applied = view(end.apply.removeprefix("/?"))
        [changed] = {key.partition(".weights.")[0] for key in applied.address.settings}
        assert end.change.assumption.path.startswith(changed)
        before, now = (one.measured()["any_on_time"].share for one in applied.both.results)
        assert now - before == pytest.approx(end.difference, abs=0.05)


@each_scenario
def test_each_outcome_has_a_look_of_its_own(path: Path) -> None:
    tiles = tiles_of(Scenario.load(path))
    assert len({(one.path, one.look.colour) for one in tiles}) == len(tiles)
    assert len({one.path for one in tiles}) >= min(len(tiles), 6)
    assert {one.size for one in tiles} <= {SIZE / often for often in range(1, 7)}


def test_blame_of_two_is_one_bar_to_both_sides() -> None:
    page = shown(f"{MOVED}&part=blame")
    found = blame(view(MOVED).result)
    bars = by_class(page, "bar")
    assert len(bars) == len(found)
    for bar, row in zip(bars, found.values(), strict=True):
        _, left, right = (float(one.attributes["width"]) for one in bar.all("rect"))
        ukraine, russia = row.values()
        assert left * russia == pytest.approx(right * ukraine, abs=0.2)


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


@each_scenario
def test_every_control_stands_in_one_group_with_its_ground(path: Path) -> None:
    scenario = Scenario.load(path)
    choice = next(one for one in library().choices.values() if one.scenario == scenario)
    every = controls_of(scenario, Address(choice, ""))
    controls = [one for _, group in grouped(scenario, every) for one in group]
    assert sorted(map(id, controls)) == sorted(map(id, every))
    free = {
        one.path
        for one in assumptions(scenario)
        if isinstance(one.given, Number) and one.low < one.high
        if len(scenario.levels) > 2 or not one.path.endswith(("step_down", "bridging"))
    }
    assert {one.path for one in controls if not one.options} == free
    for control in controls:
        assert control.statements or control.ground
        assert all(control.ends)
        assert not control.is_changed


def test_a_log_rate_reads_as_the_chance_until_the_deadline() -> None:
    rate, days = 0.25, 4.0
    assert said(-1.3862943611, days) == f"{1 - 2.718281828 ** (-rate * days):.0%} by the deadline"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("here")
def test_the_downloaded_scenario_gives_the_same_numbers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = renderer().render(NAME, f"{MOVED}&seed=7")
    Path(NAME).write_bytes(file.content)
    assert Scenario.load(NAME) == view(MOVED).scenario
    command, heading, *changes = file.content.decode().splitlines()[:4]
    assert heading == "# Changed against the text:"
    assert [one.split(":")[0] for one in changes] == [
        "# actors.russia.inclination",
        "# meeting.goes_ahead",
    ]
    _, _, *words = shlex.split(command)
    shares = view(f"{MOVED}&seed=7").result.measured()
    ran = told(capsys, *words)
    assert ran["any_on_time"]["share"] == shares["any_on_time"].share


@pytest.mark.usefixtures("unpictured")
def test_each_download_is_a_file_of_its_own_kind() -> None:
    begins = (b"<!doctype html>", b"# parley run", b"\x89PNG", b"scenario,outcome", b"<!doctype")
    for name, start in zip(FILES, begins, strict=True):
        answer = renderer().render(name, SMALL)
        assert answer.content.startswith(start)
        assert answer.name == name


def test_signs_of_a_scenario_stay_signs() -> None:
    odd = b"extends: baseline.yaml\ntitle: '<b>&amp;</b> \"A\"'\nlearning_rate: 0.1\n"
    choice = library().open("odd.yaml", odd)
    page = renderer().render("", f"file={choice.key}&{SMALL}").content.decode()
    assert "<b>&amp;" not in page
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt; “A”" in page


@pytest.mark.parametrize(("colour", "ink"), [("#0072b2", False), ("#f2c65c", True)])
def test_words_on_a_colour_can_be_read(colour: str, ink: bool) -> None:
    assert ink_on(colour) == (INK if ink else PAPER)


def test_every_term_is_explained_where_it_is_used() -> None:
    page = shown("part=change")
    asked = {
        one.attributes["popovertarget"]
        for one in page.all("button")
        if "popovertarget" in one.attributes
    }
    known = {one.attributes["id"] for one in page.all("p") if "popover" in one.attributes}
    assert asked <= known == {f"t-{word}" for word in TERMS}


def test_what_is_set_already_is_not_offered_and_what_takes_a_sentence_back_comes_last() -> None:
    offered = [one.there.choice.key for one in view(SMALL).tries]
    assert offered[:2] == ["thursday/personally", "thursday/putin-himself"]
    assert {*offered[-2:]} == {"thursday/no-host", "thursday/us-silent"}
    weights = "".join(f"&actors.russia.weights.{key}" for key in ("himself=1", "delegation=0"))
    left = [one.there.choice.key for one in view(f"{SMALL}{weights}").tries]
    assert left == [key for key in offered if key != "thursday/putin-himself"]


def test_what_is_changed_stands_beside_what_it_would_be_without() -> None:
    """The answer of each part with the text's; every legend with rings says what they are."""
    then = [line.before for line in view(MOVED).lines]
    for part in PARTS.keys() - {"read", "predict", "live"}:
        page = shown(f"{MOVED}&part={part}")
        assert "ithout what is changed here" in page.text(), part
        assert "ithout what is changed here" not in shown(f"{SMALL}&part={part}").text()
        for legend in by_class(page, "legend"):
            *outcomes, ring = (squeezed(line.text()) for line in legend.all("li"))
            assert "with a ring: ends differently" in ring
            for line, dots in zip(outcomes, then, strict=True):
                assert line.endswith(f"in the text: {dots}")


def test_what_a_variant_sets_is_not_said_of_the_text() -> None:
    page = squeezed(shown(f"{SMALL}&file=thursday/putin-himself&part=change").text())
    assert "(the file: 100%; the text: 25%)" in page
    assert "(the file, as the text: 40%)" in page
    heard = squeezed(shown(f"{SMALL}&file=thursday/even-handed-us&part=change").text())
    assert "(the file: 1; the text: 0.25)" in heard
