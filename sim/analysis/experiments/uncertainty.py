"""Uncertainty: how much of the spread is luck, and how much is not knowing the assumptions.

The same lucks are lived through under many draws of the assumptions, every draw with every luck.
`variance` beside this module splits the spread of the outcomes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.experiments.variance import Sample, Spread, Weight, spread, weights_of
from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import ANY_ON_TIME, measures, what_happens, worth_showing
from sim.arguments import A_SCENARIO, must_be, must_be_whole
from sim.arrays import Floats, Levels
from sim.engine.columns import columns_of_assumptions
from sim.engine.draws import Draws
from sim.engine.outcome import outcomes_of
from sim.engine.points import Points
from sim.engine.sobol import PARTS
from sim.engine.worlds import Worlds
from sim.ensemble.chances import UNIT, Sums, summed
from sim.ensemble.ends import chances_now, outcome_now
from sim.ensemble.luck import Luck, Seed, luck_of
from sim.ensemble.run import BLOCK, Progress, run_worlds, spans_of
from sim.errors import UsageError
from sim.rules import resolve_rules
from sim.scenario import Scenario
from sim.scenario.numbers import Point
from sim.style.sentences import from_to

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

DRAWS, LUCKS, LEAST = 1024, 1024, 2 * PARTS


@dataclass(frozen=True, eq=False, repr=False)
class Uncertainty(Finding):
    """Luck and not knowing, set apart."""

    topic = "luck, or not knowing the assumptions"

    scenario: Scenario
    luck: Luck
    drawn: Mapping[str, Floats]
    """What each assumption is in each draw, by its path; shape ``(draws,)``."""
    sums: Sums
    """Chances of each outcome, by draw and part of the lucks; ``(draws, parts, outcomes)``."""
    ends: Floats
    """In what share of each part of the draws it is how a luck ends, ``(outcomes, parts, lucks)``.
    """

    @property
    def ran(self) -> str:
        """What was run, in words."""
        size = f"{len(self.sums):,} draws of the assumptions, {self.lucks:,} lucks each"
        return f"{size}, seed {self.luck.seed}"

    @property
    def lucks(self) -> int:
        """How many lucks each draw was lived through with."""
        return int(self.ends.shape[2])

    @property
    def request(self) -> dict[str, Any]:
        """What was run."""
        size = {"draws": len(self.sums), "lucks": self.lucks}
        return super().request | {"seed": self.luck.seed} | size

    @cached_property
    def spreads(self) -> dict[str, Spread]:
        """By measure, any meeting on time first: where its spread comes from."""
        return {measure: spread(self.sample(measure)) for measure in measures(self.scenario)}

    def sample(self, measure: str) -> Sample:
        """Return what draws and lucks say of a measure, by part of both."""
        members = measures(self.scenario)[measure]
        ends = self.ends[members].sum(axis=0).reshape(PARTS, -1, PARTS)
        return Sample(self.chance(measure).reshape(-1, PARTS, PARTS), ends)

    def chance(self, measure: str) -> Floats:
        """Return how likely a measure was when decisions froze, shape ``(draws, parts)``."""
        members = measures(self.scenario)[measure]
        return np.asarray(self.sums[..., members].sum(axis=-1) / UNIT / (self.lucks // PARTS))

    def weights(self, measure: str = ANY_ON_TIME) -> tuple[Weight, ...]:
        """Return how much each assumption matters, the largest first-order share first."""
        return weights_of(self.drawn, self.sample(measure))

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return how far apart draws of the assumptions are, and what part of that is luck."""
        happens, spread = what_happens(measure, self.scenario), self.spreads[measure]
        often = f"in {from_to(spread.low, spread.high)}"
        parts = (spread.assumptions, spread.luck, spread.both)
        if not any(parts):
            return f"Under all {len(self.sums):,} draws of the assumptions, {happens} {often}."
        one, other, both = (f"{part:.0%}" for part in parts)
        spreads = (
            f"of the spread, about {one} is not knowing, {other} luck and {both} the two together"
        )
        return f"Under nine of ten draws of the assumptions, {happens} {often}; {spreads}."

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per measure and assumption."""
        for measure in self.spreads:
            for one in self.weights(measure):
                yield {"outcome": measure, **asdict(one)}

    def details(self) -> dict[str, Any]:
        """Return the parts of the variance, and the assumptions that matter most."""
        several = ANY_ON_TIME in worth_showing(self.scenario)
        asked = (ANY_ON_TIME, outcomes_of(self.scenario)[0])[: 1 + several]
        return {
            "variance": {key: asdict(spread) for key, spread in self.spreads.items()},
            "assumptions": {key: [asdict(one) for one in self.weights(key)] for key in asked},
        }


def uncertainty(
    scenario: Scenario,
    seed: Seed = None,
    draws: int = DRAWS,
    lucks: int = LUCKS,
    progress: Progress | None = None,
) -> Uncertainty:
    """Set luck and not knowing apart.

    Under each of some `draws` of the assumptions, spread as evenly as luck is, the same `lucks` are
    lived through; both are multiples of 16, 32 or more. `progress` is told how many more worlds are
    done.

    Examples
    --------
    >>> from sim import Scenario, uncertainty
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> found = uncertainty(week, seed=1, draws=96, lucks=64)
    >>> found.spreads["leaders_on_time"].luck > found.spreads["leaders_on_time"].assumptions
    True
    """
    must_be(Scenario, "what is run", scenario, A_SCENARIO)
    scenario, luck = resolve_rules(scenario), replace(luck_of(seed), uncertain=True)
    luck.must_be_before("luck and not knowing are set apart")
    for name, number in (("draws", draws), ("lucks", lucks)):
        if must_be_whole(name, number) < LEAST or number % PARTS:
            raise UsageError(f"{name} must be a multiple of {PARTS}, {LEAST} or more, not {number}")
    drawn = drawn_assumptions(scenario, luck.batch(range(draws)))
    points = [{path: values[draw] for path, values in drawn.items()} for draw in range(draws)]
    batch = replace(luck, uncertain=False).batch(range(lucks))
    sums, ends = _lived_through(scenario, batch, points, progress or (lambda _: None))
    return Uncertainty(scenario, luck, drawn, sums, ends)


def _lived_through(
    scenario: Scenario, batch: Worlds, points: Sequence[Point], progress: Progress
) -> tuple[Sums, Floats]:
    """Live through all lucks of a batch at each point; return what `Uncertainty` keeps of it."""
    sums, ends = [], np.zeros((len(outcomes_of(scenario)), PARTS, len(batch)))
    together = max(PARTS, BLOCK // len(batch) // PARTS * PARTS)
    for span in spans_of(range(len(points)), together):
        found = run_worlds(scenario, Points(batch, points[span.start : span.stop]), _ends)
        sums.append(summed(found["chances"], batch.span))
        ends += _counted(found["ends"].reshape(-1, PARTS, len(batch)), len(ends))
        progress(len(span) * len(batch))
    return np.concatenate(sums), ends * (PARTS / len(points))


def _ends(model: "Negotiation") -> dict[str, Any]:
    """Return how each world ends, and the chances that it had."""
    return {"ends": outcome_now(model), "chances": chances_now(model)}


def _counted(ends: Levels, outcomes: int) -> Floats:
    """Return how many draws, along the first axis, end in each outcome."""
    return np.array([(ends == outcome).sum(axis=0) for outcome in range(outcomes)], np.float64)


def drawn_assumptions(scenario: Scenario, worlds: Worlds) -> dict[str, Floats]:
    """Return what every uncertain number, and weight of a reading, is in each world."""
    draws = Draws(scenario.numbers, worlds.with_columns(columns_of_assumptions(scenario)))
    return {
        path: np.broadcast_to(draws.value(path), len(worlds))
        for path, one in scenario.numbers.items()
        if one.given.is_uncertain and (one.reading is None or one.centre > 0)
    }
