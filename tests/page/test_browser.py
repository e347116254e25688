"""The page in a real browser: what is moved, shared, undone and predicted, with what and by whom.

One server and one browser serve all tests; each opens a visit of its own.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from sim import simulate
from sim.page.address import PARTS
from tests.browser import (
    LAPTOP,
    PHONE,
    PROJECTOR,
    Dots,
    Server,
    Visit,
    await_dots,
    check_wcag,
    chromium,
    dots,
    needs_browser,
    resize,
    serving,
    slider,
    visiting,
)
from tests.conftest import BASELINE, load
from tests.layout import check_layout

pytestmark = [needs_browser, pytest.mark.flaky(reruns=1)]

INCLINATION, WEIGHTS = "actors.ukraine.inclination", "actors.ukraine.weights"
WORLDS = 1_024
CHANGE = f"part=change&worlds={WORLDS}"
CHANGED = "meeting.goes_ahead=0.5&actors.russia.inclination=1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("dashboard", BASELINE, "--host", "0.0.0.0") as started:
        yield started


@pytest.fixture(scope="module")
def state(browser: Browser, server: Server) -> dict[str, object]:
    """Return what a browser keeps that has been let in as the lecturer's."""
    context = browser.new_context()
    context.new_page().goto(server.address)
    kept = context.storage_state()
    context.close()
    return {"storage_state": kept}


@pytest.fixture(scope="module")
def here(server: Server) -> str:
    return server.address.partition("/join")[0]


def run(*settings: str) -> Dots:
    """Return the dots that ``parley run`` gives."""
    return simulate(load(*settings), WORLDS, seed=1).dots


def test_a_control_is_moved_undone_redone_and_shared(
    browser: Browser, here: str, state: dict[str, object]
) -> None:
    with visiting(browser, f"{here}/?{CHANGE}", **state) as visit:
        page, text = visit.page, run()
        await_dots(page, text)
        one = slider(page, INCLINATION)
        one.focus()
        for _ in range(8):
            one.press("ArrowLeft")
        expect(page).to_have_url(re.compile(rf"{INCLINATION}=1.4"))
        changed = run(f"{INCLINATION}=1.4")
        assert changed != text
        await_dots(page, changed)
        assert page.evaluate("document.activeElement.name") == INCLINATION
        slider(page, f"{WEIGHTS}.personally").fill("0.8")
        expect(page).to_have_url(re.compile(r"personally=0\.8&"))
        both = dots(page)
        page.get_by_role("button", name="Undo").click()
        expect(page).not_to_have_url(re.compile("personally"))
        await_dots(page, changed)
        page.get_by_role("button", name="Undo").click()
        expect(page).to_have_url(f"{here}/?{CHANGE}")
        await_dots(page, text)
        page.get_by_role("button", name="Redo").click()
        page.get_by_role("button", name="Redo").click()
        expect(page).to_have_url(re.compile("personally"))
        await_dots(page, both)
        page.reload()
        await_dots(page, both)
        page.go_back()
        expect(page).not_to_have_url(re.compile("personally"))
        expect(slider(page, INCLINATION)).to_have_value("1.4")
        shared = page.url
        assert {"//".join(url.split("/", 3)[:3:2]) for url in visit.asked} == {here}
    with visiting(browser, shared, **state) as other:
        await_dots(other.page, changed)


def test_readings_push_each_other_in_the_bar(
    browser: Browser, here: str, state: dict[str, object]
) -> None:
    with visiting(browser, f"{here}/?{CHANGE}", **state) as visit:
        page = visit.page
        for late in (".tornado", ".room"):  # what is above the bar and comes by itself
            expect(page.locator(late)).to_be_visible()
        bar = page.locator(f"[id='{WEIGHTS}'] .weights")
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box is not None
        y = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + 0.4 * box["width"], y)
        page.mouse.down()
        page.mouse.move(box["x"] + 0.9 * box["width"], y, steps=4)
        said = page.locator(f"[id='{WEIGHTS}'] output")
        assert said.all_inner_texts() == ["90%", "0%", "10%"]
        page.mouse.up()
        expect(page).to_have_url(re.compile(r"personally=0\.9&"))
        weights = "{personally: 0.9, observed: 0.1}"
        await_dots(page, run(f"{WEIGHTS}={{value: {weights}}}"))


def test_a_prediction_is_locked_in_and_dots_move(
    browser: Browser, here: str, state: dict[str, object]
) -> None:
    with visiting(browser, here, **state) as visit:
        page = visit.page
        page.locator("input[name=guess]").fill("62")
        page.get_by_role("button", name="Lock in and run").click()
        expect(page.locator("#guessed h2")).to_contain_text("You said 62")
        moved = page.locator(".dots .moved circle").first
        expect(moved).to_have_css("transition-property", re.compile("cx, cy"))
        page.locator(".dots a").nth(40).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Here the outcome is")
        page.get_by_role("link", name="◀◀ start").click()
        page.get_by_role("button", name="play").click()
        expect(page).to_have_url(re.compile("tick=2"))
        page.get_by_role("button", name="stop").click()
    with visiting(browser, here, reduced_motion="reduce", **state) as still:
        circle = still.page.locator(".dots circle").first
        expect(circle).to_have_css("transition-duration", "0s")


def test_a_refused_change_keeps_the_page_and_a_lost_connection_is_said(
    browser: Browser, here: str, state: dict[str, object]
) -> None:
    with visiting(browser, f"{here}/?{CHANGE}", **state) as visit:
        page, before = visit.page, dots(visit.page)
        page.evaluate("document.querySelector('a.brand').href = '/?learning_rate=7'")
        page.locator("a.brand").click()
        said = page.locator("#refused")
        expect(said).to_contain_text("learning_rate=7: must stay within [0, 1]")
        assert dots(page) == before
        page.context.set_offline(True)
        expect(page.locator("#lost")).to_be_visible()
        page.context.set_offline(False)
        expect(page.locator("#lost")).to_be_hidden()
        visit.complaints.clear()  # of what was refused and could not be reached


def test_it_works_without_script(browser: Browser, here: str, state: dict[str, object]) -> None:
    with visiting(browser, here, java_script_enabled=False, **state) as visit:
        page = visit.page
        page.get_by_role("button", name="Lock in and run").click()
        expect(page.locator("#guessed h2")).to_contain_text("You said 50")
        page.get_by_role("link", name="What would change it").click()
        page.get_by_role("button", name="Run with these numbers").click()
        expect(page.get_by_role("heading", name="How the words are read")).to_be_visible()
        page.get_by_role("link", name="Day by day").click()
        page.locator("#known [name=given]").select_option("russia.announced=silent")
        page.locator("#known [name=by]").select_option("2025-05-13")
        page.get_by_role("button", name="Take it as known").click()
        expect(page.locator("ul.known")).to_contain_text("known: what Russia last announced")


def test_a_room_predicts_and_is_shown_the_model(
    browser: Browser, server: Server, here: str, state: dict[str, object]
) -> None:
    start = f"{here}/?file=thursday/putin-himself&part=worlds"
    contexts = [browser.new_context(viewport={"width": 390, "height": 844}) for _ in range(2)]
    with visiting(browser, start, **state) as lead:
        phones = [context.new_page() for context in contexts]
        for phone in phones:
            phone.goto(server.invitation)
            phone.get_by_label("The six digits").fill(server.code)
            phone.get_by_role("button", name="Join").click()
            expect(phone.locator(".legend")).to_be_visible()
        lead.page.get_by_role("button", name="Ask the room to predict").click()
        for at, phone in enumerate(phones):
            expect(phone).to_have_url(re.compile("/ask$"))
            phone.locator("input[name=guess]").fill(str(75 * at))
            phone.get_by_label("Why?").fill("U5")
            phone.get_by_role("button", name="Lock in").click()
            expect(phone.get_by_text(f"Locked in: {75 * at}")).to_be_visible()
        expect(lead.page.get_by_text("The room’s predictions (2)")).to_be_visible()
        lead.page.get_by_role("button", name="Show what the model says").click()
        expect(lead.page.get_by_text("where the model lands")).to_be_visible()
        for phone in phones:
            expect(phone).to_have_url(re.compile("putin-himself"))
            await_dots(phone, dots(lead.page))
        phones[1].get_by_role("link", name="Hand in").click()
        expect(phones[1].get_by_label("You predicted")).to_have_value("75")
        expect(phones[1].get_by_label("Why?")).to_have_value("U5")
        for letter in "AB":
            lead.page.get_by_role("button", name=f"Keep this view as {letter}").click()
            kept = lead.page.get_by_role("button", name=f"Keep this view as {letter}")
            expect(kept).to_have_text(f"{letter} ✓")
        phones[1].get_by_label("Name").fill("Ada")
        lead.page.get_by_role("button", name="Show this view to all").click()
        expect(phones[1].get_by_role("link", name="What all are shown")).to_be_visible()
        expect(phones[1].get_by_label("Name")).to_have_value("Ada")  # whoever writes is left alone
        phones[1].get_by_role("link", name="What all are shown").click()
        lead.page.get_by_role("button", name="Show A and B to all").click()
        for phone in phones:
            expect(phone).to_have_url(re.compile("/pins$"))
            expect(phone.get_by_role("heading", level=1)).to_contain_text("; B: in ")
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def tour(browser: Browser, here: str, state: dict[str, object]) -> Iterator[Visit]:
    """Return a visit that goes from part to part."""
    with visiting(browser, here, **state) as visit:
        yield visit


@pytest.mark.parametrize("part", PARTS)
def test_nothing_overlaps_or_is_cut_and_wcag_is_met(tour: Visit, here: str, part: str) -> None:
    page = tour.page
    page.goto(f"{here}/?{CHANGED}&worlds={WORLDS}&part={part}")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    for size in (LAPTOP, PROJECTOR, PHONE):
        resize(page, size)
        check_layout(page)
    check_wcag(page)
    tour.check()


@pytest.mark.parametrize("key", ["others/six-party-2005", "others/geneva-2014"])
@pytest.mark.parametrize("part", ["levels", "days", "live"])
def test_many_parties_and_ticks_have_room_on_a_phone(
    tour: Visit, here: str, key: str, part: str
) -> None:
    tour.page.goto(f"{here}/?file={key}&worlds={WORLDS}&part={part}&meeting.goes_ahead=0.4")
    resize(tour.page, PHONE)
    check_layout(tour.page)
    tour.check()


def test_a_bar_of_a_day_says_by_when_something_is_known(
    browser: Browser, here: str, state: dict[str, object]
) -> None:
    with visiting(browser, f"{here}/?part=days", **state) as visit:
        page = visit.page
        page.locator(".days a").nth(4).click()
        expect(page).to_have_url(re.compile(r"part=days&tick=5#known"))
        chosen = page.locator("#known [name=by]").input_value()
        page.locator("#known [name=given]").select_option(index=0)
        fact = page.locator("#known [name=given]").input_value()
        page.get_by_role("button", name="Take it as known").click()
        expect(page.locator(".chips.known li").first).to_contain_text("known: ")
        given = dict(parse_qsl(urlsplit(page.url).query))["given"]
        assert given.startswith(fact)
        assert chosen in given


def test_it_leaves_on_ctrl_c_though_a_page_is_open(browser: Browser) -> None:
    with serving("dashboard", BASELINE) as alone, visiting(browser, alone.address) as visit:
        expect(visit.page.locator(".legend")).to_be_visible()
        assert alone.stop() == (0, "")
        expect(visit.page.locator("#lost")).to_be_visible()
        visit.page.close()
        visit.complaints.clear()  # of a server that is gone
