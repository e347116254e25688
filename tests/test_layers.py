"""Imports point only upwards in the table of layers, and three walls stand."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

LAYERS = (
    "errors",
    "templates",
    "parallel",
    "scenario",
    "worlds",
    "points",
    "record",
    "rules",
    "agents",
    "model",
    "outcome",
    "ensemble",
    "grid",
    "journal",
    "result",
    "analysis",
    "plots",
    "pages",
    "dashboard",
    "cli",
)
MODULES = sorted((ROOT / "sim").rglob("*.py"))
TYPES_ONLY = {("agents", "model")}
"""An agent knows its model's type, not its module."""


def layer(path: Path) -> str:
    return path.relative_to(ROOT / "sim").parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_upwards_and_respect_the_walls(path: Path) -> None:
    here = layer(path)
    if here == "__init__":
        return
    for name in imported(path):
        package, _, rest = name.partition(".")
        there = rest.partition(".")[0]
        if package == "sim" and there and (here, there) not in TYPES_ONLY | LATE:
            assert LAYERS.index(there) <= LAYERS.index(here), f"{path} imports {name}"
        if package == "mesa":
            assert here in ("agents", "model")
        if package == "matplotlib":
            assert here == "plots"
        if package == "yaml":
            assert path.name == "document.py"


LATE = {("result", "analysis"), ("result", "plots"), ("analysis", "plots")}
"""Results and findings offer their table and picture, loaded inside a function when asked for."""


def test_what_is_offered_late_is_loaded_late() -> None:
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
                there = (node.module or "").split(".")[1]
                assert (layer(path), there) not in LATE, f"{path} imports {node.module}"


def loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after running some code."""
    told = f"{code}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


def test_scenarios_and_rules_need_no_mesa() -> None:
    code = "import sim.rules; sim.Scenario.load('scenarios/thursday/baseline.yaml')"
    assert not loaded_by(code) & {"mesa", "matplotlib", "pandas", "scipy"}


def test_running_needs_no_matplotlib() -> None:
    assert "matplotlib" not in loaded_by("import sim; sim.simulate")


def test_nothing_in_the_package_knows_the_week() -> None:
    names = ("ukrain", "russia", "putin", "zelensk", "trump", "erdo", "istanbul", "kyiv", "moscow")
    for path in MODULES:
        text = path.read_text(encoding="utf-8").lower()
        assert not [name for name in names if name in text], path
