"""Downloads: what a visitor can take along. Each is made when it is asked for.

What Matplotlib draws is made in turn: its settings belong to the whole process, which several
visitors share.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sim.analysis.audit.changes import changes_from_base
from sim.analysis.experiments.comparison import Comparison
from sim.archive.run_record import ran_of
from sim.archive.spreadsheet import as_csv
from sim.dashboard import words
from sim.dashboard.panels import again
from sim.dashboard.turns import later
from sim.errors import on_one_line
from sim.pages.cards import cards_page
from sim.pages.report import report_page


@dataclass(frozen=True)
class File:
    """Something to download: what its button says, its name and kind, and how it is made."""

    label: str
    name: str
    kind: str
    content: Callable[[], bytes]


def files_of(both: Comparison) -> list[File]:
    """Return what stands on the page now, in the forms in which it can be taken along."""
    now = both.results[1]
    return [
        File(words.PICTURE, "outcomes.png", "image/png", lambda: later(lambda: now.plot().png())),
        File(words.TABLE, "outcomes.csv", "text/csv", lambda: as_csv(both.frame()).encode()),
        File(words.SCENARIO, words.FILE, "application/yaml", lambda: scenario_file(both)),
        File(words.REPORT, "report.html", "text/html", lambda: later(report, both)),
        File(words.CARDS, "cards.html", "text/html", lambda: cards_page(now.scenario).encode()),
    ]


def report(both: Comparison) -> bytes:
    """Return the report of what stands on the page, as ``parley report`` writes it."""
    base, now = both.results
    return report_page(ran_of(now, base.scenario, again(now.run))).encode()


def scenario_file(both: Comparison) -> bytes:
    """Return the scenario as now set; the same worlds and seed give the same numbers.

    Comments on top say which command does so, and what is changed against the text.
    """
    base, now = (result.scenario for result in both.results)
    changed = [words.CHANGED_LINE.format(one=one) for one in changes_from_base(base, now)]
    told = [again(both.results[1].run), *([words.CHANGED, *changed] if changed else [])]
    comments = "".join(f"# {on_one_line(line)}\n" for line in told)
    return f"{comments}{now.to_yaml()}".encode()
