"""Outcomes: what becomes of the levels at which the parties would come.

The outcomes are exhaustive and exclusive. For a ladder *absent, delegations, leaders* they are
``leaders_on_time, delegations_on_time, leaders_late, delegations_late, one_sided, none``; another
ladder gives one outcome on time and one late per rung. Where the meeting says what a deal is, each
of these is split in two, with and without a deal. Where a party can call the meeting off, there is
one more, ``called_off``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from sim.arrays import Flags, Floats, Levels, Value
from sim.scenario import Scenario
from sim.scenario.base import humanize

LATE = "meeting.late_rate"
ONE_SIDED, NONE, CALLED_OFF = "one_sided", "none", "called_off"


def outcomes_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of all outcomes of a scenario, from the highest meeting on time."""
    ids = outcome_ids(scenario.meeting_levels, scenario.meeting.deal is not None)
    can_call_off = any(party.calling_off is not None for party in scenario.parties.values())
    return (*ids, CALLED_OFF) if can_call_off else ids


def meetings_on_time(scenario: Scenario) -> int:
    """Return how many outcomes are meetings on time: the first; as many that are late follow."""
    return scenario.attendance.top * (1 if scenario.meeting.deal is None else 2)


def can_meet_late(scenario: Scenario) -> bool:
    """Return whether there can be a late meeting: in the days after, or at a later date."""
    rate = scenario.numbers[LATE]
    open_ = rate.centre > 0 or rate.given.is_uncertain or LATE in scenario.moved
    return open_ or scenario.clock.postponed_to is not None


def outcome_ids(levels: Sequence[str], deals: bool = False) -> tuple[str, ...]:
    """Return the ids of the outcomes of a ladder, from the highest meeting on time to none.

    With `deals`, meetings with a deal and those without one are outcomes of their own.

    Examples
    --------
    >>> outcome_ids(["absent", "envoys"])
    ('envoys_on_time', 'envoys_late', 'one_sided', 'none')
    """
    ends = product(("on_time", "late"), ("_with_a_deal", "_without_a_deal") if deals else ("",))
    met = [f"{level}_{when}{deal}" for when, deal in ends for level in levels[:0:-1]]
    return (*met, ONE_SIDED, NONE)


def in_words(outcome: str) -> str:
    """Return an outcome's id as words.

    Examples
    --------
    >>> in_words("leaders_on_time"), in_words("one_sided")
    ('leaders on time', 'one-sided')
    """
    return "one-sided" if outcome == ONE_SIDED else humanize(outcome)


@dataclass(frozen=True)
class FinalDecisions:
    """How things stand when decisions freeze, and how likely each turn of the days after is.

    Attributes
    ----------
    reached, highest : array of int8, shape (worlds,)
        Level that enough parties reach for a meeting, and the highest that one brings to it.
    comes : array of bool, shape (worlds,)
        Whether any party would come, whatever it brings.
    goes_ahead : float or array, shape (worlds,)
        Probability that logistics let a meeting at equal levels happen.
    steps_down : float or array, shape (worlds,)
        Probability that parties at different levels settle on the lower one.
    meets_late : float or array, shape (worlds,)
        Probability that enough parties, who have not met on time, meet within the follow-up window.
    called_off : array of bool, shape (worlds,)
        Whether some party has called the meeting off.
    postponed : array of bool, shape (worlds,)
        Whether the meeting has been postponed: it is late, and no chance of the days after is left.
    deal : array of bool, shape (worlds,), optional
        Whether a meeting would be one with a deal; None where nothing is said of deals.
    """

    reached: Levels
    highest: Levels
    comes: Flags
    goes_ahead: Value
    steps_down: Value
    meets_late: Value
    called_off: Flags | bool = False
    postponed: Flags | bool = False
    deal: Flags | None = None

    @property
    def at_equal_levels(self) -> Flags:
        """Whether all bring the same level, shape ``(worlds,)``."""
        equal: Flags = self.reached == self.highest
        return equal

    def ends(self, top_level: int) -> tuple[Levels, Levels, Levels]:
        """Return how each world ends on time, late and without a meeting, by `outcomes_of`."""
        without = 0 if self.deal is None else top_level * ~self.deal
        rungs = top_level if self.deal is None else 2 * top_level
        on_time = np.asarray(top_level - self.reached + without)
        no_meeting = 2 * rungs + np.where(self.called_off, np.int8(2), ~self.comes)
        return on_time, on_time + rungs, no_meeting


class LastLuck(NamedTuple):
    """Uniforms that decide the days after the freeze, each of shape ``(worlds,)``."""

    logistics: Floats
    step_down: Floats
    late: Floats


def outcome_probabilities(freeze: FinalDecisions, top_level: int, outcomes: int) -> Floats:
    """Return how likely each outcome is in each world, shape ``(outcomes, worlds)``.

    Only the luck of the days after the freeze is left: logistics, a step down, a late meeting.
    """
    held = (freeze.reached > 0) * np.where(
        freeze.at_equal_levels, freeze.goes_ahead, freeze.steps_down
    )
    on_time = held * np.logical_not(freeze.postponed)
    later = ((freeze.reached > 0) - on_time) * freeze.meets_late
    late = np.where(freeze.postponed, held, later)
    worlds = np.arange(len(held))
    chances = np.zeros(outcomes * len(held))
    for end, chance in zip(
        freeze.ends(top_level), (on_time, late, 1 - on_time - late), strict=True
    ):  # of no meeting last: nothing else is possible without one
        chances[end * np.intp(len(held)) + worlds] = chance
    return chances.reshape(outcomes, -1)


def classify(freeze: FinalDecisions, top_level: int, luck: LastLuck) -> Levels:
    """Return the outcome of each world, shape ``(worlds,)``, as an index into `outcomes_of`."""
    goes_ahead, steps_down = luck.logistics < freeze.goes_ahead, luck.step_down < freeze.steps_down
    held = np.where(freeze.at_equal_levels, goes_ahead, steps_down)
    on_time = held & np.logical_not(freeze.postponed)
    late = np.where(freeze.postponed, held, luck.late < freeze.meets_late)
    enough, (met, met_late, not_met) = freeze.reached > 0, freeze.ends(top_level)
    outcome = np.where(enough & on_time, met, np.where(enough & late, met_late, not_met))
    return outcome.astype(np.int8)
