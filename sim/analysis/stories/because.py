"""Because: what would have made one world end otherwise, the smallest changes first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.finding import WorldFinding
from sim.analysis.outcomes.measures import (
    check_measure,
    measure_in_words,
    measures,
    what_happens,
)
from sim.analysis.outcomes.otherwise import together
from sim.analysis.stories.causes import Cause, causes_of, rows_of
from sim.analysis.stories.smallest import responsibility
from sim.arguments import A_SCENARIO, must_be
from sim.engine.outcome import in_words, outcomes_of
from sim.ensemble.luck import Luck, luck_of
from sim.ensemble.run import must_be_a_world
from sim.errors import UsageError
from sim.rules import resolve_rules
from sim.scenario import Scenario
from sim.style.words import called

MAX_TOLD = 3
"""Sets of changes in a sentence."""


@dataclass(frozen=True, repr=False)
class Because(WorldFinding):
    """What would have made one world end otherwise."""

    listed_as = "causes"

    scenario: Scenario
    luck: Luck
    world: int
    outcome: str
    wanted: str | None
    """The outcome, or sum of outcomes, that is asked for; None for any other one."""
    causes: tuple[Cause, ...]
    """The smallest sets of changes, single ones first, luck last."""

    @property
    def responsibility(self) -> dict[str, float]:
        """The degree of each variable that is part of a cause: one over the smallest one's size."""
        return responsibility([one.changes for one in self.causes])

    @property
    def kinds(self) -> list[tuple[Cause, int]]:
        """Causes, one for each set of variables and outcome, with how many more are like it."""
        alike: dict[tuple[object, ...], list[Cause]] = {}
        for one in self.causes:
            kind = (*(change.variable for change in one.changes), one.outcome)
            alike.setdefault(kind, []).append(one)
        return [(some[0], len(some) - 1) for some in alike.values()]

    @property
    def sentence(self) -> str:
        """How the world ended, and what would have made a difference."""
        ended = f"In this world, one of many, the outcome is {called(in_words(self.outcome))}"
        return f"{ended}; {self.had()}."

    def had(self) -> str:
        """Return as a clause what would have made a difference: a few of the smallest sets."""
        if not self.causes:
            goal = called(measure_in_words(self.wanted)) if self.wanted else "another outcome"
            return f"no change that was tried, alone or with another, was enough for {goal}"
        size = len(self.causes[0].changes)
        told = [one for one, _ in self.kinds if len(one.changes) == size][:MAX_TOLD]
        how = "one change alone" if size == 1 else f"{size} changes together"
        what = "it would have been"
        if self.wanted is not None:
            happens = what_happens(self.wanted, self.scenario)
            happened = happens.replace(" meet", " would have met", 1)
            what = happened.replace("the outcome is", what)
        ways: dict[str, list[str]] = {}
        for one in told:
            end = "" if self.wanted else f"{called(in_words(one.outcome))} "
            ways.setdefault(end, []).append(f"had {one.words}")
        every = ", or ".join(f"{end}{', or '.join(some)}" for end, some in ways.items())
        return f"with {how}, {what} {every}{self._no_act()}"

    def _no_act(self) -> str:
        """Return that nobody's words or acts alone would have done, if so."""
        alone = (one.changes[0] for one in self.causes if len(one.changes) == 1)
        if any(not (one.is_luck or one.variable.endswith(".level")) for one in alone):
            return ""
        return "; no reading, promise or signal alone would have been enough"

    @property
    def request(self) -> dict[str, Any]:
        """Which world it is, and what is asked for."""
        return super().request | {"outcome": self.outcome, "wanted": self.wanted}

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per cause."""
        for one in self.causes:
            yield {
                "size": len(one.changes),
                "had": one.words,
                "outcome": one.outcome,
                "responsibility": 1 / len(one.changes),
                "draws": " ".join(one.draws),
                "set": " ".join(one.sets),
                "sources": " ".join(dict.fromkeys(k for c in one.changes for k in c.sources)),
            }

    def details(self) -> dict[str, Any]:
        """Return the causes with what they change, and the degrees of responsibility."""
        rows = zip(self.records(), self.causes, strict=True)
        causes = [row | {"changes": together(one.changes)} for row, one in rows]
        return {self.listed_as: causes, "responsibility": self.responsibility}


def because(
    scenario: Scenario,
    world: int,
    seed: int | Luck,
    outcome: str | None = None,
    uncertain: bool = False,
) -> Because:
    """Find the smallest changes under which one world of a run ends otherwise.

    The world, its seed and whether it is `uncertain` are given as to `replay`. It is to end with an
    outcome, or ``any_on_time``; with any other one if None. Raises `UsageError` if there can be no
    such world, the scenario has no such outcome, or the world ends so.

    Examples
    --------
    >>> from sim import Scenario, because
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> because(crisis, world=2, seed=1, outcome="any_on_time").causes[0].words
    'Highfell come at ‘envoys’'
    """
    world = must_be_a_world(world)
    must_be(Scenario, "what is run", scenario, A_SCENARIO)
    return becauses(scenario, [world], luck_of(seed, uncertain), outcome)[0]


def becauses(
    scenario: Scenario, worlds: Sequence[int], luck: Luck, outcome: str | None = None
) -> list[Because]:
    """Find the same of several worlds, which are lived through together: best a hundred at a time.

    Raises `UsageError` as `because` does.
    """
    scenario = resolve_rules(scenario)
    ids, rows = outcomes_of(scenario), rows_of(scenario, luck, worlds)
    wanted = None
    if outcome is not None:
        wanted = measures(scenario)[check_measure(scenario, outcome, "--outcome")]
    others = [np.arange(len(ids)) != row["outcome"] if wanted is None else wanted for row in rows]
    for world, row, those in zip(worlds, rows, others, strict=True):
        if those[row["outcome"]]:
            ended = f"--outcome {outcome}: world {world:,} ends so: {in_words(ids[row['outcome']])}"
            raise UsageError(f"{ended}; leave it out to ask what would have changed that")
    found = causes_of(scenario, luck, dict(zip(worlds, rows, strict=True)), others)
    return [
        Because(scenario, luck, world, ids[row["outcome"]], outcome, causes)
        for world, row, causes in zip(worlds, rows, found, strict=True)
    ]
