"""Settings: the numbers that, set before a run, do what was changed in one of its worlds.

Not everything can be set: nobody's level in the end, and no luck but where a number decides which
way it falls. What a number does beside that, in this world or another, is not the same.
"""

from collections.abc import Mapping
from typing import Any

from sim.analysis.outcomes.otherwise import together
from sim.analysis.stories.smallest import Set
from sim.engine.points import NEVER
from sim.scenario import Scenario
from sim.scenario.numbers import Point

CHANCES = {
    "luck:{}.violation": "conditions.{}.violation_chance",
    "luck:{}.announcement": "actors.{}.announce_chance",
    "luck:meeting.logistics": "meeting.goes_ahead",
    "luck:meeting.step_down": "meeting.step_down",
    "luck:meeting.late": "meeting.late_rate",
}
"""By draw: the number of which 1 does what the draw does at 0, and 0 what it does at 1."""

NEVERS = {
    ("luck:{}.softening.1", 1): "actors.{}.softening.rate",
    ("luck:shock.{}", 1): "shocks.{}.rate",
    ("{}.called_off", NEVER): "actors.{}.calling_off.rate",
    ("{}.postponed", NEVER): "actors.{}.postponing.rate",
}
"""By what is held, and at what: the rate of which 0 does the same."""

SURE = 50
"""Log-rate at which a promise is made at once; at minus this it never is."""

Settable = Mapping[tuple[str, object], tuple[str, float]]
"""By what is held, and at what: the path and value of the number that does the same."""


def settable(scenario: Scenario) -> Settable:
    """Return what might be held in a world for which a number can be set."""
    known: dict[tuple[str, object], tuple[str, float]] = {}
    for key in (*scenario.actors, *scenario.conditions, *scenario.shocks):
        for held, path in CHANCES.items():
            for value in (0, 1):
                known[held.format(key), value] = path.format(key), 1 - value
        for (held, value), path in NEVERS.items():
            known[held.format(key), value] = path.format(key), 0
    for name, condition in scenario.conditions.items():
        if not condition.co_grantors:
            promised = f"{name}.{condition.grantor}.promised"
            known[promised, 0] = f"conditions.{name}.log_rate", SURE
            known[promised, NEVER] = f"conditions.{name}.log_rate", -SURE
    return {held: number for held, number in known.items() if number[0] in scenario.numbers}


def settings(scenario: Scenario, known: Settable, changes: Set) -> Point:
    """Return the numbers by path that do what changes do; empty where one has none."""
    found: dict[str, Any] = {}
    for name, value in together(changes).items():
        path, number = known.get((name, value), (name, value))
        if path not in scenario.numbers:
            return {}
        found[path] = number
    return found
