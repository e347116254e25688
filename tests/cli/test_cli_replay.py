"""``parley replay``: one world of a run told as a story."""

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.image import imread

from sim import Scenario, simulate
from sim.style.dates import when
from tests.cli.test_cli_compare import heard, told
from tests.conftest import BASELINE, load, tall, toy_yaml
from tests.reading.test_bad_input import refused

PERSONALLY = BASELINE.with_name("personally.yaml")
SILENT = BASELINE.with_name("us-silent.yaml")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in a folder with a small crisis."""
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.chdir(tmp_path)
    Path("toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    return tmp_path


def stories(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, dict[str, Any]]:
    """Return the stories that are told of seed 7."""
    found: dict[str, dict[str, Any]] = told(capsys, "replay", *words, "--seed", 7)["stories"]
    return found


def rows(*settings: str, uncertain: bool = False) -> list[dict[str, Any]]:
    """Return what the table of a run says of its first worlds."""
    frame = simulate(load(*settings), 300, 7, uncertain).frame()
    return [
        json.loads(row)
        for row in frame.astype(object).to_json(orient="records", lines=True).splitlines()
    ]


def test_a_world_is_the_one_in_the_runs_table(capsys: pytest.CaptureFixture[str]) -> None:
    plain, uncertain = rows(), rows(uncertain=True)
    for world in (0, 299):
        found = stories(capsys, BASELINE, "--world", world)["baseline"]
        assert (found["row"], found["uncertain"]) == (plain[world], False)
        found = stories(capsys, BASELINE, "--world", world, "--uncertain")["baseline"]
        assert (found["row"], found["uncertain"]) == (uncertain[world], True)
    changed = stories(capsys, BASELINE, "--world", 5, "--set", "actors.turkey.hosting=0")
    assert changed["Turkey: offer to host = 0"]["row"] == rows("actors.turkey.hosting=0")[5]


@pytest.mark.parametrize("outcome", ["leaders_on_time", "one_sided", "none", "any_on_time"])
def test_an_outcome_finds_a_world_that_ends_so(
    capsys: pytest.CaptureFixture[str], outcome: str
) -> None:
    wanted = {outcome} if outcome != "any_on_time" else {"leaders_on_time", "delegations_on_time"}
    found = stories(capsys, BASELINE, "--outcome", outcome)["baseline"]
    assert found["row"]["outcome"] in wanted
    assert found["lines"][-1]["kind"] == "outcome"


def test_against_alone_finds_the_first_world_that_ends_differently(
    capsys: pytest.CaptureFixture[str],
) -> None:
    silent = simulate(Scenario.load(SILENT), 300, 7).frame()["outcome"]
    first = next(row for row, other in zip(rows(), silent, strict=True) if row["outcome"] != other)
    found = stories(capsys, BASELINE, "--against", SILENT)
    assert list(found) == ["baseline", "us-silent"]
    assert found["baseline"]["row"] == first
    assert found["us-silent"]["row"]["outcome"] == silent[first["world"]]


def test_the_story_fits_eighty_columns_and_cites(capsys: pytest.CaptureFixture[str]) -> None:
    printed = heard(capsys, "replay", BASELINE, "--world", 5, "--seed", 7)
    assert max(map(len, printed.splitlines())) <= 80
    assert "world 5 of seed 7" in printed
    assert "not a forecast" in printed
    assert "(A2, A3)" in printed
    assert re.search(r"^Sun 11 May 18:00 ", printed, re.MULTILINE)
    assert len(re.findall(r"^Sun 11 May 18:00 ", printed, re.MULTILINE)) == 1


def test_levels_and_readings_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tall.yaml").write_text(tall(6).to_yaml(), encoding="utf-8")
    printed = heard(capsys, "replay", "tall.yaml", "--world", 1, "--seed", 1)
    assert "Commonwealth of Mwamma announced: " in printed
    assert "_" not in printed


def test_two_tellings_are_marked_and_part_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    """The US says nothing in B: only A has its pressure, what both share has no mark."""
    words = ("replay", BASELINE, "--against", SILENT, "--world", 2, "--seed", 7)
    printed = heard(capsys, *words)
    assert max(map(len, printed.splitlines())) <= 80
    assert re.search(r" A The United States: pressure on Ukraine", printed)
    assert not re.search(r" B The United States", printed)
    assert re.search(r"^ {19}Turkey: hosting", printed, re.MULTILINE)
    one, other = stories(capsys, *words[1:-2]).values()
    telling = [
        {(line["when"], line["kind"], line["text"]) for line in story["lines"]}
        for story in (one, other)
    ]
    apart = [line for line in telling[0] ^ telling[1] if line[1] not in {"signal", "reading"}]
    parts = pd.Timestamp(min(apart)[0])
    assert " ".join(printed.split()).endswith(f"they part on {when(parts)}")


def test_the_same_scenario_never_parts(capsys: pytest.CaptureFixture[str]) -> None:
    printed = heard(
        capsys, "replay", "toy.yaml", "--against", "toy.yaml", "--world", 3, "--seed", 1
    )
    assert printed.endswith("the same happens in both\n")
    assert not re.search(r"^.{16} [AB] ", printed, re.MULTILINE)
    line = refused(capsys, "replay", "toy.yaml", "--against", "toy.yaml")
    assert "none of the first 1,000,000 worlds ends differently" in line


def test_a_folder_gets_the_stories(capsys: pytest.CaptureFixture[str]) -> None:
    found = stories(capsys, BASELINE, "--world", 5, "--against", PERSONALLY, "--out", "out")
    for name, story in zip(("story", "against"), found.values(), strict=True):
        table = pd.read_csv(f"out/{name}.csv", keep_default_na=False)
        assert table.to_dict("records") == story["lines"]
    assert imread("out/story.png").std() > 0.02  # both tellings
    assert json.loads(Path("out/manifest.json").read_text("utf-8"))["seed"] == 7
    assert len([*Path("out").iterdir()]) == 4
    heard(capsys, "replay", "toy.yaml", "--world", 0, "--seed", 1, "--out", "one")
    files = {"story.csv", "story.png", "manifest.json"}
    assert {path.name for path in Path("one").iterdir()} == files


def test_a_drawn_seed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "replay", BASELINE, "--world", 5)["stories"]["baseline"]
    again = told(capsys, "replay", BASELINE, "--world", 5, "--seed", found["seed"])
    assert again["stories"]["baseline"] == found


REFUSALS: dict[str, tuple[list[str], str]] = {
    "no world": ([], "say which world: --world NUMBER, or --outcome ID"),
    "two worlds": (["--world", "3", "--outcome", "none"], "--world and --outcome both"),
    "a world below 0": (["--world", "-1"], "between 0 and 9,999,999,999, not -1"),
    "a world too far": (
        ["--world", str(10**10)],
        "between 0 and 9,999,999,999, not 10,000,000,000",
    ),
    "no number": (["--world", "nan"], "'--world': a whole number is needed .*'nan'"),
    "an empty number": (["--world", ""], "'--world': a whole number is needed .*''"),
    "an unknown outcome": (["--outcome", "nope"], "--outcome nope: unknown outcome; did you"),
    "no outcome": (["--outcome", ""], "--outcome : unknown outcome; allowed: any_on_time"),
    "an outcome that never comes": (["--outcome", "none"], "none: no world among the first 1,0"),
    "nothing to compare with": (["--world", "1", "--against", "no.yaml"], "no.yaml: no such file"),
    "a folder to compare with": (["--world", "1", "--against", "."], r"\.: not a file"),
    "an unknown rule": (["--world", "1", "--rule", "litral"], "did you mean 'literal'"),
    "a bad setting": (
        ["--world", "1", "--set", "learning_rate=2"],
        "--set learning_rate=2: learning_rate: must",
    ),
    "a seed below 0": (["--world", "1", "--seed", "-1"], "seed must be 0 or above"),
    "a folder that is a file": (["--world", "1", "--out", "toy.yaml"], "--out toy.yaml: cannot be"),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_what_cannot_be_told_is_refused(capsys: pytest.CaptureFixture[str], what: str) -> None:
    words, pattern = REFUSALS[what]
    Path("out").mkdir()
    end = [] if "--out" in words else ["--out", "out"]
    line = refused(capsys, "replay", "toy.yaml", *words, *end)
    assert re.search(pattern, line), line


def test_ids_are_in_quotation_marks_where_there_are_no_italics(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An id is a name: it need not fit the grammar of the sentence it stands in."""
    words = ("--set", "conditions.ceasefire.log_rate=9", "--world", 1, "--seed", 1)
    printed = " ".join(heard(capsys, "replay", BASELINE, *words).split())
    assert "Russia promised ‘ceasefire’ — a 30-day ceasefire from Monday" in printed


def test_a_command_for_what_can_be_set_tells_the_world_as_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Pasted as it is printed: the luck, the assumptions and what was set before go with it."""
    own = ("--set", "actors.turkey.hosting=1", "--luck", "philox", "--uncertain")
    asked = ("because", BASELINE, "--seed", 7, "--world", 5, *own)
    ends = {one["set"]: one["outcome"] for one in told(capsys, *asked)["causes"] if one["set"]}
    lines = [line for line in heard(capsys, *asked).splitlines() if " replay " in line]
    assert len({*lines}) == len(lines) > 2
    for line in lines[:3]:
        _, *words = shlex.split(line)
        settings = " ".join(one for one in words if "=" in one and one not in own)
        [story] = told(capsys, *words)["stories"].values()
        assert story["row"]["outcome"] == ends[settings]
