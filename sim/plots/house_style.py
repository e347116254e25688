"""The look of all pictures, whatever the user of matplotlib has set."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from sim.style.colours import INK, QUIET

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

    Characters that no font here has are told once in our own words (`sim.plots.fonts`).
    """
    from matplotlib import rc_context, rcParamsDefault

    own = {key: rcParamsDefault[key] for key in rcParamsDefault if not key.startswith("backend")}
    with _DRAWING, warnings.catch_warnings(), rc_context(own | FONTS):
        warnings.filterwarnings("ignore", "Glyph ", UserWarning)
        yield
