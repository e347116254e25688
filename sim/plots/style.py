"""One look for all pictures: safe for colour-blind readers, for grey printers and projectors.

Colours are Okabe and Ito's (2008), ordered so that their greys differ as well; no picture depends
on colour alone.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import numpy as np

INK = "#1a1a1a"
QUIET = "#6b6b6b"
PAPER = "#ffffff"

ON_TIME = ("#0072b2", "#56b4e9", "#9ad2f2", "#c9e7f8", "#e3f3fb")
LATE = ("#b34700", "#e69f00", "#f2c65c", "#f8e0a6", "#fcf0d4")
NO_MEETING = ("#c4c4c4", "#444444")

LADDER = ("#222222", "#9ad2f2", "#7bbfe5", "#5cacd8", "#3e98cc", "#0072b2")
"""Staying away, and the levels of the longest ladder from the lowest; see `ladder_colours`."""

SILENT = "#e6e6e6"

FONTS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "text.parse_math": False,  # a title may speak of dollars
    "font.size": 13,
    "axes.titlesize": 14,
    "axes.labelsize": 13,
    "axes.edgecolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

_DRAWING = RLock()
"""Settings of matplotlib hold for the whole process; pages draw in several threads."""


@contextmanager
def house_style() -> Iterator[None]:
    """Set matplotlib's own defaults and this look, whatever its user has set, for a while.

    Signs that no font here has are told once in our own words (`sim.plots.fonts`).
    """
    from matplotlib import rc_context, rcParamsDefault

    own = {key: rcParamsDefault[key] for key in rcParamsDefault if not key.startswith("backend")}
    with _DRAWING, warnings.catch_warnings(), rc_context(own | FONTS):
        warnings.filterwarnings("ignore", "Glyph ", UserWarning)
        yield


def outcome_colours(rungs: int) -> list[str]:
    """Return one colour per outcome, for a ladder with this many rungs above absent."""
    return [*ON_TIME[:rungs], *LATE[:rungs], *NO_MEETING]


def ladder_colours(levels: int) -> list[str]:
    """Return one colour per level, from absent: from pale to full blue, however many there are.

    Examples
    --------
    >>> ladder_colours(3)
    ['#222222', '#9ad2f2', '#0072b2']
    """
    absent, *blues = LADDER
    chosen = np.linspace(len(blues) - 1, 0, levels - 1)[::-1]  # the highest level is always full
    return [absent, *(blues[round(place)] for place in chosen)]
