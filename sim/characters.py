"""Signs: those that cannot be seen, those that are taken for others, and how they are named.

A sign is one code point of Unicode. What a file holds is shown on terminals and pages; what it
calls things is compared sign by sign, while people compare what they see.
"""

import re
import unicodedata

LONGEST_WORD = 80
"""Letters of a name or value that a message repeats."""

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Signs that no text may hold: a terminal acts on them, or they hide or turn round what follows."""

UNSEEN = re.compile(
    f"{HIDDEN.pattern[:-1]}\t\n\xad\u034f\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0]"
)
"""Signs that no name may hold: with them two names could look the same."""

LINE_SEPARATORS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")
"""Signs that YAML's first version took for line breaks; editors count no line there."""

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
"""Signs that look like one of ASCII, and that one."""

_CALLED = {"\0": "null", "\a": "bell", "\b": "backspace", "\t": "tab", "\v": "vertical tab"}
_CALLED |= {"\f": "form feed", "\r": "carriage return", "\x1b": "escape", "\x85": "next line"}

_STRUCTURE = re.compile("(?:^|[:,[{]|- )[ \t]*([“”„«‘’\u00a0\t])|([：﹕∶])|([\u200b\ufeff])")
"""Signs that stand where YAML's own would, and mean nothing to it."""


def called(sign: str) -> str:
    """Return how a message names a sign: ``U+202E (right-to-left override)``."""
    if "\ud800" <= sign <= "\udfff":
        name = "half a sign, a unicode surrogate"
    else:
        name = _CALLED.get(sign) or unicodedata.name(sign, "a control sign").lower()
    return f"U+{ord(sign):04X} ({name})"


def plain(text: str) -> str:
    """Return the text with each sign that is taken for one of ASCII replaced by that one."""
    return "".join(map(_meant, UNSEEN.sub("", text)))


def oddity(text: str) -> str:
    r"""Say which sign of a name, number or date is not what it seems; empty where all are.

    Examples
    --------
    >>> oddity("uplаnd")
    "the letter 'а' (U+0430, Cyrillic) stands where a Latin 'a' is meant"
    >>> oddity("up\u200bland")
    'the sign U+200B (zero width space) in it cannot be seen'
    """
    if text.isascii() or len(text) > LONGEST_WORD or not plain(text).isascii():
        return ""  # other scripts are no slip
    sign = next(sign for sign in text if not sign.isascii())
    if UNSEEN.match(sign):
        return f"the sign {called(sign)} in it cannot be seen"
    return _taken(sign, _meant(sign))


def oddity_in_line(line: str) -> str:
    """Say which sign of a line stands where a sign of YAML's is meant; empty where none does."""
    found = _STRUCTURE.search(line)
    if found is None:
        return ""
    sign = next(filter(None, found.groups()))
    return _taken(sign, " ") if sign == "\t" else oddity(sign)


def cut(text: str, most: int = LONGEST_WORD) -> str:
    """Return the text, at most so many letters long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _meant(sign: str) -> str:
    """Return the sign of ASCII that a sign is taken for, or else the sign itself."""
    if sign.isascii():
        return sign
    if unicodedata.category(sign) == "Zs":
        return " "
    if "\uff01" <= sign <= "\uff5e":  # fullwidth
        return chr(ord(sign) - 0xFEE0)
    return _ALIKE.get(sign) or str(unicodedata.decimal(sign, sign))


def _taken(sign: str, meant: str) -> str:
    name = unicodedata.name(sign, "a control sign")
    script, code = name.split()[0].capitalize().replace("Full", "full"), f"U+{ord(sign):04X}"
    if meant == " ":
        return f"the sign {called(sign)} stands where a plain space is meant"
    if meant.isdigit():
        return f"the digit {sign!r} ({code}, {script}) stands where {meant!r} is meant"
    if meant.isalpha():
        return f"the letter {sign!r} ({code}, {script}) stands where a Latin {meant!r} is meant"
    return f"the sign {sign!r} ({code}, {name.lower()}) stands where {meant} is meant"
