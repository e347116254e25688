"""Words in a picture: measured, and broken so that they fit.

Letters differ in width, so nothing is counted in letters; all widths are inches.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.plots.fonts import families

LINE_SPACING = 1.2
"""Height of a row of words, as a share of their size."""

BESIDE = 4
"""What stands beside a label in a legend: its sample and the distance to the next, in sizes."""

HAN = "\u2e80-\u2fdf\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
CLOSING, OPENING = "、。，．：；？！）」』】〉》〕・ー々", "（「『【〈《〔"
PIECES = re.compile(
    rf"[{OPENING}]*[{HAN}][{CLOSING}]*[ –-]*|[{OPENING}]*[^ –\-{OPENING}{HAN}]+[ –-]*"
    rf"|[ –-]+|[{OPENING}]+"
)
"""What stays together in a row: a word up to its blank or hyphen; Han and kana one by one."""

LONG_WORD = 16
"""In letters: such a word is cut in its middle rather than left out."""

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
"""Characters that cannot be seen and say which way a row runs (Unicode's marks)."""


def width_of(words: str, size: float, weight: str = "normal") -> float:
    """Return how wide words are in inches, at a size in points."""
    looks = FontProperties(family=families(words), size=size, weight=weight)
    wide, _, _ = text_to_path.get_text_width_height_descent(words, looks, ismath=False)
    return float(wide) / 72


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
            yield f"{rest[:cut]}-"
            rest = rest[cut:]
        yield rest


def _cut(word: str, width: float, size: float, weight: str) -> int:
    """Return how many letters of a word fit before a hyphen: one at least, not all of them."""
    cuts = range(1, len(word))
    cut = bisect_right(cuts, width, key=lambda cut: width_of(f"{word[:cut]}-", size, weight))
    while cut > 1 and _is_part(word, cut):
        cut -= 1
    return max(cut, 1)


def _is_part(word: str, place: int) -> bool:
    """Whether the character at a place belongs to the one before it: an accent, a joined emoji."""
    joined = word[place - 1] == "\u200d"
    return joined or unicodedata.category(word[place]) in ("Mn", "Me", "Mc", "Cf", "Sk")


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


def shortened(
    words: str, width: float, size: float, weight: str = "normal", most: int = 2
) -> list[str]:
    """Return words in at most some rows of a width, both ends kept where not all has room.

    What is left out becomes ``…``; where there is room for nothing, the only row is empty.
    """

    def fits(rows: list[str]) -> bool:
        return len(rows) <= most and all(width_of(row, size, weight) <= width for row in rows)

    rows = wrap(words, width, size, weight)
    if fits(rows):
        return rows

    def wide(kept: int) -> float:
        return width_of(_both_ends(words, kept), size, weight)

    for kept in reversed(range(bisect_right(range(len(words)), most * width, key=wide))):
        rows = wrap(_both_ends(words, kept), width, size, weight)
        if fits(rows):
            return rows
    return [""]


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


def width_in_inches(axes: Axes) -> float:
    """Return how wide axes are in inches."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return axes.get_window_extent().width / figure.dpi
