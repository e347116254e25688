"""Questions: what somebody could ask about a story, and how each world would answer.

Which reading of a party's words holds; what has happened by the end of a day; where a number with a
prior lies; how a draw falls that is made once in a world. What is drawn evenly has as many answers
as there are `BINS`; they are told by thirds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, Levels
from sim.engine.columns import once_per_world
from sim.engine.evidence import by_when, days_of
from sim.engine.outcome import LastLuck, outcome_probabilities, outcomes_of
from sim.engine.states import (
    READING,
    VIOLATED,
    state_called,
    states_of,
)
from sim.engine.worlds import assumption
from sim.ensemble.ends import freeze_now
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.style.labels import label
from sim.style.promises import promise_called
from sim.style.sentences import within
from sim.style.words import called

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

KINDS = {
    "reading": "can be asked now",
    "number": "can be looked into",
    "act": "will be seen",
    "draw": "luck that nobody can know",
}
"""Kinds of question, and what is said of each."""

BINS, THIRDS = 48, ("lowest third", "middle third", "highest third")
MAX_DAYS = 7
"""Days at whose end it is asked what has happened; of a longer story some, evenly spread."""

DECIDES = dict(zip(LastLuck._fields, ("goes_ahead", "steps_down", "meets_late"), strict=True))
"""By draw that is made after the deadline: which chance it decides."""


@dataclass(frozen=True)
class Question:
    """Something that could be asked, of a kind in `KINDS`, in words.

    Its name is that of a state with its day, of a number or of a draw.
    """

    kind: str
    name: str
    words: str
    answers: tuple[str, ...]
    """What can be answered; empty for what is drawn evenly."""
    code: Callable[["Negotiation"], Levels]
    """From a model at its end to the answer of each world, as its place among all."""
    tick: int = -1
    """Of an act: at whose end it is seen."""

    @property
    def watched(self) -> list[tuple[str, int]]:
        """The state that has to be watched, with its tick; none but for acts."""
        return [] if self.tick < 0 else [(self.name.rpartition("@")[0], self.tick)]

    @property
    def size(self) -> int:
        """How many answers are told apart."""
        return len(self.answers) or BINS

    @property
    def comes_last(self) -> bool:
        """Whether it is about luck that is drawn after the deadline."""
        first, _, drawn = self.name.partition(".")
        return first == "meeting" and drawn in DECIDES

    def chances(self, model: "Negotiation") -> Floats:
        """Return how likely each outcome is once such luck is known, ``(outcomes, worlds)``."""
        freeze, chance = freeze_now(model), DECIDES[self.name.partition(".")[2]]
        falls = model.worlds.uniform(self.name) < getattr(freeze, chance)
        known = replace(freeze, **{chance: falls.astype(np.float64)})
        top, size = model.spec.attendance.top, len(outcomes_of(model.spec))
        return outcome_probabilities(known, top, size)


def questions(scenario: Scenario, uncertain: bool, known: int = -1) -> list[Question]:
    """Return all that could be asked once a tick is known: of numbers only where they are drawn."""
    numbers = _numbers(scenario) if uncertain else ()
    return [*_readings(scenario), *_acts(scenario, known), *numbers, *_draws(scenario)]


def _readings(scenario: Scenario) -> Iterator[Question]:
    for key, party in scenario.parties.items():
        name, answers = f"{key}.{READING}", tuple(map(humanize, party.readings))
        code = partial(_drawn, key)
        yield Question("reading", name, state_called(scenario, name), answers, code)


def _drawn(key: str, model: "Negotiation") -> Levels:
    return next(one.drawn for one in model.parties if one.key == key)


def _acts(scenario: Scenario, known: int) -> Iterator[Question]:
    """Yield what can still happen, and be seen by the end of a day."""
    days = [(day, tick) for day, tick in days_of(scenario.clock).items() if tick > known]
    seen = {
        name: tuple(map(humanize, states))
        for name, states in states_of(scenario).items()
        if states and not name.endswith((f".{READING}", f".{VIOLATED}"))
    }
    for day, tick in days[::-1][:: -(-len(days) // MAX_DAYS)] if days else ():
        for name, answers in seen.items():
            words = f"{state_called(scenario, name)} {by_when(scenario.clock, tick)}"
            yield Question(
                "act", f"{name}@{day}", words, answers, partial(_stood, name, tick), tick
            )


def _stood(name: str, tick: int, model: "Negotiation") -> Levels:
    return np.asarray(model.stood(name, tick), np.int8)


def _numbers(scenario: Scenario) -> Iterator[Question]:
    for path, one in scenario.numbers.items():
        if one.given.is_uncertain and one.reading is None:
            code = partial(_bin, assumption(one.luck))
            yield Question("number", path, f"the number {called(label(scenario, path))}", (), code)


def _draws(scenario: Scenario) -> Iterator[Question]:
    for name, drawn, _ in once_per_world(scenario):
        if drawn != "reading":
            yield Question("draw", name, _draw_called(scenario, name), (), partial(_bin, name))


def _bin(stream: str, model: "Negotiation") -> Levels:
    return (model.worlds.uniform(stream) * BINS).astype(np.int8)


OF_THE_MEETING = {
    "logistics": "the luck of logistics",
    "step_down": "the luck of settling on the lower level",
    "late": "the luck of meeting late",
}
OF_A_PARTY = {
    "temper": "how inclined {} happens to be",
    "softening": "how much {} can be pressed before it softens",
    "hardening": "how much {} bears before it hardens",
    "calling_off": "how much {} bears before it calls the meeting off",
}


def _draw_called(scenario: Scenario, name: str) -> str:
    """Return what a draw that is made once in a world decides."""
    first, what, *_ = name.split(".")
    if first == "meeting":
        return OF_THE_MEETING[what]
    if first == "shock":
        return f"the luck of when {called(what)} happens"
    if what in OF_A_PARTY and first in scenario.parties:
        step = f", step {name.rpartition('.')[2]}" if name.count(".") > 1 else ""
        return f"{OF_A_PARTY[what].format(within(scenario.actors[first].name))}{step}"
    key = scenario.conditions[first].grantor if what == "patience" else what
    promise = promise_called(scenario, first)
    return f"the patience of {within(scenario.actors[key].name)} to promise {promise}"
