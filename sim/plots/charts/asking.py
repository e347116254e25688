"""Asking: how much one answer would remove of the uncertainty, and what each would make of it."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from sim.analysis.experiments.asking import Asking, Ranked, in_short
from sim.analysis.experiments.questions import KINDS
from sim.analysis.outcomes.measures import (
    ANY_ON_TIME,
    check_measure,
    measure_in_words,
    measures,
)
from sim.arrays import Flags
from sim.plots import text_layout
from sim.plots.figure import Figure, draws, figure_of
from sim.style.colours import INK, PAPER, QUIET, SILENT

LOOKS: dict[str, dict[str, Any]] = {
    "reading": {"fc": INK},
    "number": {"fc": QUIET},
    "act": {"fc": SILENT, "hatch": "//", "ec": INK},
    "draw": {"fc": PAPER, "ec": INK},
}
"""How each kind of question is drawn, in grey as in colour."""

SHOWN = "Left: share of the uncertainty that one answer removes; right: what each answer leads to"
MAX_ROWS, SIZE, SMALL = 5, 12, 10
NAMES, NAME, WIDE, APART = 3.4, 1.1, 4.2, 0.12
"""Inches: of names of questions and of answers, of all answers together, and between two."""

LEAST, LARGEST = 30, 330
"""Of the dot of an answer, in square points: however unlikely, and where it is certain."""


@draws
def asking_figure(found: Asking, measure: str = ANY_ON_TIME) -> Figure:
    """Return what is worth asking about a measure, and what each answer would make of it."""
    words = measure_in_words(check_measure(found.scenario, measure, "--outcome"))
    by_kind, held = found.by_kind(measure, MAX_ROWS), measures(found.scenario)[measure]
    rows = [row for some in by_kind.values() for row in some] or found.ranked(measure)[:MAX_ROWS]
    kinds = {one.question.kind for one, *_ in rows}
    names = [text_layout.wrapped(one.question.words, NAMES, SIZE) for one, *_ in rows]
    key = [Patch(label=KINDS[kind], **LOOKS[kind]) for kind in KINDS if kind in kinds]
    size = (13, 1.5 + len(rows) * text_layout.room_for(names, SIZE, 0.12))
    figure = figure_of(found, size, SHOWN, measure, key)
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1.2))
    plot_worth(rows, names, left)
    plot_answers(rows, held, right)
    right.set_xlabel(
        f"chance of {words}, given the answer\n(the larger its dot, the likelier it is)"
    )
    return figure


def plot_worth(rows: Sequence[Ranked], names: Sequence[str], axes: Axes) -> Axes:
    """Draw a bar per question, with its 95 % interval, the most telling on top."""
    for place, (one, removes, margin) in enumerate(rows):
        axes.barh(place, removes, 0.62, **LOOKS[one.question.kind])
        axes.plot([max(0, removes - margin), removes + margin], [place] * 2, color=QUIET)
        axes.text(removes + margin, place, f"  {in_short(removes)}", va="center", fontsize=SIZE)
    axes.set_yticks(range(len(names)), names, fontsize=SIZE)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, 1.15 * max(sum(row[1:]) for row in rows) or 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("of the uncertainty, one answer removes")
    return axes


def plot_answers(rows: Sequence[Ranked], held: Flags, axes: Axes) -> Axes:
    """Draw a dot per answer where it leads to, and a line where nobody answers."""
    sums = rows[0][0].sums.sum(axis=(0, 1))
    axes.axvline(float(sums[held].sum() / sums.sum()), color=QUIET, linestyle="--", zorder=0)
    for place, (one, *_) in enumerate(rows):
        answers = sorted(one.answers(held), key=itemgetter(2))
        at = [share for *_, share in answers]
        areas = [LEAST + (LARGEST - LEAST) * likely for _, likely, _ in answers]
        colour = LOOKS[one.question.kind]["fc"]
        middle: dict[str, Any] = {
            "ha": "center",
            "va": "center",
            "backgroundcolor": PAPER,
            "zorder": 2,
        }
        axes.scatter(at, [place] * len(at), areas, fc=colour, ec=INK, clip_on=False, zorder=3)
        room = min(NAME, WIDE / len(answers) - APART)
        names = [text_layout.shortened(answer, room, SMALL, most=1) for answer, *_ in answers]
        gap = (APART + max(text_layout.width_of(name, SMALL) for name in names)) / WIDE
        places = text_layout.spread(at, gap, gap / 2, 1 - gap / 2)
        for name, where in zip(names, places, strict=True):
            axes.text(where, place - 0.42, name, fontsize=SMALL, **middle)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.tick_params(axis="y", labelleft=False)
    axes.grid(axis="y")
    return axes
