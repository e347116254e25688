"""A real browser on the page of ``parley dashboard``, and the server that it asks."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    TimeoutError,
    WebSocket,
    expect,
    sync_playwright,
)

from sim.dashboard import words
from tests.conftest import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
LAPTOP, PROJECTOR, PHONE = (1280, 800), (1920, 1080), (390, 844)
PATIENCE = 60_000
"""Milliseconds before something counts as never happening; the machine may be busy."""

GLANCE = 5_000
"""Milliseconds in which a page that has settled shows what was chosen, unless that was lost."""

TRIES = 3
"""How often something is chosen that a page lost."""

expect.set_options(timeout=PATIENCE)

LEAVES_WITHIN = 30.0
"""Seconds in which the server is gone after Ctrl-C."""

CELL_FAILED = '"channel":"marimo-error"'
"""What the server tells of a cell that could not run, for whatever reason."""

SHOWN = {
    words.TEXT: "#what-they-said",
    words.OUTCOMES: "tr[data-measure]",
    words.ONE_WORLD: "[data-world]",
    words.LEVERS: "[data-cell-name=levers_shown] h2",
    words.TAKE_AWAY: "marimo-download a",
}
"""What each part of the page shows, as a selector."""

Shares = dict[str, float]


def find_browser() -> str | None:
    """Return a Chromium on this machine: the one PARLEY_BROWSER names, or else the first found."""
    named = os.environ.get("PARLEY_BROWSER")
    found = (shutil.which(name) for name in ([named] if named else NAMES))
    return next(filter(None, found), None)


needs_browser = pytest.mark.skipif(
    find_browser() is None,
    reason=f"no browser: none of {', '.join(NAMES)} is here; PARLEY_BROWSER can name one",
)
on_the_page = [needs_browser, pytest.mark.flaky(reruns=2)]
"""Marks tests of the page. A browser, a server and the tests share what may be one slow core; what
still fails there is tried again, at most twice, and listed. Nothing else is ever tried again."""


@dataclass(frozen=True)
class Server:
    """A running ``parley dashboard``: its process, and the address it printed."""

    process: subprocess.Popen[str]
    address: str

    def here(self) -> str:
        """Return the address as this machine may write it."""
        place = urlsplit(self.address)
        return place._replace(netloc=f"127.0.0.1:{place.port}").geturl()

    def stop(self) -> tuple[int | None, str]:
        """Press Ctrl-C; return the exit code and what it complained of.

        The code is None if it had to be killed.
        """
        self.process.send_signal(signal.SIGINT)
        try:
            complaints = self.process.communicate(timeout=LEAVES_WITHIN)[1]
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None, self.process.communicate()[1]
        return self.process.returncode, complaints


@contextmanager
def serving(*options: object) -> Iterator[Server]:
    """Run ``parley`` with these words, which start the page, on a free port."""
    start = [sys.executable, "-c", "from sim.cli import main; main()"]
    command = [*start, *map(str, options), "--no-open", "--port", "0"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)
    try:
        assert process.stdout is not None
        told = process.stdout.readline()  # once it answers
        assert told, process.communicate()[1]
        [address] = re.findall(r"http://\S+", told)
        yield Server(process, address)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*ARGUMENTS])
        yield browser
        browser.close()


@dataclass
class Visit:
    """Somebody with the page open, and what their browser asked for and complained of.

    What no cell could do is a complaint as well: it shows as "An internal error occurred".
    """

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", self._meet)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def check(self) -> None:
        """Fail where anything was complained of since this was last asked."""
        complaints, self.complaints = self.complaints, []
        assert not complaints, complaints

    def _meet(self, socket: WebSocket) -> None:
        self.asked.append(socket.url)
        socket.on("framereceived", self._read)

    def _read(self, frame: str | bytes) -> None:
        if CELL_FAILED in str(frame):
            self.complaints.append(str(frame))

    def _hear(self, told: Any) -> None:
        if told.type == "error":
            self.complaints.append(told.text)


WATCH = """() => {
  let busy = true, since = 0;
  const mark = state => { busy = state; since = performance.now(); };
  window.settled = () => !busy && performance.now() - since > 200;
  const ask = window.fetch;
  window.fetch = (...given) => {
    if (`${given[0].url ?? given[0]}`.includes("set_ui_element_value")) mark(true);
    return ask(...given);
  };
  const hear = message => {
    if (message.data.includes('"op":"cell-op"')) mark(true);
    if (message.data.includes('"op":"completed-run"')) mark(false);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); this.addEventListener("message", hear); }
  };
}"""
"""Keeps track of whether the server still has something to work out for a page."""


@contextmanager
def visiting(browser: Browser, address: str, **settings: Any) -> Iterator[Visit]:
    """Open the page as somebody new, and close it again; nothing may be complained of."""
    size = {"width": LAPTOP[0], "height": LAPTOP[1]}
    context = browser.new_context(**{"viewport": size, **settings})
    context.add_init_script(f"({WATCH})()")
    visit = Visit(context.new_page())
    visit.page.goto(address)
    visit.page.locator(SHOWN[words.TEXT]).wait_for()
    settle(visit.page)
    yield visit
    context.close()
    visit.check()


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the window another size, and the page the time to fit in."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


def settle(page: Page) -> None:
    """Wait until a page has worked out all that was asked of it.

    marimo hands over at once whatever was chosen while it was busy, to the controls that were there
    before; of two choices, one that draws the other's control anew loses that other.
    """
    page.wait_for_function("settled()")


def choose(page: Page, act: Callable[[], object], shown: Callable[[], object]) -> None:
    """Choose something on a page that has settled, again where its effect does not show.

    Parameters
    ----------
    page : Page
    act : callable
        What a visitor does.
    shown : callable
        Fails unless the page shows the effect.
    """
    settle(page)
    for left in reversed(range(TRIES)):
        act()
        settle(page)
        try:
            shown()
        except AssertionError:
            if not left:
                raise
        else:
            return


def click(page: Page, name: str, shown: Callable[[], object]) -> None:
    """Click on a button; what it does shows, or `shown` fails."""
    choose(page, page.get_by_role("button", name=name, exact=True).click, shown)


def show(page: Page, part: str) -> None:
    """Choose a part of the page, or what is shown beneath the outcomes."""
    which = words.PART if part in words.PARTS else words.DETAIL
    marked = page.get_by_text(f"{which}: {part}", exact=True)
    click(page, part, lambda: expect(marked).to_have_count(1, timeout=GLANCE))
    if part in SHOWN:
        page.locator(SHOWN[part]).first.wait_for()


def select(page: Page, label: str | Locator, option: str) -> None:
    """Choose an option of a list, unless it is chosen already."""
    choice = page.get_by_label(label, exact=True) if isinstance(label, str) else label

    def chosen(timeout: float = GLANCE) -> None:
        expect(choice.locator("option:checked")).to_have_text(option, timeout=timeout)

    settle(page)
    try:
        chosen(timeout=1)
    except AssertionError:
        choose(page, lambda: choice.select_option(option), chosen)


def headed(page: Page, title: str) -> None:
    """Fail unless the page is about this scenario."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=GLANCE)


def back_to_start(page: Page, title: str) -> None:
    """Set everything as it was when the page was opened, at the scenario of this title."""
    select(page, words.PRESET, title)
    select(page, words.WORLDS, f"{words.SIZE:,}")
    set_number(page, words.SEED, 1)
    click(page, words.BACK, lambda: headed(page, title))


def set_number(page: Page, label: str, number: object) -> None:
    """Write a number, or what is none, into its field."""
    box = page.get_by_role("textbox", name=label)

    def write() -> None:
        box.fill(str(number))
        box.press("Enter")

    choose(page, write, lambda: expect(box).to_have_value(str(number), timeout=GLANCE))


def unfold(page: Page) -> None:
    """Unfold every group of controls."""
    page.locator("[data-path]").first.wait_for()
    page.locator("[data-cell-name=controls_shown] details").evaluate_all(
        "all => all.forEach(one => { one.open = true })"
    )


def handles(page: Page, path: str) -> Locator:
    """Return the handles of the control of a path: one or, where readings are linked, two."""
    return page.locator(f"[data-path='{path}']").get_by_role("slider")


def press(handle: Locator, key: str, times: int = 1) -> float:
    """Move a handle with the keyboard and return where it stands once the page has settled."""
    stood = stands_at(handle)

    def moved() -> None:
        assert stands_at(handle) != stood

    choose(handle.page, lambda: push(handle, key, times), moved)
    return stands_at(handle)


def push(handle: Locator, key: str, times: int = 1) -> float:
    """Press a key at a handle and return where it stands right then."""
    handle.focus()
    for _ in range(times):
        handle.press(key)
    return stands_at(handle)


def stands_at(handle: Locator) -> float:
    """Return the number at which a handle stands."""
    return float(handle.get_attribute("aria-valuenow") or "nan")


SHARES = """attribute => Object.fromEntries(
  [...document.querySelectorAll("tr[data-measure]")]
    .map(row => [row.dataset.measure, Number(row.dataset[attribute])]))"""
SAME = f"""wanted => Object.entries(wanted).every(([attribute, numbers]) => {{
  const shown = ({SHARES})(attribute);
  return Object.keys(shown).length == Object.keys(numbers).length
    && Object.entries(numbers).every(([measure, share]) => shown[measure] == share);
}})"""


def shares_on(page: Page, which: str = "share") -> Shares:
    """Return how often worlds end how, as the page says; ``before``: without the changes."""
    found: Shares = page.evaluate(SHARES, which)
    return found


def await_shares(page: Page, now: Shares, before: Shares | None = None) -> None:
    """Wait until the page shows these numbers, and fail where it does not."""
    wanted = {"share": now} | ({} if before is None else {"before": before})
    try:
        page.wait_for_function(SAME, arg=wanted)
    except TimeoutError:
        assert {which: shares_on(page, which) for which in wanted} == wanted


def shares_of(told: dict[str, Any]) -> Shares:
    """Return how often worlds end how, as ``parley run --json`` says."""
    measures = {"any_on_time": told["any_on_time"], **told["outcomes"]}
    return {measure: share["share"] for measure, share in measures.items()}
