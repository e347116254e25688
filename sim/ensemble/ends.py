"""Ends: how the worlds of a batch stand when decisions freeze, read off the model."""

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Floats, Levels
from sim.engine.outcome import (
    FinalDecisions,
    LastLuck,
    classify,
    outcome_probabilities,
    outcomes_of,
)

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

DATES = ".promised_tick"
"""How columns end in which nearly every world differs; see `final_table`."""

THEORY = "theory"
"""The column of which theory each world has drawn, where it draws one."""

UNFIT = -1
"""What stands for the outcome of a world that does not fit what is known."""

Column = NDArray[np.int8] | NDArray[np.int16]

Table = Mapping[str, Column]
"""A column per name, a row per world, in small integers; see `final_table`."""


def outcome_now(model: "Negotiation") -> Levels:
    """Return the outcome of each world if decisions froze now, the days after drawn."""
    streams = (f"meeting.{name}" for name in LastLuck._fields)
    luck = LastLuck(*map(model.worlds.uniform, streams))
    return classify(freeze_now(model), model.spec.attendance.top, luck)


def chances_now(model: "Negotiation") -> Floats:
    """Return how likely each outcome is if decisions froze now, shape ``(outcomes, worlds)``."""
    top, size = model.spec.attendance.top, len(outcomes_of(model.spec))
    return outcome_probabilities(freeze_now(model), top, size)


def freeze_now(model: "Negotiation") -> FinalDecisions:
    """Return how things stand in each world if decisions froze now."""
    draws, met = model.situation.draws, model.spec.attendance
    come = {party.key: party.level for party in model.parties}
    levels = model.situation.brought(come)
    window = draws.value("meeting.late_rate") * model.spec.clock.follow_up_days
    return FinalDecisions(
        reached=met.reached(levels),
        highest=met.highest(levels),
        comes=met.highest(come) > 0,
        goes_ahead=draws.value("meeting.goes_ahead"),
        steps_down=1 - model.situation.mismatch_probability,
        meets_late=-np.expm1(-window),
        called_off=model.called_off,
        postponed=model.situation.postponed,
        deal=deal_now(model),
    )


def deal_now(model: "Negotiation") -> Flags | None:
    """Return where a meeting would be one with a deal; None where nothing is said of deals."""
    deal, statuses = model.spec.meeting.deal, model.situation.statuses
    if deal is None:
        return None
    met: Flags = reduce(np.logical_and, (far.met(statuses[name]) for name, far in deal.items()))
    return met


def final_table(model: "Negotiation") -> dict[str, Column]:
    """Return one row per world.

    Columns: ``outcome`` (index into `outcomes_of`), ``venue`` (0 or 1); per party ``.drawn`` and
    ``.reading`` (index of the reading at the start and at the end), ``.level`` (rung) and
    ``.inclined`` (rung if its words allowed any); per condition ``.status`` (`Status`) and
    ``.promised_tick`` (−1 for never); where several grant it, ``.promised`` of each of them; per
    earlier meeting ``.status``, 1 where it was held; per party that can call the meeting off
    ``.called_off``, and per actor that can postpone it ``.postponed``, 0 or 1.
    """
    table: dict[str, Column] = {"outcome": outcome_now(model)}
    table["venue"] = np.broadcast_to(np.asarray(model.situation.venue, np.int8), len(model.worlds))
    for party in model.parties:
        for name in ("drawn", "reading", "level", "inclined"):
            table[f"{party.key}.{name}"] = getattr(party, name)
    for party in model.parties:
        if party.calling_off is not None:
            table[f"{party.key}.called_off"] = np.asarray(party.called_off, np.int8)
    for actor in model.cast.values():
        if actor.postponing is not None:
            table[f"{actor.key}.postponed"] = actor.postponed.astype(np.int8)
    for name, gathering in model.situation.gatherings.items():
        table[f"{name}.status"] = gathering.status
    for name, commitment in model.situation.conditions.items():
        table[f"{name}.status"] = commitment.status
        table[f"{name}.promised_tick"] = commitment.promised_tick(model.tick)
        if len(commitment.granted) > 1:
            for key, granted in commitment.granted.items():
                table[f"{name}.{key}.promised"] = granted.astype(np.int8)
    return table
