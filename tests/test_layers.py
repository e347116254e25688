"""Imports point only upwards in the table of layers, and three walls stand."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from tests.conftest import ROOT

LAYERS = (
    "signs",
    "errors",
    "given",
    "typed",
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
    "__main__",
)
MODULES = sorted((ROOT / "sim").rglob("*.py"))
WRITTEN = sorted(
    path
    for path in (ROOT / "sim").rglob("*")
    if path.is_file() and path.parent.name != "__pycache__"
)
"""Modules, templates and styles."""

TYPES_ONLY = {("agents", "model")}
"""An agent knows its model's type, not its module."""


def layer(path: Path) -> str:
    return path.relative_to(ROOT / "sim").parts[0].removesuffix(".py")


def imported(node: ast.AST) -> Iterator[str]:
    """Yield the modules that some code imports; what ``sim`` offers by name, by its home."""
    for one in ast.walk(node):
        if isinstance(one, ast.Import):
            yield from (alias.name for alias in one.names)
        elif isinstance(one, ast.ImportFrom):
            assert not one.level, "imports name their module in full"
            names = [alias.name for alias in one.names]
            yield from map(home, names) if one.module == "sim" else [str(one.module)]


def home(name: str) -> str:
    """Return the module that ``from sim import name`` loads."""
    homes = (module for module, names in sim._HOMES.items() if name in names)
    return next(homes, f"sim.{name}" if name in LAYERS else "sim")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_what_is_imported_from_the_package_itself_is_seen() -> None:
    code = ast.parse("from sim import __version__, analysis, simulate\nimport sim.cli\nimport sim")
    assert [*imported(code)] == ["sim", "sim.analysis", "sim.analysis.outcomes.result", "sim.cli", "sim"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_upwards_and_respect_the_walls(path: Path) -> None:
    here = layer(path)
    if here == "__init__":
        return
    for name in imported(tree(path)):
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
        for node in tree(path).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name in imported(node):
                    there = name.partition(".")[2].partition(".")[0]
                    assert (layer(path), there) not in LATE, f"{path} imports {name}"


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


def test_the_command_line_starts_without_what_is_slow_to_load() -> None:
    slow = {"mesa", "matplotlib", "pandas", "scipy", "marimo"}
    assert not loaded_by("import sim.cli") & slow


def test_running_needs_no_matplotlib() -> None:
    assert "matplotlib" not in loaded_by("import sim; sim.simulate")


def test_nothing_in_the_package_knows_the_week() -> None:
    names = ("ukrain", "russia", "putin", "zelensk", "trump", "erdo", "istanbul", "kyiv", "moscow")
    kinds = {path.suffix for path in WRITTEN}
    assert {".py", ".html", ".css", ".j2"} <= kinds
    for path in WRITTEN:
        text = path.read_text(encoding="utf-8").lower()
        assert not [name for name in names if name in text], path
