"""The look of all pictures, whatever the user of matplotlib has set."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from sim.plots.fonts import USUAL
from sim.style.colours import INK, QUIET

LOOK: dict[Any, Any] = {
    "font.family": USUAL,
    "text.parse_math": False,  # a title may speak of dollars
    "font.size": 13,
    "text.color": INK,
    "figure.dpi": 120,
    "figure.titleweight": "bold",
    "figure.labelsize": 12,
    "figure.constrained_layout.w_pad": 0.15,  # inches
    "figure.constrained_layout.h_pad": 0.1,
    "axes.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.labelsize": 13,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#dddddd",
    "xtick.color": INK,
    "ytick.color": INK,
    "ytick.major.size": 0,
    "patch.edgecolor": INK,
    "patch.force_edgecolor": True,
    "patch.linewidth": 0.8,
    "errorbar.capsize": 4,
    "legend.fontsize": 12,
    "legend.frameon": False,
    "legend.columnspacing": 1.2,
    "legend.handlelength": 2.4,
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
    with _DRAWING, warnings.catch_warnings(), rc_context(own | LOOK):
        warnings.filterwarnings("ignore", "Glyph ", UserWarning)
        yield
