"""The theories of the package: the values of their sources, and how they play."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import Negotiation, Observation, Scenario, Worlds, simulate
from sim.ensemble.ends import Column
from sim.rules import declared, find_rule
from sim.rules.audience_costs import Side, last_day, still_in
from sim.rules.bargaining_range import excess
from sim.rules.concession import conceded
from sim.rules.mediator import believed, limits
from sim.rules.prospect import value, weight
from sim.rules.quantal_response import equilibrium
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


def test_two_who_go_first_climb_to_the_top_in_as_many_announcements_as_there_are_rungs() -> None:
    """Osgood (1962): each small step is answered, and so followed by the next."""
    scenario = toy(**dict.fromkeys(RULE_OF_BOTH, "grit"))
    assert [level_after(scenario, ticks) for ticks in (1, 2, 8)] == [1, 2, 2]


@pytest.mark.parametrize(("patience", "ticks"), [(0.5, 2), (1, 4), (0, 0)])
def test_a_step_that_is_not_answered_is_kept_up_for_a_while(patience: float, ticks: int) -> None:
    """Ticks of a quarter of a day; who is never answered steps back, and stays there."""
    stubborn = toy(
        **{"actors.north.rule": {"name": "grit", "patience": patience}},
        **{"actors.south.announce_chance": 0},
    )
    levels = [level_after(stubborn, tick) for tick in range(1, 9)]
    assert levels == [1] * ticks + [0] * (8 - ticks)


def close(found: Any, expected: float, by: float = 1e-4) -> bool:
    """Whether a closed form gives what the source or the equation says."""
    return abs(float(found) - expected) < by


def expecting(place: str, name: str, expected: float, **numbers: float) -> Observation:
    """Return what somebody sees on a ladder of one rung, where the other is expected so."""
    given = {key: one.default for key, one in declared(name, place).items()} | numbers
    luck = SimpleNamespace(uniform=lambda _: np.arange(0.00005, 1, 0.0001))
    worlds = 10_000
    return Observation(
        np.ones(worlds, dtype=np.int8), thresholds=(0.0,), numbers=given, key="a", others=("b",),
        expected={"b": np.full(worlds, expected)}, luck=luck, stream="here",
    )  # fmt: skip


def share_who_come(name: str, expected: float, **numbers: float) -> float:
    return float(find_rule(name)(expecting("attend", name, expected, **numbers)).mean())


@pytest.mark.parametrize(
    ("meet", "alone", "blame", "needed"),
    [(0.5, -0.5, 0.5, 1 / 3), (0.5, -0.5, 1, 1 / 4), (0.5, 0, 0.5, -1), (0, -1, 0, 1)],
)
def test_what_two_audiences_ask_of_the_chance_of_the_other(
    meet: float, alone: float, blame: float, needed: float
) -> None:
    """Our derivation: −alone / (meet + blame − alone); who loses nothing alone always comes."""
    payoffs = {"meet": meet, "alone": alone, "blame": blame}
    for chance in (0, needed - 1e-4, needed, needed + 1e-4, 1):
        if 0 <= chance <= 1:
            comes = float(chance >= needed)
            assert share_who_come("two_audiences", chance, **payoffs) == comes


@pytest.mark.parametrize(
    ("precision", "chance"), [(0, 0.5), (0.5, 0.538369), (1, 0.597948), (2, 0.804154)]
)
def test_quantal_responses_to_each_other_are_a_fixed_point(precision: float, chance: float) -> None:
    """McKelvey & Palfrey (1995), payoffs (½, −½, ½): q = 1 / (1 + exp(−λ (3q/2 − 1/2)))."""
    seen = expecting("attend", "quantal_response", 0, precision=precision, insight=1)
    assert close(float(equilibrium(seen)), chance, 1e-6)
    assert close(1 / (1 + np.exp(-precision * (1.5 * chance - 0.5))), chance, 1e-6)
    assert close(float(find_rule("quantal_response")(seen).mean()), chance)


@pytest.mark.parametrize(
    ("payoffs", "chance"),
    [((1.8, -3.9, 2.1), 0.5), ((0, 100, 0), 0.999276), ((0.5, -1.01, 0.5), 0.0)],
)
def test_a_fixed_point_is_found_however_steep_the_response(
    payoffs: tuple[float, float, float], chance: float
) -> None:
    """½ where it is one itself; the only one where coming pays the more, the less others come."""
    numbers = dict(zip(("meet", "alone", "blame"), payoffs, strict=True))
    seen = expecting("attend", "quantal_response", 0, precision=100, insight=1, **numbers)
    assert close(float(equilibrium(seen)), chance, 1e-6)


def test_with_growing_precision_the_quantal_response_is_that_of_two_audiences() -> None:
    """McKelvey & Palfrey (1995): as errors go to 0, the better choice is taken for sure."""
    sharp = {"precision": 100, "meet": 50, "alone": -50, "blame": 50}
    for chance in (0, 0.33, 0.34, 1):
        exact = share_who_come("two_audiences", chance)
        assert share_who_come("quantal_response", chance, **sharp) == exact


def test_values_and_weights_of_prospect_theory() -> None:
    """Tversky & Kahneman (1992): 0.88, 2.25, 0.61 and 0.69 are their medians."""
    numbers = {key: one.default for key, one in declared("prospect").items()}
    felt = value(100, numbers["curvature"])
    assert close(felt, 57.54, 0.005)
    assert close(-numbers["aversion"] * felt, -129.47, 0.005)
    assert close(weight(0.5, numbers["gain_weighting"]), 0.4206)
    assert close(weight(0.5, numbers["loss_weighting"]), 0.4540)
    assert [weight(sure, 0.61) for sure in (0.0, 1.0)] == [0, 1]


def test_who_minds_losses_needs_a_likelier_meeting() -> None:
    """At even stakes ½ suffices without aversion and bent chances; at even odds 2.25 × .454/.4206
    of gain is what the loss of 1 takes, to the power of 1 / .88."""
    plain = {"aversion": 1, "curvature": 1, "gain_weighting": 1, "loss_weighting": 1}
    assert [share_who_come("prospect", q, **plain) for q in (0.499, 0.501)] == [0, 1]
    gain = (2.25 * 0.4540 / 0.4206) ** (1 / 0.88)
    assert [share_who_come("prospect", 0.5, gain=gain * by) for by in (0.999, 1.001)] == [0, 1]


@pytest.mark.parametrize(
    ("error", "cost", "believing"),
    [
        (0.2, 0.1, {0: 0, 0.5: 0, 0.5525: 0, 0.5527: 0.6, 1: 0.6}),
        (0.001, 0.1, {0.5: 0, 0.5003: 0.998}),
        (0, 0.1, {0.4999: 0, 0.5: 1}),
        (0.2, 0.01, {0.5052: 0, 0.5053: 0.6, 0.8999: 0.6, 0.9001: 0}),
    ],
)
def test_a_mediator_is_believed_if_it_is_biased_enough_towards_who_listens(
    error: float, cost: float, believing: dict[float, float]
) -> None:
    """Derived from Kydd (2003), p = .5, x_L = .55, x_H = .8: from .5 + .02 / .38 = .5526 on.

    At ½ never with any error; and one that hardly minds a conflict, with a cost of .01, only up to
    .5 + .008 / .02 = .9, beyond which it counsels to press in any case.
    """
    for bias, share in believing.items():
        seen = expecting("attend", "mediator", 0, error=error, mediator_cost=cost, bias_us=bias)
        assert close(believed(seen)["us"], share)
    assert (error, cost) != (0.2, 0.1) or close(limits(seen)[0], 0.5526)


def test_what_is_not_believed_counts_as_if_it_had_not_been_said() -> None:
    """A word without error from who is wholly on its side counts like any; a venue always does."""
    host = {"role": "host", "name": "Host", "hosting": 1, "signals": {"plea": {"strength": 1}}}
    backer = {"role": "backer", "name": "Backer", "signals": {"call": {"strength": 1}}}
    heard = {"host.hosting": 0.5, "host.plea": 1, "backer.call": 1.5, "south.outlook": 1}

    def levels(rule: object, **weights: float) -> list[int]:
        north = {"inclination": -1, "influences": heard | weights, "rule": rule}
        changes = {f"actors.north.{key}": one for key, one in north.items()}
        third: dict[str, Any] = {"actors.host": host, "actors.backer": backer}
        table = simulate(toy(**third, **changes), 300, 1).table
        return [int(one) for one in table["north.level"]]

    sure = {"name": "mediator", "error": 0, "bias_host": 1}
    usual = levels("ordered_threshold")
    assert levels(sure | {"bias_backer": 1}) == usual
    silent = levels("ordered_threshold", **{"backer.call": 0})
    assert levels(sure | {"bias_backer": 0.4}) == silent != usual


WORLDS, DAY = 8192, 4  # ticks of six hours


def promised_ticks(name: str, **numbers: dict[str, float]) -> list[Column]:
    """Return the tick in which each side promises what is its to grant; −1 for not within 40 days.

    Each of the sides that are named follows the rule, with numbers of its own.
    """
    clock = {
        "starts": "2001-01-01T00:00+00:00",
        "hours_per_tick": 24 // DAY,
        "deadline": "2001-02-10T00:00+00:00",
        "on_time_until": "2001-02-11T00:00+00:00",
        "follow_up_until": "2001-02-12T00:00+00:00",
    }
    conditions = {
        f"of_{side}": {"title": side, "grantor": side, "log_rate": 0, "rule": {"name": name, **own}}
        for side, own in numbers.items()
    }
    table = simulate(toy(clock=clock, conditions=conditions), WORLDS, 3).table
    return [table[f"{key}.promised_tick"] for key in conditions]


def near(found: NDArray[Any], expected: float) -> bool:
    """Whether a share of worlds is within four standard errors of what theory says."""
    error = np.sqrt(expected * (1 - expected) / WORLDS)
    return bool(abs(found.mean() - expected) < 4 * error)


HELD_OUT = {"value": 10.0, "cost": 1.0}


def test_who_holds_out_gives_in_at_a_constant_rate() -> None:
    """Maynard Smith (1974): V = 10, c = 1 a day; the wait is exponential with a mean of 10 days.

    Its median is 6.931 days: 7 days, a whole number of ticks, are outlasted with e^−0.7.
    """
    [tick] = promised_ticks("attrition", north=HELD_OUT)
    outlasts = {days: (tick < 0) | (tick >= days * DAY) for days in (7, 10, 30)}
    assert all(near(still, np.exp(-days / 10)) for days, still in outlasts.items())
    assert close(10 * np.log(2), 6.931, 1e-3)


def test_a_war_of_attrition_is_over_when_the_first_gives_in() -> None:
    """Both are still in on day 5 with e^−1 = .3679; it lasts 5 days on average, half a tick less
    than the end of the tick in which it ends; whoever is left over gives in no more."""
    north, south = promised_ticks("attrition", north=HELD_OUT, south=HELD_OUT)
    first = np.where(
        np.minimum(north, south) < 0, np.maximum(north, south), np.minimum(north, south)
    )
    assert near(first >= 5 * DAY, 0.3679)
    lasted = (first + 0.5) / DAY
    assert abs(lasted.mean() - 5) < 4 * 5 / np.sqrt(WORLDS)
    assert np.all((north < 0) | (south < 0) | (north == south))


def test_softening_in_a_war_of_attrition_goes_by_the_same_rate() -> None:
    """Two days at c/V = ½ a day: none of two steps, or one, as often as a Poisson process has."""
    readings = {key: {"attends_if": {"leaders": "always"}} for key in ("open", "middle", "strict")}
    party = {"actors.north.readings": readings, "actors.north.weights": {"strict": 1}}
    rule = {"name": "attrition", "value": 2, "cost": 1}
    scenario = toy(**party, **{"actors.north.softening": {"rule": rule}})
    reading = simulate(scenario, WORLDS, 3).table["north.reading"]
    assert near(reading == 2, np.exp(-1))
    assert near(reading == 1, np.exp(-1))


EVEN, LOUD = Side(1.0, 1.0, 1.0), Side(1.0, 2.0, 1.0)


def test_audience_costs_say_who_gives_in_and_until_when() -> None:
    """Derived from Fearon (1994): a = v = W = 1, and one side's a = 2."""
    assert close(last_day(EVEN, EVEN), 0.6180)
    assert close(still_in(EVEN, EVEN, 9) ** 2, 0.3820)
    assert close(last_day(LOUD, EVEN), 0.3660)
    assert close(1 - still_in(LOUD, EVEN, 9), 0.2679)
    assert close(1 - still_in(EVEN, LOUD, 9), 0.6340)
    assert close(1 - still_in(EVEN, LOUD, 0), 0.3660)
    assert still_in(LOUD, EVEN, 0) == 1


def test_the_side_with_the_greater_audience_cost_gives_in_less_often() -> None:
    """The same shares, drawn: alone, and where it is over once one has given in."""
    [loud] = promised_ticks("audience_costs", north={"audience": 2})
    [quiet] = promised_ticks("audience_costs", north={"other_audience": 2})
    assert near(loud >= 0, 0.2679)
    assert near(quiet >= 0, 0.6340)
    assert max(loud.max(), quiet.max()) * 0.25 < 0.3660  # none after t*
    both = promised_ticks("audience_costs", north={}, south={})
    assert near((both[0] < 0) & (both[1] < 0), 0.3820)


@pytest.mark.parametrize(
    ("strength", "own", "greatest", "demand", "refused"),
    [(0.5, 0.1, 0.4, 0.65, 0.375), (0.5, 0.4, 0.4, 0.5, 0), (0.95, 0, 0.4, 1, 0.125)],
)
def test_a_demand_is_refused_as_often_as_it_is_too_high(
    strength: float, own: float, greatest: float, demand: float, refused: float
) -> None:
    """Derived from Fearon (1995): strength + (C − c_A) / 2, between the strength and 1."""
    numbers = {"strength": strength, "demander_cost": own, "grantor_cost": greatest}
    seen = expecting("promise", "bargaining_range", 0, **numbers)
    assert close(strength + excess(seen), demand)
    [tick] = promised_ticks("bargaining_range", north=numbers)
    assert near(tick < 0, refused) if refused else np.all(tick == 0)
    assert set(tick.tolist()) <= {-1, 0}  # answered at once
