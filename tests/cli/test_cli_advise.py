"""``parley advise``: what within one actor's reach would move an outcome."""

from pathlib import Path

import pytest

from tests.cli.test_cli_compare import heard
from tests.conftest import BASELINE

ASKED = ("advise", BASELINE, "--for", "us", "--wants", "leaders_on_time", "--seed", 1)


def test_acts_are_told_with_their_effect_and_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    few = (*ASKED, "--worlds", 256, "--out", tmp_path / "out")
    said = " ".join(heard(capsys, *few).split())
    assert "‘The United States: attends’ been at full strength" in said
    assert "Consequences of assumptions, not a forecast." in said
    assert {"advice.csv", "advice.png"} <= {one.name for one in (tmp_path / "out").iterdir()}
