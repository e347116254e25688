"""The leader's sheet: what whoever leads a role play needs, read off any scenario.

The calendar as rounds, what each team decides, the chances of everything that is left to luck as
dice, a tally to fill in, and what a run says to set beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np
from scipy.special import bdtr

from sim.analysis.outcomes.lifted import lifted
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words, worth_showing
from sim.analysis.outcomes.obstacles import Obstacle, obstacles, worth_a_line
from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import share_reached
from sim.pages.role import moves
from sim.pages.rolls import Roll, effects_in_words, rolls
from sim.pages.rounds import Round, round_before, round_of, rounds
from sim.pages.words import has_levels, whole_percent
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.style import promises
from sim.style.dates import when
from sim.style.sentences import capital, within
from sim.style.words import called

MAX_REASONS = 4
"""How many of the things that stood in the way are told."""

TABLES = 8
"""Groups that the tally has room for."""


@dataclass(frozen=True)
class Team:
    """What an actor writes down in each round: what is read out, and what nobody else sees."""

    name: str
    role: str
    public: str
    unseen: str


@dataclass(frozen=True)
class Sheet:
    """The leader's sheet of a scenario, with the shares of a run to compare a class with."""

    result: Result

    @property
    def scenario(self) -> Scenario:
        """What is played."""
        return self.result.scenario

    @property
    def rounds(self) -> list[tuple[Round, str]]:
        """Each round, and what happens at its end, come what may."""
        return [(one, "; ".join(events(self.scenario, one))) for one in rounds(self.scenario.clock)]

    @property
    def teams(self) -> list[Team]:
        """What each actor decides."""
        return [team(self.scenario, key) for key in self.scenario.actors]

    @property
    def rolls(self) -> list[tuple[str, list[Roll]]]:
        """What luck decides, each with its rolls."""
        return [(what, [*each]) for what, each in groupby(rolls(self.scenario), attrgetter("what"))]

    @property
    def tally(self) -> list[tuple[str, str]]:
        """What to count in a class, each with the worlds of 100: outcomes, then the rest.

        Outcomes are counted as dots are, and add up to 100.
        """
        dots = self.result.dots
        dots = {**dots, ANY_ON_TIME: sum([*dots.values()][: self.result.on_time])}
        shown = (one for one in dots if one in worth_showing(self.scenario))
        rows = [(measure_in_words(one), str(dots[one])) for one in shown]
        for name in self.scenario.earlier:
            share = share_reached(self.result, f"{name}.status", Status.PROMISED)
            rows.append((f"{called(name)} held", whole_percent(share).removesuffix("%")))
        for name in self.scenario.conditions:
            differs = promises.differs_once_observed(self.scenario, name)
            for status in (Status.PROMISED, Status.OBSERVED) if differs else (Status.PROMISED,):
                share = share_reached(self.result, f"{name}.status", status)
                rows.append((self._stands(name, status), whole_percent(share).removesuffix("%")))
        return rows

    def _stands(self, condition: str, status: Status) -> str:
        """Return in words how far a condition has come."""
        if status is Status.OBSERVED or condition in self.scenario.actors:
            return capital(promises.asked_in_words(self.scenario, condition, status.needed))
        return f"{called(condition)} {promises.verb_for(self.scenario, condition).done}"

    @property
    def usual(self) -> str:
        """How many of eight groups meet on time in 19 of 20 classes, by luck alone."""
        share = self.result.measured()[ANY_ON_TIME].share
        at_most = bdtr(range(TABLES + 1), TABLES, share)
        fewest, most = np.searchsorted(at_most, [0.025, 0.975]).tolist()
        if fewest == most:
            return {0: "none", TABLES: "all"}.get(most, str(most))
        return f"from {fewest} to {most}" if fewest else f"up to {most}"

    @property
    def bound(self) -> list[tuple[Obstacle, str]]:
        """What stood in the way most often, in words."""
        found = obstacles(self.result)
        shown = worth_a_line([one.share.share for one in found], MAX_REASONS)
        rows = lifted(self.result, found[:shown])
        return [(one, within(one.in_words(self.scenario))) for one in rows]

    @property
    def recorded(self) -> str:
        """What is written down in a round beside how the parties stand."""
        conditions = self.scenario.conditions
        done = dict.fromkeys(promises.verb_for(self.scenario, name).done for name in conditions)
        back = any(one.withdrawal_rate is not None for one in conditions.values())
        return ", ".join([*done, *(["taken back"] if back else []), "rolled"])

    @property
    def dice(self) -> set[str]:
        """What is rolled."""
        return {one.odds.dice.words for one in rolls(self.scenario) if one.odds}


def events(scenario: Scenario, one: Round) -> Iterator[str]:
    """Yield what the calendar brings in a round."""
    clock = scenario.clock
    for name, condition in scenario.conditions.items():
        due = condition.due
        if due is not None and due < clock.deadline and round_of(clock, due) == one:
            doing = promises.verb_for(scenario, name).doing
            yield f"last round for {doing} {promises.promise_called(scenario, name)} in time"
    for name, shock in scenario.shocks.items():
        if shock.on is not None and round_of(clock, shock.on) == one:
            yield f"{called(name)} happens ({effects_in_words(scenario, name)})"
    for name, meeting in scenario.earlier.items():
        if round_before(clock, meeting.deadline) == one:
            yield f"at the end: {meeting.title} ({called(name)}), or not"
    if round_before(clock, clock.deadline) == one:
        later = clock.postponed_to
        unless = f", or, if postponed, on {when(later)}" if later else ""
        what = "at which level they come" if has_levels(scenario) else "whether they come"
        yield f"at the end: the parties show {what}{unless}"


def team(scenario: Scenario, key: str) -> Team:
    """Return what an actor decides in each round."""
    actor = scenario.actors[key]
    roles = {"party": "party", "backer": "third party", "host": "host"}
    every = [*moves(scenario, key)]
    public, unseen = ([one.sheet for one in every if one.is_seen is seen] for seen in (True, False))
    written = ("; ".join(some) or "–" for some in (public, unseen))
    return Team(actor.name, roles[actor.role], *written)
