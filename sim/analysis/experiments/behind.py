"""Behind: what leads to the outcomes of one run, and how that differs from another's."""

from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import Difference, Share, Tally
from sim.ensemble.chances import UNIT
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.style.promises import asked_in_words, differs_once_observed


def behind(first: Result, second: Result) -> dict[str, tuple[Share, Difference]]:
    """Return what leads to the second's outcomes: shares, and how they differ from the first's.

    For each condition that it is promised, and observed where that may differ, or that its actor is
    present; for each meeting before the last that it is held; for each party that it comes at each
    level or above, when decisions freeze.
    """
    scenario, other = first.scenario, second.scenario
    steps = {
        _called(scenario, name, status): (f"{name}.status", int(status))
        for name in scenario.conditions
        if name in other.conditions
        for status in (Status.PROMISED, Status.OBSERVED)
        if status is Status.PROMISED
        or (
            name not in scenario.actors
            and any(differs_once_observed(one, name) for one in (scenario, other))
        )
    }
    steps |= {
        f"{name} held": (f"{name}.status", int(Status.PROMISED))
        for name in scenario.earlier
        if name in other.earlier
    }
    steps |= {
        f"{party.name}: {_reaching(scenario, step)}": (f"{key}.level", step)
        for key, party in scenario.parties.items()
        if key in other.parties
        for step in range(1, len(scenario.levels))
    }

    def reached(column: str, step: int) -> tuple[Share, Difference]:
        before, after = (
            Tally(one.run.worlds, one.counts.reached(column, step) * UNIT, one.among)
            for one in (first, second)
        )
        return after.share(), after.since(before).paired()

    return {words: reached(*step) for words, step in steps.items()}


def _reaching(scenario: Scenario, level: int) -> str:
    """Return that a party comes at a level or above."""
    *lower, highest = scenario.levels[1:]
    if not lower:
        return "coming"
    return highest if level > len(lower) else f"{lower[level - 1]} or higher"


def _called(scenario: Scenario, name: str, status: Status) -> str:
    """Return a condition, or the presence of an actor, with how far it has come."""
    return asked_in_words(scenario, name, status.needed, naming=str)
