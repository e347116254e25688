"""``parley run``: a scenario file in, an outcome distribution out."""

from typing import TYPE_CHECKING

from sim.cli import options
from sim.cli.check import inputs, load_base
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.experiments.uncertainty import Uncertainty
    from sim.archive.run_record import RunRecord
    from sim.ensemble.run import Run


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
    options.warn_of_certain(uncertain, {options.name_of(scenario, None): whole})
    asked = options.asked(whole, worlds, seed, uncertain)
    from sim.archive.files import files_of_run, write_run
    from sim.archive.folder import results_folder
    from sim.cli.tables.run import show
    from sim.cli.tables.terminal import print_json

    base = whole if out is None else load_base(scenario, whole)
    with results_folder(out, files_of_run(asked, base, table), inputs([scenario])) as folder:
        ran = carried_out(asked, base, workers)
        if folder is not None:
            write_run(folder, ran, table)
    if as_json:
        print_json(ran.summary)
    else:
        show(ran.result, ran.summary, folder)


def carried_out(asked: "Run", base: Scenario, workers: int) -> "RunRecord":
    """Run all worlds and sum them up; `base` is what the assumptions are compared with."""
    from sim.analysis.outcomes.result import simulate_run
    from sim.archive.files import command
    from sim.archive.run_record import ran_of
    from sim.cli.progress import progress

    with progress(asked.worlds) as tell:
        result = simulate_run(asked, workers, tell)
    parts = _parts(asked) if asked.uncertain else None
    return ran_of(result, base, command(), parts)


def _parts(asked: "Run") -> "Uncertainty":
    """Set luck and not knowing apart."""
    from sim.analysis.experiments.uncertainty import DRAWS, LUCKS, uncertainty_of
    from sim.cli.progress import progress

    with progress(DRAWS * LUCKS) as tell:
        return uncertainty_of(asked.scenario, asked.luck, progress=tell)
