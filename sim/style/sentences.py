"""Sentences: how often something happens in 100 worlds, and how that changes, in plain words.

Every finding states itself with these, so that all say a number, an interval and no clear change
alike. None is a forecast: all speak of worlds under a scenario's assumptions.
"""

import re
from collections.abc import Iterable, Sequence

OF_100 = " of 100 worlds"

CAVEAT = "Consequences of assumptions, not a forecast."


def capital(words: str) -> str:
    """Return words with a capital at the start."""
    return words[:1].upper() + words[1:]


def within(words: str) -> str:
    """Return what a name is called within a sentence, where its article has no capital.

    >>> within("The fisheries board"), within("Theresa May")
    ('the fisheries board', 'Theresa May')
    """
    return f"the {words[4:]}" if words.startswith("The ") else words


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return names as one enumeration; at least one.

    >>> listed(["absent", "envoys", "ministers"], "or")
    'absent, envoys or ministers'
    >>> listed(["Paris and Berlin", "Washington"])
    'Paris and Berlin, and Washington'
    >>> listed(["‘war and peace’", "‘truce’"])
    '‘war and peace’ and ‘truce’'
    """
    *most, final = names
    spoken = [re.sub("‘[^’]*’", "", name) for name in (*most, final)]
    comma = "," if any(" and " in name or " or " in name for name in spoken) else ""
    return f"{', '.join(most)}{comma} {last} {final}" if most else final


def none_of(names: Sequence[str], does: str) -> str:
    """Return that none of some does what one would.

    >>> none_of(["Sandby"], "would come"), none_of(["Sandby", "Rockport"], "would come")
    ('Sandby would not come', 'neither Sandby nor Rockport would come')
    >>> none_of(["A", "B", "C"], "would have come")
    'none of A, B and C would have come'
    """
    if len(names) == 1:
        return f"{names[0]} {does.replace('would', 'would not')}"
    if len(names) == 2:
        return f"neither {names[0]} nor {names[1]} {does}"
    return f"none of {listed(names)} {does}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "sentence"), counted(2000, "sentence")
    ('1 sentence', '2,000 sentences')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def in_100(share: float) -> str:
    """Return a share as worlds of 100; what is there does not read as none, nor most as all.

    >>> in_100(0.0), in_100(0.002), in_100(0.346)
    ('no world', 'fewer than 1 of 100 worlds', '35 of 100 worlds')
    >>> in_100(0.999), in_100(1.0)
    ('over 99 of 100 worlds', 'every world')
    """
    if share in (0, 1):
        return "every world" if share else "no world"
    number = of_100(share)
    if number in (0, 100):
        return "over 99 of 100 worlds" if number else "fewer than 1 of 100 worlds"
    return f"{number}{OF_100}"


def from_to(low: float, high: float) -> str:
    """Return a range of shares as worlds of 100.

    >>> from_to(0.29, 0.65), from_to(0.29, 0.292), from_to(0.0, 0.05)
    ('29 to 65 of 100 worlds', '29 of 100 worlds', 'up to 5 of 100 worlds')
    >>> from_to(0.3, 1.0), from_to(0.0, 1.0)
    ('30 of 100 worlds to every world', 'no world to every world')
    """
    least, most = in_100(low), in_100(high)
    if least == most:
        return least
    if not low and high < 1:
        return f"up to {most}"
    return f"{least.removesuffix(OF_100) if most[0].isdigit() else least} to {most}"


def with_interval(share: float, low: float, high: float) -> str:
    """Return a share as worlds of 100, with its 95 % interval where that is wider than rounding.

    >>> with_interval(0.346, 0.321, 0.372), with_interval(0.346, 0.3459, 0.3461)
    ('35 of 100 worlds (95% interval 32 to 37)', '35 of 100 worlds')
    """
    ends = f"{of_100(low)} to {of_100(high)}"
    narrow = of_100(high) - of_100(low) <= (of_100(share) in (0, 100))
    return in_100(share) if narrow else f"{in_100(share)} (95% interval {ends})"


def change(low: float, high: float) -> str:
    """Return a clear change, its 95 % interval without 0, as more or fewer worlds of 100.

    >>> change(0.021, 0.034), change(-0.031, -0.029)
    ('in 2 to 3 more of 100 worlds', 'in 3 fewer of 100 worlds')
    >>> change(0.002, 0.021), change(-0.004, -0.001)
    ('in up to 2 more of 100 worlds', 'slightly less often (by less than 1 of 100 worlds)')
    """
    least, most = sorted((of_100(abs(low)), of_100(abs(high))))
    if not most:
        often = "more" if low > 0 else "less"
        return f"slightly {often} often (by less than 1 of 100 worlds)"
    number = f"{least} to {most}" if 0 < least < most else f"{'' if least else 'up to '}{most}"
    return f"in {number} {'more' if low > 0 else 'fewer'} of 100 worlds"


def no_clear_change(low: float, high: float) -> str:
    """Return how large a change may be whose 95 % interval covers 0.

    >>> no_clear_change(-0.012, 0.021), no_clear_change(-0.003, 0.004)
    ('between 1 fewer and 2 more of 100 worlds', 'less than 1 of 100 worlds either way')
    >>> no_clear_change(-0.003, 0.021)
    'at most 2 more of 100 worlds'
    """
    fewer, more = of_100(-low), of_100(high)
    if fewer and more:
        return f"between {fewer} fewer and {more} more of 100 worlds"
    if not (fewer or more):
        return "less than 1 of 100 worlds either way"
    return f"at most {more} more of 100 worlds" if more else f"at most {fewer} fewer of 100 worlds"


ENOUGH = 500
"""Worlds that a share should rest on at least."""


def left_in_words(left: int, worlds: int) -> str:
    """Return how many worlds fit what is known, and how many would be enough, if too few do.

    >>> left_in_words(1212, 16384), left_in_words(38, 16384)
    ('1,212 fit', 'too few worlds: 38 left; 262,144 would be enough')
    """
    if left >= ENOUGH:
        return f"{left:,} fit"
    needed = 1 << (-(-worlds * ENOUGH // max(1, left)) - 1).bit_length()
    return f"too few worlds: {left:,} left; {needed:,} would be enough"


def of_100(share: float) -> int:
    """Return a share as whole worlds of 100, as every sentence rounds it.

    >>> of_100(0.444), of_100(0.445)
    (44, 45)
    """
    return int(100 * share + 0.5)
