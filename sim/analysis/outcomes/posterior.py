"""Posterior: what evidence says of what nobody could see: readings, and assumptions.

Before is what the scenario holds likely; after, what is so in the worlds that fit what is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analysis.outcomes.shares import Share, Tally
from sim.engine.draws import Draws
from sim.ensemble.chances import UNIT
from sim.ensemble.counts import Counts
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.run import BLOCK, spans_of

MIDDLE = (0.05, 0.5, 0.95)
"""Quantiles: the middle nine in ten, and what lies in their midst."""


@dataclass(frozen=True)
class Reading:
    """How likely a reading of a party's words is, before anything is known, and after."""

    party: str
    reading: str
    before: float
    after: Share


@dataclass(frozen=True)
class Moved:
    """Where an assumption lies before and after: its quantiles at `MIDDLE`."""

    path: str
    before: tuple[float, ...]
    after: tuple[float, ...]

    @property
    def shift(self) -> float:
        """How far the middle moves, of the range before."""
        low, middle, high = self.before
        return abs(self.after[1] - middle) / (high - low)


def readings_given(result: Ensemble) -> Iterator[Reading]:
    """Yield how likely each reading was at the start, of each party that has several."""
    counts, scenario = result.counts, result.scenario
    for key, party in scenario.parties.items():
        weights = party.weights.shares(party.readings)
        for code, (reading, before) in enumerate(weights.items() if len(weights) > 1 else ()):
            drawn = counts.by_part[counts.rows[f"{key}.drawn"] == code].sum(axis=0)
            yield Reading(
                key, reading, before, Tally(result.run.worlds, drawn * UNIT, result.among).share()
            )


def assumptions_given(result: Ensemble) -> list[Moved]:
    """Return where each drawn number lies, the most moved first; none where no world is kept."""
    if isinstance(result.kept, Counts) or not result.run.uncertain:
        return []
    numbers = result.scenario.numbers
    drawn = [one.path for one in numbers.values() if one.given.is_uncertain and not one.reading]
    found = [Moved(path, *_before_and_after(result, path)) for path in drawn]
    return sorted(found, key=lambda one: -one.shift)


def _before_and_after(result: Ensemble, path: str) -> Iterator[tuple[float, ...]]:
    spans = spans_of(range(result.run.worlds), BLOCK)
    numbers = result.scenario.numbers
    values = np.concatenate([Draws(numbers, result.run.batch(one)).value(path) for one in spans])
    for some in (values, values[result.fitting]):
        yield tuple(np.quantile(some, MIDDLE).tolist())
