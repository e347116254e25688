"""Files of scenarios, beyond loading one: what it rests on, one that is sent, its sentences."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sim.errors import ScenarioError
from sim.reading.document import read_document
from sim.reading.faults import validated
from sim.reading.layers import base_of, parse_layers
from sim.scenario.scenario import SHAPE, Scenario
from sim.scenario.statement import STATEMENTS, StatementFile

Check = Callable[[Scenario], None]
"""May raise `InvalidEntry` for what only a later part of the program knows."""


def load_lowest(path: Path, further_check: Check | None = None) -> Scenario:
    """Read what a scenario file rests on: the last of the files that it extends, or itself.

    Where that is no whole scenario without those above it, this is the file as it stands.

    Raises
    ------
    ScenarioError
        If neither describes a negotiation.
    """
    try:
        return Scenario.load(base_of(path), (), further_check)
    except ScenarioError:
        return Scenario.load(path, (), further_check)


def load_content(
    content: bytes, name: str, known: Mapping[str, Path], further_check: Check | None = None
) -> tuple[Scenario, Path | None]:
    """Return the scenario in the content of a file, and the file that it extends, if any.

    See `sim.reading.layers.parse_layers` for what it may refer to.

    Raises
    ------
    ScenarioError
        If it does not describe a negotiation.
    """
    document, base = parse_layers(SHAPE, content, name, known)
    return validated(SHAPE, document, further_check), base


def load_statements(path: Path) -> StatementFile:
    """Read a file of statements.

    Raises
    ------
    ScenarioError
        If the file cannot be read or is not a list of statements.
    """
    return validated(STATEMENTS, read_document(path, STATEMENTS))
