"""``parley compare``: the same worlds under other assumptions, as a user meets them."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.image import imread

from sim import simulate
from sim.cli import main
from tests.conftest import BASELINE, ROOT, load, tall, toy, toy_yaml
from tests.reading.test_bad_input import refused

HEARD = ("--worlds", 400, "--seed", 7)
PERSONALLY = BASELINE.with_name("personally.yaml")
UNLEARNT = "how far an announcement moves what is expected = 0"
SINGAPORE = ROOT / "scenarios" / "others" / "singapore-2018.yaml"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in a folder with a small crisis."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    return tmp_path


def heard(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Run in this process, expect success, and return what it prints."""
    sys.argv = ["parley", *map(str, words)]
    with pytest.raises(SystemExit) as left:
        main()
    printed = capsys.readouterr()
    assert (left.value.code, printed.err) == (0, "")
    return printed.out


def told(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    """Run with ``--json`` and return the object it prints."""
    found: dict[str, Any] = json.loads(heard(capsys, *words, "--json"))
    return found


def test_each_side_is_what_a_run_of_its_own_gives(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "compare", BASELINE, PERSONALLY, *HEARD)
    assert (found["seed"], found["worlds"], found["compared_with"]) == (7, 400, "baseline")
    for file in (BASELINE, PERSONALLY):
        alone = told(capsys, "run", file, *HEARD)
        shares = dict(found["scenarios"][file.stem]["shares"])
        assert shares.pop("any_on_time") == alone["any_on_time"]
        assert shares == alone["outcomes"]


def test_the_table_prints_the_numbers_of_the_runs(capsys: pytest.CaptureFixture[str]) -> None:
    printed = heard(capsys, "compare", BASELINE, PERSONALLY, *HEARD)
    assert max(map(len, printed.splitlines())) <= 80
    assert "not a forecast" in printed
    lines = reversed(printed.splitlines())  # of several rows of a name the first counts
    rows = {row[0]: row[1:] for line in lines if (row := re.split("  +", line))}
    first, second = (
        told(capsys, "run", file, *HEARD)["outcomes"] for file in (BASELINE, PERSONALLY)
    )
    for outcome, share in first.items():
        name = "one-sided" if outcome == "one_sided" else outcome.replace("_", " ")
        after = second[outcome]["share"]
        assert rows[name][:2] == [f"{share['share']:.1%}", f"{after:.1%}"]
        points = float(rows[name][2].replace("−", "-"))
        assert points == pytest.approx(100 * (after - share["share"]), abs=0.051)


def test_flows_are_counted_world_by_world_and_differences_are_of_shares(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = told(capsys, "compare", BASELINE, "--set", "actors.turkey.hosting=0.5", *HEARD)
    other = found["scenarios"]["Turkey: offer to host = 0.5"]
    before, after = (
        simulate(load(*settings), 400, 7).frame()["outcome"]
        for settings in ((), ("actors.turkey.hosting=0.5",))
    )
    flows = {(flow["from"], flow["to"]): flow["worlds"] for flow in other["flows"]}
    pairs = pd.Series(list(zip(before, after, strict=True)))
    assert flows == pairs[before != after].value_counts().to_dict()
    then, now = (one["shares"] for one in found["scenarios"].values())
    for outcome, change in other["differences"].items():
        apart = now[outcome]["share"] - then[outcome]["share"]
        assert change["difference"] == pytest.approx(apart, abs=1e-8)
        assert change["low"] <= change["difference"] <= change["high"]


def test_a_scenario_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for uncertain in ((), ("--uncertain",)):
        found = told(capsys, "compare", BASELINE, BASELINE, *HEARD, *uncertain)
        assert found["uncertain"] == bool(uncertain)
        one, again = found["scenarios"].values()
        assert one["shares"] == again["shares"]
        assert again["flows"] == []
        for change in again["differences"].values():
            assert change["difference"] == 0
    printed = heard(capsys, "compare", BASELINE, BASELINE, *HEARD)
    assert "Worlds that end differently: 0.0%" in printed


def test_many_scenarios_each_stand_against_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    three = (BASELINE, PERSONALLY, "--set", "learning_rate=0", *HEARD)
    found = told(capsys, "compare", *three, BASELINE)["scenarios"]
    assert list(found) == ["baseline", "personally", UNLEARNT]
    pair = told(capsys, "compare", BASELINE, "--set", "learning_rate=0", *HEARD)["scenarios"]
    assert found[UNLEARNT] == pair[UNLEARNT]
    printed = heard(capsys, "compare", *three)
    assert max(map(len, printed.splitlines())) <= 80
    row = next(line for line in printed.splitlines() if line.startswith("personally"))
    clear = [
        change["low"] > 0 or change["high"] < 0
        for change in found["personally"]["differences"].values()
    ]
    assert [bool(star) for star in re.findall(r"\d\.\d(\*?)", row)] == clear


def test_a_rule_makes_another_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "compare", BASELINE, "--rule", "literal", *HEARD)
    rules = [f"actors.{key}.rule=literal" for key in load().parties]
    same = told(capsys, "compare", BASELINE, *(f"--set={rule}" for rule in rules), *HEARD)
    (_, literal), (_, other) = found["scenarios"].items(), same["scenarios"].items()
    assert literal[0] == "rule = literal"
    assert literal[1]["shares"] == other[1]["shares"]


def test_several_settings_make_one_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--set", "learning_rate=0", "--set", "actors.turkey.hosting=0")
    found = told(capsys, "compare", BASELINE, *words, *HEARD)["scenarios"]
    assert list(found) == ["baseline", f"{UNLEARNT}, Turkey: offer to host = 0"]
    assert [*found.values()][1]["shares"]["none"]["share"] == 1


def test_files_of_one_name_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other").mkdir()
    Path("other/toy.yaml").write_text(toy(learning_rate=0.5).to_yaml(), encoding="utf-8")
    found = told(capsys, "compare", "toy.yaml", "other/toy.yaml", *HEARD)
    assert list(found["scenarios"]) == [f"{Path.cwd().name}/toy", "other/toy"]


def test_long_names_leave_numbers_whole(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tall.yaml").write_text(tall(6).to_yaml(), encoding="utf-8")
    settings = (
        "--set",
        "actors.north.expected=1",
        "--set",
        "actors.bank.signals.backing.strength=-0.5",
    )
    printed = heard(capsys, "compare", "tall.yaml", *settings, *HEARD)
    assert max(map(len, printed.splitlines())) <= 80
    measures, behind = 13, 1 + 2 * 5  # what is promised is observed at once
    row = r"\d%  +\d+\.\d%  +[+−]?\d+\.\d  +[+−]?\d+\.\d … [+−]?\d+\.\d\b"
    assert len(re.findall(row, printed)) == measures + behind
    assert re.search(r"Nine Cantons: +\n.* backing = −0\.5 ", printed), printed
    assert "_" not in printed


def test_many_scenarios_with_many_levels_have_whole_numbers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("tall.yaml").write_text(tall(6).to_yaml(), encoding="utf-8")
    words = ("compare", "tall.yaml", "tall.yaml", "--set", "meeting.goes_ahead=0.5", *HEARD)
    printed, found = heard(capsys, *words), told(capsys, *words)["scenarios"]
    assert max(map(len, printed.splitlines())) <= 80
    assert "…" not in printed
    shares = [one["share"] for one in found["tall"]["shares"].values()]
    parts = re.findall(r"^tall +(\d.*)$", printed, re.MULTILINE)
    assert " ".join(parts).split() == [f"{share:.1%}" for share in shares]


def test_a_folder_gets_table_pictures_and_manifest(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "compare", BASELINE, PERSONALLY, *HEARD, "--out", "new/out")
    out = Path("new/out")
    files = ["comparison.csv", "comparison.png", "flows.png", "manifest.json"]
    assert sorted(file.name for file in out.iterdir()) == files
    for row in pd.read_csv(out / "comparison.csv").to_dict("records"):
        told_of = found["scenarios"][row["scenario"]]
        assert row["share"] == told_of["shares"][row["outcome"]]["share"]
        change = told_of["differences"][row["outcome"]]
        assert row["difference"] == change["difference"]
    assert imread(out / "comparison.png").std() > 0.05
    assert imread(out / "flows.png").std() > 0.05
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["worlds"], manifest["uncertain"]) == (7, 400, False)
    assert manifest["command"].startswith("parley compare ")


def test_three_scenarios_have_no_flows_to_draw(capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "compare",
        "toy.yaml",
        "toy.yaml",
        "--set",
        "learning_rate=0",
        "--worlds",
        20,
        "--seed",
        1,
    )
    printed = heard(capsys, *words, "--out", "out")
    assert "\nWritten to out\n" in printed
    files = ["comparison.csv", "comparison.png", "manifest.json"]
    assert sorted(file.name for file in Path("out").iterdir()) == files


def test_the_same_comparison_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("compare", BASELINE, PERSONALLY, *HEARD, "--json")
    assert heard(capsys, *words) == heard(capsys, *words)


def test_the_table_says_how_often_the_change_is_the_cause(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("compare", BASELINE, PERSONALLY, *HEARD)
    printed = heard(capsys, *words)
    causation = told(capsys, *words)["scenarios"]["personally"]["causation"]
    for measure, words_of in (("any_on_time", "any meeting on time"), ("leaders_on_time", "")):
        named = words_of or measure.replace("_", " ")
        *_, row = (line for line in printed.splitlines() if line.startswith(named))
        cells = re.findall(r"([\d.]+)% \(([\d.]+) … ([\d.]+)\)", row)
        shares = causation[measure].values()
        found = [[f"{100 * one[end]:.1f}" for end in ("share", "low", "high")] for one in shares]
        assert [list(cell) for cell in cells] == found
    counted = heard(capsys, *words, "--counts")
    assert "necessity" not in counted  # needs single worlds


def test_a_difference_is_split_over_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    changes = ("--set", "meeting.goes_ahead=0.5", "--set", "meeting.late_rate=0.4")
    words = ("compare", "toy.yaml", *changes, "--worlds", 100, "--seed", 1, "--split")
    found = told(capsys, *words, "--outcome", "leaders_late", "--out", "out")
    files = ["comparison.csv", "comparison.png", "flows.png", "manifest.json"]
    assert sorted(file.name for file in Path("out").iterdir()) == [*files, "split.csv", "split.png"]
    table = pd.read_csv("out/split.csv")
    told_parts = pd.DataFrame(found["parts"]).astype(table.dtypes)
    pd.testing.assert_frame_equal(table, told_parts, rtol=1e-12)
    for measure, total in found["differences"].items():
        parts = table["difference"][table["outcome"] == measure]
        assert parts.sum() == pytest.approx(total["difference"], abs=2e-9)
    printed = heard(capsys, *words, "--counts", "--outcome", "leaders_late")
    assert max(map(len, printed.splitlines())) <= 80
    rows = [line.split()[-6:] for line in printed.splitlines() if " → " in line]
    late = {row["change"]: row for row in found["parts"] if row["outcome"] == "leaders_late"}
    assert [row[0] for row in rows] == [f"{100 * one['difference']:+.1f}" for one in late.values()]
    assert "in each of 4 mixtures" in printed
    assert "the outcome is ‘leaders late’ in" in " ".join(printed.split())


REFUSALS: dict[str, tuple[list[str], str]] = {
    "no file": ([], "Missing argument 'SCENARIO"),
    "one file": (["toy.yaml"], "at least two scenarios, or one and what to change with --set"),
    "one file three times": (["toy.yaml"] * 3, "at least two scenarios"),
    "an unknown file": (["toy.yaml", "no.yaml"], "no.yaml: no such file"),
    "a folder": (["toy.yaml", "."], r"\.: not a file"),
    "other levels": (["toy.yaml", str(SINGAPORE)], "same levels .* leaders and absent, officials,"),
    "a setting without a value": (
        ["toy.yaml", "--set", "learning_rate"],
        "is written path.to.number=",
    ),
    "no setting": (["toy.yaml", "--set", ""], "is written path.to.number="),
    "a setting out of range": (
        ["toy.yaml", "--set", "learning_rate=2"],
        r"within \[0, 1\].*given: 2",
    ),
    "a setting of nothing": (
        ["toy.yaml", "--set", "lerning_rate=1"],
        "did you mean 'learning_rate'",
    ),
    "no worlds": (["toy.yaml", "toy.yaml", "--worlds", "0"], "between 1 and 100,000,000, not 0"),
    "worlds below 0": (["toy.yaml", "toy.yaml", "--worlds", "-5"], "100,000,000, not -5"),
    "no number": (["toy.yaml", "toy.yaml", "--worlds", "nan"], "'--worlds'.*given: 'nan'"),
    "a seed below 0": (["toy.yaml", "toy.yaml", "--seed", "-1"], "seed must be 0 or above"),
    "no such outcome": (
        ["toy.yaml", "toy.yaml", "--outcome", "leaders"],
        "--outcome leaders: unknown outcome; did you mean 'leaders_late'",
    ),
    "a split of what is alike": (
        ["toy.yaml", "toy.yaml", "--split"],
        "--split: the two scenarios differ in nothing",
    ),
    "a split of three": (
        ["toy.yaml", "toy.yaml", "--set", "learning_rate=0", "--split"],
        "--split: two scenarios are needed, not 3",
    ),
    "a rule": (["toy.yaml", "--rule", "litral"], "--rule litral: unknown rule.*'literal'"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_compared_is_refused(capsys: pytest.CaptureFixture[str], what: str) -> None:
    words, pattern = REFUSALS[what]
    end = [] if what == "other levels" else ["--out", "out"]  # found out when the folder is made
    line = refused(capsys, "compare", *words, *end)
    assert re.search(pattern, line), line


def test_a_folder_that_cannot_be_written_is_found_out_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for place in ("toy.yaml", "toy.yaml/deeper", "x" * 300):
        line = refused(capsys, "compare", "toy.yaml", "toy.yaml", "--out", place)
        told = place if len(place) < 80 else f"{place[:79]}…"
        assert line.startswith(f"parley: --out {told}: cannot be written: ")
