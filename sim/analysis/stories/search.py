"""Search: the first world that ends in a certain way, or differently in two scenarios."""

from collections.abc import Callable

import numpy as np

from sim.analysis.outcomes.measures import check_measure, measures
from sim.arrays import Flags, Levels
from sim.engine.outcome import outcomes_of
from sim.ensemble.ends import outcome_now
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
        lambda span: members[outcomes_in(scenario, luck, span)],
        f"--outcome {measure}: no world among the first {SEARCHED_WORLDS:,} ends so",
    )


def first_diverged(one: Scenario, other: Scenario, luck: Luck) -> int:
    """Return the first world that ends differently in two scenarios, if one of a million does."""
    here, there = (np.array(outcomes_of(scenario)) for scenario in (one, other))
    return _first(
        lambda span: here[outcomes_in(one, luck, span)] != there[outcomes_in(other, luck, span)],
        f"none of the first {SEARCHED_WORLDS:,} worlds ends differently",
    )


def _first(wanted: Callable[[range], Flags], otherwise: str) -> int:
    for span in spans_of(range(SEARCHED_WORLDS), SEARCH_BLOCK):
        found = wanted(span)
        if found.any():
            return span.start + int(np.argmax(found))
    raise UsageError(otherwise)


def outcomes_in(scenario: Scenario, luck: Luck, span: range) -> Levels:
    """Return the outcome of each world of `span`, as luck has it."""
    return run_worlds(scenario, luck.batch(span), outcome_now)
