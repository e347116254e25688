"""Replay: one world of a run, lived through again and told as a story."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.analysis.finding import WorldFinding
from sim.analysis.outcomes.cases import Case, cases_of
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.reasons import Reason, reasons
from sim.analysis.stories.because import because
from sim.analysis.stories.coming import invited_to, levels_in_words
from sim.analysis.stories.line import Line
from sim.analysis.stories.snapshot import Snapshot, snapshot
from sim.analysis.stories.story import Teller
from sim.analysis.stories.weighed import Watch
from sim.arguments import A_SCENARIO, must_be
from sim.engine.outcome import ONE_SIDED, in_words, meetings_on_time, outcomes_of
from sim.ensemble.ends import THEORY, final_table
from sim.ensemble.luck import Luck
from sim.ensemble.run import must_be_a_world
from sim.ensemble.theories import by_theory, drawn_theories
from sim.rules import resolve_rules
from sim.scenario import Scenario
from sim.style.promises import asked_in_words
from sim.style.sentences import capital, listed, within
from sim.style.words import at_level, called, plain


@dataclass(frozen=True, repr=False)
class Story(WorldFinding):
    """One world from start to outcome."""

    scenario: Scenario
    luck: Luck
    world: int
    """Its number, from 0, as in the table of any run with this luck."""
    lines: tuple[Line, ...]
    """In the order in which they happened; the last one is the outcome."""
    snapshots: tuple[Snapshot, ...]
    """How the world stood after each tick."""
    row: dict[str, Any]
    """What the run's table of worlds says of it, in words."""

    @property
    def outcome(self) -> str:  # type: ignore[override]
        """How it ended."""
        return str(self.row["outcome"])

    @property
    def sentence(self) -> str:
        """How this one world ends, and why."""
        last, which = self.lines[-1], f"world {self.world:,} of seed {self.luck.seed}"
        return f"In {which}, one of many, the outcome is {called(last.what)}: {plain(last.why)}."

    @cached_property
    def would_have_met(self) -> str:
        """What would have brought a meeting on time, as a sentence; empty where there was one.

        It is found by living the world again, see `sim.analysis.stories.because`.
        """
        ids = outcomes_of(self.scenario)
        if ids.index(self.outcome) < meetings_on_time(self.scenario):
            return ""
        return f"{capital(because(self.scenario, self.world, self.luck, ANY_ON_TIME).had())}."

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a row per line of the story."""
        for line in self.lines:
            yield {
                "when": line.when.isoformat(),
                "actor": line.actor,
                "kind": line.kind,
                "text": line.text,
                "sources": " ".join(line.sources),
            }

    def details(self) -> dict[str, Any]:
        """Return what the table of worlds says of it, and its lines."""
        lines = [*self.records()]
        return {"row": self.row, "lines": lines, "would_have_met": self.would_have_met}


def replay(scenario: Scenario, world: int, seed: int | Luck, uncertain: bool = False) -> Story:
    """Live through one world of a run again and tell it.

    The world is given by its number, from 0, as in the run's table; the seed, or luck, is the run's
    own, and so is whether it was `uncertain`. Raises `UsageError` if there can be no such world.

    Examples
    --------
    >>> from sim import Scenario, replay, simulate
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> story = replay(week, world=12, seed=1)
    >>> story.row["outcome"] == simulate(week, 13, seed=1).frame()["outcome"][12]
    True
    """
    from sim.analysis.outcomes.frame import row_of  # loads pandas
    from sim.engine.model import Negotiation  # loads Mesa

    world = must_be_a_world(world)
    must_be(Scenario, "what is run", scenario, A_SCENARIO)
    luck = seed if isinstance(seed, Luck) else Luck(seed, uncertain)
    scenario = resolve_rules(scenario)
    span = range(world, world + 1)
    [(scenario, alone, _)] = by_theory(scenario, luck.batch(span))
    model = Negotiation(scenario, alone)
    model.situation.watch = watch = Watch()
    teller = Teller(scenario, model.situation.draws, snapshot(model, watch))
    lines: list[Line] = []
    snapshots: list[Snapshot] = []
    while not model.frozen:
        model.step()
        snapshots.append(snapshot(model, watch))
        lines += teller.tell(snapshots[-1])
    table, drawn = final_table(model), drawn_theories(scenario, alone)
    table = table if drawn is None else {**table, THEORY: drawn}
    model.free()
    lines.append(_ending(teller, cases_of(scenario, table)[0][0]))
    row = row_of(scenario, table, world)
    return Story(scenario, luck, world, tuple(lines), tuple(snapshots), row)


def _ending(teller: Teller, case: Case) -> Line:
    scenario, bound = case.scenario, reasons(case)
    levels = {party: case.levels[party] for party in invited_to(scenario)}
    parts = [levels_in_words(scenario, levels)]
    if case.on_time or case.late:
        parts.append(_met(scenario, case))
    if bound:
        what = "; ".join(
            "the levels missed each other"  # which ones has just been told
            if reason.kind == "levels"
            else within(reason.in_words(scenario))
            for reason in bound
        )
        parts.append(f"in the way of a meeting on time: {what}")
    if case.outcome_id == ONE_SIDED and any(reason.kind == "logistics" for reason in bound):
        who = "all" if all(levels.values()) else "enough"
        parts.append(f"{in_words(ONE_SIDED)} means here: no meeting, though {who} would come")
    ids = tuple(dict.fromkeys(key for reason in bound for key in _behind(teller, reason)))
    clock, what = scenario.clock, in_words(case.outcome_id)
    when = clock.postponed_to if case.postponed and clock.postponed_to else clock.deadline
    return Line(when, "", "outcome", what, "; ".join(parts), ids)


def _behind(teller: Teller, reason: Reason) -> tuple[str, ...]:
    """Return the sentences behind a reason; of an inclination, also of what it heard."""
    if reason.kind == "inclination" and reason.party is not None:
        return teller.against(reason.party)
    return reason.statements


def _met(scenario: Scenario, case: Case) -> str:
    """Return at which level they met, and when where that was late."""
    attendance, brought = scenario.attendance, case.brought
    reached = attendance.reached(brought)
    came = (brought[party] for party in invited_to(scenario))
    who = "they" if all(came) else "those who came"
    alike = reached == attendance.highest(brought)
    settled = "met" if alike else "settled on the lower level and met"
    day = "at the later date" if case.postponed else "in the days after"
    as_told = {level for level in case.levels.values() if level} == {reached}
    at = "" if as_told else at_level(scenario, reached)
    return f"{who} {settled}{f' {day}' if case.late else ''}{at}{_deal(scenario, case)}"


def _deal(scenario: Scenario, case: Case) -> str:
    """Return what a deal needs that a meeting was held without."""
    lacking = [
        asked_in_words(scenario, name, needed.needed)
        for name, needed in (scenario.meeting.deal or {}).items()
        if not needed.met(case.statuses[name])
    ]
    return f"; no deal, which needs {listed(lacking)}" if lacking else ""
