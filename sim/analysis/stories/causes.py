"""Causes: changes that make a world end otherwise, found for many worlds at a time.

Each set of changes is lived through again on the same luck, so that it is a but-for cause in this
world: changed, it ends otherwise; of a set of several, no part alone is enough. Worlds are looked
through side by side: what all of them try next is lived through together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.outcomes.cases import Case, cases_of
from sim.analysis.outcomes.otherwise import in_words, together
from sim.analysis.stories.options import Row, options
from sim.analysis.stories.settings import settable, settings
from sim.analysis.stories.smallest import Set, search, side_by_side
from sim.arrays import Flags, Levels
from sim.ensemble.again import Places, live_each_again, rows_again
from sim.ensemble.luck import Luck
from sim.scenario import Scenario
from sim.scenario.condition import Status
from sim.scenario.numbers import Point
from sim.style.promises import can_be_broken, promise_called

DRAWN = {
    "meeting.logistics": "logistics",
    "meeting.step_down": "settling on a level",
    "meeting.late": "a late meeting",
}
"""Draws of the days after, in words."""


@dataclass(frozen=True)
class Cause:
    """Changes that together make the world end otherwise, and of which no part does."""

    changes: Set
    outcome: str
    """How it then ends."""
    draws: tuple[str, ...]
    """Draws that decide something only then: what they fell on is part of the same luck."""
    settings: Point
    """Numbers by path that, set before the run, make this world end so; empty if none do."""

    @property
    def sets(self) -> list[str]:
        """The same as ``--set`` takes it."""
        return [f"{path}={value:g}" for path, value in self.settings.items()]

    @property
    def words(self) -> str:
        """What follows *had*."""
        return in_words(self.changes)

    def drawn(self, scenario: Scenario) -> str:
        """Return the draws that decide something only then, in words."""
        names = [
            (one, promise_called(scenario, one.removesuffix(".violation"))) for one in self.draws
        ]
        return ", ".join(DRAWN.get(one, f"keeping up {what}") for one, what in names)

    @property
    def is_luck(self) -> bool:
        """Whether a draw is among the changes."""
        return any(one.is_luck for one in self.changes)


def rows_of(scenario: Scenario, luck: Luck, worlds: Sequence[int]) -> list[Row]:
    """Return how each of some worlds ends, as a row of the table of worlds."""
    table = rows_again(scenario, luck, *_lives(worlds, [[{}] for _ in worlds]))
    columns = (column.tolist() for column in table.values())
    return [dict(zip(table, row, strict=True)) for row in zip(*columns, strict=True)]


def causes_of(
    scenario: Scenario, luck: Luck, rows: Mapping[int, Row], others: Sequence[Flags]
) -> Iterator[tuple[Cause, ...]]:
    """Yield the causes of each world, those of acts first.

    The rows say by their number how the worlds ended; `others`, which outcomes are asked of each.
    """
    worlds = [*rows]

    def end(points: Sequence[Sequence[Point]], at: Sequence[int]) -> list[Levels]:
        lives, every = _lives([worlds[one] for one in at], points)
        return _parted(live_each_again(scenario, luck, lives, every), points)

    def tried(points: Sequence[Sequence[Point]], at: Sequence[int]) -> list[Flags]:
        return [others[one][ends] for one, ends in zip(at, end(points, at), strict=True)]

    found = side_by_side([search(options(scenario, row)) for row in rows.values()], tried)
    points = [[{}, *map(together, sets)] for sets in found]
    table = rows_again(scenario, luck, *_lives(worlds, points))
    cases, number = cases_of(scenario, table)
    known = settable(scenario)
    set_so = [[settings(scenario, known, one) for one in sets] for sets in found]
    again = end(set_so, range(len(worlds)))
    for sets, at, given, ends in zip(found, _parted(number, points), set_so, again, strict=True):
        before, *after = (cases[one] for one in at)
        causes = (
            Cause(
                some,
                case.outcome_id,
                _only_then(before, case),
                point if end == case.outcome else {},
            )
            for some, case, point, end in zip(sets, after, given, ends, strict=True)
        )
        yield tuple(sorted(causes, key=lambda one: (len(one.changes), one.is_luck)))


def _lives(
    worlds: Sequence[int], points: Sequence[Sequence[Point]]
) -> tuple[tuple[Places, Places], list[Point]]:
    """Return each world at each of its points, and all points: those that are alike but once."""
    known: dict[tuple[object, ...], int] = {}
    every: list[Point] = []
    which = []
    for point in chain.from_iterable(points):
        key = tuple(point.items())
        if key not in known:
            known[key] = len(every)
            every.append(point)
        which.append(known[key])
    sizes = [*map(len, points)]
    return (np.repeat(np.asarray(worlds, np.intp), sizes), np.array(which, np.intp)), every


def _parted(lives: NDArray[Any], points: Sequence[Sequence[Point]]) -> list[NDArray[Any]]:
    """Return what is found of each life, world by world."""
    return np.split(lives, np.cumsum([*map(len, points)])[:-1])


def _only_then(before: Case, after: Case) -> tuple[str, ...]:
    """Return the draws that decide something only in the changed world."""
    return tuple(sorted(_decisive(after) - _decisive(before)))


def _decisive(case: Case) -> set[str]:
    """Return the draws of the days after, and of promises, that decide something in a world."""
    scenario, attendance, brought = case.scenario, case.scenario.attendance, case.brought
    promised = (one for one in scenario.conditions if case.statuses[one] != Status.NONE)
    names = {f"{one}.violation" for one in promised if can_be_broken(scenario, one)}
    reached = attendance.reached(brought)
    if reached and not case.called_off:
        alike = reached == attendance.highest(brought)
        names.add(f"meeting.{'logistics' if alike else 'step_down'}")
        if not (case.on_time or case.postponed):
            names.add("meeting.late")
    return names
