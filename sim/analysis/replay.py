"""Replay: one world of a run, lived through again and told as a story."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.cases import Case, cases_of
from sim.analysis.frame import frame_of
from sim.analysis.measures import check_measure, measures
from sim.analysis.reasons import reasons
from sim.analysis.shown import Shown
from sim.analysis.snapshot import Snapshot, snapshot
from sim.analysis.story import Line, Teller
from sim.analysis.summary import CAVEAT
from sim.ensemble import MOST_WORLDS, Run, freeze_table, outcome_now, run_worlds, spans_of
from sim.errors import UsageError
from sim.model import Negotiation
from sim.outcome import in_words
from sim.scenario import Scenario
from sim.worlds import Flags, Levels

if TYPE_CHECKING:
    import pandas

    from sim.plots.sheet import Sheet

SEARCHED_WORLDS = 1_000_000
SEARCH_BLOCK = 8_192


@dataclass(frozen=True)
class Story(Shown):
    """One world from start to outcome.

    Attributes
    ----------
    run : Run
        The run it belongs to.
    world : int
    lines : tuple of Line
        In the order in which they happened; the last one is the outcome.
    snapshots : tuple of Snapshot
        How the world stood after each tick.
    row : dict
        What the run's table of worlds says of it, in words.
    """

    run: Run
    world: int
    lines: tuple[Line, ...]
    snapshots: tuple[Snapshot, ...]
    row: dict[str, Any]

    @property
    def heading(self) -> str:
        """What is told, in one line."""
        ending = in_words(self.row["outcome"])
        return f"{self.run.scenario.title}: world {self.world:,} of seed {self.run.seed}, {ending}"

    def frame(self) -> "pandas.DataFrame":
        """Return a row per line of the story."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "when": line.when.isoformat(),
                    "actor": line.actor,
                    "kind": line.kind,
                    "text": line.text,
                    "sources": " ".join(line.sources),
                }
                for line in self.lines
            ]
        )

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "scenario": self.run.scenario.title,
            "seed": self.run.seed,
            "uncertain": self.run.uncertain,
            "world": self.row,
            "lines": self.frame().to_dict("records"),
            "caveat": CAVEAT,
        }

    def plot(self, **choices: Any) -> "Sheet":
        """Return a figure with a lane per actor; `choices` are unused."""
        from sim.plots.sheets_compare import story_sheet

        return story_sheet(self, **choices)


def replay(scenario: Scenario, world: int, seed: int, uncertain: bool = False) -> Story:
    """Live through one world of a run again and tell it.

    Parameters
    ----------
    scenario : Scenario
    world : int
        Its number, from 0, as in the run's table.
    seed : int
        Seed of the run.
    uncertain : bool
        Whether the run drew each world's assumptions.

    Raises
    ------
    UsageError
        If there can be no such world.

    Examples
    --------
    >>> from sim import Scenario, replay, simulate
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> story = replay(week, world=12, seed=1)
    >>> story.row["outcome"] == simulate(week, 13, seed=1).frame()["outcome"][12]
    True
    """
    if not 0 <= world < MOST_WORLDS:
        raise UsageError(f"--world must lie between 0 and {MOST_WORLDS - 1:,}, not {world:,}")
    run = Run(scenario, world + 1, seed, uncertain)
    span = range(world, world + 1)
    model = Negotiation(scenario, run.batch(span))
    drawn = {party.key: int(party.drawn[0]) for party in model.parties}
    teller, before = Teller(scenario, model.worlds, drawn), None
    lines: list[Line] = []
    snapshots: list[Snapshot] = []
    for _ in range(scenario.clock.ticks):
        model.step()
        now = snapshot(model)
        lines += teller.tell(before, now)
        snapshots.append(now)
        before = now
    table = freeze_table(model)
    model.free()
    lines.append(_ending(scenario, cases_of(scenario, table)[0][0]))
    row = frame_of(scenario, table, span).iloc[0].to_dict()
    return Story(run, world, tuple(lines), tuple(snapshots), row)


def _ending(scenario: Scenario, case: Case) -> Line:
    """Return the outcome, and what bound it."""
    one, other = case.levels.values()
    bound = reasons(case)
    levels = " and ".join(
        f"{scenario.actors[party].name} *{scenario.levels[level]}*"
        for party, level in case.levels.items()
    )
    if case.on_time:
        why = "they meet" if one == other else "they settle on the lower level and meet"
    else:
        late = "they meet in the days after; " if case.late else ""
        what = "; ".join(reason.in_words(scenario) for reason in bound)
        why = f"{late}a meeting on time was bound by: {what}"
    ids = tuple(dict.fromkeys(key for reason in bound for key in reason.statements))
    text = f"{in_words(case.outcome_id)}: {levels}; {why}"
    return Line(scenario.clock.decisions_freeze, "", "outcome", text, ids)


def first_world(run: Run, measure: str) -> int:
    """Return the first world that counts towards a measure, such as ``leaders_on_time``.

    Raises
    ------
    UsageError
        If there is no such measure, or no such world among the first million.
    """
    check_measure(run.scenario, measure, "--outcome")
    members = measures(run.scenario)[measure]
    found = _first(lambda span: members[_outcomes(run, span)])
    if found is None:
        words = f"no world among the first {SEARCHED_WORLDS:,} ends so"
        raise UsageError(f"--outcome {measure}: {words}")
    return found


def first_parted(run: Run, other: Run) -> int:
    """Return the first world that ends differently in two runs.

    Raises
    ------
    UsageError
        If there is none among the first million.
    """
    found = _first(lambda span: _outcomes(run, span) != _outcomes(other, span))
    if found is None:
        raise UsageError(f"none of the first {SEARCHED_WORLDS:,} worlds ends differently")
    return found


def _first(wanted: Callable[[range], Flags]) -> int | None:
    for span in spans_of(SEARCHED_WORLDS, SEARCH_BLOCK):
        found = wanted(span)
        if found.any():
            return span.start + int(np.argmax(found))
    return None


def _outcomes(run: Run, span: range) -> Levels:
    return run_worlds(run.scenario, run.batch(span), outcome_now)


Told = tuple[str, Line]
"""A line with where it happened: ``both``, ``first`` or ``second``."""


def told_together(first: Story, second: Story) -> list[Told]:
    """Return the lines of one world under two assumptions as one account, in their order."""
    here, there = (_comparable(story.lines) for story in (first, second))
    told: list[Told] = []
    for tag, a, b, c, d in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if tag == "equal":
            told += [("both", line) for line in first.lines[a:b]]
        else:
            told += [("first", line) for line in first.lines[a:b]]
            told += [("second", line) for line in second.lines[c:d]]
    return told


def _comparable(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    return [(line.when, line.actor, line.kind, line.text) for line in lines]


def parting(first: Story, second: Story) -> Line | None:
    """Return the first line in which what happens differs, signals aside; None if none does."""
    for where, line in told_together(first, second):
        if where != "both" and line.kind not in ("signal", "reading"):
            return line
    return None
