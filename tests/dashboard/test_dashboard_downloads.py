"""What is taken along says what was set, and gives the same numbers elsewhere."""

import shlex
import sys
from pathlib import Path

import pytest

from sim import Scenario, compare, simulate
from sim.analysis.audit.changes import changes_from_base
from sim.analysis.experiments.comparison import Comparison
from sim.dashboard import words
from sim.dashboard.controls import moved
from sim.dashboard.downloads import files_of, scenario_file
from tests.browser import shares_of
from tests.cli.test_cli_compare import told
from tests.conftest import load

WORLDS, SEED = 300, 7
MOVED = {
    "meeting.goes_ahead": 0.5,
    "actors.ukraine.weights": [10, 70],
    "actors.us.signals.attends.strength": 1,
    "actors.russia.rule": "literal",
}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def both() -> Comparison:
    """Return the article, and what a visitor makes of it."""
    return compare(*(simulate(one, WORLDS, SEED) for one in (load(), moved(load(), MOVED))))


def comments(file: bytes) -> list[str]:
    lines = file.decode().splitlines()
    return [line.removeprefix("# ") for line in lines if line.startswith("#")]


def test_the_downloaded_scenario_is_the_one_on_the_page(both: Comparison) -> None:
    Path(words.FILE).write_bytes(scenario_file(both))
    assert Scenario.load(words.FILE) == both.results[1].scenario


def test_its_comments_name_the_command_and_each_change(both: Comparison) -> None:
    command, heading, *changes = comments(scenario_file(both))
    assert command == f"parley run {words.FILE} --worlds {WORLDS} --seed {SEED}"
    assert heading == words.CHANGED
    changed = changes_from_base(*(result.scenario for result in both.results))
    assert {one.path for one in changed} == {*MOVED}
    assert changes == [f"{one.path}: {one.before} → {one.after}" for one in changed]


def test_the_command_it_names_gives_the_numbers_on_the_page(
    both: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(words.FILE).write_bytes(scenario_file(both))
    _, *command = shlex.split(comments(scenario_file(both))[0])
    shares = both.shares(1)
    assert shares_of(told(capsys, *command)) == {key: one.share for key, one in shares.items()}


def test_where_nothing_was_changed_only_the_command_is_named(both: Comparison) -> None:
    article = both.results[0]
    assert len(comments(scenario_file(compare(article, article)))) == 1


def test_the_table_holds_the_shares_of_both_and_their_differences(both: Comparison) -> None:
    [table] = [file for file in files_of(both) if file.label == words.TABLE]
    Path("outcomes.csv").write_bytes(table.content())
    lines = Path("outcomes.csv").read_text(encoding="utf-8").splitlines()
    assert lines == both.frame().to_csv(index=False).splitlines()
    assert len(lines) == 1 + 2 * len(both.shares(0))


@pytest.mark.usefixtures("unpictured")
def test_each_button_gives_a_file_of_its_own_kind(both: Comparison) -> None:
    begins = {
        words.PICTURE: b"\x89PNG",
        words.TABLE: b"scenario,outcome,count,share",
        words.SCENARIO: b"# parley run",
        words.REPORT: b"<!doctype html>",
        words.CARDS: b"<!doctype html>",
    }
    found = {file.label: file for file in files_of(both)}
    assert [*found] == [*begins]
    for label, start in begins.items():
        assert found[label].content().startswith(start)
    title = both.results[1].scenario.title
    assert f"<title>Report: {title}" in found[words.REPORT].content().decode()
    assert f"<title>Role cards: {title}" in found[words.CARDS].content().decode()
