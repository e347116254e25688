"""Files of scenarios, beyond loading one: what it rests on, one that is sent, its sentences."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sim.errors import ScenarioError
from sim.reading.document import parse_document, read_document
from sim.reading.faults import validated
from sim.reading.layers import laid_over_known, layers_of
from sim.scenario.scenario import SHAPE, Scenario
from sim.scenario.statement import STATEMENTS, StatementFile

Completed = Callable[[Scenario], Scenario]
"""Fills in what only a later part of the program knows, or raises `InvalidEntry`."""


def load_lowest(path: Path, load: Callable[[Path], Scenario]) -> Scenario:
    """Read what a scenario file rests on: the last of the files that it extends, or itself.

    Where that is no whole scenario without those above it, this is the file as it stands. Raises
    `ScenarioError` if neither describes a negotiation.
    """
    try:
        return load(layers_of(path)[-1])
    except ScenarioError:
        return load(path)


def load_content(
    content: bytes, name: str, known: Mapping[str, Path], completed: Completed | None = None
) -> tuple[Scenario, Path | None]:
    """Return the scenario in the content of a file, and the file that it extends, if any.

    It may extend the files that are `known` by name, and none else of this machine. Raises
    `ScenarioError` if it does not describe a negotiation.
    """
    document, base = laid_over_known(SHAPE, parse_document(content, name, SHAPE), known)
    return validated(SHAPE, document, completed), base


def load_statements(path: Path) -> StatementFile:
    """Read a file of statements, or raise `ScenarioError` if it cannot be read or is none."""
    return validated(STATEMENTS, read_document(path, STATEMENTS))
