"""Designs: where SALib would have assumptions drawn, and what it then says of each of them.

SALib (Iwanaga et al. 2022) has one for total effects (Homma & Saltelli 1996; estimated as in
Saltelli et al. 2010) and one of trajectories (Morris 1991; Campolongo et al. 2007). All weights of
a party's readings are one assumption, and move at once.
"""

from importlib import import_module
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

import numpy as np

from sim.analysis.experiments.lived import assumptions_of
from sim.analysis.experiments.sample import RANGE
from sim.arrays import Floats
from sim.engine.sobol import PARTS
from sim.scenario import Scenario
from sim.style.numbers import give_or_take


def entries_of(scenario: Scenario) -> list[str]:
    """Return where the assumptions are given; all weights of a party's readings are one."""
    return [*dict.fromkeys(one.entry for one in assumptions_of(scenario).values())]


class Method(NamedTuple):
    """One of SALib's designs, and what it says of each assumption."""

    module: str
    """Of SALib, which draws and analyses."""
    choices: dict[str, Any]
    figures: tuple[str, str]
    """What it calls what it says, of which the first ranks the assumptions."""
    headings: tuple[str, str]
    """What these are called here."""
    size: int
    """How often the design is repeated in each of its 16 parts."""
    extra: int
    """Draws beside one for each assumption, each time."""
    range: tuple[float, float] = (0.0, 1.0)
    """Quantiles between which assumptions are drawn."""
    step: float = 1.0
    """How much of that range an assumption moves, where SALib says a change over all of it."""

    def problem(self, scenario: Scenario) -> dict[str, Any]:
        """Return what SALib is told of the assumptions, and where it makes notes."""
        drawn = assumptions_of(scenario)
        groups = [one.entry for one in drawn.values()]
        bounds = [self.range] * len(drawn)
        return {"num_vars": len(drawn), "names": [*drawn], "groups": groups, "bounds": bounds}

    def design(self, scenario: Scenario, seed: int) -> Floats:
        """Return the quantiles at which to draw, shape ``(draws of a part, parts, columns)``."""
        sample = import_module(f"SALib.sample.{self.module}").sample
        lucks = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(PARTS))
        each = (self.problem(scenario), self.size)
        return np.stack([sample(*each, **self.choices, seed=one) for one in lucks], axis=1)

    def analyse(self, scenario: Scenario, points: Floats, chances: Floats) -> Floats:
        """Return both figures of each assumption, shape ``(2, assumptions)``; 0 of what is even."""
        if not np.ptp(chances):
            return np.zeros((2, len(entries_of(scenario))))
        analyze = import_module(f"SALib.analyze.{self.module}").analyze
        given = (points, chances) if self.module == "morris" else (chances,)
        with catch_warnings():
            simplefilter("ignore")  # that an outcome comes about in hardly any draw
            found = analyze(self.problem(scenario), *given, **self.choices, num_resamples=2, seed=1)
        return self.step * np.array([found[figure] for figure in self.figures])

    def in_words(self, size: float, margin: float | None) -> str:
        """Return a share in percent, or a change in points, and its margin; a dash for none."""
        if margin is None or not margin < 1:
            return "–"
        words = give_or_take(margin, max(0.0, size))
        return words if self.module == "sobol" else words.replace("%", "")


METHODS = {
    "totals": Method(
        "sobol", {"calc_second_order": False}, ("ST", "S1"), ("total", "first order"), 32, 2
    ),
    "morris": Method(
        "morris", {}, ("mu_star", "sigma"), ("mean change", "deviation"), 8, 1, RANGE, 2 / 3
    ),
}
