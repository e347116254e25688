"""The sheets of a sweep, of cells, of an ablation and of what is not known."""

from typing import Any

import numpy as np

from sim.analysis.experiments.ablation import Ablation
from sim.analysis.experiments.factorial import Factorial
from sim.analysis.experiments.sweep import Sweep
from sim.analysis.experiments.uncertainty import Uncertainty
from sim.analysis.outcomes.measures import ANY_ON_TIME, check_measure, measure_in_words, measures
from sim.analysis.outcomes.shares import share_of
from sim.errors import UsageError
from sim.plots.charts.factorial import (
    CELL,
    SIZE,
    height_of_row,
    outcome_patches,
    plot_factorial,
    tables,
)
from sim.plots.charts.heat import colour_bar, mark_place, plot_heat
from sim.plots.charts.lines import height_of_labels, mark_line, plot_lines
from sim.plots.charts.spread import PART_WIDTH, plot_parts, plot_weights
from sim.plots.charts.ternary import place, plot_ternary
from sim.plots.charts.tornado import plot_tornado
from sim.plots.figures.figure import Figure, figure_of
from sim.plots.house_style import house_style
from sim.plots.text_layout import height_of, legend_columns, shortened, wrap, wrapped
from sim.style.labels import label

WIDE = (12.0, 6.75)  # as a projector
NARROW = (9.6, 6.75)
MAX_STATEMENTS, MAX_ASSUMPTIONS = 15, 8
TRIANGLE = 3
ABOVE = 2.3  # inches above and below the axes
LABELS_WIDTH, LABELS_HEIGHT = 6.0, 4.2  # inches of what stands along and across a picture
BESIDE_CELLS = 3.3  # inches left of all cells and between them
BESIDE_WIDTH, RIGHT_WIDTH = 2.4, 2.4  # inches of what stands beside a bar, and above bars
LEGEND: dict[str, Any] = dict(  # noqa: C408
    loc="center", frameon=False, fontsize=12, handlelength=1.6, columnspacing=1.2
)


@house_style()
def sweep_figure(sweep: Sweep, measure: str | None = None) -> Figure:
    """Return lines along one number, a heat map over two, or a triangle of three weights.

    Parameters
    ----------
    sweep : Sweep
    measure : str, optional
        What a map shows and what is bold among the lines; any meeting on time when None.

    Raises
    ------
    UsageError
        If there is no such measure, or more than three readings' weights vary.
    """
    if measure is not None:
        check_measure(sweep.run.scenario, measure, "--outcome")
    readings = len(sweep.axes[0].columns)
    if readings > TRIANGLE:
        raise UsageError(
            f"{sweep.axes[0].path}: no picture shows the weights of {readings} readings, "
            "only the table does"
        )
    if len(sweep.axes) > 1:
        return _heat_figure(sweep, measure or ANY_ON_TIME)
    if readings == TRIANGLE:
        return _ternary_figure(sweep, measure or ANY_ON_TIME)
    return _lines_figure(sweep, measure)


def _lines_figure(sweep: Sweep, measure: str | None) -> Figure:
    scenario, worlds = sweep.run.scenario, sweep.run.worlds
    path, along = next(iter(sweep.axes[0].columns.items()))
    words = label(scenario, path)
    size = (WIDE[0], max(WIDE[1], ABOVE + height_of_labels([*measures(scenario)])))
    figure = figure_of(sweep, size, measure)
    shares = {
        one: [share_of(int(count), worlds) for count in sweep.counts(one)]
        for one in measures(scenario)
    }
    axes = plot_lines(along, shares, figure.subplots(), measure)
    axes.set_xlabel(wrapped(words, LABELS_WIDTH, SIZE))
    mark_line(scenario.numbers[path].centre, axes)
    return figure


def _heat_figure(sweep: Sweep, measure: str) -> Figure:
    run, (one, other) = sweep.run, sweep.axes
    along, across = one.columns[one.path], other.columns[other.path]
    words = measure_in_words(measure)
    figure = figure_of(sweep, WIDE, measure)
    axes = figure.subplots()
    shares = (sweep.counts(measure) / run.worlds).reshape(len(along), len(across))
    colour_bar(plot_heat(shares, along, across, axes), words, axes)
    axes.set_xlabel(wrapped(label(run.scenario, one.path), LABELS_WIDTH, SIZE))
    axes.set_ylabel(wrapped(label(run.scenario, other.path), LABELS_HEIGHT, SIZE))
    where = (run.scenario.numbers[one.path].centre, run.scenario.numbers[other.path].centre)
    if all(min(v) <= at <= max(v) for v, at in zip((along, across), where, strict=True)):
        corner = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "borderpad": 0.2}
        mark_place(where, axes, **corner)
    return figure


def _ternary_figure(sweep: Sweep, measure: str) -> Figure:
    run, columns = sweep.run, sweep.axes[0].columns
    words = measure_in_words(measure)
    figure = figure_of(sweep, NARROW, measure)
    axes = figure.subplots()
    weights = np.column_stack(list(columns.values()))
    weights_of = [run.scenario.numbers[path] for path in columns]
    readings = [str(one.reading) for one in weights_of]
    mapped = plot_ternary(sweep.counts(measure) / run.worlds, weights, readings, axes)
    colour_bar(mapped, words, axes)
    x, y = place(np.array([one.centre for one in weights_of])).tolist()
    mark_place((x, y), axes, loc="upper left", bbox_to_anchor=(-0.14, 0.94))
    return figure


@house_style()
def factorial_figure(cells: Factorial) -> Figure:
    """Return a table per rule, side by side: what each combination of readings leads to."""
    scenario, shown = cells.run.scenario, tables(cells)
    one, other = (party.name for party in scenario.parties.values())
    columns = len(shown[0].columns)
    row = max(height_of_row(table, scenario) for table in shown)
    width = BESIDE_CELLS + (CELL * columns + 0.2) * len(shown)
    size = (max(WIDE[0], width), max(WIDE[1], 2.9 + row * shown[0].height))
    figure = figure_of(cells, size)
    samples = outcome_patches(scenario)
    labels = [str(sample.get_label()) for sample in samples]
    in_a_line = legend_columns(labels, size[0] - 0.5, LEGEND["fontsize"])
    ratios = (size[1] - 2.2, 0.25 * -(-len(samples) // in_a_line))
    places = figure.add_gridspec(2, len(shown), height_ratios=ratios)
    grid = [figure.add_subplot(places[0, column]) for column in range(len(shown))]
    below = figure.add_subplot(places[1, :])
    below.set_axis_off()
    below.legend(handles=samples, ncols=in_a_line, **LEGEND)
    for axes, table in zip(grid, shown, strict=True):
        plot_factorial(table, scenario, axes)
        axes.set_title(table.title, weight="bold", pad=8)
        axes.set_xlabel(wrapped(f"{one} read as", CELL * columns, SIZE))
        axes.xaxis.set_label_position("top")
        axes.tick_params(labelleft=axes is grid[0])
    beside = row * len(shown[0].rows)
    grid[0].set_ylabel("\n".join(shortened(f"{other} read as", beside, SIZE, most=3)))
    return figure


@house_style()
def ablation_figure(ablation: Ablation, measure: str = ANY_ON_TIME) -> Figure:
    """Return a bar per sentence: how a measure's share changes without it.

    Raises
    ------
    UsageError
        If there is no such measure.
    """
    ranked = ablation.ranked(measure)
    shown, rest = ranked[:MAX_STATEMENTS], len(ranked) - MAX_STATEMENTS
    words = measure_in_words(measure)
    more = f"; {rest} sentences that matter less are not shown" if rest > 0 else ""
    size = (WIDE[0], max(WIDE[1], 2.0 + 0.42 * len(shown)))
    figure = figure_of(ablation, size, measure, more)
    axes = plot_tornado(shown, measure, figure.subplots())
    axes.set_xlabel(f"{words}: change in points without\nthe sentence, with 95% interval")
    return figure


@house_style()
def uncertainty_figure(uncertainty: Uncertainty, measure: str = ANY_ON_TIME) -> Figure:
    """Return the parts of the variance, and the assumptions that matter most for a measure.

    Raises
    ------
    UsageError
        If there is no such measure.
    """
    scenario = uncertainty.scenario
    words = measure_in_words(check_measure(scenario, measure, "--outcome"))
    weights = uncertainty.weights(measure)[:MAX_ASSUMPTIONS]
    rows = [len(wrap(label(scenario, one.path), BESIDE_WIDTH, SIZE)) for one in weights]
    rows += [len(wrap(measure_in_words(one), PART_WIDTH, SIZE)) for one in uncertainty.spreads]
    most = max(len(weights), len(uncertainty.spreads))
    size = (WIDE[0], max(WIDE[1], 2.8 + most * (height_of(max(rows), SIZE) + 0.08)))
    figure = figure_of(uncertainty, size, measure)
    left, right = figure.subplots(1, 2, width_ratios=(1, 0.8))
    plot_parts(uncertainty.spreads, left)
    names = [wrapped(label(scenario, one.path), BESIDE_WIDTH, SIZE) for one in weights]
    if weights:
        plot_weights(weights, names, right)
        title = wrapped(f"what matters for {words}", RIGHT_WIDTH, SIZE)
        right.set_title(title, loc="left", fontsize=SIZE)
    else:
        nothing = wrapped(f"no assumption moves {words}", 1.25 * RIGHT_WIDTH, SIZE)
        right.set_axis_off()
        right.text(0.5, 0.5, nothing, ha="center")
    return figure
