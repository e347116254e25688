"""Flows: how many worlds go from which outcome to which between two scenarios."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from sim.ensemble.grid import Flows
from sim.plots.text_layout import height_of, shortened
from sim.style.colours import INK, PAPER, QUIET, SILENT, outcome_colours

Heights = NDArray[np.float64]

BLOCK = 0.03
"""Width of an outcome's block, of the distance between both stacks."""

GAP, MIN_TALL = 0.025, 0.062
"""Distance between blocks, and what stays and has a number; all worlds together are 1 high."""

LABEL_WIDTH, LABEL_SIZE, LABEL_ROWS, BESIDES = 3.0, 14, 3, 2.3
"""Of labels inches, points and rows at most; inches above and below both stacks together."""

NUMBER = (0.07, 0.05)
"""Width and height that a band's number takes up."""

MIN_NAMED = 0.005
KEY = "grey: same outcome in both; colour and pattern: the outcome they have on the left"
HATCHES = ("", "////", "\\\\\\\\", "....", "xxxx", "||||")
PLACES = (0.62, 0.72, 0.5, 0.8, 0.4, 0.3, 0.2, 0.86, 0.14)
"""Where along its band a number may stand, the best place first."""


@dataclass(frozen=True)
class Band:
    """Worlds that go from one outcome to one outcome.

    Attributes
    ----------
    before, after : int
        The outcomes, by their place.
    share : float
        Of all worlds; the height of the band.
    left, right : float
        Height of the band's middle at both ends.
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


def plot_flows(flows: Flows, outcomes: Sequence[str], axes: Axes) -> Axes:
    """Draw the worlds' way from their outcome in one scenario to that in another.

    Parameters
    ----------
    flows : array of int, shape (outcomes, outcomes)
        Worlds by outcome in the first scenario (rows) and in the other (columns).
    outcomes : sequence of str
        The outcomes in words, the best first.
    axes : Axes
    """
    shares = flows / flows.sum()
    colours = outcome_colours(len(outcomes) // 2 - 1)
    drawn = list(bands(shares))
    for band in sorted(drawn, key=lambda band: (not band.stays, -band.share)):
        axes.add_patch(_ribbon(band, colours[band.before]))
    for right, sizes in enumerate((shares.sum(axis=1), shares.sum(axis=0))):
        labels = _labels(outcomes, sizes)
        _stack(sizes, [*zip(labels, colours, strict=True)], bool(right), axes)
    if all(band.stays for band in drawn):
        _say("No world changes its outcome", axes)
    else:
        _number(drawn, axes)
    bottom = 1 + GAP * (len(outcomes) - 1)
    axes.text(0.5, bottom + 0.05, KEY, ha="center", va="top", fontsize=13, color=QUIET)
    axes.set(xlim=(-BLOCK, 1 + BLOCK), ylim=(bottom + 0.01, -0.01))
    axes.axis("off")
    return axes


def height_of_labels(outcomes: Sequence[str]) -> float:
    """Return how many inches the labels of one side need."""
    rows = _labels(outcomes, np.full(len(outcomes), 0.999))
    return len(rows) * _room(rows)


def _labels(outcomes: Sequence[str], sizes: Heights) -> list[list[str]]:
    """Return the rows of what each block says."""
    words = (f"{name}\u00a0 {in_percent(size)}" for name, size in zip(outcomes, sizes, strict=True))
    return [shortened(one, LABEL_WIDTH, LABEL_SIZE, most=LABEL_ROWS) for one in words]


def _room(labels: Sequence[list[str]]) -> float:
    """Return how many inches a label needs with the distance to the next."""
    return height_of(max(map(len, labels)), LABEL_SIZE) + 0.09


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


def _ribbon(band: Band, colour: str) -> PathPatch:
    half, bend = band.share / 2, [0, 1 / 3, 2 / 3, 1]
    heights = np.array([band.left, band.left, band.right, band.right])
    there = list(zip(bend, heights - half, strict=True))
    back = list(zip(bend[::-1], heights[::-1] + half, strict=True))
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    path = Path([*there, *back, there[0]], codes)
    if band.stays:
        return PathPatch(path, fc=SILENT, ec=PAPER, lw=0.5, gid="stays", zorder=1)
    if band.share < MIN_NAMED:
        return PathPatch(path, fc=colour, ec=colour, lw=0.7, gid="changes", zorder=2)
    hatch = HATCHES[band.before % len(HATCHES)]
    return PathPatch(path, fc=colour, ec=INK, lw=0.7, hatch=hatch, gid="changes", zorder=2)


def _stack(sizes: Heights, named: list[tuple[list[str], str]], right: bool, axes: Axes) -> None:
    """Draw the blocks of one side with their labels."""
    tops, edge = _tops(sizes), 1.0 if right else -BLOCK
    figure = axes.get_figure(root=True)
    assert figure is not None
    per_inch = (1 + GAP * (len(named) - 1)) / (figure.get_figheight() - BESIDES)
    heights = spread(tops + sizes / 2, per_inch * _room([rows for rows, _ in named]))
    outer = 1 + BLOCK if right else -BLOCK
    away = 0.03 if right else -0.03
    for place, (rows, colour) in enumerate(named):
        top, size, height = tops[place], sizes[place], heights[place]
        hatch = HATCHES[place % len(HATCHES)]
        block = Rectangle((edge, top), BLOCK, size, fc=colour, ec=INK, lw=0.8, hatch=hatch)
        axes.add_patch(block)
        middle = [top + size / 2, height]
        axes.plot([outer, outer + away * 0.8], middle, color=QUIET, lw=0.8, clip_on=False)
        align = "left" if right else "right"
        ink = INK if size else QUIET
        words: dict[str, Any] = {"ha": align, "va": "center", "fontsize": LABEL_SIZE}
        axes.text(outer + away, height, "\n".join(rows), color=ink, **words)


def spread(wanted: Heights, gap: float) -> Heights:
    """Return heights at least `gap` apart, in the same order and as near to `wanted` as can be.

    Examples
    --------
    >>> spread(np.array([0.0, 0.5, 0.5]), 0.2).round(2).tolist()
    [0.0, 0.4, 0.6]
    """
    from scipy.optimize import isotonic_regression

    steps = gap * np.arange(len(wanted))
    return np.asarray(isotonic_regression(wanted - steps).x + steps)


def _number(drawn: Sequence[Band], axes: Axes) -> None:
    """Write its share on each band that changes, the biggest first, where there is room."""
    taken: list[tuple[float, float]] = []
    for band in sorted(drawn, key=lambda band: (band.stays, -band.share)):
        if band.share < (MIN_TALL if band.stays else MIN_NAMED):
            continue
        others = [other for other in drawn if other != band and other.share >= MIN_NAMED]
        places = [(along, band.height(along)) for along in PLACES]
        free = [here for here in places if all(_clear(here, other) for other in taken)]
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


def _clear(here: tuple[float, float], there: tuple[float, float]) -> bool:
    return any(abs(a - b) > size for a, b, size in zip(here, there, NUMBER, strict=True))


def _write(here: tuple[float, float], band: Band, axes: Axes) -> None:
    paper = {"fc": SILENT, "ec": SILENT} if band.stays else {"fc": PAPER, "ec": INK}
    axes.text(
        *here,
        in_percent(band.share),
        ha="center",
        va="center",
        fontsize=12 if band.stays else 13,
        weight="normal" if band.stays else "bold",
        color=QUIET if band.stays else INK,
        bbox={"boxstyle": "round,pad=0.15", "lw": 0.8, **paper},
        zorder=3,
    )


def _say(words: str, axes: Axes) -> None:
    paper = {"boxstyle": "round,pad=0.5", "fc": PAPER, "ec": INK}
    middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 18, "weight": "bold"}
    axes.text(0.5, 0.5, words, transform=axes.transAxes, bbox=paper, zorder=3, **middle)


def in_percent(share: float) -> str:
    """Return a share in percent, telling little from nothing."""
    return "<0.1%" if 0 < share < 0.0005 else f"{share:.1%}"
