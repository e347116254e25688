"""Obstacles: how the worlds without a meeting on time stood, and what would have helped them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.analysis.outcomes.cases import counted_cases
from sim.analysis.outcomes.reasons import Reason, reasons
from sim.analysis.outcomes.shares import Counted, share_of
from sim.ensemble.ensemble import Ensemble
from sim.scenario import Scenario
from sim.style.numbers import MIN_SHOWN
from sim.style.sentences import OF_100, in_100, within

MANY = 100
"""Worlds of a row from which on they speak for 100 such worlds; fewer speak for themselves."""

ALL_OR_NONE = {"every world": "all", "no world": "none"}


@dataclass(frozen=True)
class Lift:
    """What would have come of it had something been otherwise."""

    words: str
    """What follows *had*."""
    share: Counted
    """Of the worlds lived again, those with a meeting on time."""
    worlds: int
    """How many were lived again."""

    @property
    def number(self) -> str:
        """In how many of 100 such worlds that would have done; of fewer, in how many of them."""
        number = in_100(self.share.share).removesuffix(OF_100)
        if self.worlds < MANY:
            number = {0: "none", self.worlds: "all"}.get(self.share.count, str(self.share.count))
        return ALL_OR_NONE.get(number, number)


@dataclass(frozen=True)
class Obstacle:
    """How a share of all worlds stood: one reason, or one per party where several are bound."""

    reasons: tuple[Reason, ...]
    share: Counted
    """Of all worlds, those with a meeting included."""
    lifts: tuple[Lift, ...] = ()
    """What of it might have been otherwise, what would have helped most often first."""

    def in_words(self, scenario: Scenario) -> str:
        """Return the reasons as a phrase."""
        first, *others = (reason.in_words(scenario) for reason in self.reasons)
        return "; ".join([first, *map(within, others)])

    @property
    def would_have_met(self) -> str:
        """How many of such worlds would have met on time, had what been otherwise; maybe nothing.

        As ``of 100 such worlds, 90 would have met on time had North come at ‘envoys’``.
        """
        if not self.lifts:
            return ""
        first, *others = self.lifts
        if first.worlds > 1:
            more = "".join(f"; {one.number} had {one.words}" for one in others)
            told = f"{first.number} would have met on time had {first.words}{more}"
            return f"of {min(first.worlds, MANY)} such worlds, {told}"
        did = [one.words for one in self.lifts if one.share.count]
        ways = ", or ".join(f"had {words}" for words in did or (one.words for one in self.lifts))
        return f"the one such world would {'' if did else 'not '}have met on time {ways}"

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of the statements behind it."""
        return tuple(dict.fromkeys(key for reason in self.reasons for key in reason.statements))


def obstacles(result: Ensemble) -> list[Obstacle]:
    """Return what bound the worlds without a meeting on time, the most frequent first.

    The shares add up to the share of worlds without a meeting on time.
    """
    counts: Counter[tuple[Reason, ...]] = Counter()
    said: dict[tuple[Reason, ...], tuple[Reason, ...]] = {}
    for case, count in sorted(counted_cases(result), key=lambda one: -one[1]):
        if not case.on_time:
            found = reasons(case)
            counts[row_of(found)] += count
            said.setdefault(row_of(found), found)  # the most frequent of those who came higher
    return [
        Obstacle(said[row], share_of(count, result.worlds)) for row, count in counts.most_common()
    ]


def row_of(found: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return what all worlds of a row share: not in which words the others came higher."""
    return tuple(replace(one, statements=()) if one.kind == "levels" else one for one in found)


def worth_a_line(shares: Sequence[float], most: int) -> int:
    """Return how many shares, the largest first, have a line of their own: at most so many.

    Those that would read as 0.0 % have none.
    """
    return sum(share >= MIN_SHOWN for share in shares[:most])
