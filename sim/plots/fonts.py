"""Fonts: which families have the characters of a text.

The usual font has Latin, Greek, Cyrillic, Hebrew and Arabic. Only where a text has others are the
fonts of this machine searched: for Chinese, Japanese, Korean and many more.
"""

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from matplotlib.font_manager import FontEntry, FontPath, findSystemFonts, fontManager, get_font
from matplotlib.ft2font import FT2Font

USUAL = "DejaVu Sans"
ENDINGS = {"HIRAGANA": "JP", "KATAKANA": "JP", "HANGUL": "KR"}
"""How families for a script end that shares its other characters with Chinese."""

PAGE = 256
SOME = 12  # characters that a line names
UNSEEN = frozenset({"Cf", "Mn", "Zs", "Cc"})
"""Kinds of characters (Unicode) that need no outline of their own."""

_found: dict[str, str | None] = {}
"""The family that has a character, None where no font has it, for all looked for so far."""

_told: list[str] = []
"""What has been said to be missing: a command writes several pictures, and says it once."""


def families(words: str) -> list[str]:
    """Return the families that have the characters of a text, the usual one first.

    A family of one script comes before those that were found for characters that scripts share.
    """
    if words.isascii():
        return [USUAL]
    own = sorted(_lacking(words), key=lambda one: ("CJK UNIFIED" in _name(one), one))
    _search(own)
    return list(dict.fromkeys([USUAL, *(family for one in own if (family := _found[one]))]))


def missing(words: str) -> str:
    """Return the characters of a text that no font here has, in their order."""
    lacking = _lacking(words)
    _search(lacking)
    return "".join(dict.fromkeys(s for s in words if s in lacking and _found[s] is None))


def tell_missing(words: str) -> None:
    """Say on one line which characters of a text no font here has, once in a process."""
    about = missing(words)
    if not about or _told:
        return
    _told.append(about)
    kinds = {_name(one).partition(" ")[0] for one in about}
    named = "Noto Sans CJK" if kinds & {"CJK", *ENDINGS} else "Noto Sans and Noto Emoji"
    some = f"{about[:SOME]}…" if len(about) > SOME else about
    line = f"no font here has {some}: pictures show boxes; install for instance {named}"
    print(f"parley: {line}", file=sys.stderr)


def _lacking(words: str) -> frozenset[str]:
    """Return the characters that the usual font lacks."""
    seen = {one for one in words if unicodedata.category(one) not in UNSEEN}
    return frozenset(one for one in seen if ord(one) not in _usual())


@cache
def _usual() -> frozenset[int]:
    """Return what the usual font has, be it bold or not."""
    faces = [entry for entry in fontManager.ttflist if entry.name == USUAL]
    upright = [entry for entry in faces if entry.style == "normal" and entry.weight in (400, 700)]
    return frozenset.intersection(*(frozenset(_open(one).get_charmap()) for one in upright))


def _search(characters: Iterable[str]) -> None:
    """Look for characters that have not been looked for."""
    for character in characters:
        if character not in _found:
            ranked = sorted(_entries(), key=lambda entry: _rank(entry, _name(character)))
            having = (entry.name for entry in ranked if _has(entry, character))
            _found[character] = next(having, None)


def _rank(entry: FontEntry, character: str) -> tuple[bool, bool, bool, int, str]:
    """Return how well a font goes with the usual one, the least best."""
    ending = ENDINGS.get(character.partition(" ")[0], "SC")
    name, weight = entry.name.lower(), entry.weight if isinstance(entry.weight, int) else 400
    other = any(kind in name for kind in ("serif", "mono", "condensed"))
    return other, not entry.name.endswith(ending), entry.style != "normal", abs(weight - 400), name


@cache
def _entries() -> Sequence[FontEntry]:
    """Return the fonts of this machine, with those installed since matplotlib last looked."""
    known = {entry.fname for entry in fontManager.ttflist}
    for path in findSystemFonts():
        if path not in known:
            try:
                fontManager.addfont(path)
            except (OSError, RuntimeError):  # a file that only looks like a font
                continue
    return [one for one in fontManager.ttflist if not one.name.startswith(("Last Resort", "."))]


def _has(entry: FontEntry, character: str) -> bool:
    """Whether a font draws a character: fonts of coloured pictures have some without outlines."""
    if ord(character) // PAGE not in _pages(entry.fname, entry.index):
        return False
    font = _open(entry)
    return bool(font.get_char_index(ord(character))) and _draws(font, character)


def _draws(font: FT2Font, character: str) -> bool:
    font.load_char(ord(character))
    vertices, _ = font.get_path()
    return len(vertices) > 0


@cache
def _pages(path: str, index: int) -> frozenset[int]:
    """Return the pages of 256 characters from which a font has some; none if it has no outlines."""
    try:
        font = get_font(FontPath(path, index))
    except (OSError, RuntimeError):
        return frozenset()
    return frozenset(code // PAGE for code in font.get_charmap()) if font.scalable else frozenset()


def _open(entry: FontEntry) -> FT2Font:
    return get_font(FontPath(entry.fname, entry.index))


def _name(character: str) -> str:
    return unicodedata.name(character, "")
