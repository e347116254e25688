"""Imports point one way, from the faces to the foundations; there is no circle; walls stand."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import sim
from tests.conftest import ROOT

ROOMS = (
    "version",
    "characters",
    "errors",
    "arguments",
    "arrays",
    "reading",
    "scenario",
    "rules",
    "style",
    "engine",
    "ensemble",
    "analysis",
    "plots",
    "archive",
    "pages",
    "page",
    "cli",
    "__main__",
)
"""From the foundations to the faces; a room may only know those that stand above it here."""

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "sim").rglob("*.py"))
}
WRITTEN = sorted(
    path
    for path in (ROOT / "sim").rglob("*")
    if path.is_file() and path.parent.name != "__pycache__"
)
"""Modules, templates and styles."""

WALLS = {
    "mesa": {"sim.engine.actor", "sim.engine.model"},
    "yaml": {"sim.reading.document", "sim.reading.plain_yaml"},
}
"""Libraries that only these modules know."""


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else module


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Return what a module imports; each is parsed once, and none before a test asks."""
    return frozenset(imported(ast.parse(path.read_text(encoding="utf-8"))))


def imported(code: ast.AST) -> Iterator[str]:
    """Yield what some code imports, late and for its types as well, by the module that holds it."""
    for one in ast.walk(code):
        if isinstance(one, ast.Import):
            yield from (alias.name for alias in one.names)
        elif isinstance(one, ast.ImportFrom):
            assert not one.level, "imports name their module in full"
            names = (alias.name for alias in one.names)
            yield from (home(str(one.module), name) for name in names)


def home(module: str, name: str) -> str:
    """Return the module that ``from module import name`` loads."""
    if module == "sim":
        homes = (there for there, names in sim._HOMES.items() if name in names)
        return next(homes, f"sim.{name}" if f"sim.{name}" in MODULES else "sim")
    return f"{module}.{name}" if f"{module}.{name}" in MODULES else module


UPHILL = {
    ("sim.analysis.finding", "sim.plots.plot"),
}
"""Arrows that point the wrong way: `Finding.plot`, for whoever writes ``found.plot()``."""


def arrows() -> set[tuple[str, str]]:
    """Return which module imports which."""
    return {
        (here, there)
        for here, path in MODULES.items()
        for there in imports_of(path)
        if there != here and there in MODULES
    }


def test_what_is_imported_from_the_package_itself_is_seen() -> None:
    code = ast.parse("from sim import __version__, analysis, compare\nimport sim.cli\nimport sim")
    found = ["sim", "sim.analysis", "sim.analysis.experiments.comparison", "sim.cli", "sim"]
    assert [*imported(code)] == found


def test_imports_point_upwards() -> None:
    faults = {
        (here, there)
        for here, there in arrows()
        if "sim" not in (here, there) and ROOMS.index(room(there)) > ROOMS.index(room(here))
    }
    assert faults == UPHILL


def test_modules_stand_in_no_circle() -> None:
    below = {here: set[str]() for here in MODULES}
    for here, there in arrows() - UPHILL:
        below[here].add(there)
    below["sim"] = set()  # the front door knows all homes, and nobody has to come in by it
    circles = set()
    try:
        [*TopologicalSorter(below).static_order()]
    except CycleError as error:
        circles = {*error.args[1]}
    assert not circles


@pytest.mark.parametrize("library", WALLS)
def test_walls_stand(library: str) -> None:
    found = {
        here
        for here, path in MODULES.items()
        for name in imports_of(path)
        if name.partition(".")[0] == library
    }
    assert found == WALLS[library]


def test_only_pictures_know_matplotlib() -> None:
    for here, path in MODULES.items():
        if any(name.partition(".")[0] == "matplotlib" for name in imports_of(path)):
            assert room(here) == "plots", here


def loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after running some code."""
    told = f"{code}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


def test_scenarios_and_rules_need_no_mesa() -> None:
    code = "import sim.rules; sim.Scenario.load('scenarios/thursday/baseline.yaml')"
    assert not loaded_by(code) & {"mesa", "matplotlib", "pandas", "scipy"}


def test_the_command_line_starts_without_what_is_slow_to_load() -> None:
    code = "from sim.cli import app; app(['--help'], standalone_mode=False)"
    slow = {"mesa", "matplotlib", "pandas", "scipy", "starlette", "loky", "cloudpickle"}
    found = loaded_by(code)
    assert not found & {*slow, "distributed", "numpy", "pydantic"}
    assert not [name for name in found if name.startswith("sim.cli.commands")]


def test_help_on_running_needs_no_mesa() -> None:
    code = "import sim.cli.commands.run, sim.cli.commands.sweep, sim.cli.commands.compare"
    assert not loaded_by(code) & {"mesa", "matplotlib", "pandas", "scipy"}


def test_running_needs_no_matplotlib() -> None:
    assert "matplotlib" not in loaded_by("import sim; sim.simulate")


def test_the_page_needs_matplotlib_for_pictures_alone() -> None:
    code = """
from pathlib import Path
from sim.page import address, library, render, view
page = render.Renderer(view.Desk(library.read_library(Path("scenarios/others"))))
assert all(page.render("part", f"part={part}").status == 200 for part in address.PARTS)
"""
    assert not loaded_by(code) & {"matplotlib", "scipy.stats"}


def test_nothing_in_the_package_knows_the_week() -> None:
    names = ("ukrain", "russia", "putin", "zelensk", "trump", "erdo", "istanbul", "kyiv", "moscow")
    kinds = {path.suffix for path in WRITTEN}
    assert {".py", ".html", ".css", ".j2"} <= kinds
    for path in WRITTEN:
        text = path.read_text(encoding="utf-8").lower()
        assert not [name for name in names if re.search(rf"\b{name}", text)], path
