"""Theories drawn: where a scenario gives them weights, each world of an uncertain run follows one.

The draw has a name like any other. So a world has the same theory in every run of its seed, and all
else that is luck there is what it would be under another.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Levels
from sim.engine.points import Points
from sim.engine.worlds import Worlds, assumption
from sim.rules.theories import read_as_drawn, theory_weights
from sim.scenario import Scenario


class Followers(NamedTuple):
    """The worlds of a batch in which one theory is followed."""

    scenario: Scenario
    """As the theory reads it."""
    worlds: Worlds
    places: NDArray[np.intp]
    """Where they stand in the batch."""


def drawn_theories(scenario: Scenario, worlds: Worlds) -> Levels | None:
    """Return which of `theory_weights` each world follows, ``(worlds,)``; None if none is drawn."""
    weights = theory_weights(scenario) if worlds.uncertain else {}
    return worlds.choose(assumption("theories"), [*weights.values()]) if weights else None


def by_theory(scenario: Scenario, worlds: Worlds) -> list[Followers]:
    """Return the worlds of a batch by the theory that they follow; all as one if none is drawn."""
    drawn = drawn_theories(scenario, worlds)
    if drawn is None:
        return [Followers(scenario, worlds, np.arange(len(worlds)))]
    whole = worlds if isinstance(worlds, Points) else Points(worlds, [{}])
    standing = (np.flatnonzero(drawn == number) for number in range(drawn.max() + 1))
    return [
        Followers(read_as_drawn(scenario, name), whole.at(places), places)
        for name, places in zip(theory_weights(scenario), standing, strict=False)
        if places.size
    ]


def as_one(found: Sequence[Any], parts: Sequence[Followers]) -> Any:
    """Return what was read off each part of a batch as it stands in the whole, worlds last.

    That is an array, or several by name; of a part, it may be one value for all of its worlds.
    """
    if isinstance(found[0], Mapping):
        return {name: as_one([one[name] for one in found], parts) for name in found[0]}
    size = sum(len(part.places) for part in parts)
    whole = np.empty((*np.shape(found[0])[:-1], size), np.result_type(*found))
    for one, part in zip(found, parts, strict=True):
        whole[..., part.places] = one
    return whole
