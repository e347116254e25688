"""Discovery: how many draws reach the threshold along each assumption, and the box there."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.experiments.discovery import Discovery, Shift
from sim.analysis.outcomes.measures import measure_in_words
from sim.plots.charts.dots import plot_quantiles, quantiles_height
from sim.plots.figure import Figure, draws, figure_of
from sim.plots.text_layout import shortened
from sim.style.colours import INK, SILENT
from sim.style.labels import label

SIZE, NAME_WIDTH, HIGH, MAX_OTHERS, BARS = 15, 3.6, 1.25, 2, 20  # points, inches; rows; bars
KEY = {"inside this limit of the box": INK, "outside, or no limit": SILENT}


@draws
def discovery_figure(found: Discovery) -> Figure:
    """Return a row for each assumption in the box, and for the next most telling."""
    held = [one for one in found.shifts if one.limits]
    others = [one for one in found.shifts if not one.limits][:MAX_OTHERS]
    reach = f"{measure_in_words(found.measure)} has a chance of {found.at_least:.3g} or more"
    what = f"Draws in which {reach}"
    key = [Patch(fc=colour, ec=INK, label=name) for name, colour in KEY.items()]
    if not found.shifts:
        chances = found.chances(found.measure)
        figure = figure_of(found, (12, quantiles_height(chances, 11)), what)
        axes = plot_quantiles(chances, figure.subplots())
        axes.axvline(found.at_least, color=INK, lw=3)
        return figure
    figure = figure_of(found, (12, 1 + HIGH * len(held + others)), what, None, key)
    drawn = figure.subplots(len(held + others), sharex=True, sharey=True, squeeze=False)[:, 0]
    for one, axes in zip(held + others, drawn, strict=True):
        plot_shift(found, one, axes)
        name = shortened(label(found.scenario, one.path), NAME_WIDTH, SIZE, most=3)
        axes.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=SIZE)
    drawn[-1].set_xticks([0, BARS / 2, BARS], ["lowest", "middle", "highest"], fontsize=SIZE)
    drawn[-1].set_xlabel(
        "draws of each assumption, a twentieth a bar; its height: how many of these reach it"
    )
    return figure


def plot_shift(found: Discovery, one: Shift, axes: Axes) -> Axes:
    """Draw what share of each twentieth of the draws reaches the threshold, the box framed."""
    values = found.drawn[one.path]
    shares = [found.reached[part].mean() for part in np.array_split(values.argsort(), BARS)]
    low, high = (
        default if end is None else BARS * float((values < end).mean())
        for end, default in ((one.above, 0), (one.below, BARS))
    )
    within = [bool(one.limits) and low <= bar + 0.5 <= high for bar in range(BARS)]
    colours = [INK if there else SILENT for there in within]
    axes.bar(range(BARS), shares, 1, align="edge", color=colours, edgecolor=INK, linewidth=0.8)
    if one.limits:
        across, right = axes.get_xaxis_transform(), low + high > BARS
        frame = Rectangle((low, 0), high - low, 1, fill=False, ec=INK, lw=3, transform=across)
        frame.set_clip_on(False)
        axes.add_patch(frame)
        looks: dict[str, Any] = {"ha": "right" if right else "left", "weight": "bold"}
        place = (high if right else low, 1.05)
        axes.text(*place, one.limits, transform=across, fontsize=SIZE, **looks)
    axes.set_xlim(0, BARS)
    axes.yaxis.set_major_locator(MaxNLocator(2))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.tick_params(labelsize=SIZE - 2)
    return axes
