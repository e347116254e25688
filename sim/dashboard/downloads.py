"""Downloads: what a visitor can take along. Each is made when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from sim.analysis.comparison import Comparison
from sim.dashboard import words
from sim.result import Result

_DRAWING = Lock()
"""Matplotlib's settings belong to the whole process, which several visitors share."""


@dataclass(frozen=True)
class File:
    """Something to download: what its button says, its name and kind, and how it is made."""

    label: str
    name: str
    kind: str
    content: Callable[[], bytes]


def files_of(both: Comparison) -> list[File]:
    """Return the picture, the table and the scenario as they are now."""
    result = both.results[1]
    return [
        File(words.PICTURE, "outcomes.png", "image/png", lambda: picture(result)),
        File(words.TABLE, "outcomes.csv", "text/csv", lambda: table(both)),
        File(words.SCENARIO, words.FILE, "application/yaml", lambda: scenario_file(result)),
    ]


def picture(result: Result) -> bytes:
    """Return the outcome distribution as PNG."""
    drawn = BytesIO()
    with _DRAWING:
        result.plot().savefig(drawn, format="png")
    return drawn.getvalue()


def table(both: Comparison) -> bytes:
    """Return the shares and differences as CSV."""
    csv: str = both.frame().to_csv(index=False)
    return csv.encode("utf-8")


def scenario_file(result: Result) -> bytes:
    """Return the scenario as now set; the same worlds and seed give the same numbers."""
    told = words.COMMAND.format(file=words.FILE, worlds=result.run.worlds, seed=result.run.seed)
    return f"# {told}\n{result.scenario.to_yaml()}".encode()
