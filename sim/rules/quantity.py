"""A quantity: a number that a rule declares as its own, and what it may be."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sim.scenario.number import Number


@dataclass(frozen=True)
class Quantity:
    """What a rule says of one of its numbers."""

    label: str
    """What it is, in words for readers, its unit included."""
    default: float
    """What it is where a scenario does not give it."""
    low: float = -math.inf
    high: float = math.inf
    """Smallest and largest value that makes sense."""
    raises: bool | None = None
    """Whether more of it never lowers what the rule decides (True), or never raises it (False)."""
    by_speaker: bool = False
    """Whether there is one for each third party that is heard: of ``bias``, ``bias_us``."""

    @cached_property
    def number(self) -> Number:
        """The number it is where a scenario does not give it."""
        return Number(value=self.default)

    def allowed(self) -> str:
        """Return its range in words."""
        if math.isinf(self.high):
            return f"must stay at {self.low:g} or more"
        if math.isinf(self.low):
            return f"must stay at {self.high:g} or less"
        return f"must stay within [{self.low:g}, {self.high:g}]"


def of_each(known: Mapping[str, Quantity], speakers: Mapping[str, str]) -> dict[str, Quantity]:
    """Return quantities with one for each speaker where they say so; speakers are names by id."""
    found: dict[str, Quantity] = {}
    for key, one in known.items():
        if one.by_speaker:
            labels = {f"{key}_{who}": f"{one.label}: {name}" for who, name in speakers.items()}
            found |= {each: replace(one, label=label) for each, label in labels.items()}
        else:
            found[key] = one
    return found
