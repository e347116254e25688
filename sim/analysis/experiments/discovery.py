"""Discovery: under which assumptions an outcome comes about often enough.

Among draws of the assumptions, those that reach a threshold are set against the others: by how each
assumption is distributed (regional sensitivity; Hornberger & Spear 1981), and by a box (`prim`)
that is found in one half of the draws and judged by the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from math import floor, log10
from typing import Any

import numpy as np

from sim.analysis.experiments.lived import LivedFinding, must_have_assumptions
from sim.analysis.experiments.prim import Box, best_box, coverage_and_density, pruned
from sim.analysis.experiments.uncertainty import uncertainty
from sim.analysis.experiments.variance import without_mirrored
from sim.analysis.outcomes.measures import check_measure, what_happens
from sim.arguments import A_SCENARIO, must_be
from sim.arrays import Flags, Floats
from sim.ensemble.luck import Seed, luck_of
from sim.ensemble.run import Progress
from sim.errors import UsageError
from sim.scenario import Scenario
from sim.style.labels import label
from sim.style.sentences import in_100, listed

DRAWS, LUCKS = 10_240, 256


@dataclass(frozen=True)
class Shift:
    """How one assumption differs between the draws that reach the threshold and the others."""

    path: str
    distance: float
    """Kolmogorov and Smirnov's: how far apart the two cumulative distributions are at most."""
    p: float
    """How likely such a distance was if it made no difference."""
    reached: float
    others: float
    """Its median in both."""
    above: float | None
    below: float | None
    """Its limits in the box; None where it has none."""

    @property
    def limits(self) -> str:
        """Its limits in the box, in words; empty where it has none."""
        ends = {"above": self.above, "below": self.below}
        words = (f"{name} {end:.10g}" for name, end in ends.items() if end is not None)
        return " and ".join(words).replace("-", "−")


@dataclass(frozen=True, eq=False, repr=False)
class Discovery(LivedFinding):
    """Under which assumptions an outcome reaches a threshold."""

    topic = "under which assumptions"

    measure: str
    at_least: float

    @cached_property
    def drawn(self) -> dict[str, Floats]:
        """What each assumption is that all theories have, by its path; shape ``(draws,)``."""
        every = [path for path in self.lived[0].drawn if path in self.scenario.numbers]
        shared = [path for path in every if all(path in one.drawn for one in self.lived)]
        drawn = {path: np.concatenate([one.drawn[path] for one in self.lived]) for path in shared}
        return {path: drawn[path] for path in without_mirrored(drawn)}

    @property
    def request(self) -> dict[str, Any]:
        """What was run, and what is looked for."""
        return super().request | {"outcome": self.measure, "at_least": self.at_least}

    @cached_property
    def by_draw(self) -> Floats:
        """How likely the outcome is under each draw, shape ``(draws,)``."""
        samples = self.sample(self.measure).samples
        return np.concatenate([one.by_draw.ravel() for one in samples])

    @property
    def reached(self) -> Flags:
        """Which draws reach the threshold."""
        return np.asarray(self.by_draw >= self.at_least)

    def half(self, first: int) -> tuple[Floats, Flags]:
        """Return every other draw, a row each, and which of these reach the threshold."""
        return np.stack([*self.drawn.values()], axis=1)[first::2], self.reached[first::2]

    @cached_property
    def box(self) -> Box:
        """The box, its ends rounded, with what holds in the other half; empty if nothing does."""
        if not self.drawn:  # only numbers that some theories have
            return {}
        points, hits = self.half(0)
        places = [1 - floor(log10(spread or 1)) for spread in points.std(axis=0)]
        ends = {side: round(end, places[side[0]]) for side, end in best_box(points, hits).items()}
        return pruned(ends, *self.half(1))

    @cached_property
    def shifts(self) -> Sequence[Shift]:
        """How each assumption differs, the largest distance first; none where all draws agree."""
        from scipy.stats import ks_2samp

        if self.reached.all() or not self.reached.any():
            return ()
        found = []
        for column, (path, values) in enumerate(self.drawn.items()):
            both = values[self.reached], values[~self.reached]
            apart = ks_2samp(*both, method="asymp")
            figures = (apart.statistic, apart.pvalue, *map(np.median, both))
            ends = (self.box.get((column, sign)) for sign in (1, -1))
            found.append(Shift(path, *map(float, figures), *ends))
        return sorted(found, key=lambda one: -one.distance)

    @property
    def sentence(self) -> str:
        """How many draws reach the threshold, and the box in which most of them lie."""
        what = f"{what_happens(self.measure, self.scenario)} in at least"
        what = f"{what} {100 * self.at_least:.10g} of 100 worlds"
        drawn, chances = f"{len(self.by_draw):,} draws of the assumptions", self.by_draw
        if not self.reached.any():
            return f"Under none of {drawn}, {what}: in {in_100(float(chances.max()))} at most."
        if self.reached.all():
            return f"Under all {drawn}, {what}: in {in_100(float(chances.min()))} at least."
        reach = f"Under {np.count_nonzero(self.reached):,} of {drawn}, {what}."
        if not self.box:
            return f"{reach} No box of up to four limits tells them from the others."
        names = {label(self.scenario, one.path): one.limits for one in self.shifts if one.limits}
        limits = listed(f"‘{name}’ is {ends}" for name, ends in names.items())
        both = coverage_and_density(self.box, *self.half(1))
        coverage, density = (in_100(min(one, 0.999)).removesuffix(" worlds") for one in both)
        held = f"{density} draws reach it; these are {coverage} of all that do"
        return f"{reach} Where {limits}, {held}."

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per assumption, with its limits in the box, the most telling first."""
        return map(asdict, self.shifts)

    def details(self) -> dict[str, Any]:
        """Return how many draws reach the threshold, what the box holds, and the assumptions."""
        held = coverage_and_density(self.box, *self.half(1)) if self.box else ()
        box = dict(zip(("coverage", "density"), held, strict=False)) or None
        share = float(self.reached.mean())
        return {"reached": share, "box": box, "assumptions": [*self.records()]}


def discover(
    scenario: Scenario,
    measure: str,
    at_least: float,
    seed: Seed = None,
    progress: Progress | None = None,
) -> Discovery:
    """Find under which assumptions an outcome, or total, has a chance of `at_least` so much.

    `progress` is told how many more worlds are done. Raises `UsageError` if there is no such
    outcome, the threshold is no chance above 0, no number is a distribution, or the luck is that
    of some worlds only.

    Examples
    --------
    >>> from sim import Scenario, discover
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> discover(crisis, "any_on_time", 0.5, seed=1).sentence  # doctest: +SKIP
    """
    must_be(Scenario, "what is run", scenario, A_SCENARIO)
    luck = luck_of(seed)
    few = f"of the {LUCKS} lucks of a draw too few may fit, so that discover tells draws apart"
    luck.must_be_before(few)
    check_measure(scenario, measure, "--outcome")
    must_be((int, float), "--at-least", at_least, "a number")
    if not 0 < at_least <= 1:
        raise UsageError(f"--at-least must lie above 0 and be 1 at most, not {at_least:g}")
    must_have_assumptions(scenario)
    found = uncertainty(scenario, luck, DRAWS, LUCKS, progress)
    return Discovery(found.scenario, found.luck, found.lived, measure, at_least)
