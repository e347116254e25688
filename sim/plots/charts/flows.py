"""Flows: how many worlds go from which outcome to which between two scenarios."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from sim.analysis.experiments.comparison import Comparison
from sim.engine.outcome import in_words
from sim.ensemble.counts import Integers
from sim.plots.figure import Figure, empty_figure, looks_of, patterned
from sim.plots.house_style import house_style
from sim.plots.text_layout import LEFT_TO_RIGHT, room_for, shortened, spread
from sim.style.colours import INK, PAPER, QUIET, SILENT, Look
from sim.style.numbers import in_percent
from sim.style.sentences import in_100
from sim.style.words import called

Heights = NDArray[np.float64]

Named = tuple[str, float, Look]  # an outcome's label, the height it stands at, and its look
BLOCK = 0.03  # width of an outcome's block, of the distance between both stacks
GAP, MIN_TALL = 0.025, 0.062
"""Distance between blocks, and what stays and has a number; all worlds together are 1 high."""

LABEL_WIDTH, LABEL_SIZE, LABEL_ROWS = 3.3, 14, 3  # of labels: inches, points and rows at most
WIDTH, HEIGHT, BESIDES = 13.3, 6.6, 1.4
"""Inches: of the figure, at least, and what stands above and below both stacks."""

NUMBER = (0.07, 0.05)  # width and height that a band's number takes up
MIN_NAMED = 0.005
SHOWN = (
    "Shares of worlds, as luck drew them; grey: the same outcome in both; "
    "colour and pattern: the outcome on the left"
)
PLACES = (0.62, 0.72, 0.5, 0.8, 0.4, 0.3, 0.2, 0.86, 0.14)
"""Where along its band a number may stand, the best place first."""


@dataclass(frozen=True)
class Band:
    """Worlds that go from one outcome to one outcome, and where the middle of their band ends.

    The share of all worlds is as high as the band.
    """

    before: int
    after: int
    share: float
    left: float
    right: float

    @property
    def stays(self) -> bool:
        """Whether these worlds keep their outcome."""
        return self.before == self.after

    def height(self, along: float) -> float:
        """Return how high its middle is, part of the way from left (0) to right (1)."""
        return float(self.left + (self.right - self.left) * along**2 * (3 - 2 * along))


@house_style()
def flows_figure(comparison: Comparison, place: int = 1) -> Figure:
    """Return a figure of the worlds that change their outcome between the first and another."""
    every = looks_of(*(result.scenario for result in comparison.results))
    shown = [comparison.outcomes.index(outcome) for outcome in every]
    flows = comparison.flows(place)[np.ix_(shown, shown)]
    sides = {"left": comparison.names[0], "right": comparison.names[place]}
    names = {in_words(outcome): look for outcome, look in every.items()}
    longest = _labels(names, np.full(len(names), 0.999))
    height = max(HEIGHT, BESIDES + len(names) * room_for(longest, LABEL_SIZE))
    way = f"{LEFT_TO_RIGHT} → {LEFT_TO_RIGHT}".join(sides.values())  # whatever way names run
    label = f"{SHOWN} · {way} · {comparison.ran}"
    figure = empty_figure(_sentence(comparison, place), label, (WIDTH, height))
    axes = figure.subplots()
    plot_flows(flows, names, height - BESIDES, axes)
    for side, name in sides.items():
        short = shortened(name, WIDTH / 2 - LABEL_WIDTH - 0.4, LABEL_SIZE)
        axes.set_title(short, loc=side, fontsize=LABEL_SIZE)  # type: ignore[arg-type]
    return figure


def _sentence(comparison: Comparison, place: int) -> str:
    """Return in how many worlds the outcome changes, and which way it changes most often."""
    moved, worlds = comparison.moved(place), float(comparison.flows(place).sum())
    if not moved:
        return "No world changes its outcome."
    changed = in_100(sum(count for _, _, count in moved) / worlds)
    before, after, most = moved[0]
    way = f"from {called(in_words(before))} to {called(in_words(after))}"
    return f"The outcome changes in {changed}, most often {way}: in {in_100(most / worlds)}."


def plot_flows(flows: Integers, outcomes: Mapping[str, Look], height: float, axes: Axes) -> Axes:
    """Draw the worlds' way from their outcome in one scenario (rows) to that in another (columns).

    The outcomes are in words with their looks, the best first; stacks are `height` inches high.
    """
    shares = flows / flows.sum()
    looks = [*outcomes.values()]
    drawn = list(bands(shares))
    for band in sorted(drawn, key=lambda band: (not band.stays, -band.share)):
        axes.add_patch(_ribbon(band, looks[band.before]))
    for right, sizes in enumerate((shares.sum(axis=1), shares.sum(axis=0))):
        labels = _labels(outcomes, sizes)
        gap = room_for(labels, LABEL_SIZE) * (1 + GAP * (len(labels) - 1)) / height
        heights = spread(_tops(sizes) + sizes / 2, gap, gap / 2)
        _stack(sizes, [*zip(labels, heights, looks, strict=True)], bool(right), axes)
    bottom = 1 + GAP * (len(outcomes) - 1)
    if all(band.stays for band in drawn):
        box = {"boxstyle": "round,pad=0.5", "fc": PAPER}
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 18, "weight": "bold"}
        axes.text(0.5, bottom / 2, "No world changes its outcome", bbox=box, zorder=3, **look)
    else:
        _number(drawn, axes)
    axes.set(xlim=(-BLOCK, 1 + BLOCK), ylim=(bottom + 0.01, -0.01))
    axes.axis("off")
    return axes


def _labels(outcomes: Iterable[str], sizes: Heights) -> list[str]:
    words = (f"{name}\u00a0 {in_percent(size)}" for name, size in zip(outcomes, sizes, strict=True))
    return [shortened(one, LABEL_WIDTH, LABEL_SIZE, most=LABEL_ROWS) for one in words]


def bands(shares: Heights) -> Iterator[Band]:
    """Yield the bands that hold a world, from the top of the left stack downwards."""
    lefts = np.cumsum(shares, axis=1) - shares + _tops(shares.sum(axis=1))[:, None]
    rights = np.cumsum(shares, axis=0) - shares + _tops(shares.sum(axis=0))[None, :]
    for (before, after), share in np.ndenumerate(shares):
        if share > 0:
            half = share / 2
            left, right = lefts[before, after] + half, rights[before, after] + half
            yield Band(before, after, float(share), float(left), float(right))


def _tops(sizes: Heights) -> Heights:
    """Return where each block of a stack begins."""
    return np.asarray(np.cumsum(sizes) - sizes + GAP * np.arange(len(sizes)))


def _ribbon(band: Band, look: Look) -> PathPatch:
    half, bend = band.share / 2, [0, 1 / 3, 2 / 3, 1]
    heights = np.array([band.left, band.left, band.right, band.right])
    there = list(zip(bend, heights - half, strict=True))
    back = list(zip(bend[::-1], heights[::-1] + half, strict=True))
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    path = Path([*there, *back, there[0]], codes)
    if band.stays:
        return PathPatch(path, fc=SILENT, ec=PAPER, lw=0.5, gid="stays", zorder=1)
    fill = patterned(look) if band.share >= MIN_NAMED else {"fc": look.colour, "ec": look.colour}
    return PathPatch(path, lw=0.7, gid="changes", zorder=2, **fill)


def _stack(sizes: Heights, named: Sequence[Named], right: bool, axes: Axes) -> None:
    edge, outer, away = (1.0, 1 + BLOCK, 0.03) if right else (-BLOCK, -BLOCK, -0.03)
    looks: dict[str, Any] = {"ha": "left" if right else "right", "va": "center"}
    blocks = zip(_tops(sizes), sizes, named, strict=True)
    for top, size, (words, height, look) in blocks:
        axes.add_patch(Rectangle((edge, top), BLOCK, size, **patterned(look)))
        leader = [outer, outer + away * 0.8], [top + size / 2, height]
        axes.plot(*leader, color=QUIET, lw=0.8, clip_on=False)
        ink = INK if size else QUIET
        axes.text(outer + away, height, words, color=ink, fontsize=LABEL_SIZE, **looks)


def _number(drawn: Sequence[Band], axes: Axes) -> None:
    """Write its share on each band that changes, the biggest first, where there is room."""
    taken: list[tuple[float, float]] = []
    for band in sorted(drawn, key=lambda band: (band.stays, -band.share)):
        if band.share < (MIN_TALL if band.stays else MIN_NAMED):
            continue
        others = [other for other in drawn if other != band and other.share >= MIN_NAMED]
        places = [(along, band.height(along)) for along in PLACES]
        free = [here for here in places if all(_apart(here, other) for other in taken)]
        if free:
            here = min(free, key=lambda here: _crossings(here, others))
            taken.append(here)
            _write(here, band, axes)


def _crossings(here: tuple[float, float], others: Sequence[Band]) -> int:
    """Return how many changing bands run under a number that stands here."""
    along, height = here
    return sum(
        not band.stays and abs(band.height(along) - height) < (band.share + NUMBER[1]) / 2
        for band in others
    )


def _apart(here: tuple[float, float], there: tuple[float, float]) -> bool:
    return any(abs(a - b) > size for a, b, size in zip(here, there, NUMBER, strict=True))


def _write(here: tuple[float, float], band: Band, axes: Axes) -> None:
    look: dict[str, Any] = {"fontsize": 13, "weight": "bold"}
    box: dict[str, Any] = {"boxstyle": "round,pad=0.15", "lw": 0.8, "fc": PAPER, "ec": INK}
    if band.stays:
        look, box = {"fontsize": 12, "color": QUIET}, box | {"fc": SILENT, "ec": SILENT}
    axes.text(*here, in_percent(band.share), ha="center", va="center", bbox=box, zorder=3, **look)
