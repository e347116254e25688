"""Advice: what acts do to an outcome, against what they cost in blame before each audience."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from sim.analysis.experiments.advice import Advice
from sim.analysis.outcomes.measures import measure_in_words
from sim.analysis.outcomes.otherwise import named
from sim.plots.figure import Figure, draws, figure_of
from sim.plots.text_layout import room_for, shortened, spread, wrapped
from sim.style.colours import INK, PAPER, QUIET, SILENT
from sim.style.numbers import in_points

PANEL, NAMES, SIZE, MAX_TOLD = 2.6, 5.2, 15, 12  # inches: a panel, words; points; acts in words
LOOKS: dict[str, dict[str, Any]] = {
    "neither another nor doing nothing is better": {"marker": "D", "markersize": 12, "mfc": INK},
    "one act": {"marker": "o", "markersize": 10, "mfc": PAPER},
    "two acts together": {"marker": "o", "markersize": 4, "mfc": QUIET},
}
BESIDE: dict[str, Any] = {"va": "center", "fontsize": SIZE}
BESIDE["arrowprops"] = {"arrowstyle": "-", "color": QUIET, "relpos": (0, 0.5)}


@draws
def advice_figure(found: Advice) -> Figure:
    """Return a panel per audience: what acts do to the outcome, over how its blame changes."""
    told = [one for one in found.told if one.sign][:MAX_TOLD] or found.told[:1]
    names = [shortened(f"had {one.words}", NAMES, SIZE, "bold", 3) for one in told]
    audiences, high = [*told[0].blame] or [""], max(4, len(told) * room_for(names, SIZE))
    key = [Line2D([], [], ls="none", label=name, mec=INK, **look) for name, look in LOOKS.items()]
    size = 1.2 + PANEL * len(audiences) + NAMES, 1 + high
    figure = figure_of(found, size, "Acts by effect and blame", found.wanted, key)
    drawn = figure.subplots(1, len(audiences), sharey=True, squeeze=False)[0]
    for axes, audience in zip(drawn, audiences, strict=True):
        plot_acts(found, audience, axes)
        name = f"blame by {named(found.scenario, audience)}" if audience else "nobody blames it"
        axes.set_xlabel(wrapped(name, PANEL - 0.4, SIZE), fontsize=SIZE)
        for one in told:
            axes.axhline(one.gain.difference, color=SILENT, lw=1, zorder=0)
    drawn[0].set_ylabel(f"{measure_in_words(found.wanted)}, in points", fontsize=SIZE)
    drawn[0].yaxis.set_major_formatter(FuncFormatter(lambda share, _: in_points(share)))
    low, top = drawn[0].get_ylim()
    heights = [one.gain.difference for one in told]
    places = spread(heights[::-1], (top - low) / len(told), low, top)[::-1]
    for one, words, place in zip(told, names, places, strict=True):
        look = {**BESIDE, "weight": "bold" if one in found.best else "normal"}
        across = drawn[-1].get_yaxis_transform()
        drawn[-1].annotate(words, (1, one.gain.difference), (1.12, place), across, across, **look)
    return figure


def plot_acts(found: Advice, audience: str, axes: Axes) -> Axes:
    """Draw a mark per act: its effect on the outcome over the change of one audience's blame."""
    axes.axhline(0, color=INK, lw=1)
    axes.axvline(0, color=INK, lw=1)
    best, looks = found.best, [*LOOKS.values()]
    for one in sorted(found.acts, key=lambda one: (one in best, -len(one.changes))):  # large on top
        look = looks[0 if one in best else len(one.changes)]
        axes.plot([one.blame.get(audience, 0)], [one.gain.difference], mec=INK, **look)
    axes.margins(0.12)
    axes.xaxis.set_major_locator(MaxNLocator(3) if audience else NullLocator())
    axes.tick_params(labelsize=SIZE)
    return axes
