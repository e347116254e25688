"""One look for all pictures: safe for colour-blind readers, for grey printers and projectors.

Colours are Okabe and Ito's (2008), ordered so that their greys differ as well; no picture depends
on colour alone.
"""

from collections.abc import Sequence

import numpy as np

INK = "#1a1a1a"
QUIET = "#6b6b6b"
PAPER = "#ffffff"

ON_TIME = ("#0072b2", "#56b4e9", "#9ad2f2", "#c9e7f8", "#e3f3fb")
LATE = ("#b34700", "#e69f00", "#f2c65c", "#f8e0a6", "#fcf0d4")
NO_MEETING = ("#c4c4c4", "#444444", "#cc79a7")

LADDER = ("#222222", "#9ad2f2", "#7bbfe5", "#5cacd8", "#3e98cc", "#0072b2")
"""Staying away, and the levels of the longest ladder from the lowest; see `ladder_colours`."""

SILENT = "#e6e6e6"


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
    """Return one colour per level, from absent: from pale to full blue, however many there are.

    >>> ladder_colours(3)
    ['#222222', '#9ad2f2', '#0072b2']
    """
    absent, *blues = LADDER
    chosen = np.linspace(len(blues) - 1, 0, levels - 1)[::-1]  # the highest level is always full
    return [absent, *(blues[round(place)] for place in chosen)]
