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
from sim.ensemble.theories import Followers, by_theory

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
    watched = min(worlds * (SOUGHT if run.facts else 1), run.worlds)
    fits = _fitting(run, range(watched))
    parts = by_theory(run.scenario, run.batch(range(watched)))
    seen, kept = [_watch(part, fits[part.places]) for part in parts], int(fits.sum())
    on_time = np.sum([chances for chances, _ in seen], axis=0) / kept
    said = {key: np.sum([one[key] for _, one in seen], axis=0) for key in run.scenario.parties}
    return Timeline(kept, on_time, {key: counts / kept for key, counts in said.items()})


def _watch(part: Followers, fits: Flags) -> tuple[Shares, dict[str, Shares]]:
    """Return what a `Timeline` holds, added up over worlds of one theory, of those that fit."""
    from sim.engine.model import Negotiation  # loads Mesa

    model = Negotiation(part.scenario, part.worlds)
    on_time: list[Shares] = []
    announced: dict[str, list[Shares]] = {party: [] for party in part.scenario.parties}
    size, rungs = len(part.scenario.levels), part.scenario.attendance.top
    met = meetings_on_time(part.scenario)
    for _ in range(part.scenario.clock.ticks):
        model.step()
        chances = chances_now(model)[:met, fits].sum(axis=1)
        on_time.append(chances.reshape(-1, rungs).sum(axis=0))  # with a deal or without
        for party, rows in announced.items():
            said = model.record.announced[party][fits] - SILENT
            rows.append(np.bincount(said, minlength=size + 1).astype(np.float64))
    model.free()
    return np.array(on_time), {party: np.array(rows) for party, rows in announced.items()}


def _fitting(run: Run, span: range) -> Flags:
    """Return which worlds fit what is known; all where nothing is."""
    if not run.facts:
        return np.ones(len(span), dtype=np.bool_)
    fits = run_worlds(run.scenario, run.batch(span), partial(fitting, facts=run.facts), run.watched)
    if not fits.any():
        raise NoWorldFitsError(f"none of the first {len(span):,} worlds fits what is given")
    return fits
