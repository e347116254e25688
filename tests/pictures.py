"""Where the words of a picture stand, to see whether they overlap or are cut."""

from itertools import combinations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

Word = tuple[str, Bbox]


def laid_out(figure: Figure) -> None:
    """Go through all that drawing a figure takes but for its pixels, which cost most."""
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()


def label_of(figure: Figure) -> str:
    """Return what stands below the title: what is shown, of which scenario, and what was run."""
    return " ".join(figure.texts[1].get_text().split())


def check_words(figure: Figure, drawn: list[Word]) -> None:
    """Lay a figure out and fail where two texts overlap, or one is cut."""
    drawn.clear()
    laid_out(figure)
    width, height = figure.bbox.size
    assert len(drawn) > 6
    for text, box in drawn:
        assert min(box.x0, box.y0) >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (one, box), (other, another) in combinations(drawn, 2):
        assert not Bbox.intersection(box.padded(-2), another.padded(-2)), (one, other)


def check_dots(figure: Figure) -> None:
    """Lay a figure out and fail where a text stands on a dot."""
    laid_out(figure)
    for axes in figure.axes:
        for line in (line for line in axes.lines if line.get_marker() == "o"):
            half = line.get_markersize() / 2 * figure.dpi / 72
            for x, y in line.get_transform().transform(np.asarray(line.get_xydata())):
                dot = Bbox([[x - half, y - half], [x + half, y + half]])
                for text in axes.texts:
                    box = text.get_window_extent()
                    assert not Bbox.intersection(box, dot), text.get_text()
