"""How the chance of a meeting unfolds tick by tick, from the start to the freeze."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags
from sim.engine.evidence import fitting
from sim.engine.outcome import meetings_on_time
from sim.engine.record import SILENT
from sim.ensemble.ends import chances_now
from sim.ensemble.run import NoWorldFitsError, Run, run_worlds

Shares = NDArray[np.float64]

SOUGHT = 10
"""Among how many times as many worlds those are sought that fit what is known."""


@dataclass(frozen=True)
class Timeline:
    """Shares of worlds after each tick."""

    worlds: int
    """Worlds it was measured in: the first ones of the run, or those of them that fit what is
    known.
    """
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

    watched = min(worlds * (SOUGHT if run.facts else 1), run.worlds)
    fits = _fitting(run, range(watched))
    model = Negotiation(run.scenario, run.batch(range(watched)))
    on_time: list[Shares] = []
    announced: dict[str, list[Shares]] = {party: [] for party in run.scenario.parties}
    size, rungs = len(run.scenario.levels), run.scenario.attendance.top
    met = meetings_on_time(run.scenario)
    for _ in range(run.scenario.clock.ticks):
        model.step()
        chances = chances_now(model)[:met, fits].mean(axis=1)
        on_time.append(chances.reshape(-1, rungs).sum(axis=0))  # with a deal or without
        for party, rows in announced.items():
            said = model.record.announced[party][fits] - SILENT
            rows.append(np.bincount(said, minlength=size + 1) / len(said))
    model.free()
    by_party = {party: np.array(rows) for party, rows in announced.items()}
    return Timeline(len(said), np.array(on_time), by_party)


def _fitting(run: Run, span: range) -> Flags | slice:
    """Return which worlds fit what is known; all where nothing is."""
    if not run.facts:
        return slice(None)
    fits = run_worlds(run.scenario, run.batch(span), partial(fitting, facts=run.facts), run.watched)
    if not fits.any():
        raise NoWorldFitsError(f"none of the first {len(span):,} worlds fits what is given")
    return fits
