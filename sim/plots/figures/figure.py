"""The sheets a run leaves: figures with a title, and a foot that says what they are."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from matplotlib import figure
from matplotlib.backend_bases import RendererBase
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from sim.analysis.finding import Finding
from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import level_pairs
from sim.analysis.stories.timeline import unfold
from sim.engine.outcome import in_words
from sim.plots.charts.levels import NAMES, plot_level_pairs, width_of_cells
from sim.plots.charts.outcomes import height_of_bars, plot_outcomes
from sim.plots.charts.timeline import NAME_SIZE, NAME_WIDTH, plot_announced, plot_chance
from sim.plots.fonts import families, tell_missing
from sim.plots.house_style import house_style
from sim.plots.text_layout import height_of, wrap, wrapped
from sim.style.colours import QUIET
from sim.style.sentences import CAVEAT


class Figure(figure.Figure):
    """A figure that a notebook shows by itself; it looks alike wherever it is drawn."""

    def png(self, dots_per_inch: float | None = None) -> bytes:
        """Return the picture as PNG; as dense as it was made when None."""
        picture = BytesIO()
        self.savefig(picture, format="png", dpi=dots_per_inch or "figure")
        return picture.getvalue()

    def _repr_png_(self) -> bytes:
        return self.png()

    @house_style()
    def savefig(self, *args: Any, **choices: Any) -> None:
        """Write it as `Figure.savefig` does, in its own style unless told otherwise."""
        super().savefig(*args, **choices)

    @house_style()
    def draw(self, renderer: RendererBase) -> None:
        """Draw it in its own style, in fonts that have its characters."""
        self._choose_fonts()
        super().draw(renderer)

    @house_style()
    def get_tightbbox(self, *args: Any, **choices: Any) -> Any:
        """Return what it takes up, as `Figure.get_tightbbox` does."""
        return super().get_tightbbox(*args, **choices)

    def _choose_fonts(self) -> None:
        for axes in self.axes:  # labels of ticks have no words before they are asked for
            axes.get_xticklabels(which="both")
            axes.get_yticklabels(which="both")
        texts = [text for text in self.findobj(Text) if isinstance(text, Text)]
        words = "".join(text.get_text() for text in texts)
        tell_missing(words)
        own = families(words)
        for text in texts:
            text.set_fontfamily(own)


DOTS_PER_INCH = 120
TITLE_SIZE, TITLE_WIDTH = 16, 8.0  # in points; in inches, of what stands above one of several axes


def pictures(result: Result) -> Iterator[tuple[str, Figure]]:
    """Yield the name and figure of each picture of a run."""
    yield "outcomes", outcomes_figure(result)
    yield "levels", levels_figure(result)
    yield "timeline", timeline_figure(result)


@house_style()
def outcomes_figure(result: Result) -> Figure:
    """Return the outcome distribution."""
    shares = result.outcome_shares()
    figure = figure_of(result, (10, max(5.6, 2.0 + height_of_bars(shares))))
    plot_outcomes(shares, figure.subplots())
    return figure


@house_style()
def levels_figure(result: Result) -> Figure:
    """Return the grid of level pairs."""
    scenario = result.scenario
    width = NAMES + width_of_cells(len(scenario.levels)) + 0.7
    titles = ("At which level each would come, on the eve", scenario.title)
    figure = empty_figure(titles, result.ran, (width, 7))
    one, other = (party.name for party in scenario.parties.values())
    plot_level_pairs(level_pairs(result), scenario.levels, (one, other), figure.subplots())
    return figure


@house_style()
def timeline_figure(result: Result) -> Figure:
    """Return how the chance of a meeting unfolds, with what both parties have announced."""
    scenario, watched = result.scenario, unfold(result.run)
    clock = scenario.clock
    when = [clock.start_of(tick) for tick in range(clock.ticks + 1)]
    names = [wrap(f"{in_words(level)} on time", NAME_WIDTH, NAME_SIZE) for level in scenario.levels]
    beside = 0.45 + height_of(sum(map(len, names)) + 1, NAME_SIZE + 4)  # the tallest legend
    size = (10, max(8.4, 1.6 + 3 * beside))
    ran = replace(result.run, worlds=watched.worlds).in_words()
    figure = empty_figure(("How it unfolds", scenario.title), ran, size)
    chance, *said = figure.subplots(3, sharex=True)
    plot_chance(watched.on_time, scenario.meeting_levels, when, chance)
    words = "share of worlds that meet on time, if both stopped deciding now"
    chance.set_title(words, loc="left", fontsize=13)
    for axes, (key, announced) in zip(said, watched.announced.items(), strict=True):
        plot_announced(announced, scenario.levels, when, axes)
        words = f"what {scenario.parties[key].name} has last announced, share of worlds"
        axes.set_title(wrapped(words, TITLE_WIDTH, 13), loc="left", fontsize=13)
    return figure


def figure_of(
    finding: Finding, size: tuple[float, float], measure: str | None = None, more: str = ""
) -> Figure:
    """Return an empty figure with what a finding says, of one measure or by itself.

    Parameters
    ----------
    finding : Finding
    size : tuple of float
        See `empty_figure`.
    measure : str, optional
    more : str
        What its foot says besides.
    """
    sentence = finding.about(measure) if measure else finding.sentence
    return empty_figure((sentence, finding.heading), f"{finding.ran}{more}", size)


def empty_figure(titles: tuple[str, str], run: str, size: tuple[float, float]) -> Figure:
    """Return an empty figure with its title and its foot: what was run, and the caveat.

    Parameters
    ----------
    titles : tuple of str
        The sentence that states what is shown, and of which scenario.
    run : str
        What was run, such as ``"10,000 worlds, seed 1"``.
    size : tuple of float
        Width and height in inches; it is higher where a title needs more than its two rows.
    """
    layout = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.1)  # inches
    rows = title_rows(titles, size[0])
    height = size[1] + height_of(len(rows) - len(titles), TITLE_SIZE)
    figure = Figure(figsize=(size[0], height), dpi=DOTS_PER_INCH, layout=layout)
    figure.suptitle("\n".join(rows), fontsize=TITLE_SIZE, weight="bold", x=0.02, ha="left")
    figure.supxlabel(f"{run}. {CAVEAT}", fontsize=12, color=QUIET, x=0.02, ha="left")
    return figure


def title_rows(titles: tuple[str, str], width: float) -> list[str]:
    """Return the rows of a title on a figure of some inches, what is shown first."""
    room = 0.96 * width - 0.2
    return [row for title in titles for row in wrap(title, room, TITLE_SIZE, "bold")]
