"""Figures: pictures with a title that states the finding, and a foot that says what was run."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from matplotlib import figure
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from sim.analysis.finding import Finding
from sim.plots.fonts import families, tell_missing
from sim.plots.house_style import house_style
from sim.plots.text_layout import height_of, legend_columns, shortened, wrap
from sim.style.colours import QUIET
from sim.style.sentences import CAVEAT

Look = tuple[int, str]  # size in points, and weight
ABOUT: list[Look] = [(size, "normal") for size in range(13, 8, -1)]
TITLES: list[Look] = [*((size, "bold") for size in range(16, 11, -1)), *ABOUT]
"""Looks of what a picture is about and of its sentence, the best first: long ones are smaller."""

TITLE_ROWS = 2
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
        words = "".join(text.get_text() for text in texts)
        tell_missing(words)
        own = families(words)
        for text in texts:
            text.set_fontfamily(own)


def figure_of(
    finding: Finding,
    size: tuple[float, float],
    measure: str | None = None,
    more: str = "",
    key: Sequence[Artist] = (),
) -> Figure:
    """Return an `empty_figure` with what a finding says, of one measure or by itself.

    Its foot says `more` besides.
    """
    sentence = finding.about(measure) if measure else finding.sentence
    return empty_figure((sentence, finding.heading), f"{finding.ran}{more}", size, key)


def empty_figure(
    titles: tuple[str, str], run: str, size: tuple[float, float], key: Sequence[Artist] = ()
) -> Figure:
    """Return an empty figure with its title, its key, and its foot: what was run, and the caveat.

    The titles are the sentence that states what is shown, never cut, and below it in a row what it
    is about. The size, in inches, is the width, and the height of what stands below title and key;
    the key's samples of looks have labels.
    """
    width = 0.96 * size[0] - SIDE  # letters drawn on whole dots are up to 2 % wider than measured
    large, weight, rows = fitted(titles[0], width, TITLES, TITLE_ROWS)
    small, _, _ = fitted(titles[1], width, [look for look in ABOUT if look[0] <= large], 1)
    columns = legend_columns([str(one.get_label()) for one in key], width, KEY_SIZE)
    about = EDGE + height_of(len(rows), large) + GAP
    explained = about + height_of(1, small) + GAP
    above = explained + KEY_ROW * -(-len(key) // columns)
    height = above + size[1]
    layout = ConstrainedLayoutEngine(rect=(0, 0, 1, size[1] / height))
    made = Figure(figsize=(size[0], height), layout=layout)
    left: dict[str, Any] = {"x": SIDE / size[0], "ha": "left"}
    made.suptitle("\n".join(rows), fontsize=large, weight=weight, y=1 - EDGE / height, **left)
    row = shortened(titles[1], width, small, most=1)
    made.text(y=1 - about / height, s=row, fontsize=small, color=QUIET, va="top", **left)
    made.supxlabel(f"{run}. {CAVEAT}", color=QUIET, **left)
    if key:
        corner = (SIDE / size[0], 1 - explained / height)
        edges = {"borderpad": 0, "borderaxespad": 0.2}
        made.legend(handles=key, ncols=columns, loc="upper left", bbox_to_anchor=corner, **edges)
    return made


def fitted(
    words: str, width: float, looks: Sequence[Look], most: int
) -> tuple[int, str, list[str]]:
    """Return the first size and weight at which words stand in few rows, and all their rows."""
    for size, weight in looks:
        rows = wrap(words, width, size, weight)
        if len(rows) <= most:
            break
    return size, weight, rows
