"""Lanes: what one world looks like actor by actor, told once or twice, before anything is drawn.

Heights and widths are inches, so that nothing overlaps whatever the story.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from textwrap import shorten

from sim.analysis.stories.divergence import both_stories
from sim.analysis.stories.line import Line
from sim.analysis.stories.replay import Story
from sim.engine.outcome import in_words
from sim.plots.text_layout import shortened
from sim.scenario import Scenario
from sim.scenario.clock import Clock
from sim.style.colours import PAPER, SILENT, ladder_colours
from sim.style.promises import differs_once_observed, verb_for

THICK, THIN, MARK, BETWEEN = 0.3, 0.23, 0.27, 0.1
"""Heights of a band, of a thin band and of a row of markers; distance between lanes."""

AFTER, NAMES = 0.45, 2.75
"""Width that is kept free after the freeze, for the outcome; and before the lanes, for names."""

ROOM, NAME_SIZE = NAMES - 0.37, 13  # width that a name may have, and its size in points
MAX_ROWS = 6  # of a name

STATUS_COLOURS = (SILENT, "#8fd3bd", "#009e73")
BAND_LETTERS = 90

MARKS = {"both": "", "first": "A: ", "second": "B: "}
MAX_TOLD = 60  # lines that a picture tells: as many as two columns of a page or two
Numbered = tuple[int, Line]  # a line with its number
Short = tuple[str, str]  # a colour, and what it stands for


@dataclass(frozen=True)
class Band:
    """What one thing was, tick by tick: the label, the height, and each tick's colour and words."""

    label: str
    height: float
    held: list[Short]

    def stretches(self) -> Iterator[tuple[int, int, str, str]]:
        """Yield first tick, tick after the last, colour and words of each stretch."""
        for (colour, words), some in groupby(enumerate(self.held), key=lambda tick: tick[1]):
            ticks = [tick for tick, _ in some]
            yield ticks[0], ticks[-1] + 1, colour, words


@dataclass
class Lane:
    """One actor: its name, its bands, and where its markers stand.

    `marks` holds the number of a line, the distance of its marker from the start, and its row.
    """

    name: str
    bands: list[Band] = field(default_factory=list)
    marks: list[tuple[int, float, int]] = field(default_factory=list)

    @cached_property
    def rows(self) -> list[str]:
        """The name, broken into rows that fit beside the lane."""
        return shortened(self.name, ROOM, NAME_SIZE, "bold", MAX_ROWS).split("\n")

    @property
    def marked(self) -> float:
        """Height of all rows of markers, or of the name if it is higher."""
        rows = 1 + max((row for _, _, row in self.marks), default=0)
        return MARK * max(rows, len(self.rows))

    @property
    def height(self) -> float:
        """Height with the distance to the next lane."""
        return self.marked + sum(band.height for band in self.bands) + BETWEEN


def numbered(story: Story) -> list[Numbered]:
    """Return the lines that get a number: all but the signals there are from the start."""
    return list(enumerate(_later(story, story.lines), start=1))


def _later(story: Story, lines: Iterable[Line]) -> list[Line]:
    """Return lines without the signals there are from the start, which stand in the lanes."""
    starts = story.scenario.clock.starts
    return [line for line in lines if line.kind != "signal" or line.when > starts]


def told(whole: Sequence[Numbered]) -> list[Numbered]:
    """Return the lines that a picture has room for, numbered anew.

    Of a very long story it leaves out what has been said before, then what comes late; never how
    it ends.
    """
    lines = [line for _, line in whole]
    if len(lines) > MAX_TOLD:
        lines = list({(line.actor, line.text): line for line in reversed(lines)}.values())[::-1]
    return list(enumerate([*lines[:-1][: MAX_TOLD - 1], lines[-1]], start=1))


def lanes_of(story: Story, width: float, lines: Sequence[Numbered] | None = None) -> list[Lane]:
    """Return the lanes, parties first, and last what nobody does: shocks and the outcome.

    The axes are `width` inches wide; what is marked on them are these lines, or all.
    """
    scenario = story.scenario
    keys = [*scenario.parties, *(key for key in scenario.actors if key not in scenario.parties)]
    lanes = {key: Lane(scenario.actors[key].name, list(_bands(story, key))) for key in keys}
    lanes[""] = Lane("events, outcome" if scenario.shocks else "outcome")
    clock = scenario.clock
    per_day = (width - AFTER) / (len(story.snapshots) * clock.days_per_tick)
    for number, line in numbered(story) if lines is None else lines:
        lane = lanes.get(line.actor, lanes[""])
        wanted = per_day * (line.when - clock.starts).total_seconds() / 86400
        lane.marks.append((number, *_free(lane, min(max(0, wanted), width - MARK), width)))
    return list(lanes.values())


def _free(lane: Lane, wanted: float, width: float) -> tuple[float, int]:
    """Return the free place for a marker that is nearest to where it should start, and its row."""
    ends = [0.0] * (2 + max((row for _, _, row in lane.marks), default=-1))
    for _, start, row in lane.marks:
        ends[row] = max(ends[row], start + MARK)
    places = [(max(wanted, end), row) for row, end in enumerate(ends)]
    inside = [place for place in places if place[0] + MARK <= width]
    return min(inside, key=lambda place: place[0] - wanted + 2 * MARK * place[1])


def _bands(story: Story, key: str) -> Iterator[Band]:
    scenario = story.scenario
    snapshots = story.snapshots
    colours, names = ladder_colours(len(scenario.levels)), map(in_words, scenario.levels)
    levels = [*zip(colours, names, strict=True), (SILENT, "silent so far")]
    if key in scenario.parties:
        yield Band("would come at", THICK, [levels[now.levels[key]] for now in snapshots])
        yield Band("announced", THIN, [levels[now.announced[key]] for now in snapshots])
    for name, condition in scenario.conditions.items():
        if condition.grantor == key:
            label, statuses = _statuses(scenario, name)
            yield Band(label, THIN, [statuses[now.statuses[name]] for now in snapshots])
    from_start = _from_start(story, key)
    if from_start:
        yield Band("from the start", THIN, [(PAPER, from_start)] * len(snapshots))


def _statuses(scenario: Scenario, name: str) -> tuple[str, list[Short]]:
    """Return what a condition is called, and how each of its statuses is shown.

    Promised and observed are told apart only where they may differ.
    """
    done, label = verb_for(scenario, name).done, in_words(name)
    words = [f"not {done}", done]
    if name in scenario.actors:
        label, words = scenario.actors[name].name, ["absent", "present"]
    elif differs_once_observed(scenario, name):
        words.append(f"{done}, counts as observed")
    statuses = [*zip(STATUS_COLOURS, words, strict=False)]
    return label, [*statuses, statuses[-1]][: len(STATUS_COLOURS)]


def _from_start(story: Story, key: str) -> str:
    """Return the signals that an actor sends from the first tick on, which have no number."""
    clock, prefix = story.scenario.clock, f"{story.scenario.actors[key].name}: "
    first = [line for line in story.lines if (line.when, line.actor) == (clock.starts, key)]
    words = [line.text.removeprefix(prefix) for line in first if line.kind == "signal"]
    return shorten(", ".join(words), BAND_LETTERS, placeholder=" …")


def lines_of_both(first: Story, second: Story) -> list[Line]:
    """Return what happens in either telling, marked where it happens in one alone."""
    both = both_stories(first, second)
    return _later(first, (replace(line, what=f"{MARKS[where]}{line.what}") for where, line in both))


def lanes_of_both(
    first: Story, second: Story, width: float, lines: Sequence[Numbered]
) -> list[Lane]:
    """Return the lanes of the first telling, each with the bands of both; see `lanes_of`.

    What is alike in both is one band; else the second's stands below the first's.
    """
    others = {lane.name: lane.bands for lane in lanes_of(second, width, [])}
    clocks = first.scenario.clock, second.scenario.clock
    lanes = lanes_of(first, width, lines)
    for lane in lanes:
        theirs = [_on(*clocks, band) for band in others.get(lane.name, [])]
        lane.bands = [*_beside(lane.bands, theirs)]
    return lanes


def _on(ours: Clock, theirs: Clock, band: Band) -> Band:
    """Return a band with what it was in each tick of our clock."""
    starts = [theirs.start_of(tick) for tick in range(theirs.ticks)]
    ticks = [bisect_right(starts, ours.start_of(tick)) - 1 for tick in range(ours.ticks)]
    return replace(band, held=[band.held[max(0, tick)] for tick in ticks])


def _beside(ours: Sequence[Band], theirs: Sequence[Band]) -> Iterator[Band]:
    labels = dict.fromkeys(band.label for band in (*ours, *theirs))
    one, other = ({band.label: band for band in bands} for bands in (ours, theirs))
    for label in labels:
        a, b = one.get(label), other.get(label)
        if a is not None and a == b:
            yield a
            continue
        for mark, band in zip("AB", (a, b), strict=True):
            if band is not None:
                yield replace(band, label=f"{mark}: {label}")
