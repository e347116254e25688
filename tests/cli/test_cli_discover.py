"""``parley discover``: under which assumptions an outcome comes about often enough."""

from pathlib import Path

import pytest

from sim.analysis.experiments import discovery
from tests.cli.test_cli_compare import heard
from tests.conftest import BASELINE
from tests.reading.test_bad_input import refused

ASKED = ("discover", BASELINE, "--outcome", "leaders_on_time", "--seed", 1, "--at-least")


def test_the_box_is_said_and_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "DRAWS", 1024)
    monkeypatch.setattr(discovery, "LUCKS", 32)
    said = " ".join(heard(capsys, *ASKED, 0.1, "--out", tmp_path / "out").split())
    assert "Where ‘Russia: weight of ‘himself’’ is above" in said
    assert "Consequences of assumptions, not a forecast." in said
    assert {"discovery.csv", "discovery.png"} <= {one.name for one in (tmp_path / "out").iterdir()}


def test_what_cannot_be_asked_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    asked = [*map(str, ASKED)]
    assert "--at-least must lie above 0 and be 1 at most, not 15" in refused(capsys, *asked, "15")
    known = refused(capsys, *asked, "0.1", "--given", "russia.announced=silent@2025-05-13")
    assert "256 lucks of a draw too few may fit" in known
    assert "take away russia.announced=silent@2025-05-13" in known
