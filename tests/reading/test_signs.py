"""Characters in files and on the command line: named with their place, or read as what is meant."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import Scenario, ScenarioError
from sim.cli import main
from sim.page import library
from sim.reading.document import parse_document
from tests.cli.test_refusals import refused
from tests.conftest import ROOT, toy, toy_yaml

TOY = toy_yaml()

HIDDEN = (
    "\x1b",
    "\x1b]0;",
    "\x07",
    "\r",
    "\x0b",
    "\x9b",
    "\u202e",
    "\u2066",
    "\u2069",
    "\U000e0041",
)

TEXTS = ("title", "summary", "actors.north.name", "statements.quote", "statements.why")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder of one's own, with a small crisis."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(TOY, encoding="utf-8")


def changed(path: str, text: str) -> Scenario:
    said = {"id": "N1", "actor": "north", "speaker": "s", "quote": "q", "kind": "offer"}
    if path.startswith("statements."):
        entry = said | {"firmness": 1, path.partition(".")[2]: text}
        return toy().with_({"statements": [entry]})
    return toy().with_({path: text})


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
@pytest.mark.parametrize("path", TEXTS)
def test_no_text_holds_a_character_that_a_terminal_acts_on(path: str, hidden: str) -> None:
    said = rf"no text may hold the character U\+{ord(hidden[0]):04X} "
    with pytest.raises(ScenarioError, match=said):
        changed(path, f"be{hidden}yond")


@pytest.mark.parametrize("unseen", ["\xa0", "\u200b", "\u200d", "\u200f", "\ufeff"], ids=ascii)
def test_what_does_no_harm_in_running_text_stays(unseen: str) -> None:
    assert toy(summary=f"be{unseen}yond").summary == f"be{unseen}yond"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'title: "a\\e]0;b"',
            r":2: title: .* the character U\+001B .escape.*here letter 2",
        ),
        ("title: a\x1bb", r":2: no text may hold the character U\+001B .escape."),
        (
            "title: North\u200b",
            r":2: title: no text may hold .* U\+200B .zero width space",
        ),
        ('"\\udc80": 1', r":2: \\udc80: no text may hold the character U\+DC80 .half a character"),
        ('shared: {"\\ud800x": 1}', r":2: shared.\\ud800x: no text may hold the character U\+D800"),
        ('title: "\\udc80"', r":2: title: no text may hold the character U\+DC80"),
        ("leаrning: 1", r":2: leаrning: unknown key; the letter 'а' \(U\+0430, Cyrillic\) stands"),
        (
            "learning_rate:\u00a01\nlevels: []",
            r"the character U\+00A0 .no-break space. stands where a plain",
        ),
        (
            "\u00a0learning: 1",
            r"\\xa0learning: unknown key; the character U\+00A0 .no-break space.",
        ),
        ("learning_rate: 0.5\u00a0", r":2: learning_rate: a number.*; the character U\+00A0"),
        (
            "learning_rate: ０.５",
            r":2: learning_rate: a number.*; the digit '０' \(U\+FF10, fullwidth\)",
        ),
        (
            "learning_rate: “0.5”",
            r":2: learning_rate: a number.*; the character '“' \(U\+201C, left double",
        ),
        ("learning_rate: nοne", r":2: learning_rate: .*the letter 'ο' \(U\+03BF, Greek\) stands"),
        (
            "title： x\nlearning_rate: 1\nlevels",
            "not valid YAML.*'：' .U.FF1A.* where : is meant in",
        ),
        ("title: “a: b”", "not valid YAML: .*'“' .U.201C, left double.* stands where \" is meant"),
        (
            "actors: {nоrth: {rule: x}}",
            "the letter 'о' .U.043E, Cyrillic. stands where",
        ),
    ],
)
def test_what_is_not_what_it_seems_is_named_with_its_place(
    capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    Path("odd.yaml").write_text(f"extends: toy.yaml\n{line}\n", encoding="utf-8")
    told = refused(capsys, "validate", "odd.yaml")
    assert told.isprintable()
    with pytest.raises(ScenarioError, match=said):
        Scenario.load("odd.yaml")


def test_a_pasted_minus_is_a_minus() -> None:
    data = parse_document("a: −2\nb: –0.5e−3\nc: a – b", "file").data
    assert data == {"a": -2, "b": -0.0005, "c": "a – b"}


def test_lines_are_those_that_editors_count(tmp_path: Path) -> None:
    text = f"# one\u2028line\x85still\u2029the first\n{TOY}\nlearnin: 1\n"
    for start in ("", "\ufeff"):
        Path("lines.yaml").write_text(start + text, encoding="utf-8")
        with pytest.raises(ScenarioError) as error:
            Scenario.load("lines.yaml")
        assert error.value.line == text.count("\n")


IDS = {
    "1st": "starts with a letter A–Z or a–z",
    "_x": "starts with a letter A–Z or a–z",
    "Öl": "starts with a letter A–Z or a–z",
    "x" * 61: "at most 60 letters, here 61",
}


@pytest.mark.parametrize(("name", "said"), IDS.items())
def test_a_message_on_an_id_says_what_is_wrong_with_it(name: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        toy().with_({"shared": {name: 1}})


def test_each_pattern_has_words_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    said = "{id: 1a, actor: n, speaker: s, quote: q, kind: offer, firmness: 1}"
    Path("ids.yaml").write_text(f"document: d\nstatements: [{said}]\n", encoding="utf-8")
    assert "starts with a letter A–Z or a–z" in refused(capsys, "statements", "ids.yaml")
    Path("sha.yaml").write_text("document: d\nsha256: abc\nstatements: []\n", encoding="utf-8")
    assert "sha256: 64 digits of 0–9 and a–f" in refused(capsys, "statements", "sha.yaml")


TIMES = {
    "2031-02-30T06:00+00:00": "there is no 30 February 2031",
    "2031-13-01T06:00+00:00": "there is no month 13",
    "2031-02-01T25:00+00:00": "there is no hour 25",
    "2031-02-01T06:75+00:00": "there is no minute 75",
}


@pytest.mark.parametrize(("time", "said"), TIMES.items())
def test_a_time_that_no_calendar_has_is_told_so(time: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=f"clock.starts: {said}"):
        toy().with_({"clock.starts": time})


ONE_EACH = {
    "two lines": "learning_rate=1\nx: 2",
    "a comment": "title=Plan #2",
    "nothing but a comment": "learning_rate= # 1",
    "two documents": "learning_rate=1\n---\n2",
}


@pytest.mark.parametrize("what", ONE_EACH)
def test_a_setting_is_one_setting(capsys: pytest.CaptureFixture[str], what: str) -> None:
    line = refused(capsys, "run", "toy.yaml", "--worlds", "10", "--set", ONE_EACH[what])
    assert line.startswith("parley: --set ")


def test_what_is_quoted_in_a_setting_is_kept() -> None:
    settings = ('title="P #2"', "title=P#2", "title=|\n  P #2\n")
    titles = [Scenario.load("toy.yaml", (setting,)).title for setting in settings]
    assert titles == ["P #2", "P#2", "P #2"]


LONG = "x" * 5_000


@pytest.mark.parametrize(
    "words",
    [
        ("run", "toy.yaml", "--set", f"{LONG}=1"),
        ("run", "toy.yaml", "--set", f"learning_rate={LONG}"),
        ("run", "toy.yaml", "--set", f"actors.{LONG}.name=x"),
        ("run", "toy.yaml", "--rule", LONG),
        ("run", "toy.yaml", "--rule", f"{LONG}=literal"),
        ("run", "toy.yaml", "--table", LONG),
        ("run", "toy.yaml", "--seed", LONG),
        ("sweep", "toy.yaml", "--vary", LONG),
        ("sweep", "toy.yaml", "--vary", f"{LONG}=0:1:2"),
        ("sweep", "toy.yaml", "--vary", f"learning_rate={LONG}"),
        ("replay", "toy.yaml", "--outcome", LONG),
        ("validate", "long.yaml"),
        ("validate", "prose.yaml"),
        (LONG,),
        ("run", f"--{LONG}"),
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_no_line_is_longer_than_can_be_read(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    Path("long.yaml").write_text(f"extends: toy.yaml\n{LONG}: {LONG}\n", encoding="utf-8")
    key = " ".join(["word"] * 1000)
    Path("prose.yaml").write_text(f"extends: toy.yaml\n? {key}\n: {key}\n", encoding="utf-8")
    line = refused(capsys, *words)
    assert len(line) < 1_000
    assert "x" * 81 not in line


def test_many_long_choices_are_not_all_listed(capsys: pytest.CaptureFixture[str]) -> None:
    many = ", ".join(f"{'y' * 5_000}{number}: {{}}" for number in range(100))
    Path("many.yaml").write_text(f"{TOY}\nshocks: {{{many}}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        Scenario.load("many.yaml", ("actors.nrth.name=x",))
    assert len(str(error.value)) < 1_000


FOREIGN: dict[str, tuple[str | bytes, str]] = {
    "table.csv": ("a,b\n1,2\n", "a table"),
    "noname": ("a;b\n1;2\n", "a table"),
    "domain.xml": (
        "<?xml version='1.0'?>\n<utility_space><objective/></utility_space>\n",
        "GENIUS XML: issues and utilities, which Parley does not model",
    ),
    "stakeholders.csv": (
        "name,capability,position,salience\nAnna,1,20,0.4\n",
        "a table of stakeholders, for parley stakeholders",
    ),
    "page.xml": ("<?xml version='1.0'?>\n<a b='c: d'/>\n", "XML"),
    "page.yaml": ("<!doctype html>\n<title>x: y</title>\n", "a web page"),
    "tool.json": ('{"version": 3, "rows": [1, 2]}', "its keys are others (version, rows)"),
    "list.json": ('[{"version": 3}]', "JSON of another tool"),
    "app.toml": ("[tool]\nname = 'x'\n", "settings of a program"),
    "rule.py": ("import sim\n\n@register('x')\ndef rule(observation): ...\n", "a Python program"),
    "paper.pdf": (b"%PDF-1.7\n\xff\xfe", "a PDF document"),
    "crisis.docx": (b"PK\x03\x04\x14\x00\xff", "a packed file"),
    "notes.txt": ("Two sides talk.\n\nOne says: no.\nThe other one: yes.\n", "running text"),
    "notes.md": ("# Notes\n\nSome *words* of mine\n- one\n- two\n", "running text"),
    "utf16.yaml": ("title: x".encode("utf-16"), "text in UTF-16; save it as UTF-8"),
    "docker.yaml": ("services: {}\nnetworks: {}\nvolumes: {}\n", "its keys are others"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_another_kind_is_told_so(capsys: pytest.CaptureFixture[str], name: str) -> None:
    content, said = FOREIGN[name]
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    line = refused(capsys, "validate", name)
    assert line.startswith(f"parley: {name}")
    assert said in line


def test_a_scenario_in_json_is_one() -> None:
    data = toy(title="Toy 🕊").model_dump(mode="json", exclude_defaults=True)
    for indent in ("\t", 2, None):
        Path("toy.json").write_text(json.dumps(data, indent=indent), encoding="utf-8")
        assert Scenario.load("toy.json").title == "Toy 🕊"


ONE_AFTER_ANOTHER = """
import sys
from sim.cli import main
from sim.plots.figure import Figure

Figure.savefig = lambda _, to, **how: (getattr(to, "write_bytes", None) or to.write)(b"")
for words in {}:
    sys.argv = ["parley", *words]
    try:
        main()
    except SystemExit as left:
        assert left.code == (2 if "--set" in words else 0), words
"""
"""Carries commands out in one process, whose outputs are no terminal; draws no pictures."""


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such names")
def test_names_of_files_reach_the_terminal_as_words(tmp_path: Path) -> None:
    name = b"a\xff\x1b[31m.yaml"
    Path(os.fsdecode(name)).write_text(TOY, encoding="utf-8")
    commands = (
        [b"run", name, b"--worlds", b"10", b"--out", b"p\x1b"],
        [b"report", b"p\x1b", b"--out", b"r\x1b.html"],
        [b"run", name, b"--set", b"x\xff=1"],
        [b"list", b"."],
    )
    words = [[os.fsdecode(word) for word in command] for command in commands]
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER.format(words)],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"a\\udcff\\x1b[31m.yaml" in done.stdout


def test_a_text_may_be_wrapped_otherwise_than_its_quotes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = "{id: N1, actor: n, speaker: s, kind: offer, firmness: 1, quote: we come on Friday}"
    Path("said.yaml").write_text(f"document: d\nstatements: [{said}]\n", encoding="utf-8")
    Path("text.txt").write_text("\ufeff“We said we\n   come\xa0on Fri\xadday”", encoding="utf-8")
    sys.argv = ["parley", "statements", "said.yaml", "--against", "text.txt"]
    with pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, capsys.readouterr().out[:6]) == (0, "1 of 1")


@pytest.mark.usefixtures("few_draws", "unpictured")
@pytest.mark.parametrize("command", ["run", "compare", "replay", "report"])
def test_uncertain_without_anything_uncertain_says_so(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    more = {"compare": ["toy.yaml"], "replay": ["--world", "1"]}.get(command, [])
    worlds = [] if command == "replay" else ["--worlds", "10"]
    sys.argv = ["parley", command, "toy.yaml", *more, *worlds, "--uncertain"]
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    said = "no number is a distribution, so all worlds share the same assumptions\n"
    shown = capsys.readouterr()
    assert shown.err.endswith(said)
    assert "assumptions drawn" not in shown.out


def test_a_fault_nobody_has_met_refuses_the_file_and_keeps_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shelf = library.read_library(None, Path("toy.yaml"))
    monkeypatch.setattr(library, "load_content", lambda *_: 1 / 0)
    with pytest.raises(ScenarioError, match=r"mine.yaml: could not be opened.*ZeroDivisionError"):
        shelf.open("mine.yaml", TOY.encode())
    monkeypatch.setattr(Scenario, "load", lambda *_: 1 / 0)
    found = library.read_library(Path())
    assert [fault.partition(":")[0] for fault in found.faults] == ["toy.yaml"]
