"""``parley run``: a scenario file in, an outcome distribution out."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli import options

if TYPE_CHECKING:
    from sim.analysis.uncertainty import Uncertainty
    from sim.ensemble import Run


def run(  # noqa: PLR0913, PLR0917 - each argument is an option of the command
    scenario: options.ScenarioFile,
    worlds: options.Number = 10_000,
    seed: options.Seed = None,
    set_: options.Settings = None,
    rule: options.Rules = None,
    uncertain: options.Uncertain = False,
    workers: options.Workers = 1,
    out: options.Out = None,
    table: options.TableKind = "csv",
    as_json: options.AsJson = False,
) -> None:
    """Run a scenario in many parallel worlds."""
    options.check_table(table)
    whole = options.load_with(scenario, set_, rule)
    _run(options.asked(whole, worlds, seed, uncertain), workers, out, table, as_json)


def _run(asked: "Run", workers: int, out: Path | None, table: str, as_json: bool) -> None:
    from sim.analysis.summary import summary
    from sim.cli.files import Folder, write_run
    from sim.cli.progress import progress
    from sim.cli.tables.run import show
    from sim.cli.tables.terminal import print_json
    from sim.result import carry_out

    folder = None if out is None else Folder(out)
    if folder is not None:
        folder.make()  # before hours of work, not after
    with progress(asked.worlds) as tell:
        result = carry_out(asked, workers, tell)
    parts = _parts(asked) if asked.uncertain else None
    told = summary(result, parts)
    if folder is not None:
        write_run(folder, result, told, table, parts)
    if as_json:
        print_json(told)
    else:
        show(result, told, folder)


def _parts(asked: "Run") -> "Uncertainty":
    """Set luck and not knowing apart."""
    from sim.analysis.uncertainty import DRAWS, LUCKS, uncertainty_of
    from sim.cli.progress import progress

    with progress(DRAWS * LUCKS) as tell:
        return uncertainty_of(asked, progress=tell)
