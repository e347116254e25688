"""``parley run`` and its siblings as a user meets them."""

import json
import sys
from io import StringIO
from pathlib import Path
from secrets import randbits
from typing import Any

import pandas as pd
import pytest
from matplotlib.image import imread

import sim.ensemble.ensemble
from sim.cli import main, progress
from sim.cli.options import load_with, rule_overrides
from sim.scenario import Scenario
from tests.conftest import BASELINE, ROOT, toy


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


@pytest.mark.usefixtures("few_draws")
def test_settings_and_rules_reach_the_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ("--worlds", 100)
    closed = told(monkeypatch, capsys, *few, "--set", "actors.turkey.hosting=0")
    assert closed["outcomes"]["none"]["share"] == 1
    both = told(monkeypatch, capsys, *few, "--rule", "literal")
    assert set(both["rules"].values()) == {"literal"}
    one = told(monkeypatch, capsys, *few, "--rule", "russia=literal")
    assert one["rules"] == {"ukraine": "ordered_threshold", "russia": "literal"}
    assert told(monkeypatch, capsys, *few, "--uncertain")["uncertain"]


def test_an_unseeded_run_tells_its_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.ensemble.luck.randbits", randbits)  # and no seed of this test
    seeds = set()
    for _ in range(2):
        assert parley(monkeypatch, "run", BASELINE, "--json", "--worlds", 10) == 0
        seeds.add(json.loads(capsys.readouterr().out)["seed"])
    assert len(seeds) == 2


def test_the_report_fits_eighty_columns_and_quotes_sentences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parley(monkeypatch, "run", BASELINE, "--seed", 7, "--worlds", 500) == 0
    printed = capsys.readouterr()
    assert max(map(len, printed.out.splitlines())) <= 80
    assert "not a forecast" in printed.out
    assert "R6 Russia is prepared to meet in Istanbul on Thursday" in printed.out  # narrated
    assert "any meeting on time" in printed.out
    assert printed.err == ""


def test_a_folder_gets_everything_and_the_same_run_the_same_bytes(
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
    again = tmp_path / "again"
    assert told(monkeypatch, capsys, "--worlds", 500, "--out", again) == found
    for name in ("summary.json", "worlds.csv", *pictures):
        assert (out / name).read_bytes() == (again / name).read_bytes()


@pytest.mark.usefixtures("undrawn")
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


class Terminal(StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("patience", "errors", "shown"),
    [(-1, Terminal(), True), (10, Terminal(), False), (-1, StringIO(), False)],
    ids=["long", "short", "into a pipe"],
)
def test_only_long_work_shows_progress_and_never_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, patience: float, errors: StringIO, shown: bool
) -> None:
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", patience)
    monkeypatch.setattr(sim.ensemble.ensemble, "BLOCK", 30)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert parley(monkeypatch, "run", BASELINE, "--worlds", 100, "--seed", 1) == 0
    assert ("━" in errors.getvalue()) == shown
    assert shown or not errors.getvalue()


def test_a_theory_has_the_numbers_that_are_set_for_it() -> None:
    setting = "theories.prospect.russia.loss=0.3"
    assert (
        load_with(BASELINE, [setting], ["prospect"]).numbers["actors.russia.rule.loss"].centre
        == 0.3
    )


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
