"""Lived: what becomes of the same lucks under many draws of the assumptions, all with all."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.experiments.sample import Mixture, Sample
from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import measures
from sim.arrays import Flags, Floats, Levels
from sim.engine.columns import columns_of_assumptions
from sim.engine.draws import Draws
from sim.engine.outcome import outcomes_of
from sim.engine.points import Points
from sim.engine.sobol import PARTS
from sim.engine.worlds import Worlds
from sim.ensemble.chances import UNIT, Sums, summed
from sim.ensemble.ends import chances_now, outcome_now
from sim.ensemble.luck import Luck
from sim.ensemble.run import BLOCK, Progress, run_worlds, spans_of
from sim.errors import UsageError
from sim.rules.theories import theory_weights
from sim.scenario import Scenario
from sim.scenario.numbers import Parameter, Point

if TYPE_CHECKING:
    from sim.engine.model import Negotiation


@dataclass(frozen=True, eq=False)
class Lived:
    """What became of all lucks under draws of the assumptions, under one theory."""

    drawn: Mapping[str, Floats]
    """What each assumption is in each draw, by its path; shape ``(draws,)``."""
    sums: Sums
    """Chances of each outcome, by draw and part of the lucks; ``(draws, parts, outcomes)``."""
    ends: Floats
    """In what share of each part of the draws it is how a luck ends, ``(outcomes, parts, lucks)``.
    """

    def sample(self, members: Flags) -> Sample:
        """Return what draws and lucks say of some outcomes together, by part of both."""
        ends = self.ends[members].sum(axis=0).reshape(PARTS, -1, PARTS)
        lucks = self.ends.shape[2] // PARTS
        chances = self.sums[..., members].sum(axis=-1) / UNIT / lucks
        return Sample(chances.reshape(-1, PARTS, PARTS), ends)


@dataclass(frozen=True, eq=False, repr=False)
class LivedFinding(Finding):
    """What is found by living through the same lucks under draws of the assumptions."""

    scenario: Scenario
    luck: Luck
    lived: tuple[Lived, ...]
    """Under each of `theory_weights`, or under the one theory where none is drawn."""

    @cached_property
    def theories(self) -> dict[str, float]:
        """How probable each theory is that is drawn."""
        return theory_weights(self.scenario)

    @property
    def ran(self) -> str:
        """What was run, in words."""
        theories = f" under {len(self.theories)} theories" if self.theories else ""
        size = f"{self.draws:,} draws of the assumptions{theories}, {self.lucks:,} lucks each"
        return f"{size}, seed {self.luck.seed}"

    @property
    def draws(self) -> int:
        """How many draws of the assumptions were lived through."""
        return sum(len(one.sums) for one in self.lived)

    @property
    def lucks(self) -> int:
        """How many lucks each draw was lived through with."""
        return int(self.lived[0].ends.shape[2])

    @property
    def request(self) -> dict[str, Any]:
        """What was run."""
        size = {"draws": self.draws, "lucks": self.lucks}
        return super().request | {"seed": self.luck.seed} | size

    def sample(self, measure: str) -> Mixture:
        """Return what draws and lucks say of a measure, under each theory."""
        members = measures(self.scenario)[measure]
        weights = np.array([*self.theories.values()] or [1.0])
        return Mixture(tuple(one.sample(members) for one in self.lived), weights)

    def chances(self, measure: str) -> Floats:
        """Return how likely a measure is in equally likely draws, the least first, ``(draws,)``."""
        whole, at = self.sample(measure), np.linspace(0, 1, self.draws)
        return whole.quantiles([one.by_draw for one in whole.samples], at)


def lived_through(scenario: Scenario, drawing: Worlds, batch: Worlds, progress: Progress) -> Lived:
    """Live through all lucks of a batch under each draw of the assumptions."""
    drawn = drawn_assumptions(scenario, drawing)
    points = points_of(drawn, len(drawing))
    sums, ends = [], np.zeros((len(outcomes_of(scenario)), PARTS, len(batch)))
    together = max(PARTS, BLOCK // len(batch) // PARTS * PARTS)
    for span in spans_of(range(len(points)), together):
        found = run_worlds(scenario, Points(batch, points[span.start : span.stop]), _ends)
        sums.append(summed(found["chances"], batch.span))
        ends += _counted(found["ends"].reshape(-1, PARTS, len(batch)), len(ends))
        progress(len(span) * len(batch))
    return Lived(drawn, np.concatenate(sums), ends * (PARTS / len(points)))


def _ends(model: "Negotiation") -> dict[str, Any]:
    """Return how each world ends, and the chances that it had."""
    return {"ends": outcome_now(model), "chances": chances_now(model)}


def _counted(ends: Levels, outcomes: int) -> Floats:
    """Return how many draws, along the first axis, end in each outcome."""
    return np.array([(ends == outcome).sum(axis=0) for outcome in range(outcomes)], np.float64)


def assumptions_of(scenario: Scenario) -> dict[str, Parameter]:
    """Return every uncertain number, and weight of a reading, by its path."""
    return {
        path: one
        for path, one in scenario.numbers.items()
        if one.given.is_uncertain and (one.reading is None or one.centre > 0)
    }


def must_have_assumptions(scenario: Scenario) -> None:
    """Raise `UsageError` where no number is a distribution."""
    if not assumptions_of(scenario):
        raise UsageError(f"{scenario.title}: no number is a distribution, so none can be drawn")


def drawn_assumptions(scenario: Scenario, worlds: Worlds) -> dict[str, Floats]:
    """Return what every assumption is in each world."""
    draws = Draws(scenario.numbers, worlds.with_columns(columns_of_assumptions(scenario)))
    paths = assumptions_of(scenario)
    return {path: np.broadcast_to(draws.value(path), len(worlds)) for path in paths}


def points_of(drawn: Mapping[str, Floats], draws: int) -> list[Point]:
    """Return for each of so many draws the point at which every assumption is as drawn."""
    return [{path: values[at] for path, values in drawn.items()} for at in range(draws)]
