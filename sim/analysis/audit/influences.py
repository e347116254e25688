"""Influences: who presses whom and what waits for what, read off a scenario before any run.

An influence diagram in the sense of Howard and Matheson (1984), without the decision analysis: an
arrow says that the model lets one thing depend on another, not that it ever did.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.audit.dependencies import KINDS, MEETING, Influence, dependencies
from sim.analysis.finding import Finding
from sim.scenario import Scenario
from sim.style.sentences import counted
from sim.style.words import called

PUSH = (
    "push: a signal's weight times its strength at the start, 0.00 where it is silent then; of "
    "what has come about, its weight from then on; of what comes first, how often words are so "
    "read; 1.00 where nothing is measured; it compares only with others that move the same"
)
"""What the number beside an arrow is."""


@dataclass(frozen=True, repr=False)
class Influences(Finding):
    """All arrows of a scenario, in the order of its file."""

    topic = "who presses whom, and what waits for what"

    scenario: Scenario
    arrows: tuple[Influence, ...]

    @property
    def sentence(self) -> str:
        """How many arrows there are, how many rest on a sentence, and how many are silent yet."""
        total, quoted = len(self.arrows), sum(bool(one.statements) for one in self.arrows)
        if not total:
            return "Nobody acts on anybody."
        silent, assumed = sum(not one.push for one in self.arrows), total - quoted
        yet = f"; {silent} push{'es' * (silent == 1)} nothing at the start" if silent else ""
        if not (quoted and assumed):
            every = "Each of the " if total > 1 else ""
            how = "rests on what somebody said" if quoted else "is assumed"
            return f"{every}{counted(total, 'influence')} {how}{yet}."
        others = "the other is" if assumed == 1 else "the others are"
        rest = f"{quoted} rest{'s' * (quoted == 1)} on what somebody said"
        return f"Of {counted(total, 'influence')}, {rest}; {others} assumed{yet}."

    def named(self, node: str) -> str:
        """Return what a node is called: an actor's name, a condition's id as words."""
        if node in self.scenario.actors:
            return self.scenario.actors[node].name
        return "the meeting" if node == MEETING else called(node)

    def of(self, node: str) -> tuple[list[Influence], list[Influence]]:
        """Return the arrows that reach a node, and those that leave it."""
        reach = [one for one in self.arrows if one.target == node]
        return reach, [one for one in self.arrows if one.source == node]

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Return a row per arrow."""
        for one in self.arrows:
            yield {
                "from": one.source,
                "to": one.target,
                "kind": one.kind,
                "what": one.words,
                "push": one.push,
                "statements": " ".join(one.statements),
            }

    def details(self) -> Mapping[str, Any]:
        """Return the arrows as plain data, and what their kinds mean."""
        return {"influences": [*self.records()], "kinds": KINDS}


def influences(scenario: Scenario) -> Influences:
    """Return who presses whom, what waits for what, and which sentences say so.

    Examples
    --------
    >>> from sim import Scenario, influences
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> [one.words for one in influences(week).of("turkey")[1]]
    ['Turkey: hosting', 'Turkey: hosting']
    """
    return Influences(scenario, tuple(dependencies(scenario)))
