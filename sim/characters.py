"""Characters: those that cannot be seen, those taken for others, and how they are named.

A character is one code point of Unicode. What a file holds is shown on terminals and pages; what it
calls things is compared character by character, while people compare what they see.
"""

import re
import unicodedata

LONGEST_WORD = 80  # letters of a name or value that a message repeats
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Those no text may hold: a terminal acts on them, or they hide or turn round what follows."""

UNSEEN = re.compile(
    f"{HIDDEN.pattern[:-1]}\t\n\xad\u034f\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0]"
)
"""Characters that no name may hold: with them two names could look the same."""

HALF = re.compile("[\ud800-\udfff]")
"""Halves of characters beyond U+FFFF, as JSON writes them; alone they are none."""

LINE_SEPARATORS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
"""Characters that YAML's first version took for line breaks; editors count no line there."""

MINUS = dict.fromkeys(map(ord, "−–"), "-")
"""What word processors and printed tables put for the minus of a number."""

_ALIKE = {
    **dict(zip("асеһіјӏорԛѕухԁԝкмтвн", "acehijlopqsyxdwkmtbh", strict=True)),
    **dict(zip("АВСЕНІЈКМОРЅТХУ", "ABCEHIJKMOPSTXY", strict=True)),
    **dict(zip("οανρυικετχγη", "oavpuiketxyn", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict.fromkeys("−‐‑‒–—―﹣", "-"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′", "'"),
    **{"ı": "i", "ſ": "s", "∶": ":", "꞉": ":"},
}
"""Characters that look like one of ASCII, and that one."""

_CALLED = {"\0": "null", "\a": "bell", "\b": "backspace", "\t": "tab", "\v": "vertical tab"}
_CALLED |= {"\f": "form feed", "\r": "carriage return", "\x1b": "escape", "\x85": "next line"}

_STRUCTURE = re.compile("(?:^|[:,[{]|- )[ \t]*([“”„«‘’\u00a0\t])|([：﹕∶])|([\u200b\ufeff])")
"""Characters that stand where YAML's own would, and mean nothing to it."""


def called(character: str) -> str:
    """Return how a message names a character: ``U+202E (right-to-left override)``."""
    if HALF.match(character):
        name = "half a character, a Unicode surrogate"
    else:
        name = _CALLED.get(character) or unicodedata.name(character, "a control character").lower()
    return f"U+{ord(character):04X} ({name})"


def forbidden(character: str) -> str:
    """Return what a message says where a character stands that no text may hold."""
    return f"no text may hold the character {called(character)}"


def plain(text: str) -> str:
    """Return the text with each character that is taken for one of ASCII replaced by it."""
    return "".join(map(_meant, UNSEEN.sub("", text)))


def oddity(text: str) -> str:
    r"""Say which character of a name, number or date is not what it seems; empty where all are.

    >>> oddity("uplаnd")
    "the letter 'а' (U+0430, Cyrillic) stands where a Latin 'a' is meant"
    >>> oddity("up\u200bland")
    'the character U+200B (zero width space) in it cannot be seen'
    """
    if text.isascii() or len(text) > LONGEST_WORD or not plain(text).isascii():
        return ""  # other scripts are no slip
    character = next(one for one in text if not one.isascii())
    if UNSEEN.match(character):
        return f"the character {called(character)} in it cannot be seen"
    return _taken(character, _meant(character))


def oddity_in_line(line: str) -> str:
    """Say which character of a line stands where one of YAML's is meant; empty where none does."""
    found = _STRUCTURE.search(line)
    if found is None:
        return ""
    character = next(filter(None, found.groups()))
    return _taken(character, " ") if character == "\t" else oddity(character)


def half_in(text: str) -> str:
    """Return the first half of a character in a text that holds one alone."""
    return next(filter(HALF.match, text))


def cut(text: str, most: int = LONGEST_WORD) -> str:
    """Return the text, at most so many letters long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _meant(character: str) -> str:
    """Return the character of ASCII that one is taken for, or else the character itself."""
    if character.isascii():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    if "\uff01" <= character <= "\uff5e":  # fullwidth
        return chr(ord(character) - 0xFEE0)
    return _ALIKE.get(character) or str(unicodedata.decimal(character, character))


def _taken(character: str, meant: str) -> str:
    name, code = unicodedata.name(character, "a control character"), f"U+{ord(character):04X}"
    script = f"{code}, {name.split()[0].capitalize().replace('Full', 'full')}"
    what = f"character {character!r} ({code}, {name.lower()}) stands where {meant}"
    if meant == " ":
        what = f"character {called(character)} stands where a plain space"
    elif meant.isdigit():
        what = f"digit {character!r} ({script}) stands where {meant!r}"
    elif meant.isalpha():
        what = f"letter {character!r} ({script}) stands where a Latin {meant!r}"
    return f"the {what} is meant"
