"""Outcomes: what becomes of the levels at which the parties would come.

The outcomes are exhaustive and exclusive. For a ladder *absent, delegations, leaders* they are
``leaders_on_time, delegations_on_time, leaders_late, delegations_late, one_sided, none``; another
ladder gives one outcome on time and one late per rung. Where a party can call the meeting off,
there is one more, ``called_off``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.arrays import Flags, Floats, Levels, Value
from sim.scenario import Scenario
from sim.scenario.base import humanize

ONE_SIDED, NONE, CALLED_OFF = "one_sided", "none", "called_off"


def outcomes_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of all outcomes of a scenario, from the highest meeting on time."""
    ids = outcome_ids(scenario.meeting_levels)
    can_call_off = any(party.calling_off is not None for party in scenario.parties.values())
    return (*ids, CALLED_OFF) if can_call_off else ids


def outcome_ids(levels: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the outcomes of a ladder, from the highest meeting on time to none.

    Examples
    --------
    >>> outcome_ids(["absent", "envoys"])
    ('envoys_on_time', 'envoys_late', 'one_sided', 'none')
    """
    rungs = levels[:0:-1]
    on_time = [f"{level}_on_time" for level in rungs]
    late = [f"{level}_late" for level in rungs]
    return (*on_time, *late, ONE_SIDED, NONE)


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
        Probability that logistics let a meeting at equal levels happen on time.
    steps_down : float or array, shape (worlds,)
        Probability that parties at different levels settle on the lower one in time.
    meets_late : float or array, shape (worlds,)
        Probability that enough parties, who have not met on time, meet within the follow-up window.
    called_off : array of bool, shape (worlds,)
        Whether some party has called the meeting off.
    """

    reached: Levels
    highest: Levels
    comes: Flags
    goes_ahead: Value
    steps_down: Value
    meets_late: Value
    called_off: Flags | bool = False

    @property
    def at_equal_levels(self) -> Flags:
        """Whether all bring the same level, shape ``(worlds,)``."""
        equal: Flags = self.reached == self.highest
        return equal

    def without_meeting(self, top_level: int) -> Levels:
        """Return the outcome of each world should nobody meet, as an index into `outcomes_of`."""
        stayed: Levels = np.where(self.called_off, 2 * top_level + 2, 2 * top_level + ~self.comes)
        return stayed


class LastLuck(NamedTuple):
    """Uniforms that decide the days after the freeze, each of shape ``(worlds,)``."""

    logistics: Floats
    step_down: Floats
    late: Floats


def outcome_probabilities(freeze: FinalDecisions, top_level: int, outcomes: int) -> Floats:
    """Return how likely each outcome is in each world, shape ``(outcomes, worlds)``.

    Only the luck of the days after the freeze is left: logistics, a step down, a late meeting.
    """
    enough = freeze.reached > 0
    on_time = enough * np.where(freeze.at_equal_levels, freeze.goes_ahead, freeze.steps_down)
    late = (enough - on_time) * freeze.meets_late
    chances = np.zeros((outcomes, len(enough)))
    for level in range(1, top_level + 1):
        there = freeze.reached == level
        chances[top_level - level], chances[2 * top_level - level] = on_time * there, late * there
    without = freeze.without_meeting(top_level)
    for outcome in range(2 * top_level, outcomes):
        chances[outcome] = (1 - on_time - late) * (without == outcome)
    return chances


def classify(freeze: FinalDecisions, top_level: int, luck: LastLuck) -> Levels:
    """Return the outcome of each world, shape ``(worlds,)``, as an index into `outcomes_of`."""
    reached = freeze.reached
    goes_ahead, steps_down = luck.logistics < freeze.goes_ahead, luck.step_down < freeze.steps_down
    on_time = np.where(freeze.at_equal_levels, goes_ahead, steps_down)
    meeting = np.where(on_time, top_level - reached, 2 * top_level - reached)
    meets = (reached > 0) & (on_time | (luck.late <= freeze.meets_late))
    outcome: Levels = np.where(meets, meeting, freeze.without_meeting(top_level))
    return outcome.astype(np.int8)
