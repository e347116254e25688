"""Search: the first world that ends in a certain way, or differently in two scenarios."""

from collections.abc import Callable

import numpy as np

from sim.analysis.outcomes.measures import check_measure, measures
from sim.arrays import Flags, Levels
from sim.engine.outcome import outcomes_of
from sim.ensemble.ends import outcome_now
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.luck import Luck
from sim.ensemble.run import run_worlds, spans_of
from sim.errors import UsageError
from sim.scenario import Scenario

SEARCHED_WORLDS = 1_000_000
SEARCH_BLOCK = 8_192


def first_world(scenario: Scenario, luck: Luck, measure: str) -> int:
    """Return the first world that counts towards a measure, if one of the first million does."""
    check_measure(scenario, measure, "--outcome")
    members = measures(scenario)[measure]
    return _first(
        lambda span: members[_outcomes(scenario, luck, span)],
        f"--outcome {measure}: no world among the first {SEARCHED_WORLDS:,} ends so",
    )


def first_diverged(one: Scenario, other: Scenario, luck: Luck) -> int:
    """Return the first world that ends differently in two scenarios, if one of a million does."""
    here, there = (np.array(outcomes_of(scenario)) for scenario in (one, other))
    return _first(
        lambda span: here[_outcomes(one, luck, span)] != there[_outcomes(other, luck, span)],
        f"none of the first {SEARCHED_WORLDS:,} worlds ends differently",
    )


def _first(wanted: Callable[[range], Flags], otherwise: str) -> int:
    for span in spans_of(range(SEARCHED_WORLDS), SEARCH_BLOCK):
        found = wanted(span)
        if found.any():
            return span.start + int(np.argmax(found))
    raise UsageError(otherwise)


def _outcomes(scenario: Scenario, luck: Luck, span: range) -> Levels:
    return run_worlds(scenario, luck.batch(span), outcome_now)


def typical_world(result: Ensemble, outcome: str) -> int | None:
    """Return the first world of the most frequent kind among those that end so; None without any.

    Worlds are of one kind if all parties are read alike at the end, and would come at the same
    levels.
    """
    ending = np.flatnonzero(result.table["outcome"] == result.outcomes.index(outcome))
    if not len(ending):
        return None
    keys = result.scenario.parties
    columns = (f"{key}.{what}" for key in keys for what in ("reading", "level"))
    kinds = np.stack([result.table[name][ending] for name in columns])
    _, firsts, counts = np.unique(kinds, axis=1, return_index=True, return_counts=True)
    return int(ending[firsts[counts.argmax()]])
