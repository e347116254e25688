"""Concession by the clock: give way as the deadline comes closer, early, steadily or at the end.

A negotiator with a deadline has, at any time, conceded a share of its range (the polynomial family
of time-dependent tactics; Faratin, Sierra & Jennings 1998)::

    alpha  = kappa + (1 − kappa) × elapsed^(1/beta)
    attend: level = ⌊alpha × gate⌋
    soften: steps = ⌊alpha × drawn⌋

`elapsed` is the share of the time to the deadline. With beta below 1 it holds out until the time is
almost up (Boulware), with beta above 1 it goes early towards the most it can give (Conceder). In
the source alpha moves an offer along a continuous issue, from an initial to a reserved value. Our
assumption: the issue is the ladder of levels, from absent to what the own words allow, or the
readings, from the one drawn to the most permissive; they come in whole steps, so alpha is rounded
down.

Faratin, P., Sierra, C., & Jennings, N. R. (1998). Negotiation Decision Functions for Autonomous
Agents. Robotics and Autonomous Systems 24(3–4), 159–182.
"""

import numpy as np

from sim.arrays import Levels, Value
from sim.rules.comparison import ROUNDING, Comparison
from sim.rules.observation import Observation
from sim.rules.quantity import Quantity
from sim.rules.registry import register

NUMBERS = {
    "beta": Quantity("pace of concessions (1 is steady)", 1, low=0.01, high=100, raises=True),
    "kappa": Quantity("share conceded at the start", default=0, low=0, high=1, raises=True),
}


def of_the_gate(observation: Observation, level: int) -> Comparison:
    """Hold the share conceded against that of a level in what the words allow."""
    return _against(observation, "what its words allow, and {level}", level, observation.gate)


def of_the_words(observation: Observation, level: int) -> Comparison:
    """Hold the share conceded against that of a step in all there are."""
    return _against(observation, f"all its steps, and step {level}", level, observation.drawn)


def _against(observation: Observation, what: str, steps: int, most: Value) -> Comparison:
    return Comparison(
        f"by the clock it has conceded a share of {{has}} of {what} needs {{needs}}",
        has=conceded(observation),
        needs=steps / np.maximum(most, 1),
    )


@register("concession", numbers=NUMBERS, compares=of_the_gate)
def concession(observation: Observation) -> Levels:
    """Return ``⌊alpha × gate⌋``, shape ``(worlds,)``."""
    return _steps(observation, observation.gate)


@register("concession", place="soften", numbers=NUMBERS, compares=of_the_words)
def concession_of_words(observation: Observation) -> Levels:
    """Return ``⌊alpha × drawn⌋``, shape ``(worlds,)``."""
    return _steps(observation, observation.drawn)


def conceded(observation: Observation) -> Value:
    """Return alpha, the share conceded by now, in [0, 1]."""
    beta, kappa = observation.numbers["beta"], observation.numbers["kappa"]
    return kappa + (1 - kappa) * observation.elapsed ** (1 / beta)


def _steps(observation: Observation, most: Value) -> Levels:
    return np.floor(conceded(observation) * most + ROUNDING).astype(np.int8)
