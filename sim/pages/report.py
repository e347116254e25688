"""A report: one run on one page, to hand in or to print.

What is shown is the run's own summary; only the worlds told in words are lived through again.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from sim.analysis.audit.assumptions import Assumption, assumptions
from sim.analysis.audit.audit import MARKS, UNMARKED
from sim.analysis.audit.changes import changes_from_base
from sim.analysis.audit.dependencies import KINDS
from sim.analysis.audit.influences import PUSH, influences
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.experiments.variance import RARE, parts_in_words
from sim.analysis.outcomes.measures import TOTALS, meanings, measure_in_words, worth_showing
from sim.analysis.outcomes.obstacles import worth_a_line
from sim.analysis.stories.replay import Story, replay
from sim.analysis.stories.typical import typical_worlds
from sim.archive.run_record import RunRecord
from sim.engine.outcome import in_words
from sim.errors import UsageError
from sim.pages.beside import beside_rows
from sim.pages.page import picture, render
from sim.pages.words import worth_telling
from sim.plots.plot import pictures
from sim.scenario import Scenario
from sim.style.colours import outcome_colours
from sim.style.promises import differs_once_observed

MAX_REASONS = 12
"""What bound fewer worlds is only counted."""

NOBODY = "The meeting, and numbers that several share"
STORIES = 3
DOTS_PER_INCH = 200
"""Of pictures that may be printed."""

SEEN = {
    "influences": "Arrows between parties, third parties and demands: who acts on what, as "
    "in the table.",
    "dots": "A hundred dots for all worlds, as many of each outcome as it has worlds of a hundred.",
    "outcomes": "Bars: the share of worlds of each outcome, with the range that nine of ten draws "
    "of the assumptions give.",
    "levels": "Grid: the share of worlds in which the parties would come at each level, when "
    "decisions freeze.",
    "timeline": "Areas over time: the share of worlds that would meet on time had decisions "
    "frozen at each moment, and what each party has announced by then.",
    "uncertainty": "Fifty dots: where equally likely draws of the assumptions lead. Bars: how much "
    "of the spread of each outcome is luck and how much is not knowing the assumptions.",
}
"""What each picture shows, for those who cannot see it."""


def report_page(ran: RunRecord, both: Comparison | None = None) -> str:
    """Return the report of a run as one page; `both` sets it beside the text's own result."""
    run, summary = ran.result.run, ran.summary
    scenario, changes = run.scenario, changes_from_base(ran.base, run.scenario)
    bound = summary["obstacles"]
    shown = worth_a_line([one["share"] for one in bound], MAX_REASONS)
    return render(
        "report.html",
        f"Report: {scenario.title}",
        ran=ran,
        summary=summary,
        scenario=scenario,
        run=run,
        changes=changes,
        both=both if changes else None,
        beside=beside_rows(both) if both and changes else (),
        before={one.path: one.before for one in changes},
        rows=_rows(scenario, summary),
        pictures=dict(_pictures(ran)),
        totals={one: TOTALS[one] for one in worth_showing(scenario) if one in TOTALS},
        seen=SEEN,
        kept=[one for one in scenario.conditions if differs_once_observed(scenario, one)],
        bound=bound[:shown],
        others=bound[shown:],
        stories=stories(ran),
        influences=influences(scenario),
        kinds=KINDS,
        push=PUSH,
        meanings=meanings(summary["outcomes"]),
        numbers=by_owner(scenario),
        unmarked=MARKS[UNMARKED],
        spreads=_spreads(scenario, summary),
        rare=RARE,
    )


def by_owner(scenario: Scenario) -> list[tuple[str, list[Assumption]]]:
    """Return the numbers worth telling by their owner's name, in the order of the actors."""
    names = {key: actor.name for key, actor in scenario.actors.items()} | {"": NOBODY}
    found = [one for one in assumptions(scenario) if worth_telling(scenario, one.path)]
    groups = [(name, [one for one in found if one.owner == key]) for key, name in names.items()]
    return [(name, rows) for name, rows in groups if rows]


def _rows(scenario: Scenario, summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a row per outcome with its colour, and the longest bar at 1."""
    shares, shown = summary["outcomes"], worth_showing(scenario)
    colours = outcome_colours(len(shares))
    longest = max(share["share"] for share in shares.values())
    return [
        {"words": in_words(name), "colour": colour, "bar": share["share"] / longest, **share}
        for (name, share), colour in zip(shares.items(), colours, strict=True)
        if name in shown
    ]


def _spreads(scenario: Scenario, summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return where the spread of each outcome comes from; nothing for a plain run."""
    if "uncertainty" not in summary:
        return []
    found, theory = summary["uncertainty"]["variance"], "theories" in summary["uncertainty"]
    return [
        {"words": measure_in_words(name), "parts": parts_in_words(found[name], theory)}
        for name in worth_showing(scenario)
    ]


def _pictures(ran: RunRecord) -> Iterator[tuple[str, str]]:
    drawn = [("influences", influences(ran.result.scenario).plot())]
    for name, figure in chain(drawn, pictures(ran.result, ran.beside)):
        if name != "outcomes" or ran.beside:  # else the table's own bars say the same
            yield name, picture(figure.png(DOTS_PER_INCH))


def stories(ran: RunRecord) -> list[Story]:
    """Return the most typical world of each of the most frequent outcomes, the most frequent first.

    Raises `UsageError` if a world of an earlier run ends otherwise now.
    """
    shares, run, typical = ran.summary["outcomes"], ran.result.run, typical_worlds(ran.result)
    often = sorted(typical, key=lambda name: -shares[name]["count"])[:STORIES]
    told = [replay(run.scenario, typical[name], run.luck) for name in often]
    for name, story in zip(often, told, strict=True):
        if story.row["outcome"] != name:
            words = f"world {story.world} of this run ends otherwise now; run it again"
            raise UsageError(f"{words}: {ran.manifest['command']}")
    return told
