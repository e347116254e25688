"""Columns: which draw, made once per world, has which column of the Sobol' points.

A column goes by what is drawn and by the place of its party, condition or shock among its kind. So
no two draws share one, and what is added behind them, or is of another kind, changes nobody's luck.
The first columns fill space best; they go to the first two of each kind. What has none (the third
step of softening, a promise taken back, the draws of a rule) is thrown, like the luck of a tick.
"""

from collections.abc import Iterator, Mapping

from sim.engine import sobol
from sim.engine.worlds import assumption
from sim.scenario import Scenario

COLUMNS = (
    *(("reading", 0), ("reading", 1), ("temper", 0), ("temper", 1), ("patience", 0)),
    *(("softening.1", 0), ("softening.2", 0), ("softening.1", 1), ("softening.2", 1)),
    *(("patience", 1), ("shock", 0), ("shock", 1), ("hardening.1", 0), ("hardening.1", 1)),
    *(("calling_off", 0), ("calling_off", 1), ("logistics", 0), ("step_down", 0), ("late", 0)),
)
"""What is drawn for the first two of each kind, the most decisive first; then for the next two."""

OF_A_PARTY = ("reading", "temper", "softening.1", "softening.2", "hardening.1", "calling_off")

PAIRS = 3


def columns_of(scenario: Scenario) -> Mapping[str, int]:
    """Return the column of each draw that has one, by its name."""
    found: dict[str, int] = {}
    for name, drawn, place in once_per_world(scenario):
        pair, second = divmod(place, 2)
        if (drawn, second) in COLUMNS and pair < PAIRS:
            found[name] = pair * len(COLUMNS) + COLUMNS.index((drawn, second))
    return found


def columns_of_assumptions(scenario: Scenario) -> Mapping[str, int]:
    """Return the column of the draw of each assumption, in their order while there are columns.

    They are for draws of assumptions alone; where a world draws its luck beside them, they have
    none.
    """
    uncertain = (one for one in scenario.numbers.values() if one.given.is_uncertain)
    names = dict.fromkeys(assumption(one.luck) for one in uncertain)
    return dict(zip(names, range(sobol.columns()), strict=False))


def once_per_world(scenario: Scenario) -> Iterator[tuple[str, str, int]]:
    """Yield the name of each draw, what is drawn, and the place among its kind."""
    for drawn in ("logistics", "step_down", "late"):
        yield f"meeting.{drawn}", drawn, 0
    patience = (
        name if key == one.grantor else f"{name}.{key}"
        for name, one in scenario.conditions.items()
        for key in one.grantors
    )
    for place, name in enumerate(patience):
        yield f"{name}.patience", "patience", place
    for place, name in enumerate(scenario.shocks):
        yield f"shock.{name}", "shock", place
    for place, key in enumerate(scenario.parties):
        for drawn in OF_A_PARTY:
            yield f"{key}.{drawn}", drawn, place
