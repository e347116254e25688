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

TEXT, NOW = "the text", "the assumptions as changed"
"""What sentences call the two scenarios that are compared."""


def beside_text(result: Result, base: Scenario, workers: Workers = 1) -> Comparison | None:
    """Return a run beside the text's own on the same luck; None where they cannot be compared."""
    if not changes_from_base(base, result.scenario):
        return compare(result, result, names=(TEXT, NOW))
    text = simulate_run(Run(base, result.run.worlds, result.run.luck), workers)
    try:
        return compare(text, result, names=(TEXT, NOW))
    except UsageError:
        return None


def beside_rows(both: Comparison) -> list[tuple[str, Counted, Counted]]:
    """Return each measure in words, with its share in the text and now."""
    shares = zip(both.shares(0).items(), both.shares(1).values(), strict=True)
    return [(measure_in_words(key), then, now) for (key, then), now in shares]
