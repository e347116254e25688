"""``parley new``: what it writes is valid, runs at once, and holds what was answered."""

import io
import math
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import Scenario, simulate
from sim.characters import UNSEEN
from sim.cli import main
from sim.cli.commands.new import FIRST_DAY, LAST_DAY, MAX_DAYS
from sim.cli.skeleton import Answers, ids_of, skeleton
from sim.cli.unwritten import REPLACE
from sim.reading.document import parse_document
from sim.scenario.actor import Host
from sim.scenario.base import LONGEST_NAME
from sim.scenario.condition import Status
from sim.scenario.files import load_content
from tests.cli.test_cli_compare import heard, told
from tests.reading.test_bad_input import refused

MONDAY, FRIDAY, SATURDAY = date(2031, 6, 2), date(2031, 6, 6), date(2031, 6, 7)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def answers(**changes: Any) -> Answers:
    """Return answers about an invented crisis, with some of them changed."""
    usual: dict[str, Any] = {
        "title": "The dam",
        "parties": ("Upland", "Delta"),
        "host": "The abbey",
        "backers": ("River Union",),
        "condition": "the gates are open",
        "grantor": "Upland",
        "starts": MONDAY,
        "deadline": FRIDAY,
        "last_day": SATURDAY,
    }
    return Answers(**(usual | changes))


def scenario_of(given: Answers) -> Scenario:
    return load_content(skeleton(given).encode(), "new.yaml", {})[0]


def test_the_file_holds_what_was_answered() -> None:
    scenario = scenario_of(answers())
    assert scenario.title == "The dam"
    assert {key: actor.role for key, actor in scenario.actors.items()} == {
        "delta": "party",
        "upland": "party",
        "river_union": "backer",
        "abbey": "host",
    }
    ((key, condition),) = scenario.conditions.items()
    assert (key, condition.title, condition.grantor) == (
        "gates_are_open",
        "the gates are open",
        "upland",
    )
    asked = [
        reading.attends_if["leaders"][0] for reading in scenario.parties["delta"].readings.values()
    ]
    assert asked == [{}, {key: Status.PROMISED}, {key: Status.OBSERVED}]
    clock = scenario.clock
    days = (clock.starts, clock.deadline, clock.on_time_until - timedelta(hours=1))
    assert tuple(day.date() for day in days) == (MONDAY, FRIDAY, SATURDAY)


NO_LETTERS: Any = ["Cc", "Cn", "Cs", "Zl", "Zp"]
"""Kinds of characters (Unicode) that belong to no script: breaks, controls, halves."""

LINES = st.text(st.characters(exclude_categories=NO_LETTERS), min_size=1, max_size=30).filter(
    lambda line: line == line.strip() and not UNSEEN.search(line)
)


@settings(max_examples=25)
@given(st.lists(LINES, min_size=2, max_size=7, unique=True), LINES, LINES, st.data())
def test_any_names_come_back_as_they_were(
    names: list[str], title: str, condition: str, data: st.DataObject
) -> None:
    """Colons, quotation marks, braces, other scripts: all of it is text."""
    one, other, *rest = names
    host, backers = (rest[-1], tuple(rest[:-1])) if len(rest) % 2 else ("", tuple(rest))
    cast = {"parties": (one, other), "host": host, "backers": backers}
    grantor = data.draw(st.sampled_from(names))
    scenario = scenario_of(answers(title=title, condition=condition, grantor=grantor, **cast))
    ((_, made),) = scenario.conditions.items()
    assert (scenario.title, made.title) == (title, condition)
    assert {actor.name for actor in scenario.actors.values()} == set(names)
    assert {party.name for party in scenario.parties.values()} == {one, other}
    assert [a.name for a in scenario.actors.values() if isinstance(a, Host)] == [host] * bool(host)
    assert scenario.actors[made.grantor].name == grantor
    quotes = [statement.quote for statement in scenario.statements]
    assert all(quote.startswith(REPLACE) for quote in quotes)
    assert {statement.actor for statement in scenario.statements} == set(scenario.actors)


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (("Türkiye", "Côte d’Ivoire"), ["turkiye", "cote_divoire"]),
        (("The Hague", "Theland"), ["hague", "theland"]),
        (("日本", "中国"), ["party", "party_2"]),
        (("3M", "Meeting"), ["party_3m", "meeting_2"]),
        (("True", "Null"), ["true_2", "null_2"]),
        (("New York", "New-York"), ["new_york", "new_york_2"]),
        (("x" * 60, "x" * 59), ["x" * 40, "x" * 40 + "_2"]),
    ],
)
def test_ids_come_from_names(names: tuple[str, str], ids: list[str]) -> None:
    assert ids_of([(name, "party") for name in names]) == ids
    scenario = scenario_of(answers(parties=names, grantor=names[1]))
    assert [*scenario.actors] == [*ids, "river_union", "abbey"]


CASTS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "the other grants": {"grantor": "Delta"},
    "nobody else": {"host": "", "backers": ()},
    "no backers": {"backers": (), "grantor": "The abbey"},
    "many backers": {"host": "", "backers": ("A", "B", "C"), "grantor": "B"},
    "a day": {"deadline": MONDAY + timedelta(days=1)},
    "a month": {"deadline": date(2031, 7, 2), "last_day": date(2031, 7, 2)},
    "years": {"deadline": MONDAY + MAX_DAYS, "last_day": MONDAY + MAX_DAYS},
}


@pytest.mark.parametrize("changes", CASTS.values(), ids=CASTS)
def test_it_runs_at_once_and_anything_can_happen(changes: dict[str, Any]) -> None:
    """A promise is to come by the deadline in half of all worlds; no outcome is rare or certain."""
    worlds = 6000
    result = simulate(scenario_of(answers(**changes)), worlds, seed=3)
    shares = result.frame()["outcome"].value_counts(normalize=True)
    assert set(shares.index) == set(result.outcomes)
    assert shares.between(0.005, 0.6).all(), shares
    promised = (result.table["gates_are_open.status"] > 0).mean()
    rounding = 0.005 * math.log(2) / 2  # the rate is written with two digits
    assert abs(promised - 0.5) < rounding + 4 * math.sqrt(0.25 / worlds)


@pytest.mark.parametrize("days", [1, 2, 3, 4, 15, 61, MAX_DAYS.days])
def test_a_promise_is_due_half_way_and_a_fifth_of_a_gap_is_bridged(days: int) -> None:
    """Due on the first midnight with half of the time gone; bridged by 1 - exp(-0.2) until then."""
    deadline = MONDAY + timedelta(days=days)
    scenario = scenario_of(answers(deadline=deadline, last_day=deadline))
    ((_, condition),) = scenario.conditions.items()
    assert condition.due is not None
    gone = (condition.due - scenario.clock.starts) / timedelta(days=1)
    assert gone.is_integer()
    assert days / 2 <= gone < days / 2 + 1
    [host] = [actor for actor in scenario.actors.values() if isinstance(actor, Host)]
    digits = 0.00005 * days  # the rate per day is written with four
    assert host.bridging.centre * days == pytest.approx(0.2, abs=digits)


@pytest.mark.parametrize("starts", [FIRST_DAY, date(2032, 2, 28), LAST_DAY])
def test_any_year_will_do(starts: date) -> None:
    deadline = starts + timedelta(days=4)
    clock = scenario_of(answers(starts=starts, deadline=deadline, last_day=deadline)).clock
    assert (clock.starts.date(), clock.ticks) == (starts, 16)


def unmarked(data: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield where each number of a document stands that nothing around it calls an assumption."""
    if isinstance(data, dict) and "assumption" not in data:
        for key, entry in data.items():
            yield from unmarked(entry, (*path, key))
    elif isinstance(data, int | float):
        yield ".".join(path)


def test_every_number_is_marked_as_an_assumption() -> None:
    text = skeleton(answers())
    data = parse_document(text, "new.yaml").data
    model = {
        key: data[key] for key in ("clock", "conditions", "actors", "meeting", "learning_rate")
    }
    assert not [*unmarked(model)]
    assert text.count("; a judgement") >= 20


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let somebody sit there and type these lines."""
    typed = io.StringIO("".join(f"{line}\n" for line in lines))
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)


def answered(monkeypatch: pytest.MonkeyPatch, **said: str) -> None:
    """Let somebody sit there and answer these questions, and what is usual to the others."""
    asked = [one.name for one in fields(Answers)]
    assert said.keys() <= {*asked}
    at_a_terminal(monkeypatch, *(said.get(name, "") for name in asked))


def run_new(*words: str) -> int:
    sys.argv = ["parley", "new", *words]
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code


def test_somebody_at_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    who = ("Türkiye, 日本", "-", "A, B,C, -")
    at_a_terminal(monkeypatch, "T: x", *who, "peace, now", "B", "2031-06-02", "", "2031-06-08")
    assert run_new("a.yaml") == 0
    scenario = Scenario.load("a.yaml")
    assert scenario.title == "T: x"
    assert [actor.name for actor in scenario.actors.values()] == ["Türkiye", "日本", "A", "B", "C"]
    assert scenario.conditions["peace_now"].grantor == "b"
    assert scenario.clock.deadline.date() == FRIDAY
    assert scenario.clock.on_time_until.date() == date(2031, 6, 9)


def test_a_wrong_answer_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        ("x" * 201, "1 to 200 letters are needed"),
        ("a\u200bb", "one line of visible characters is needed"),
        ("T", ""),
        ("U", "2 names needed, here 1"),
        (f"U, {'x' * 61}", "1 to 60 letters are needed"),
        ("U, U", "names of actors must differ, and 'U' is taken"),
        ("U, Delta", ""),
        ("E, F", "at most 1 name needed, here 2"),
        ("Delta", "names of actors must differ, and 'Delta' is taken"),
        ("", ""),
        ("E, Delta", "names of actors must differ, and 'Delta' is taken"),
        ("E", ""),
        ("", ""),
        ("Deltaa", "unknown actor; did you mean 'Delta'? allowed: Delta, E, The abbey, U"),
        ("E", ""),
        ("Monday", "a day is written as 2031-06-02"),
        ("2031-02-30", "there is no 30 February 2031"),
        ("9999-12-31", "a day from 1000-01-01 to 8991-10-15 is needed"),
        ("2031-06-02", ""),
        ("2031-06-02", "a day from 2031-06-03 to 2034-02-26 is needed"),
        ("2031-06-06", ""),
        ("2031-06-05", "a day from 2031-06-06 to 2034-03-02 is needed"),
        ("", ""),
    ]
    at_a_terminal(monkeypatch, *(line for line, _ in asked))
    assert run_new("a.yaml") == 0
    errors = re.findall("Error: (.*)", capsys.readouterr().out)
    assert errors == [error for _, error in asked if error]
    assert [*Scenario.load("a.yaml").actors] == ["u", "delta", "e", "abbey"]


def test_the_folder_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "new/folder/a.yaml: written" in heard(capsys, "new", "new/folder/a.yaml", "--yes")
    assert [file.name for file in Path("new/folder").iterdir()] == ["a.yaml"]
    at_a_terminal(monkeypatch, "T", "U")
    assert run_new("other/a.yaml") == 2
    assert not Path("other").exists()


def test_whoever_leaves_midway_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_a_terminal(monkeypatch, "T", "U")
    assert run_new("a.yaml") == 2
    assert capsys.readouterr().err == "parley: stopped; nothing was written\n"
    assert not [*Path().iterdir()]


@pytest.mark.parametrize("words", [(), ("--yes",)])
def test_nobody_is_asked_without_a_terminal_or_with_yes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    if words:
        at_a_terminal(monkeypatch)
    assert "[" not in heard(capsys, "new", "a.yaml", *words)
    actors = Scenario.load("a.yaml").actors.values()
    assert [actor.name for actor in actors] == ["Upland", "Delta", "River Union", "The abbey"]


def test_it_says_what_to_do_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(monkeypatch, parties="日本, Delta")
    printed = heard(capsys, "new", "my crisis.yaml").rpartition("]: ")[2]  # after the questions
    assert "日本 is party in the file" in printed
    assert "Delta is" not in printed
    holes = Path("my crisis.yaml").read_text(encoding="utf-8").count(': "REPLACE: ')
    assert f"({holes} times)" in printed
    assert max(map(len, printed.splitlines())) <= 80
    commands = re.findall(r"^  parley (.*?)   +\S", printed, re.MULTILINE)
    assert [shlex.split(line) for line in commands] == [
        [command, "my crisis.yaml"] for command in ("validate", "run", "cards", "dashboard")
    ]
    assert "valid" in heard(capsys, "validate", "my crisis.yaml")
    assert told(capsys, "run", "my crisis.yaml", "--worlds", 50)["worlds"] == 50


def in_the_file(name: str) -> list[int]:
    """Return the lines on which a text of the file says REPLACE."""
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if ': "REPLACE: ' in line]


def spoken(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run, expect success, and return what it says on standard error."""
    sys.argv = ["parley", *words]
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    return capsys.readouterr().err


def test_texts_that_nobody_has_written_are_counted_and_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "(12 times)" in heard(capsys, "new", "a.yaml")
    where = in_the_file("a.yaml")
    assert f"12 texts still say REPLACE: lines {', '.join(map(str, where))}\n" in heard(
        capsys, "validate", "a.yaml"
    )
    text = Path("a.yaml").read_text(encoding="utf-8")
    Path("a.yaml").write_text(text.replace('"REPLACE: ', '"', 11), encoding="utf-8")
    [last] = in_the_file("a.yaml")
    assert f"  1 text still says REPLACE: line {last}\n" in heard(capsys, "validate", "a.yaml")
    more = 'teaches: "REPLACE: what"\nsummary: "REPLACE: who"\n'
    Path("b.yaml").write_text(f"extends: a.yaml\n{more}", encoding="utf-8")
    assert f"3 texts still say REPLACE: lines 2, 3, a.yaml:{last}\n" in heard(
        capsys, "validate", "b.yaml"
    )
    Path("a.yaml").write_text(text.replace('"REPLACE: ', '"'), encoding="utf-8")
    assert "still" not in heard(capsys, "validate", "a.yaml")


def test_many_of_them_are_not_all_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(monkeypatch, backers="A, B")
    heard(capsys, "new", "a.yaml")
    where = ", ".join(map(str, in_the_file("a.yaml")[:12]))
    assert f"14 texts still say REPLACE: lines {where}, …\n" in heard(capsys, "validate", "a.yaml")


@pytest.mark.usefixtures("unpictured", "undrawn")
def test_pages_of_an_unwritten_scenario_are_written_with_a_warning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard(capsys, "new", "a.yaml")
    warning = f"12 texts still say REPLACE: lines {', '.join(map(str, in_the_file('a.yaml')))}\n"
    assert spoken(capsys, "cards", "a.yaml") == f"parley: a.yaml: {warning}"
    assert (
        spoken(capsys, "report", "a.yaml", "--worlds", "50", "--seed", "1")
        == f"parley: a.yaml: {warning}"
    )
    assert spoken(capsys, "run", "a.yaml", "--worlds", "50", "--seed", "1", "--out", "b") == ""
    assert "parley: b/scenario.yaml: 12 texts" in spoken(capsys, "report", "b")
    settings = ["--set", "summary=Mine", "--set", "teaches=Mine"]
    assert "a.yaml: 10 texts" in spoken(capsys, "cards", "a.yaml", *settings)
    assert {"a-cards.html", "a-report.html"} < {file.name for file in Path().iterdir()}


def test_names_of_nobody_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    heard(capsys, "new", "a.yaml")
    assert "no actor" not in heard(capsys, "validate", "a.yaml")
    text = Path("a.yaml").read_text(encoding="utf-8").replace("actor: upland", "actor: witness", 1)
    text = text.replace("actor: upland", "actor: narrator")
    Path("a.yaml").write_text(text, encoding="utf-8")
    shown = "  named in statements, but no actor here: witness\n"
    assert shown in heard(capsys, "validate", "a.yaml")


REFUSED = {
    "a.yaml": "a.yaml: is there already; choose another name",
    "link.yaml": "link.yaml: is there already; choose another name",
    "b": "b: the name of a scenario file ends in .yaml or .yml",
    "a.yaml/b.yaml": "a.yaml/b.yaml: cannot be written: ",
    f"{'x' * 300}/b.yaml": "cannot be written: File name too long",
    f"{'x' * 300}.yaml": "cannot be written: File name too long",
}


@pytest.mark.parametrize(("words", "said"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    Path("a.yaml").write_text("mine", encoding="utf-8")
    Path("link.yaml").symlink_to("nowhere.yaml")
    assert said in refused(capsys, "new", *shlex.split(words))
    assert Path("a.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("starts", [FIRST_DAY, LAST_DAY])
def test_the_last_possible_days_will_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], starts: date
) -> None:
    deadline, last_day = str(starts + MAX_DAYS), str(starts + 2 * MAX_DAYS)
    answered(monkeypatch, starts=str(starts), deadline=deadline, last_day=last_day)
    heard(capsys, "new", "a.yaml")
    assert Scenario.load("a.yaml").clock.ticks == MAX_DAYS.days


def test_the_longest_name_fits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "語" * LONGEST_NAME
    answered(monkeypatch, parties=f"{name}, U")
    heard(capsys, "new", "a.yaml")
    assert name in [party.name for party in Scenario.load("a.yaml").parties.values()]


def test_the_template_comes_with_the_package() -> None:
    assert (files("sim.cli") / "templates" / "new.yaml.j2").is_file()


def test_more_actors_than_letters_have_statements_of_their_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(monkeypatch, backers=", ".join(f"Organisation of {number}" for number in range(30)))
    heard(capsys, "new", "many.yaml")
    statements = Scenario.load("many.yaml").statements
    assert len({one.id for one in statements}) == len(statements) > 30
