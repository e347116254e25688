"""What can be chosen and opened: which file is extended, what is compared with what, how large."""

from pathlib import Path

import pytest

from sim import Scenario
from sim.dashboard.library import LARGEST_OPENED_BYTES, opened, read_library
from sim.errors import ScenarioError
from tests.conftest import toy

HIGHER = """extends: toy.yaml
title: Higher
levels: [absent, delegations, ministers, leaders]
actors:
  north: {thresholds: {ministers: 0.5}}
  south: {thresholds: {ministers: 0.5}}
"""
QUICKER = "extends: toy.yaml\ntitle: Quicker\nlearning_rate: 1\n"


def write(path: Path, title: str) -> Path:
    """Write the small crisis under a title of its own."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(toy(title=title).to_yaml(), encoding="utf-8")
    return path


def test_a_scenario_with_other_levels_than_its_base_stands_alone(tmp_path: Path) -> None:
    write(tmp_path / "toy.yaml", "Toy")
    (tmp_path / "higher.yaml").write_text(HIGHER, encoding="utf-8")
    (tmp_path / "quicker.yaml").write_text(QUICKER, encoding="utf-8")
    library = read_library(tmp_path)
    assert library.choices["Quicker"].base == toy()
    assert opened(library, "mine.yaml", QUICKER.encode()).base == toy()
    higher = Scenario.load(tmp_path / "higher.yaml")
    for choice in (library.choices["Higher"], opened(library, "mine.yaml", HIGHER.encode())):
        assert choice.scenario == choice.base == higher
        assert library.back(choice) == choice


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path) -> None:
    library = read_library(tmp_path, write(tmp_path / "toy.yaml", "Toy"))
    file = toy().to_yaml().encode()
    largest = file + b"#" * (LARGEST_OPENED_BYTES - len(file))
    assert opened(library, "mine.yaml", largest).scenario == toy()
    with pytest.raises(
        ScenarioError, match=rf"^mine\.yaml: larger than {LARGEST_OPENED_BYTES:,} bytes"
    ):
        opened(library, "mine.yaml", largest + b"#")


@pytest.mark.parametrize("first", ["one", "two"])
def test_of_two_files_of_one_name_the_one_listed_first_is_extended(
    first: str, tmp_path: Path
) -> None:
    files = {name: write(tmp_path / name / "crisis.yaml", name) for name in ("one", "two")}
    library = read_library(tmp_path, files[first])
    assert library.first.name == first
    choice = opened(library, "mine.yaml", b"extends: crisis.yaml\nlearning_rate: 1\n")
    assert choice.base == toy(title=first)
