"""Theories: the same worlds read with each theory, and each of one party against each of another.

All runs share their luck, so that what differs between them is due to the theory alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from sim.analysis.finding import RunFinding
from sim.analysis.outcomes.measures import ANY_ON_TIME, measured, measures, what_happens
from sim.analysis.outcomes.result import Result, simulate_run
from sim.analysis.outcomes.shares import Share
from sim.characters import cut
from sim.ensemble.ends import UNFIT, Column
from sim.ensemble.executors import Workers
from sim.ensemble.luck import Seed
from sim.ensemble.run import PER_POINT, WORLDS, NoWorldFitsError, Progress, Run, run_of
from sim.errors import UsageError
from sim.rules import rule_names
from sim.rules.theories import deciding, read_with
from sim.scenario import Scenario
from sim.scenario.rule import PLACES, Attend, Promise, Soften
from sim.style.sentences import from_to, in_100
from sim.style.words import called

Shares = dict[str, Share]
"""The share of each measure, any meeting on time first."""

Pair = tuple[str, str]
LIKELY = 0.5


@dataclass(frozen=True, repr=False)
class Theories(RunFinding):
    """What each theory makes of the same worlds."""

    topic = "the same worlds under each theory"
    each = " under each theory"
    listed_as = "theories"

    run: Run
    read: dict[str, Shares]
    """By theory; each followed by all who can follow it."""
    ended: dict[str, Column] = field(compare=False)
    """By theory: the outcome of each of the first worlds, at most `WORLDS`."""
    unread: tuple[str, ...] = ()
    """Theories that nobody of the scenario could follow."""
    fits: Mapping[str, int] = field(default_factory=dict)
    """By theory: how many worlds fit what is known; of those without any nothing is read."""

    @property
    def left(self) -> int:
        """How many worlds fit what is known under the theory under which fewest do."""
        return min(fit for fit in self.fits.values() if fit)

    def ends(self, measure: str) -> Pair:
        """Return the theories under which a measure comes about least and most often."""
        shares = {name: one[measure].share for name, one in self.read.items()}
        by_share = sorted(shares, key=lambda name: shares[name])
        return by_share[0], by_share[-1]

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return from least to most how often a measure comes about, and what makes it likely."""
        shares = [one[measure] for one in self.read.values()]
        least, most = map(called, self.ends(measure))
        found, differs = _in_between(self.scenario, measure, shares)
        where = f", least often under {least}, most often under {most}" if differs else ""
        likely = sum(share.low > LIKELY for share in shares)
        said = f"{likely} of {len(shares)} clearly make it"
        said = "none makes it" if all(share.high < LIKELY for share in shares) else said
        said = "all make it" if likely == len(shares) else said
        return self.as_known(f"{found}{where}; {said} likelier than not.")

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per theory and measure; where something is known, how many worlds fit."""
        for name, shares in self.read.items():
            fit = {"fit": self.fits[name]} if self.run.facts else {}
            for measure, share in shares.items():
                yield {"theory": name, "outcome": measure, **asdict(share), **fit}

    def parted(self, measure: str = ANY_ON_TIME) -> tuple[str, str, int | None]:
        """Return the theories with the least and the most of a measure, and a world they part in.

        It is the first in which the measure comes about with the one and not the other; None where
        none of those of `ended` does.
        """
        least, most = self.ends(measure)
        held = measures(self.scenario)[measure]
        low, high = self.ended[least], self.ended[most]
        fits = (low != UNFIT) & (high != UNFIT)
        found = np.flatnonzero(fits & (held[low] < held[high]))
        return least, most, int(found[0]) if found.size else None


@dataclass(frozen=True, repr=False)
class Pairing(RunFinding):
    """What each theory of one party makes of the same worlds with each theory of another."""

    topic = "each theory of one party with each of another"
    each = " for each pair of theories"
    listed_as = "pairs"

    run: Run
    parties: Pair
    """Ids of the two; the first's theories are the rows."""
    read: dict[Pair, Shares]

    @property
    def theories(self) -> tuple[str, ...]:
        """The theories, alike for both."""
        return tuple(dict.fromkeys(one for one, _ in self.read))

    @property
    def names(self) -> tuple[str, str]:
        """What the two parties are called."""
        one, other = (self.scenario.actors[key].name for key in self.parties)
        return one, other

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return from least to most how often a measure comes about, and whose theory moves it."""
        found, _ = _in_between(self.scenario, measure, [one[measure] for one in self.read.values()])
        moved = {name: in_100(self.moved_by(at, measure)) for at, name in enumerate(self.names)}
        (one, by_one), (other, by_other) = moved.items()
        said = f"{one}’s theory moves it by {by_one} on average, {other}’s by {by_other}"
        if by_one == by_other:
            said = f"{one}’s theory and {other}’s move it alike, by {by_one} on average"
        return self.as_known(f"{found}; {said}.")

    def moved_by(self, which: int, measure: str) -> float:
        """Return how far the theory of the first (0) or the other party (1) moves a measure.

        It is the span from least to most over its theories, in the mean over the other's.
        """
        names = self.theories
        table = np.array([[self.read[a, b][measure].share for b in names] for a in names])
        return float(np.ptp(table, axis=which).mean())

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per pair and measure."""
        for pair, shares in self.read.items():
            followed = dict(zip(self.parties, pair, strict=True))
            for measure, share in shares.items():
                yield {**followed, "outcome": measure, **asdict(share)}


def theories(
    scenario: Scenario,
    worlds: int = PER_POINT,
    seed: Seed = None,
    workers: Workers = 1,
    progress: Progress | None = None,
) -> Theories:
    """Run the same worlds under each theory that the scenario lists, or else under every one.

    Each is followed by all who can follow it; see `read_with`. The other arguments are those of
    `simulate`.
    """
    run, read, ended = run_of(scenario, worlds, seed), dict[str, Shares](), dict[str, Column]()
    names = theories_of(scenario)
    fits: dict[str, int] = {}
    for name in (one for one in names if deciding(scenario, None, one)):
        fits[name] = 0
        with suppress(NoWorldFitsError):
            lived = _lived(run, name, workers, progress)
            read[name], fits[name] = measured(run, lived.chances), lived.worlds
            ended[name] = lived.table["outcome"][:WORLDS].copy()
    if not read:
        raise UsageError(f"under no theory does a world fit {' and '.join(run.luck.given)}")
    return Theories(run, read, ended, tuple(name for name in names if name not in fits), fits)


def pairing(
    scenario: Scenario,
    parties: Pair,
    worlds: int = PER_POINT,
    seed: Seed = None,
    workers: Workers = 1,
) -> Pairing:
    """Run the same worlds with each theory of attendance of one party and each of another.

    The parties are given by their ids; further ones decide as before. Raises `UsageError` if one is
    unknown.
    """
    return pairs_of(run_of(scenario, worlds, seed, keep="counts"), parties, workers)


def pairs_of(
    run: Run, parties: Pair, workers: Workers = 1, progress: Progress | None = None
) -> Pairing:
    """Return what `pairing` does, of a run; `progress` is told how many more worlds are done."""
    one, other = parties
    if one == other or not {one, other} <= {*run.scenario.parties}:
        known, given = (", ".join(filter(None, some)) for some in (run.scenario.parties, parties))
        raise UsageError(f"a pair needs two of the parties {known} (given: {cut(given)})")
    names = attending(run.scenario)
    read = {
        (a, b): measured(run, _lived(run, {one: a, other: b}, workers, progress).chances)
        for a, b in product(names, repeat=2)
    }
    return Pairing(run, (one, other), read)


def theories_of(scenario: Scenario) -> list[str]:
    """Return the theories that a scenario lists, or else all that are known.

    The usual rules of promises and softening are not among those: they are what any theory of
    attendance is read with.
    """
    usual = {Promise.usual(), Soften.usual()}
    known = dict.fromkeys(name for place in PLACES for name in rule_names(place))
    return [*(scenario.theories or (name for name in known if name not in usual))]


def attending(scenario: Scenario) -> list[str]:
    """Return those of them by which a party can decide its level."""
    return [name for name in theories_of(scenario) if name in rule_names(Attend.place)]


def _in_between(scenario: Scenario, measure: str, shares: Sequence[Share]) -> tuple[str, bool]:
    """Return in words how often a measure comes about, from least to most, and if that differs."""
    low, high = (end(shares, key=lambda one: one.share) for end in (min, max))
    words = f"{what_happens(measure, scenario)} in {from_to(low.share, high.share)}"
    if low.high >= high.low:
        return f"Which theory is followed makes no clear change: {words}", False
    return f"Depending on the theory, {words}", True


def _lived(
    run: Run, followed: str | Mapping[str, str], workers: Workers, progress: Progress | None
) -> Result:
    read = read_with(run.scenario, followed)
    return simulate_run(replace(run, scenario=read), workers, progress)
