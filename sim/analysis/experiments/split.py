"""Split: which part of the difference between two scenarios comes from which of their entries.

Entries act together, so that what one of them does depends on which others are changed already. Its
part is what it adds on average over all orders in which the entries can be changed one after the
other (Shapley 1953): the one way to split the difference in full that gives nothing to an entry
that does nothing, and the same to two that do the same. It is worked out exactly, from every
mixture of the two scenarios run in the same worlds::

    part of i = sum over mixtures S without i of  |S|! (n − |S| − 1)! / n!  (v(S and i) − v(S))

The weights of the mixtures with i add up to 1, and so do those without: a part is the difference of
two weighted means on the same luck, and has its interval as any other.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.audit.mixtures import Entry, Mixtures, mixtures
from sim.analysis.experiments.alike import check_outcomes
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.experiments.effects import Differences, Effect, Effects
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, compared
from sim.arrays import Floats
from sim.ensemble.chances import Sums
from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.run import Progress, Run
from sim.scenario import Scenario
from sim.style.sentences import counted
from sim.style.words import called


@dataclass(frozen=True)
class Part(Effect):
    """The part of a difference that comes from one entry: `differences`, and what bounds it."""

    entry: Entry
    alone: Differences
    """What changing this one alone does."""
    last: Differences
    """What changing it does once all others are changed."""

    @property
    def row(self) -> dict[str, Any]:
        """What is changed, and how."""
        return {"path": self.entry.path, "entry": self.entry.label, "change": self.entry.change}

    def in_words(self, _: Scenario) -> str:
        """Return which entry it is, to follow what happens."""
        return f"for {called(self.entry.label)}"


@dataclass(frozen=True, repr=False)
class Split(Effects):
    """The difference between two scenarios, split over the entries in which they differ."""

    listed_as = "parts"

    both: Comparison
    effects: tuple[Part, ...]
    """In the order of the second file."""

    @property
    def run(self) -> Run:  # type: ignore[override]
        """What was run first."""
        return self.both.run

    @property
    def total(self) -> Differences:
        """The whole difference: what the parts add up to."""
        return self.both.differences(1)

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        first, second = self.both.names
        return f"{second} against {first}, split over {counted(len(self.effects), 'change')}"

    @property
    def ran(self) -> str:
        """How many worlds were run, in how many mixtures, and on which luck."""
        return self.run.in_words(f" in each of {2 ** len(self.effects)} mixtures")

    def ranked(self, measure: str = ANY_ON_TIME) -> list[Part]:
        """Return the parts, the largest first."""
        check_measure(self.scenario, measure, "--outcome")
        return sorted(self.effects, key=lambda one: -abs(one.differences[measure].difference))

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return how a measure differs, and from which entries most of that comes."""
        clear = [one for one in self.ranked(measure) if one.differences[measure].is_clear]
        whole = self.both.changed(measure)
        if not clear:
            return f"{whole}; none of the {counted(len(self.effects), 'change')} has a clear part."
        largest, *others = (
            f"from {called(one.entry.label)}, {one.differences[measure].in_words}" for one in clear
        )
        part, alone = clear[0].differences[measure], clear[0].alone[measure]
        acts_alone = alone.low <= part.difference <= alone.high
        but = "" if acts_alone else f" (changed alone: {alone.in_words})"
        rest = f", the next {others[0]}" if others else ""
        return f"{whole}; the largest part comes {largest}{but}{rest}."

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per entry and measure."""
        for one in self.effects:
            for measure, part in one.differences.items():
                bounds = {"alone": one.alone[measure], "last": one.last[measure]}
                ends = {name: change.difference for name, change in bounds.items()}
                yield {**one.row, "outcome": measure, **asdict(part), **ends}

    def details(self) -> dict[str, Any]:
        """Return the difference of each measure, and the parts."""
        differences = {measure: asdict(change) for measure, change in self.total.items()}
        return {"scenarios": self.both.names, "differences": differences, **super().details()}


def split(
    both: Comparison,
    workers: Workers = 1,
    progress: Progress | None = None,
    mixed: Mixtures | None = None,
) -> Split:
    """Split the difference between two scenarios over the entries in which they differ.

    All `mixtures`, worked out unless given, but the two scenarios themselves are run, up to 254;
    `progress` is told how many more worlds are done. Raises `UsageError` unless two are compared
    that differ, in at most eight entries or sections.

    Examples
    --------
    >>> from sim import Scenario, compare, simulate, split
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> other = week.with_({"learning_rate": 0.4, "meeting.goes_ahead": 0.5})
    >>> found = split(compare(simulate(week, 200, seed=1), simulate(other, 200, seed=1)))
    >>> [part.entry.change for part in found.ranked()]
    ['0.9 → 0.5', '0.5 → 0.4']
    """
    entries, scenarios = mixed or mixtures(*(result.scenario for result in both.results))
    check_outcomes(scenarios)
    first, second = (result.chances for result in both.results)
    values = np.empty((len(scenarios), *first.shape), np.int64)
    values[0], values[-1] = first, second
    for at, chances in map_unordered(partial(_chances, both.run), scenarios[1:-1], workers):
        values[at + 1] = chances
        if progress is not None:
            progress(both.run.worlds)
    return Split(both, tuple(_part(both.run, values, at, one) for at, one in enumerate(entries)))


def _part(run: Run, values: NDArray[np.int64], at: int, entry: Entry) -> Part:
    """Return the part of one entry, given the chances of all mixtures."""
    before, after = (np.rint(mean).astype(np.int64) for mean in without_and_with(values, at))
    alone = compared(run, values[0], values[2**at])
    last = compared(run, values[-1 - 2**at], values[-1])
    return Part(compared(run, before, after), entry, alone, last)


def _chances(run: Run, scenario: Scenario) -> Sums:
    chances: Sums = chances_at_points(Grid(replace(run, scenario=scenario), ({},)))[0]
    return chances


def without_and_with(values: NDArray[np.number], entry: int) -> tuple[Floats, Floats]:
    """Return the mean value of mixtures without and with one entry, weighted as above.

    Parameters
    ----------
    values : array, shape (2 ** entries, …)
        The value of each mixture; that of number 2ⁱ + 2ʲ has entries i and j changed.
    entry : int

    Examples
    --------
    >>> glove = np.array([0, 0, 0, 1, 0, 1, 0, 1])  # one left glove, two right ones: pairs
    >>> [float(round(b - a, 3)) for a, b in (without_and_with(glove, entry) for entry in range(3))]
    [0.667, 0.167, 0.167]
    """
    numbers = np.arange(len(values))
    size, without = len(values).bit_length() - 1, numbers[numbers >> entry & 1 == 0]
    changed = (int(number).bit_count() for number in without)
    weights = np.array([1 / (size * comb(size - 1, one)) for one in changed])
    before, after = (np.tensordot(weights, values[at], 1) for at in (without, without + 2**entry))
    return before, after
