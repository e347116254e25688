"""The theories of the package: the values of their sources, and how they play."""

import numpy as np
import pytest

from sim import Negotiation, Observation, Scenario, Worlds, simulate
from sim.ensemble.run import Column
from sim.rules import find_rule
from sim.rules.concession import conceded
from tests.conftest import toy

RULE_OF_BOTH = ("actors.north.rule", "actors.south.rule")


def seen(elapsed: float, **numbers: float) -> Observation:
    gate = np.array([0, 1, 2], dtype=np.int8)
    return Observation(gate, numbers=numbers, elapsed=elapsed, drawn=gate, readings=3)


@pytest.mark.parametrize(
    ("elapsed", "kept"),
    [(0.1, 0.9999), (0.25, 0.9961), (0.5, 0.9375), (0.75, 0.6836), (0.9, 0.3439)],
)
def test_a_boulware_keeps_1_minus_t_to_the_fourth(elapsed: float, kept: float) -> None:
    assert round(1 - float(conceded(seen(elapsed, beta=0.25, kappa=0))), 4) == kept


@pytest.mark.parametrize(
    ("elapsed", "beta", "kappa", "share"),
    [(0.5, 0.25, 0, 0.0625), (0.5, 1, 0, 0.5), (0.5, 4, 0, 0.8409), (0.25, 4, 0.1, 0.7364)],
)
def test_the_share_conceded_is_that_of_the_polynomial_family(
    elapsed: float, beta: float, kappa: float, share: float
) -> None:
    """Faratin, Sierra & Jennings (1998): kappa + (1 − kappa) t^(1/beta)."""
    assert round(float(conceded(seen(elapsed, beta=beta, kappa=kappa))), 4) == share


@pytest.mark.parametrize("place", ["attend", "soften"])
def test_concessions_come_in_whole_steps_and_are_complete_at_the_deadline(place: str) -> None:
    rule = find_rule("concession", place)
    steps = {t: rule(seen(t, beta=1, kappa=0)).tolist() for t in (0.25, 0.5, 0.99, 1)}
    assert steps == {0.25: [0, 0, 0], 0.5: [0, 0, 1], 0.99: [0, 0, 1], 1: [0, 1, 2]}


def test_in_a_run_a_party_concedes_level_by_level_up_to_the_deadline() -> None:
    """Of eight ticks; half of the ladder is conceded at the end of the fourth."""
    scenario = toy(**{"actors.north.rule": "concession"})
    levels = [level_after(scenario, ticks) for ticks in range(1, 9)]
    assert levels == [0, 0, 0, 1, 1, 1, 1, 2]


def level_after(scenario: Scenario, ticks: int) -> int:
    model = Negotiation(scenario, Worlds(1, range(3)))
    for _ in range(ticks):
        model.step()
    return int(model.parties[0].level[0])


def levels_of_both(**changes: object) -> tuple[Column, Column]:
    table = simulate(toy(**dict.fromkeys(RULE_OF_BOTH, "tit_for_tat") | changes), 200, 1).table
    return table["north.level"], table["south.level"]


@pytest.mark.parametrize(("first", "level"), [(1, 2), (0, 0), (0.5, 1)])
def test_two_who_answer_in_kind_stay_where_they_start(first: float, level: int) -> None:
    start = {"name": "tit_for_tat", "first": first}
    north, south = levels_of_both(**dict.fromkeys(RULE_OF_BOTH, start))
    assert {*north.tolist(), *south.tolist()} == {level}


def test_one_mistake_echoes() -> None:
    """One that starts absent and one that starts high change places with every announcement."""
    north, south = levels_of_both(**{"actors.north.rule": {"name": "tit_for_tat", "first": 0}})
    assert (set(north.tolist()), set(south.tolist())) == ({2}, {0})  # after an even number of ticks
    slow, _ = levels_of_both(
        **{
            "actors.north.rule": {"name": "tit_for_tat", "first": 0},
            "actors.south.announce_chance": 0.5,
        }
    )
    assert set(slow.tolist()) == {0, 2}


def test_who_answers_in_kind_stays_within_its_words() -> None:
    words = {"open": {"attends_if": {"delegations": "always"}}}
    north, south = levels_of_both(**{"actors.north.readings": words})
    assert {*north.tolist(), *south.tolist()} == {1}


READY: dict[str, object] = dict.fromkeys(RULE_OF_BOTH, "readiness")


@pytest.mark.parametrize(
    ("weaker", "outcome"), [(-1, "none"), (0.5, "delegations_on_time"), (5, "leaders_on_time")]
)
def test_the_weaker_side_decides(weaker: float, outcome: str) -> None:
    """Raising the motivation of the stronger side changes nothing in any world."""
    sure = READY | {"actors.north.expected": 1, "actors.south.expected": 1}
    sure |= {"actors.south.noise_scale": 0, "actors.south.inclination": weaker}
    runs = [simulate(toy(**sure | {"actors.north.inclination": high}), 50, 1) for high in (20, 900)]
    assert runs[0].table.keys() == runs[1].table.keys()
    assert all(np.array_equal(runs[1].table[name], one) for name, one in runs[0].table.items())
    assert set(runs[0].frame()["outcome"]) == {outcome}


def test_readiness_is_the_product_of_motivation_and_optimism() -> None:
    """Motivation 3/4 against a threshold of 1/2: optimism of 2/3 is what it takes."""
    motivation = np.log(3)
    expected = np.array([0.332, 0.334, 0.5, 1, 1, 0])  # of a ladder of two levels
    gate = np.array([2, 2, 2, 2, 1, 2], dtype=np.int8)
    level = find_rule("readiness")(
        Observation(
            gate, motivation, 0.0, (0.0, 1.0), numbers={"trust": 1.0}, others=("b",),
            expected={"b": expected},
        )
    )  # fmt: skip
    assert level.tolist() == [0, 1, 1, 2, 1, 0]


def test_with_full_optimism_readiness_is_the_default_rule() -> None:
    full = {"actors.north.expected": 1, "actors.south.expected": 1, "learning_rate": 0}
    unsure = {"actors.north.inclination": 0.5, "actors.south.inclination": 1}
    ready = simulate(toy(**full | unsure | READY), 2000, 1).table
    known = simulate(toy(**full | unsure), 2000, 1).table
    assert all(np.array_equal(ready[name], column) for name, column in known.items())
