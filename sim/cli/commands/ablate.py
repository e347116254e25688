"""``parley ablate``: what each sentence contributes."""

from sim.analysis.experiments import ablation
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure
from sim.archive.files import write_findings
from sim.archive.folder import results_folder
from sim.cli import options
from sim.cli.progress import progress
from sim.cli.tables.ablation import show
from sim.cli.tables.finding import say
from sim.ensemble.run import run_of
from sim.rules.loading import inputs


def ablate(
    scenario: options.ScenarioFile,
    outcome: options.Outcome = None,
    worlds: options.Number = 10_000,
    seed: options.Seed = None,
    set_: options.Settings = None,
    rule: options.Rules = None,
    workers: options.Workers = 1,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Leave out each statement in turn, on the same luck."""
    whole = options.load_with(scenario, set_, rule)
    measure = check_measure(whole, outcome or ANY_ON_TIME, "--outcome")
    run = run_of(whole, worlds, seed)
    writes = ["ablation.csv", "ablation.png"]
    with results_folder(out, writes, inputs([scenario])) as folder:
        with progress(worlds * len(whole.statements)) as tell:
            found = ablation.ablate(whole, worlds, run.seed, workers, tell)
        if folder is not None:
            figures = {"ablation": found.plot(measure)}
            write_findings(folder, {"ablation": found}, figures, [whole])
    say(found, show, folder, as_json, measure)
