"""Figures: the finding is the title; below it a label says what is shown, and what was run."""

from collections.abc import Callable, Sequence
from functools import singledispatch
from io import BytesIO
from typing import Any, TypeVar

from matplotlib import figure
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from sim.analysis.finding import Finding
from sim.analysis.outcomes.measures import worth_showing
from sim.engine.outcome import outcomes_of
from sim.errors import UsageError
from sim.plots.fonts import families, tell_missing
from sim.plots.house_style import house_style
from sim.plots.text_layout import height_of, legend_columns, shortened, wrap
from sim.scenario import Scenario
from sim.style.colours import INK, QUIET, Look, outcome_looks
from sim.style.sentences import CAVEAT, listed
from sim.style.templates import typographic

Drawing = TypeVar("Drawing", bound=Callable[..., Any])
Fit = tuple[int, int]  # points, and the rows that there may be at most
TITLES: list[Fit] = [(16, 2), (15, 2), (14, 2), *((size, 3) for size in range(15, 8, -1))]
LABELS: list[Fit] = [(size, 2) for size in range(12, 8, -1)]
"""How a picture's sentence, which is bold, and its label may be set, the best first."""

SIDE, EDGE, GAP = 0.2, 0.12, 0.06  # inches beside and above the title, and between its parts
KEY_SIZE, KEY_ROW = 12, 0.27  # points; inches


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
        for text in texts:
            text.set_text(typographic(text.get_text()))
        words = "".join(text.get_text() for text in texts)
        tell_missing(words)
        own = families(words)
        for text in texts:
            text.set_fontfamily(own)


def check_kind(kind: str, *kinds: str) -> str:
    """Return which of several pictures of a finding is asked for; raise `UsageError` for none."""
    if kind not in kinds:
        raise UsageError(f"kind must be {listed(map(repr, kinds), 'or')}, not {kind!r}")
    return kind


def looks_of(*scenarios: Scenario) -> dict[str, Look]:
    """Return the look of each outcome that can happen in scenarios with the same outcomes."""
    outcomes, shown = outcomes_of(scenarios[0]), worth_showing(*scenarios)
    every = zip(outcomes, outcome_looks(len(outcomes)), strict=True)
    return {outcome: look for outcome, look in every if outcome in shown}


def patterned(look: Look) -> dict[str, Any]:
    """Return how matplotlib fills a patch with the colour and pattern of an outcome."""
    return {"fc": look.colour, "hatch": look.pattern, "hatchcolor": look.ink, "ec": INK}


def figure_of(
    finding: Finding,
    size: tuple[float, float],
    shown: str,
    measure: str | None = None,
    key: Sequence[Artist] = (),
) -> Figure:
    """Return an `empty_figure` with what a finding says, of one measure or by itself.

    Its label says what is shown, of which scenario, and what was run.
    """
    sentence = finding.about(measure) if measure else finding.sentence
    return empty_figure(sentence, labelled(shown, finding), size, key)


def labelled(shown: str, finding: Finding) -> str:
    """Return a picture's label: what is shown, of which scenario, and what was run."""
    return f"{shown} · {finding.title} · {finding.ran}"


def empty_figure(
    sentence: str, label: str, size: tuple[float, float], key: Sequence[Artist] = ()
) -> Figure:
    """Return an empty figure with its title, label and key, and the caveat at its foot.

    The sentence that states what is found is never cut; the label below it is. The size, in
    inches, is the width, and the height of what stands below title and key; the key's samples of
    looks have labels.
    """
    width = 0.96 * size[0] - SIDE  # letters drawn on whole dots are up to 2 % wider than measured
    large, title = fitted(sentence, width, TITLES, "bold")
    small, _ = fitted(label, width, LABELS)
    rows = shortened(label, width, small)
    columns = legend_columns([str(one.get_label()) for one in key], width, KEY_SIZE)
    about = EDGE + height_of(len(title), large) + GAP
    explained = about + height_of(1 + rows.count("\n"), small) + GAP
    above = explained + KEY_ROW * -(-len(key) // columns)
    height = above + size[1]
    layout = ConstrainedLayoutEngine(rect=(0, 0, 1, size[1] / height))
    made = Figure(figsize=(size[0], height), layout=layout)
    left: dict[str, Any] = {"x": SIDE / size[0], "ha": "left"}
    made.suptitle("\n".join(title), fontsize=large, y=1 - EDGE / height, **left)
    made.text(y=1 - about / height, s=rows, fontsize=small, color=QUIET, va="top", **left)
    made.supxlabel(CAVEAT, color=QUIET, **left)
    if key:
        corner = (SIDE / size[0], 1 - explained / height)
        edges = {"borderpad": 0, "borderaxespad": 0.2}
        made.legend(handles=key, ncols=columns, loc="upper left", bbox_to_anchor=corner, **edges)
    return made


def fitted(
    words: str, width: float, fits: Sequence[Fit], weight: str = "normal"
) -> tuple[int, list[str]]:
    """Return the first size at which words stand in few enough rows, and all their rows."""
    for size, most in fits:
        rows = wrap(words, width, size, weight)
        if len(rows) <= most:
            break
    return size, rows


@singledispatch
def plot(finding: Finding, *choices: Any, **named: Any) -> Figure:
    """Return a finding as a figure, which a notebook shows and ``savefig`` writes.

    Parameters
    ----------
    finding : Finding
        A result, a comparison, a sweep, a story …
    *choices, **named
        What its figure takes besides: an outcome for a sweep, an ablation, a split and uncertainty,
        a name for a story, ``flows=1`` for the worlds that change their outcome in a comparison.

    Raises
    ------
    UsageError
        If there is no picture of such a finding.

    Examples
    --------
    >>> from sim import Scenario, plot, simulate
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> plot(simulate(week, 100, seed=1)).savefig("outcomes.png")  # doctest: +SKIP
    """
    raise UsageError(f"there is no picture of this; use frame(): {finding!r}")


def draws(figure: Drawing) -> Drawing:
    """Let `plot` draw in this way, in the house style, the kind of finding that this takes."""
    styled: Drawing = house_style()(figure)
    plot.register(styled)
    return styled
