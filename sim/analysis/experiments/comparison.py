"""Comparison: the same worlds, the same luck, under different assumptions.

The first run is what the others are compared with. Because all share their luck, a difference is
taken part by part of the run, and it can be told world by world which outcome went to which other
one (the *flows*).
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sim.analysis.experiments.alike import check_outcomes, told_apart
from sim.analysis.experiments.behind import behind
from sim.analysis.experiments.crossings import Causation, Crossings, crossings_of
from sim.analysis.experiments.effects import Differences, largest_effects
from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.measures import (
    ANY_ON_TIME,
    compared,
    measures,
    what_happens,
    worth_showing,
)
from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import Counted, Difference, Share
from sim.arguments import A_RESULT, must_be, must_be_texts
from sim.ensemble.counts import Integers
from sim.ensemble.run import Run
from sim.errors import UsageError


@dataclass(frozen=True, repr=False)
class Comparison(RunFinding):
    """Several runs of the same worlds."""

    results: tuple[Result, ...]
    """The first is what the others are compared with."""
    names: tuple[str, ...]
    """One per result."""

    @property
    def run(self) -> Run:  # type: ignore[override]
        """What was run first."""
        return self.results[0].run

    @property
    def left(self) -> int:
        """How many worlds fit what is known in the run where fewest do."""
        return min(result.worlds for result in self.results)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Ids of the outcomes."""
        return self.results[0].outcomes

    @cached_property
    def measures_shown(self) -> list[str]:
        """The measures that a reader is shown."""
        return worth_showing(*(result.scenario for result in self.results))

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        return f"{self.names[0]}, and the same worlds under other assumptions"

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return how often a measure comes about under the other scenarios, against the first."""
        happens = self._happens(measure)
        first, *others = map(_titled, self.names)
        if len(others) > 1:
            changes = [self.differences(at)[measure] for at in range(1, len(self.names))]
            effects = dict(zip((f"under {name}" for name in others), changes, strict=True))
            which = self.as_known(f"Across {len(others)} scenarios compared with {first}")
            return largest_effects(which, happens, effects)
        under = self.as_known(f"Under {others[0]}")
        if self.has_worlds and not self.moved(1):
            return f"{under}, every world ends as under {first}."
        return f"{self.changed(measure)}{self._besides(measure)}."

    def changed(self, measure: str) -> str:
        """Return how the second scenario differs from the first, without a full stop."""
        first, second = map(_titled, self.names[:2])
        happens, change = self._happens(measure), self.differences(1)[measure]
        under = self.as_known(f"Under {second}")
        if change.is_clear:
            return f"{under}, {happens} {change.in_words} than under {first}"
        words = f"{under}, there is no clear change from {first}"
        return f"{words} in how often {happens} ({change.in_words})"

    def _besides(self, measure: str) -> str:
        """Return what a reader of one change should hear as well: the largest that runs against it.

        Where it is clear, only meetings on time can: outcomes that take their place need no word.
        """
        changes = self.differences(1)
        change = changes.pop(measure)
        found = {name: one for name, one in changes.items() if one.is_clear}
        if change.is_clear:
            on_time = (ANY_ON_TIME, *self.outcomes[: self.results[0].on_time])
            found = {
                name: one
                for name, one in found.items()
                if name in on_time and (one.difference > 0) != (change.difference > 0)
            }
        if not found:
            return ""
        name = max(found, key=lambda name: abs(found[name].difference))
        return f", yet {self._happens(name)} {found[name].in_words}"

    def _happens(self, measure: str) -> str:
        return what_happens(measure, *(result.scenario for result in self.results))

    @property
    def has_worlds(self) -> bool:
        """Whether it can be told world by world what changed: not where only counts were kept."""
        return all(result.run.keep == "worlds" for result in self.results)

    def flows(self, place: int) -> Integers:
        """Return how many worlds go from which outcome to which, shape ``(outcomes, outcomes)``.

        From the first result's outcomes (rows) to those of the result at `place` (columns), of
        worlds that fit what is known in both. Raises `UsageError` where only counts were kept.
        """
        return self._crossings(place).flows

    def causation(self, place: int, *wanted: str) -> dict[str, Causation]:
        """Return by measure how often the change from the first result makes the difference.

        Of all measures unless some are wanted, and of worlds as luck drew them, down to the last
        throw. Raises `UsageError` where only counts were kept.
        """
        crossings, held = self._crossings(place), measures(self.scenario)
        return {one: crossings.causation(held[one]) for one in wanted or held}

    def _crossings(self, place: int) -> Crossings:
        if place not in self._crossed:
            before, after = (self.results[at].table for at in (0, place))
            self._crossed[place] = crossings_of(before, after, len(self.outcomes))
        return self._crossed[place]

    def moved(self, place: int) -> list[tuple[str, str, int]]:
        """Return from which outcome to which other one worlds went, the largest flow first."""
        flows = self.flows(place)
        np.fill_diagonal(flows, 0)
        ids = self.outcomes
        found = [(ids[row], ids[column], int(n)) for (row, column), n in np.ndenumerate(flows) if n]
        return sorted(found, key=lambda flow: -flow[2])

    def shares(self, place: int) -> dict[str, Counted]:
        """Return the share of each measure in a result, any meeting on time first."""
        return self.results[place].measured()

    def differences(self, place: int) -> Differences:
        """Return how each measure differs from the first result, on the same luck."""
        if place not in self._differences:
            before, after = (self.results[at].chances for at in (0, place))
            self._differences[place] = compared(self.run, before, after)
        return {**self._differences[place]}

    @cached_property
    def _differences(self) -> dict[int, Differences]:
        return {}

    @cached_property
    def _crossed(self) -> dict[int, Crossings]:
        return {}

    def behind(self, place: int) -> dict[str, tuple[Share, Difference]]:
        """Return what leads to the outcomes: shares, and how they differ from the first result's.

        See `sim.analysis.experiments.behind`.
        """
        return behind(self.results[0], self.results[place])

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per run and measure: its share, and its difference from the first run."""
        for place, name in enumerate(self.names):
            differences, shares = self.differences(place), self.shares(place)
            for measure, share in shares.items():
                yield {"scenario": name, "outcome": measure, **_row(share, differences[measure])}

    def details(self) -> dict[str, Any]:
        """Return shares and differences, and what single worlds tell, by the scenario's name."""
        plain = {
            name: {
                "title": result.scenario.title,
                "shares": {key: asdict(share) for key, share in result.measured().items()},
                "behind": {
                    key: {**asdict(share), "difference": asdict(change)}
                    for key, (share, change) in self.behind(at).items()
                },
                "differences": {key: asdict(one) for key, one in self.differences(at).items()},
                **(self._by_world(at) if self.has_worlds else {}),
            }
            for at, (name, result) in enumerate(zip(self.names, self.results, strict=True))
        }
        return {"compared_with": self.names[0], "scenarios": plain}

    def _by_world(self, place: int) -> dict[str, Any]:
        causation = {key: asdict(one) for key, one in self.causation(place).items()}
        flows = [{"from": a, "to": b, "worlds": n} for a, b, n in self.moved(place)]
        return {"causation": causation, "flows": flows}


def _row(share: Counted, difference: Difference) -> dict[str, Any]:
    change = asdict(difference)
    ends = {f"difference_{end}": change.pop(end) for end in ("low", "high")}
    return {**asdict(share), "difference": change.pop("difference"), **ends, **change}


def compare(*results: Result, names: Sequence[str] | None = None) -> Comparison:
    """Compare runs of the same worlds with the first of them.

    These are two or more, with the same seed, number of worlds and ladder of levels; else it raises
    `UsageError`. Their names are the scenarios' titles, numbered where they are alike, when None.

    Examples
    --------
    >>> from sim import Scenario, compare, simulate
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> first, again = simulate(week, 500, seed=1), simulate(week, 500, seed=1)
    >>> compare(first, again).differences(1)["any_on_time"].difference
    0.0
    """
    for result in results:
        must_be(Result, "what is compared", result, A_RESULT)
    if len(results) < 2:
        raise UsageError("a comparison needs at least two runs")
    check_outcomes([result.scenario for result in results])
    if len({(result.run.luck, result.run.worlds) for result in results}) > 1:
        needed = "the same seed, number of worlds and kind (plain or uncertain)"
        raise UsageError(f"only runs of the same worlds can be compared: {needed}")
    titles = [result.scenario.title for result in results]
    called = must_be_texts("names", titles if names is None else names)
    if len(called) != len(results):
        raise UsageError(f"names: one for each of {len(results)} results, not {len(called)}")
    return Comparison(results, tuple(told_apart(called)))


def _titled(name: str) -> str:
    """Return the name of a scenario in quotation marks; *the numbers set here* without."""
    return name if name.startswith("the ") else f"‘{name}’"
