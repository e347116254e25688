"""Scenarios from files, once it is clear that the rules they name are known."""

from collections.abc import Iterable
from pathlib import Path

from sim.reading.layers import files_of
from sim.rules.own_numbers import check_rules
from sim.rules.user_files import imported_files, loaded_files
from sim.scenario import Scenario
from sim.scenario.files import load_lowest
from sim.scenario.scenario import SHAPE


def load_scenario(path: Path, overrides: tuple[str, ...] = ()) -> Scenario:
    """Read a scenario whose rules are known; every command reads scenarios through here.

    Raises `ScenarioError` if the file does not describe a negotiation.
    """
    return Scenario.load(path, overrides, check_rules)


def load_base(path: Path, changed: Scenario) -> Scenario:
    """Read what a scenario file rests on, before the settings that made it `changed`.

    Where the file cannot be read twice, as a pipe cannot, this is `changed` itself.
    """
    return load_lowest(path, load_scenario) if path.is_file() else changed


def inputs(files: Iterable[Path]) -> set[Path]:
    """Return all files that scenario files bring in, themselves included, and rule files."""
    layers = {layer for file in files if file.is_file() for layer in files_of(SHAPE, file)}
    return layers | {Path(file.path) for file in (*loaded_files(), *imported_files())}
