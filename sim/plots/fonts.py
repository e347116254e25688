"""Fonts: which families have the characters of a text.

The usual font has Latin, Greek, Cyrillic, Hebrew and Arabic. Only where a text has others are the
fonts of this machine searched: for Chinese, Japanese, Korean and many more.
"""

import sys
import unicodedata
from collections.abc import Sequence
from functools import cache

from matplotlib.font_manager import FontEntry, FontPath, findSystemFonts, fontManager, get_font

USUAL = "DejaVu Sans"
ENDINGS = {"HIRAGANA": "JP", "KATAKANA": "JP", "HANGUL": "KR"}
"""How families for a script end that shares its other characters with Chinese."""

MAX_NAMED = 12  # characters that a line names
UNSEEN = frozenset({"Cf", "Mn", "Zs", "Cc"})
"""Kinds of characters (Unicode) that need no outline of their own."""

_told: list[str] = []
"""What has been said to be missing: a command writes several pictures, and says it once."""


def families(words: str) -> list[str]:
    """Return the families that have the characters of a text, the usual one first.

    A family of one script comes before those that were found for characters that scripts share.
    """
    own = sorted(_lacking(words), key=lambda one: ("CJK UNIFIED" in _name(one), one))
    return list(dict.fromkeys([USUAL, *filter(None, map(_family, own))]))


def tell_missing(words: str) -> None:
    """Say on one line which characters of a text no font here has, once in a process."""
    lacking = _lacking(words)
    about = "".join(dict.fromkeys(s for s in words if s in lacking and _family(s) is None))
    if not about or _told:
        return
    _told.append(about)
    kinds = {_name(one).partition(" ")[0] for one in about}
    named = "Noto Sans CJK" if kinds & {"CJK", *ENDINGS} else "Noto Sans and Noto Emoji"
    some = f"{about[:MAX_NAMED]}…" if len(about) > MAX_NAMED else about
    line = f"no font here has {some}: pictures show boxes; install for instance {named}"
    print(f"parley: {line}", file=sys.stderr)


def _lacking(words: str) -> frozenset[str]:
    if words.isascii():
        return frozenset()
    seen = {one for one in words if unicodedata.category(one) not in UNSEEN}
    return frozenset(one for one in seen if ord(one) not in _usual())


@cache
def _usual() -> frozenset[int]:
    faces = (entry for entry in fontManager.ttflist if entry.name == USUAL)
    upright = (entry for entry in faces if entry.style == "normal" and entry.weight in (400, 700))
    return frozenset.intersection(
        *(frozenset(get_font(FontPath(one.fname, one.index)).get_charmap()) for one in upright)
    )


@cache
def _family(character: str) -> str | None:
    """Return the family that has a character and goes best with the usual one, if any has it."""
    ending = ENDINGS.get(_name(character).partition(" ")[0], "SC")

    def rank(entry: FontEntry) -> tuple[bool, bool, bool, int, str]:
        name, weight = entry.name.lower(), entry.weight if isinstance(entry.weight, int) else 400
        other = any(kind in name for kind in ("serif", "mono", "condensed"))
        own = entry.name.endswith(ending)
        return other, not own, entry.style != "normal", abs(weight - 400), name

    ranked = sorted(_entries(), key=rank)
    return next((entry.name for entry in ranked if _draws(entry, character)), None)


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


def _draws(entry: FontEntry, character: str) -> bool:
    """Whether a font draws a character: fonts of coloured pictures have some without outlines."""
    try:
        font = get_font(FontPath(entry.fname, entry.index))
    except (OSError, RuntimeError):  # removed since matplotlib last looked
        return False
    if not font.scalable or not font.get_char_index(ord(character)):
        return False
    font.load_char(ord(character))
    vertices, _ = font.get_path()
    return len(vertices) > 0


def _name(character: str) -> str:
    return unicodedata.name(character, "")
