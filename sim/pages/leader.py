"""The leader's sheet: what whoever leads a role play needs, read off any scenario.

The calendar as rounds, what each team decides, the chances of everything that is left to luck as
dice, a tally to fill in, and what a run says to set beside it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby, pairwise
from operator import attrgetter

from sim.analysis.outcomes.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.outcomes.reasons import Obstacle, obstacles, worth_a_line
from sim.analysis.outcomes.result import Result
from sim.pages.concessions import granted_by, possible, steps
from sim.pages.dice import Odds, odds
from sim.scenario import Scenario
from sim.scenario.actor import Host, Party
from sim.scenario.base import humanize
from sim.scenario.clock import Clock
from sim.scenario.condition import Condition, Status
from sim.scenario.meeting import Terms
from sim.style.labels import effect_in_words
from sim.style.sentences import listed
from sim.style.words import asked_in_words, called, promise_called

MAX_ROUNDS = 8
"""More rounds than this are too many for a class: days are played instead of steps."""

MIN_ROUNDS = 4
"""Fewer days than this are too few: then it is parts of a day."""

MAX_REASONS = 4
"""How many of the things that stood in the way are told."""

TABLES = 8
"""Groups that the tally has room for."""


@dataclass(frozen=True)
class Round:
    """A round of a role play: its number from 1, when it starts, its first tick, and its days."""

    number: int
    starts: datetime
    first_tick: int
    days: float


@dataclass(frozen=True)
class Roll:
    """Something that luck decides: what, when it is rolled for, and the chance of each outcome."""

    what: str
    when: str
    chances: dict[str, float]

    @cached_property
    def odds(self) -> Odds | None:
        """The dice to roll; None where only one outcome is possible."""
        chances = list(self.chances.values())
        return None if max(chances) == 1 else odds(chances)

    @property
    def results(self) -> list[tuple[str, str, float]]:
        """The results that stand for each outcome, the outcome, and its chance."""
        ranges = self.odds.ranges if self.odds else [""] * len(self.chances)
        rows = zip(ranges, self.chances.items(), strict=True)
        return [(given, words, chance) for given, (words, chance) in rows if chance > 0]


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
        rows = [(measure_in_words(one), shares[one].share) for one in ends]
        table = self.result.table
        for name in self.scenario.earlier:
            rows.append((f"{called(name)} held", float((table[f"{name}.status"] > 0).mean())))
        for name in self.scenario.conditions:
            for status in (Status.PROMISED, Status.OBSERVED):
                share = float((table[f"{name}.status"] >= status).mean())
                rows.append((f"{promise_called(self.scenario, name)} {status.word}", share))
        return rows

    @property
    def usual(self) -> tuple[int, int]:
        """How few and how many of eight groups meet on time in 19 of 20 classes, by luck alone."""
        share = self.result.measured()[ANY_ON_TIME].share
        return binomial_quantile(TABLES, share, 0.025), binomial_quantile(TABLES, share, 0.975)

    @property
    def bound(self) -> list[tuple[Obstacle, str]]:
        """What stood in the way most often, in words."""
        found = obstacles(self.result)
        shown = worth_a_line([one.share.share for one in found], MAX_REASONS)
        return [(one, one.in_words(self.scenario)) for one in found[:shown]]

    @property
    def deal(self) -> str:
        """What makes a meeting one with a deal."""
        asked = (self.scenario.meeting.deal or {}).items()
        return listed(asked_in_words(self.scenario, name, one.needed) for name, one in asked)

    @property
    def judges(self) -> list[str]:
        """Who says at the end whom they blame."""
        return [one.name for one in self.scenario.actors.values() if one.blames is not None]


def rounds(clock: Clock) -> list[Round]:
    """Return the rounds of a role play, at most eight: steps, else days, else parts of days."""
    starts = [*range(clock.ticks)]
    if len(starts) > MAX_ROUNDS:
        by_day = groupby(starts, key=lambda tick: clock.start_of(tick).date())
        days = [next(ticks) for _, ticks in by_day]
        starts = days if len(days) >= MIN_ROUNDS else starts
    starts = starts[:: math.ceil(len(starts) / MAX_ROUNDS)]
    return [
        Round(number, clock.start_of(first), first, (end - first) * clock.days_per_tick)
        for number, (first, end) in enumerate(pairwise([*starts, clock.ticks]), start=1)
    ]


def round_of(clock: Clock, moment: datetime) -> Round:
    """Return the round in which a moment falls; the last for what comes after."""
    return [one for one in rounds(clock) if one.starts <= moment][-1]


def round_before(clock: Clock, moment: datetime) -> Round:
    """Return the last round that starts before a moment."""
    return [one for one in rounds(clock) if one.starts < moment][-1]


def events(scenario: Scenario, one: Round) -> Iterator[str]:
    """Yield what the calendar brings in a round."""
    clock = scenario.clock
    for name, condition in scenario.conditions.items():
        due = condition.due
        if due is not None and due < clock.deadline and round_of(clock, due) == one:
            yield f"last round for a promise of {promise_called(scenario, name)} in time"
    for name, shock in scenario.shocks.items():
        if shock.on is not None and round_of(clock, shock.on) == one:
            yield f"{called(name)} happens: {_effects(scenario, name)}"
    for name, meeting in scenario.earlier.items():
        if round_before(clock, meeting.deadline) == one:
            yield f"at the end: {meeting.title} ({called(name)}), or not"
    if round_before(clock, clock.deadline) == one:
        later = clock.postponed_to
        unless = f", or, if postponed, on {later:%a %d %b %Y, %H:%M}" if later else ""
        yield f"at the end: levels are turned over{unless}"


def team(scenario: Scenario, key: str) -> Team:
    """Return what an actor decides in each round."""
    actor = scenario.actors[key]
    roles = {"party": "party", "backer": "third party", "host": "host"}
    public, unseen = [*_public(scenario, key)], [*_unseen(scenario, key)]
    return Team(actor.name, roles[actor.role], "; ".join(public), "; ".join(unseen) or "–")


def _public(scenario: Scenario, key: str) -> Iterator[str]:
    actor = scenario.actors[key]
    if isinstance(actor, Party):
        yield "a level, or silence"
    for name, condition in granted_by(scenario, key).items():
        back = ", or taking it back" if condition.withdrawal_rate is not None else ""
        yield f"promising {promise_called(scenario, name)}, or not yet{back}"
    if isinstance(actor, Party) and actor.calling_off is not None:
        yield "calling the meeting off"
    if actor.postponing is not None:
        yield "postponing the meeting, once"
    if isinstance(actor, Host):
        yield "keeping up the offer of a venue"
    if actor.bridging is not None and scenario.numbers[f"actors.{key}.bridging"].centre:
        yield "proposing the lower of two levels"
    if not isinstance(actor, Party):
        yield "one sentence"


def _unseen(scenario: Scenario, key: str) -> Iterator[str]:
    actor = scenario.actors[key]
    if isinstance(actor, Party) and len(steps(scenario, actor)) > 1:
        harder = ", hardening by one" if actor.hardening is not None else ""
        yield f"giving way by one step{harder}, or holding on"
    hearers = {one for signal in actor.signals.values() for one in signal.heard_by or ()}
    names = [one.name for other, one in scenario.actors.items() if other in hearers]
    if names:
        yield f"a message to {listed(names)}"


def rolls(scenario: Scenario) -> Iterator[Roll]:
    """Yield everything that luck decides, in the order of the game."""
    for key, party in scenario.parties.items():
        if len(possible(party)) > 1:
            yield _reading(key, party)
    for name, shock in scenario.shocks.items():
        if shock.rate is not None:
            yield from _shock(scenario, name)
    for name, meeting in scenario.earlier.items():
        number = round_before(scenario.clock, meeting.deadline).number
        yield from _held(scenario, f"earlier.{name}", meeting, f"after round {number}")
    for name, condition in scenario.conditions.items():
        if scenario.numbers[f"conditions.{name}.violation_chance"].centre:
            yield from _kept(scenario, name, condition)
    yield from _held(scenario, "meeting", scenario.meeting, "after the last round")
    yield from _late(scenario)


def _reading(key: str, party: Party) -> Roll:
    weights = party.weights.centres
    what = f"How the words of {party.name} are meant, unless its players choose"
    chances = {humanize(name): weights[name] for name in possible(party)}
    return Roll(what, "before round 1, in secret", chances)


def _shock(scenario: Scenario, name: str) -> Iterator[Roll]:
    """Yield the odds of a shock in a round in which it has not happened yet."""
    rate = scenario.numbers[f"shocks.{name}.rate"].centre
    what = f"{called(name)} happens, once at most: {_effects(scenario, name)}"
    chances = {one.number: -math.expm1(-rate * one.days) for one in rounds(scenario.clock)}
    yield from _by_round(what, "at the start of round", chances)


def _effects(scenario: Scenario, name: str) -> str:
    effects = scenario.numbers.below(f"shocks.{name}.effects").items()
    return ", ".join(
        f"{effect_in_words(scenario, target)} goes {'up' if one.centre > 0 else 'down'}"
        for target, one in effects
    )


def _kept(scenario: Scenario, name: str, condition: Condition) -> Iterator[Roll]:
    """Yield the odds that a promise counts as observed in the end, by the round it was made in."""
    clock, due = scenario.clock, condition.due
    in_time = [one for one in rounds(clock) if due is None or one.starts <= due]
    chances = {
        one.number: chance_kept(scenario, name, clock.ticks - one.first_tick) for one in in_time
    }
    what = f"{promise_called(scenario, name)} counts as observed"
    yield from _by_round(what, "in the end, if promised in round", chances)


def chance_kept(scenario: Scenario, name: str, ticks: int) -> float:
    """Return the chance that enough of these ticks are kept, each of them by itself."""
    violated = scenario.numbers[f"conditions.{name}.violation_chance"].centre
    share = scenario.numbers[f"conditions.{name}.kept_share"].centre
    least = math.ceil(share * ticks - 1e-9)
    return sum(binomial(ticks, kept, 1 - violated) for kept in range(least, ticks + 1))


def _by_round(what: str, when: str, chances: dict[int, float]) -> Iterator[Roll]:
    """Yield a roll for the rounds with the same chance, to whole percent."""
    by_percent: dict[float, list[int]] = {}
    for number, chance in chances.items():
        by_percent.setdefault(round(chance, 2), []).append(number)
    for numbers in by_percent.values():
        these = listed(map(str, numbers), "or")
        yield _either(what, f"{when} {these}", chances[numbers[0]])


def _held(scenario: Scenario, place: str, terms: Terms, when: str) -> Iterator[Roll]:
    """Yield the odds that a meeting takes place, at equal levels and at different ones."""
    name = "The meeting" if place == "meeting" else called(place.partition(".")[2])
    goes_ahead, step_down = (
        scenario.numbers[f"{place}.{one}"].centre for one in ("goes_ahead", "step_down")
    )
    yield _either(f"{name} takes place, all at the same level", when, goes_ahead)
    if scenario.levels.index(terms.level or scenario.levels[-1]) == 1:
        return  # no two levels at which to come
    yield _either(f"{name} takes place at the lower of two levels", when, step_down)
    if place == "meeting" and (bridges := bridging(scenario)):
        names = listed(scenario.actors[key].name for key in bridges)
        what = f"The same, if {names} could bridge from round 2 on"
        yield _either(what, when, chance_bridged(scenario))


def bridging(scenario: Scenario) -> dict[str, float]:
    """Return the rates per day of those who bridge, by actor."""
    found: dict[str, float] = {}
    for key, actor in scenario.actors.items():
        if actor.bridging is not None:
            found[key] = scenario.numbers[f"actors.{key}.bridging"].centre
        if isinstance(actor, Host):
            found[key] *= scenario.numbers[f"actors.{key}.hosting"].centre
    return {key: rate for key, rate in found.items() if rate}


def chance_bridged(scenario: Scenario) -> float:
    """Return the chance to settle on the lower level if all bridge from the second round on."""
    days = sum(one.days for one in rounds(scenario.clock)[1:])
    apart = 1 - scenario.numbers["meeting.step_down"].centre
    return 1 - apart * math.exp(-sum(bridging(scenario).values()) * days)


def _late(scenario: Scenario) -> Iterator[Roll]:
    rate = scenario.numbers["meeting.late_rate"].centre
    if chance := -math.expm1(-rate * scenario.clock.follow_up_days):
        what = "All who must come would come, did not meet on time, and meet late"
        yield _either(what, "then", chance)


def _either(what: str, when: str, chance: float) -> Roll:
    """Return a roll for something that happens or not."""
    return Roll(what, when, {"yes": chance, "no": 1 - chance})


def binomial(trials: int, count: int, chance: float) -> float:
    """Return the probability of so many successes."""
    return math.comb(trials, count) * chance**count * (1 - chance) ** (trials - count)


def binomial_quantile(trials: int, chance: float, share: float) -> int:
    """Return the least number of successes that is not exceeded with a probability of `share`."""
    total = 0.0
    for count in range(trials):
        total += binomial(trials, count, chance)
        if total >= share:
            return count
    return trials
