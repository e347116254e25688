"""A run: a scenario in many worlds, block by block."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from sim.arguments import A_SCENARIO, must_be, must_be_whole
from sim.arrays import Floats
from sim.characters import cut
from sim.engine.evidence import Fact, facts_of, fitting
from sim.engine.worlds import Worlds
from sim.ensemble.chances import Sums, summed
from sim.ensemble.ends import THEORY, UNFIT, Column, chances_now, final_table
from sim.ensemble.luck import Luck, Seed, luck_of
from sim.ensemble.theories import as_one, by_theory, drawn_theories
from sim.errors import UsageError
from sim.rules import resolve_rules
from sim.rules.theories import theory_weights
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

CHANCES = "chances"
"""What stands beside a block's columns until it is summed up."""

ReadOff = TypeVar("ReadOff")

Progress = Callable[[int], None]
"""Told how many more worlds are done."""


class NoWorldFitsError(UsageError):
    """What is known is so in no world that was lived through."""


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
    facts: tuple[Fact, ...] = field(init=False, compare=False)
    """What is known: only the worlds count that fit it."""

    def __post_init__(self) -> None:
        must_be(Scenario, "what is run", self.scenario, A_SCENARIO)
        object.__setattr__(self, "worlds", must_be_whole("worlds", self.worlds))
        object.__setattr__(self, "scenario", resolve_rules(self.scenario))
        object.__setattr__(self, "facts", facts_of(self.scenario, self.luck.given))
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

    @property
    def draws_theory(self) -> bool:
        """Whether each world draws the theory that it follows."""
        return self.uncertain and bool(theory_weights(self.scenario))

    @property
    def watched(self) -> list[tuple[str, int]]:
        """The states that are known, each with the tick at whose end."""
        return [fact.state for fact in self.facts]

    @property
    def sets_apart(self) -> bool:
        """Whether luck and not knowing can be set apart: of all worlds, not of those that fit."""
        return self.uncertain and not self.facts

    def in_words(self, each: str = "") -> str:
        """Return how many worlds are run, for each of what, and on which luck."""
        theory = ", theories too" if self.draws_theory else ""
        return f"{counted(self.worlds, 'world')}{each}, {self.luck.in_words}{theory}"

    def among(self, chances: Sums) -> Sums | None:
        """Return how many worlds of each part fit what is known; None where nothing is.

        The chances, shape ``(…, parts, outcomes)``, add up to one world each, and so does this, in
        units of 2⁻³². Raises `NoWorldFitsError` where none does.
        """
        if not self.facts:
            return None
        fit: Sums = chances.sum(axis=-1)
        if not np.all(fit.sum(axis=-1)):
            where = "" if fit.ndim == 1 else ", at one of the points"
            given = " and ".join(self.luck.given)
            raise NoWorldFitsError(f"no world of {self.worlds:,} fits {given}{where}")
        return fit

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


def must_be_a_world(world: int) -> int:
    """Return the number of a world, or raise `UsageError` if no run has such a world."""
    number, most = must_be_whole("world", world), MAX_WORLDS["counts"]
    if not 0 <= number < most:
        raise UsageError(f"--world must lie between 0 and {most - 1:,}, not {number:,}")
    return number


def run_block(run: Run, span: range) -> tuple[dict[str, Column], Sums]:
    """Run a block of worlds to the end; return its rows, and its chances by part of the run."""
    batch, read = run.batch(span), partial(_rows_and_chances, run.facts)
    rows = run_worlds(run.scenario, batch, read, run.watched)
    chances, drawn = rows.pop(CHANCES), drawn_theories(run.scenario, batch)
    return rows if drawn is None else {**rows, THEORY: drawn}, summed(chances, span)[0]


def _rows_and_chances(facts: Sequence[Fact], model: "Negotiation") -> dict[str, Any]:
    found = {**final_table(model), CHANCES: chances_given(facts, model)}
    if facts:
        found["outcome"] = np.where(fitting(model, facts), found["outcome"], UNFIT)
    return found


def chances_given(facts: Sequence[Fact], model: "Negotiation") -> Floats:
    """Return how likely each outcome is if decisions froze now; 0 in worlds that do not fit.

    What is known came before: it says nothing of the luck of the days after.
    """
    chances = chances_now(model)
    return chances * fitting(model, facts) if facts else chances


def run_worlds(
    scenario: Scenario,
    worlds: Worlds,
    read: Callable[["Negotiation"], ReadOff],
    watched: Iterable[tuple[str, int]] = (),
) -> ReadOff:
    """Run a scenario in some worlds to the end, and return what `read` reads off the model.

    That is one array or several by name, whose last axis are the worlds. Where worlds draw their
    theory, each is run as the theory reads the scenario. The model can tell how `watched` states
    stood, each by its name and the tick at whose end it is seen.
    """
    parts, states = by_theory(scenario, worlds), tuple(watched)
    found = [_run_alike(part.scenario, part.worlds, read, states) for part in parts]
    whole: ReadOff = found[0] if len(parts) == 1 else as_one(found, parts)
    return whole


def _run_alike(
    scenario: Scenario,
    worlds: Worlds,
    read: Callable[["Negotiation"], ReadOff],
    watched: Iterable[tuple[str, int]],
) -> ReadOff:
    """Run a scenario in worlds that all follow the same theory."""
    from sim.engine.model import Negotiation  # loads Mesa, which a command's --help needs not

    np.empty(KEPT_BYTES, np.int8)  # let go at once: glibc keeps smaller arrays from now on
    model = Negotiation(scenario, worlds, watched)
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


def spans_of(span: range, size: int) -> list[range]:
    """Cut worlds into spans of at most `size`."""
    return [span[start : start + size] for start in range(0, len(span), size)]


def stretches_of(worlds: int) -> list[range]:
    """Cut worlds into what one worker lives through at a time: blocks, or a row of them."""
    blocks = -(-worlds // BLOCK)
    return spans_of(range(worlds), BLOCK * -(-blocks // MAX_STRETCHES))
