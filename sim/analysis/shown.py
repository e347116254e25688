"""What all findings offer a notebook: a table that shows itself, pandas, a picture."""

from html import escape
from typing import TYPE_CHECKING, Any

from sim.analysis.summary import CAVEAT

if TYPE_CHECKING:
    import pandas

    from sim.plots.sheet import Sheet


MOST_ROWS = 60
"""Rows a notebook shows of a long table."""


class Shown:
    """A finding as a table and as a picture."""

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        raise NotImplementedError

    def frame(self) -> "pandas.DataFrame":
        """Return the finding as a tidy pandas DataFrame."""
        raise NotImplementedError

    def plot(self, **choices: Any) -> "Sheet":
        """Return the finding as a figure, which a notebook shows and ``savefig`` writes."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return in_html(self.heading, self.frame())


def in_html(heading: str, frame: "pandas.DataFrame") -> str:
    """Return a table as HTML with its heading and the caveat."""
    table = frame.to_html(index=False, float_format="{:.4f}".format, max_rows=MOST_ROWS)
    return f"<p><b>{escape(heading)}</b></p>{table}<p>{CAVEAT}</p>"
