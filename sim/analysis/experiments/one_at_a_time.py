"""One at a time: what would have to change, one number at a time, on the same luck.

Each number is moved to both ends of the range that is worth moving it in (see
`sim.analysis.audit.assumptions`), and each reading of a party is taken for certain once; or, where
the scenario leaves it open, to where few of its draws lie.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.analysis.experiments.effects import Effect, Effects, differences_at
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure
from sim.ensemble.luck import Seed
from sim.ensemble.run import PER_POINT, Run, run_of
from sim.errors import ScenarioError
from sim.scenario import Scenario
from sim.scenario.distribution import Beta, Distribution
from sim.scenario.number import Number
from sim.scenario.weights import Weights, with_shares
from sim.style.labels import label
from sim.style.numbers import value_in_words
from sim.style.sentences import counted
from sim.style.words import called

TAILS = (0.05, 0.95)
"""Shares of the draws of a number that lie below where it is moved."""


@dataclass(frozen=True)
class OneChange(Effect):
    """One change of one number."""

    assumption: Assumption
    """What is moved."""
    value: float | Mapping[str, float]
    """To what: a number, or the weight of each reading."""

    @property
    def before(self) -> str:
        """What it is now, as a reader would write it."""
        return value_in_words(self.assumption.given)

    @property
    def after(self) -> str:
        """What it is moved to, as a reader would write it."""
        if isinstance(self.value, Mapping):
            return value_in_words(Weights(value={k: v for k, v in self.value.items() if v}))
        return value_in_words(Number(value=self.value))

    @property
    def row(self) -> dict[str, Any]:
        """The path of the number, and how it changes."""
        return {"path": self.assumption.path, "before": self.before, "after": self.after}

    def in_words(self, scenario: Scenario) -> str:
        """Return whose number it is, and how it changes."""
        what = called(label(scenario, self.assumption.path))
        return f"with {what} at {self.after}, not {self.before}"


@dataclass(frozen=True, repr=False)
class OneAtATime(Effects[OneChange]):
    """What changing one number at a time does."""

    topic = "one number at a time"

    run: Run
    effects: tuple[OneChange, ...]
    """Every change, in the order of the file."""

    @property
    def which(self) -> str:
        """What is compared, at the start of a sentence."""
        return f"Across {counted(len(self.effects), 'change')} of one number at a time"

    def best(self, measure: str, rises: bool = True) -> dict[str, list[OneChange]]:
        """Return by actor the changes that raise (or lower) a measure, the largest first.

        Of each number only the end that moves the measure more; only changes whose interval
        excludes 0; of numbers of one actor that do the very same, one. The empty key holds what is
        nobody's.
        """
        check_measure(self.scenario, measure, "outcome")
        sign = 1 if rises else -1

        def rank(one: OneChange) -> tuple[float, bool]:
            return -sign * one.differences[measure].difference, not one.assumption.is_main

        found: dict[str, list[OneChange]] = {}
        seen: set[str] = set()
        for lever in sorted(self.effects, key=rank):
            change, path = lever.differences[measure], lever.assumption.path
            if path in seen or not change.is_clear or sign * change.difference < 0:
                continue
            seen.add(path)
            others = found.setdefault(lever.assumption.owner, [])
            if all(lever.differences != other.differences for other in others):
                others.append(lever)
        return found

    def widest(self, measure: str = ANY_ON_TIME) -> list[Assumption]:
        """Return what moves a measure clearly, by how far its ends are apart, the widest first."""
        check_measure(self.scenario, measure, "outcome")
        moved: dict[str, list[float]] = {}
        for one in self.effects:
            change = one.differences[measure]
            moved.setdefault(one.assumption.path, [0.0]).append(
                change.difference if change.is_clear else 0.0
            )
        apart = {path: max(reached) - min(reached) for path, reached in moved.items()}
        found = {one.assumption.path: one.assumption for one in self.effects}
        clear = [one for path, one in found.items() if apart[path]]
        return sorted(clear, key=lambda one: (-apart[one.path], not one.is_main))


def one_at_a_time(
    scenario: Scenario, worlds: int = PER_POINT, seed: Seed = None, priors: bool = False
) -> OneAtATime:
    """Change each number of a scenario in turn, on the same luck, as `simulate` would run it.

    With `priors`, only those that the scenario leaves open are changed, to where 5 and 95 of 100 of
    their draws lie below; else each as far as is worth it.

    Examples
    --------
    >>> from sim import Scenario
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> best = one_at_a_time(crisis, 500, seed=1).best("any_on_time", rises=False)
    >>> best["wren"][0].assumption.label, best["wren"][0].after
    ('offer to host', '0')
    """
    run = run_of(scenario, worlds, seed, keep="counts")
    ends_of = _ends_of_prior if priors else _ends
    ends = [
        (one, value)
        for one in assumptions(run.scenario)
        if ".blames." not in one.path  # nobody reacts to blame
        for value in ends_of(run.scenario, one)
        if _fits(run.scenario, one.path, value)
    ]
    moved = differences_at(run, [{one.path: value} for one, value in ends])
    effects = (OneChange(there, *end) for end, there in zip(ends, moved, strict=True))
    return OneAtATime(run, tuple(effects))


def _fits(scenario: Scenario, path: str, value: float | dict[str, float]) -> bool:
    """Whether a scenario with this change still describes a negotiation."""
    try:
        scenario.with_({path: value})
    except ScenarioError:
        return False
    return True


def _ends(scenario: Scenario, one: Assumption) -> Iterator[float | dict[str, float]]:
    """Yield to what an assumption is moved."""
    if isinstance(one.given, Number):
        yield from (end for end in (one.low, one.high) if end != one.given.centre)
        return
    readings = scenario.parties[one.owner].readings
    for certain in readings:
        weights = {reading: float(reading == certain) for reading in readings}
        if weights[certain] != one.given.centres.get(certain):
            yield weights


def _ends_of_prior(scenario: Scenario, one: Assumption) -> Iterator[float | dict[str, float]]:
    """Yield where few draws of an assumption lie below, and few above."""
    if isinstance(one.given, Number):
        if one.given.distribution is not None:
            yield from _rounded(one.given.distribution)
        return
    sizes = one.given.dirichlet or {}
    shares = one.given.shares(scenario.parties[one.owner].readings)
    for reading, size in sizes.items() if len(sizes) > 1 else ():
        for share in _rounded(Beta(a=size, b=sum(sizes.values()) - size)):
            yield with_shares(shares, {reading: share})


def _rounded(prior: Distribution) -> list[float]:
    return [float(f"{end:.3g}") for end in prior.quantile(np.array(TAILS))]
