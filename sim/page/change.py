"""What would change it: variants in words, the largest levers, readings, and every number."""

from dataclasses import dataclass
from typing import Any

from sim.analysis.audit.assumptions import Assumption
from sim.analysis.experiments.one_at_a_time import OneChange
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.page.controls import controls_of, grouped
from sim.page.view import View
from sim.scenario.actor import Party, Reading
from sim.style.numbers import ground_of
from sim.style.sentences import counted

LEVERS = 5


@dataclass(frozen=True)
class End:
    """An end that a number is moved to, what that does to meetings on time, and the link there."""

    change: OneChange
    difference: float
    apply: str


@dataclass(frozen=True)
class Lever:
    """One number, and the ends at which there are the fewest meetings on time, and the most."""

    words: str
    ends: tuple[End, ...]


def change(view: View) -> dict[str, Any]:
    """Return what can be changed."""
    scenario = view.address.choice.scenario
    controls = controls_of(scenario, view.address)
    rules = sum(bool(one.options) for one in controls)
    return {
        "tries": view.tries,
        "groups": grouped(scenario, controls),
        "counts": f"{counted(len(controls) - rules, 'number')} and {counted(rules, 'rule')}",
        "split": [_split(view, key, party) for key, party in scenario.parties.items()],
    }


def _split(view: View, key: str, party: Party) -> dict[str, Any]:
    """Return how a party's words are read: its readings with their weights now and in the file."""
    path = f"actors.{key}.weights"
    now = view.scenario.parties[key].weights.shares(party.readings)
    file = party.weights.shares(party.readings)
    there = view.base.parties.get(key)
    text = there.weights.shares(there.readings) if there else {}
    is_text = view.address.choice.is_text
    words = {name: _written(one, text.get(name), is_text) for name, one in file.items()}
    readings: list[tuple[str, Reading, float, float, str]] = [
        (name, reading, round(now[name], 4), file[name], words[name])
        for name, reading in party.readings.items()
    ]
    changed = any(one.startswith(f"{path}.") for one in view.address.settings)
    known = {"path": path, "name": party.name, "ground": ground_of(party.weights)}
    return {**known, "readings": readings, "is_changed": changed}


def _written(file: float, text: float | None, is_text: bool) -> str:
    """Return what the file says of a reading, and the text where that is another."""
    if is_text or text == file:
        return f"{'the text' if is_text else 'the file, as the text'}: {file:.0%}"
    return f"the file: {file:.0%}; the text: {'not there' if text is None else f'{text:.0%}'}"


def tornado(view: View) -> dict[str, Any]:
    """Return the open numbers that move meetings on time most, each with what either end does."""
    found = view.levers
    levers = [_lever(view, one) for one in found.widest(ANY_ON_TIME)[:LEVERS]]
    most = max([abs(end.difference) for one in levers for end in one.ends], default=1)
    share = view.result.measured()[ANY_ON_TIME].share
    return {"levers": levers, "found": found, "most": most, "share": share}


def _lever(view: View, one: Assumption) -> Lever:
    whose = f"{view.scenario.actors[one.owner].name}: " if one.owner else ""
    changes = [each for each in view.levers.effects if each.assumption == one]
    changes.sort(key=lambda each: each.differences[ANY_ON_TIME].difference)
    outer = dict.fromkeys((0, len(changes) - 1))
    return Lever(whose + one.label, tuple(_end(view, changes[at]) for at in outer))


def _end(view: View, one: OneChange) -> End:
    moved = view.address.with_setting(one.assumption.path, one.value)
    return End(one, one.differences[ANY_ON_TIME].difference, moved.to(part="worlds"))
