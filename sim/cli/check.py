"""``parley validate`` and ``parley schema``: is a file right, and how is one written."""

import json
from pathlib import Path
from textwrap import fill, indent
from typing import Annotated

import typer

from sim.scenario import Scenario
from sim.scenario.loader import load, load_lowest

WIDTH = 76


def load_scenario(path: Path, overrides: tuple[str, ...] = ()) -> Scenario:
    """Read a scenario whose rules are known; every command reads scenarios through here.

    Raises
    ------
    ScenarioError
        If the file does not describe a negotiation.
    """
    from sim.rules import check_rules

    return load(path, overrides, check_rules)


def load_base(path: Path, changed: Scenario) -> Scenario:
    """Read what a scenario file rests on, before the settings that made it `changed`.

    Where the file cannot be read twice, as a pipe cannot, this is `changed` itself.
    """
    from sim.rules import check_rules

    return load_lowest(path, check_rules) if path.is_file() else changed


def validate(
    file: Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="FILE")],
) -> None:
    """Check a scenario file and say what it holds."""
    scenario = load_scenario(file)
    actors = ", ".join(f"{key} ({actor.role})" for key, actor in scenario.actors.items())
    print(f"{file}: valid")
    print(f"  {scenario.title}")
    for words in (scenario.summary, scenario.teaches or ""):
        print(indent(fill(" ".join(words.split()), WIDTH), "  "))
    print(f"  actors: {actors}")
    print(f"  conditions: {', '.join(scenario.conditions) or 'none'}")
    print(f"  clock: {scenario.clock.ticks} ticks of {scenario.clock.hours_per_tick:g} hours")
    print(f"  statements: {len(scenario.statements)}")


def schema() -> None:
    """Print the JSON Schema of scenario files."""
    from sim.scenario.schema import file_schema

    print(json.dumps(file_schema(), indent=2, ensure_ascii=False))
