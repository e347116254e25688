"""The leader's sheet: what whoever leads a role play needs, read off any scenario.

The calendar as rounds, what each team decides, the chances of everything that is left to luck as
dice, a tally to fill in, and what a run says to set beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sim.analysis.outcomes.lifted import lifted
from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words, worth_showing
from sim.analysis.outcomes.obstacles import Obstacle, obstacles, worth_a_line
from sim.analysis.outcomes.result import Result
from sim.analysis.outcomes.shares import share_reached
from sim.pages.concessions import bridges, granted_by, steps, told_alone
from sim.pages.rolls import Roll, binomial, effects_in_words, rolls
from sim.pages.rounds import Round, round_before, round_of, rounds
from sim.pages.words import has_levels
from sim.scenario import Scenario
from sim.scenario.actor import Host, Party
from sim.scenario.condition import Status
from sim.style.dates import when
from sim.style.promises import (
    asked_in_words,
    deal_in_words,
    differs_once_observed,
    promise_called,
    verb_for,
)
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
    def tables(self) -> range:
        """The groups that the tally has room for."""
        return range(1, TABLES + 1)

    @property
    def tally(self) -> list[tuple[str, float]]:
        """What to count in a class, each with the share of worlds: outcomes, then the rest."""
        shares = self.result.measured()
        ends = [*self.result.outcomes, ANY_ON_TIME]
        shown = (one for one in ends if one in worth_showing(self.scenario))
        rows = [(measure_in_words(one), shares[one].share) for one in shown]
        for name in self.scenario.earlier:
            share = share_reached(self.result, f"{name}.status", Status.PROMISED)
            rows.append((f"{called(name)} held", share))
        for name in self.scenario.conditions:
            differs = differs_once_observed(self.scenario, name)
            for status in (Status.PROMISED, Status.OBSERVED) if differs else (Status.PROMISED,):
                share = share_reached(self.result, f"{name}.status", status)
                rows.append((self._stands(name, status), share))
        return rows

    def _stands(self, condition: str, status: Status) -> str:
        """Return in words how far a condition has come."""
        if status is Status.OBSERVED or condition in self.scenario.actors:
            return capital(asked_in_words(self.scenario, condition, status.needed))
        return f"{called(condition)} {verb_for(self.scenario, condition).done}"

    @property
    def usual(self) -> str:
        """How many of eight groups meet on time in 19 of 20 classes, by luck alone."""
        share = self.result.measured()[ANY_ON_TIME].share
        fewest, most = (binomial_quantile(TABLES, share, one) for one in (0.025, 0.975))
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
        done = dict.fromkeys(verb_for(self.scenario, name).done for name in conditions)
        back = any(one.withdrawal_rate is not None for one in conditions.values())
        return ", ".join([*done, *(["taken back"] if back else []), "rolled"])

    @property
    def dice(self) -> set[str]:
        """What is rolled."""
        return {one.odds.dice.words for one in rolls(self.scenario) if one.odds}

    @property
    def deal(self) -> str:
        """What makes a meeting one with a deal."""
        return deal_in_words(self.scenario)

    @property
    def meets_late(self) -> bool:
        """Whether there can be a meeting in the days after."""
        return self.scenario.numbers["meeting.late_rate"].centre > 0


def events(scenario: Scenario, one: Round) -> Iterator[str]:
    """Yield what the calendar brings in a round."""
    clock = scenario.clock
    for name, condition in scenario.conditions.items():
        due = condition.due
        if due is not None and due < clock.deadline and round_of(clock, due) == one:
            doing = verb_for(scenario, name).doing
            yield f"last round for {doing} {promise_called(scenario, name)} in time"
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
    public, unseen = [*_public(scenario, key)], [*_unseen(scenario, key)]
    written = ("; ".join(some) or "–" for some in (public, unseen))
    return Team(actor.name, roles[actor.role], *written)


def _public(scenario: Scenario, key: str) -> Iterator[str]:
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        yield "a level, or silence" if has_levels(scenario) else "coming, staying away, or silence"
    for name, condition in granted_by(scenario, key).items():
        back = ", or taking it back" if condition.withdrawal_rate is not None else ""
        doing = verb_for(scenario, name).doing
        yield f"{doing} {promise_called(scenario, name)}, or not yet{back}"
    if isinstance(actor, Party) and actor.calling_off is not None:
        yield "calling the meeting off"
    if actor.postponing is not None:
        yield "postponing the meeting, once"
    if isinstance(actor, Host) and scenario.numbers[f"actors.{key}.hosting"].centre:
        yield "keeping up the offer of a venue"
    if bridges(scenario, key):
        yield "proposing the lower of two levels"
    if any(one.heard_by is None for one in actor.signals.values()):
        yield "one sentence"


def _unseen(scenario: Scenario, key: str) -> Iterator[str]:
    actor = scenario.actors[key]
    if isinstance(actor, Party) and len(steps(scenario, key)) > 1:
        harder = ", hardening by one" if actor.hardening is not None else ""
        yield f"giving way by one step{harder}, or holding on"
    if hearers := told_alone(scenario, key):
        yield f"a message to {hearers}"


def binomial_quantile(trials: int, chance: float, share: float) -> int:
    """Return the least number of successes that is not exceeded with a probability of `share`."""
    total = 0.0
    for count in range(trials):
        total += binomial(trials, count, chance)
        if total >= share:
            return count
    return trials
