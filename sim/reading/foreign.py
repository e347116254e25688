"""Foreign files: what a file seems to be that is not of the kind that is needed, said in words.

Asked only where a file has turned out not to be one, and silent unless it is fairly sure.
"""

import json
import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from sim.characters import cut
from sim.reading.shape import EXTENDS, Shape

PROSE, _TABLE, _PYTHON = "running text", "a table (CSV)", "a Python program"

_BEGINNINGS = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a packed file (ZIP, Word, Excel or OpenDocument)",
    b"\xd0\xcf\x11\xe0": "an old Word, Excel or PowerPoint file",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x1f\x8b": "a packed file (gzip)",
    b"SQLite format": "a database (SQLite)",
    b"\xff\xfe": "text in UTF-16; save it as UTF-8",
    b"\xfe\xff": "text in UTF-16; save it as UTF-8",
    b"{\\rtf": "formatted text (RTF); save it as plain text",
}
_PATTERNS = {
    r"\A<(?i:!doctype html|html)": "a web page (HTML)",
    r"\A<": "XML",
    r"^(?:import \w|from [\w.]+ import |def \w+\(|class \w+)": _PYTHON,
    r"^\[[\w. \"-]+\]\s*\n(?:\s*[#;].*\n)*\s*[\w.-]+\s*=": "settings of a program (TOML or INI)",
}
_ENDINGS = {".py": _PYTHON, ".csv": _TABLE, ".tsv": _TABLE}
_YAML = re.compile(r"\s*(?:#|-\s|---|[\"']?[\w.-]{1,60}[\"']?\s*:(?:\s|$)|$|[\]}])")

_MOST_LINES, _LEAST_ROWS = 200, 2

MAX_NAMED = 5
"""Keys of something else that are named."""


def binary_in_words(content: bytes) -> str:
    """Return what bytes seem to be that are no text in UTF-8, from how they begin; or nothing."""
    found = (what for start, what in _BEGINNINGS.items() if content[:16].startswith(start))
    return next((f"it looks like {what}" for what in found), "")


def foreign_in_words(shape: Shape[Any] | None, text: str, name: str, otherwise: str = "") -> str:
    """Return in one sentence what a text seems to be and what is needed, or nothing.

    Parameters
    ----------
    shape : Shape, optional
        What is needed; without it nothing is said, as where somebody meant to write such a file.
    text : str
        The content of the file.
    name : str
        Its name; the ending is a hint.
    otherwise : str
        What it seems to be where nothing else is found.
    """
    if shape is None or _is_meant(shape, text):
        return ""
    seems = _seems(text.strip(), PurePath(name).suffix.lower()) or otherwise
    return f"no {shape.called}, it looks like {seems}; {shape.needed}" if seems else ""


def others_in_words(shape: Shape[Any], keys: Iterable[str]) -> str:
    """Return in one sentence that a file holds other keys, and what is needed."""
    named = [*keys]
    told = ", ".join(map(cut, named[:MAX_NAMED])) + (", …" if len(named) > MAX_NAMED else "")
    return f"no {shape.called}, its keys are others ({told}); {shape.needed}"


def prose_in_words(text: str) -> str:
    """Return that a text which is not YAML is running text, or nothing if it was meant as YAML."""
    lines = _lines(text)
    return PROSE if 2 * sum(_YAML.match(line) is not None for line in lines) < len(lines) else ""


def is_json(text: str) -> bool:
    """Whether a text is JSON, an object or a list."""
    try:
        return text.lstrip()[:1] in ("{", "[") and json.loads(text) is not None
    except (ValueError, RecursionError):
        return False


def _is_meant(shape: Shape[Any], text: str) -> bool:
    """Whether a line begins with a key of the shape."""
    keys = "|".join((EXTENDS, *shape.root.model_fields))
    return re.search(rf"^(?:{keys})\s*:", text, re.MULTILINE) is not None


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines()[:_MOST_LINES] if line.strip()]


def _seems(text: str, suffix: str) -> str:
    if rich := binary_in_words(text[:16].encode(errors="replace")):
        return rich.removeprefix("it looks like ")
    if is_json(text):
        return "JSON of another tool"
    found = (what for form, what in _PATTERNS.items() if re.search(form, text, re.MULTILINE))
    table = _TABLE if _is_table(_lines(text)) else ""
    return next(found, _ENDINGS.get(suffix, table))


def _is_table(lines: list[str]) -> bool:
    """Whether all lines have as many commas, semicolons or tabs, and none is like YAML."""
    counts = [{line.count(mark) for line in lines} for mark in ",;\t"]
    even = any(len(found) == 1 and found != {0} for found in counts)
    return even and len(lines) >= _LEAST_ROWS and not any(map(_YAML.match, lines))
