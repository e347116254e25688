"""Foreign files: what a file seems to be that is not of the kind that is needed, said in words.

Asked only where a file has turned out not to be one, and silent unless it is fairly sure.
"""

import json
import re
from collections.abc import Iterable
from pathlib import PurePath

from sim.characters import cut
from sim.reading.shape import EXTENDS, AnyShape

CONFLICT = "a conflict of decision makers and options, for parley stability --import"
PROSE, TABLE, PYTHON = "running text", "a table (CSV)", "a Python program"

_FORMS = {
    r"\A%PDF": "a PDF document",
    r"\APK\x03\x04": "a packed file (ZIP, Word, Excel or OpenDocument)",
    r"\A\xd0\xcf\x11\xe0": "an old Word, Excel or PowerPoint file",
    r"\A\x89PNG": "a picture (PNG)",
    r"\A\xff\xd8\xff": "a picture (JPEG)",
    r"\AGIF8": "a picture (GIF)",
    r"\A\x1f\x8b": "a packed file (gzip)",
    r"\ASQLite format": "a database (SQLite)",
    r"\A(\xff\xfe|\xfe\xff)": "text in UTF-16; save it as UTF-8",
    r"\A\{\\rtf": "formatted text (RTF); save it as plain text",
    r"\A\s*<(?i:!doctype html|html)": "a web page (HTML)",
    r"\A\s*<(?s:.)*<(?:utility_space|negotiation_template|issue)\b": "GENIUS XML: issues and "
    "utilities, which Parley does not model",
    r"\A\s*<": "XML",
    r"(?i)\A[^\n]*[,;\t] *\"?(?:salience|capabilit|clout)": "a table of stakeholders, for "
    "parley stakeholders",
    r"^(?:import \w|from [\w.]+ import |def \w+\(|class \w+)": PYTHON,
    r"^\[[\w. \"-]+\]\s*\n(?:\s*[#;].*\n)*\s*[\w.-]+\s*=": "settings of a program (TOML or INI)",
}
"""What a file is that begins so, or has such a line; bytes that are no text are read as Latin-1."""

_ENDINGS = {".py": PYTHON, ".csv": TABLE, ".tsv": TABLE}
_YAML = re.compile(r"\s*(?:#|-\s|---|[\"']?[\w.-]{1,60}[\"']?\s*:(?:\s|$)|$|[\]}])")

_MOST_LINES, _LEAST_ROWS = 200, 2

MAX_NAMED = 5  # keys of something else that are named


def seems_to_be(text: str, ending: str = "") -> str:
    """Return what a text seems to be, from its form or the `ending` of its name; or nothing."""
    if is_json(text):
        conflict = re.search(r"\"(?:decisionMakers|feasibleStates|preferences)\"", text)
        return CONFLICT if conflict else "JSON of another tool"
    found = (what for form, what in _FORMS.items() if re.search(form, text, re.MULTILINE))
    return next(found, _ENDINGS.get(ending, TABLE if _is_table(_lines(text)) else ""))


def foreign_in_words(shape: AnyShape | None, text: str, name: str, otherwise: str = "") -> str:
    """Return in one sentence what a text seems to be and what is needed, or nothing.

    The ending of the file's name is a hint; where nothing else is found, it seems to be what is
    given as `otherwise`. Without a shape, as where somebody meant to write such a file, or where it
    looks as if it was meant, nothing is said.
    """
    if shape is None or _is_meant(shape, text):
        return ""
    seems = seems_to_be(text, PurePath(name).suffix.lower()) or otherwise
    return f"no {shape.called}, it looks like {seems}; {shape.needed}" if seems else ""


def others_in_words(shape: AnyShape, keys: Iterable[str]) -> str:
    """Return in one sentence that a file holds other keys, and what is needed."""
    named = [*keys]
    if "decisionMakers" in named:
        return f"no {shape.called}, it looks like {CONFLICT}; {shape.needed}"
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


def _is_meant(shape: AnyShape, text: str) -> bool:
    keys = "|".join((EXTENDS, *shape.root.model_fields))
    return re.search(rf"^(?:{keys})\s*:", text, re.MULTILINE) is not None


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines()[:_MOST_LINES] if line.strip()]


def _is_table(lines: list[str]) -> bool:
    """Whether all lines have as many commas, semicolons or tabs, and none is like YAML."""
    counts = [{line.count(mark) for line in lines} for mark in ",;\t"]
    even = any(len(found) == 1 and found != {0} for found in counts)
    return even and len(lines) >= _LEAST_ROWS and not any(map(_YAML.match, lines))
