"""Words in a picture: measured, and broken so that they fit.

Letters differ in width, so nothing is counted in letters; all widths are inches.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE_SPACING = 1.2  # height of a row of words, as a share of their size
BESIDE = 5
"""What stands beside a label in a legend: its sample and the distance to the next, in sizes."""

PIECES = re.compile(r"[^ –-]+[ –-]*|[ –-]+")
"""What stays together in a row where it can: a word up to its blank or hyphen."""

BLANKS = re.compile(r"( +)")

BOUND = frozenset({"Mn", "Me", "Mc", "Cf", "Sk", "Lm", "Po", "Pe", "Pf"})
"""Kinds of characters (Unicode) that stay in the row of the one before them."""

LONG_WORD = 16  # in letters: such a word is cut in its middle rather than left out
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
"""Characters that cannot be seen and say which way a row runs (Unicode's marks)."""


def width_of(words: str, size: float, weight: str = "normal") -> float:
    """Return how wide words are in inches, at a size in points."""
    return size * sum(_width(piece, weight) for piece in BLANKS.split(words))


@lru_cache(maxsize=20_000)
def _width(piece: str, weight: str) -> float:
    """Return how wide a word, or blanks, are at one point: the same in whatever row they stand."""
    from matplotlib.font_manager import FontProperties  # loads Matplotlib, as fonts do
    from matplotlib.textpath import text_to_path

    from sim.plots.fonts import families

    looks = FontProperties(family=families(piece), size=72, weight=weight)
    wide, _, _ = text_to_path.get_text_width_height_descent(piece, looks, ismath=False)
    return float(wide) / 72**2


def height_of(rows: int, size: float) -> float:
    """Return how high rows of words are in inches, at a size in points."""
    return rows * size * LINE_SPACING / 72


def wrap(words: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break words into rows of at most a width in inches, at blanks and behind hyphens.

    A word that alone is wider is broken as well. All rows run the way most of the words run.
    """
    rows = [""]
    for piece in _pieces(words, width, size, weight):
        longer = rows[-1] + piece
        if rows[-1] and width_of(longer.rstrip(), size, weight) > width:
            rows.append(piece)
        else:
            rows[-1] = longer
    return [_running(row.rstrip(), _runs_left(words)) for row in rows]


def _pieces(words: str, width: float, size: float, weight: str) -> Iterator[str]:
    """Yield what may stand in a row of its own, with the blanks behind it."""
    for piece in PIECES.findall(words):
        rest = piece
        while len(rest.rstrip()) > 1 and width_of(rest.rstrip(), size, weight) > width:
            cut = _cut(rest.rstrip(), width, size, weight)
            wide = unicodedata.east_asian_width(rest[cut]) in "WF"  # Han needs no hyphen
            yield rest[:cut] if wide else f"{rest[:cut]}-"
            rest = rest[cut:]
        yield rest


def _cut(word: str, width: float, size: float, weight: str) -> int:
    """Return how many letters of a word fit before a hyphen: one at least, not all of them.

    What belongs to the letter before it does not begin a row: an accent, a comma, a joined emoji.
    """
    cuts = range(1, len(word))
    cut = bisect_right(cuts, width, key=lambda cut: width_of(f"{word[:cut]}-", size, weight))
    while cut > 1 and (word[cut - 1] == "\u200d" or unicodedata.category(word[cut]) in BOUND):
        cut -= 1
    return max(cut, 1)


def _runs_left(words: str) -> bool:
    """Whether most letters of a text run from right to left, and no mark says otherwise."""
    if words.isascii() or LEFT_TO_RIGHT in words:
        return False
    kinds = [unicodedata.bidirectional(one) for one in words]
    return sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L")


def _running(row: str, left: bool) -> str:
    """Return a row that runs the way of its text, whichever letter it begins with."""
    kinds = (unicodedata.bidirectional(one) for one in row)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    if (first != "L") == left:
        return row
    return (RIGHT_TO_LEFT if left else LEFT_TO_RIGHT) + row


def wrapped(words: str, width: float, size: float, weight: str = "normal") -> str:
    """Return words with line breaks so that they are at most a width in inches wide."""
    return "\n".join(wrap(words, width, size, weight))


def room_for(texts: Iterable[str], size: float, gap: float = 0.1) -> float:
    """Return how many inches each text needs below the others, the highest and a gap in inches."""
    return height_of(1 + max(text.count("\n") for text in texts), size) + gap


def shortened(words: str, width: float, size: float, weight: str = "normal", most: int = 2) -> str:
    """Return words `wrapped` in at most some rows, both ends kept where not all has room.

    What is left out becomes ``…``; nothing is left where there is room for nothing.
    """

    def rows(kept: int) -> list[str]:
        return wrap(_both_ends(words, kept), width, size, weight)

    def fits(rows: list[str]) -> bool:
        return len(rows) <= most and all(width_of(row, size, weight) <= width for row in rows)

    whole = wrap(words, width, size, weight)
    if not fits(whole):
        kept = bisect_left(range(len(words)), True, key=lambda kept: not fits(rows(kept))) - 1
        whole = rows(kept) if kept >= 0 else []
    return "\n".join(whole)


def _both_ends(words: str, kept: int) -> str:
    """Return words without their middle, so many letters kept; whole words, if they are short.

    Names that begin alike differ at their end.
    """
    tail = kept * 2 // 5
    head, end = words[: kept - tail], words[len(words) - tail :]
    gap = " … " if " " in words else "…"
    return f"{_whole(head)}{gap}{_whole(end[::-1])[::-1]}".strip()


def _whole(head: str) -> str:
    """Return the beginning of a text without the word that is cut, unless it is a long one."""
    before, _, cut = head.rpartition(" ")
    return before if before and len(cut) < LONG_WORD else head.strip()


def legend_columns(labels: Sequence[str], width: float, size: float) -> int:
    """Return in how many columns a legend holds its labels in at most a width in inches."""
    wide = np.array([width_of(label, size) + BESIDE * size / 72 for label in labels])
    for columns in range(len(labels), 1, -1):
        # a legend fills its columns one after the other, the first ones by one label more
        if sum(column.max() for column in np.array_split(wide, columns)) <= width:
            return columns
    return 1


def spread(
    wanted: Sequence[float], gap: float, low: float = -np.inf, high: float = np.inf
) -> list[float]:
    """Return ascending heights at least `gap` apart, as near to what is wanted as can be.

    >>> [round(height, 2) for height in spread([0.0, 0.5, 0.5], 0.2)]
    [0.0, 0.4, 0.6]
    """
    from scipy.optimize import isotonic_regression

    steps = gap * np.arange(len(wanted))
    ascending = isotonic_regression(wanted - steps).x
    inside = np.clip(ascending, low, high - gap * (len(wanted) - 1))
    return [float(height) for height in inside + steps]


def width_in_inches(axes: "Axes") -> float:
    """Return how wide axes are in inches."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return axes.get_window_extent().width / figure.dpi
