"""``parley statements``, ``ablate`` and ``list``; and what ``parley sweep`` refuses to vary."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.image import imread

from sim import Scenario, simulate
from sim.analysis.experiments.unsaid import without
from sim.style.labels import part_called
from tests.cli.test_cli_compare import heard, told
from tests.conftest import ALL_SCENARIOS, BASELINE, ROOT, load, tall, toy, toy_yaml
from tests.reading.test_bad_input import refused

SEEDS = ROOT / "seeds" / "statements.yaml"
HOW_MUCH = ("--worlds", 300, "--seed", 7)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in a folder with a small crisis and a text."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    quotes = [one.quote for one in load().statements]
    Path("text.txt").write_text("\n".join(quotes), encoding="utf-8")
    return tmp_path


def test_the_deadlock_of_the_week_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    printed = heard(capsys, "statements", BASELINE)
    assert max(map(len, printed.splitlines())) <= 80
    _, _, words = printed.partition("\nDeadlock ")
    assert words.splitlines()[:-3] == [
        "(→ stands between what must come first and what waits for it):",
        "  Ukraine: ceasefire → talks (U3, U7)",
        "  Russia: talks → ceasefire (R5, R7)",
        "  at ‘leaders’, read as ‘observed’ and ‘himself’; at ‘delegations’, read as ",
        "‘observed’ and ‘himself’; at ‘delegations’, read as ‘observed’ and ‘delegation’",
        "  ended by dropping one of these, the softest wording first:",
        "  · Russia: talks → ceasefire (firmness 0.70)",
        "  · Ukraine: ceasefire → talks (firmness 0.80)",
    ]


@pytest.mark.parametrize("name", ["personally", "promise-suffices"])
def test_other_readings_end_the_deadlock(capsys: pytest.CaptureFixture[str], name: str) -> None:
    file = BASELINE.with_name(f"{name}.yaml")
    printed = heard(capsys, "statements", file)
    assert "Deadlock (" not in printed
    assert "\nNo deadlock: no combination leaves them in a circle with no way out.\n" in printed
    assert not any(one["deadlocks"] for one in told(capsys, "statements", file)["combinations"])


@pytest.mark.parametrize("levels", range(2, 7))
def test_long_levels_head_their_columns_in_whole_words(
    capsys: pytest.CaptureFixture[str], levels: int
) -> None:
    Path("tall.yaml").write_text(tall(levels).to_yaml(), encoding="utf-8")
    printed = heard(capsys, "statements", "tall.yaml")
    assert max(map(len, printed.splitlines())) <= 80
    _, _, table = printed.partition("\nWho waits")
    words = {word for level in tall(levels).levels[1:] for word in level.split("_")}
    assert words | {"Commonwealth", "Federation", "promise"} <= {*re.split(r"[\s‘’]+", table)}
    assert not re.search("[…_]", table)


def test_what_rests_on_a_sentence_is_told_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    found, printed = told(capsys, "statements", BASELINE), heard(capsys, "statements", BASELINE)
    week = load()
    assert list(found["feeds"]) == [one.id for one in week.statements]
    lines, running = [line.strip() for line in printed.splitlines()], " ".join(printed.split())
    for statement in week.statements:
        assert (found["feeds"][statement.id] == []) == (statement.id in found["unused"])
        for path in found["feeds"][statement.id]:
            assert f"→ {part_called(week, path)}" in running
    assert f"Nothing rests on: {', '.join(found['unused'])}" in lines
    assert f"What the {sum(found['grounds'].values())} numbers rest on (the" in running
    locked = [one for each in found["combinations"] for one in each["deadlocks"].values()]
    circles = {tuple(one["circle"]) for one in locked}
    assert circles == {("Ukraine: ceasefire → talks", "Russia: talks → ceasefire")}


def test_statements_are_listed_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    listed = heard(capsys, "statements", SEEDS).splitlines()
    assert [line.split()[0] for line in listed] == [one.id for one in load().statements]
    for file in (SEEDS, BASELINE):
        assert heard(capsys, "statements", file, "--against", "text.txt") == (
            "28 of 28 quotes stand verbatim in text.txt\n"
        )
    Path("text.txt").write_text("another text", encoding="utf-8")
    line = refused(capsys, "statements", str(BASELINE), "--against", "text.txt")
    assert line.startswith("parley: text.txt: 28 of 28 quotes not found: U1 (Ukrainian President")


def shares(scenario: Scenario) -> dict[str, float]:
    return {name: one.share for name, one in simulate(scenario, 300, 7).outcome_shares().items()}


def test_a_sentence_left_out_is_the_changed_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "ablate", BASELINE, *HOW_MUCH)
    assert (found["seed"], found["worlds"]) == (7, 300)
    week = load()
    whole = shares(week)
    for statement in ("R6", "U7"):
        point: dict[str, Any] = dict(without(week, statement))
        assert found["without"][statement]["moved"] == sorted(point)
        left = shares(week.with_(point))
        for outcome, share in whole.items():
            change = found["without"][statement]["differences"][outcome]["difference"]
            assert change == pytest.approx(left[outcome] - share, abs=1e-8)
    assert not set(found["without"]) & {"N1", "U6"}


def test_ablation_is_ranked_by_the_outcome_that_is_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = told(capsys, "ablate", BASELINE, *HOW_MUCH)["without"]
    for words, outcome, says in (
        ((), "any_on_time", "any meeting on time, change in points"),
        (("--outcome", "leaders_late"), "leaders_late", "leaders late, change in points"),
    ):
        printed = heard(capsys, "ablate", BASELINE, *words, *HOW_MUCH)
        assert max(map(len, printed.splitlines())) <= 80
        assert f"{says} without the sentence" in printed
        ranked = re.findall(r"^([A-Z]\d)\*? +([+−]?\d+\.\d) ", printed, re.MULTILINE)
        assert {name for name, _ in ranked} == set(found)
        sizes = [abs(found[name]["differences"][outcome]["difference"]) for name, _ in ranked]
        assert sizes == sorted(sizes, reverse=True)
        for size, (_, points) in zip(sizes, ranked, strict=True):
            assert float(points.lstrip("+−")) == pytest.approx(100 * size, abs=0.051)


def test_ablation_leaves_table_picture_and_manifest(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "ablate", BASELINE, *HOW_MUCH, "--out", "out")["without"]
    files = ["ablation.csv", "ablation.png", "manifest.json"]
    assert sorted(path.name for path in Path("out").iterdir()) == files
    for row in pd.read_csv("out/ablation.csv").to_dict("records"):
        change = found[row["statement"]]["differences"][row["outcome"]]
        assert row["difference"] == pytest.approx(change["difference"], rel=1e-12)
    assert imread("out/ablation.png").std() > 0.05
    assert json.loads(Path("out/manifest.json").read_text("utf-8"))["seed"] == 7


def test_every_scenario_is_listed_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    printed = heard(capsys, "list")
    assert max(map(len, printed.splitlines())) <= 80
    listed = [line.split()[0] for line in printed.splitlines()]
    for file in ALL_SCENARIOS:
        assert listed.count(file.name) == 1
    folders = sorted({f"{file.parent.relative_to(ROOT).as_posix()}/" for file in ALL_SCENARIOS})
    assert [name for name in listed if name.endswith("/")] == folders
    assert len(listed) == len(ALL_SCENARIOS) + len(folders)
    assert re.search(r"large-strike.yaml +A large strike during the week \(external\)", printed)


def test_a_broken_file_does_not_stop_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken.yaml").write_text("a: [1\n", encoding="utf-8")
    Path("zoo").mkdir()
    Path("zoo/other.yml").write_text(toy(title="Other").to_yaml(), encoding="utf-8")
    said = " ".join(heard(capsys, "list", ".").split())
    assert said.startswith("./ broken.yaml cannot be read: 2: not valid YAML")
    assert said.endswith("got '<stream end>' toy.yaml Toy zoo/ other.yml Other")


REFUSALS = {
    "list none": "parley: none: ",
    "list toy.yaml": "parley: toy.yaml: ",
    "list empty": "parley: empty: no scenario files",
    "list . more": "unexpected extra argument",
    "statements none.yaml": "none.yaml: no such file",
    "statements .": r"\.: not a file",
    "statements toy.yaml --against none.txt": "none.txt: cannot be read as text",
    "statements toy.yaml --against empty": "empty: cannot be read as text",
    "ablate toy.yaml": "no number of this scenario rests on a statement and has a neutral value",
    "ablate toy.yaml --outcome nope": "--outcome nope: unknown outcome; did you mean 'none'",
    "ablate toy.yaml --worlds 0": "worlds must lie between 1 and 10,000,000,000, not 0",
    "ablate toy.yaml --out toy.yaml": "--out toy.yaml: cannot be written",
    "ablate none.yaml --out out": "none.yaml: no such file",
    "ablate toy.yaml --set learning_rate=2 --out out": (
        "--set learning_rate=2: learning_rate: must stay within"
    ),
}


@pytest.mark.parametrize("words", REFUSALS)
def test_what_cannot_be_done_is_refused(capsys: pytest.CaptureFixture[str], words: str) -> None:
    Path("empty").mkdir()
    line = refused(capsys, *words.split())
    assert re.search(REFUSALS[words], line), line


VARIED: dict[str, str] = {
    "learning_rate=0:1:1000000000": "1000000000: needs 2 to 1,000,000 values, not 1000000000",
    "learning_rate=0:1:1": "0:1:1: needs 2 to 1,000,000 values, not 1",
    "learning_rate=1:1:3": "learning_rate: the values must differ from each other",
    "learning_rate=0:1:2.5": "0:1:2.5: write from:to:number, as 0:1:11",
    "learning_rate=0:1": "0:1: write from:to:number, as 0:1:11",
    "learning_rate=simplex:3": "simplex:3: write from:to:number, as 0:1:11",
    "learning_rate=nan:1:3": "learning_rate: the values must be numbers within ±1,000,000",
    "learning_rate=0:inf:3": "learning_rate: the values must be numbers within ±1,000,000",
    "meeting.late_rate=0:1e308:3": (
        "meeting.late_rate: the values must be numbers within ±1,000,000"
    ),
    "learning_rate=-1:1:3": r"learning_rate: must stay within \[0, 1\] \(given: -1.0\)",
    "learning_rate=": "--vary learning_rate=: write PATH=FROM:TO:NUMBER",
    "=0:1:3": "--vary =0:1:3: write PATH=FROM:TO:NUMBER",
    "": "--vary : write PATH=FROM:TO:NUMBER",
    "lerning_rate=0:1:3": "--vary lerning_rate: nothing to vary; did you mean 'learning_rate'",
    "é\n=0:1:3": "--vary é: nothing to vary; allowed: actors.north.announce_chance",
    "learning_rate=0:1:3 --vary learning_rate=0:1:2": (
        "--vary learning_rate: given 2 times; it counts once"
    ),
    "learning_rate=0:1:3 --vary meeting.late_rate=0:1:2 --vary meeting.goes_ahead=0:1:2": (
        "two .* not 3"
    ),
    "learning_rate=0:1:1000 --vary meeting.late_rate=0:1:1001": "--vary: at most 1,000,000 points",
    "actors.north.weights=simplex:0": "simplex:0: needs a step, two readings",
    "actors.north.weights=simplex:1001": "simplex:1001: needs a step, two readings",
    "actors.north.weights=0:1:3": "0:1:3: write simplex:20 for steps of 1/20",
    "actors.north.weights.shut=0:1:3": "nothing to vary; did you mean 'actors.north.weights'",
    "actors.north.thresholds.leaders=-1:1:3": r"at least 0 \(given: -1.0\)",
    "learning_rate=0:1:3 --factorial": "say what to vary: --vary .* or --factorial",
    "learning_rate=0:1:3 --worlds -3": "worlds must lie between 1 and 10,000,000,000, not -3",
    "learning_rate=0:1:3 --outcome nope": "--outcome nope: unknown outcome; did you mean 'none'",
    "learning_rate=0:1:3 --table xls": "--table xls: allowed: csv, none, parquet",
    "learning_rate=0:1:3 --rule litral": "unknown rule 'litral'; did you mean 'literal'",
}


@pytest.mark.parametrize("what", VARIED)
def test_what_cannot_vary_is_refused(capsys: pytest.CaptureFixture[str], what: str) -> None:
    Path("out").mkdir()
    line = refused(capsys, "sweep", "toy.yaml", "--vary", *what.split(" "), "--out", "out")
    assert re.search(VARIED[what], line), line


def test_something_has_to_vary(capsys: pytest.CaptureFixture[str]) -> None:
    assert "say what to vary: --vary PATH=" in refused(capsys, "sweep", "toy.yaml", "--out", "out")


def test_each_table_says_what_it_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """What the words leave open for a lower level is a mismatch where the highest are compared."""
    printed = " ".join(heard(capsys, "statements", BASELINE).split())
    assert "which parley sweep --factorial calls a mismatch" in printed
    printed = " ".join(heard(capsys, "sweep", BASELINE, "--factorial", *HOW_MUCH).split())
    assert "parley statements calls the lower one open" in printed


def test_what_an_ablation_leaves_standing_is_marked_and_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = " ".join(heard(capsys, "ablate", BASELINE, *HOW_MUCH).split())
    assert "R3*" in printed or "R6*" in printed or "U3*" in printed
    assert "R3, R6: Russia read as ‘delegation’: no higher level in these words (in the" in printed
