"""Audit: what rests on which sentence, before any run."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sim.analysis.audit.deadlock import Combination, deadlocks
from sim.analysis.finding import Finding
from sim.arguments import A_SCENARIO, must_be
from sim.errors import path_of
from sim.scenario import Scenario, Statement
from sim.scenario.base import Sourced
from sim.style.sentences import counted

QUOTED, JUDGED, ASSUMED = "quoted", "quoted and judged", "assumed"
EXTERNAL, UNMARKED = "external", "unmarked"

MARKS = {
    QUOTED: "a sentence gives it",
    JUDGED: "rests on a sentence, its size is a judgement",
    ASSUMED: "a judgement without a sentence",
    EXTERNAL: "brings in what the sentences do not contain",
    UNMARKED: "the model's usual value, or a number without a reason",
}
"""The grounds a number can have, and what they mean."""


@dataclass(frozen=True, repr=False)
class Audit(Finding):
    """What a scenario rests on."""

    topic = "what rests on which sentence"

    scenario: Scenario
    feeds: dict[str, tuple[str, ...]]
    """By statement: paths of the numbers, weights, readings and conditions that rest on it."""
    grounds: dict[str, int]
    """How many numbers and weights have each of the `MARKS`."""
    combinations: tuple[Combination, ...]
    """Who waits for whom under each combination of readings."""

    @property
    def unused(self) -> tuple[Statement, ...]:
        """Statements that nothing rests on."""
        return tuple(one for one in self.scenario.statements if not self.feeds[one.id])

    @property
    def deadlocked(self) -> tuple[Combination, ...]:
        """Combinations of readings under which some level is in a deadlock."""
        return tuple(one for one in self.combinations if one.circles)

    @property
    def sentence(self) -> str:
        """What its numbers rest on, and how often the words alone are in a deadlock."""
        total = sum(self.grounds.values())
        resting = self.grounds[QUOTED] + self.grounds[JUDGED]
        stuck, combined = len(self.deadlocked), counted(len(self.combinations), "combination")
        return (
            f"Of {counted(total, 'number')}, {resting or 'none'} rest{'s' * (resting == 1)} on "
            f"sentences; by the words alone {stuck or 'none'} of {combined} of readings "
            f"{'ends' if stuck < 2 else 'end'} in a deadlock."
        )

    def records(self) -> list[dict[str, Any]]:
        """Return a row per statement and what it feeds."""
        return [
            {"statement": one.id, "speaker": one.speaker, "quote": one.quote, "feeds": path}
            for one in self.scenario.statements
            for path in self.feeds[one.id] or ("",)
        ]

    def details(self) -> dict[str, Any]:
        """Return what rests on each sentence, the grounds, and who waits for whom."""
        return {
            "feeds": self.feeds,
            "grounds": self.grounds,
            "unused": [one.id for one in self.unused],
            "combinations": [_plain(self.scenario, one) for one in self.combinations],
        }


def _plain(scenario: Scenario, one: Combination) -> dict[str, Any]:
    circles = {
        level: {
            "circle": [step.in_words(scenario) for step in circle.steps],
            "concessions": [[s.in_words(scenario) for s in some] for some in circle.concessions],
        }
        for level, circle in one.circles.items()
    }
    return {"readings": one.readings, "levels": one.levels, "deadlocks": circles}


def audit(scenario: Scenario) -> Audit:
    """Return what a scenario rests on, and who waits for whom.

    Examples
    --------
    >>> from sim import Scenario
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> [(step.first, step.then) for step in audit(week).deadlocked[0].circles["leaders"].steps]
    [('ceasefire', 'talks'), ('talks', 'ceasefire')]
    """
    must_be(Scenario, "what is audited", scenario, A_SCENARIO)
    feeds: dict[str, list[str]] = {one.id: [] for one in scenario.statements}
    grounds = dict.fromkeys(MARKS, 0)
    for keys, part in scenario.walk():
        if isinstance(part, Sourced):
            for source in dict.fromkeys(part.sources):
                feeds[source].append(path_of(keys))
    every = scenario.numbers.written.items()
    grounds |= Counter(_mark(one.given) for path, one in every if one.luck == path)
    listed = {key: tuple(paths) for key, paths in feeds.items()}
    return Audit(scenario, listed, grounds, tuple(deadlocks(scenario)))


def _mark(part: Sourced) -> str:
    if part.sources:
        return JUDGED if part.assumption or part.external else QUOTED
    if part.external:
        return EXTERNAL
    return ASSUMED if part.assumption else UNMARKED
