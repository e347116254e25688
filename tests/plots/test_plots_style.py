"""Pictures look alike whatever their reader has told matplotlib."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from matplotlib import rc_context, style

from sim import compare, influences, replay, simulate, sweep
from sim.plots.figure import Figure
from tests.conftest import ROOT, toy, toy_yaml


def _comparison() -> Figure:
    runs = [simulate(toy().with_({"learning_rate": one}), 100, seed=1) for one in (0, 1)]
    return compare(*runs).plot()


SHEETS: dict[str, Callable[[], Figure]] = {
    "outcomes": lambda: simulate(toy(), 100, seed=1).plot(),
    "comparison": _comparison,
    "story": lambda: replay(toy(), 1, seed=1).plot(),
    "sweep": lambda: sweep(toy(), {"meeting.late_rate": [0, 1]}, 50, seed=1).plot(),
}
SETTINGS: dict[str, Any] = {
    "dark": style.library["dark_background"],
    "TeX": {"text.usetex": True, "font.family": "serif"},
    "saving": {"savefig.facecolor": "black", "savefig.bbox": "tight", "savefig.dpi": 30},
}


ALL = {key: value for settings in SETTINGS.values() for key, value in settings.items()}


@pytest.mark.parametrize("figure", SHEETS)
def test_settings_of_the_reader_change_no_picture(figure: str) -> None:
    picture, made_before = SHEETS[figure]().png(50), SHEETS[figure]()
    with rc_context(ALL):
        before = dict(matplotlib.rcParams)
        assert SHEETS[figure]().png(50) == picture
        assert made_before.png(50) == picture
        assert dict(matplotlib.rcParams) == before


def test_an_unknown_backend_and_a_file_of_settings_change_no_picture(tmp_path: Path) -> None:
    (tmp_path / "toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    settings = "text.usetex: True\naxes.facecolor: black\nsavefig.dpi: 30\n"
    (tmp_path / "matplotlibrc").write_text(settings, encoding="utf-8")
    words = ["influences", "toy.yaml", "--out", "found"]
    ran = subprocess.run(
        [sys.executable, "-c", "from sim.cli import main; main()", *words],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "none_such"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    picture = (tmp_path / "found" / "influences.png").read_bytes()
    assert picture == influences(toy()).plot().png()
