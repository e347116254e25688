"""Weighed: what a rule had before it when it decided, kept while one world is lived through.

Where another rule than the usual one of its place decides, it is what a story gives as the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.stories.heard import Because
from sim.engine.decision import Decision
from sim.rules.compared import compared
from sim.rules.comparison import Comparison
from sim.rules.observation import Observation
from sim.scenario import Scenario
from sim.scenario.base import humanize
from sim.style.labels import decision
from sim.style.numbers import as_given, set_beside
from sim.style.sentences import listed, within
from sim.style.words import at_level, starred


@dataclass(frozen=True)
class Weighed:
    """What a rule compared in one world, if it says so, and what its own numbers were."""

    comparison: Comparison | None
    numbers: Mapping[str, float]


class Watch:
    """Keeps what each rule weighed in a tick, by the path at which it stands in the scenario."""

    def __init__(self) -> None:
        self._kept: dict[str, Weighed] = {}

    def __call__(self, decision: Decision, seen: Observation, decided: Any) -> None:
        """Take in what a rule has decided; about the meeting itself a party decides first."""
        if decision.path not in self._kept:
            numbers = {key: float(np.asarray(one).flat[0]) for key, one in seen.numbers.items()}
            found = compared(decision.spec, seen, decided)
            self._kept[decision.path] = Weighed(found, numbers)

    def taken(self) -> dict[str, Weighed]:
        """Return what was weighed since this was last asked."""
        kept, self._kept = self._kept, {}
        return kept


class ByRule:
    """Tells why a rule other than the usual one of its place decided as it did.

    The rule's own numbers are told when they are first of use, and when a shock has moved them.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.rules = scenario, dict(scenario.deciders.values())
        self._told: dict[str, Mapping[str, float]] = {}

    def decides(self, path: str) -> bool:
        """Whether a rule other than the usual one stands at a path."""
        return not self.rules[path].is_usual

    def __call__(self, path: str, weighed: Mapping[str, Weighed], level: int = 0) -> Because:
        """Return what the rule at a path compared, with its numbers and what they rest on."""
        rule, now = self.rules[path], weighed[path]
        words, sources = f"by the rule {starred(rule.name)}", tuple[str, ...]()
        if now.numbers and now.numbers != self._told.get(path):
            self._told[path] = now.numbers
            numbers = (f"{humanize(key)} {one:.4g}" for key, one in now.numbers.items())
            words += f" (its own numbers: {', '.join(numbers)})".replace("-", "−")
            sources = tuple(key for one in rule.numbers.values() for key in one.sources)
        if now.comparison is None:
            return words, sources
        return f"{self._compared(now.comparison, path, level)}; {words}", sources

    def _compared(self, comparison: Comparison, path: str, level: int) -> str:
        """Return what was compared, with the places that show how it came out."""
        levels, known = self.scenario.levels, comparison.first
        has, needs = set_beside(known["has"], known["needs"])
        blanks = {key: as_given(one) for key, one in known.items()} | {"has": has, "needs": needs}
        names = {key: within(one.name) for key, one in self.scenario.actors.items()}
        blanks = names | {key: words.removesuffix(".00") for key, words in blanks.items()}
        blanks["other"], blanks["at"] = self._other(path), at_level(self.scenario, level)
        blanks["level"] = starred(levels[level]) if len(levels) > 2 else "coming"
        told = comparison.words
        for blank, words in blanks.items():
            told = told.replace(f"{{{blank}}}", words)
        return told

    def _other(self, path: str) -> str:
        """Return the other party; of several, as theories take them, the one that does least."""
        others = self.scenario.others(decision(self.scenario, path)[0])
        names = [within(self.scenario.actors[key].name) for key in others]
        return names[0] if len(names) == 1 else f"the one of {listed(names)} that does least"
