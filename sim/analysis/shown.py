"""What all findings offer a notebook: a table that shows itself, pandas, a picture."""

from typing import TYPE_CHECKING, Any

from sim.analysis.summary import CAVEAT

if TYPE_CHECKING:
    import pandas

    from sim.plots.sheet import Sheet


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
        from html import escape

        table = self.frame().to_html(index=False, float_format="{:.4f}".format)
        return f"<p><b>{escape(self.heading)}</b></p>{table}<p>{CAVEAT}</p>"
