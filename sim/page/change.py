"""What would change it: variants in words, the largest levers, readings, and every number."""

from dataclasses import dataclass
from itertools import chain
from typing import Any

from sim.analysis.experiments.one_at_a_time import OneChange
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.page.controls import controls_of, grouped
from sim.page.view import View
from sim.scenario.actor import Party, Reading
from sim.style.numbers import ground_of

LEVERS = 5


@dataclass(frozen=True)
class Lever:
    """One number moved: what it does to any meeting on time, and the link that moves it."""

    words: str
    change: OneChange
    difference: float
    apply: str


def change(view: View) -> dict[str, Any]:
    """Return what can be changed."""
    scenario = view.address.choice.scenario
    controls = controls_of(scenario, view.address)
    return {
        "tries": view.tries,
        "groups": grouped(scenario, controls),
        "number": len(controls),
        "split": [_split(view, key, party) for key, party in scenario.parties.items()],
    }


def _split(view: View, key: str, party: Party) -> dict[str, Any]:
    """Return how a party's words are read: its readings with their weights now and in the file."""
    path = f"actors.{key}.weights"
    now = view.scenario.parties[key].weights.shares(party.readings)
    text = party.weights.shares(party.readings)
    readings: list[tuple[str, Reading, float, float]] = [
        (name, reading, round(now[name], 4), text[name]) for name, reading in party.readings.items()
    ]
    changed = any(one.startswith(f"{path}.") for one in view.address.settings)
    known = {"path": path, "name": party.name, "ground": ground_of(party.weights)}
    return {**known, "readings": readings, "is_changed": changed}


def tornado(view: View) -> dict[str, Any]:
    """Return the numbers that move meetings on time most, each with how far it does either way."""
    found = view.levers
    sides = (found.best(ANY_ON_TIME, rises).values() for rises in (True, False))
    every = [one for side in sides for one in chain(*side)]
    every.sort(key=lambda one: -abs(one.differences[ANY_ON_TIME].difference))
    once = {one.assumption.path: one for one in reversed(every)}
    chosen = [one for one in every if once[one.assumption.path] is one][:LEVERS]
    share = view.result.measured()[ANY_ON_TIME].share
    levers = [_lever(view, one) for one in chosen]
    most = max([abs(one.difference) for one in levers], default=1)
    return {"levers": levers, "found": found, "most": most, "share": share}


def _lever(view: View, one: OneChange) -> Lever:
    owner = one.assumption.owner
    whose = f"{view.scenario.actors[owner].name}: " if owner else ""
    moved = view.address.with_setting(one.assumption.path, one.value)
    difference = one.differences[ANY_ON_TIME].difference
    return Lever(whose + one.assumption.label, one, difference, moved.to(part="worlds"))
