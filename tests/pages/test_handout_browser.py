"""The hand-out in a real browser: from a file, at the size of a phone, with the network off."""

import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sim import Result, simulate
from tests.browser import (
    LAPTOP,
    PHONE,
    await_dots,
    check_wcag,
    chromium,
    dots,
    needs_browser,
    resize,
    visiting,
)
from tests.conftest import BASELINE, load
from tests.layout import check_layout
from tests.pages.test_handout import WORLDS, data_of, page

pytestmark = needs_browser

SMALL = """() => [...document.querySelectorAll("button, input, summary, .weights")]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map(one => one.outerHTML)"""
ON_PHONE = {"viewport": {"width": PHONE[0], "height": PHONE[1]}, "offline": True, "has_touch": True}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def address(tmp_path: Path) -> str:
    file = tmp_path / "explore.html"
    file.write_text(page(BASELINE), encoding="utf-8")
    return file.as_uri()


def commanded(shown: Page) -> Result:
    """Return what the command gives that a hand-out shows."""
    words = shlex.split(shown.locator("#command").inner_text())
    assert words[:2] == ["parley", "run"]
    sets = [word for before, word in pairwise(words) if before == "--set"]
    return simulate(load(*sets), WORLDS, 1)


def on_time(result: Result) -> int:
    return int(100 * result.measured()["any_on_time"].share + 0.5)


def test_it_predicts_mixes_and_tells_as_a_run_does(browser: Browser, address: str) -> None:
    data = data_of(page(BASELINE))
    with visiting(browser, address, **ON_PHONE) as visit:
        shown = visit.page
        text = commanded(shown)
        await_dots(shown, text.dots)
        expect(shown.locator("#answer")).to_have_text(
            f"As the scenario stands, in {on_time(text)} of 100 worlds."
        )
        for guess, following in ((62, "Predict another"), (5, "Now change things yourself")):
            shown.locator("#ask input").fill(str(guess))
            shown.get_by_role("button", name="Lock in and see").click()
            asked = commanded(shown)
            assert asked.dots != text.dots
            await_dots(shown, asked.dots)
            said = f"You said {guess}, the model {on_time(asked)}"
            expect(shown.locator("#landed h2")).to_have_text(said)
            shown.get_by_role("button", name=following).click()
        await_dots(shown, text.dots)

        number = data["numbers"][0]
        slider = shown.locator(f"[id='{number['path']}'] input")
        slider.press("ArrowRight")
        expect(shown.locator(f"[id='{number['path']}'] output")).to_have_text(
            number["words"][number["text"] + 1]
        )
        await_dots(shown, commanded(shown).dots)
        party = data["parties"][0]
        readings = shown.locator(f"[id='{party['path']}'] input")
        readings.first.fill("0.8")
        assert readings.evaluate_all("all => all.map(one => one.value)") == ["0.8", "0", "0.2"]
        followed = commanded(shown).scenario.parties["ukraine"].weights.value
        assert followed == {"personally": 0.8, "promised": 0, "observed": 0.2}
        for share, found in zip(
            commanded(shown).outcome_shares().values(), dots(shown).values(), strict=True
        ):
            assert 100 * share.low - 1 <= found <= 100 * share.high + 1
        shown.get_by_role("button", name="Undo all changes").click()
        await_dots(shown, text.dots)

        shown.locator(".dots a").last.click()
        ending = data["outcomes"][-1]["id"]
        expect(shown.locator(f"#w-{ending}")).to_have_attribute("open", "")
        assert {url.partition("#")[0] for url in visit.asked} == {address}


def test_it_fits_a_phone_and_a_laptop_and_meets_wcag(browser: Browser, address: str) -> None:
    with visiting(browser, address, **ON_PHONE) as visit:
        shown = visit.page
        shown.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        for size in (LAPTOP, PHONE):
            resize(shown, size)
            check_layout(shown)
            assert shown.evaluate(SMALL) == []
        check_wcag(shown)
    with visiting(browser, address, java_script_enabled=False) as plain:
        expect(plain.page.get_by_text("this viewer runs no scripts")).to_be_visible()
        expect(plain.page.locator("#settings")).to_be_hidden()
