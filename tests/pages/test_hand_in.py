"""What is handed in says what its run says, beside the text's own, and what somebody wrote."""

from pathlib import Path
from typing import Any

import pytest

from sim import Scenario, compare, simulate
from sim.errors import UsageError
from sim.pages import hand_in
from sim.pages.beside import beside_text
from sim.pages.hand_in import Entry, hand_in_page, hand_in_parts
from sim.pages.words import percent
from sim.scenario.statement import Kind, Statement
from sim.style.sentences import in_100
from tests.conftest import load
from tests.markup import Element, check_self_contained, parsed
from tests.pages.test_report import printed

HOSTILE = "<b>&</b>{{ 7 * 7 }}\n</p>"
CHANGES = {"meeting.goes_ahead": 0.5, "actors.ukraine.inclination": 0}
COMMAND = 'parley run "my crisis.yaml"'
PICTURE = [("How it unfolds", "data:image/png;base64,")]


def handed_in(scenario: Scenario, entry: Entry) -> str:
    both = beside_text(simulate(scenario, 400, seed=3), load())
    assert both is not None
    return hand_in_page(hand_in_parts(both), entry, COMMAND)


@pytest.fixture(scope="module", autouse=True)
def _undrawn() -> Any:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hand_in, "_drawn", lambda _: PICTURE)
        yield


@pytest.fixture(scope="module")
def changed() -> Scenario:
    return load().with_(CHANGES)


@pytest.fixture(scope="module")
def html(changed: Scenario) -> str:
    return handed_in(changed, Entry(HOSTILE, 62, HOSTILE * 3))


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    return parsed(html)


def test_what_was_predicted_stands_with_what_came_out(
    html: str, page: Element, changed: Scenario
) -> None:
    check_self_contained(html)
    assert "{{ 7 * 7 }}" in page.all("header")[0].text()
    now, then = (
        in_100(simulate(one, 400, seed=3).measured()["any_on_time"].share)
        for one in (changed, load())
    )
    assert [one.text() for one in page.all("code")] == [COMMAND]
    assert "62 of 100 worlds" in page.text()
    assert f"In the model they do in {now}; with nothing changed, in {then}." in page.text()
    assert "these assumptions" not in page.text()


def test_the_text_stands_beside_what_was_changed_on_the_same_luck(
    page: Element, changed: Scenario
) -> None:
    runs = [simulate(one, 400, seed=3) for one in (load(), changed)]
    changes, outcomes = (one.rows()[1:] for one in page.all("table")[:2])
    assert {(row[1], row[2]) for row in changes} == {("2.2", "0"), ("0.9", "0.5")}
    shown = [[f"{cell.split(' ')[0]}%" for cell in row[1:3]] for row in outcomes]
    both = zip(*(one.measured().values() for one in runs), strict=True)
    assert shown == [[percent(one.share) for one in shares] for shares in both]
    names = (load().title, "the assumptions as changed")
    assert compare(*runs, names=names).sentence in page.text()


def test_the_world_that_is_told_ends_otherwise_than_in_the_text(page: Element) -> None:
    told = next(one.text() for one in page.all("p") if one.text().startswith("World "))
    now, then = told.split("ends as ")[1].split("; in the text, as ")
    assert now != then.partition(".")[0]


def test_only_sentences_that_are_named_are_quoted_and_all_of_those(page: Element) -> None:
    links = {one.attributes["href"] for one in page.all("a")}
    assert links == {f"#{one.attributes['id']}" for one in page.all("p") if "id" in one.attributes}


def test_of_the_text_itself_nothing_is_said_twice() -> None:
    page = parsed(handed_in(load(), Entry()))
    [outcomes, _] = page.all("table")
    assert {len(row) for row in outcomes.rows()} == {2}
    assert "predicted" not in page.text()


def test_parley_report_writes_it(tmp_path: Path, changed: Scenario) -> None:
    file, scenario = tmp_path / "mine.html", tmp_path / "mine.yaml"
    scenario.write_text(changed.to_yaml(), encoding="utf-8")
    words = ("--worlds", 200, "--seed", 1, "--name", "Ada", "--prediction", 5, "--out", file)
    printed("report", scenario, *words)
    page = parsed(file.read_text(encoding="utf-8"))
    assert "Ada" in page.all("header")[0].text()
    assert "5 of 100 worlds" in page.text()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"prediction": 101}, "prediction=101: a whole number of worlds from 0 to 100"),
        ({"prediction": -1}, "prediction=-1: a whole number of worlds from 0 to 100"),
        ({"name": "x" * 81}, "name: at most 80 characters"),
        ({"reason": "x" * 1001}, "reason: at most 1,000 characters"),
    ],
)
def test_what_cannot_be_handed_in_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        Entry(**given)


@pytest.mark.parametrize(
    ("quote", "speaker", "narrated", "printed_as"),
    [
        ("We wait.", "Ada", None, "“We wait.”"),
        ("“We wait,”", "Ada", None, "“We wait,”"),
        ("“We wait,” and “stay”", "Ada", None, "“‘We wait,’ and ‘stay’”"),
        ("a “necessity” of rest", "narrator on Ada", None, "a “necessity” of rest"),
        ("a “necessity” of rest", "Ada (partial quote)", True, "a “necessity” of rest"),
        ("We wait.", "narrator", False, "“We wait.”"),
    ],
)
def test_quotation_marks_are_right(
    quote: str, speaker: str, narrated: bool | None, printed_as: str
) -> None:
    known: dict[str, Any] = {"kind": Kind.OFFER, "firmness": 1, "narrated": narrated}
    assert Statement(id="A1", actor="a", speaker=speaker, quote=quote, **known).words == printed_as
