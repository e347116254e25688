"""One look for all pictures: safe for colour-blind readers, for grey printers and projectors.

Colours are Okabe and Ito's (2008), ordered so that their greys differ as well; no picture depends
on colour alone: each outcome has one colour and one pattern, the same wherever it is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

INK = "#1a1a1a"
QUIET = "#6b6b6b"
PAPER = "#ffffff"

ON_TIME = ("#0072b2", "#56b4e9", "#a9d9f5")
LATE = ("#b34700", "#e69f00", "#f2c65c")
NO_MEETING = ("#c4c4c4", "#444444", "#cc79a7")
"""Meetings from the highest level down; then one-sided, none, and called off."""

SILENT = "#e6e6e6"
ABSENT = "#222222"


@dataclass(frozen=True)
class Look:
    """How one outcome is shown: what it is filled with, and the pattern upon it."""

    colour: str
    """As ``#0072b2``."""
    pattern: str
    """Empty for plain; else letters, the more of one the denser: ``.`` dots, ``/`` rising lines,
    ``x`` rising and falling ones, ``-`` level, ``|`` upright, ``+`` level and upright ones.
    """

    @property
    def ink(self) -> str:
        """What is read on it, and what its pattern is drawn with."""
        return ink_on(self.colour)


def lightness(colour: str) -> float:
    """Return how light a colour prints in grey, in [0, 1] (ITU-R BT.601).

    >>> lightness(PAPER), round(lightness("#0072b2"), 2)
    (1.0, 0.34)
    """
    red, green, blue = bytes.fromhex(colour[1:])
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def ink_on(colour: str) -> str:
    """Return what is read best on a colour: ink or paper.

    >>> ink_on("#9ad2f2") == INK, ink_on("#0072b2") == PAPER
    (True, True)
    """
    return INK if lightness(colour) > 0.5 else PAPER


def outcome_looks(outcomes: int) -> list[Look]:
    """Return one look per outcome, for so many: meetings on time, as many late, then the rest.

    The lower the level, the paler and the more densely patterned: dots on time, rising lines late.

    >>> [one.pattern for one in outcome_looks(6)]
    ['', '.', '//', '///', '||', 'xx']
    """
    rungs = range(outcomes // 2 - 1)
    denser = [(at % 5, "-" * (at // 5)) for at in rungs]  # more than five are crossed by lines
    patterns = [f"{'.' * dense}{lines}" for dense, lines in denser]
    patterns += [f"//{'/' * dense}{lines}" for dense, lines in denser]
    looks = zip(outcome_colours(outcomes), [*patterns, "||", "xx", "++"], strict=False)
    return [Look(*look) for look in looks]


def outcome_colours(outcomes: int) -> list[str]:
    """Return one colour per outcome, for so many: meetings on time, as many late, then the rest."""
    meetings = outcomes // 2 - 1
    met = [*_shades(ON_TIME, meetings), *_shades(LATE, meetings)]
    return [*met, *NO_MEETING][:outcomes]


def _shades(colours: Sequence[str], number: int) -> list[str]:
    """Return the first so many colours; if there are too few, so many mixed from all of them."""
    if number <= len(colours):
        return [*colours[:number]]
    known = np.array([[*bytes.fromhex(one[1:])] for one in colours])
    places = np.linspace(0, len(known) - 1, number)
    mixed = np.transpose([np.interp(places, range(len(known)), part) for part in known.T])
    return [f"#{bytes(one.round().astype(int).tolist()).hex()}" for one in mixed]


def ladder_colours(levels: int) -> list[str]:
    """Return one colour per level, from absent: that of meetings at it on time, pale to full blue.

    >>> ladder_colours(3)
    ['#222222', '#56b4e9', '#0072b2']
    """
    return [ABSENT, *_shades(ON_TIME, levels - 1)[::-1]]
