"""Again: worlds lived through once more on the same luck, with something changed in them.

What is changed is said by points (see `sim.engine.points`): numbers by path, and by name what luck
or an actor decides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Levels
from sim.engine.points import Points
from sim.ensemble.ends import Table, final_table, outcome_now
from sim.ensemble.luck import Luck
from sim.ensemble.run import BLOCK, ReadOff, run_worlds
from sim.scenario import Scenario
from sim.scenario.numbers import Point

if TYPE_CHECKING:
    from sim.engine.model import Negotiation

Places = NDArray[np.intp]


def live_again(
    scenario: Scenario, luck: Luck, worlds: Sequence[int] | Places, points: Sequence[Point]
) -> Levels:
    """Return how each of some worlds ends at each point, shape ``(points, worlds)``.

    Examples
    --------
    >>> from sim import Scenario
    >>> week = Scenario.load("scenarios/thursday/baseline.yaml")
    >>> as_it_was, step_down = {}, {"meeting.step_down": 1}
    >>> live_again(week, Luck(1), [12], [as_it_was, step_down]).tolist()
    [[3], [1]]
    """
    which, of = np.indices((len(points), len(worlds))).reshape(2, -1)
    ends = live_each_again(scenario, luck, (np.asarray(worlds)[of], which), points)
    return ends.reshape(len(points), len(worlds))


def live_each_again(
    scenario: Scenario, luck: Luck, lives: tuple[Places, Places], points: Sequence[Point]
) -> Levels:
    """Return how lives end, each given by the number of its world and of its point."""
    ends = _blocks(scenario, luck, lives, points, outcome_now)
    return np.concatenate([np.zeros(0, np.int8), *ends])


def rows_again(
    scenario: Scenario, luck: Luck, lives: tuple[Places, Places], points: Sequence[Point]
) -> Table:
    """Return how lives end, a row each as in the table of worlds; there is at least one life."""
    tables = [*_blocks(scenario, luck, lives, points, final_table)]
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _blocks(
    scenario: Scenario,
    luck: Luck,
    lives: tuple[Places, Places],
    points: Sequence[Point],
    read: Callable[["Negotiation"], ReadOff],
) -> Iterator[ReadOff]:
    """Yield what is read off the model, block by block."""
    free = replace(luck, given=())  # what is known of a world need not hold where it is changed
    for start in range(0, len(lives[0]), BLOCK):
        worlds, of = (part[start : start + BLOCK] for part in lives)
        used, which = np.unique(of, return_inverse=True)
        batch = free.batch(range(int(worlds.min()), int(worlds.max()) + 1))
        place = worlds - batch.span.start
        at_hand = Points(batch, [points[at] for at in used], (place, which))
        yield run_worlds(scenario, at_hand, read)
