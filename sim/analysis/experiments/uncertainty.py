"""Uncertainty: how much of the spread is luck, and how much is not knowing the assumptions.

The same lucks are lived through under many draws of the assumptions, every draw with every luck.
`variance` beside this module splits the spread of the outcomes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.experiments.variance import Spread, Weight, spread, weights_of
from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import ANY_ON_TIME, measures, what_happens
from sim.arguments import A_SCENARIO, must_be, must_be_whole
from sim.arrays import Floats, Levels
from sim.engine.draws import Draws
from sim.engine.outcome import outcomes_of
from sim.engine.points import Points
from sim.engine.worlds import Worlds
from sim.ensemble.luck import Luck, Seed, luck_of
from sim.ensemble.run import BLOCK, Progress, chances_now, outcome_now, run_worlds, spans_of
from sim.errors import UsageError
from sim.rules import resolve_rules
from sim.scenario import Scenario
from sim.style.sentences import from_to

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

DRAWS, LUCKS, LEAST = 1000, 1024, 2

GROUPS = 10
"""Groups of lucks that are left out one at a time, to see what hangs on the lucks drawn."""


@dataclass(frozen=True, eq=False, repr=False)
class Uncertainty(Finding):
    """Luck and not knowing, set apart."""

    topic = "luck, or not knowing the assumptions"

    scenario: Scenario
    luck: Luck
    drawn: Mapping[str, Floats]
    """What each assumption is in each draw, by its path; shape ``(draws,)``."""
    outcomes: Levels
    """How every draw ends with every luck, shape ``(draws, lucks)``."""
    chances: NDArray[np.float32]
    """Chances of each outcome when decisions froze, shape ``(outcomes, draws, lucks)``."""

    @property
    def ran(self) -> str:
        """What was run, in words."""
        draws, lucks = self.outcomes.shape
        return f"{draws:,} draws of the assumptions, {lucks:,} lucks each, seed {self.luck.seed}"

    @property
    def request(self) -> dict[str, Any]:
        """What was run."""
        draws, lucks = self.outcomes.shape
        return super().request | {"seed": self.luck.seed, "draws": draws, "lucks": lucks}

    @cached_property
    def spreads(self) -> dict[str, Spread]:
        """By measure, any meeting on time first: where its spread comes from."""
        return {
            measure: spread(members[self.outcomes].astype(np.float64), self.chance(measure))
            for measure, members in measures(self.scenario).items()
        }

    def chance(self, measure: str) -> Floats:
        """Return how likely a measure was when decisions froze, shape ``(draws, lucks)``."""
        members = measures(self.scenario)[measure]
        return np.asarray(self.chances[members].sum(axis=0, dtype=np.float64))

    def weights(self, measure: str = ANY_ON_TIME) -> tuple[Weight, ...]:
        """Return how much each assumption matters, the largest first-order share first."""
        chance = self.chance(measure)
        groups = np.array_split(np.arange(chance.shape[1]), min(GROUPS, chance.shape[1]))
        without = np.array([np.delete(chance, group, axis=1).mean(axis=1) for group in groups])
        return weights_of(self.drawn, chance.mean(axis=1), without, self.luck.seed)

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return how far apart draws of the assumptions are, and what part of that is luck."""
        happens, spread = what_happens(measure, self.scenario), self.spreads[measure]
        often = f"in {from_to(spread.low, spread.high)}"
        parts = (spread.assumptions, spread.luck, spread.both)
        if not any(parts):
            return f"Under all {len(self.outcomes):,} draws of the assumptions, {happens} {often}."
        one, other, both = (f"{part:.0%}" for part in parts)
        spreads = f"of the spread, {one} is not knowing, {other} luck and {both} the two together"
        return f"Under nine of ten draws of the assumptions, {happens} {often}; {spreads}."

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per measure and assumption."""
        for measure in self.spreads:
            for one in self.weights(measure):
                yield {"outcome": measure, **asdict(one)}

    def details(self) -> dict[str, Any]:
        """Return the parts of the variance, and the assumptions that matter most."""
        asked = (ANY_ON_TIME, outcomes_of(self.scenario)[0])
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
    """Set luck and not knowing apart; the draws are those of an uncertain run's first worlds.

    Under each of some `draws` of the assumptions, the same `lucks` are lived through, both 2 or
    more; `progress` is told how many more worlds are done.

    Examples
    --------
    >>> from sim import Scenario, uncertainty
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> found = uncertainty(week, seed=1, draws=100, lucks=50)
    >>> found.spreads["leaders_on_time"].luck > found.spreads["leaders_on_time"].assumptions
    True
    """
    must_be(Scenario, "what is run", scenario, A_SCENARIO)
    scenario, luck = resolve_rules(scenario), replace(luck_of(seed), uncertain=True)
    for name, number in (("draws", draws), ("lucks", lucks)):
        if must_be_whole(name, number) < LEAST:
            raise UsageError(f"{name} must be {LEAST} or more, not {number}")
    drawn = drawn_assumptions(scenario, luck.batch(range(draws)))
    batch, found = replace(luck, uncertain=False).batch(range(lucks)), []
    for span in spans_of(range(draws), max(1, BLOCK // lucks)):
        points = [{path: values[draw] for path, values in drawn.items()} for draw in span]
        found.append(run_worlds(scenario, Points(batch, points), _ends))
        if progress is not None:
            progress(len(points) * lucks)
    ends = np.concatenate([one["ends"] for one in found]).reshape(draws, lucks)
    chances = np.concatenate([one["chances"] for one in found], axis=1)
    return Uncertainty(scenario, luck, drawn, ends, chances.reshape(-1, draws, lucks))


def _ends(model: "Negotiation") -> dict[str, NDArray[Any]]:
    """Return how each world ends, and the chances that it had."""
    return {"ends": outcome_now(model), "chances": chances_now(model).astype(np.float32)}


def drawn_assumptions(scenario: Scenario, worlds: Worlds) -> dict[str, Floats]:
    """Return what every uncertain number, and weight of a reading, is in each world."""
    draws = Draws(scenario.numbers, worlds)
    return {
        path: np.broadcast_to(draws.value(path), len(worlds))
        for path, one in scenario.numbers.items()
        if one.given.is_uncertain and (one.reading is None or one.centre > 0)
    }
