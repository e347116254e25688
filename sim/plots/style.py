"""One look for all pictures: safe for colour-blind readers, for grey printers and projectors.

Colours are Okabe and Ito's (2008), ordered so that their greys differ as well; no picture depends
on colour alone.
"""

from typing import Any

INK = "#1a1a1a"
QUIET = "#6b6b6b"
PAPER = "#ffffff"

ON_TIME = ("#0072b2", "#56b4e9", "#9ad2f2", "#c9e7f8", "#e3f3fb")
LATE = ("#b34700", "#e69f00", "#f2c65c", "#f8e0a6", "#fcf0d4")
NO_MEETING = ("#c4c4c4", "#444444")

LADDER = ("#222222", "#9ad2f2", "#0072b2", "#004166", "#00263d", "#001520")
SILENT = "#e6e6e6"

FONTS: dict[Any, Any] = {
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


def outcome_colours(rungs: int) -> list[str]:
    """Return one colour per outcome, for a ladder with this many rungs above absent."""
    return [*ON_TIME[:rungs], *LATE[:rungs], *NO_MEETING]
