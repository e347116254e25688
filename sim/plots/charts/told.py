"""What is told, as text in a picture: numbered lines in columns, broken to fit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from matplotlib.axes import Axes

from sim.plots.charts.lanes import Numbered
from sim.plots.text_layout import shortened, width_in_inches
from sim.style.dates import briefly
from sim.style.words import plain, sources_in_words

Told = tuple[int, list[str]]  # the number of a line, and the rows of words it is broken into
LINE, PARAGRAPH, INDENT, BETWEEN = 0.21, 0.05, 0.36, 0.35
"""Inches: a row, what follows a line, where its words start, and between the columns."""

LINE_SIZE, MAX_ROWS = 12, 9
ASCENT = 0.15  # inches above the foot of a row's letters
LOOKS: dict[str, Any] = {"va": "baseline", "fontsize": LINE_SIZE}


def moment_in(lasts: timedelta, moment: datetime) -> str:
    """Return a moment of a story: by its weekday alone where that is enough."""
    return f"{moment:%a %H:%M}" if lasts < timedelta(days=7) else briefly(moment)


def columns_of(lines: Sequence[Numbered], width: float) -> tuple[list[list[Told]], float]:
    """Return lines broken into two columns of about equal height, and that height in inches."""
    room = (width - BETWEEN) / 2 - INDENT
    lasts = lines[-1][1].when - lines[0][1].when
    told = []
    for number, line in lines:
        said = f"{moment_in(lasts, line.when)}  {plain(line.text)}{sources_in_words(line.sources)}"
        told.append((number, shortened(said, room, LINE_SIZE, most=MAX_ROWS).split("\n")))
    heights = [len(rows) * LINE + PARAGRAPH for _, rows in told]
    tallest = [max(sum(heights[:cut]), sum(heights[cut:])) for cut in range(len(told) + 1)]
    cut = tallest.index(min(tallest))
    return [told[:cut], told[cut:]], tallest[cut]


def plot_columns(columns: Sequence[Sequence[Told]], axes: Axes) -> Axes:
    """Write numbered lines in columns, from the top of the axes downwards."""
    width, figure = width_in_inches(axes), axes.get_figure(root=True)
    assert figure is not None
    axes.set_xlim(0, width)
    axes.set_ylim(axes.get_window_extent().height / figure.dpi, 0)
    axes.axis("off")
    for place, column in enumerate(columns):
        left, top = place * (width + BETWEEN) / len(columns), ASCENT
        for number, rows in column:
            axes.text(left + INDENT - 0.1, top, str(number), ha="right", weight="bold", **LOOKS)
            for row in rows:
                axes.text(left + INDENT, top, row, **LOOKS)
                top += LINE
            top += PARAGRAPH
    return axes
