"""Words in a picture: measured, and broken so that they fit.

Letters differ in width, so nothing is counted in letters; all widths are inches.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

LINE_SPACING = 1.2
"""Height of a row of words, as a share of their size."""

BESIDE = 4
"""What stands beside a label in a legend: its sample and the distance to the next, in sizes."""


def width_of(words: str, size: float, weight: str = "normal") -> float:
    """Return how wide words are in inches, at a size in points."""
    looks = FontProperties(size=size, weight=weight)
    wide, _, _ = text_to_path.get_text_width_height_descent(words, looks, ismath=False)
    return float(wide) / 72


def height_of(rows: int, size: float) -> float:
    """Return how high rows of words are in inches, at a size in points."""
    return rows * size * LINE_SPACING / 72


def wrap(words: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break words into rows of at most a width in inches, at blanks and behind hyphens.

    A word that alone is wider is broken as well.
    """
    rows = [""]
    for piece in _pieces(words, width, size, weight):
        longer = rows[-1] + piece
        if rows[-1] and width_of(longer.rstrip(), size, weight) > width:
            rows.append(piece)
        else:
            rows[-1] = longer
    return [row.rstrip() for row in rows]


def _pieces(words: str, width: float, size: float, weight: str) -> Iterator[str]:
    """Yield what may stand in a row of its own, with the blanks behind it."""
    for piece in re.findall(r"[^ –-]+[ –-]*|[ –-]+", words):
        rest = piece
        while len(rest.rstrip()) > 1 and width_of(rest.rstrip(), size, weight) > width:
            cuts = range(len(rest.rstrip()) - 1, 1, -1)
            cut = next((n for n in cuts if width_of(f"{rest[:n]}-", size, weight) <= width), 1)
            yield f"{rest[:cut]}-"
            rest = rest[cut:]
        yield rest


def wrapped(words: str, width: float, size: float, weight: str = "normal") -> str:
    """Return words with line breaks so that they are at most a width in inches wide."""
    return "\n".join(wrap(words, width, size, weight))


def shortened(
    words: str, width: float, size: float, weight: str = "normal", most: int = 2
) -> list[str]:
    """Return words in at most two rows of a width; words that are left out become ``…``."""
    rows = wrap(words, width, size, weight)
    while len(rows) > most:
        words = f"{words.removesuffix(' …').rpartition(' ')[0]} …"
        rows = wrap(words, width, size, weight)
    return rows


def legend_columns(labels: Sequence[str], width: float, size: float) -> int:
    """Return in how many columns a legend holds its labels in at most a width in inches."""
    wide = np.array([width_of(label, size) + BESIDE * size / 72 for label in labels])
    for columns in range(len(labels), 1, -1):
        # a legend fills its columns one after the other, the first ones by one label more
        if sum(column.max() for column in np.array_split(wide, columns)) <= width:
            return columns
    return 1


def width_in_inches(axes: Axes) -> float:
    """Return how wide axes are in inches."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return axes.get_window_extent().width / figure.dpi
