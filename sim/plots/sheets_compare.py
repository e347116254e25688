"""The sheets of a comparison and of a story."""

from textwrap import fill

from sim.analysis.comparison import Comparison
from sim.analysis.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.replay import Story
from sim.outcome import in_words
from sim.plots.comparison import NAME_LETTERS, name_rows, plot_dumbbells, plot_key, span_of
from sim.plots.flows import in_percent, plot_flows
from sim.plots.lanes import NAMES, lanes_of, numbered, told
from sim.plots.sheet import Sheet, drawn_in_words, empty_sheet, title_rows
from sim.plots.story import plot_lanes, rows_of_key, unsaid
from sim.plots.style import INK, house_style, outcome_colours
from sim.plots.told import columns_of, plot_columns

PANEL_WIDTH, ROW_HEIGHT = 1.85, 0.5  # inches
LETTER_WIDTH = 0.115  # inches, of a scenario's name

WIDTH, MARGIN = 13.3, 0.27  # inches: of a story, and at its sides
FOOT, DAYS, KEY, TITLE = 0.5, 0.45, 0.27, 0.3  # inches, from below; of a row of the key, the title


@house_style()
def comparison_sheet(comparison: Comparison) -> Sheet:
    """Return a figure with a panel per measure and a dumbbell per scenario."""
    places = range(len(comparison.names))
    shares = [comparison.shares(place) for place in places]
    differences = [comparison.differences(place) for place in places]
    panels = {
        name: [(shares[at][name], differences[at][name]) for at in places] for name in shares[0]
    }
    names = max(min(len(name), NAME_LETTERS) for name in comparison.names) * LETTER_WIDTH
    width = max(16.0, names + 0.5 + PANEL_WIDTH * len(panels))
    size = (width, max(4.6, 2.8 + ROW_HEIGHT * len(places)))
    titles = ("How the outcomes differ", f"each scenario compared with {comparison.names[0]}")
    foot = f"{_run_of(comparison)}; each column has a scale of its own"
    figure = empty_sheet(titles, foot, size)
    figure.set_layout_engine("constrained", w_pad=0.08, h_pad=0.1, rect=(0.008, 0, 0.984, 1))
    grid = figure.add_gridspec(2, len(panels), height_ratios=(0.3, size[1] - 2.3))
    colours = [INK, *outcome_colours(len(panels) // 2 - 1)]
    plot_key(comparison.names[0], colours[1], figure.add_subplot(grid[0, :]))
    for column, (name, rows) in enumerate(panels.items()):
        axes = figure.add_subplot(grid[1, column])
        plot_dumbbells(rows, colours[column], span_of(rows), axes)
        axes.set_title(
            fill(measure_in_words(name), 13, break_long_words=False), loc="left", fontsize=14
        )
        axes.set_yticks([])
        if name == ANY_ON_TIME:
            name_rows(comparison.names, axes)
    return figure


@house_style()
def flows_sheet(comparison: Comparison, place: int = 1) -> Sheet:
    """Return a figure of the worlds that change their outcome between the first and another."""
    flows = comparison.flows(place)
    changed = 1 - flows.trace() / flows.sum()
    one, other = comparison.names[0], comparison.names[place]
    share = in_percent(changed) if changed else "None"
    title = f"{share} of the worlds change their outcome"
    figure = empty_sheet((title, f"{one} → {other}"), _run_of(comparison), (13.3, 7.5))
    axes = figure.subplots()
    plot_flows(flows, [in_words(outcome) for outcome in comparison.outcomes], axes)
    axes.set_title(_two_rows(one), loc="left", fontsize=14)
    axes.set_title(_two_rows(other), loc="right", fontsize=14)
    return figure


def _two_rows(name: str) -> str:
    return fill(name, NAME_LETTERS, max_lines=2, placeholder=" …")


@house_style()
def story_sheet(story: Story, name: str | None = None) -> Sheet:
    """Return a figure with a lane per actor, and what happened in numbered lines beneath."""
    scenario, run = story.run.scenario, story.run
    called = name or scenario.title
    width = WIDTH - NAMES - MARGIN
    lines = told(story)
    lanes = lanes_of(story, width, lines)
    columns, high_told = columns_of(lines, WIDTH - 2 * MARGIN)
    high = sum(lane.height for lane in lanes)
    below, key = FOOT + high_told + DAYS, KEY * rows_of_key(unsaid(lanes, width), width)
    titles = (f"World {story.world:,}: {in_words(story.row['outcome'])}", called)
    height = below + high + key + TITLE * len(title_rows(titles, WIDTH)) + 0.2
    rest = len(numbered(story)) - len(lines)
    more = f"; … and {rest} more moments, repeats among them, in its table" if rest else ""
    foot = f"World {story.world} of seed {run.seed}{drawn_in_words(run)}{more}"
    figure = empty_sheet(titles, foot, (WIDTH, height))
    figure.set_layout_engine("none")
    figure.texts[0].set_y(1 - 0.12 / height)  # the title
    place = (NAMES / WIDTH, below / height, width / WIDTH, high / height)
    plot_lanes(story, lanes, figure.add_axes(place))
    place = (MARGIN / WIDTH, FOOT / height, 1 - 2 * MARGIN / WIDTH, high_told / height)
    plot_columns(columns, figure.add_axes(place))
    return figure


def _run_of(comparison: Comparison) -> str:
    run = comparison.results[0].run
    return f"{run.worlds:,} worlds, seed {run.seed}{drawn_in_words(run)}"
