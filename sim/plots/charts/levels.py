"""At which levels the parties would have come: a grid of two, or a strip for each of more."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import level_pairs, party_levels
from sim.engine.outcome import in_words
from sim.plots.figure import Figure, empty_figure, labelled
from sim.plots.house_style import house_style
from sim.plots.text_layout import wrapped
from sim.scenario.parts import MIN_PARTIES
from sim.style.colours import INK, PAPER, QUIET, ink_on, ladder_colours
from sim.style.sentences import in_100
from sim.style.words import called

CELL, LEAST, HEIGHT, NAMES = 1.3, 6.0, 4.2, 1.7
"""Inches: a cell's width, the width and height of all cells at least, that of names beside them."""

STRIP, READABLE = 0.75, 0.04
"""A strip's height in inches, and the least share that has room for its number."""

SHOWN = "Share of worlds, as luck drew them, by the level at which {} would come on the eve"
FRAME: dict[str, Any] = {"fill": False, "lw": 3, "ec": INK}


@house_style()
def levels_figure(result: Result) -> Figure:
    """Return the levels of two parties as a grid of pairs, of more as a strip for each."""
    scenario = result.scenario
    names = [party.name for party in scenario.parties.values()]
    if len(names) != MIN_PARTIES:
        looks = zip(scenario.levels, ladder_colours(len(scenario.levels)), strict=True)
        key = [Patch(fc=colour, label=in_words(level)) for level, colour in looks]
        label = labelled(SHOWN.format("each party"), result)
        figure = empty_figure(_of_many(result), label, (10, 0.9 + STRIP * len(names)), key)
        shares = zip(names, party_levels(result).values(), strict=True)
        plot_party_levels(dict(shares), figure.subplots())
        return figure
    key = [Patch(**FRAME, label="both at the same level; elsewhere, they may settle on the lower")]
    size = (_width(scenario.levels) + NAMES + 1.7, HEIGHT + 1.6)
    label = labelled(SHOWN.format("both"), result)
    figure = empty_figure(_of_two(result), label, size, key)
    plot_level_pairs(level_pairs(result), scenario.levels, names, figure.subplots())
    return figure


def _of_two(result: Result) -> str:
    """Return as a sentence at which levels two parties most often would come."""
    shares = level_pairs(result) / result.worlds
    at = np.unravel_index(int(shares.argmax()), shares.shape)
    levels = [called(result.scenario.levels[rung]) for rung in at]
    one, other = (party.name for party in result.scenario.parties.values())
    alike = in_100(float(np.trace(shares[1:, 1:])))
    pair = f"{one} {levels[0]} and {other} {levels[1]}"
    often = in_100(float(shares.max()))
    return f"On the eve, most often {pair}, in {often}; both come at the same level in {alike}."


def _of_many(result: Result) -> str:
    """Return as a sentence how often all parties would come, and who most often would not."""
    scenario = result.scenario
    away = {party: result.table[f"{party}.level"] == 0 for party in scenario.parties}
    whole = in_100(float(1 - np.any([*away.values()], axis=0).mean()))
    most = max(away, key=lambda party: float(away[party].mean()))
    name, often = scenario.actors[most].name, in_100(float(away[most].mean()))
    absent = f"{name} most often is {called(scenario.levels[0])}, in {often}"
    return f"On the eve, all {len(away)} parties would come in {whole}; {absent}."


def plot_party_levels(shares: Mapping[str, Mapping[str, float]], axes: Axes) -> Axes:
    """Draw a strip per party, by its name: its shares of worlds by level, from absent upwards."""
    names = [wrapped(name, NAMES, 13) for name in shares]
    left = np.zeros(len(names))
    levels = [*next(iter(shares.values()))]
    for level, colour in zip(levels, ladder_colours(len(levels)), strict=True):
        widths = np.array([by_level[level] for by_level in shares.values()])
        strips = axes.barh(names, widths, left=left, color=colour, ec=PAPER)
        words = [f"{width:.0%}" if width > READABLE else "" for width in widths]
        axes.bar_label(strips, words, label_type="center", color=ink_on(colour), fontsize=14)
        left += widths
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    return axes


def _width(levels: Sequence[str]) -> float:
    return max(LEAST, CELL * len(levels))


def plot_level_pairs(
    counts: NDArray[np.int64], levels: Sequence[str], parties: Sequence[str], axes: Axes
) -> Axes:
    """Draw the share of worlds at each pair of levels when decisions freeze, and of each level.

    The counts have shape ``(levels, levels)``: rows are the first party's, columns the second's.
    """
    shares = counts / counts.sum()
    top = max(shares.max() * 1.15, 0.01)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=top, origin="lower", aspect="auto")
    middle: dict[str, Any] = {"ha": "center", "va": "center"}
    for (row, column), share in np.ndenumerate(shares):
        colour = PAPER if share > 0.6 * shares.max() else INK
        words = f"{share:.1%}" if share else "–"
        axes.text(column, row, words, color=colour, fontsize=17, **middle)
        if row == column and row > 0:
            axes.add_patch(Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, **FRAME))
    size = len(levels)
    for rung in range(size):
        axes.text(size - 0.15, rung, f"{shares[rung].sum():.1%}", color=QUIET, **middle)
        axes.text(rung, size - 0.35, f"{shares[:, rung].sum():.1%}", color=QUIET, **middle)
    axes.text(size - 0.15, size - 0.35, "in all", color=QUIET, **middle)
    axes.set(xlim=(-0.5, size + 0.2), ylim=(-0.5, size - 0.15))
    _name(levels, parties, axes)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def _name(levels: Sequence[str], parties: Sequence[str], axes: Axes) -> None:
    width, size = _width(levels), 13
    names, places = [in_words(level) for level in levels], range(len(levels))
    axes.set_xticks(places, [wrapped(name, 0.92 * width / len(levels), size) for name in names])
    axes.set_yticks(places, [wrapped(name, NAMES, size) for name in names])
    across, along = (f"{party} would send" for party in parties)
    axes.set_ylabel(wrapped(across, 0.7 * HEIGHT, size, "bold"), weight="bold")
    axes.set_xlabel(wrapped(along, width, size, "bold"), weight="bold")
