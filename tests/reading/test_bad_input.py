"""More bad input: hostile YAML, files beside files, casts that do not fit, real processes.

The common mistakes stand in `test_refusals`; here, too, each gives one line and exit code 2.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from tests.conftest import BASELINE, ROOT, toy_yaml

SAID = "{id: N1, actor: north, speaker: s, quote: q, kind: offer, firmness: 1}"
TWO_LINES = r'quote: "two\nlines"'
PARTY = (
    "{role: party, name: P, readings: {open: {attends_if: {}}}, weights: {open: 1}, inclination: 0"
)

HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "a zero byte": (b"a: \x00", r"bad.yaml:1: no text may hold the character U\+0000 \(null\)"),
    "UTF-16": ("title: a".encode("utf-16"), "bad.yaml: not UTF-8 text"),
    "Latin-1": ("title: é".encode("latin-1"), "bad.yaml: not UTF-8 text"),
    "an entry inside itself": ("a: &a [*a]", "bad.yaml: nested too deeply"),
    "an anchor that is not there": ("a: *b", "bad.yaml:1: not valid YAML: found undefined alias"),
    "two documents": ("a: 1\n---\nb: 2", "bad.yaml:2: .*expected a single document"),
    "only a comment": ("# nothing yet\n", r"bad.yaml: a mapping \(key: value\) is needed"),
    "a command": ("a: !!python/object/apply:os.system [x]", "bad.yaml:1: a: unknown YAML tag"),
    "a made object": ("a:\n  - !made {b: 1}", "bad.yaml:2: a.0: unknown YAML tag !made"),
    "a tagged key": ("a:\n  !made b: 1", "bad.yaml:2: a: unknown YAML tag !made"),
    "a tag that lies": ("a: !!int abc", r"bad.yaml:1: a: not what its tag .*int says.*'abc'"),
    "another tag that lies": ("a: !!bool maybe", "bad.yaml:1: a: not what its tag .*bool says"),
    "a key that is a list": ("a:\n  ? [b]\n  : c", "bad.yaml:2: a: a key must be a word"),
    "a character beyond Unicode": (
        r'a: "\UFFFFFFFF"',
        r"bad.yaml: not valid YAML: .*(too large|range)",
    ),
    "a version of many digits": (f"%YAML 1.{'1' * 5000}\n---\na: 1", "bad.yaml: not valid YAML"),
    "half a character": (r'title: "\ud800"', "bad.yaml:1: title: .*half a character"),
    "a key of two lines": (r'"a\nb": 1', r"bad.yaml:1: a\\nb: unknown key"),
    "a key that rings the bell": (r'"a\a": 1', r"bad.yaml:1: a\\x07: unknown key"),
}

BESIDE: dict[str, tuple[str, str]] = {
    "a parent with a zero byte": (
        r'extends: "a\0b"',
        r":1: extends: no such file to extend.*a\\x00",
    ),
    "a parent with a long name": (f"extends: {'x' * 5000}", ":1: extends: no such file to extend"),
    "a folder as a parent": ("extends: ..", r":1: extends: no such file to extend \(given: '..'\)"),
    "a number as a parent": (
        "extends: 3",
        r":1: extends: the name of a scenario file.*\(given: 3\)",
    ),
    "a broken parent": ("extends: broken.yaml", "broken.yaml:2: not valid YAML"),
    "no such statements": ("\nstatements: no.yaml", ":2: statements: no such file of statements"),
    "statements with a long name": (f"statements: {'x' * 5000}", ":1: statements: no such file"),
    "no statements in the file": (
        "statements: empty.yaml",
        "empty.yaml:1: statements: this key is",
    ),
    "a misspelt key among statements": (
        "statements: misspelt.yaml",
        r"misspelt.yaml:2: statments: unknown key; did you mean 'statements'\?",
    ),
    "a slip among statements": (
        "extends: toy.yaml\nstatements: slip.yaml",
        "slip.yaml:3: statements.0.actor: unknown actor 'nurth'; did you mean 'north'",
    ),
    "a statement of no kind": (
        "statements: unkind.yaml",
        r"unkind.yaml:4: statements.0.kind: must be 'offer', .*\(given: 'ofer'\)",
    ),
}

CASTS: dict[str, tuple[str, str]] = {
    "a role that is none": (
        "actors: {north: {role: prty}}",
        r":2: actors.north.role: a role is needed; did you mean 'party'\?.*\(given: 'prty'\)",
    ),
    "no role": ("actors: {east: {name: E}}", ":2: actors.east.role: a role is needed; allowed: b"),
    "a seventh party": (
        "actors: {"
        + ", ".join(
            f"{key}: {PARTY}, thresholds: {{delegations: 0, leaders: 0}}}}".replace(
                "name: P", f"name: {key}"
            )
            for key in ("a", "b", "c", "d", "e")
        )
        + "}",
        ":2: actors: needs 2 to 6 actors with role party, has 7",
    ),
    "two hosts": (
        "actors:\n"
        "  east: {role: host, name: E, hosting: 1}\n"
        "  west: {role: host, name: W, hosting: 1}",
        ":4: actors.west: only one actor can have role host",
    ),
    "an actor and a condition of one name": (
        "conditions: {north: {title: t, grantor: south, log_rate: 0}}",
        ":2: conditions.north: a party has the same id, and its presence is its level",
    ),
    "a condition granted by nobody here": (
        "conditions: {truce: {title: t, grantor: est, log_rate: 0}}",
        r":2: conditions.truce.grantor: unknown actor 'est'.*allowed: north, south.*'est'",
    ),
    "seven conditions": (
        "conditions: {"
        + ", ".join(f"c{n}: {{title: t, grantor: north, log_rate: 0}}" for n in range(7))
        + "}",
        r":2: conditions: at most 6 conditions are allowed \(given",
    ),
    "a precondition in a word": (
        "actors: {north: {readings: {open: {attends_if: {leaders: sometimes}}}}}",
        r"attends_if.leaders: write always, or each condition .*\(given: 'sometimes'\)",
    ),
    "a precondition half met": (
        "actors: {north: {readings: {open: {attends_if: {leaders: {truce: kept}}}}}}",
        r"leaders.truce: must be 'not promised', 'promised', 'observed'; .* \(given: 'kept'\)",
    ),
    "a level nobody knows": (
        "actors: {north: {readings: {open: {attends_if: {leader: always}}}}}",
        r"attends_if.leader: unknown level 'leader'; did you mean 'leaders'\?",
    ),
    "the lowest level": (
        "actors: {north: {readings: {open: {attends_if: {absent: always}}}}}",
        "attends_if.absent: unknown level 'absent'.*allowed: delegations, leaders",
    ),
    "a level twice": ("levels: [absent, leaders, leaders]", ":2: levels: levels must differ"),
    "a level with the name of a measure": (
        "levels: [absent, any, leaders]",
        r":2: levels.1: the name 'any' is taken: any_on_time is .*\(given: 'any'\)",
    ),
    "two actors of one name": (
        "actors:\n  south:\n    name: North",
        r":4: actors.south.name: north is called the same; names .*\(given: 'North'\)",
    ),
    "a name of two lines": (
        'actors: {north: {name: "No\\nrth"}}',
        r":2: actors.north.name: must be one line \(given: 'No\\nrth'\)",
    ),
    "a title of two lines": ('title: "two\\u2028lines"', r":2: title: no text may hold .* U\+2028"),
    "a condition that rings the bell": (
        'conditions: {truce: {title: "a\\a", grantor: north, log_rate: 0}}',
        r":2: conditions.truce.title: no text may hold .* U\+0007 \(bell\), here letter 2",
    ),
    "a long name": (
        f"actors: {{north: {{name: {'n' * 61}}}}}",
        ":2: actors.north.name: at most 60 letters, here 61",
    ),
    "a long title": (f"title: {'t' * 201}", ":2: title: at most 200 letters, here 201"),
    "a long demand": (
        f"conditions: {{truce: {{title: {'t' * 201}, grantor: north, log_rate: 0}}}}",
        ":2: conditions.truce.title: at most 200 letters, here 201",
    ),
    "a long level": (
        f"levels: [absent, {'l' * 61}]",
        ":2: levels.1: at most 60 letters, here 61",
    ),
    "a ladder of one rung": ("levels: [absent]", ":2: levels: two to six levels are needed"),
    "no threshold": (
        "actors: {north: {thresholds: {leaders: null}}}",
        ":2: actors.north.thresholds: needs a threshold for the level 'leaders'",
    ),
    "a threshold that falls": (
        "actors: {north: {thresholds: {leaders: -1}}}",
        r":2: actors.north.thresholds.leaders: .* at least 0 \(given: -1\)",
    ),
    "a signal everybody has": (
        "actors: {north: {signals: {inclination: {strength: 1}}}}",
        ":2: actors.north.signals.inclination: .*; rename it",
    ),
    "a signal scaled by itself": (
        "actors: {north: {signals: {anger: {strength: 1, scales_with: north.anger}}}}",
        "anger.scales_with: unknown signal .*listed above.*allowed: none here",
    ),
    "an echo of nobody": (
        "actors: {north: {signals: {anger: {strength: 1, echo: {party: est, weight: 1}}}}}",
        "anger.echo.party: unknown party 'est'.*allowed: north, south",
    ),
    "a ramp without a condition": (
        "actors: {north: {signals: {anger: {strength: 1, ramp: {condition: x, per_day: 1}}}}}",
        "anger.ramp.condition: unknown condition 'x'; allowed: none here",
    ),
    "a shock to nothing": (
        "shocks: {flood: {rate: 1, effects: {north.inclinaton: 1}}}",
        r"flood.effects.north.inclinaton: .*did you mean 'north.inclination'\?",
    ),
    "enough of one grantor": (
        "conditions: {truce: {title: t, grantor: north, log_rate: 0, enough: any}}",
        "truce.enough: needs co_grantors beside it",
    ),
    "a condition that is held": (
        "conditions: {truce: {title: t, grantor: north, log_rate: 0}}\n"
        "shocks: {flood: {rate: 1, when: [{truce: held}], effects: {north.inclination: 1}}}",
        r"when.0.truce: 'held' is said of an earlier meeting alone; must be 'not promised' or",
    ),
    "a condition that is present": (
        "conditions: {truce: {title: t, grantor: north, log_rate: 0,"
        " awaits: {conditions: {truce: present}}}}",
        "awaits.conditions.truce: 'present' is said of the presence of an actor alone",
    ),
    "a shock without effect": (
        "shocks: {flood: {rate: 1, effects: {}}}",
        "effects: at least one entry is needed",
    ),
    "a statement of nobody, by a slip": (
        f"statements:\n  - {SAID}\n  - {SAID.replace('north', 'noth').replace('N1', 'N2')}",
        ":4: statements.1.actor: unknown actor 'noth'; did you mean 'north'.*: north, south",
    ),
    "two letters swapped": (
        f"statements: [{SAID.replace('quote', 'asks: [south, sotuh], quote')}]",
        ":2: statements.0.asks.1: unknown actor 'sotuh'; did you mean 'south'",
    ),
    "a letter too many": (
        f"statements: [{SAID.replace('quote', 'binds: [northh], quote')}]",
        ":2: statements.0.binds.0: unknown actor 'northh'; did you mean 'north'",
    ),
    "a statement twice": (
        f"statements:\n  - {SAID}\n  - {SAID}",
        ":4: statements.1.id: the id 'N1' is taken already",
    ),
    "a list for a mapping": ("actors: []", r":2: actors: a mapping \(key: value\) is.*\[\]"),
    "a mapping for a list": ("levels: {}", r":2: levels: a list is needed \(given: {}\)"),
    "a number for a text": ("title: 5", r":2: title: text is needed \(given: 5\)"),
    "an actor in one word": ("actors: {north: x}", ":2: actors.north: a mapping"),
    "no text": ("title: '  '", ":2: title: text is needed, not nothing"),
    "two mistakes": ("learnin: 1\nmeetin: 2", r":2: learnin: .*\[and 1 more\]"),
}

POINT = "a decimal needs a point, as in 0.85"

COMMAS: dict[str, tuple[str, str]] = {
    "in a number at length": (
        "meeting: {goes_ahead: {value: 0,85}}",
        rf":2: meeting.goes_ahead.85: unknown key; {POINT} \(given: None\)",
    ),
    "in a part": ("meeting: {goes_ahead: 0,85}", f":2: meeting.85: unknown key; {POINT}"),
    "among levels": (
        "actors: {north: {thresholds: {delegations: 0,5}}}",
        f":2: actors.north.thresholds.5: unknown key; {POINT}",
    ),
    "among signals": (
        "actors: {north: {influences: {south.outlook: 0,5}}}",
        f":2: actors.north.influences.5: unknown key; {POINT}",
    ),
    "twice alike": (
        "learning_rate: {uniform: {low: 0,5, high: 1,5}}",
        f":2: learning_rate.uniform.5: {POINT}",
    ),
    "without braces": (
        "learning_rate: -0,85",
        rf"a number, or the name of a shared number, is needed; {POINT} \(given: '-0,85'\)",
    ),
}

SETTINGS: dict[str, tuple[str, str]] = {
    "no path": ("=1", "--set =1: a setting is written path.to.number=value"),
    "no value": ("learning_rate=", "--set learning_rate=: a setting is written"),
    "no YAML": ("learning_rate=[", r"--set learning_rate=\[: not valid YAML"),
    "a tag": ("learning_rate=!x 1", "--set learning_rate=!x 1: unknown YAML tag !x"),
    "text for a number": (
        "learning_rate=much",
        "learning_rate: unknown shared number 'much'; allowed: none",
    ),
    "a list for a number": ("learning_rate=[1]", r"learning_rate: a number.* \(given: \[1\]\)"),
    "a rate below 0": (
        "meeting.late_rate=-1",
        r"meeting.late_rate: must stay at 0 or more \(given: -1\)",
    ),
    "a rate that can fall below 0": (
        "meeting.late_rate={normal: {mean: 1, sd: 1}}",
        "meeting.late_rate: must stay at 0 or more; this distribution can leave that range",
    ),
    "a number beyond all sense": (
        "learning_rate={value: -2e6}",
        "learning_rate.value: must be -1,000,000 or more",
    ),
    "ticks of no length": ("clock.hours_per_tick=0", "hours_per_tick: must be 0.01 or more"),
    "ticks of years": ("clock.hours_per_tick=9000", "hours_per_tick: must be 8,784 or less"),
    "no spread": (
        "learning_rate={normal: {mean: 1, sd: 0}}",
        "learning_rate.normal.sd: must be above 0",
    ),
    "half a number": (
        "actors.north.inclination={normal: {mean: 1}}",
        "actors.north.inclination.normal.sd: this key is needed",
    ),
    "part of a number": (
        "actors.north.inclination.assumption=x",
        "actors.north.inclination: give exactly one of value, .* here: none",
    ),
    "a path that is not there": (
        "actors.nrth.name=x",
        "there is no actors.nrth; did you mean 'north'",
    ),
    "a path through a number": ("learning_rate.x.y=1", "learning_rate.x: unknown key"),
    "nothing to take away": ("conditions.truce=null", r"conditions.truce: .*\(given: None\)"),
    "the parent": ("extends=toy.yaml", "extends: unknown key"),
    "two lines": ("a\nb=1", r"--set a\\nb=1: a\\nb: unknown key"),
    "part of a list": (
        f"statements=[{SAID.replace('offer', 'ofer')}]",
        "statements.0.kind: must be",
    ),
}

WORDS: dict[str, tuple[list[str], str]] = {
    "worlds in part": (["run", "toy.yaml", "--worlds", "1.5"], "'--worlds'.*given: '1.5'"),
    "a seed in words": (["run", "toy.yaml", "--seed", "x"], "'--seed'.*given: 'x'"),
    "a seed too large": (["run", "toy.yaml", "--seed", str(2**128)], "seed must be .* below 2.128"),
    "workers in words": (["run", "toy.yaml", "--workers", "x"], "'--workers'.*given: 'x'"),
    "too many workers": (["run", "toy.yaml", "--workers", "257"], "between 1 and 256, not 257"),
    "a rule without a name": (["run", "toy.yaml", "--rule", "north="], "unknown rule ''; allowed"),
    "a rule for nobody": (
        ["run", "toy.yaml", "--rule", "=literal"],
        "unknown party or condition ''; allowed",
    ),
    "a table that is none": (["run", "toy.yaml", "--table", "cvs"], "did you mean 'csv'"),
    "no scenario": (["run"], "Missing argument 'SCENARIO'"),
    "two scenarios": (["run", "toy.yaml", "toy.yaml"], "unexpected extra argument"),
    "a misspelt command": (["rnu", "toy.yaml"], "No such command 'rnu'"),
    "an option without a value": (["run", "toy.yaml", "--out"], "'--out' requires an argument"),
    "no statements": (["statements", "no.yaml"], "no.yaml: no such file"),
    "no text": (
        ["statements", "said.yaml", "--against", "no.txt"],
        "no.txt: cannot be read as text",
    ),
    "another text": (
        ["statements", "said.yaml", "--against", "toy.yaml"],
        r"toy.yaml: 1 of 1 quotes not found: N1 \(two\\nlines…\)",
    ),
    "a binary text": (
        ["statements", "said.yaml", "--against", "binary"],
        "binary: cannot be read as",
    ),
}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in a folder with a small crisis and some files to stumble over."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    files = {
        "toy.yaml": toy_yaml(),
        "broken.yaml": "a: [1\nb: 2\n",
        "empty.yaml": "document: none\n",
        "misspelt.yaml": "document: none\nstatments: []\n",
        "unkind.yaml": f"document: d\nstatements:\n  -\n   {SAID.replace('offer', 'ofer')}\n",
        "slip.yaml": f"document: d\nstatements:\n  - {SAID.replace('north', 'nurth')}\n",
        "said.yaml": f"document: d\nstatements: [{SAID.replace('quote: q', TWO_LINES)}]\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    return tmp_path


def lying_here() -> set[Path]:
    """Return what lies in the present folder, but for what tools keep there meanwhile."""
    found: set[Path] = set()
    for folder, inside, files in os.walk("."):
        inside[:] = {*inside} - {"__pycache__", ".hypothesis", ".git"}
        found |= {Path(folder, name) for name in (*inside, *files)}
    return found


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run in this process, expect a refusal that leaves nothing behind, and return its line."""
    before = lying_here()
    sys.argv = ["parley", *words]
    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr()
    assert left.value.code == 2
    assert printed.out == ""
    assert printed.err.startswith("parley: ")
    assert printed.err.endswith("\n")
    assert printed.err[:-1].isprintable()
    assert lying_here() == before
    return printed.err


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_yaml_is_refused(capsys: pytest.CaptureFixture[str], what: str) -> None:
    content, pattern = HOSTILE[what]
    Path("bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    line = refused(capsys, "run", "bad.yaml", "--out", "out")
    assert re.search(pattern, line), line


@pytest.mark.parametrize("what", BESIDE)
def test_a_file_beside_the_file_is_refused(capsys: pytest.CaptureFixture[str], what: str) -> None:
    text, pattern = BESIDE[what]
    Path("bad.yaml").write_text(text, encoding="utf-8")
    line = refused(capsys, "validate", "bad.yaml")
    assert re.search(pattern, line), line


@pytest.mark.parametrize("what", CASTS)
def test_parts_that_do_not_fit_are_refused(capsys: pytest.CaptureFixture[str], what: str) -> None:
    text, pattern = CASTS[what]
    Path("bad.yaml").write_text(f"extends: toy.yaml\n{text}\n", encoding="utf-8")
    line = refused(capsys, "run", "bad.yaml", "--out", "out")
    assert line.startswith("parley: bad.yaml:")
    assert re.search(pattern, line), line


@pytest.mark.parametrize("what", COMMAS)
def test_a_decimal_comma_is_told_of_the_point(
    capsys: pytest.CaptureFixture[str], what: str
) -> None:
    text, pattern = COMMAS[what]
    Path("bad.yaml").write_text(f"extends: toy.yaml\n{text}\n", encoding="utf-8")
    line = refused(capsys, "validate", "bad.yaml")
    assert re.search(pattern, line), line


@pytest.mark.parametrize("what", SETTINGS)
def test_a_bad_setting_names_itself(capsys: pytest.CaptureFixture[str], what: str) -> None:
    setting, pattern = SETTINGS[what]
    line = refused(capsys, "run", "toy.yaml", "--set", setting, "--out", "out")
    assert line.startswith("parley: --set ")
    assert re.search(pattern, line), line


@pytest.mark.parametrize("what", WORDS)
def test_other_words_are_refused(capsys: pytest.CaptureFixture[str], what: str) -> None:
    words, pattern = WORDS[what]
    line = refused(capsys, *words)
    assert re.search(pattern, line), line


def test_the_second_setting_is_blamed_for_its_own_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = refused(
        capsys, "run", "toy.yaml", "--set", "learning_rate=1", "--set", "meeting.late_rate=-2"
    )
    assert line.startswith(
        "parley: --set meeting.late_rate=-2: meeting.late_rate: must stay at 0 or more"
    )


def test_a_huge_file_is_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    with Path("huge.yaml").open("wb") as file:
        file.truncate(2**28)  # a hole, which takes no room on most disks
    assert "huge.yaml: larger than 250,000 bytes" in refused(capsys, "validate", "huge.yaml")


def test_a_long_ladder_of_files_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for step in range(25):
        Path(f"{step}.yaml").write_text(f"extends: {step + 1}.yaml\n", encoding="utf-8")
    Path("25.yaml").write_text("extends: toy.yaml\n", encoding="utf-8")
    assert "19.yaml:1: extends: files extend each other" in refused(capsys, "validate", "0.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe.yaml")
    assert "pipe.yaml: not a file" in refused(capsys, "validate", "pipe.yaml")


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run as a process of its own, in the folder of this test."""
    start = [sys.executable, "-c", "from sim.cli import main; main()"]
    around = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(
        [*start, *words], capture_output=True, env=around, check=False, timeout=60
    )


@pytest.mark.parametrize(
    "words",
    [
        ["run", "broken.yaml", "--out", "out"],
        ["run", "toy.yaml", "--set", "learning_rate=\udcff", "--out", "out"],
        ["nothing"],
    ],
    ids=lambda words: words[-1].encode("ascii", "replace").decode(),
)
def test_a_process_ends_with_one_line_and_exit_code_2(words: list[str]) -> None:
    before = lying_here()
    ended = process(*words)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert re.fullmatch(rb"parley: [^\n]+\r?\n", ended.stderr), ended.stderr
    assert lying_here() == before


def test_output_that_cannot_take_every_sign_is_no_failure() -> None:
    ended = process(
        "run", str(BASELINE), "--worlds", "100", "--seed", "1", PYTHONIOENCODING="cp1252"
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "‘delegations on time’".encode("cp1252") in ended.stdout
    assert b"any meeting on time" in ended.stdout


def test_without_words_it_helps(capsys: pytest.CaptureFixture[str]) -> None:
    sys.argv = ["parley"]
    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr()
    assert (left.value.code, printed.err) == (0, "")
    assert printed.out.startswith("Usage: parley")
