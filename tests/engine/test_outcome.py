"""Outcomes partition the worlds, exactly as the table of docs/model.md says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.engine.outcome import (
    FinalDecisions,
    LastLuck,
    classify,
    outcome_ids,
    outcome_probabilities,
)

LEVELS = ("absent", "delegations", "leaders")


def by_the_table(one: int, other: int, meets: bool, steps_down: bool, late: bool) -> str:
    """Return the outcome of one world, first hit wins, as the table words it."""
    if (one, other) == (2, 2) and meets:
        return "leaders_on_time"
    both = one >= 1 and other >= 1
    if ((one, other) == (1, 1) and meets) or (both and one != other and steps_down):
        return "delegations_on_time"
    if both and late:
        return "leaders_late" if (one, other) == (2, 2) else "delegations_late"
    return "one_sided" if one >= 1 or other >= 1 else "none"


def even_luck(worlds: int) -> LastLuck:
    """Return luck under which happens what has the chance 1, and not what has the chance 0."""
    return LastLuck(*np.full((3, worlds), 0.5))


def test_every_combination_is_in_the_table() -> None:
    grid = np.array(np.meshgrid(range(3), range(3), *[(False, True)] * 3)).reshape(5, -1)
    one, other, *luck = grid
    meets, steps_down, late = (flag.astype(bool) for flag in luck)
    lower, higher = (f(one, other).astype(np.int8) for f in (np.minimum, np.maximum))
    freeze = FinalDecisions(lower, higher, higher > 0, meets, steps_down, late)
    codes = classify(freeze, 2, even_luck(len(lower)))
    found = [outcome_ids(LEVELS)[code] for code in codes]
    assert found == [by_the_table(int(row[0]), int(row[1]), *map(bool, row[2:])) for row in grid.T]


def test_ids_of_the_usual_ladder() -> None:
    assert outcome_ids(LEVELS) == (
        "leaders_on_time",
        "delegations_on_time",
        "leaders_late",
        "delegations_late",
        "one_sided",
        "none",
    )


@settings(max_examples=200)
@given(data=some.data(), rungs=some.integers(1, 5))
def test_outcomes_partition_any_ladder(data: some.DataObject, rungs: int) -> None:
    size = data.draw(some.integers(1, 30))
    levels = some.lists(some.integers(0, rungs), min_size=size, max_size=size)
    flags = some.lists(some.booleans(), min_size=size, max_size=size)
    one, other = (np.array(data.draw(levels), dtype=np.int8) for _ in range(2))
    meets, steps, late = (np.array(data.draw(flags), dtype=bool) for _ in range(3))
    lower, higher = np.minimum(one, other), np.maximum(one, other)
    freeze = FinalDecisions(lower, higher, higher > 0, meets, steps, late)
    codes = classify(freeze, rungs, even_luck(size))
    ids = outcome_ids(["absent", *(f"rung{number}" for number in range(1, rungs + 1))])
    assert len(ids) == 2 * rungs + 2
    assert set(codes) <= set(range(len(ids)))
    for code, low, high in zip(codes, lower, higher, strict=True):
        met = code < 2 * rungs
        assert met == (f"rung{low}_" in ids[code])
        assert met <= (low > 0)
        assert (ids[code] == "none") == (high == 0)


@settings(max_examples=50)
@given(data=some.data(), rungs=some.integers(1, 4))
def test_chances_are_how_often_the_last_luck_decides_so(data: some.DataObject, rungs: int) -> None:
    """Brute force: every way the last luck can fall, each as often as it is likely."""
    one, other = (data.draw(some.integers(0, rungs)) for _ in range(2))
    goes_ahead, steps_down, late = (data.draw(some.sampled_from((0, 0.25, 0.5, 1))) for _ in "abc")
    called_off, outcomes = data.draw(some.booleans()), 2 * rungs + 3
    fallen = (np.arange(4) + 0.5) / 4
    luck = LastLuck(*(axis.ravel() for axis in np.meshgrid(fallen, fallen, fallen)))
    lower, higher = (np.full(64, f(one, other), np.int8) for f in (min, max))
    off = np.full(64, called_off)
    freeze = FinalDecisions(lower, higher, higher > 0, goes_ahead, steps_down, late, off)
    ends = np.bincount(classify(freeze, rungs, luck), minlength=outcomes) / 64
    chances = outcome_probabilities(freeze, rungs, outcomes)
    assert np.allclose(chances, ends[:, None])
    assert np.allclose(chances.sum(axis=0), 1)


def test_nothing_is_left_to_luck_where_nobody_can_meet() -> None:
    """With one party absent, or where the meeting is certain, every chance is 0 or 1."""
    lower, higher = np.array([0, 0, 2, 2], np.int8), np.array([0, 2, 2, 2], np.int8)
    goes_ahead = np.array([0.9, 0.9, 1.0, 0.9])
    freeze = FinalDecisions(lower, higher, higher > 0, goes_ahead, 0.5, 0.3)
    chances = outcome_probabilities(freeze, 2, 6)
    assert np.isin(chances, (0, 1)).all(axis=0).tolist() == [True, True, True, False]
    assert chances[:, 3] == pytest.approx([0.9, 0, 0.1 * 0.3, 0, 0.1 * 0.7, 0])
