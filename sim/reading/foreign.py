"""Foreign files: what a file seems to be that is no scenario, said in words.

Asked only where a file has turned out not to be one, and silent unless it is fairly sure.
"""

import json
import re
from pathlib import PurePath

NEEDED = "a scenario is a YAML file of keys such as title, clock, actors and meeting"
"""What is needed instead; see ``docs/scenarios.md``."""

PROSE = "running text"

_BEGINNINGS = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a packed file (ZIP, Word, Excel or OpenDocument)"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"SQLite format", "a database (SQLite)"),
    (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
    (b"{\\rtf", "formatted text (RTF); save it as plain text"),
)
_TABLES = (".csv", ".tsv")
_PYTHON = re.compile(r"^(?:import \w|from [\w.]+ import |def \w+\(|class \w+)", re.MULTILINE)
_SETTINGS = re.compile(r"^\[[\w. \"-]+\]\s*\n(?:\s*[#;].*\n)*\s*[\w.-]+\s*=", re.MULTILINE)
_YAML = re.compile(r"\s*(?:#|-\s|---|[\"']?[\w.-]{1,60}[\"']?\s*:(?:\s|$)|$|[\]}])")
_MEANT = re.compile(
    r"^(?:extends|title|summary|statements|levels|clock|conditions|actors|meeting)\s*:",
    re.MULTILINE,
)
"""How a line begins where somebody meant to write a scenario."""

_MOST_LINES, _LEAST_ROWS = 200, 2


def binary_in_words(content: bytes) -> str:
    """Return what bytes seem to be that are no text in UTF-8, from how they begin; or nothing."""
    return next(
        (f"it looks like {what}" for start, what in _BEGINNINGS if content[:16].startswith(start)),
        "",
    )


def foreign_in_words(text: str, name: str, otherwise: str = "") -> str:
    """Return in one sentence what a text seems to be and what is needed, or nothing.

    Parameters
    ----------
    text : str
        The content of the file.
    name : str
        Its name; the ending is a hint.
    otherwise : str
        What it seems to be where nothing else is found.
    """
    if _MEANT.search(text):
        return ""
    seems = _seems(text.strip(), PurePath(name).suffix.lower()) or otherwise
    return f"no scenario, it looks like {seems}; {NEEDED}" if seems else ""


def prose_in_words(text: str) -> str:
    """Return that a text which is not YAML is running text, or nothing if it was meant as YAML."""
    lines = _lines(text)
    return PROSE if 2 * sum(_YAML.match(line) is not None for line in lines) < len(lines) else ""


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines()[:_MOST_LINES] if line.strip()]


def _seems(text: str, suffix: str) -> str:
    if text.startswith("<"):
        return "a web page (HTML)" if re.match(r"<(!doctype html|html)", text, re.I) else "XML"
    if rich := binary_in_words(text[:16].encode(errors="replace")):
        return rich.removeprefix("it looks like ")
    if is_json(text):
        return "JSON of another tool"
    if suffix == ".py" or _PYTHON.search(text):
        return "a Python program"
    if _SETTINGS.search(text):
        return "settings of a program (TOML or INI)"
    return "a table (CSV)" if suffix in _TABLES or _is_table(_lines(text)) else ""


def is_json(text: str) -> bool:
    """Whether a text is JSON, an object or a list."""
    try:
        return text.lstrip()[:1] in ("{", "[") and json.loads(text) is not None
    except (ValueError, RecursionError):
        return False


def _is_table(lines: list[str]) -> bool:
    """Whether all lines have as many commas, semicolons or tabs, and none is like YAML."""
    counts = [{line.count(mark) for line in lines} for mark in ",;\t"]
    even = any(len(found) == 1 and found != {0} for found in counts)
    return even and len(lines) >= _LEAST_ROWS and not any(map(_YAML.match, lines))
