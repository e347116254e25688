"""``parley validate`` and ``parley schema``: is a file right, and how is one written."""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import fill, indent
from typing import Annotated

import typer

from sim.cli.writing.skeleton import REPLACE
from sim.errors import on_one_line
from sim.reading.document import Document, Place
from sim.reading.layers import files_of, read_layers
from sim.reading.settings import setting_written, with_settings
from sim.scenario import Scenario
from sim.scenario.files import load_lowest
from sim.scenario.scenario import SHAPE

WIDTH = 76
MAX_LINES = 12
"""More lines than this are not all named."""


def load_scenario(path: Path, overrides: tuple[str, ...] = ()) -> Scenario:
    """Read a scenario whose rules are known; every command reads scenarios through here.

    Raises
    ------
    ScenarioError
        If the file does not describe a negotiation.
    """
    from sim.rules import check_rules

    return Scenario.load(path, overrides, check_rules)


def load_base(path: Path, changed: Scenario) -> Scenario:
    """Read what a scenario file rests on, before the settings that made it `changed`.

    Where the file cannot be read twice, as a pipe cannot, this is `changed` itself.
    """
    from sim.rules import check_rules

    return load_lowest(path, check_rules) if path.is_file() else changed


def inputs(files: Iterable[Path]) -> set[Path]:
    """Return all files that scenario files bring in, themselves included, and rule files."""
    from sim.rules.user_files import imported_files, loaded_files

    layers = {layer for file in files if file.is_file() for layer in files_of(SHAPE, file)}
    return layers | {Path(file.module) for file in (*loaded_files(), *imported_files())}


def unwritten(document: Document) -> list[Place]:
    """Return where texts of files still say ``REPLACE``, as ``parley new`` left them."""
    texts = ((place, document.at(keys)) for keys, place in document.places.items() if place[1])
    return [place for place, text in texts if isinstance(text, str) and text.startswith(REPLACE)]


def unwritten_in_words(file: Path, settings: Sequence[str] | None = None) -> str:
    """Return how many texts of a scenario file still say ``REPLACE``, and where; empty if none."""
    laid = map(setting_written, settings or ())
    places = unwritten(with_settings(SHAPE, read_layers(SHAPE, file), laid))
    places.sort(key=lambda place: (place[0] != str(file), place))
    lines = [str(line) if name == str(file) else f"{name}:{line}" for name, line in places]
    if not lines:
        return ""
    one, more = len(lines) == 1, ", …" if len(lines) > MAX_LINES else ""
    count = "1 text still says" if one else f"{len(lines)} texts still say"
    where = f"{'line' if one else 'lines'} {', '.join(lines[:MAX_LINES])}{more}"
    return on_one_line(f"{count} {REPLACE.strip()} {where}")


def warn_of_unwritten(file: Path, settings: Sequence[str] | None = None) -> None:
    """Say on standard error that texts of a scenario file are still to be written, if any are."""
    words = unwritten_in_words(file, settings)
    if words:
        print(f"parley: {on_one_line(str(file))}: {words}", file=sys.stderr)


def validate(
    file: Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="FILE")],
) -> None:
    """Check a scenario file and say what it holds."""
    scenario = load_scenario(file)
    actors = ", ".join(f"{key} ({actor.role})" for key, actor in scenario.actors.items())
    print(f"{on_one_line(str(file))}: valid")
    print(f"  {scenario.title}")
    for words in filter(None, (scenario.summary, scenario.teaches)):
        print(indent(fill(" ".join(words.split()), WIDTH), "  "))
    print(f"  actors: {actors}")
    print(f"  conditions: {', '.join(scenario.conditions) or 'none'}")
    print(f"  clock: {scenario.clock.ticks} ticks of {scenario.clock.hours_per_tick:g} hours")
    print(f"  statements: {len(scenario.statements)}")
    named = {name for said in scenario.statements for _, name in said.actors()}
    if nobody := sorted(named.difference(scenario.actors)):
        print(f"  named in statements, but no actor here: {', '.join(nobody)}")
    if words := unwritten_in_words(file):
        print(f"  {words}")


def schema() -> None:
    """Print the JSON Schema of scenario files."""
    from sim.scenario.schema import file_schema

    print(json.dumps(file_schema(), indent=2, ensure_ascii=False))
