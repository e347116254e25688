"""Uncertainty: how much of the spread is luck, and how much is not knowing the assumptions.

The same lucks are lived through under many draws of the assumptions, every draw with every luck.
Where the theory is drawn as well, each theory has draws of its own, the more the more probable it
is; what is found is weighed by exactly how probable that is. `variance` beside this module splits
the spread of the outcomes.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cached_property
from typing import Any

from sim.analysis.experiments.lived import LivedFinding, lived_through
from sim.analysis.experiments.variance import Spread, Weight, parts_of, spread, weights_of
from sim.analysis.outcomes.measures import ANY_ON_TIME, measures, what_happens, worth_showing
from sim.arguments import A_SCENARIO, must_be, must_be_whole
from sim.engine.outcome import outcomes_of
from sim.engine.sobol import PARTS
from sim.ensemble.luck import Seed, luck_of
from sim.ensemble.run import Progress
from sim.errors import UsageError
from sim.rules import resolve_rules
from sim.rules.theories import read_as_drawn, theory_weights
from sim.scenario import Scenario
from sim.style.sentences import from_to

DRAWS, LUCKS, LEAST = 1024, 1024, 2 * PARTS


class Uncertainty(LivedFinding):
    """Luck and not knowing, set apart."""

    topic = "luck, or not knowing the assumptions"

    @property
    def is_open(self) -> bool:
        """Whether there is anything that is drawn besides luck."""
        return bool(self.theories) or any(one.drawn for one in self.lived)

    @cached_property
    def spreads(self) -> dict[str, Spread]:
        """By measure, any meeting on time first: where its spread comes from."""
        return {measure: spread(self.sample(measure)) for measure in measures(self.scenario)}

    def weights(self, measure: str = ANY_ON_TIME) -> tuple[Weight, ...]:
        """Return how much each assumption matters, the largest first-order share first."""
        each = zip([*self.theories] or [""], self.lived, strict=True)
        drawn = [
            {_listed_at(self.scenario, name, path): one.drawn[path] for path in one.drawn}
            for name, one in each
        ]
        return weights_of(drawn, self.sample(measure))

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return how far apart draws of the assumptions are, and what part of that is luck."""
        happens, spread = what_happens(measure, self.scenario), self.spreads[measure]
        often = f"in {from_to(spread.low, spread.high)}"
        drawn = "theory and assumptions" if self.theories else "the assumptions"
        shares = [getattr(spread, part) for part in parts_of(bool(self.theories))]
        if not any(shares):
            return f"Under all {self.draws:,} draws of {drawn}, {happens} {often}."
        parts = [f"{share:.0%}" for share in shares]
        if not self.theories:
            spreads = "is not knowing, {} luck and {} the two together"
        else:
            spreads = "is not knowing the theory, {} not knowing the numbers, {} luck and {} "
            spreads += f"numbers and luck together; {_largest(spread)}"
        words = "{} " + spreads
        said = f"of the spread, about {words.format(*parts)}"
        return f"Under nine of ten draws of {drawn}, {happens} {often}; {said}."

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
            **({"theories": self.theories} if self.theories else {}),
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
    lived through; both are multiples of 16, 32 or more. Where theories have weights, they share
    the draws, 32 each at least. `progress` is told how many more worlds are done.

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
    weights = theory_weights(scenario)
    sizes = [max(LEAST, round(one * draws / PARTS) * PARTS) for one in weights.values()]
    read = [read_as_drawn(scenario, name) for name in weights]
    batch = replace(luck, uncertain=False).batch(range(lucks))
    lived = tuple(
        lived_through(one, luck.batch(range(size)), batch, progress or (lambda _: None))
        for one, size in zip(read or [scenario], sizes or [draws], strict=True)
    )
    return Uncertainty(scenario, luck, lived)


def _listed_at(scenario: Scenario, theory: str, path: str) -> str:
    """Return where a scenario says what a number is: one of a theory that is drawn, in its list."""
    if path in scenario.numbers:
        return path
    rule, _, number = path.rpartition(".")
    whose = next(key for key, (place, _) in scenario.deciders.items() if place == rule)
    return f"theories.{theory}.{whose}.{number}"


COUNTED = {
    "theory": "the theory counts",
    "assumptions": "the numbers count",
    "luck": "luck counts",
    "both": "numbers and luck count together",
}


def _largest(spread: Spread) -> str:
    """Return in words which part of a variance is the largest, if one clearly is."""
    ends = {name: (getattr(spread, name), spread.margins[name]) for name in COUNTED}
    (first, (share, margin)), (_, (next_share, next_margin)) = sorted(
        ends.items(), key=lambda one: -one[1][0]
    )[:2]
    if share - next_share <= margin + next_margin:
        return "no part clearly counts most"
    return f"{COUNTED[first]} most"
