"""The sheets of a comparison and of a story."""

from collections.abc import Sequence

from sim.analysis.experiments.comparison import Comparison
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.stories.replay import Story
from sim.engine.outcome import in_words
from sim.plots.charts.comparison import (
    NAME_SIZE,
    name_rows,
    plot_dumbbells,
    plot_key,
    short_names,
    span_of,
)
from sim.plots.charts.flows import BESIDES, LABEL_WIDTH, height_of_labels, in_percent, plot_flows
from sim.plots.charts.lanes import NAMES, lanes_of, numbered, told
from sim.plots.charts.story import plot_lanes, rows_of_key, unsaid
from sim.plots.charts.told import columns_of, plot_columns
from sim.plots.figures.figure import Figure, empty_figure, figure_of
from sim.plots.house_style import house_style
from sim.plots.text_layout import LEFT_TO_RIGHT, height_of, shortened, width_of, wrapped
from sim.style.colours import INK, outcome_colours

PANEL_WIDTH, ROW_HEIGHT, TITLE_SIZE = 1.95, 0.5, 14  # inches; points of a panel's title
FLOWS_WIDTH, FLOWS_HEIGHT = 13.3, 7.5  # inches, at least

WIDTH, MARGIN = 13.3, 0.27  # inches: of a story, and at its sides
FOOT, DAYS, KEY, TITLE = 0.5, 0.45, 0.27, 0.3  # inches, from below; of a row of the key, the title


@house_style()
def comparison_figure(comparison: Comparison, flows: int | None = None) -> Figure:
    """Return a figure with a panel per measure and a dumbbell per scenario.

    Parameters
    ----------
    comparison : Comparison
    flows : int, optional
        Instead, which scenario's flows to draw: the worlds that change their outcome.
    """
    if flows is not None:
        return flows_figure(comparison, flows)
    places = range(len(comparison.names))
    shares = [comparison.shares(place) for place in places]
    differences = [comparison.differences(place) for place in places]
    panels = {
        name: [(shares[at][name], differences[at][name]) for at in places] for name in shares[0]
    }
    names = short_names(comparison.names)
    wide = max(width_of(row, NAME_SIZE, "bold") for rows in names for row in rows)
    width = max(16.0, wide + 0.5 + PANEL_WIDTH * len(panels))
    above = [wrapped(measure_in_words(name), PANEL_WIDTH - 0.2, TITLE_SIZE) for name in panels]
    row = max(ROW_HEIGHT, height_of(max(map(len, names)), NAME_SIZE) + 0.1)
    said = 2 * TITLE + height_of(_most_rows(above), TITLE_SIZE)
    size = (width, max(4.6, 1.6 + said + row * len(places)))
    figure = figure_of(comparison, size, more="; each column has a scale of its own")
    figure.set_layout_engine("constrained", w_pad=0.08, h_pad=0.1, rect=(0.008, 0, 0.984, 1))
    grid = figure.add_gridspec(2, len(panels), height_ratios=(0.3, size[1] - 1.1 - said))
    colours = [INK, *outcome_colours(len(panels) // 2 - 1)]
    plot_key(comparison.names[0], colours[1], figure.add_subplot(grid[0, :]))
    for column, (name, rows) in enumerate(panels.items()):
        axes = figure.add_subplot(grid[1, column])
        plot_dumbbells(rows, colours[column], span_of(rows), axes)
        axes.set_title(above[column], loc="left", fontsize=TITLE_SIZE)
        axes.set_yticks([])
        if name == ANY_ON_TIME:
            name_rows(comparison.names, axes)
    return figure


def _most_rows(texts: Sequence[str]) -> int:
    return 1 + max(text.count("\n") for text in texts)


@house_style()
def flows_figure(comparison: Comparison, place: int = 1) -> Figure:
    """Return a figure of the worlds that change their outcome between the first and another."""
    flows = comparison.flows(place)
    changed = 1 - flows.trace() / flows.sum()
    one, other = comparison.names[0], comparison.names[place]
    share = in_percent(changed) if changed else "None"
    title = f"{share} of the worlds change their outcome"
    names = [in_words(outcome) for outcome in comparison.outcomes]
    size = (FLOWS_WIDTH, max(FLOWS_HEIGHT, BESIDES + height_of_labels(names)))
    way = f"{one}{LEFT_TO_RIGHT} → {LEFT_TO_RIGHT}{other}"  # the arrow, whatever way names run
    figure = empty_figure((title, way), comparison.ran, size)
    axes = figure.subplots()
    plot_flows(flows, names, axes)
    room = FLOWS_WIDTH / 2 - LABEL_WIDTH - 0.4
    for side, name in (("left", one), ("right", other)):
        short = "\n".join(shortened(name, room, TITLE_SIZE))
        axes.set_title(short, loc=side, fontsize=TITLE_SIZE)  # type: ignore[arg-type]
    return figure


@house_style()
def story_figure(story: Story, name: str | None = None) -> Figure:
    """Return a figure with a lane per actor, and what happened in numbered lines beneath."""
    width = WIDTH - NAMES - MARGIN
    lines = told(story)
    lanes = lanes_of(story, width, lines)
    columns, high_told = columns_of(lines, WIDTH - 2 * MARGIN)
    high = sum(lane.height for lane in lanes)
    below, key = FOOT + high_told + DAYS, KEY * rows_of_key(unsaid(lanes, width), width)
    titles = (story.sentence, name or story.scenario.title)
    rest = len(numbered(story)) - len(lines)
    more = f"; … and {rest} more moments, repeats among them, in its table" if rest else ""
    size = (WIDTH, below + high + key + 2 * TITLE + 0.2)
    figure = empty_figure(titles, f"{story.ran}{more}", size)
    height = figure.get_figheight()
    figure.set_layout_engine("none")
    figure.texts[0].set_y(1 - 0.12 / height)  # the title
    place = (NAMES / WIDTH, below / height, width / WIDTH, high / height)
    plot_lanes(story, lanes, figure.add_axes(place))
    place = (MARGIN / WIDTH, FOOT / height, 1 - 2 * MARGIN / WIDTH, high_told / height)
    plot_columns(columns, figure.add_axes(place))
    return figure
