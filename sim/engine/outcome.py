"""Outcomes: what becomes of the levels at which the parties would come.

The outcomes are exhaustive and exclusive. For a ladder *absent, delegations, leaders* they are
``leaders_on_time, delegations_on_time, leaders_late, delegations_late, one_sided, none``; another
ladder gives one outcome on time and one late per rung. Where a party can call the meeting off,
there is one more, ``called_off``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Levels
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
    """How things stand when decisions freeze, and the luck of the days after.

    Attributes
    ----------
    reached, highest : array of int8, shape (worlds,)
        Level that enough parties reach for a meeting, and the highest that one brings to it.
    comes : array of bool, shape (worlds,)
        Whether any party would come, whatever it brings.
    goes_ahead : array of bool, shape (worlds,)
        Whether logistics let a meeting at equal levels happen on time.
    steps_down : array of bool, shape (worlds,)
        Whether parties at different levels settle on the lower one in time.
    meets_late : array of bool, shape (worlds,)
        Whether parties who would all come meet within the follow-up window.
    called_off : array of bool, shape (worlds,)
        Whether some party has called the meeting off.
    """

    reached: Levels
    highest: Levels
    comes: Flags
    goes_ahead: Flags
    steps_down: Flags
    meets_late: Flags
    called_off: Flags | bool = False


def classify(freeze: FinalDecisions, top_level: int) -> Levels:
    """Return the outcome of each world, shape ``(worlds,)``, as an index into `outcomes_of`."""
    reached, highest = freeze.reached, freeze.highest
    enough = reached > 0
    on_time = enough & np.where(reached == highest, freeze.goes_ahead, freeze.steps_down)
    meeting = np.where(on_time, top_level - reached, 2 * top_level - reached)
    no_meeting = np.where(freeze.called_off, 2 * top_level + 2, 2 * top_level + ~freeze.comes)
    outcome: Levels = np.where(enough & (on_time | freeze.meets_late), meeting, no_meeting)
    return outcome.astype(np.int8)
