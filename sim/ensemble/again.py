"""Again: worlds lived through once more on the same luck, with something changed in them.

What is changed is said by points (see `sim.engine.points`): numbers by path, and by name what luck
or an actor decides.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Levels
from sim.engine.points import Points
from sim.ensemble.ends import outcome_now
from sim.ensemble.luck import Luck
from sim.ensemble.run import BLOCK, run_worlds
from sim.scenario import Scenario
from sim.scenario.numbers import Point

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
    blocks = (np.s_[start : start + BLOCK] for start in range(0, len(lives[0]), BLOCK))
    ends = [_block(scenario, luck, (lives[0][at], lives[1][at]), points) for at in blocks]
    return np.concatenate([np.zeros(0, np.int8), *ends])


def _block(
    scenario: Scenario, luck: Luck, lives: tuple[Places, Places], points: Sequence[Point]
) -> Levels:
    worlds, which = lives
    first = int(worlds.min())
    free = replace(luck, given=())  # what is known of a world need not hold where it is changed
    batch = free.batch(range(first, int(worlds.max()) + 1))
    return run_worlds(scenario, Points(batch, points, (worlds - first, which)), outcome_now)
