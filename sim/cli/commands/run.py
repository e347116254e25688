"""``parley run``: a scenario file in, an outcome distribution out."""

from sim.analysis.experiments.uncertainty import DRAWS, LUCKS, Uncertainty, uncertainty
from sim.analysis.outcomes.result import Result, simulate_run
from sim.archive.files import command, files_of_run, write_run
from sim.archive.folder import results_folder
from sim.archive.run_record import RunRecord, ran_of
from sim.cli import options
from sim.cli.progress import progress
from sim.cli.tables.run import show
from sim.cli.tables.terminal import print_json
from sim.ensemble.run import Run, run_of
from sim.rules.loading import inputs, load_base
from sim.scenario import Scenario


def run(
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
    request = run_of(whole, worlds, seed, uncertain)
    base = whole if out is None else load_base(scenario, whole)
    with results_folder(out, files_of_run(request, base, table), inputs([scenario])) as folder:
        ran = carried_out(request, base, workers)
        if folder is not None:
            write_run(folder, ran, table)
    if as_json:
        print_json(ran.summary)
    else:
        show(ran.result, ran.summary, folder)


def carried_out(request: Run, base: Scenario, workers: int) -> RunRecord:
    """Run all worlds and sum them up; `base` is what the assumptions are compared with."""
    result = lived_through(request, workers)
    return ran_of(result, base, command(), set_apart(request) if request.uncertain else None)


def lived_through(request: Run, workers: int) -> Result:
    """Run all worlds."""
    with progress(request.worlds) as tell:
        return simulate_run(request, workers, tell)


def set_apart(request: Run) -> Uncertainty:
    """Set luck and not knowing apart."""
    with progress(DRAWS * LUCKS) as tell:
        return uncertainty(request.scenario, request.seed, progress=tell)
