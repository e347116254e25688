"""Sensitivity: which assumptions move the chance of an outcome, alone and with the others.

Two designs of SALib (Iwanaga et al. 2022) say where the assumptions are drawn. *Totals* (Homma &
Saltelli 1996, after Sobol' 1993): what share of the variance between draws would be left if all
assumptions but one were known. *Morris* (1991; Campolongo et al. 2007): by how much the chance
changes where one assumption alone moves, wherever the others are. All weights of a party's readings
are one assumption, since none moves alone.

SALib knows no luck: what is left of it in the chances, it takes for spread. So the design is made
anew in each of 16 parts, and a jackknife (Tukey 1958) over the parts of draws and lucks takes out
what luck leaves, to the first order, and says how sure the rest is.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from math import isnan
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

import numpy as np

from sim.analysis.experiments.lived import (
    LivedFinding,
    assumptions_of,
    lived_through,
    must_have_assumptions,
)
from sim.analysis.experiments.sample import RANGE, Sample, without_part
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
from sim.style.numbers import give_or_take
from sim.style.sentences import counted

LUCKS = 512

STEP = 2 / 3
"""How far an assumption moves in a trajectory of four levels, of its range: SALib says of a change
what it would be over all of the range."""

Problem = dict[str, Any]
"""What SALib is told of the assumptions."""


class Method(NamedTuple):
    """One of SALib's designs, and what it says of each assumption."""

    names: tuple[str, str]
    """What it says; the first ranks the assumptions."""
    size: int
    """How often the design is repeated in each of its 16 parts."""
    extra: int
    """Draws beside one for each assumption, each time."""
    range: tuple[float, float]
    """Quantiles between which assumptions are drawn."""
    design: Callable[[Problem, int, np.random.Generator], Floats]
    analyse: Callable[[Problem, Floats, Floats], tuple[Floats, Floats]]


def _crossed(problem: Problem, size: int, luck: np.random.Generator) -> Floats:
    from SALib.sample import sobol

    return np.asarray(sobol.sample(problem, size, calc_second_order=False, seed=luck))


def _shares(problem: Problem, _: Floats, chances: Floats) -> tuple[Floats, Floats]:
    from SALib.analyze import sobol

    found = sobol.analyze(problem, chances, calc_second_order=False, num_resamples=2, seed=1)
    return found["ST"], found["S1"]


def _trajectories(problem: Problem, size: int, luck: np.random.Generator) -> Floats:
    from SALib.sample import morris

    return np.asarray(morris.sample(problem, size, seed=luck))


def _changes(problem: Problem, points: Floats, chances: Floats) -> tuple[Floats, Floats]:
    from SALib.analyze import morris

    found = morris.analyze(problem, points, chances, num_resamples=2, seed=1)
    return STEP * np.asarray(found["mu_star"]), STEP * np.asarray(found["sigma"])


METHODS = {
    "totals": Method(("total", "first_order"), 32, 2, (0.0, 1.0), _crossed, _shares),
    "morris": Method(("change", "deviation"), 8, 1, RANGE, _trajectories, _changes),
}


def figure_in_words(method: str, size: float, margin: float | None) -> str:
    """Return a share in percent, or a change in points, with its margin; a dash where none is."""
    if margin is None or not margin < 1:
        return "–"
    words = give_or_take(margin, max(0.0, size))
    return words if method == "totals" else words.replace("%", "")


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
        (sample,), points = self.sample(measure).samples, self.points
        rest = [
            self._with_luck(without_part(points, part, 1), sample.without(part))
            for part in range(PARTS)
        ]
        found = PARTS * self._with_luck(points, sample) - (PARTS - 1) * np.mean(rest, axis=0)
        (value, beside), (margin, beside_margin) = found, margins_of(rest.__getitem__)
        rows = np.stack([value, margin, beside, beside_margin], axis=1).tolist()
        paths = dict.fromkeys(_problem(self.scenario, self.method)["groups"])
        each = [Index(path, *row) for path, row in zip(paths, rows, strict=True)]
        return sorted(each, key=lambda one: -one.value)

    def _with_luck(self, points: Floats, sample: Sample) -> Floats:
        """Return both figures of each assumption as SALib has them, shape ``(2, assumptions)``."""
        problem, chances = _problem(self.scenario, self.method), sample.by_draw.T.ravel()
        if not np.ptp(chances):
            return np.zeros((2, len({*problem["groups"]})))
        flat = points.swapaxes(0, 1).reshape(len(chances), -1)
        with catch_warnings():
            simplefilter("ignore")  # that an outcome comes about in hardly any draw
            return np.array(METHODS[self.method].analyse(problem, flat, chances))

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return which assumption matters most for a measure, if one clearly does."""
        often, ranked = f"how often {what_happens(measure, self.scenario)}", self.ranked(measure)
        number, (first, *others) = counted(len(ranked), "assumption"), ranked
        if first.value <= first.margin:
            return f"Of {number}, none clearly moves {often}."
        alike = [one for one in others if first.value - one.value <= first.margin + one.margin]
        if alike:
            both = f"{self._in_words(first)}, and {self._in_words(alike[0])}"
            return f"Of {number}, none clearly counts most for {often}: {both}."
        return f"Of {number}, {often} hangs most on {self._in_words(first)}."

    def _in_words(self, one: Index) -> str:
        name = f"‘{label(self.scenario, one.path)}’"
        size = figure_in_words(self.method, one.value, one.margin)
        if self.method == "totals":
            return f"{name} (were all others known, {size} of the spread would be left)"
        return f"{name} ({size} points on average, where it moves past 60 of 100 of its draws)"

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per measure and assumption."""
        first, second = METHODS[self.method].names
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
    one, groups = METHODS[method], {*_problem(scenario, method)["groups"]}
    return PARTS * one.size * (len(groups) + one.extra) * LUCKS


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
    points = _design(scenario, method, luck.seed)
    names = [f"luck:{assumption(path)}" for path in assumptions_of(scenario)]
    held = [dict(zip(names, row, strict=True)) for row in points.reshape(-1, len(names)).tolist()]
    drawing, batch = Points(Worlds(0, range(1), uncertain=True), held), luck.batch(range(LUCKS))
    lived = lived_through(scenario, drawing, batch, progress or (lambda _: None))
    return Sensitivity(scenario, luck, (lived,), method, points)


def _problem(scenario: Scenario, method: str) -> Problem:
    drawn = assumptions_of(scenario)
    return {
        "num_vars": len(drawn),
        "names": [*drawn],
        "groups": [one.entry for one in drawn.values()],
        "bounds": [METHODS[method].range] * len(drawn),
    }


def _design(scenario: Scenario, method: str, seed: int) -> Floats:
    """Return the quantiles at which to draw, shape ``(draws of a part, parts, columns)``."""
    one = METHODS[method]
    lucks = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(PARTS))
    parts = [one.design(_problem(scenario, method), one.size, luck) for luck in lucks]
    return np.stack(parts, axis=1)
