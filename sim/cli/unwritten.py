"""Texts that nobody has written yet: ``parley new`` marks them, and they are counted and named."""

import sys
from collections.abc import Sequence
from pathlib import Path

from sim.errors import on_one_line
from sim.reading.document import Document, Place
from sim.reading.layers import read_layers
from sim.reading.settings import setting_written, with_settings
from sim.scenario.scenario import SHAPE

REPLACE = "REPLACE: "  # begins every text that is still to be written
MAX_LINES = 12  # more lines than this are not all named


def unwritten(document: Document) -> list[Place]:
    """Return where texts of files still say ``REPLACE``, as ``parley new`` left them."""
    texts = ((place, document.at(keys)) for keys, place in document.places.items() if place[1])
    return [place for place, text in texts if isinstance(text, str) and text.startswith(REPLACE)]


def unwritten_in_words(file: Path, settings: Sequence[str] | None = None) -> str:
    """Return how many texts of a scenario file still say ``REPLACE``, and where; empty if none."""
    laid = map(setting_written, settings or ())
    places = unwritten(with_settings(SHAPE, read_layers(SHAPE, file), laid))
    places.sort(key=lambda place: (place[0] != str(file), place))
    lines = [str(line) if name == str(file) else f"{name}:{line}" for name, line in places]
    if not lines:
        return ""
    one, more = len(lines) == 1, ", …" if len(lines) > MAX_LINES else ""
    count = "1 text still says" if one else f"{len(lines)} texts still say"
    where = f"{'line' if one else 'lines'} {', '.join(lines[:MAX_LINES])}{more}"
    return on_one_line(f"{count} {REPLACE.strip()} {where}")


def warn_of_unwritten(file: Path, settings: Sequence[str] | None = None) -> None:
    """Say on standard error that texts of a scenario file are still to be written, if any are."""
    words = unwritten_in_words(file, settings)
    if words:
        print(f"parley: {on_one_line(str(file))}: {words}", file=sys.stderr)
