"""What can be chosen and opened: which file is extended, what is compared with what, how large."""

import re
from pathlib import Path
from typing import Any

import pytest

from sim import Scenario
from sim.analysis.audit.changes import changes_from_base
from sim.errors import ScenarioError
from sim.page.library import MAX_OPENED, MAX_OPENED_BYTES, Library, read_library
from tests.conftest import ALL_SCENARIOS, BASELINE, ROOT, load, toy, toy_yaml

CLOSED_PASS = ROOT / "scenarios" / "others" / "closed-pass.yaml"
HIGHER = """extends: toy.yaml
title: Higher
levels: [absent, delegations, ministers, leaders]
actors:
  north: {thresholds: {ministers: 0.5}}
  south: {thresholds: {ministers: 0.5}}
"""
QUICKER = "extends: toy.yaml\ntitle: Quicker\nlearning_rate: 1\n"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(ROOT / "scenarios")


def write(path: Path, title: str) -> Path:
    """Write the small crisis under a title of its own."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(toy(title=title).to_yaml(), encoding="utf-8")
    return path


def test_the_library_starts_with_what_others_rest_on(library: Library) -> None:
    assert library.first.scenario == library.first.base == load()
    assert len(library.choices) == len(ALL_SCENARIOS)
    assert library.faults == ()
    kin = library.kin(library.first)
    assert len(kin) == len(list(BASELINE.parent.glob("*.yaml"))) - 1
    assert [*library.choices.values()][1 : len(kin) + 1] == kin


def test_what_is_started_with_comes_first_and_its_kin_next() -> None:
    named = read_library(ROOT / "scenarios", CLOSED_PASS)
    assert named.first.scenario == Scenario.load(CLOSED_PASS)
    assert named.first.key == "others/closed-pass"
    other = read_library(ROOT / "scenarios", BASELINE.parent / "no-host.yaml")
    assert other.first.key == "thursday/no-host"
    assert [*other.choices.values()][1].base == load()


def test_each_choice_rests_on_a_text_of_the_library(library: Library) -> None:
    for choice in library.choices.values():
        text = library.text_of(choice)
        assert text.scenario == choice.base
        assert text.is_text
        assert text in library.texts()


def test_a_scenario_with_other_levels_than_its_base_stands_alone(tmp_path: Path) -> None:
    write(tmp_path / "toy.yaml", "Toy")
    (tmp_path / "higher.yaml").write_text(HIGHER, encoding="utf-8")
    (tmp_path / "quicker.yaml").write_text(QUICKER, encoding="utf-8")
    library = read_library(tmp_path)
    assert library.choices["quicker"].base == toy()
    assert library.open("mine.yaml", QUICKER.encode()).base == toy()
    higher = Scenario.load(tmp_path / "higher.yaml")
    for choice in (library.choices["higher"], library.open("mine.yaml", HIGHER.encode())):
        assert choice.scenario == choice.base == higher
        assert library.text_of(choice).scenario == higher


def test_a_file_elsewhere_stands_alone_with_its_own_text(tmp_path: Path) -> None:
    write(tmp_path / "base.yaml", "Toy")
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: base.yaml\nlearning_rate: 0.1\n", encoding="utf-8")
    alone = read_library(None, mine)
    assert alone.first.base == toy() != alone.first.scenario
    beside = read_library(ROOT / "scenarios", mine)
    assert len(beside.choices) == len(ALL_SCENARIOS) + 1


def test_a_faulty_file_is_left_out_and_named(tmp_path: Path) -> None:
    write(tmp_path / "mine.yaml", "Toy")
    (tmp_path / "broken.yaml").write_text("title: [", encoding="utf-8")
    library = read_library(tmp_path)
    assert [*library.choices] == ["mine"]
    [fault] = library.faults
    assert re.search(r"broken\.yaml:\d+: ", fault)


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path) -> None:
    library = read_library(tmp_path, write(tmp_path / "toy.yaml", "Toy"))
    file = toy_yaml().encode()
    largest = file + b"#" * (MAX_OPENED_BYTES - len(file))
    assert library.open("mine.yaml", largest).scenario == toy()
    with pytest.raises(
        ScenarioError, match=rf"^mine\.yaml: larger than {MAX_OPENED_BYTES:,} bytes"
    ):
        library.open("mine.yaml", largest + b"#")


def test_only_so_many_opened_files_are_kept(tmp_path: Path) -> None:
    library = read_library(tmp_path, write(tmp_path / "toy.yaml", "Toy"))
    file = toy_yaml().encode()
    keys = [library.open("mine.yaml", file + b"#" * n).key for n in range(MAX_OPENED + 2)]
    assert [*library.opened] == keys[2:]


@pytest.mark.parametrize("first", ["one", "two"])
def test_of_two_files_of_one_name_the_one_listed_first_is_extended(
    first: str, tmp_path: Path
) -> None:
    files = {name: write(tmp_path / name / "crisis.yaml", name) for name in ("one", "two")}
    library = read_library(tmp_path, files[first])
    assert library.first.key == f"{first}/crisis"
    choice = library.open("mine.yaml", b"extends: crisis.yaml\nlearning_rate: 1\n")
    assert choice.base == toy(title=first)


def test_an_opened_file_may_extend_what_is_in_the_library(library: Library) -> None:
    file = b"extends: baseline.yaml\ntitle: Mine\nlearning_rate: 0.1\n"
    choice = library.open("mine.yaml", file)
    assert choice.base == library.first.base
    changed = changes_from_base(choice.base, choice.scenario)
    assert [one.path for one in changed] == ["learning_rate"]
    assert library.text_of(choice) == library.first
    alone = library.open("pass.yaml", CLOSED_PASS.read_bytes())
    assert alone.scenario == alone.base == Scenario.load(CLOSED_PASS)


OUTSIDE = {
    "a way up": "extends: ../../etc/passwd",
    "a way up to a scenario": "extends: ../scenarios/thursday/baseline.yaml",
    "a whole path": f"extends: {BASELINE}",
    "a folder of the library": "extends: thursday/baseline.yaml",
    "a file of statements": "extends: baseline.yaml\nstatements: ../../seeds/statements.yaml",
    "a list of names": "extends: [baseline.yaml]",
    "nothing": "extends: null",
}


@pytest.mark.parametrize("what", OUTSIDE)
def test_an_opened_file_reaches_no_other_file(
    library: Library, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, *_: object, **__: object) -> Any:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(Path, "open", read)
    monkeypatch.setattr(Path, "read_bytes", read)
    monkeypatch.setattr(Path, "read_text", read)
    key = "statements" if "statements:" in OUTSIDE[what] else "extends"
    with pytest.raises(ScenarioError, match=rf"^mine\.yaml:\d: {key}: ") as refusal:
        library.open("mine.yaml", OUTSIDE[what].encode())
    assert "\n" not in str(refusal.value)
