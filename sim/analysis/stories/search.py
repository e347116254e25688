"""Search: the first world that ends in a certain way, or differently in two scenarios."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.outcomes.measures import check_measure, measures
from sim.arrays import Flags, Levels
from sim.engine.evidence import facts_of, fitting
from sim.engine.outcome import outcomes_of
from sim.ensemble.ends import UNFIT, outcome_now
from sim.ensemble.luck import Luck
from sim.ensemble.run import run_worlds, spans_of
from sim.errors import UsageError
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

SEARCHED_WORLDS = 1_000_000
SEARCH_BLOCK = 8_192
MOST = 12
"""Worlds that fit what is known, as many as are named."""


def first_world(scenario: Scenario, luck: Luck, measure: str) -> int:
    """Return the first world that counts towards a measure, if one of the first million does."""
    members = members_of(scenario, measure)
    return _first(
        lambda span: members[outcomes_in(scenario, luck, span)],
        f"--outcome {measure}: no world among the first {SEARCHED_WORLDS:,} ends so{_known(luck)}",
    )


def members_of(scenario: Scenario, measure: str) -> Flags:
    """Return which outcomes count towards a measure, with `UNFIT` last, which does not."""
    return np.append(measures(scenario)[check_measure(scenario, measure, "--outcome")], False)


def first_fitting(scenario: Scenario, luck: Luck) -> int:
    """Return the first world that fits what is known, if one of the first million does."""
    return _first(
        lambda span: outcomes_in(scenario, luck, span) != UNFIT,
        f"none of the first {SEARCHED_WORLDS:,} worlds is one{_known(luck)}",
    )


def fitting_from(scenario: Scenario, luck: Luck, world: int) -> list[int]:
    """Return some worlds that fit what is known, of those from a world on."""
    span = range(world, world + SEARCH_BLOCK)
    fits = np.flatnonzero(outcomes_in(scenario, luck, span) != UNFIT)
    return [span[at] for at in fits[:MOST].tolist()]


def must_fit(scenario: Scenario, luck: Luck, world: int) -> None:
    """Raise `UsageError` unless a world fits what is known."""
    if luck.given and outcomes_in(scenario, luck, range(world, world + 1))[0] == UNFIT:
        raise UsageError(f"--world {world}: does not fit {' and '.join(luck.given)}")


def _known(luck: Luck) -> str:
    return f" that fits {' and '.join(luck.given)}" if luck.given else ""


def first_diverged(one: Scenario, other: Scenario, luck: Luck) -> int:
    """Return the first world that ends differently in two scenarios, if one of a million does."""
    here, there = (np.array(outcomes_of(scenario)) for scenario in (one, other))

    def parted(span: range) -> Flags:
        first, second = (outcomes_in(scenario, luck, span) for scenario in (one, other))
        fits: Flags = (first != UNFIT) & (second != UNFIT)
        return np.asarray(fits & (here[first] != there[second]))

    none = f"none of the first {SEARCHED_WORLDS:,} worlds{_known(luck)} ends differently"
    return _first(parted, none)


def _first(wanted: Callable[[range], Flags], otherwise: str) -> int:
    for span in spans_of(range(SEARCHED_WORLDS), SEARCH_BLOCK):
        found = wanted(span)
        if found.any():
            return span.start + int(np.argmax(found))
    raise UsageError(otherwise)


def outcomes_in(scenario: Scenario, luck: Luck, span: range) -> Levels:
    """Return the outcome of each world of `span`; `UNFIT` where it does not fit what is known."""
    facts = facts_of(scenario, luck.given)

    def read(model: "Negotiation") -> Levels:
        return np.where(fitting(model, facts), outcome_now(model), np.int8(UNFIT))

    return run_worlds(scenario, luck.batch(span), read, [fact.state for fact in facts])
