"""Who reaches the page, and with what: a token, the keyboard, a phone, a screen reader.

The server is one for others than this machine, with the decision rule that lesson 10 builds.
"""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, expect

from sim import Scenario
from sim.dashboard import words
from tests.browser import (
    LAPTOP,
    PHONE,
    PROJECTOR,
    SHOWN,
    Server,
    Visit,
    await_shares,
    chromium,
    click,
    handles,
    on_the_page,
    resize,
    select,
    serving,
    shares_of,
    shares_on,
    show,
    stands_at,
    unfold,
    visiting,
)
from tests.conftest import BASELINE
from tests.layout import check_layout
from tests.reading.test_bad_input import process
from tests.test_lessons import LESSONS, sources

pytestmark = on_the_page

RUN = ("--worlds", str(words.SIZE), "--seed", "1", "--json")
OWN_RULE = "all_or_nothing"
"""The rule that lesson 10 builds."""

ALONE = """

@register("never_alone")
def never_alone(observation):
    if len(observation.gate) == 1:
        raise ValueError("nobody else is there")
    return observation.gate
"""
"""A rule that fails where one world is told alone."""

DETAILS = {
    words.WHY: words.WHY_HEAD.partition("{")[0],
    words.WEEK: words.WEEK_HEAD,
    words.LEVELS: words.LEVELS_HEAD,
    words.BLAME: words.BLAME_HEAD,
}
"""What can stand beneath the outcomes, and how its heading starts."""

PLACES = (*words.PARTS, *DETAILS)
HELD = 300
"""Milliseconds after which a page that scrolls by its own weight lies still."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture(scope="module")
def rule(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("rules") / "mine.py"
    [built] = [cell for cell in sources(LESSONS[9], "code") if f'@register("{OWN_RULE}")' in cell]
    top = "import numpy as np\n\nfrom sim import register\n\n\n"
    file.write_text(top + built + ALONE, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def server(rule: Path) -> Iterator[Server]:
    with serving("--load", rule, "dashboard", BASELINE, "--host", "0.0.0.0") as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    with visiting(browser, server.here()) as opened:
        yield opened


@pytest.fixture
def page(visit: Visit) -> Iterator[Page]:
    resize(visit.page, LAPTOP)
    yield visit.page
    visit.check()


def test_others_come_in_with_the_token_alone(
    browser: Browser, server: Server, visit: Visit
) -> None:
    place = urlsplit(server.address)
    [token] = parse_qs(place.query)["access_token"]
    assert len(token) > 10
    assert place.hostname not in ("0.0.0.0", "127.0.0.1")
    expect(visit.page.locator(SHOWN[words.TEXT])).to_be_visible()
    for path in ("/", "/?access_token=wrong", "/ws?session_id=s_abcdef", "/api/status"):
        status, content = asked(server, path)
        assert status in (303, 401, 403), path
        assert content in (b"", b'{"detail":"Authorization header required"}'), path
    stranger = browser.new_context().new_page()
    stranger.goto(server.here().partition("?")[0])
    expect(stranger.locator("input[type=password]")).to_be_visible()
    assert Scenario.load(BASELINE).title not in stranger.content()
    stranger.context.close()


def asked(server: Server, path: str) -> tuple[int, bytes]:
    """Ask for a path without a token, ready for a WebSocket, and return what came back."""
    there = http.client.HTTPConnection("127.0.0.1", urlsplit(server.address).port, timeout=10)
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    there.request("GET", path, headers=upgrade if path.startswith("/ws") else {})
    answer = there.getresponse()
    status, content = answer.status, answer.read()
    there.close()
    return status, content


def test_the_address_to_join_is_shown_as_a_code(page: Page, server: Server) -> None:
    """Whether phones read the code was tried by hand; here it is that of the whole address."""
    page.locator("summary", has_text=words.JOIN).click()
    expect(page.get_by_text(server.address, exact=True)).to_be_visible()
    code = page.get_by_role("img", name=words.JOIN).locator("svg")
    modules = segno.make(server.address, micro=False).symbol_size(border=4)
    assert code.get_attribute("viewBox") == "0 0 {} {}".format(*modules)
    check_layout(page)
    page.locator("summary", has_text=words.JOIN).click()


def test_the_rule_of_lesson_10_can_be_chosen(page: Page, rule: Path) -> None:
    show(page, words.OUTCOMES)
    unfold(page)
    before = shares_on(page)
    choice = page.locator("[data-path='actors.ukraine.rule']").get_by_label(words.RULE)
    select(page, choice, OWN_RULE)
    wanted = ("run", str(BASELINE), *RUN, "--rule", f"ukraine={OWN_RULE}")
    told = json.loads(process("--load", str(rule), *wanted).stdout)
    await_shares(page, shares_of(told), before)
    select(page, choice, "ordered_threshold")
    await_shares(page, before, before)


def test_a_rule_that_fails_in_one_world_is_named_there(page: Page) -> None:
    show(page, words.OUTCOMES)
    unfold(page)
    before = shares_on(page)
    choice = page.locator("[data-path='actors.ukraine.rule']").get_by_label(words.RULE)
    select(page, choice, "never_alone")
    expect(page.locator("tr[data-measure=none]")).not_to_have_attribute(
        "data-share", str(before["none"])
    )
    refusal = page.get_by_role("alert").filter(has_text=words.NOT_RUN)
    click(page, words.ONE_WORLD, lambda: expect(refusal).to_contain_text("never_alone"))
    expect(refusal).to_contain_text("nobody else is there")
    select(page, choice, "ordered_threshold")
    page.locator("[data-world]").wait_for()
    expect(refusal).to_have_count(0)
    show(page, words.OUTCOMES)
    await_shares(page, before, before)


FOCUSED = """() => {
  let one = document.activeElement;
  while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  let around = one;
  while (around && !around.dataset.path)
    around = around.parentElement ?? around.getRootNode().host;
  const label = one.getAttribute("aria-label") || one.value || one.textContent;
  const role = one.getAttribute("role") ?? one.localName;
  return [role, label.trim().slice(0, 80), around?.dataset.path ?? ""];
}"""


def tab_to(page: Page, role: str, name: str = "", path: str = "", key: str = "Tab") -> None:
    """Press Tab until an element has the focus, and fail where it never comes."""
    passed = []
    for _ in range(60):
        page.keyboard.press(key)
        passed.append(page.evaluate(FOCUSED))
        if passed[-1][0] == role and name in passed[-1][1] and path in passed[-1][2]:
            return
    pytest.fail(f"{key} reaches no {role} {name} {path}; it passes {passed}")


@pytest.fixture(scope="module")
def phone(browser: Browser, server: Server) -> Iterator[Visit]:
    """Return the page on a phone."""
    size = {"width": PHONE[0], "height": PHONE[1]}
    with visiting(browser, server.here(), viewport=size, has_touch=True, is_mobile=True) as opened:
        yield opened


def test_all_can_be_done_with_the_keyboard(page: Page) -> None:
    show(page, words.TEXT)
    page.get_by_role("heading", level=1).click()
    tab_to(page, "button", name=words.OUTCOMES)
    page.keyboard.press("Enter")
    page.locator(SHOWN[words.OUTCOMES]).first.wait_for()
    article = shares_on(page)
    tab_to(page, "slider", path="actors.ukraine.inclination")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("tr[data-measure=none]")).not_to_have_attribute(
        "data-share", str(article["none"])
    )
    tab_to(page, "summary", name="Russia")
    page.keyboard.press("Enter")
    tab_to(page, "slider", path="actors.russia.weights")
    tab_to(page, "button", name=words.BACK, key="Shift+Tab")
    page.keyboard.press("Enter")
    await_shares(page, article, article)
    tab_to(page, "button", name=words.ONE_WORLD)
    page.keyboard.press("Enter")
    page.locator(SHOWN[words.ONE_WORLD]).wait_for()
    tab_to(page, "button", name=words.NEXT)
    page.keyboard.press("Enter")
    page.locator("[data-tick='1']").wait_for()


def test_a_finger_moves_a_handle_and_scrolls_past_a_track(phone: Visit) -> None:
    page = phone.page
    show(page, words.OUTCOMES)
    handle = handles(page, "actors.ukraine.inclination")
    before, stood = shares_on(page), stands_at(handle)
    handle.scroll_into_view_if_needed()
    swipe(page, handle, start=(110, 0), by=(0, -120))
    assert stands_at(handle) == stood
    swipe(page, handle, start=(0, 0), by=(-60, 0))
    assert stands_at(handle) < stood
    expect(page.locator("tr[data-measure=none]")).not_to_have_attribute(
        "data-share", str(before["none"])
    )


def swipe(page: Page, one: Locator, start: tuple[int, int], by: tuple[int, int]) -> None:
    """Put a finger down so far from the middle of an element, move it by so much, lift it."""
    box = one.bounding_box()
    assert box is not None
    left, top = box["x"] + box["width"] / 2 + start[0], box["y"] + box["height"] / 2 + start[1]
    touch = page.context.new_cdp_session(page)
    for part in range(11):
        point = {"x": left + by[0] * part / 10, "y": top + by[1] * part / 10}
        kind = "touchMove" if part else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        page.wait_for_timeout(20)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(HELD)


def test_a_lost_connection_is_said_until_the_page_is_loaded_again(phone: Visit) -> None:
    page = phone.page
    show(page, words.OUTCOMES)
    said = page.get_by_text(words.LOST)
    expect(said).to_be_hidden()
    page.context.set_offline(True)
    handles(page, "actors.ukraine.inclination").press("End")
    expect(said).to_be_visible()
    page.context.set_offline(False)
    expect(said).to_be_visible()
    page.get_by_role("link", name=words.AGAIN_LOADED).click()
    page.locator(SHOWN[words.TEXT]).wait_for()
    expect(said).to_be_hidden()
    phone.complaints.clear()  # of what could not be reached


@pytest.mark.parametrize("part", [words.OUTCOMES, words.ONE_WORLD])
def test_what_can_be_set_is_named_in_words(page: Page, part: str) -> None:
    show(page, part)
    unfold(page)
    named = page.locator("#App [aria-label]")
    names = named.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert names
    assert not [name for name in names if "<" in name]
    assert page.get_by_label(words.SEED, exact=True).is_visible()
    assert page.get_by_label(words.WORLD, exact=True).is_visible() == (part == words.ONE_WORLD)


def go(page: Page, place: str) -> None:
    """Show a part of the page, or outcomes with what can stand beneath them, all unfolded."""
    if place == words.LEVERS:
        select(page, words.WORLDS, "1,000")
    if place in DETAILS:
        show(page, words.OUTCOMES)
    show(page, place)
    if place in DETAILS:
        expect(page.locator("[data-cell-name=detail_shown] h2")).to_contain_text(DETAILS[place])
    if place == words.ONE_WORLD:
        status = page.locator("[data-world]").get_by_role("status")
        click(page, words.LAST, lambda: expect(status).not_to_contain_text(words.NOT_YET))
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


PLACES_OF = """(controls, last) => controls.map(control => {
  control.scrollIntoView({block: "nearest", behavior: "instant"});
  const {top, bottom} = last.getBoundingClientRect();
  return [top, bottom];
})"""
"""Where an element stands when each control is scrolled to."""


@pytest.mark.parametrize("size", [LAPTOP, PROJECTOR])
def test_outcomes_stay_in_view_beside_every_control(page: Page, size: tuple[int, int]) -> None:
    resize(page, size)
    show(page, words.OUTCOMES)
    unfold(page)
    last = page.locator("tr[data-measure=none]")
    places = page.locator("[data-path]").evaluate_all(PLACES_OF, last.element_handle())
    assert len(places) > 50
    assert all(top >= 0 and bottom <= size[1] for top, bottom in places)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_overlaps_or_is_cut_and_wcag_is_met(page: Page, place: str) -> None:
    go(page, place)
    within = "[data-cell-name=detail_shown]" if place in DETAILS else None
    for size in (LAPTOP, PROJECTOR, PHONE):
        resize(page, size)
        check_layout(page)
    # on the phone, the last of them, where more has to be scrolled to than elsewhere
    found = Axe().run(page, context=within, options={"runOnly": WCAG})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.usefixtures("visit")
def test_it_leaves_on_ctrl_c_though_a_page_is_open(server: Server) -> None:
    """The last test, for nobody serves afterwards."""
    assert server.stop() == (0, "")
