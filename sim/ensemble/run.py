"""A run: a scenario in many worlds, block by block, and what is read off each block."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.arguments import A_SCENARIO, must_be, must_be_whole
from sim.arrays import Flags, Floats, Levels
from sim.characters import cut
from sim.engine.outcome import (
    FinalDecisions,
    LastLuck,
    classify,
    outcome_probabilities,
    outcomes_of,
)
from sim.engine.worlds import Worlds
from sim.ensemble.chances import Sums, summed
from sim.ensemble.luck import Luck, Seed, luck_of
from sim.errors import UsageError
from sim.rules import resolve_rules
from sim.scenario import Scenario
from sim.style.sentences import counted

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

WORLDS, PER_POINT = 16_384, 2_048
"""Worlds of a run, and of each point of many, unless told otherwise: 16 parts of a power of two."""

BLOCK = 65_536
"""Worlds per block: enough that Python's share of the time is small, few enough for the memory."""

KEPT_BYTES = 2**24
"""Memory that is used again rather than given back to the system with every array."""

MAX_STRETCHES = 512
"""Into how many parts a long run is cut: enough to be shared, few enough to be kept apart."""

MAX_WORLDS = {"worlds": 100_000_000, "counts": 10_000_000_000}
"""Worlds of a run at most, by what is kept of them: a row of each, or only how many end alike."""

DATES = ".promised_tick"
"""How columns end in which nearly every world differs; see `final_table`."""

CHANCES = "chances"
"""What stands beside a block's columns until it is summed up."""

Column = NDArray[np.int8] | NDArray[np.int16]
Table = Mapping[str, Column]
"""A column per name, a row per world, in small integers; see `final_table`."""

ReadOff = TypeVar("ReadOff")

Progress = Callable[[int], None]
"""Told how many more worlds are done."""


@dataclass(frozen=True)
class Run:
    """A scenario to run in the first so many worlds of a luck; equal runs give equal tables.

    What is kept is a row per world (``worlds``), or how many worlds end alike (``counts``). Raises
    `UsageError` for anything else, and if the number of worlds is outside 1 … `MAX_WORLDS`.
    """

    scenario: Scenario
    worlds: int
    luck: Luck
    keep: str = "worlds"

    def __post_init__(self) -> None:
        must_be(Scenario, "what is run", self.scenario, A_SCENARIO)
        object.__setattr__(self, "worlds", must_be_whole("worlds", self.worlds))
        object.__setattr__(self, "scenario", resolve_rules(self.scenario))
        must_be(str, "keep", self.keep, "a word")
        if self.keep not in MAX_WORLDS:
            raise UsageError(f"keep must be {' or '.join(MAX_WORLDS)}, not {cut(self.keep)}")
        most, least_kept = MAX_WORLDS[self.keep], MAX_WORLDS["counts"]
        if not 1 <= self.worlds <= most:
            problem = f"worlds must lie between 1 and {most:,}, not {self.worlds:,}"
            more = f"; counts only, of up to {least_kept:,} worlds: --counts, or keep='counts'"
            raise UsageError(problem + more * (most < self.worlds <= least_kept))

    @property
    def seed(self) -> int:
        """Seed of all luck."""
        return self.luck.seed

    @property
    def uncertain(self) -> bool:
        """Whether each world draws its own assumptions."""
        return self.luck.uncertain

    def in_words(self, each: str = "") -> str:
        """Return how many worlds are run, for each of what, and on which luck."""
        return f"{counted(self.worlds, 'world')}{each}, {self.luck.in_words}"

    def batch(self, span: range) -> Worlds:
        """Return these worlds of the run."""
        return self.luck.batch(span)


def run_of(
    scenario: Scenario,
    worlds: int,
    seed: Seed = None,
    uncertain: bool = False,
    keep: str = "worlds",
) -> Run:
    """Return the run that is asked for, with a fresh seed where none is given."""
    return Run(scenario, worlds, luck_of(seed, uncertain), keep)


def run_block(run: Run, span: range) -> tuple[dict[str, Column], Sums]:
    """Run a block of worlds to the end; return its rows, and its chances by part of the run."""
    rows = run_worlds(run.scenario, run.batch(span), _rows_and_chances)
    chances = rows.pop(CHANCES)
    return rows, summed(chances, span)[0]


def _rows_and_chances(model: "Negotiation") -> dict[str, Any]:
    return {**final_table(model), CHANCES: chances_now(model)}


def run_worlds(
    scenario: Scenario, worlds: Worlds, read: Callable[["Negotiation"], ReadOff]
) -> ReadOff:
    """Run a scenario in some worlds to the end, and return what `read` reads off the model.

    That is one array or several by name, whose last axis are the worlds.
    """
    from sim.engine.model import Negotiation  # loads Mesa, which a command's --help needs not

    np.empty(KEPT_BYTES, np.int8)  # let go at once: glibc keeps smaller arrays from now on
    model = Negotiation(scenario, worlds)
    model.run_to_deadline()
    found = read(model)
    if np.any(model.situation.postponed):
        found = _read_later(model, read, deepcopy(found))
    model.free()
    return found


def _read_later(model: "Negotiation", read: Callable[["Negotiation"], Any], found: Any) -> Any:
    """Return what was found at the deadline, or, of postponed worlds, what `read` finds later."""
    postponed = model.situation.postponed
    while not model.frozen:
        model.step()
    later = read(model)
    if isinstance(later, Mapping):
        return {name: np.where(postponed, later[name], found[name]) for name in later}
    return np.where(postponed, later, found)


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
    ``.reading`` (index of the reading at the start and at the end) and ``.level`` (rung); per
    condition ``.status`` (`Status`) and ``.promised_tick`` (−1 for never); where several grant it,
    ``.promised`` of each of them; per earlier meeting ``.status``, 1 where it was held; per party
    that can call the meeting off ``.called_off``, and per actor that can postpone it
    ``.postponed``, 0 or 1.
    """
    table: dict[str, Column] = {"outcome": outcome_now(model)}
    table["venue"] = np.broadcast_to(np.asarray(model.situation.venue, np.int8), len(model.worlds))
    for party in model.parties:
        for name in ("drawn", "reading", "level"):
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


def spans_of(span: range, size: int) -> list[range]:
    """Cut worlds into spans of at most `size`."""
    return [span[start : start + size] for start in range(0, len(span), size)]


def stretches_of(worlds: int) -> list[range]:
    """Cut worlds into what one worker lives through at a time: blocks, or a row of them."""
    blocks = -(-worlds // BLOCK)
    return spans_of(range(worlds), BLOCK * -(-blocks // MAX_STRETCHES))
