"""Downloads: what a visitor can take along. Each is made when it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.analysis.audit.changes import changes_from_base
from sim.analysis.audit.influences import influences
from sim.archive.run_record import ran_of
from sim.archive.spreadsheet import as_csv
from sim.ensemble.run import Run
from sim.errors import on_one_line
from sim.page.address import whole
from sim.page.view import View
from sim.rules.user_files import loading
from sim.style.commands import typed

NAME, HAND_IN = "my-scenario.yaml", "hand-in.html"
DOTS_PER_INCH = 100


@dataclass(frozen=True)
class File:
    """Something to download: what its link says, its kind, and how it is made of a view."""

    label: str
    kind: str
    content: Callable[[View], bytes]


def again(run: Run) -> str:
    """Return the command that gives the same numbers as a run, from the downloaded file."""
    known = [word for one in run.luck.given for word in ("--given", one)]
    size = ["--worlds", str(run.worlds), "--seed", str(run.seed)]
    return typed(["parley", *loading(), "run", NAME, *size, *known])


def report(view: View) -> bytes:
    """Return the report of what stands on the page, as ``parley report`` writes it."""
    from sim.pages.report import report_page  # loads Matplotlib

    ran = ran_of(view.result, view.base, again(view.result.run))
    return report_page(ran, view.both).encode()


def hand_in(view: View, written: Mapping[str, str]) -> bytes:
    """Return the page to hand in; what somebody wrote is kept nowhere, all else for the next."""
    from sim.pages.hand_in import Entry, hand_in_page, hand_in_parts  # loads Matplotlib

    guess, both = written["prediction"], view.both
    entry = Entry(
        written["name"], whole("prediction", guess, 100) if guess else None, written["reason"]
    )
    parts = view.desk.once(("hand-in", str(view.address)), lambda: hand_in_parts(both))
    return hand_in_page(parts, entry, again(view.result.run)).encode()


def cards(view: View) -> bytes:
    """Return the role cards of what is set now, and the leader's sheet."""
    from sim.pages.cards import cards_page  # loads NetworkX

    return cards_page(view.scenario).encode()


def table(view: View) -> bytes:
    """Return the shares of the text and of what is set, and their differences."""
    return as_csv(view.both.frame()).encode()


def scenario_file(view: View) -> bytes:
    """Return the scenario as now set; the same worlds and seed give the same numbers.

    Comments on top say which command does so, and what is changed against the text.
    """
    changes = changes_from_base(view.base, view.scenario)
    changed = [f"{one.path}: {one.before} → {one.after}" for one in changes]
    told = [again(view.result.run), *(["Changed against the text:", *changed] if changed else [])]
    comments = "".join(f"# {on_one_line(line)}\n" for line in told)
    return f"{comments}{view.scenario.to_yaml()}".encode()


FILES = {
    "report.html": File("Whole report (HTML)", "text/html", report),
    NAME: File("Scenario file (YAML)", "application/yaml", scenario_file),
    "outcomes.png": File("Picture (PNG)", "image/png", lambda view: view.result.plot().png()),
    "outcomes.csv": File("Table (CSV)", "text/csv", table),
    "cards.html": File("Role cards to print (HTML)", "text/html", cards),
}
"""What can be downloaded, by the name of the file."""

PICTURES = {
    "influences.png": File(
        "who acts on whom",
        "image/png",
        lambda view: influences(view.scenario).plot().png(DOTS_PER_INCH),
    )
}
"""What the page shows of pictures that Matplotlib draws."""
