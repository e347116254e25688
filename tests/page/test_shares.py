"""A hundred dots: as many as the shares say, each a world of the run that ends as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.page.shares import differently, first_of, moves_of
from sim.style.dots import HUNDRED, dots_for, largest_remainder
from sim.style.sentences import of_100
from tests.page.desk import shown, view

CHANGED = "actors.russia.weights.himself=0.8&worlds=1024"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9).filter(any), st.integers(1, 1000))
def test_the_largest_remainder_sums_up_and_misses_no_share_by_one(
    shares: list[float], total: int
) -> None:
    found = largest_remainder(shares, total)
    assert sum(found) == total
    whole = sum(shares)
    assert all(abs(n - total * s / whole) < 1 + 1e-6 for n, s in zip(found, shares, strict=True))


def test_the_largest_remainder_is_that_of_the_textbook() -> None:
    votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100]  # ten seats, by Hare's quota
    assert largest_remainder(votes, 10) == [5, 2, 1, 1, 1, 0]


@given(st.lists(st.integers(0, 1000), min_size=3, max_size=14).filter(any), st.integers(1, 2))
def test_dots_add_up_to_what_the_sentence_above_them_says(parts: list[int], on_time: int) -> None:
    shares = [one / sum(parts) for one in parts]
    met = sum(shares[:on_time])
    dots = dots_for(shares, on_time, met)
    assert (sum(dots), min(dots) >= 0) == (HUNDRED, True)
    assert sum(dots[:on_time]) == of_100(met)
    most = int(np.argmax(shares))
    room = of_100(met) if most < on_time else HUNDRED - of_100(met)
    beside = parts[:on_time] if most < on_time else parts[on_time:]
    alone = sum(map(bool, beside)) == 1
    assert dots[most] == (room if alone else min(of_100(shares[most]), room))
    assert all(abs(n - HUNDRED * share) < 2 for n, share in zip(dots, shares, strict=True))


@pytest.mark.parametrize("query", ["worlds=1024", CHANGED, "file=others/muscat-2025&worlds=1024"])
def test_each_dot_is_a_world_that_ends_as_it_says(query: str) -> None:
    asked = view(query)
    table, outcomes = asked.result.table["outcome"], asked.both.outcomes
    assert len(asked.dots) == HUNDRED
    assert {(dot.column, dot.row) for dot in asked.dots} == {
        (column, row) for column in range(10) for row in range(10)
    }
    for line in asked.lines:
        own = [dot for dot in asked.dots if dot.line == line]
        assert len(own) == line.dots
        assert all(outcomes[table[dot.world]] == line.outcome for dot in own)


def test_dots_stand_in_the_order_of_the_legend() -> None:
    asked = view(CHANGED)
    places = sorted(asked.dots, key=lambda dot: (dot.row, dot.column))
    order = [asked.lines.index(dot.line) for dot in places]
    assert order == sorted(order)


def test_dots_move_as_worlds_do() -> None:
    asked = view("file=thursday/promise-suffices&worlds=1024")
    moves = np.array(moves_of(asked.both, asked.lines))
    assert [*moves.sum(axis=1)] == [line.before for line in asked.lines]
    assert [*moves.sum(axis=0)] == [line.dots for line in asked.lines]
    flows = asked.both.flows(1) * HUNDRED / 1024
    assert np.abs(moves - flows).max() < 1.5
    moved = sum(dot.has_moved for dot in asked.dots)
    assert moved == HUNDRED - np.trace(moves) == of_100(differently(asked.both)) > 5
    before, now = (result.table["outcome"] for result in asked.both.results)
    assert all((before[dot.world] != now[dot.world]) == dot.has_moved for dot in asked.dots)


def test_where_nothing_is_changed_no_dot_moves() -> None:
    assert not any(dot.has_moved for dot in view("worlds=1024").dots)


def test_a_change_too_small_to_move_a_dot_is_shown() -> None:
    query = "worlds=1024&part=worlds&actors.ukraine.inclination=2.19"
    assert view(query).is_changed
    assert not any(dot.has_moved for dot in view(query).dots)
    assert "with a ring" not in shown(query).text()


def test_the_next_world_is_a_later_one_or_else_the_first() -> None:
    wanted = np.array([False, True, False, True])
    assert [first_of(wanted, after) for after in (-1, 0, 1, 2, 3)] == [1, 1, 3, 3, 1]
    assert first_of(np.zeros(3, bool)) is None
