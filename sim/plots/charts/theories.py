"""Theories: a small panel of outcomes for each, and a table of each with each of another party."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.analysis.experiments.theories import Pairing, Theories
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.outcomes.shares import Share
from sim.engine.outcome import in_words
from sim.plots.charts.heat import colours
from sim.plots.figure import Figure, draws, figure_of, looks_of, patterned
from sim.plots.text_layout import height_of, wrapped
from sim.rules.registry import story_of
from sim.style.colours import Look

ACROSS = 4  # panels beside each other
PANEL, NAMES, ROW, ABOVE = 2.6, 2.4, 0.3, 0.75  # inches: a panel, beside them all, a bar, titles
CELL, BESIDE, HIGH = 1.25, 2.4, 0.55  # inches of a cell of the table, of names beside it, of a row
SIZE, SMALL = 13, 11  # points


@draws
def theories_figure(found: Theories, measure: str = ANY_ON_TIME) -> Figure:
    """Return a panel per theory with its outcomes, all on one scale."""
    looks = looks_of(found.scenario)
    columns, rows = min(ACROSS, len(found.read)), -(-len(found.read) // ACROSS)
    told = {name: wrapped(story_of(name), PANEL, SMALL) for name in found.read}
    most = max(words.count("\n") + 1 for words in told.values())
    high = rows * (ABOVE + height_of(most, SMALL) + ROW * len(looks)) + 0.6
    size = (NAMES + PANEL * columns, high)
    figure = figure_of(found, size, "Outcomes under each theory", measure)
    drawn = [*figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).flat]
    for axes in drawn[len(found.read) :]:
        axes.set_visible(False)
    for axes, (name, shares) in zip(drawn, found.read.items(), strict=False):
        plot_panel({one: shares[one] for one in looks}, [*looks.values()], axes)
        often = f"{measure_in_words(measure)}: {shares[measure].share:.0%}"
        title = wrapped(in_words(name), PANEL, SIZE, "bold")
        words = told[name] + "\n" * (most - told[name].count("\n")) + often
        pad = 72 * height_of(most + 1, SMALL) + 6
        axes.set_title(title, fontsize=SIZE, weight="bold", loc="left", pad=pad)
        axes.text(0, 1.02, words, transform=axes.transAxes, fontsize=SMALL, va="bottom")
    for axes in drawn[: len(found.read)][-columns:]:  # the lowest of each column
        axes.tick_params(labelbottom=True)
    return figure


def plot_panel(shares: Mapping[str, Share], looks: Sequence[Look], axes: Axes) -> Axes:
    """Draw the share of worlds of each outcome as a bar, the best outcome on top."""
    places, values = range(len(shares)), [one.share for one in shares.values()]
    for place, value, look in zip(places, values, looks, strict=True):
        axes.barh(place, value, linewidth=0.6, **patterned(look))
        axes.text(value, place, f" {value:.0%}", va="center", fontsize=SMALL)
    names = [wrapped(in_words(name), NAMES, SMALL) for name in shares]
    axes.set_yticks(places, names, fontsize=SMALL)
    axes.set_ylim(len(shares) - 0.5, -0.5)
    axes.set_xlim(0, 1.18)
    axes.set_xticks([0, 0.5, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.tick_params(axis="x", labelsize=SMALL)
    return axes


@draws
def pairing_figure(found: Pairing, measure: str = ANY_ON_TIME) -> Figure:
    """Return a table: the theories of one party down, of the other across."""
    size = len(found.theories)
    inches = (BESIDE + CELL * size, 1.6 + HIGH * size)
    figure = figure_of(found, inches, "Pairs of theories", measure)
    axes = plot_pairs(found, measure, figure.subplots())
    down, across = (f"{name} decides by" for name in found.names)
    axes.set_ylabel(wrapped(down, HIGH * size, SIZE))
    axes.set_xlabel(wrapped(f"{measure_in_words(measure)}, if {across}", CELL * size, SIZE))
    axes.xaxis.set_label_position("top")
    return figure


def plot_pairs(found: Pairing, measure: str, axes: Axes) -> Axes:
    """Draw the share of worlds with a measure in each cell, the darker the larger."""
    names = found.theories
    table = np.array([[found.read[a, b][measure].share for b in names] for a in names])
    edges = np.arange(len(names) + 1)
    axes.pcolormesh(edges, edges, table, **colours(table) | {"shading": "flat"}, edgecolor="w")
    for (row, column), share in np.ndenumerate(table):
        axes.text(column + 0.5, row + 0.5, f"{share:.0%}", ha="center", va="center", fontsize=SIZE)
    heads = [wrapped(in_words(name), CELL - 0.1, SMALL) for name in names]
    axes.set_xticks(edges[:-1] + 0.5, heads, fontsize=SMALL)
    axes.set_yticks(edges[:-1] + 0.5, [in_words(name) for name in names], fontsize=SMALL)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.set_ylim(len(names), 0)
    axes.spines[:].set_visible(False)
    return axes
