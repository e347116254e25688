"""Findings: what every analysis returns. A finding states itself; it does not draw."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.engine.outcome import in_words
from sim.ensemble.luck import Luck
from sim.ensemble.run import Run
from sim.scenario import Scenario
from sim.style.sentences import CAVEAT, left_in_words

if TYPE_CHECKING:
    import pandas

    from sim.plots.plot import Figure

MAX_ROWS = 60
"""Rows a notebook shows of a long table."""


class Finding:
    """A finding: a heading, one sentence that states it, and a table."""

    scenario: Scenario

    topic: ClassVar[str]
    """What is asked of the scenario, as its heading says it after the title."""

    listed_as: ClassVar[str] = "rows"
    """The key of the table in plain data."""

    @property
    def title(self) -> str:
        """What is asked about: as a rule, a scenario."""
        return self.scenario.title

    @property
    def heading(self) -> str:
        """What the table shows, in one line."""
        return f"{self.title}: {self.topic}"

    @property
    def ran(self) -> str:
        """What was run, in words."""
        return "No world was run"

    @property
    def sentence(self) -> str:
        """What was found, in plain words, with its number."""
        return self.about()

    def about(self, measure: str = ANY_ON_TIME) -> str:
        """Return the sentence about one outcome."""
        raise NotImplementedError

    @property
    def request(self) -> dict[str, Any]:
        """What was run or looked at, as plain data."""
        return {"scenario": self.title}

    def records(self) -> Iterable[Mapping[str, Any]]:
        """Return the rows of the table."""
        raise NotImplementedError

    def frame(self) -> "pandas.DataFrame":
        """Return the finding as a tidy pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.records())

    def shown(self) -> "pandas.DataFrame":
        """Return the table that a notebook shows."""
        return self.frame()

    def details(self) -> Mapping[str, Any]:
        """Return what was found, as plain data: the rows, where there is nothing else."""
        return {self.listed_as: [*self.records()]}

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data: what was run, what was found, and the caveat."""
        return {**self.request, "sentence": self.sentence, **self.details(), "caveat": CAVEAT}

    def plot(self, *choices: Any, **named: Any) -> "Figure":
        """Return the finding as a figure, which a notebook shows and ``savefig`` writes.

        The choices are those of its figure; see `sim.plots.plot`.
        """
        from sim.plots.plot import plot

        return plot(self, *choices, **named)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.heading}; {self.ran}>"

    def _repr_html_(self) -> str:
        table = self.shown().to_html(index=False, float_format="{:.4f}".format, max_rows=MAX_ROWS)
        return (
            f"<p><b>{escape(self.heading)}</b></p><p>{escape(self.sentence)}</p>"
            f"{table}<p>{self.ran}. {CAVEAT}</p>"
        )


class RunFinding(Finding):
    """What was found by running worlds."""

    run: Run

    each: ClassVar[str] = ""
    """For each of what the worlds are run, such as ``" at each point"``."""

    @property
    def scenario(self) -> Scenario:  # type: ignore[override]
        """The scenario that was run."""
        return self.run.scenario

    @property
    def ran(self) -> str:
        """How many worlds were run, and on which luck, and how many fit what is known."""
        known = self.left is not None and bool(self.run.facts)
        left = f": {left_in_words(self.left or 0, self.run.worlds)}" if known else ""
        return f"{self.run.in_words(self.each)}{left}"

    def as_known(self, sentence: str) -> str:
        """Return a sentence, or that it holds given what is known."""
        given = f"Given what is known, {sentence[:1].lower()}{sentence[1:]}"
        return given if self.run.facts else sentence

    @property
    def left(self) -> int | None:
        """How many worlds fit what is known, where fewest do; None where nobody counts them."""
        return None

    @property
    def request(self) -> dict[str, Any]:
        """The scenario, its luck, how many worlds, and what was kept of them."""
        run, luck = self.run, self.run.luck
        size = {"seed": luck.seed, "worlds": run.worlds, "uncertain": luck.uncertain}
        known = {"given": [*luck.given], "fit": self.left} if luck.given else {}
        return super().request | size | {"luck": luck.kind, "keep": run.keep} | known


class WorldFinding(Finding):
    """What was found in one world of a run."""

    luck: Luck
    world: int
    """Its number, from 0, as in the table of any run with this luck."""
    outcome: str
    """How it ended."""

    @property
    def heading(self) -> str:
        """Which world it is, and how it ended, in one line."""
        return f"{self.scenario.title}: world {self.world:,}, {in_words(self.outcome)}"

    @property
    def ran(self) -> str:
        """Which world it is, in words."""
        return f"World {self.world:,} of {self.luck.in_words}"

    @property
    def request(self) -> dict[str, Any]:
        """Which world it is."""
        luck = {name: value for name, value in asdict(self.luck).items() if value != ()}
        return super().request | luck | {"world": self.world}
