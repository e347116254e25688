"""Bad input: one clear line with file, line, key, value and what is allowed; exit code 2."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import main
from tests.conftest import BASELINE

HEAR_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
PARLEY = [sys.executable, "-c", f"{HEAR_CTRL_C}; from sim.cli import main; main()"]
PARENT = f"extends: {BASELINE}\n"
ALIAS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{here}: &{here} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, here in zip("abcdefgh", "bcdefghi", strict=True)
)

FILES: dict[str, tuple[str | bytes, str]] = {
    "unknown key": (
        PARENT + "actors:\n  us:\n    nam: x\n",
        r":4: actors.us.nam: unknown key; did you mean 'name'\? allowed: .*\(given: 'x'\)",
    ),
    "unknown key at the top": (PARENT + "meetng: {}\n", r":2: meetng: .*did you mean 'meeting'"),
    "wrong type": (
        PARENT + "learning_rate: [1]\n",
        r":2: learning_rate: a number.* \(given: \[1\]\)",
    ),
    "a truth for a number": (
        PARENT + "learning_rate: true\n",
        r":2: learning_rate: .*\(given: True\)",
    ),
    "text for a number": (
        PARENT + "learning_rate: much\n",
        r":2: learning_rate: unknown shared number 'much'",
    ),
    "not a number": (
        PARENT + "learning_rate: .nan\n",
        r":2: learning_rate.*: must be a finite number",
    ),
    "infinity": (PARENT + "learning_rate: .inf\n", r":2: learning_rate.*: must be a finite number"),
    "out of range": (
        PARENT + "learning_rate: 1.5\n",
        r":2: learning_rate: must stay within \[0, 1\].*1.5",
    ),
    "a distribution that leaves the range": (
        PARENT + "learning_rate: {normal: {mean: 0.5, sd: 1}}\n",
        r":2: learning_rate: must stay within \[0, 1\]; this distribution can leave that range",
    ),
    "weights that do not add up": (
        PARENT + "actors:\n  russia:\n    weights: {himself: 0.5, delegation: 0.4}\n",
        r":4: actors.russia.weights: weights must sum to 1, here they sum to 0.9",
    ),
    "a reading without a name": (
        PARENT + "actors: {russia: {weights: {herself: 1}}}\n",
        r":2: actors.russia.weights.*: unknown reading 'herself'; did you mean 'himself'",
    ),
    "a condition nobody grants": (
        PARENT + "conditions:\n  truce: {title: t, log_rate: 0}\n",
        r":3: conditions.truce.grantor: this key is needed$",
    ),
    "an unknown grantor": (
        PARENT + "conditions: {ceasefire: {grantor: rusia}}\n",
        r":2: conditions.ceasefire.grantor: unknown actor 'rusia'; did you mean 'russia'",
    ),
    "an unknown condition": (
        PARENT
        + "actors: {russia: {readings: {himself: {attends_if: {leaders: {truce: promised}}}}}}\n",
        r":2: actors.russia.*truce: unknown condition 'truce'.* allowed: ceasefire",
    ),
    "an unknown signal": (
        PARENT + "actors: {russia: {influences: {eu.firmnes: 1}}}\n",
        r":2: actors.russia.influences.eu.firmnes: unknown signal.*did you mean 'eu.firmness'",
    ),
    "an unknown statement": (
        PARENT + "learning_rate: {value: 0.5, sources: [U99]}\n",
        r":2: learning_rate.sources.0: unknown statement id 'U99'",
    ),
    "an unknown rule": (
        PARENT + "actors: {us: {name: US}, russia: {rule: litral}}\n",
        r":2: actors.russia.rule: unknown rule 'litral'; did you mean 'literal'",
    ),
    "a clock that runs backwards": (
        PARENT + "clock:\n  on_time_until: 2025-05-01T00:00+03:00\n",
        r":3: clock.on_time_until: the clock runs backwards: must come after deadline",
    ),
    "a date off the grid": (
        PARENT + "conditions: {ceasefire: {due: 2025-05-12T01:00+03:00}}\n",
        r":2: conditions.ceasefire.due: must fall on a tick",
    ),
    "a time without a zone": (
        PARENT + "clock: {starts: 2025-05-11T18:00}\n",
        r":2: clock.starts: needs an offset from UTC, as in .*\(given: '2025-05-11T18:00'\)",
    ),
    "a reserved id": (
        PARENT + "actors: {shock: {role: backer, name: Shock}}\n",
        r":2: actors.shock: the id 'shock' is taken",
    ),
    "a circle": ("extends: bad.yaml\n", r":1: extends: files extend each other in a circle: bad"),
    "a parent that is not there": ("extends: no.yaml\n", r":1: extends: no such file to extend"),
    "a key that stands twice": (
        PARENT + "title: a\ntitle: b\n",
        r":3: title: this key stands here",
    ),
    "an empty file": ("", "bad.yaml: the file is empty"),
    "a list": ("- 1\n", "bad.yaml:1: a mapping"),
    "a binary file": (b"\x89PNG\x00\xff\xfe", "bad.yaml: not UTF-8 text"),
    "an enormous file": ("#" * 2_000_000, "bad.yaml: larger than 250,000 bytes"),
    "an alias bomb": (ALIAS_BOMB, r"bad.yaml:\d+: more than 10,000 entries"),
    "a deep nest": ("a: " + "[" * 5000, "bad.yaml: nested too deeply"),
    "a Python object": ("a: !!python/object:os.system x\n", r":1: a: unknown YAML tag"),
    "no YAML": ("a: [1\nb: 2\n", r"bad.yaml:2: not valid YAML"),
    "many digits": (
        PARENT + "learning_rate: " + "1" * 400,
        r":2: learning_rate: a number of 400 digits",
    ),
}

OPTIONS: dict[str, tuple[list[str], str]] = {
    "no worlds": (["--worlds", "0"], "worlds must lie between 1 and 100,000,000, not 0"),
    "too many worlds": (["--worlds", str(10**12)], "100,000,000, not 1,000,000,000,000"),
    "worlds in words": (["--worlds", "many"], "'--worlds': .*'many'"),
    "a seed below 0": (["--seed", "-1"], "seed must be 0 or above"),
    "no workers": (["--workers", "0"], "workers must lie between 1 and 256, not 0"),
    "an unknown rule": (["--rule", "litral"], "unknown rule 'litral'; did you mean 'literal'"),
    "a rule for nobody": (
        ["--rule", "rusia=literal"],
        "unknown party or condition 'rusia'; did you mean 'russia'",
    ),
    "a setting without a value": (["--set", "learning_rate"], "is written path.to.number=value"),
    "a setting of nothing": (
        ["--set", "actors.ukraine.inclinaton=1"],
        "--set actors.ukraine.inclinaton=1: actors.ukraine.inclinaton: unknown key; did you mean",
    ),
    "a setting out of range": (
        ["--set", "learning_rate=2"],
        r"learning_rate: must stay within \[0, 1\]",
    ),
    "an unknown table": (["--table", "xls"], "--table xls: allowed: csv, none, parquet"),
    "an unknown option": (["--wrlds", "3"], "--wrlds"),
}


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run in this process, expect a refusal, and return its one line."""
    sys.argv = ["parley", *words]
    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr()
    assert left.value.code == 2
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err.rstrip("\n")


@pytest.fixture(autouse=True)
def arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test its own arguments."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))


def matches(line: str, pattern: str) -> bool:
    return re.search(pattern, line) is not None


@pytest.mark.parametrize("what", FILES)
def test_a_bad_file_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, what: str
) -> None:
    content, pattern = FILES[what]
    file, out = tmp_path / "bad.yaml", tmp_path / "out"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    line = refused(capsys, "run", str(file), "--out", str(out))
    assert matches(line, pattern), line
    assert line.startswith(f"parley: {file}")
    assert not out.exists()


@pytest.mark.parametrize("what", OPTIONS)
def test_a_bad_option_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, what: str
) -> None:
    options, pattern = OPTIONS[what]
    out = tmp_path / "out"
    line = refused(capsys, "run", str(BASELINE), "--out", str(out), *options)
    assert matches(line, pattern), line
    assert not out.exists() or not list(out.iterdir())


def test_no_file_and_no_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "no such file" in refused(capsys, "run", str(tmp_path / "none.yaml"))
    assert "not a file" in refused(capsys, "validate", str(tmp_path))
    assert "rn" in refused(capsys, "rn")


def test_an_error_in_a_parent_names_the_parent(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "parent.yaml").write_text(PARENT + "\nlearning_rate: 3\n", encoding="utf-8")
    (tmp_path / "child.yaml").write_text("extends: parent.yaml\n", encoding="utf-8")
    line = refused(capsys, "validate", str(tmp_path / "child.yaml"))
    assert f"{tmp_path / 'parent.yaml'}:3: learning_rate" in line


def test_two_files_in_a_circle(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("extends: two.yaml\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("extends: one.yaml\n", encoding="utf-8")
    line = refused(capsys, "validate", str(tmp_path / "one.yaml"))
    assert "two.yaml:1: extends: files extend each other in a circle: one.yaml → two.yaml" in line


def test_a_folder_that_cannot_be_made(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    for place in ("taken", "taken/deeper"):
        line = refused(capsys, "run", str(BASELINE), "--out", str(tmp_path / place))
        assert "cannot be written" in line
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "a file"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child alone")
@pytest.mark.parametrize(("workers", "after"), [("1", 0.3), ("2", 0.3), ("2", 1.5)])
def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path, workers: str, after: float) -> None:
    """A terminal sends Ctrl-C to the command and to its helpers, starting ones included."""
    out = tmp_path / "out"
    words = ["run", str(BASELINE), "--worlds", "50000000", "--workers", workers, "--out", str(out)]
    child = subprocess.Popen(
        [*PARLEY, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not out.exists():  # made before the first world is run
        assert child.poll() is None
        time.sleep(0.05)
    time.sleep(after)
    os.killpg(child.pid, signal.SIGINT)
    printed, line = child.communicate(timeout=60)
    assert (child.returncode, printed) == (2, "")
    assert line == "parley: stopped; nothing was written\n"
    assert not out.exists()


@pytest.mark.parametrize(
    ("line", "now"),
    [
        ("learning: 1", "learning_rate"),
        ("meeting: {late: 1}", "late_rate"),
        ("clock: {decisions_freeze: 2025-05-15T00:00+03:00}", "deadline"),
        ("actors: {russia: {announces: 1}}", "announce_chance"),
        ("actors: {russia: {temper_scale: 1}}", "noise_scale"),
        ("actors: {russia: {readings: {himself: {comes: {}}}}}", "attends_if"),
    ],
)
def test_a_key_of_the_first_version_is_answered_with_todays(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str, now: str
) -> None:
    old = tmp_path / "old.yaml"
    old.write_text(f"{PARENT}{line}\n", encoding="utf-8")
    assert f"unknown key; did you mean '{now}'?" in refused(capsys, "validate", str(old))
