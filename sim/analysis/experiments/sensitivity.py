"""Sensitivity: which assumptions move the chance of an outcome, alone and with the others.

By *totals*: what share of the variance between draws would be left if all assumptions but one were
known. By *Morris*: by how much the chance changes where one assumption alone moves, wherever the
others are. `designs` beside this module has SALib say where assumptions are drawn. All weights of a
party's readings are one assumption, since none moves alone.

SALib knows no luck: what is left of it in the chances, it takes for spread. So the design is made
anew in each of 16 parts, and a jackknife (Tukey 1958) over the parts of draws and lucks takes out
what luck leaves, to the first order, and says how sure the rest is.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from math import isnan
from typing import Any

import numpy as np

from sim.analysis.experiments.designs import METHODS, entries_of
from sim.analysis.experiments.lived import (
    LivedFinding,
    assumptions_of,
    lived_through,
    must_have_assumptions,
)
from sim.analysis.experiments.sample import Sample, without_part
from sim.analysis.experiments.variance import margins_of
from sim.analysis.outcomes.measures import ANY_ON_TIME, what_happens, worth_showing
from sim.arguments import A_SCENARIO, must_be
from sim.arrays import Floats
from sim.characters import cut
from sim.engine.points import Points
from sim.engine.sobol import PARTS
from sim.engine.worlds import Worlds, assumption
from sim.ensemble.luck import Luck, Seed, luck_of
from sim.ensemble.run import Progress
from sim.errors import UsageError, did_you_mean
from sim.rules import resolve_rules
from sim.rules.theories import theory_weights
from sim.scenario import Scenario
from sim.style.labels import label
from sim.style.sentences import counted

LUCKS = 512


@dataclass(frozen=True)
class Index:
    """What is found of one assumption, each figure with half of its 95 % interval."""

    path: str
    value: float
    margin: float
    beside: float
    """NaN where there is none: several numbers that move at once have no deviation."""
    beside_margin: float


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(LivedFinding):
    """How much each assumption matters, alone and with the others."""

    topic = "which assumptions matter"
    listed_as = "assumptions"

    method: str
    points: Floats
    """The quantiles at which assumptions are drawn, ``(draws of a part, parts, columns)``."""

    @property
    def request(self) -> dict[str, Any]:
        """What was run, and how it is analysed."""
        return super().request | {"method": self.method}

    def ranked(self, measure: str = ANY_ON_TIME) -> list[Index]:
        """Return what is found of each assumption, the one that matters most first."""
        if measure not in self._found:
            self._found[measure] = self._analysed(measure)
        return [*self._found[measure]]

    @cached_property
    def _found(self) -> dict[str, list[Index]]:
        return {}

    def _analysed(self, measure: str) -> list[Index]:
        (sample,), method = self.sample(measure).samples, METHODS[self.method]

        def with_luck(points: Floats, sample: Sample) -> Floats:
            chances = sample.by_draw.T.ravel()
            flat = points.swapaxes(0, 1).reshape(len(chances), -1)
            return method.analyse(self.scenario, flat, chances)

        rest = [
            with_luck(without_part(self.points, part, 1), sample.without(part))
            for part in range(PARTS)
        ]
        found = PARTS * with_luck(self.points, sample) - (PARTS - 1) * np.mean(rest, axis=0)
        (value, beside), (margin, beside_margin) = found, margins_of(rest.__getitem__)
        rows = np.stack([value, margin, beside, beside_margin], axis=1).tolist()
        each = zip(entries_of(self.scenario), rows, strict=True)
        return sorted((Index(path, *row) for path, row in each), key=lambda one: -one.value)

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return which assumption matters most for a measure, if one clearly does."""
        often, ranked = f"how often {what_happens(measure, self.scenario)}", self.ranked(measure)
        number, (first, *others) = counted(len(ranked), "assumption"), ranked
        if first.value <= first.margin:
            return f"Of {number}, none clearly moves {often}."
        alike = [one for one in others if first.value - one.value <= first.margin + one.margin]
        if alike:
            then, size = alike[0], METHODS[self.method].in_words(alike[0].value, alike[0].margin)
            both = f"{self._in_words(first)}, then ‘{label(self.scenario, then.path)}’ ({size})"
            return f"Of {number}, none clearly counts most for {often}: {both}."
        return f"Of {number}, {often} hangs most on {self._in_words(first)}."

    def _in_words(self, one: Index) -> str:
        name = f"‘{label(self.scenario, one.path)}’"
        size = METHODS[self.method].in_words(one.value, one.margin)
        if self.method == "totals":
            return f"{name} (were all others known, {size} of the spread would be left)"
        return f"{name} ({size} points on average, where it moves past 60 of 100 of its draws)"

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per measure and assumption."""
        first, second = (one.replace(" ", "_") for one in METHODS[self.method].headings)
        names = ("path", first, f"{first}_margin", second, f"{second}_margin")
        for measure in worth_showing(self.scenario):
            for one in self.ranked(measure):
                path, *figures = asdict(one).values()
                row = (path, *(None if isnan(figure) else figure for figure in figures))
                yield {"outcome": measure, **dict(zip(names, row, strict=True))}


def check_sensitivity(scenario: Scenario, method: str, luck: Luck) -> None:
    """Raise `UsageError` where there is no such method, or nothing that it could be used for."""
    must_be(Scenario, "what is run", scenario, A_SCENARIO)
    must_be(str, "--sensitivity", method, "a word")
    if method not in METHODS:
        raise UsageError(f"--sensitivity {cut(method)}: {did_you_mean(method, METHODS)}")
    if find_spec("SALib") is None:
        raise UsageError('--sensitivity needs SALib: pip install "parley-sim[sensitivity]"')
    luck.must_be_before("--sensitivity says which assumptions matter")
    if theory_weights(scenario):
        problem = "is of one theory, and here theories are drawn; --set theories=null leaves one"
        raise UsageError(f"--sensitivity {problem}")
    must_have_assumptions(scenario)


def worlds_of(scenario: Scenario, method: str) -> int:
    """Return how many worlds are lived through."""
    one = METHODS[method]
    return PARTS * one.size * (len(entries_of(scenario)) + one.extra) * LUCKS


def sensitivity(
    scenario: Scenario,
    method: str = "totals",
    seed: Seed = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Find which assumptions matter, by Sobol' total effects (`totals`) or screening (`morris`).

    `progress` is told how many more worlds are done. Raises `UsageError` if there is no such
    method, SALib is not installed, no number is a distribution, theories are drawn, or the luck is
    that of some worlds only.

    Examples
    --------
    >>> from sim import Scenario, sensitivity
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> sensitivity(crisis, "morris", seed=1).ranked()[0].path  # doctest: +SKIP
    """
    luck = luck_of(seed)
    check_sensitivity(scenario, method, luck)
    scenario, luck = resolve_rules(scenario), replace(luck, uncertain=False)
    points = METHODS[method].design(scenario, luck.seed)
    names = [f"luck:{assumption(path)}" for path in assumptions_of(scenario)]
    held = [dict(zip(names, row, strict=True)) for row in points.reshape(-1, len(names)).tolist()]
    drawing, batch = Points(Worlds(0, range(1), uncertain=True), held), luck.batch(range(LUCKS))
    lived = lived_through(scenario, drawing, batch, progress or (lambda _: None))
    return Sensitivity(scenario, luck, (lived,), method, points)
