"""A snapshot: how one world stands after a tick, in plain numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.stories.weighed import Watch, Weighed
from sim.arrays import Value

if TYPE_CHECKING:
    from sim.engine.model import Negotiation


@dataclass(frozen=True)
class Snapshot:
    """One world after a tick."""

    tick: int
    """The tick that has just run."""
    signals: dict[str, float]
    """Everything an influence can weigh, by name, as it stood in this tick."""
    readings: dict[str, int]
    gates: dict[str, int]
    levels: dict[str, int]
    """By party: index of the current reading, highest rung it allows, rung it would come at."""
    announced: dict[str, int]
    """Rung each party last announced; −1 before it has."""
    inclinations: dict[str, float]
    """Leaning of each party of its own, luck and shocks included, on the logit scale."""
    statuses: dict[str, int]
    """The `Status` of each condition."""
    venue: bool
    """Whether somebody hosts."""
    struck: frozenset[str]
    """Shocks that have struck by now."""
    called_off: frozenset[str]
    """Parties that have called the meeting off."""
    postponed: frozenset[str]
    """Actors that have postponed it."""
    came: dict[str, dict[str, int]]
    """By earlier meeting whose decisions freeze with this tick: rung each party comes at."""
    weighed: Mapping[str, Weighed]
    """What each rule weighed in this tick, by its path."""


def snapshot(model: "Negotiation", watch: Watch) -> Snapshot:
    """Return how the first world of a model stands, which a watch has been kept over."""
    now, record, parties = model.situation, model.record, model.parties
    leanings = {party.key: party.inclination for party in parties}
    return Snapshot(
        tick=now.tick,
        signals={name: _first(value) for name, value in record.signals.items()},
        readings={party.key: int(_first(party.reading)) for party in parties},
        gates={party.key: int(_first(party.gate)) for party in parties},
        levels={party.key: int(_first(party.level)) for party in parties},
        announced={key: int(_first(level)) for key, level in record.announced.items()},
        inclinations={key: _first(value) for key, value in leanings.items()},
        statuses={name: int(_first(status)) for name, status in now.statuses.items()},
        venue=bool(_first(now.venue)),
        struck=frozenset(name for name, one in now.shocks.items() if _first(one.struck)),
        called_off=frozenset(party.key for party in parties if _first(party.called_off)),
        postponed=frozenset(key for key, one in model.cast.items() if _first(one.postponed)),
        came={
            name: {party.key: int(_first(party.level_at(name))) for party in parties}
            for name, one in now.gatherings.items()
            if one.tick == now.tick
        },
        weighed=watch.taken(),
    )


def _first(value: Value) -> float:
    return float(np.asarray(value).flat[0])
