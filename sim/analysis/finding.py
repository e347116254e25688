"""What all findings offer a notebook: a table that shows itself, pandas, a picture."""

from html import escape
from typing import TYPE_CHECKING, Any

from sim.analysis.outcomes.summary import CAVEAT
from sim.ensemble.run import Run
from sim.errors import UsageError

if TYPE_CHECKING:
    import pandas

    from sim.plots.figures.figure import Figure


MAX_ROWS = 60
"""Rows a notebook shows of a long table."""


class Finding:
    """A finding as a table and as a picture."""

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        raise NotImplementedError

    def frame(self) -> "pandas.DataFrame":
        """Return the finding as a tidy pandas DataFrame."""
        raise NotImplementedError

    def told(self, run: Run, **findings: Any) -> dict[str, Any]:
        """Return findings as plain data, with what was run and the caveat."""
        return {
            "scenario": run.scenario.title,
            "seed": run.seed,
            "worlds": run.worlds,
            "uncertain": run.uncertain,
            **findings,
            "caveat": CAVEAT,
        }

    def plot(self) -> "Figure":
        """Return the finding as a figure, which a notebook shows and ``savefig`` writes.

        Raises
        ------
        UsageError
            If there is no picture of such a finding.
        """
        raise UsageError(f"there is no picture of this; use frame(): {self.heading}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.heading}>"

    def _repr_html_(self) -> str:
        return in_html(self.heading, self.frame())


def in_html(heading: str, frame: "pandas.DataFrame") -> str:
    """Return a table as HTML with its heading and the caveat."""
    table = frame.to_html(index=False, float_format="{:.4f}".format, max_rows=MAX_ROWS)
    return f"<p><b>{escape(heading)}</b></p>{table}<p>{CAVEAT}</p>"
