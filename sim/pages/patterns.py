"""Patterns: what lies upon the colour of an outcome, so that nothing hangs on colour alone."""

from dataclasses import dataclass

from sim.engine.outcome import outcomes_of
from sim.scenario import Scenario
from sim.style.colours import Look, outcome_looks

SIZE = 5.0
"""Of a tile with one letter: half as wide as a dot's place, so that all dots of an outcome look
alike; more letters make it smaller.
"""

DRAWN = {
    ".": "M{half} {half}h.01",
    "/": "M0 {size}L{size} 0M-1 1L1-1M{most} {over}L{over} {most}",
    "x": "M0 0L{size} {size}M0 {size}L{size} 0",
    "-": "M0 {half}H{size}",
    "|": "M{half} 0V{size}",
    "+": "M0 {half}H{size}M{half} 0V{size}",
}
"""What each letter of a pattern draws on a tile."""

LINE, DOT = 0.4, 1.0


@dataclass(frozen=True)
class Tile:
    """What an outcome is filled with: a look, and what is drawn on a square that is repeated."""

    look: Look
    size: float
    path: str
    width: float


def tiles_of(scenario: Scenario) -> list[Tile]:
    """Return a tile for each outcome, in their order."""
    return [tile_of(look) for look in outcome_looks(len(outcomes_of(scenario)))]


def tile_of(look: Look) -> Tile:
    """Return the tile of a look.

    >>> tile_of(Look("#0072b2", "||")).path
    'M1.25 0V2.5'
    """
    often = max(1, len(look.pattern) - look.pattern[1:].count("-"))
    size = SIZE / often
    known = {"size": size, "half": size / 2, "most": size - 1, "over": size + 1}
    named = {name: f"{value:.4g}" for name, value in known.items()}
    path = "".join(DRAWN[letter].format(**named) for letter in dict.fromkeys(look.pattern))
    return Tile(look, size, path, DOT if "." in look.pattern else LINE)
