"""Audience costs: who has spoken loudest at home is the last to back down.

In a crisis in public, backing down costs a leader the more at home, the longer it has gone on;
some would rather fight than pay that (Fearon 1994). Neither knows how much the other minds a
conflict. Those who would rather back down bluff, and give in by chance, so that waiting longer
just pays for the other's bluffers; until a day t*, after which nobody who is left gives in at all.

What follows is our own derivation, for costs that grow evenly and a conflict whose cost to a side j
is uniform on [0, conflict_j]. A bluffer i, which gains prize_i when j gives in and pays
audience_i × t when it does so itself, is indifferent if the share of j still in is::

    in_j(t) = k_j × prize_i / (prize_i + audience_i × t)                           until t*
    in_j(t) = audience_j × t* / conflict_j, those who would rather fight           from t* on
    t*      = the smaller of the days t at which prize_i / (prize_i + audience_i × t) =
              audience_j × t / conflict_j, for each side j with i as the other
    k_j     such that the two meet at t*; the rest, 1 − k_j, gives in at once
    rate per day = −ln(in_j(end of tick) / in_j(start of tick)) / days of a tick

So the side with the greater audience cost gives in less often. Our assumptions beside: each side
knows these numbers of both; the contest is over once somebody has given in, as in `attrition`; each
step of softening is a giving in on the same clock; several others are one side.

Fearon, J. D. (1994). Domestic Political Audiences and the Escalation of International Disputes.
American Political Science Review 88(3), 577–592.
"""

from typing import NamedTuple

import numpy as np

from sim.arrays import Value
from sim.rules.attrition import contested
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

SMALL, LARGE = 0.001, 1000.0
NUMBERS = {
    "prize": Quantity("value of the other's giving in", 1, SMALL, LARGE),
    "audience": Quantity("audience cost (value per day)", 1, SMALL, LARGE, raises=False),
    "conflict": Quantity("greatest cost of a conflict", 1, SMALL, LARGE, raises=True),
    "other_prize": Quantity("the other's value of its giving in", 1, SMALL, LARGE),
    "other_audience": Quantity("the other's audience cost (value per day)", 1, SMALL, LARGE),
    "other_conflict": Quantity("the other's greatest cost of a conflict", 1, SMALL, LARGE),
}


class Side(NamedTuple):
    """What a side gains and pays."""

    prize: Value
    audience: Value
    conflict: Value


@register("audience_costs", place="promise", numbers=NUMBERS)
@register("audience_costs", place="soften", numbers=NUMBERS)
def audience_costs(observation: Observation) -> Value:
    """Return the rate per day at which it gives in, shape ``(worlds,)``."""
    numbers = observation.numbers
    own = Side(numbers["prize"], numbers["audience"], numbers["conflict"])
    other = Side(numbers["other_prize"], numbers["other_audience"], numbers["other_conflict"])
    day = observation.days_passed / (observation.tick + 1)
    before = still_in(own, other, observation.days_passed - day) if observation.tick else 1.0
    after = still_in(own, other, observation.days_passed)
    return np.log(before / after) / day * contested(observation)


def still_in(own: Side, other: Side, days: Value) -> Value:
    """Return the share of a side that has not given in after some days, those at once included."""
    horizon = last_day(own, other)
    days = np.minimum(days, horizon)
    never = own.audience * horizon / own.conflict
    return never * _bluffing(other, days) / _bluffing(other, horizon)


def last_day(own: Side, other: Side) -> Value:
    """Return t*, after which nobody gives in."""
    return np.minimum(_meeting(own, other), _meeting(other, own))


def _bluffing(rival: Side, days: Value) -> Value:
    """Return the share still in that keeps a rival's bluffers indifferent, if all are at first."""
    return rival.prize / (rival.prize + rival.audience * days)


def _meeting(own: Side, rival: Side) -> Value:
    """Return the day at which the bluffers of a side have all given in, if none did at once.

    The positive root of ``audience × t × (prize + rival's audience × t) = conflict × prize``, the
    prize being the rival's.
    """
    linear, constant = own.audience * rival.prize, own.conflict * rival.prize
    root = np.sqrt(linear**2 + 4 * own.audience * rival.audience * constant)
    return 2 * constant / (linear + root)
