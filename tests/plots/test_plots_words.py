"""Words in pictures: whatever their length, script or direction, they end, fit and stay apart."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from matplotlib.font_manager import FontEntry, fontManager

from sim import Scenario, compare, replay, simulate, sweep
from sim.analysis.experiments.alike import told_apart
from sim.plots import fonts
from sim.plots.charts.comparison import comparison_figure
from sim.plots.charts.flows import flows_figure
from sim.plots.charts.lanes import MAX_TOLD, numbered, told
from sim.plots.charts.story import story_figure
from sim.plots.house_style import house_style
from sim.plots.plot import pictures
from sim.plots.text_layout import LEFT_TO_RIGHT, RIGHT_TO_LEFT, shortened, width_of, wrap
from tests.conftest import load, tall, toy
from tests.pictures import Word, check_dots, check_words, label_of

ALIKE = "Uplandishministeriumfürauswärtigeangelegenheitenundhandel"
CHINESE = "三角洲联邦共和国外交部代表团，与高地之间的停火谈判。"
HEBREW = "נציגות איחוד הנהר במנזר"
LEVELS = [
    "away",
    "technical_delegations_of_the_lower_chamber_45",
    "personal_envoys_of_the_heads_of_government_45",
    "heads_of_state_and_of_government_in_person_45",
]


def wordy() -> Scenario:
    """Return a crisis with long names of levels, parties and readings, and a long title."""
    data = tall(4).model_dump(mode="json", exclude_unset=True)
    text = repr(data)
    for short, long in zip(tall(4).levels[1:], LEVELS[1:], strict=True):
        text = text.replace(f"'{short}'", f"'{long}'")
    found: dict[str, Any] = eval(text)
    found["title"] = "A title that nobody has dared to cut because all of it seemed to matter " * 2
    found["actors"]["north"]["name"], found["actors"]["south"]["name"] = f"{ALIKE}1", f"{ALIKE}2"
    return Scenario.model_validate(found)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Measure as sheets do, where a machine without a font says so in our own words."""
    with house_style():
        yield


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("most", [1, 2, 5])
@pytest.mark.parametrize("width", [-1, 0, 0.05, 0.3, 2])
@pytest.mark.parametrize("words", ["absent", ALIKE, CHINESE, HEBREW, "a b c d e f g h i j", "…"])
def test_words_are_shortened_to_any_room(words: str, width: float, most: int) -> None:
    rows = shortened(words, width, 12, most=most).split("\n")
    assert 1 <= len(rows) <= most
    assert all(not row or width_of(row, 12) <= width for row in rows)


def test_both_ends_of_long_words_are_kept() -> None:
    row = shortened(f"{ALIKE}1", 3, 12, most=1)
    assert row.startswith("Uplandish")
    assert row.endswith("handel1")
    title = shortened("The week of May as the article words it, changed (2)", 3, 12, most=1)
    assert title.startswith("The week")
    assert title.endswith("changed (2)")


def test_a_story_of_many_ticks_is_drawn(drawn: list[Word]) -> None:
    crisis = toy(**{"clock.hours_per_tick": 0.25, "actors.north.announce_chance": 0.5})
    check_words(story_figure(replay(crisis, 1, seed=1)), drawn)


def test_a_long_story_says_how_much_more_there_is(drawn: list[Word]) -> None:
    changes = ("clock.hours_per_tick=0.5", "conditions.ceasefire.log_rate=4")
    story = replay(load(*changes, "conditions.ceasefire.violation_chance=0.9"), 1, seed=1)
    lines, whole = told(numbered(story)), numbered(story)
    assert len(lines) <= MAX_TOLD < len(whole)
    assert [number for number, _ in lines] == [*range(1, len(lines) + 1)]
    assert lines[-1][1] == whole[-1][1]
    assert len({(line.actor, line.text) for _, line in lines}) == len(lines)
    figure = story_figure(story)
    check_words(figure, drawn)
    assert f"… and {len(whole) - len(lines)} more moments" in label_of(figure)


@pytest.mark.usefixtures("quiet")
def test_signs_without_blanks_are_broken_between_them() -> None:
    rows = wrap(CHINESE, 1, 12)
    assert "".join(rows) == CHINESE
    assert len(rows) > 3
    assert not any(row.startswith(("，", "。")) for row in rows)
    accents = "e\u0301" * 40
    assert not any(row.startswith("\u0301") for row in wrap(accents, 1, 12))


def test_rows_run_the_way_their_text_runs() -> None:
    marks = f"[{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}]"
    for words, needed in (
        (f"Monday: the delegation of {HEBREW} announces that it comes", LEFT_TO_RIGHT),
        (f"{HEBREW} NATO {HEBREW} 2031", RIGHT_TO_LEFT),
        (f"{HEBREW} has announced that it would come, as the host had hoped", LEFT_TO_RIGHT),
    ):
        rows = wrap(words, 1.3, 12)
        assert " ".join(re.sub(marks, "", row) for row in rows) == words
        assert {row[0] for row in rows if re.match(marks, row)} == {needed}
    assert wrap("Monday: nobody comes", 1, 12) == ["Monday:", "nobody", "comes"]


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no font of this machine be found, and nothing be known or told yet."""
    monkeypatch.setattr(fonts, "_entries", list[FontEntry])
    monkeypatch.setattr(fonts, "_family", cache(fonts._family.__wrapped__))
    monkeypatch.setattr(fonts, "_told", [])


@pytest.mark.usefixtures("no_fonts")
def test_missing_signs_are_told_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    crisis = toy(title="三角洲", **{"actors.north.name": "대표단", "actors.south.name": "دلتا"})
    for _, figure in pictures(simulate(crisis, 50, seed=1)):
        figure.png(30)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(r"parley: no font here has 대표단三角洲.*Noto Sans CJK\n", printed.err)


@pytest.mark.usefixtures("no_fonts")
def test_a_font_is_taken_that_has_the_signs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = [entry for entry in fontManager.ttflist if entry.name == "STIXGeneral"]
    monkeypatch.setattr(fonts, "_entries", lambda: own)
    sign = "\u233d"  # which the usual font lacks and matplotlib's own STIX has
    assert fonts.families(f"North {sign}") == ["DejaVu Sans", "STIXGeneral"]
    assert fonts.families("North – Ελλάς, Київ, שלום, سلام") == ["DejaVu Sans"]
    simulate(toy(title=f"Crisis {sign}"), 50, seed=1).plot().png(30)
    assert capsys.readouterr().err == ""


def test_scenarios_with_one_title_are_all_listed() -> None:
    assert told_apart(["week (3)", "week", "week"]) == ["week (3)", "week", "week (4)"]
    title = "The week of which all that is known was said on one Sunday in a hall without windows"
    runs = [simulate(toy(title=title), 100, seed=1)] * 3
    found = compare(*runs)
    assert len(set(found.names)) == len(found.to_dict()["scenarios"]) == 3
    labels = {label.get_text() for label in comparison_figure(found).axes[0].get_yticklabels()}
    assert len(labels) == 3


def test_a_high_share_stands_beside_its_dot() -> None:
    sure = toy(title="A meeting that nothing can come between any more, as all have said")
    rarely = sure.with_({"meeting.goes_ahead": 0.05})
    found = compare(*(simulate(one, 500, seed=1) for one in (sure, rarely)))
    assert found.shares(0)["any_on_time"].share == 1
    check_dots(comparison_figure(found))


def test_long_names_neither_overlap_nor_are_cut(drawn: list[Word]) -> None:
    crisis = wordy()
    result, other = (simulate(crisis.with_({"learning_rate": one}), 500, seed=1) for one in (0, 1))
    found = compare(result, other)
    figures = dict(pictures(result)) | {
        "comparison": comparison_figure(found),
        "flows": flows_figure(found),
        "story": replay(crisis, 1, seed=1).plot(),
        "lines": sweep(crisis, {"meeting.late_rate": [0, 1]}, 100, seed=1).plot(),
    }
    for name, figure in figures.items():
        check_words(figure, drawn)
        assert not [text for text, _ in drawn if "_" in text], name
    check_dots(figures["comparison"])
