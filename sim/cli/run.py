"""``parley run``: a scenario file in, an outcome distribution out."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.check import load_scenario
from sim.errors import UsageError, did_you_mean
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.ensemble import Run

TABLES = ("csv", "parquet", "none")


def whole_number(text: str) -> int:
    """Return the number that an option gives."""
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"a whole number is needed (given: {text!r})") from None


def run(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    scenario: Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="SCENARIO")],
    worlds: Annotated[
        int, typer.Option(help="Number of parallel worlds.", parser=whole_number, metavar="NUMBER")
    ] = 10_000,
    seed: Annotated[
        int | None,
        typer.Option(
            help="Seed of all luck; drawn when left out.", parser=whole_number, metavar="NUMBER"
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change a number; can be repeated."),
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(metavar="[PARTY=]NAME", help="Decision rule, of one party or of both."),
    ] = None,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Draw each world's assumptions, too.")
    ] = False,
    workers: Annotated[
        int,
        typer.Option(help="Processes that share the work.", parser=whole_number, metavar="NUMBER"),
    ] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for summary, table, manifest and pictures.")
    ] = None,
    table: Annotated[str, typer.Option(help="Rows of all worlds: csv, parquet or none.")] = "csv",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object and nothing else.")
    ] = False,
) -> None:
    """Run a scenario in many parallel worlds and show what becomes of them."""
    if table not in TABLES:
        raise UsageError(f"--table {table}: {did_you_mean(table, TABLES)}")
    if table == "parquet" and find_spec("pyarrow") is None:
        raise UsageError("--table parquet needs pyarrow: pip install 'parley-sim[parquet]'")
    settings = tuple(set_ or ())
    whole = load_scenario(scenario, settings)
    if rule:
        whole = load_scenario(scenario, (*settings, *rule_overrides(whole, rule)))
    from sim.ensemble import Run, fresh_seed

    asked = Run(whole, worlds, fresh_seed() if seed is None else seed, uncertain)
    _run(asked, workers, out, table, as_json)


def rule_overrides(scenario: Scenario, rules: list[str]) -> list[str]:
    """Return ``--rule`` settings as overrides; a rule without a party is for both.

    Raises
    ------
    UsageError
        If a party or rule is unknown.
    """
    from sim.rules import find_rule

    overrides = []
    for setting in rules:
        party, given, name = setting.rpartition("=")
        if given and party not in scenario.parties:
            known = did_you_mean(party, scenario.parties)
            raise UsageError(f"--rule {setting}: unknown party {party!r}; {known}")
        find_rule(name)
        overrides += [
            f"actors.{key}.rule={name}" for key in ([party] if given else scenario.parties)
        ]
    return overrides


def _run(asked: "Run", workers: int, out: Path | None, table: str, as_json: bool) -> None:
    from sim.analysis.summary import summary
    from sim.cli.files import Folder, write_files
    from sim.cli.progress import progress
    from sim.cli.tables import show
    from sim.result import carry_out

    folder = None if out is None else Folder(out)
    with progress(asked.worlds) as tell:
        result = carry_out(asked, workers, tell)
    told = summary(result)
    if folder is not None:
        write_files(folder, result, told, table)
    if as_json:
        json.dump(told, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        print()
    else:
        show(result, told, folder)
