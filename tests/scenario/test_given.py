"""Wrong types in Python give one readable line of ours, never a traceback of somebody else's."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import sim
from sim import ParleyError, Scenario
from sim.scenario.base import no_such_time
from tests.conftest import toy

compare: Any = sim.compare
replay: Any = sim.replay
simulate: Any = sim.simulate
sweep: Any = sim.sweep
load: Any = Scenario.load
TOY: Any = toy()
RESULT: Any = simulate(TOY, 10, seed=1)
NO_SCENARIO: Any = None

WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a file for a scenario": (
        lambda: sim.simulate(NO_SCENARIO),
        "be a scenario, as Scenario.load",
    ),
    "worlds in words": (lambda: simulate(TOY, NO_SCENARIO), "worlds must be a whole number .*None"),
    "worlds in part": (lambda: simulate(TOY, 1.5), "worlds must be a whole number .given: 1.5"),
    "a seed in part": (lambda: simulate(TOY, 9, seed=1.5), "seed must be a whole number"),
    "a truth for a seed": (lambda: simulate(TOY, 9, seed=True), "seed must be a whole number"),
    "workers in part": (lambda: simulate(TOY, 9, workers=1.5), "workers must be a whole number"),
    "a word for a truth": (lambda: simulate(TOY, 9, uncertain="no"), "must be True or False"),
    "a world in part": (lambda: replay(TOY, 1.5, 1), "world must be a whole number"),
    "a world below 0": (lambda: replay(TOY, -1, 1), "world must lie between 0 and"),
    "no seed to replay": (lambda: replay(TOY, 1, NO_SCENARIO), "seed must be a whole number"),
    "a scenario compared": (lambda: compare(RESULT, TOY), "must be a result, as simulate"),
    "too few names": (lambda: compare(RESULT, RESULT, names=["a"]), "one for each of 2 results"),
    "one name": (lambda: compare(RESULT, RESULT, names="ab"), "names must be a list of texts"),
    "no axes": (lambda: sweep(TOY, NO_SCENARIO), "vary takes a mapping by path"),
    "an axis of one number": (
        lambda: sweep(TOY, {"learning_rate": 0.5}),
        "needs numbers, or from:to",
    ),
    "an axis of words": (lambda: sweep(TOY, {"learning_rate": ["a"]}), "needs numbers, or from:to"),
    "nothing swept": (lambda: sweep(NO_SCENARIO, {"learning_rate": "0:1:2"}), "must be a scenario"),
    "a number for a file": (lambda: load(3), "must be a path .given: 3"),
    "one override": (lambda: load("x.yaml", "a=1"), "overrides must be a list of texts"),
    "no changes": (lambda: TOY.with_(None), "with_ takes a mapping by path"),
    "a path that is a number": (lambda: TOY.with_({1: 2}), "with_ takes a mapping by path"),
    "an array for a number": (
        lambda: TOY.with_({"learning_rate": np.arange(2)}),
        "a number, or the",
    ),
    "half a character": (
        lambda: TOY.with_({"shared": {"\udc80": 1}}),
        r"shared.\\udc80: no text may",
    ),
    "ablated nothing": (lambda: sim.ablate(NO_SCENARIO), "must be a scenario"),
    "audited nothing": (lambda: sim.audit(NO_SCENARIO), "must be a scenario"),
    "cells of nothing": (lambda: sim.factorial(NO_SCENARIO), "must be a scenario"),
    "levers of nothing": (lambda: sim.one_at_a_time(NO_SCENARIO), "must be a scenario"),
    "uncertainty of nothing": (lambda: sim.uncertainty(NO_SCENARIO), "must be a scenario"),
    "no draws": (lambda: sim.uncertainty(TOY, 1, draws=0), "draws must be a multiple of 16"),
    "one rule's letters": (lambda: sim.factorial(TOY, 9, rules="literal"), "rules must be a list"),
    "a rule's name": (lambda: sim.register("1st"), "digits, - and _, a letter first"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_of_the_wrong_kind_is_refused(what: str) -> None:
    do, said = WRONG[what]
    with pytest.raises(ParleyError, match=said) as error:
        do()
    assert str(error.value).isprintable()


def test_numbers_of_numpy_are_numbers() -> None:
    run = simulate(TOY, np.int64(10), seed=np.uint8(3)).run
    assert (type(run.worlds), type(run.seed)) == (int, int)
    assert TOY.with_({"learning_rate": np.float32(0.5)}).learning_rate.centre == 0.5


def test_days_that_are_in_the_calendar_are() -> None:
    assert not any(map(no_such_time, ["2032-02-29", "2031-12-31T23:59:59Z", "no day"]))
