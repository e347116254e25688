"""Options that several commands share."""

import logging
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.characters import MINUS, cut
from sim.cli.lazy import must_be_once
from sim.errors import UsageError, did_you_mean, on_one_line
from sim.rules.loading import load_scenario
from sim.rules.theories import chosen, leaves_open
from sim.scenario import Scenario
from sim.style.labels import part_called

LIBRARY = Path("scenarios")  # where scenarios are looked for unless a command is told otherwise
TABLES = ("csv", "parquet", "none")


def whole_number(text: str) -> int:
    """Return the number that an option gives."""
    try:
        return int(str(text).translate(MINUS))
    except ValueError:
        raise typer.BadParameter(f"a whole number is needed (given: {cut(text)!r})") from None


def folder_named(text: str) -> Path:
    """Return the folder that an option names; an empty name would be the folder one is in."""
    if not text.strip():
        raise typer.BadParameter("the name of a folder is needed; . is the one you are in")
    return Path(text)


def check_table(table: str) -> str:
    """Return the kind of table, if such tables can be written."""
    if table not in TABLES:
        raise UsageError(f"--table {cut(table)}: {did_you_mean(table, TABLES)}")
    if table == "parquet" and find_spec("pyarrow") is None:
        raise UsageError('--table parquet needs pyarrow: pip install "parley-sim[parquet]"')
    return table


WholeNumber = partial(typer.Option, parser=whole_number, metavar="NUMBER")

PageOut = Annotated[Path | None, typer.Option(help="HTML file to write.", metavar="FILE")]


def load_with(
    path: Path, settings: Sequence[str] | None = None, rules: Sequence[str] | None = None
) -> Scenario:
    """Read a scenario with what ``--set`` and ``--rule`` change.

    A theory that ``--rule`` takes has the numbers that are listed for it, or set there.
    """
    given = tuple(settings or ())
    listed = tuple(one for one in given if one.lstrip().startswith("theories"))
    chosen = rule_overrides(load_scenario(path, listed), rules) if rules else ()
    places = [setting.partition("=")[0].strip() for setting in (*given, *chosen)]
    for place in {one.partition("=")[0] for one in chosen} & {*places[: len(given)]}:
        own = f"its numbers are set one by one, as --set {place}.NUMBER=VALUE"
        raise UsageError(f"--set {place}: --rule gives a rule here already; {own}")
    must_be_once(f"--set {place}" for place in places)
    return load_scenario(path, (*chosen, *given))  # a rule first, then its numbers


@contextmanager
def shared_by(workers: int, scheduler: str | None) -> Iterator[int | Executor]:
    """Yield who shares the work: processes of this machine, or the workers of a scheduler."""
    if scheduler is None:
        yield workers
        return
    if workers != 1:
        raise UsageError("--workers and --scheduler: choose one; the scheduler has its own workers")
    from sim.ensemble.cluster import cluster  # noqa: PLC0415 - loads what few commands need

    logging.disable()  # Dask logs its own view of what is told here in one line
    with cluster(scheduler) as executor:
        yield executor


def name_of(
    file: Path, settings: Sequence[str] | None = None, scenario: Scenario | None = None
) -> str:
    """Return what a heading calls a scenario: its file, or what is set in it, in words."""
    if not settings or scenario is None:
        return on_one_line(file.stem)
    parts = (setting.partition("=") for setting in settings)
    names = (
        f"{part_called(scenario, path.strip())} = {re.sub('^-', '−', new.strip())}"
        for path, _, new in parts
    )
    return on_one_line(" ".join(", ".join(names).split()))


def names_of(files: Sequence[Path]) -> list[str]:
    """Return what headings call scenarios: their files, with the folder where that is needed."""
    stems = [file.stem for file in files]
    alike = len(set(stems)) < len(set(files))
    names = (f"{file.resolve().parent.name}/{file.stem}" if alike else file.stem for file in files)
    return [on_one_line(name) for name in names]


def rule_overrides(scenario: Scenario, rules: Sequence[str]) -> list[str]:
    """Return ``--rule`` settings as overrides, with the numbers that the scenario lists for them.

    Raises `UsageError` if a rule or whose it shall be is unknown, or somebody is given two rules.
    """
    asked: list[tuple[str, dict[str, Any]]] = []
    for setting in rules:
        whose, given, name = setting.rpartition("=")
        try:
            asked += chosen(scenario, whose if given else None, name).items()
        except UsageError as error:
            raise UsageError(f"--rule {cut(setting)}: {error}") from None
    must_be_once(f"--rule of {whose}" for whose, _ in asked)
    paths = ((scenario.deciders[whose][0], rule) for whose, rule in asked)
    return [f"{path}={rule['name'] if len(rule) == 1 else dumps(rule)}" for path, rule in paths]


def is_uncertain(asked: bool, scenarios: Mapping[str, Scenario]) -> bool:
    """Whether assumptions are drawn; say on standard error where ``--uncertain`` has none to draw.

    A number or weight is drawn if it is given as a distribution, and theories if they have weights.
    """
    certain = [name for name, scenario in scenarios.items() if not leaves_open(scenario)]
    if asked and certain:
        words = "no number is a distribution, so all worlds share the same assumptions"
        print(f"parley: --uncertain: {', '.join(certain)}: {words}", file=sys.stderr)
    return asked and len(certain) < len(scenarios)
