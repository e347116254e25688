"""Rolls: the chances of everything that a scenario leaves to luck, for dice to decide."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scipy.special import bdtrc

from sim.pages.concessions import bridging, possible
from sim.pages.dice import Odds, odds
from sim.pages.rounds import round_before, rounds
from sim.scenario import Scenario
from sim.scenario.actor import Party
from sim.scenario.base import humanize
from sim.scenario.condition import Condition
from sim.scenario.meeting import Terms
from sim.style.labels import effect_in_words
from sim.style.promises import can_be_broken, promise_called, verb_for
from sim.style.sentences import capital, listed, within
from sim.style.words import called


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
        if can_be_broken(scenario, name):
            yield from _kept(scenario, name, condition)
    yield from _held(scenario, "meeting", scenario.meeting, "after the last round")
    yield from _late(scenario)


def _reading(key: str, party: Party) -> Roll:
    weights = party.weights.centres
    what = f"How the words of {within(party.name)} are meant, unless its players choose"
    chances = {humanize(name): weights[name] for name in possible(party)}
    return Roll(what, "before round 1, in secret", chances)


def _shock(scenario: Scenario, name: str) -> Iterator[Roll]:
    """Yield the odds of a shock in a round in which it has not happened yet."""
    rate = scenario.numbers[f"shocks.{name}.rate"].centre
    what = f"{called(name)} happens, once at most ({effects_in_words(scenario, name)})"
    chances = {one.number: -math.expm1(-rate * one.days) for one in rounds(scenario.clock)}
    yield from _by_round(what, "at the start of round", chances)


def effects_in_words(scenario: Scenario, name: str) -> str:
    """Return what a shock moves, and which way."""
    effects = scenario.numbers.below(f"shocks.{name}.effects").items()
    return "; ".join(
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
    what = capital(f"{promise_called(scenario, name)} counts as observed")
    yield from _by_round(what, f"in the end, if {verb_for(scenario, name).done} in round", chances)


def chance_kept(scenario: Scenario, name: str, ticks: int) -> float:
    """Return the chance that enough of these ticks are kept, each of them by itself."""
    violated = scenario.numbers[f"conditions.{name}.violation_chance"].centre
    share = scenario.numbers[f"conditions.{name}.kept_share"].centre
    least = math.ceil(share * ticks - 1e-9)
    return float(bdtrc(least - 1, ticks, 1 - violated))


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
    one_level = scenario.levels.index(terms.level or scenario.levels[-1]) == 1
    alike = "if all who must come do" if one_level else "all at the same level"
    yield _either(f"{name} takes place, {alike}", when, goes_ahead)
    if one_level:
        return
    yield _either(f"{name} takes place at the lower of two levels", when, step_down)
    if place == "meeting" and (bridges := bridging(scenario)):
        names = listed(within(scenario.actors[key].name) for key in bridges)
        what = f"The same, if {names} kept proposing it from round 2 on"
        yield _either(what, when, chance_bridged(scenario))


def chance_bridged(scenario: Scenario) -> float:
    """Return the chance to settle on the lower level if all bridge from the second round on."""
    days = sum(one.days for one in rounds(scenario.clock)[1:])
    apart = 1 - scenario.numbers["meeting.step_down"].centre
    return 1 - apart * math.exp(-sum(bridging(scenario).values()) * days)


def _late(scenario: Scenario) -> Iterator[Roll]:
    rate = scenario.numbers["meeting.late_rate"].centre
    if chance := -math.expm1(-rate * scenario.clock.follow_up_days):
        what = "A late meeting, if all who must come would come but did not meet on time"
        yield _either(what, "then", chance)


def _either(what: str, when: str, chance: float) -> Roll:
    """Return a roll for something that happens or not."""
    return Roll(what, when, {"yes": chance, "no": 1 - chance})
