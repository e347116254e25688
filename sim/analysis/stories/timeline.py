"""How the chance of a meeting unfolds tick by tick, from the start to the freeze."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.outcome import meetings_on_time
from sim.engine.record import SILENT
from sim.ensemble.ends import chances_now
from sim.ensemble.run import Run

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Timeline:
    """Shares of worlds after each tick."""

    worlds: int
    """Worlds it was measured in: the first ones of the run."""
    on_time: Shares
    """Chance of a meeting on time, by its level from the highest, had decisions frozen
    after this tick; the last row, that of the deadline, is the outcome itself, for what has been
    postponed by then is not on time; shape ``(ticks, levels - 1)``.
    """
    announced: dict[str, Shares]
    """By party: share of worlds in which it was silent so far (first column), or last announced
    each level from absent upwards; shape ``(ticks, levels + 1)``.
    """


def unfold(run: Run, worlds: int = 20_000) -> Timeline:
    """Run the first `worlds` worlds of `run` once more and watch them tick by tick."""
    from sim.engine.model import Negotiation  # loads Mesa

    watched = min(worlds, run.worlds)
    model = Negotiation(run.scenario, run.batch(range(watched)))
    on_time: list[Shares] = []
    announced: dict[str, list[Shares]] = {party: [] for party in run.scenario.parties}
    size, rungs = len(run.scenario.levels), run.scenario.attendance.top
    met = meetings_on_time(run.scenario)
    for _ in range(run.scenario.clock.ticks):
        model.step()
        chances = chances_now(model)[:met].mean(axis=1)
        on_time.append(chances.reshape(-1, rungs).sum(axis=0))  # with a deal or without
        for party, rows in announced.items():
            said = model.record.announced[party] - SILENT
            rows.append(np.bincount(said, minlength=size + 1) / watched)
    model.free()
    by_party = {party: np.array(rows) for party, rows in announced.items()}
    return Timeline(watched, np.array(on_time), by_party)
