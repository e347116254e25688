"""Tables for a spreadsheet: no text of a scenario can be carried out as a formula."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from sim.archive.spreadsheet import FORMULA, as_csv
from tests.cli.test_cli_compare import heard
from tests.conftest import toy

QUOTE = "@SUM(1+1)*cmd|' /C calc'!A0"
NAME = "=HYPERLINK(1)"
COMMANDS = (
    ("run", "--worlds", 50),
    ("ablate", "--worlds", 50),
    ("replay", "--outcome", "one_sided"),
    ("sweep", "--vary", "learning_rate=0:1:2", "--worlds", 50),
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a scenario whose names and quotes begin like formulas."""
    said = {"id": "N1", "actor": "north", "speaker": "-1+1", "quote": QUOTE}
    made = toy(
        statements=[said | {"kind": "offer", "firmness": 0.5}],
        **{
            "actors.north.name": NAME,
            "actors.north.inclination": {"value": 0, "sources": ["N1"], "neutral": 3},
        },
    )
    file = tmp_path / "hostile.yaml"
    file.write_text(made.to_yaml(), encoding="utf-8")
    return file


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command[0]))
def test_no_cell_of_any_table_begins_like_a_formula(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hostile: Path, command: tuple[object, ...]
) -> None:
    name, *words = command
    heard(capsys, name, hostile, *words, "--seed", 1, "--out", tmp_path / "out")
    (written,) = (tmp_path / "out").glob("*.csv")
    with written.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    begin_so = [cell for cell in cells if cell.startswith(FORMULA)]
    assert all(_is_number(cell) for cell in begin_so), begin_so
    if name in {"run", "replay"}:
        assert any(cell.startswith(f"'{NAME}") for cell in cells)
    if name == "ablate":
        assert f"'{QUOTE}" in cells


def _is_number(cell: str) -> bool:
    try:
        return float(cell) < 0
    except ValueError:
        return False


def test_numbers_and_what_is_missing_stay_as_they_are() -> None:
    frame = pd.DataFrame({"+cmd": [-1.5, 2.0], "text": pd.Categorical(["-1+1", None])})
    assert as_csv(frame) == "'+cmd,text\n-1.5,'-1+1\n2.0,\n"
