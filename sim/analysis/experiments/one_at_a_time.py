"""One at a time: what would have to change, one number at a time, on the same luck.

Each number is moved to both ends of the range that is worth moving it in (see
`sim.analysis.audit.assumptions`), and each reading of a party is taken for certain once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.analysis.finding import Finding
from sim.analysis.outcomes.effects import largest_effects
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, compared, what_happens
from sim.analysis.outcomes.shares import Difference
from sim.ensemble.grid import Grid, flows_at_points
from sim.ensemble.run import Progress, Run, run_of
from sim.errors import ScenarioError
from sim.scenario import Scenario
from sim.scenario.number import Number
from sim.scenario.weights import Weights
from sim.style.labels import label
from sim.style.numbers import value_in_words
from sim.style.sentences import counted
from sim.style.words import called


@dataclass(frozen=True)
class OneChange:
    """One change of one number."""

    assumption: Assumption
    """What is moved."""
    value: float | Mapping[str, float]
    """To what: a number, or the weight of each reading."""
    differences: Mapping[str, Difference]
    """How the share of each measure changes, any meeting on time first."""

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

    def in_words(self, scenario: Scenario) -> str:
        """Return whose number it is, and how it changes."""
        what = called(label(scenario, self.assumption.path))
        return f"with {what} at {self.after}, not {self.before}"


@dataclass(frozen=True, repr=False)
class OneAtATime(Finding):
    """What changing one number at a time does."""

    run: Run
    tried: tuple[OneChange, ...]
    """Every change, in the order of the file."""

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        return f"{self.run.scenario.title}: one number at a time"

    def best(self, measure: str, rises: bool = True) -> dict[str, list[OneChange]]:
        """Return by actor the changes that raise (or lower) a measure, the largest first.

        Of each number only the end that moves the measure more; only changes whose interval
        excludes 0; of numbers of one actor that do the very same, one. The empty key holds what is
        nobody's.

        Raises
        ------
        UsageError
            If there is no such measure.
        """
        check_measure(self.run.scenario, measure, "outcome")
        sign = 1 if rises else -1

        def rank(one: OneChange) -> tuple[float, bool]:
            return -sign * one.differences[measure].difference, not one.assumption.is_main

        found: dict[str, list[OneChange]] = {}
        seen: set[str] = set()
        for lever in sorted(self.tried, key=rank):
            change, path = lever.differences[measure], lever.assumption.path
            if path in seen or not change.is_clear or sign * change.difference < 0:
                continue
            seen.add(path)
            others = found.setdefault(lever.assumption.owner, [])
            if all(lever.differences != other.differences for other in others):
                others.append(lever)
        return found

    def about(self, measure: str | None = None) -> str:
        """Return which changes of one number raise and lower a measure most."""
        measure, scenario = measure or ANY_ON_TIME, self.run.scenario
        happens = what_happens(measure, scenario)
        effects = {one.in_words(scenario): one.differences[measure] for one in self.tried}
        which = f"Across {counted(len(self.tried), 'change')} of one number at a time"
        return largest_effects(which, happens, effects)

    def records(self) -> list[dict[str, Any]]:
        """Return a row per change and measure."""
        return [
            {
                "path": one.assumption.path,
                "before": one.before,
                "after": one.after,
                "outcome": measure,
                "difference": change.difference,
                "low": change.low,
                "high": change.high,
            }
            for one in self.tried
            for measure, change in one.differences.items()
        ]


def one_at_a_time(scenario: Scenario, worlds: int = 2_000, seed: int | None = None) -> OneAtATime:
    """Change each number of a scenario in turn, on the same luck.

    Parameters
    ----------
    scenario : Scenario
    worlds : int
        Worlds lived through with each change.
    seed : int, optional
        Drawn afresh when None.

    Raises
    ------
    UsageError
        If a number is out of its range.

    Examples
    --------
    >>> from sim import Scenario
    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> best = one_at_a_time(crisis, 500, seed=1).best("any_on_time", rises=False)
    >>> best["wren"][0].assumption.label, best["wren"][0].after
    ('offer to host', '0')
    """
    return one_at_a_time_of(run_of(scenario, worlds, seed))


def one_at_a_time_of(run: Run, progress: Progress | None = None) -> OneAtATime:
    """Change each number of a run's scenario in turn, telling `progress` how far it is."""
    ends = [
        (one, value)
        for one in assumptions(run.scenario)
        if ".blames." not in one.path  # nobody reacts to blame
        for value in _ends(run.scenario, one)
        if _fits(run.scenario, one.path, value)
    ]
    points = tuple({one.path: value} for one, value in ends)
    flows = flows_at_points(Grid(run, points), 1, progress)
    tried = (
        OneChange(one, value, compared(run.scenario, there))
        for (one, value), there in zip(ends, flows, strict=True)
    )
    return OneAtATime(run, tuple(tried))


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
