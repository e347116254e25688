"""Split: which part of the difference between two scenarios comes from which of their entries.

What an entry does depends on which others are changed already. Its part is what it adds on average
over all orders in which they can be changed one after the other (Shapley 1953): the one split that
adds up to the difference, gives nothing to an entry that does nothing, and the same to two that do
the same. It is worked out exactly, from every mixture of the two scenarios in the same worlds::

    part of i = sum over mixtures S without i of  |S|! (n − |S| − 1)! / n!  (v(S and i) − v(S))

The weights of the mixtures with i add up to 1, and so do those without: a part is the difference of
two weighted means on the same luck, and has its interval as any other. Where something is known, v
is the share of the worlds that fit it, in each mixture others.
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
from sim.analysis.outcomes.measures import ANY_ON_TIME, compared
from sim.analysis.outcomes.shares import Tally
from sim.arrays import Floats
from sim.ensemble.chances import UNIT, Sums
from sim.ensemble.executors import Workers, map_unordered
from sim.ensemble.grid import Grid, chances_at_points
from sim.ensemble.run import Progress, Run
from sim.scenario import Scenario
from sim.style.sentences import counted
from sim.style.words import called


@dataclass(frozen=True)
class Part(Effect):
    """The part of a difference that comes from one entry."""

    entry: Entry
    alone: Differences
    """What changing this one alone does."""
    last: Differences
    """What changing it does once all others are changed."""


@dataclass(frozen=True, repr=False)
class Split(Effects[Part]):
    """The difference between two scenarios, split over the entries in which they differ."""

    listed_as = "parts"

    both: Comparison
    effects: tuple[Part, ...]
    """What adds up to the difference, in the order of the files."""
    fit: int
    """How many worlds fit what is known in the mixture where fewest do."""

    @property
    def run(self) -> Run:  # type: ignore[override]
        """What was run first."""
        return self.both.run

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        first, second = self.both.names
        return f"{second} against {first}, split over {counted(len(self.effects), 'change')}"

    @property
    def each(self) -> str:  # type: ignore[override]
        """How many mixtures were run."""
        return f" in each of {2 ** len(self.effects)} mixtures"

    @property
    def left(self) -> int:
        """How many worlds fit what is known in the mixture where fewest do."""
        return self.fit

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return how a measure differs, and from which entries most of that comes."""
        whole, ranked = self.both.changed(measure), self.ranked(measure)
        clear = [one for one in ranked if one.differences[measure].is_clear]
        if not clear:
            none = f"; none of {counted(len(ranked), 'change')} has a clear part in it"
            return f"{whole}{none if ranked[1:] else ''}."
        largest, *others = (
            f"from {called(one.entry.label)}, {one.differences[measure].in_words}" for one in clear
        )
        part, alone = clear[0].differences[measure], clear[0].alone[measure]
        is_all = alone.low <= part.difference <= alone.high
        largest += "" if is_all else f" (changed alone: {alone.in_words})"
        rest = f", the next {others[0]}" if others else ""
        return f"{whole}; the largest part comes {largest}{rest}."

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per entry and measure."""
        for one in self.effects:
            path, _, label, change = one.entry
            for measure, part in one.differences.items():
                row = {"path": path, "entry": label, "change": change, "outcome": measure}
                ends = {"alone": one.alone[measure], "last": one.last[measure]}
                yield row | asdict(part) | {name: end.difference for name, end in ends.items()}

    def details(self) -> dict[str, Any]:
        """Return the difference of each measure, and the parts."""
        differences = {key: asdict(change) for key, change in self.both.differences(1).items()}
        return {"scenarios": self.both.names, "differences": differences, **super().details()}


def split(
    both: Comparison,
    workers: Workers = 1,
    progress: Progress | None = None,
    mixed: Mixtures | None = None,
) -> Split:
    """Split the difference between two scenarios over the entries in which they differ.

    All `mixtures` (worked out unless given) but the two scenarios are run, telling `progress` how
    many more worlds are done. Raises `UsageError` if there are no mixtures of what is compared.

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
    chances = [both.results[0].chances] * len(scenarios)
    chances[-1] = both.results[-1].chances
    for at, sums in map_unordered(partial(_chances, both.run), scenarios[1:-1], workers):
        chances[at + 1] = sums
        if progress is not None:
            progress(both.run.worlds)
    run, values = _all_fitting(both.run, np.array(chances))
    parts = (_part(run, values, at, one) for at, one in enumerate(entries))
    return Split(both, tuple(parts), run.worlds)


def _chances(run: Run, scenario: Scenario) -> Sums:
    chances: Sums = chances_at_points(Grid(replace(run, scenario=scenario), ({},)))[0]
    return chances


def _all_fitting(run: Run, values: Sums) -> tuple[Run, Sums]:
    """Return chances of mixtures as they are, or as if all worlds fitted what is known.

    As many as fit in the mixture where fewest do. Every share is what it is among those that fit
    there, and each part of the run is as far from it, so that means over mixtures have intervals.
    """
    among = run.among(values)
    if among is None:
        return run, values
    fit = round(float(among.sum(axis=-1).min()) / UNIT)
    some = Tally(run.worlds, np.moveaxis(values, -1, 0), among)
    sums = some.mean[..., None] * Tally(fit, among).wholes + fit * some.apart
    plain = replace(run, worlds=fit, luck=replace(run.luck, given=()))
    return plain, np.rint(np.moveaxis(sums, 0, -1) * UNIT).astype(np.int64)


def _part(run: Run, values: NDArray[np.int64], at: int, entry: Entry) -> Part:
    before, after = (np.rint(mean).astype(np.int64) for mean in without_and_with(values, at))
    alone = compared(run, values[0], values[2**at])
    last = compared(run, values[-1 - 2**at], values[-1])
    return Part(compared(run, before, after), entry, alone, last)


def without_and_with(values: NDArray[np.number], entry: int) -> tuple[Floats, Floats]:
    """Return the mean value of mixtures without and with one entry, weighted as above.

    The value of mixture number 2ⁱ + 2ʲ, which has entries i and j changed, stands at that place.

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
