"""Alike: whether scenarios can be compared, and what tells them apart that are called alike."""

from collections.abc import Sequence
from itertools import chain, count

from sim.engine.outcome import outcomes_of
from sim.errors import UsageError
from sim.scenario import Scenario


def told_apart(names: Sequence[str]) -> list[str]:
    """Return names with a number where one comes again.

    Examples
    --------
    >>> told_apart(["week", "week", "other"])
    ['week', 'week (2)', 'other']
    """
    found: list[str] = []
    for at, name in enumerate(names, start=1):
        numbered = (f"{name} ({number})" for number in count(at))
        free = chain([name] if name not in names[: at - 1] else [], numbered)
        found.append(next(one for one in free if one not in found))
    return found


def check_ladders(scenarios: Sequence[Scenario]) -> None:
    """Raise `UsageError` unless all scenarios have the same levels."""
    ladders = list(dict.fromkeys(", ".join(scenario.levels) for scenario in scenarios))
    if len(ladders) > 1:
        words = " and ".join(ladders)
        raise UsageError(f"only scenarios with the same levels can be compared, not {words}")


def check_outcomes(scenarios: Sequence[Scenario]) -> None:
    """Raise `UsageError` unless all scenarios have the same levels, and the same outcomes."""
    check_ladders(scenarios)
    if len({outcomes_of(scenario) for scenario in scenarios}) > 1:
        needed = "the level of the invitation, whether it says what a deal is, and calling off"
        raise UsageError(f"only scenarios that end alike can be compared, alike in {needed}")
