"""``parley run`` and its siblings as a user meets them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.image import imread

from sim.cli import main
from sim.cli.options import rule_overrides
from sim.scenario import Scenario
from tests.conftest import BASELINE, ROOT, toy

PARLEY = [sys.executable, "-c", "from sim.cli import main; main()"]


def parley(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """Run the command line in this process and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["parley", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code


def told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object
) -> dict[str, Any]:
    """Run with ``--json`` and return the object it prints."""
    assert parley(monkeypatch, "run", BASELINE, "--seed", 7, "--json", *words) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    found: dict[str, Any] = json.loads(printed.out)
    return found


def test_json_is_one_object_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(monkeypatch, capsys, "--worlds", 2000)
    assert (found["seed"], found["worlds"]) == (7, 2000)
    assert sum(share["count"] for share in found["outcomes"].values()) == 2000
    for share in (*found["outcomes"].values(), found["any_on_time"]):
        assert 0 <= share["low"] <= share["share"] <= share["high"] <= 1
    assert found["conditions"]["ceasefire"]["observed"] >= 0
    assert found["conditions"]["ceasefire"]["promised"] < 0.2
    assert {"obstacles", "blame", "version", "caveat", "scenario"} <= set(found)


def test_settings_and_rules_reach_the_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = told(monkeypatch, capsys, "--set", "actors.turkey.hosting=0")
    assert closed["outcomes"]["none"]["share"] == 1
    both = told(monkeypatch, capsys, "--rule", "literal")
    assert set(both["rules"].values()) == {"literal"}
    one = told(monkeypatch, capsys, "--rule", "russia=literal")
    assert one["rules"] == {"ukraine": "ordered_threshold", "russia": "literal"}
    assert told(monkeypatch, capsys, "--uncertain")["uncertain"]


def test_an_unseeded_run_tells_its_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = set()
    for _ in range(2):
        assert parley(monkeypatch, "run", BASELINE, "--json", "--worlds", 10) == 0
        seeds.add(json.loads(capsys.readouterr().out)["seed"])
    assert len(seeds) == 2


def test_the_report_fits_eighty_columns_and_quotes_sentences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parley(monkeypatch, "run", BASELINE, "--seed", 7) == 0
    printed = capsys.readouterr()
    assert max(map(len, printed.out.splitlines())) <= 80
    assert "not a forecast" in printed.out
    assert "R6 Russia is prepared to meet in Istanbul on Thursday" in printed.out  # narrated
    assert "any meeting on time" in printed.out
    assert printed.err == ""


def test_a_folder_gets_everything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "new" / "folder"
    found = told(monkeypatch, capsys, "--worlds", 500, "--out", out)
    pictures = ["dots.png", "levels.png", "outcomes.png", "timeline.png"]
    assert sorted(file.name for file in out.iterdir()) == sorted(
        [*pictures, "manifest.json", "scenario.yaml", "summary.json", "worlds.csv"]
    )
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == found
    rows = pd.read_csv(out / "worlds.csv", keep_default_na=False)
    counts = rows["outcome"].value_counts()
    assert {key: counts.get(key, 0) for key in found["outcomes"]} == {
        key: share["count"] for key, share in found["outcomes"].items()
    }
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["worlds"]) == (7, 500)
    assert len(manifest["scenario_sha256"]) == 64
    for name in pictures:
        assert imread(out / name).std() > 0.05


def test_the_same_run_writes_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("one", "other"):
        told(monkeypatch, capsys, "--worlds", 300, "--out", tmp_path / name)
    for name in ("summary.json", "worlds.csv", "outcomes.png"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_parquet_holds_the_same_rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for kind in ("csv", "parquet"):
        told(monkeypatch, capsys, "--worlds", 300, "--table", kind, "--out", tmp_path / kind)
    csv = pd.read_csv(tmp_path / "csv" / "worlds.csv", keep_default_na=False)
    parquet = pd.read_parquet(tmp_path / "parquet" / "worlds.parquet")
    assert (csv.astype(str).to_numpy() == parquet.astype(str).to_numpy()).all()


def test_validate_says_what_a_file_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parley(monkeypatch, "validate", BASELINE) == 0
    assert "13 ticks of 6 hours" in capsys.readouterr().out


def test_schema_is_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parley(monkeypatch, "schema") == 0
    assert "conditions" in json.loads(capsys.readouterr().out)["properties"]


def test_statements_are_checked_against_a_text(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    baseline: Scenario,
) -> None:
    seeds, text = ROOT / "seeds" / "statements.yaml", tmp_path / "text.txt"
    quotes = [statement.quote for statement in baseline.statements]
    text.write_text("\n".join(quotes), encoding="utf-8")
    assert parley(monkeypatch, "statements", seeds, "--against", text) == 0
    assert "28 of 28" in capsys.readouterr().out
    text.write_text("\n".join(quotes).replace("IMMEDIATELY", "immediately"), encoding="utf-8")
    assert parley(monkeypatch, "statements", seeds, "--against", text) == 2
    assert "1 of 28 quotes not found: A3" in capsys.readouterr().err


IMPATIENT = "import sim.cli.progress as progress; progress.PATIENCE_SECONDS = {}; "
"""Has whatever takes longer than so many seconds count as long work."""


def impatient(seconds: float) -> list[str]:
    return [sys.executable, "-c", IMPATIENT.format(seconds) + PARLEY[-1]]


def on_a_terminal(*words: str) -> str:
    """Run with both outputs on a terminal and return what it showed."""
    here, there = pty.openpty()
    child = subprocess.Popen(words, stdout=there, stderr=there, cwd=ROOT)
    os.close(there)
    shown = b""
    while True:
        try:
            more = os.read(here, 65536)
        except OSError:  # Linux says so when the other end has closed
            break
        if not more:
            break
        shown += more
    os.close(here)
    assert child.wait() == 0
    return shown.decode()


def test_long_work_shows_progress_on_a_terminal_and_never_in_a_pipe() -> None:
    long = [*impatient(0.01), "run", str(BASELINE), "--worlds", "300000", "--seed", "1"]
    assert "━" in on_a_terminal(*long)
    piped = subprocess.run(long, capture_output=True, text=True, check=True, cwd=ROOT)
    assert piped.stderr == ""
    assert "━" not in piped.stdout


def test_short_work_shows_no_progress() -> None:
    short = ["run", str(BASELINE), "--worlds", "100", "--seed", "1"]
    assert "━" not in on_a_terminal(*impatient(10), *short)


def test_a_rule_is_chosen_for_whatever_takes_one() -> None:
    crisis = toy(**{"actors.north.hardening": {"rate": 1}})
    asked = ["literal", "north.hardening=concession"]
    places = ["actors.north.rule=literal", "actors.south.rule=literal"]
    assert rule_overrides(crisis, asked) == [*places, "actors.north.hardening.rule=concession"]


def test_validate_names_another_date_only_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parley(monkeypatch, "validate", BASELINE) == 0
    clock = Scenario.load(BASELINE).clock
    assert f"  clock: {clock.ticks} ticks of 6 hours\n" in capsys.readouterr().out


def test_luck_can_be_thrown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ("--worlds", 64)
    even, thrown = (told(monkeypatch, capsys, *few, "--luck", one) for one in ("sobol", "philox"))
    assert (even["luck"], thrown["luck"]) == ("sobol", "philox")
    assert told(monkeypatch, capsys, *few) == even
    assert even["outcomes"] != thrown["outcomes"]
    assert parley(monkeypatch, "run", BASELINE, "--luck", "dice") == 2
    assert capsys.readouterr().err == "parley: luck must be sobol or philox, not dice\n"
