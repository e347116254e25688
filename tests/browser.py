"""A real browser on the page of ``parley dashboard``, and the server that it asks."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect, sync_playwright

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
    # takes the place of Playwright's own list, of which nothing matters for a page of this machine
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,OptimizationHints,"
    "MediaRouter,HttpsUpgrades,PaintHolding,SpareRendererForSitePerProcess",
)
"""Among them: each window would load pages of its own for an address bar that nobody sees."""

LAPTOP, PROJECTOR, PHONE = (1280, 800), (1920, 1080), (390, 844)
PATIENCE = 60_000
"""Milliseconds before something counts as never happening; the machine may be busy."""

expect.set_options(timeout=PATIENCE)

LEAVES_WITHIN = 30.0
"""Seconds in which the server is gone after Ctrl-C."""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIOLATIONS = {"resultTypes": ["violations"]}  # what passes is named in full otherwise, at length
LOOKS: dict[Literal["light", "dark"], dict[str, Any]] = {
    "light": {"runOnly": WCAG},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}},  # all that it can break
}

Dots = dict[str, int]


def find_browser() -> str | None:
    """Return a Chromium on this machine: the one PARLEY_BROWSER names, or else the first found."""
    named = os.environ.get("PARLEY_BROWSER")
    found = (shutil.which(name) for name in ([named] if named else NAMES))
    return next(filter(None, found), None)


needs_browser = pytest.mark.skipif(
    find_browser() is None,
    reason=f"no browser: none of {', '.join(NAMES)} is here; PARLEY_BROWSER can name one",
)


@dataclass(frozen=True)
class Server:
    """A running ``parley dashboard``: its process, its own address, and what lets others in."""

    process: subprocess.Popen[str]
    address: str
    invitation: str = ""
    code: str = ""

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
        if "0.0.0.0" in options:
            told += process.stdout.readline() + process.stdout.readline()
        address, *others = re.findall(r"http://\S+", told)
        code = re.findall(r"code (\d{6})", told)
        yield Server(process, address, *others, *code)
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
    """Somebody with the page open, and what their browser asked for and complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def check(self) -> None:
        """Fail where anything was complained of since this was last asked."""
        complaints, self.complaints = self.complaints, []
        assert not complaints, complaints

    def _hear(self, told: Any) -> None:
        if told.type == "error":
            self.complaints.append(told.text)


@contextmanager
def visiting(browser: Browser, address: str, **settings: Any) -> Iterator[Visit]:
    """Open the page as somebody new, and close it again; nothing may be complained of."""
    size = {"width": LAPTOP[0], "height": LAPTOP[1]}
    context = browser.new_context(**{"viewport": size, **settings})
    visit = Visit(context.new_page())
    visit.page.goto(address)
    yield visit
    context.close()
    visit.check()


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the window another size, and the page the time to fit in."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


def check_wcag(page: Page) -> None:
    """Fail where a page does not meet WCAG, in light and in dark."""
    page.evaluate(AXE_SCRIPT)
    for look, rules in LOOKS.items():
        page.emulate_media(color_scheme=look)
        found = AxeResults(page.evaluate("rules => axe.run(rules)", rules | VIOLATIONS))
        assert found.violations_count == 0, found.generate_report()


def slider(page: Page, path: str) -> Locator:
    """Return the slider of a number."""
    return page.locator(f"input[type=range][name='{path}']")


READ = """() => Object.fromEntries([...document.querySelectorAll(".legend [data-outcome]")]
  .map(one => [one.dataset.outcome, +one.dataset.dots]))"""
SAME = f"wanted => JSON.stringify(({READ})()) == JSON.stringify(wanted)"


def dots(page: Page) -> Dots:
    """Return how many dots stand for each outcome, as the legend says."""
    found: Dots = page.evaluate(READ)
    return found


def await_dots(page: Page, wanted: Dots) -> None:
    """Wait until so many dots stand for each outcome, and fail where they never do."""
    try:
        page.wait_for_function(SAME, arg=wanted)
    except TimeoutError:
        assert dots(page) == wanted
