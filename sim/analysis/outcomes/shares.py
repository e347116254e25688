"""Shares of worlds, and how they differ between runs, with 95 % intervals.

A run falls into independent parts (see `sim.ensemble.chances`). How far these are apart says how
well the whole is known: Student's t interval over the parts. A share has it in Wilson's form (1927)
with the *effective* number of worlds, p (1 − p) / error², which keeps within 0 and 1 and says
something of what was never seen (Korn and Graubard 1998). A difference on shared luck is taken part
by part; two worlds that might have changed are added, as Bonett and Price (2012) do, of the
effective number where that is larger: had all changed one way, it were d (1 − d) / error².
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from sim.arrays import Floats
from sim.engine.sobol import PARTS
from sim.ensemble.chances import UNIT, Sums
from sim.ensemble.counts import Integers
from sim.ensemble.ensemble import Ensemble
from sim.style.sentences import change, no_clear_change

NORMAL = NormalDist().inv_cdf(0.975)

STUDENT = (
    *(12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004),
    *(2.262157, 2.228139, 2.200985, 2.178813, 2.160369, 2.144787, 2.131450),
)
"""Quantiles .975 of Student's t with 1 … 15 degrees of freedom; SciPy has them too, but takes
longer to load than the worlds take to run."""

DIGITS = 9
"""Digits of a share: chances are summed in units of 2⁻³²."""


@dataclass(frozen=True)
class Share:
    """A share of worlds."""

    share: float
    low: float
    high: float
    """The share and its 95 % interval, in [0, 1]."""


@dataclass(frozen=True)
class Counted(Share):
    """A share of worlds that were lived through one by one."""

    count: int
    """Worlds that were so, as luck had it; their share is within the luck drawn of `share`."""


@dataclass(frozen=True)
class Difference:
    """How a share differs between two runs of the same worlds, on the same luck."""

    difference: float
    low: float
    high: float
    """Second share minus first, with its 95 % interval, in [−1, 1]."""
    tighter: float | None
    """How many times wider the interval would be had the two runs not shared their luck; None where
    the difference does not vary: no part differs, or all change alike.
    """

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes 0."""
        return self.sign != 0

    @property
    def sign(self) -> int:
        """1 where it is clearly more, −1 where it is clearly less, else 0."""
        return int(self.low > 0) - int(self.high < 0)

    @property
    def in_words(self) -> str:
        """How much more or less often, in worlds of 100."""
        return (change if self.is_clear else no_clear_change)(self.low, self.high)


@dataclass(frozen=True, eq=False)
class Tally:
    """What is counted in the worlds of a run, or how likely it is in them, by independent part."""

    worlds: int
    sums: Sums
    """How many worlds count in each part, in units of 2⁻³², shape ``(…, parts)``."""
    among: Sums | None = None
    """Of how many worlds of each part, likewise; of all of them, unless given."""

    @property
    def _worlds(self) -> Floats:
        """The sums in worlds; of ten billion of them, whole units would not fit 64 bits."""
        return self.sums / UNIT

    @property
    def wholes(self) -> Floats:
        """How many worlds of each part could count, shape ``(…, parts)``."""
        if self.among is not None:
            return self.among / UNIT
        each = np.bincount(np.arange(self.worlds % PARTS), minlength=PARTS) + self.worlds // PARTS
        return each.astype(float)

    @property
    def mean(self) -> Floats:
        """The share of the worlds that could count, shape ``(…,)``."""
        return np.asarray(np.round(self._worlds.sum(axis=-1) / self.wholes.sum(axis=-1), DIGITS))

    @property
    def error(self) -> Floats:
        """The standard error of the share, shape ``(…,)``; 0 where all worlds are alike.

        A share among some worlds is a ratio of two sums; its error is that of the difference from
        what the ratio says of each part (Cochran 1977, section 6.4).
        """
        parts, wholes = min(PARTS, self.worlds), self.wholes
        total = wholes.sum(axis=-1)
        apart = self._worlds - (self._worlds.sum(axis=-1) / total)[..., None] * wholes
        error = np.sqrt((apart**2).sum(axis=-1) * parts / max(1, parts - 1)) / total
        return np.asarray(np.round(error, DIGITS))

    @property
    def quantile(self) -> float:
        """By how many standard errors an interval of 95 % goes to either side."""
        return STUDENT[min(PARTS, self.worlds) - 2] if self.worlds > 1 else NORMAL

    def interval(self) -> tuple[Floats, Floats]:
        """Return the ends of the 95 % intervals of the share, shape ``(…,)``."""
        mean = self.mean
        inner = (mean > 0) & (mean < 1) & (self.worlds > 1)
        varies = np.where(inner, mean * (1 - mean), 1)
        effective = np.where(inner, self.error**2 / varies, 1 / self.wholes.sum(axis=-1))
        return wilson(mean, self.quantile**2 * effective)

    def share(self) -> Share:
        """Return the share of one tally with its interval."""
        return Tally(self.worlds, self.sums[None], self.among).shares()[0]

    def shares(self) -> list[Share]:
        """Return the shares of many tallies with their intervals."""
        ends = (end.tolist() for end in self.interval())
        return [*map(Share, self.mean.tolist(), *ends)]

    @property
    def apart(self) -> Floats:
        """How far each part is from what the share says of it, as a share of all worlds."""
        total = self.wholes.sum(axis=-1, keepdims=True)
        ratio = self._worlds.sum(axis=-1, keepdims=True) / total
        return np.asarray((self._worlds - ratio * self.wholes) / total)

    def each(self) -> "list[Tally]":
        """Return the tally of each of many points."""
        among = [None] * len(self.sums) if self.among is None else self.among
        return [Tally(self.worlds, *one) for one in zip(self.sums, among, strict=True)]

    def since(self, before: "Tally") -> "Change":
        """Return how this differs from a tally of the same worlds before."""
        return Change(before, self)


@dataclass(frozen=True, eq=False)
class Change:
    """Two tallies of the same worlds."""

    before: Tally
    after: Tally

    @property
    def difference(self) -> Floats:
        """Second share minus first, shape ``(…,)``."""
        return np.round(self.after.mean - self.before.mean, DIGITS)

    @property
    def error(self) -> Floats:
        """The standard error of the difference, part by part."""
        if self.after.among is None:
            return Tally(self.after.worlds, self.after.sums - self.before.sums).error
        apart = ((self.after.apart - self.before.apart) ** 2).sum(axis=-1)
        return np.asarray(np.round(np.sqrt(apart * PARTS / (PARTS - 1)), DIGITS))

    def interval(self) -> tuple[Floats, Floats]:
        """Return the ends of the 95 % intervals of the difference, shape ``(…,)``."""
        difference, error = self.difference, self.error
        varies, moved = error > 0, np.abs(difference)
        effective = np.where(varies, moved * (1 - moved), 0) / np.where(varies, error**2, 1)
        size = np.maximum(self.after.wholes.sum(axis=-1), effective)
        half = self.after.quantile * np.hypot(error, np.sqrt(2) / (size + 2))
        half = half if self.after.worlds > 1 else np.full_like(half, 2.0)
        return np.maximum(-1.0, difference - half), np.minimum(1.0, difference + half)

    def paired(self) -> Difference:
        """Return the difference of one tally from another, with its interval."""
        pair = (Tally(one.worlds, one.sums[None], one.among) for one in (self.before, self.after))
        return Change(*pair).differences()[0]

    def differences(self) -> list[Difference]:
        """Return the differences of many tallies from others, with their intervals."""
        errors, ends = self.error.tolist(), (end.tolist() for end in self.interval())
        apart = np.hypot(self.before.error, self.after.error).tolist()
        tighter = (one / by if by > 0 else None for one, by in zip(apart, errors, strict=True))
        return [*map(Difference, self.difference.tolist(), *ends, tighter)]


def wilson(shares: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return the ends of Wilson's intervals (1927, equation 4), shaped as `shares`.

    The spread is the squared quantile over the number of worlds.
    """
    centre = (shares + spread / 2) / (1 + spread)
    half = np.sqrt(shares * (1 - shares) * spread + spread**2 / 4) / (1 + spread)
    return np.where(shares == 0, 0.0, centre - half), np.where(shares == 1, 1.0, centre + half)


def share_of(count: int, worlds: int) -> Counted:
    """Return `count` out of `worlds` as a share with Wilson's interval, worlds taken one by one."""
    low, high = wilson(np.asarray(count / worlds), np.asarray(NORMAL**2 / worlds))
    return Counted(count / worlds, float(low), float(high), count)


def share_reached(result: Ensemble, column: str, step: int) -> float:
    """Return the share of worlds in which a column has come to a step or beyond."""
    return int(result.counts.reached(column, step).sum()) / result.worlds


def party_levels(result: Ensemble) -> dict[str, dict[str, float]]:
    """Return for each party the share of worlds in which it would come at each level."""
    levels, counts = result.scenario.levels, result.counts
    by_party = {
        key: counts.split(counts.rows[f"{key}.level"], len(levels)) / result.worlds
        for key in result.scenario.parties
    }
    return {
        key: dict(zip(levels, shares.tolist(), strict=True)) for key, shares in by_party.items()
    }


def level_pairs(result: Ensemble) -> Integers:
    """Return how many worlds froze at each pair of levels, shape ``(levels, levels)``.

    Rows are the first party's levels from absent upwards, columns the second party's.
    """
    counts, size = result.counts, len(result.scenario.levels)
    one, other = (counts.rows[f"{party}.level"] for party in result.scenario.parties)
    return counts.split(one * np.int64(size) + other, size**2).reshape(size, size)
