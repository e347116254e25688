"""Dice: chances as rolls that a class can make, at most two points away from the chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, product

from sim.style.dots import largest_remainder

TOLERANCE = 0.02
"""How far a roll may be from the chance that it stands for."""


@dataclass(frozen=True)
class Dice:
    """Dice in words, and their results, all alike likely, in order."""

    words: str
    results: tuple[str, ...]


ONE_DIE = Dice("one die", tuple(map(str, range(1, 7))))
TWO_DICE = Dice("two dice", tuple(f"{tens}{ones}" for tens, ones in product(range(1, 7), repeat=2)))
TEN_SIDED = Dice("1 to 100", tuple(map(str, range(1, 101))))


@dataclass(frozen=True)
class Odds:
    """Dice, and how many of their results stand for each of several outcomes."""

    dice: Dice
    counts: tuple[int, ...]

    @property
    def ranges(self) -> list[str]:
        """From which result to which each outcome comes about; a dash for none.

        >>> odds([0.4, 0.35, 0.25]).ranges
        ['11–32', '33–53', '54–66']
        """
        ends = pairwise(accumulate(self.counts, initial=0))
        return [self._from_to(self.dice.results[start:end]) for start, end in ends]

    @staticmethod
    def _from_to(results: tuple[str, ...]) -> str:
        return "–".join(dict.fromkeys((results[0], results[-1]))) if results else "–"


def odds(chances: Sequence[float]) -> Odds:
    """Return the plainest dice for the chances of outcomes, which add up to 1.

    One die where it will do, else two read as tens and ones, else a number from 1 to 100. What may
    happen keeps a result, if it happens once in 200 times.

    >>> odds([1 / 3, 2 / 3]).dice.words, odds([1 / 3, 2 / 3]).ranges
    ('one die', ['1–2', '3–6'])
    """
    found = [Odds(dice, tuple(largest_remainder(chances, len(dice.results)))) for dice in _DICE]
    return next((one for one in found if _close(one, chances)), found[-1])


_DICE = (ONE_DIE, TWO_DICE, TEN_SIDED)


def _close(found: Odds, chances: Sequence[float]) -> bool:
    size = len(found.dice.results)
    return all(
        abs(count / size - chance) <= TOLERANCE and (count > 0) == (chance > 0)
        for count, chance in zip(found.counts, chances, strict=True)
    )
