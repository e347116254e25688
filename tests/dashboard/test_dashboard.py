"""The page of ``parley dashboard`` in a real browser: it says what the command line says.

One server and one browser serve all tests; each test starts from the article. What a test expects
comes from ``parley run``, ``compare`` and ``replay`` with the same settings and seed.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
from matplotlib.image import imread
from playwright.sync_api import Browser, Page, Route, TimeoutError, expect

from sim import Scenario
from sim.dashboard import words
from sim.style.words import in_points
from tests.browser import (
    GLANCE,
    SHOWN,
    Server,
    Shares,
    Visit,
    await_shares,
    back_to_start,
    chromium,
    click,
    handles,
    headed,
    on_the_page,
    press,
    push,
    select,
    serving,
    set_number,
    settle,
    shares_of,
    shares_on,
    show,
    stands_at,
    unfold,
    visiting,
)
from tests.cli.test_cli_compare import heard, told
from tests.conftest import BASELINE, ROOT
from tests.markup import parsed, squeezed
from tests.reading.test_bad_input import refused

pytestmark = on_the_page

RUN = ("--worlds", words.SIZE, "--seed", 1)
INCLINATION, WEIGHTS = "actors.ukraine.inclination", "actors.ukraine.weights"
TITLE = "The diplomatic week, as the article words it"
CLOSED_PASS = ROOT / "scenarios" / "others" / "closed-pass.yaml"
RunRecord = Callable[..., Shares]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("dashboard") as started:
        yield started


@pytest.fixture(scope="module")
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """Return the page that most tests share."""
    with visiting(browser, server.address) as opened:
        yield opened


@pytest.fixture
def page(visit: Visit) -> Iterator[Page]:
    """Return the shared page as if it had just been opened; nobody may complain of anything."""
    show(visit.page, words.TEXT)
    back_to_start(visit.page, TITLE)
    yield visit.page
    visit.check()


@pytest.fixture
def outcomes(page: Page, article: Shares) -> Page:
    """Return the shared page with the outcomes of the article."""
    show(page, words.OUTCOMES)
    await_shares(page, article, article)
    unfold(page)
    return page


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str]) -> RunRecord:
    """Return what asks ``parley run`` for its counts."""
    return lambda *asked: shares_of(told(capsys, "run", *asked, *RUN))


@pytest.fixture
def article(ran: RunRecord) -> Shares:
    return ran(BASELINE)


def said_by(page: Page, name: str) -> list[str]:
    """Return the quotes that stand beneath an actor, each with what stands beside it."""
    return page.get_by_role("region", name=name, exact=True).locator("figure").all_inner_texts()


def test_what_they_said_is_there_before_anything_is_run(visit: Visit) -> None:
    """The first test, so that the page has just been opened."""
    week, page = Scenario.load(BASELINE), visit.page
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    for key, actor in week.actors.items():
        own = [one for one in week.statements if one.actor == key]
        shown = said_by(page, actor.name)
        assert len(shown) == len(own)
        for one, text in zip(own, shown, strict=True):
            assert one.quote in text
            assert one.id in text.split()
    text = page.locator(SHOWN[words.TEXT]).inner_text()
    for moment in (week.clock.starts, week.clock.deadline, week.clock.follow_up_until):
        assert f"{moment:%A} {moment.day} {moment:%B}" in text
    assert words.CAVEAT in page.inner_text("body")
    assert shares_on(page) == {}


def test_a_control_moved_by_keyboard_gives_what_the_command_line_gives(
    outcomes: Page, ran: RunRecord, article: Shares, capsys: pytest.CaptureFixture[str]
) -> None:
    stood = stands_at(handles(outcomes, INCLINATION))
    value = press(handles(outcomes, INCLINATION), "ArrowLeft", 7)
    assert value < stood
    setting = f"{INCLINATION}={value}"
    await_shares(outcomes, ran(BASELINE, "--set", setting), article)
    check_bars(outcomes)
    compared = told(capsys, "compare", BASELINE, "--set", setting, *RUN)
    _, other = compared["scenarios"].values()
    for measure, difference in other["differences"].items():
        row = outcomes.locator(f"tr[data-measure={measure}]")
        share = other["shares"][measure]
        expect(row).to_contain_text(f"{share['share']:.1%}")
        expect(row).to_contain_text(in_points(difference["difference"]))


BARS = """() => [...document.querySelectorAll("tr[data-measure]")].map(row => {
  const wide = one => one.getBoundingClientRect().width;
  const [bar, ghost] = [...row.querySelector(".p-track").children].map(wide);
  const track = wide(row.querySelector(".p-track"));
  return [bar / track, ghost / track, Number(row.dataset.share), Number(row.dataset.before)];
})"""


def check_bars(page: Page) -> None:
    """Fail unless each bar, and each ghost behind it, is as wide as its share."""
    same = f"() => ({BARS})().every(([bar, ghost, now, before]) => "
    near = "Math.abs(bar - now) < 0.005 && Math.abs(ghost - before) < 0.005)"
    try:
        page.wait_for_function(same + near)
    except TimeoutError:
        pytest.fail(f"bars are not as wide as their shares: {page.evaluate(BARS)}")


def test_two_moves_that_arrive_together_both_count(
    outcomes: Page, ran: RunRecord, article: Shares
) -> None:
    """As they do where a class keeps the server busy: what waits is handed over at once."""
    unfold(outcomes)
    paths = (INCLINATION, "actors.russia.inclination")
    waiting: list[Any] = []

    def hand_over(route: Route) -> None:
        waiting.append(route.request.post_data_json)
        if len(waiting) < len(paths):
            route.fulfill(json={"success": True})
        else:
            lists = {key: [one[key][0] for one in waiting] for key in ("objectIds", "values")}
            route.continue_(post_data=waiting[-1] | lists)

    with routed(outcomes, "**/set_ui_element_value", hand_over):
        moved = [f"{path}={push(handles(outcomes, path), 'ArrowLeft')}" for path in paths]
        settings = [word for one in moved for word in ("--set", one)]
        await_shares(outcomes, ran(BASELINE, *settings), article)


@contextmanager
def routed(page: Page, pattern: str, handle: Callable[[Route], None]) -> Iterator[None]:
    page.route(pattern, handle)
    try:
        yield
    finally:
        page.unroute(pattern)


def test_linked_readings_share_one_control(outcomes: Page, ran: RunRecord, article: Shares) -> None:
    low, high = handles(outcomes, WEIGHTS).all()
    first = press(low, "ArrowRight", 3)
    second = press(high, "ArrowLeft", 6)
    assert 40 < first < second < 75
    parts = (first, second - first, 100 - second)
    names = list(Scenario.load(BASELINE).parties["ukraine"].readings)
    weights = ", ".join(
        f"{name}: {round(part) / 100}" for name, part in zip(names, parts, strict=True)
    )
    await_shares(outcomes, ran(BASELINE, "--set", f"{WEIGHTS}={{{weights}}}"), article)
    for name, part in zip(names, parts, strict=True):
        expect(outcomes.locator(f"[data-reading={name}]")).to_contain_text(f"{part:.0f}%")
    assert sum(parts) == 100


def test_a_preset_gives_the_numbers_of_its_file(
    outcomes: Page, ran: RunRecord, article: Shares
) -> None:
    for name in ("no-host", "moscow-accepts"):
        file = BASELINE.with_name(f"{name}.yaml")
        choose_preset(outcomes, file)
        await_shares(outcomes, ran(file), article)
    click(outcomes, words.BACK, lambda: headed(outcomes, TITLE))
    await_shares(outcomes, article, article)


def choose_preset(page: Page, file: Path) -> None:
    """Choose a scenario of the library."""
    title = Scenario.load(file).title
    select(page, words.PRESET, title)
    headed(page, title)


def test_a_preset_can_be_chosen_wherever_one_is(page: Page) -> None:
    select(page, words.WORLDS, "1,000")
    for part in words.PARTS:
        show(page, part)
        for file in (CLOSED_PASS, BASELINE):
            choose_preset(page, file)
            page.locator(SHOWN[part]).first.wait_for()


def test_groups_stay_unfolded_from_part_to_part(outcomes: Page) -> None:
    groups = outcomes.locator("[data-cell-name=controls_shown] details")
    folded = outcomes.locator("[data-cell-name=controls_shown] details:not([open])")
    assert groups.count() > 5
    select(outcomes, words.WORLDS, "1,000")
    for part in words.WITH_CONTROLS:
        show(outcomes, part)
        assert groups.count() > 5
        assert folded.count() == 0


def test_a_preset_of_another_story_is_its_own_article(outcomes: Page, ran: RunRecord) -> None:
    file = CLOSED_PASS.with_name("granada-2023.yaml")
    choose_preset(outcomes, file)
    expected = ran(file)
    await_shares(outcomes, expected, expected)


def test_worlds_and_seed_change_and_what_is_set_stays(
    outcomes: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    file = BASELINE.with_name("putin-himself.yaml")
    choose_preset(outcomes, file)
    value = press(handles(outcomes, INCLINATION), "ArrowLeft", 3)
    select(outcomes, words.WORLDS, "1,000")
    set_number(outcomes, words.SEED, 7)
    small = ("--worlds", 1000, "--seed", 7)
    setting = ("--set", f"{INCLINATION}={value}")
    now = shares_of(told(capsys, "run", file, *setting, *small))
    await_shares(outcomes, now, shares_of(told(capsys, "run", BASELINE, *small)))


def test_a_world_is_stepped_to_its_end_and_back(
    page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    show(page, words.ONE_WORLD)
    set_number(page, words.WORLD, 3)
    page.locator("[data-world='3'][data-tick='0']").wait_for()
    ticks = Scenario.load(BASELINE).clock.ticks
    for tick in range(1, ticks + 1):
        step(page, words.NEXT, tick)
    check_story(page, told(capsys, "replay", BASELINE, "--world", 3, "--seed", 1))
    step(page, words.BEFORE, ticks - 1)
    expect(page.locator("[data-world]").get_by_role("status")).to_contain_text(words.NOT_YET)
    step(page, words.FIRST, 0)
    assert len(page.locator("[data-world] [data-kind]").all()) < 10


def step(page: Page, name: str, tick: int) -> None:
    """Go to another tick, again where the page lost that and stays where it was."""
    there = page.locator(f"[data-tick='{tick}']")
    click(page, name, lambda: expect(there).to_have_count(1, timeout=GLANCE))


def check_story(page: Page, replayed: dict[str, Any]) -> None:
    """Fail unless the page tells a world, at its end, as ``parley replay`` does."""
    [story] = replayed["stories"].values()
    *lines, last = story["lines"]
    start = lines[0]["when"]
    signals = [line["kind"] == "signal" and line["when"] == start for line in lines]
    expected = [line for line, known in zip(lines, signals, strict=True) if not known]
    shown = page.locator("[data-world] [data-kind]").all()[::-1]
    assert len(shown) == len(expected)
    for item, line in zip(shown, expected, strict=True):
        text = squeezed(item.inner_text())
        assert item.get_attribute("data-kind") == line["kind"]
        assert text.startswith(f"{datetime.fromisoformat(line['when']):%a %H:%M} ")
        assert squeezed(line["text"].replace("*", "")) in text
        assert all(key in text for key in line["sources"].split())
    what, _, why = last["text"].partition(": ")
    outcome = squeezed(page.locator("[data-world]").get_by_role("status").inner_text())
    assert words.OUTCOME_HERE.format(outcome=what) in outcome
    assert squeezed(why.replace("*", "")) in outcome


def test_a_world_plays_by_itself_until_it_is_stopped(page: Page) -> None:
    show(page, words.ONE_WORLD)
    play = page.get_by_role("switch", name=words.PLAY)
    play.click()
    page.locator("[data-tick='2']").wait_for()
    play.click()
    page.locator("marimo-refresh").wait_for(state="detached")


def test_the_page_finds_a_world_that_ends_as_chosen(
    page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    show(page, words.ONE_WORLD)
    set_number(page, words.WORLD, 5)
    page.locator("[data-world='5']").wait_for()
    select(page, words.JUMP, "leaders late")
    found = told(capsys, "replay", BASELINE, "--outcome", "leaders_late", "--seed", 1)
    [story] = found["stories"].values()
    number = story["world"]
    world = page.locator("[data-world]")
    there = ("data-world", str(number))
    click(page, words.FIND, lambda: expect(world).to_have_attribute(*there, timeout=GLANCE))
    expect(page.get_by_role("textbox", name=words.WORLD)).to_have_value(str(number))
    step(page, words.LAST, Scenario.load(BASELINE).clock.ticks)
    check_story(page, found)
    click(page, words.FIND, lambda: expect(world).not_to_have_attribute(*there, timeout=GLANCE))
    assert int(page.locator("[data-world]").get_attribute("data-world") or 0) > number


def test_what_is_no_number_is_said(page: Page) -> None:
    show(page, words.ONE_WORLD)
    told = page.get_by_text("is no whole number")
    for label, typed in ((words.SEED, "1.5"), (words.WORLD, "")):
        set_number(page, label, typed)
        expect(told).to_contain_text(f"{label}: '{typed}' is no whole number")
        set_number(page, label, 1)
        expect(told).to_have_count(0)
        page.locator("[data-world]").wait_for()


def test_the_world_stays_when_there_are_more_worlds(page: Page) -> None:
    show(page, words.ONE_WORLD)
    set_number(page, words.WORLD, 500)
    page.locator("[data-world='500']").wait_for()
    select(page, words.WORLDS, "100,000")
    select(page, words.JUMP, "none")
    page.locator("[data-world='500']").wait_for()
    expect(page.get_by_role("textbox", name=words.WORLD)).to_have_value("500")


def test_no_world_with_the_chosen_outcome_is_said(page: Page) -> None:
    choose_preset(page, BASELINE.with_name("no-host.yaml"))
    show(page, words.ONE_WORLD)
    select(page, words.JUMP, "one-sided")
    expect(page.get_by_role("alert")).to_contain_text(
        words.NO_SUCH_WORLD.format(worlds=words.SIZE, outcome="one-sided")
    )
    expect(page.get_by_role("button", name=words.FIND)).to_be_disabled()


def open_file(page: Page, file: Path) -> None:
    settle(page)
    page.get_by_text(words.OPEN, exact=True).evaluate("one => { one.parentElement.open = true }")
    with page.expect_file_chooser() as asked:
        page.get_by_text(words.OPEN_HERE).click()
    asked.value.set_files(file)


def test_a_file_of_ones_own_can_be_opened(outcomes: Page, ran: RunRecord, article: Shares) -> None:
    own = "title: My own week\nconditions: {ceasefire: {willingness: 6}}\n"
    beside = Path("beside.yaml")
    beside.write_text(f"extends: {BASELINE}\n{own}", encoding="utf-8")
    file = Path("mine.yaml")
    file.write_text(f"extends: {BASELINE.name}\n{own}", encoding="utf-8")
    open_file(outcomes, file.resolve())
    await_shares(outcomes, ran(beside), article)
    expect(outcomes.get_by_role("heading", level=1)).to_have_text("My own week")


def test_a_file_that_rests_on_nothing_can_be_opened(outcomes: Page, ran: RunRecord) -> None:
    mine = CLOSED_PASS.read_text(encoding="utf-8").replace(*MORE_OFTEN)
    file = Path("lorries.yaml")
    file.write_text(mine, encoding="utf-8")
    expected = ran(file)
    assert expected != ran(CLOSED_PASS)
    open_file(outcomes, file.resolve())
    await_shares(outcomes, expected, expected)


MORE_OFTEN = ("step_down: {value: 0.6", "step_down: {value: 0.9")
BROKEN = {
    "a misspelt key": ("step_down: {value: 0.6", "stepdown: {value: 0.6"),
    "a number out of range": ("step_down: {value: 0.6", "step_down: {value: 6"),
    "not YAML": ("title: The", "title: [The"),
}


def test_a_broken_file_is_refused_as_on_the_command_line(
    outcomes: Page, ran: RunRecord, article: Shares, capsys: pytest.CaptureFixture[str]
) -> None:
    value = press(handles(outcomes, INCLINATION), "ArrowLeft", 2)
    moved = ran(BASELINE, "--set", f"{INCLINATION}={value}")
    await_shares(outcomes, moved, article)
    text = CLOSED_PASS.read_text(encoding="utf-8")
    refusal = outcomes.get_by_role("alert")
    for fault, (right, wrong) in BROKEN.items():
        assert right in text
        file = Path(f"{fault.replace(' ', '-')}.yaml")
        file.write_text(text.replace(right, wrong), encoding="utf-8")
        line = refused(capsys, "validate", str(file))
        assert line.startswith(f"parley: {file}:")
        open_file(outcomes, file.resolve())
        expect(refusal.locator("code")).to_have_text(line.removeprefix("parley: ").strip())
        expect(refusal).to_contain_text(words.REFUSED)
    # what was moved stays moved, and goes on from there
    assert shares_on(outcomes) == moved
    value = press(handles(outcomes, INCLINATION), "ArrowLeft")
    await_shares(outcomes, ran(BASELINE, "--set", f"{INCLINATION}={value}"), article)
    click(outcomes, words.BACK, lambda: expect(refusal).to_have_count(0, timeout=GLANCE))
    await_shares(outcomes, article, article)


def test_what_is_downloaded_gives_the_same_numbers(
    outcomes: Page, ran: RunRecord, article: Shares
) -> None:
    value = press(handles(outcomes, INCLINATION), "ArrowRight", 4)
    press(handles(outcomes, WEIGHTS).nth(1), "ArrowLeft", 5)
    press(handles(outcomes, "actors.russia.weights"), "ArrowRight", 9)
    settings = (
        f"{INCLINATION}={value}",
        f"{WEIGHTS}={{personally: 0.4, promised: 0.3, observed: 0.3}}",
        "actors.russia.weights={himself: 0.34, delegation: 0.66}",
    )
    moved = ran(BASELINE, *(word for one in settings for word in ("--set", one)))
    await_shares(outcomes, moved, article)
    show(outcomes, words.TAKE_AWAY)
    assert ran(download(outcomes, words.SCENARIO)) == moved
    table = pd.read_csv(download(outcomes, words.TABLE))
    shares = table[table["scenario"] == table["scenario"].iloc[-1]].set_index("outcome")["share"]
    assert shares.to_dict() == moved
    assert imread(download(outcomes, words.PICTURE)).shape[1] > 500


@pytest.mark.usefixtures("unpictured")
def test_what_is_handed_in_or_printed_is_what_the_command_line_makes(
    outcomes: Page, article: Shares, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pictures of a typed report are left empty here; those of the server's are not."""
    value = press(handles(outcomes, INCLINATION), "ArrowRight", 4)
    expect(outcomes.locator("tr[data-measure=none]")).not_to_have_attribute(
        "data-share", str(article["none"])
    )
    show(outcomes, words.TAKE_AWAY)
    scenario = download(outcomes, words.SCENARIO)
    heard(capsys, "cards", scenario, "--out", "typed.html")
    assert download(outcomes, words.CARDS).read_bytes() == Path("typed.html").read_bytes()
    heard(capsys, "report", scenario, "--seed", 1, "--out", "typed.html")
    downloaded, typed = (
        sections(file) for file in (download(outcomes, words.REPORT), Path("typed.html"))
    )
    # the file stands alone; the page knows what it was before
    differs, again = downloaded.pop("changes_from_base"), downloaded.pop("again")
    assert typed.keys() - downloaded.keys() == {"changes_from_base", "again"}
    assert all(typed[name] == text for name, text in downloaded.items())
    assert f"2.2 {value}" in differs
    assert f"parley run {scenario} --worlds {words.SIZE} --seed 1" in again


def sections(file: Path) -> dict[str, str]:
    """Return the words of each section of a report, by the id of its heading."""
    whole = parsed(file.read_text(encoding="utf-8"))
    return {one.all("h2")[0].attributes["id"]: one.text() for one in whole.all("section")}


def download(page: Page, label: str) -> Path:
    """Click on a download and return the file, in the folder of this test."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=label).click()
    file = Path(coming.value.suggested_filename)
    coming.value.save_as(file)
    return file


def test_nothing_is_asked_of_another_machine(visit: Visit, page: Page, server: Server) -> None:
    """By any of the tests above, nor by what they do not show."""
    show(page, words.OUTCOMES)
    for detail in (words.WHY, words.WEEK, words.LEVELS, words.BLAME):
        show(page, detail)
    addresses = [urlsplit(one) for one in visit.asked]
    outside = [one for one in addresses if one.scheme not in ("data", "blob")]
    assert {one.netloc for one in outside} == {urlsplit(server.address).netloc}
    assert {one.scheme for one in outside} == {"http", "ws"}
    assert "token" not in server.address
    expect(page.get_by_text(words.JOIN)).to_have_count(0)


def test_two_at_once_do_not_disturb_each_other(
    outcomes: Page, browser: Browser, server: Server, ran: RunRecord, article: Shares
) -> None:
    with visiting(browser, server.address) as other:
        show(other.page, words.OUTCOMES)
        unfold(other.page)
        await_shares(other.page, article, article)
        mine = press(handles(outcomes, INCLINATION), "ArrowLeft", 3)
        theirs = press(handles(other.page, INCLINATION), "ArrowRight", 3)
        choose_preset(other.page, BASELINE.with_name("putin-himself.yaml"))
        await_shares(outcomes, ran(BASELINE, "--set", f"{INCLINATION}={mine}"), article)
        file = BASELINE.with_name("putin-himself.yaml")
        await_shares(other.page, ran(file), article)
        assert stands_at(handles(other.page, INCLINATION)) != theirs
        mine = press(handles(outcomes, INCLINATION), "ArrowLeft")
        theirs = press(handles(other.page, INCLINATION), "ArrowRight", 5)
        await_shares(other.page, ran(file, "--set", f"{INCLINATION}={theirs}"), article)
        await_shares(outcomes, ran(BASELINE, "--set", f"{INCLINATION}={mine}"), article)


def test_a_page_that_is_left_and_opened_again_works(
    outcomes: Page, ran: RunRecord, article: Shares
) -> None:
    press(handles(outcomes, INCLINATION), "ArrowLeft", 2)
    outcomes.goto("about:blank")
    outcomes.go_back()
    outcomes.locator(SHOWN[words.TEXT]).wait_for()
    show(outcomes, words.OUTCOMES)
    await_shares(outcomes, article, article)
    value = press(handles(outcomes, INCLINATION), "ArrowRight", 2)
    await_shares(outcomes, ran(BASELINE, "--set", f"{INCLINATION}={value}"), article)
