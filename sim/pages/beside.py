"""Beside the text: a run under changed assumptions, and the text's own on the same luck."""

from sim.analysis.audit.changes import changes_from_base
from sim.analysis.experiments.comparison import Comparison, compare
from sim.analysis.outcomes.measures import measure_in_words
from sim.analysis.outcomes.result import Result, simulate_run
from sim.analysis.outcomes.shares import Counted
from sim.ensemble.executors import Workers
from sim.ensemble.run import Run
from sim.errors import UsageError
from sim.scenario import Scenario

NOW = "the assumptions as changed"
"""What sentences call a scenario that is compared with the one it rests on."""


def beside_text(result: Result, base: Scenario, workers: Workers = 1) -> Comparison | None:
    """Return a run beside the text's own on the same luck; None where they cannot be compared."""
    if not changes_from_base(base, result.scenario):
        return compare(result, result, names=(base.title, NOW))
    text = simulate_run(Run(base, result.run.worlds, result.run.luck), workers)
    try:
        return compare(text, result, names=(base.title, NOW))
    except UsageError:
        return None


def beside_rows(both: Comparison) -> list[tuple[str, Counted, Counted]]:
    """Return each measure in words, with its share in the text and now."""
    then, now = both.shares(0), both.shares(1)
    return [(measure_in_words(one), then[one], now[one]) for one in both.measures_shown]
