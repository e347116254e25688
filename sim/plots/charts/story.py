"""Swim lanes: one world as bands of what each party would do, with what happened numbered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from sim.analysis.stories.divergence import diverges_at, ends_of_both
from sim.analysis.stories.replay import Story
from sim.plots.charts import lanes as layout
from sim.plots.charts.timeline import mark_days
from sim.plots.figure import Figure, draws, empty_figure
from sim.plots.text_layout import shortened, width_in_inches
from sim.style.colours import INK, LATE, PAPER, QUIET, SILENT, ink_on, lightness
from sim.style.dates import briefly
from sim.style.words import plain, sources_in_words

WIDTH, MARGIN = 13.3, 0.27  # inches: of the figure, and at its sides
FOOT, DAYS = 0.5, 0.45  # inches, from below
FREEZE: dict[str, Any] = {"color": INK, "lw": 1.2, "ls": (0, (4, 3))}
PARTS: dict[str, Any] = {"color": LATE[0], "lw": 2.5}

Told = tuple[int, list[str]]  # the number of a line, and the rows of words it is broken into
LINE, PARAGRAPH, INDENT, BETWEEN = 0.21, 0.05, 0.36, 0.35
"""Inches: a row, what follows a line, where its words start, and between the columns."""

LINE_SIZE, MAX_ROWS = 12, 9
ASCENT = 0.15  # inches above the foot of a row's letters
LOOKS: dict[str, Any] = {"va": "baseline", "fontsize": LINE_SIZE}


@draws
def story_figure(
    story: Story, against: Story | None = None, names: Sequence[str] = ("", "")
) -> Figure:
    """Return a figure with a lane per actor, and what happened in numbered lines beneath.

    With the same world `against` it, under other assumptions, both are told, A and B, and where
    they part is marked; `names` are what both are called, their titles where empty.
    """
    width, ran = WIDTH - layout.NAMES - MARGIN, story.ran
    if against is None:
        whole, sentence, about = layout.numbered(story), story.sentence, story.scenario.title
        parts = None
    else:
        both = (story, against)
        called = [name or one.scenario.title for name, one in zip(names, both, strict=True)]
        whole = [*enumerate(layout.lines_of_both(*both), start=1)]
        sentence, about = ends_of_both(*both, called), "A: {} · B: {}".format(*called)
        parts = diverges_at(*both)
    lines = layout.told(whole)
    lanes = layout.lanes_of(story, width, lines)
    if against is not None:
        lanes = layout.lanes_of_both(story, against, width, lines)
    rest = len(whole) - len(lines)
    more = f"; … and {rest} more moments, repeats among them, in its table" if rest else ""
    label = f"One world, moment by moment · {about} · {ran}{more}"
    columns, high_told = columns_of(lines, WIDTH - 2 * MARGIN)
    high = sum(lane.height for lane in lanes)
    below = FOOT + high_told + DAYS
    key = _key(unsaid(lanes, width), parts is not None)
    figure = empty_figure(sentence, label, (WIDTH, below + high + 0.1), key)
    figure.set_layout_engine("none")
    height = figure.get_figheight()
    place = (layout.NAMES / WIDTH, below / height, width / WIDTH, high / height)
    axes = plot_lanes(story, lanes, figure.add_axes(place))
    if parts is not None:
        axes.axvline(date2num(parts.when), **PARTS, zorder=2.5)  # type: ignore[no-untyped-call]
    place = (MARGIN / WIDTH, FOOT / height, 1 - 2 * MARGIN / WIDTH, high_told / height)
    plot_columns(columns, figure.add_axes(place))
    return figure


def plot_lanes(story: Story, lanes: Sequence[layout.Lane], axes: Axes) -> Axes:
    """Draw lanes from `lanes_of` below each other, time from left to right.

    The axes are as high as the lanes together.
    """
    clock = story.scenario.clock
    when = [clock.start_of(tick) for tick in range(len(story.snapshots) + 1)]
    width, top = width_in_inches(axes), 0.0
    days = date2num([when[0], when[-1]])  # type: ignore[no-untyped-call]
    inch = float(days[1] - days[0]) / (width - layout.AFTER)
    axes.set_xlim(days[0], days[0] + width * inch)
    axes.set_ylim(sum(lane.height for lane in lanes), 0)
    for lane in lanes:
        _draw_lane(lane, top, inch, when, axes)
        top += lane.height
    axes.axvline(days[1], **FREEZE, zorder=0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    mark_days(when, axes)
    axes.grid(axis="x", color=QUIET, lw=0.6, alpha=0.5, zorder=-1)
    return axes


def _draw_lane(
    lane: layout.Lane, top: float, inch: float, when: Sequence[datetime], axes: Axes
) -> None:
    start = date2num(when[0])  # type: ignore[no-untyped-call]
    axes.axhline(top + lane.height - layout.BETWEEN / 2, color=QUIET, lw=0.5, zorder=0)
    beside, middle = start - 0.1 * inch, top + lane.marked - layout.MARK * len(lane.rows) / 2
    _label("\n".join(lane.rows), beside, middle, axes, fontsize=layout.NAME_SIZE, weight="bold")
    top += lane.marked
    for number, place, row in lane.marks:
        here = start + (place + layout.MARK / 2) * inch, top - layout.MARK * (row + 0.5)
        axes.plot(*here, "o", ms=18, mfc=PAPER, mec=INK, mew=1.1, clip_on=False, zorder=3)
        looks: dict[str, Any] = {"ha": "center", "va": "center_baseline", "weight": "bold"}
        _label(str(number), *here, axes, fontsize=10, **looks)
    for band in lane.bands:
        _draw_band(band, top, inch, when, axes)
        label = shortened(band.label, layout.ROOM, 12, most=1)
        _label(label, beside, top + band.height / 2, axes, fontsize=12)
        top += band.height


def _draw_band(
    band: layout.Band, top: float, inch: float, when: Sequence[datetime], axes: Axes
) -> None:
    middle = top + band.height / 2
    for first, end, colour, words in band.stretches():
        left, right = date2num([when[first], when[end]])  # type: ignore[no-untyped-call]
        corner, size_of = (left, top + 0.015), (right - left, band.height - 0.03)
        if colour != PAPER:
            axes.add_patch(Rectangle(corner, *size_of, fc=colour, ec=PAPER, lw=1, zorder=2))
        said = _said_in(band, words, colour, (right - left) / inch)
        looks = {"ha": "left", "color": ink_on(colour), "fontsize": _size_in(band)}
        _label(said, left + 0.06 * inch, middle, axes, **looks)


def _said_in(band: layout.Band, words: str, colour: str, width: float) -> str:
    """Return the words in a stretch of some inches: none if it is too short for them.

    Where no colour says the same, as much is said as there is room for.
    """
    said = shortened(words, width - 0.12, _size_in(band), most=1)
    return said if colour == PAPER or said == words else ""


def _size_in(band: layout.Band) -> int:
    return 12 if band.height == layout.THICK else 11


def _label(words: str, left: float, middle: float, axes: Axes, **looks: Any) -> None:
    style: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 13, **looks}
    axes.text(left, middle, words, zorder=3, **style)


def unsaid(lanes: Sequence[layout.Lane], width: float) -> list[layout.Short]:
    """Return colours and words of the stretches that are too short for their words.

    The width is that of the axes, in inches.
    """
    bands, days = [band for lane in lanes for band in lane.bands], width - layout.AFTER
    short = {
        (colour, words)
        for band in bands
        for first, end, colour, words in band.stretches()
        if not _said_in(band, words, colour, (end - first) * days / len(band.held))
    }
    kept = (SILENT, *layout.STATUS_COLOURS)
    return sorted(short, key=lambda pair: (pair[0] in kept, lightness(pair[0]), pair[1]))


def _key(short: Sequence[layout.Short], parts: bool) -> list[Artist]:
    patches = (Patch(fc=colour, ec=QUIET, label=words) for colour, words in short)
    lines = {"A and B part": PARTS} if parts else {}
    lines |= {"decisions freeze": FREEZE}
    return [*patches, *(Line2D([], [], **look, label=words) for words, look in lines.items())]


def columns_of(lines: Sequence[layout.Numbered], width: float) -> tuple[list[list[Told]], float]:
    """Return lines broken into two columns of about equal height, and that height in inches."""
    room = (width - BETWEEN) / 2 - INDENT
    is_short = lines[-1][1].when - lines[0][1].when < timedelta(days=7)  # a weekday is enough
    told = []
    for number, line in lines:
        when = f"{line.when:%a %H:%M}" if is_short else briefly(line.when)
        said = f"{when}  {plain(line.text)}{sources_in_words(line.sources)}"
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
