"""Luck: a seed, and whether assumptions are drawn; with a world's number it says which world."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import randbits

from sim.arguments import must_be, must_be_texts, must_be_whole
from sim.characters import cut
from sim.engine.worlds import KINDS, Worlds
from sim.errors import UsageError


@dataclass(frozen=True)
class Luck:
    """What decides all that is left to chance; world 12 of equal lucks is the same world.

    If `uncertain`, each world draws its own assumptions; see `sim.engine.worlds` for the kinds.
    Where something is `given`, only the worlds count in which it is so; see `sim.engine.evidence`.
    Raises `UsageError` if the seed is below 0 or too large, or the kind is unknown.
    """

    seed: int
    uncertain: bool = False
    kind: str = "sobol"
    given: Sequence[str] = ()

    def __post_init__(self) -> None:
        must_be(bool, "uncertain", self.uncertain, "True or False")
        object.__setattr__(self, "seed", must_be_whole("seed", self.seed))
        if not 0 <= self.seed < 2**128:
            raise UsageError(f"seed must be 0 or above and below 2^128, not {self.seed}")
        must_be(str, "luck", self.kind, "a word")
        if self.kind not in KINDS:
            raise UsageError(f"luck must be {' or '.join(KINDS)}, not {cut(self.kind)}")
        object.__setattr__(self, "given", must_be_texts("given", self.given))

    @property
    def in_words(self) -> str:
        """The seed, and what is drawn besides."""
        thrown = "" if self.kind == "sobol" else f", luck {self.kind}"
        drawn = ", assumptions drawn per world" if self.uncertain else ""
        known = f", given {' and '.join(self.given)}" if self.given else ""
        return f"seed {self.seed}{thrown}{drawn}{known}"

    def must_be_before(self, what: str) -> None:
        """Raise `UsageError` where something is given; `what` is done before anything is known."""
        if self.given:
            raise UsageError(
                f"{what} before anything is known; take away {' and '.join(self.given)}"
            )

    def batch(self, span: range) -> Worlds:
        """Return the worlds of these numbers."""
        return Worlds(self.seed, span, self.uncertain, self.kind)


Seed = int | Luck | None
"""A seed, a luck that holds one, or nothing: then a fresh seed is drawn."""


def luck_of(
    seed: Seed, uncertain: bool = False, kind: str = "sobol", given: Sequence[str] | None = None
) -> Luck:
    """Return the luck of a seed; where none is given, one is drawn, short enough to be typed."""
    if isinstance(seed, Luck):
        return seed
    return Luck(randbits(32) if seed is None else seed, uncertain, kind, tuple(given or ()))
