"""What every rule keeps in every scenario, and that each follows the equations of its source.

Scenarios are lived through in few worlds, tick by tick; equations are written down here once more,
for one world and without NumPy, from the sources that the rules cite.
"""

import math
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim import Negotiation, Observation, Scenario, Worlds, simulate
from sim.arrays import Floats
from sim.rules import declared, find_rule
from sim.rules.quantity import of_each
from sim.rules.registry import _RULES, comparison_by
from sim.scenario.condition import granting_path
from sim.scenario.rule import PLACES
from tests.conftest import ALL_SCENARIOS, BASELINE, loaded

OURS = [key for key, one in _RULES.items() if one.rule.__module__.startswith("sim.")]
NAMES = {place: [name for at, name in OURS if at == place] for place in PLACES}
ROUNDS = range((max(map(len, NAMES.values())) + 1) // 2)
"""Each of two parties has a rule of its own, so that half as many rounds take in every rule."""

WORLDS, SOME = range(24), slice(7, 19)


def ruled(scenario: Scenario, turn: int) -> Scenario:
    """Return a scenario in which the rules whose turn it is decide wherever they can."""

    def name(place: str, number: int = 0) -> str:
        return NAMES[place][(turn * 2 + number if place == "attend" else turn) % len(NAMES[place])]

    parties = enumerate(scenario.parties)
    changes = {f"actors.{key}.rule": name("attend", number) for number, key in parties}
    for key, actor in scenario.actors.items():
        changes |= {f"actors.{key}.{how}.rule": name("soften") for how in actor.movements}
    for key, one in scenario.conditions.items():
        places = (granting_path(one, key, grantor) for grantor in one.grantors)
        changes |= {f"{place}.rule": name("promise") for place in places}
    return scenario.with_(changes)


def lived(scenario: Scenario, worlds: range) -> list[Floats]:
    """Return what a story comes to after each tick: a row for each array that is decided."""
    model, ticks = Negotiation(scenario, Worlds(1, worlds)), []
    while not model.frozen:
        model.step()
        rows = [[one.gate, one.level, one.reading] for one in model.parties]
        statuses = [np.asarray(one) for one in model.situation.statuses.values()]
        ticks.append(np.array([*(row for some in rows for row in some), *statuses], dtype=float))
    return ticks


@pytest.mark.parametrize("path", ALL_SCENARIOS, ids=lambda path: path.stem)
def test_every_rule_decides_in_every_scenario_and_looks_at_each_world_alone(path: Path) -> None:
    """Levels stay between 0 and the gate; some worlds alone, as in a block, live as among all.

    Of the week, whose files hardly differ in their parts, the rounds are shared out.
    """
    of_week = path != BASELINE and path.parent == BASELINE.parent
    turns = ROUNDS[ALL_SCENARIOS.index(path) % len(ROUNDS) :][:1] if of_week else ROUNDS
    for turn in turns:
        scenario = ruled(loaded(path), turn)
        whole = lived(scenario, WORLDS)
        parties = len(scenario.parties)
        for ticks, alone in zip(whole, lived(scenario, WORLDS[SOME]), strict=True):
            assert np.array_equal(ticks[:, SOME], alone), turn
            gates, levels = (ticks[which : 3 * parties : 3] for which in (0, 1))
            assert np.all((levels >= 0) & (levels <= gates)), turn


def test_blocks_and_workers_change_nothing() -> None:
    scenario = ruled(loaded(BASELINE), NAMES["attend"].index("quantal_response") // 2)
    alone = simulate(scenario, 4096, 1).table
    with ThreadPoolExecutor(2) as helpers:
        shared = simulate(scenario, 4096, 1, workers=helpers).table
    assert all(np.array_equal(shared[name], column) for name, column in alone.items())


SIZE, LADDER = 2000, 3


def at_random(place: str, name: str, seed: int = 0) -> Observation:
    """Return thousands of worlds as somebody may see them, on a ladder of three rungs."""
    rng = np.random.default_rng(seed)

    def some(low: int, high: int) -> Any:
        return rng.integers(low, high + 1, SIZE).astype(np.int8)

    drawn = some(0, 3)
    uniforms = {every: rng.uniform(0, 1, SIZE) for every in (False, True)}
    return Observation(
        gate=some(0, LADDER), inclination=rng.normal(0, 2, SIZE), thresholds=(-1.0, 0.0, 1.5),
        rate=rng.uniform(0, 1, SIZE), key="a", others=("b", "c"), tick=3, days_passed=2.0,
        elapsed=rng.uniform(0.01, 1, SIZE), readings=4, drawn=drawn, reading=drawn // 2,
        announced={key: some(-1, LADDER) for key in "abc"},
        expected={key: rng.uniform(0, 1, SIZE) for key in "abc"},
        softened={key: np.maximum(some(-3, 1), 0) for key in "abc"},
        signals={"us.pressure": rng.normal(0, 1, SIZE), "truce.promised": some(0, 1) > 0},
        influences={"us.pressure": 0.7},
        numbers={
            key: between(rng, q.low, q.high)
            for key, q in of_each(declared(name, place), {"us": "US"}).items()
        },
        luck=SimpleNamespace(
            uniform=lambda _: uniforms[False], uniform_of_tick=lambda *_: uniforms[True]
        ),
    )  # fmt: skip


def between(rng: np.random.Generator, low: float, high: float) -> Floats:
    """Return numbers of a range, of which the far ends are as rare as they are far."""
    return np.clip(rng.choice([-1, 1], SIZE) * rng.exponential(1.5, SIZE), low, high)


class World:
    """What is seen in one world, in plain numbers."""

    def __init__(self, seen: Any, at: int) -> None:
        self.at, self.seen = at, seen
        self.n = {name: float(value[at]) for name, value in seen.numbers.items()}
        others = [{k: v[at] for k, v in all_.items() if k != "a"} for all_ in
                  (seen.announced, seen.expected, seen.softened)]  # fmt: skip
        self.other, expected = int(min(others[0].values())), float(min(others[1].values()))
        self.over = any(others[2].values()) or bool(seen.signals["truce.promised"][at])
        self.chances = [min(1.0, expected * LADDER / rung) for rung in (1, 2, 3)]
        self.gate, self.drawn = int(seen.gate[at]), int(seen.drawn[at])
        self.heard = 0.7 * float(seen.signals["us.pressure"][at])
        self.inclination, self.rate = float(seen.inclination[at]), float(seen.rate[at])
        self.elapsed, self.luck = float(seen.elapsed[at]), float(seen.luck.uniform("")[at])
        self.announced = int(seen.announced["a"][at])

    def highest(self, comes: Callable[[float], bool]) -> int:
        """Return the highest level within the gate at which the chance of the other suffices."""
        return max(
            (rung for rung in range(1, self.gate + 1) if comes(self.chances[rung - 1])), default=0
        )


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def mccullagh(w: World) -> int:
    """McCullagh (1980): the category is the number of cut points below a latent leaning."""
    return min(w.gate, sum(w.inclination + w.heard > cut for cut in (-1.0, 0.0, 1.5)))


def faratin(w: World, most: int) -> int:
    """Faratin, Sierra & Jennings (1998): alpha(t) = kappa + (1 − kappa) t^(1/beta)."""
    alpha: float = w.n["kappa"] + (1 - w.n["kappa"]) * w.elapsed ** (1 / w.n["beta"])
    return math.floor(alpha * most + 1e-9)


def axelrod(w: World) -> int:
    """Axelrod (1984): what the other did last; a first move of its own."""
    return min(w.gate, w.other if w.other >= 0 else math.floor(w.n["first"] * LADDER + 1e-9))


def osgood(w: World) -> int:
    """Osgood (1962): a step ahead of the other; half a day has passed since both last spoke."""
    other = max(w.other, 0)
    waited = 0.5 if w.announced > other else 0.0
    return min(w.gate, other + (1 if waited < w.n["patience"] else 0))


def pruitt(w: World) -> int:
    """Pruitt (2005): motivation times optimism."""
    ready = [logistic(w.inclination + w.heard) * w.n["trust"] * chance for chance in w.chances]
    return min(
        w.gate, sum(r > logistic(cut) for r, cut in zip(ready, (-1.0, 0.0, 1.5), strict=True))
    )


def coming_pays(w: World, q: float) -> float:
    """Meeting m, alone present g, alone absent −b, nobody 0: what coming has over staying."""
    return (q * w.n["meet"] + (1 - q) * w.n["alone"]) - (q * -w.n["blame"] + (1 - q) * 0)


def mckelvey(w: World) -> int:
    """McKelvey & Palfrey (1995): logit responses, to what is expected or to each other's."""

    def answer(q: float) -> float:
        return logistic(w.n["precision"] * coming_pays(w, q))

    mutual, falling = 0.5, w.n["meet"] + w.n["blame"] < w.n["alone"]
    for _ in range(3000):
        step = (answer(mutual) - mutual) * (0.1 if falling else 1)
        mutual += step
        if abs(step) < 1e-13:
            break
    mixed = [w.n["insight"] * mutual + (1 - w.n["insight"]) * q for q in w.chances]
    return max((r for r in range(1, w.gate + 1) if w.luck < answer(mixed[r - 1])), default=0)


def tversky(w: World, q: float) -> bool:
    """Tversky & Kahneman (1992): a prospect of one gain and one loss against 0."""

    def weight(p: float, c: float) -> float:
        return math.pow(p, c) / math.pow(math.pow(p, c) + math.pow(1 - p, c), 1 / c)

    gain: float = weight(q, w.n["gain_weighting"]) * w.n["gain"] ** w.n["curvature"]
    felt: float = -w.n["aversion"] * w.n["loss"] ** w.n["curvature"]
    return gain + weight(1 - q, w.n["loss_weighting"]) * felt >= 0


def cox(w: World, base: float) -> float:
    """Cox (1972): each covariate multiplies the hazard."""
    return base * math.exp(w.heard)


def fearon_1994(w: World) -> float:
    """Fearon (1994), derived anew: shares still in at 1.5 and 2 days, as a hazard of half a day."""
    v, a, big = (w.n[name] for name in ("prize", "audience", "conflict"))
    v2, a2, big2 = (w.n[f"other_{name}"] for name in ("prize", "audience", "conflict"))
    end = min(crossing(v2, a2, a, big), crossing(v, a, a2, big2))

    def still(day: float) -> float:
        most = v2 / (v2 + a2 * end)
        return a * end / big / most * v2 / (v2 + a2 * min(day, end))

    return 0.0 if w.over else math.log(still(1.5) / still(2.0)) / 0.5


def crossing(v: float, a: float, own: float, most: float) -> float:
    """Return where v / (v + a t) has fallen to own t / most, by bisection."""
    low, high = 0.0, most / own
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if v / (v + a * middle) > own * middle / most else (low, middle)
    return low


def fearon_1995(w: World) -> bool:
    """Fearon (1995), derived anew: the demand that gains most is found by search, and refused."""
    p, own, most = w.n["strength"], w.n["demander_cost"], w.n["grantor_cost"]

    def gained(excess: float) -> float:
        refused = excess / most
        return (1 - refused) * (p + excess) + refused * (p - own)

    low, high = 0.0, min(most, 1 - p)
    for _ in range(60):
        third = (high - low) / 3
        if gained(low + third) < gained(high - third):
            low += third
        else:
            high -= third
    return w.luck * most >= low


def kydd(w: World) -> int:
    """Kydd (2003), derived anew: what the truth and the lie are worth to the mediator."""
    b, e, p, x_l, x_h, c = (
        w.n[name] for name in ("bias_us", "error", "strength", "safe", "bold", "mediator_cost")
    )

    def worth(x: float) -> float:
        return b * x + (1 - b) * (1 - x)

    def pressed(unresolved: float) -> float:
        """The other is unresolved with a chance, and grants what is demanded, or fights."""
        conflict = p * worth(1) + (1 - p) * worth(0) - c
        return unresolved * worth(x_h) + (1 - unresolved) * conflict

    dust = 1e-12
    honest = pressed(1 - e) >= worth(x_l) - dust and worth(x_l) >= pressed(e) - dust
    heeded = (1 - e) * x_h + e * p > x_l + dust
    moved = ((1 - e) - 0.5) / (1 - 0.5) if honest and heeded else 0.0
    leaning = w.inclination + moved * w.heard
    return min(w.gate, sum(leaning > cut for cut in (-1.0, 0.0, 1.5)))


SCALAR: Mapping[tuple[str, str], Callable[[World], Any]] = {
    ("attend", "ordered_threshold"): mccullagh,
    ("attend", "literal"): lambda w: w.gate,
    ("attend", "concession"): lambda w: faratin(w, w.gate),
    ("soften", "concession"): lambda w: faratin(w, w.drawn),
    ("attend", "tit_for_tat"): axelrod,
    ("attend", "grit"): osgood,
    ("attend", "readiness"): pruitt,
    ("attend", "two_audiences"): lambda w: w.highest(lambda q: coming_pays(w, q) >= 0),
    ("attend", "quantal_response"): mckelvey,
    ("attend", "prospect"): lambda w: w.highest(lambda q: tversky(w, q)),
    ("attend", "mediator"): kydd,
    ("promise", "proportional_hazard"): lambda w: cox(w, math.exp(w.inclination)),
    ("soften", "proportional_hazard"): lambda w: cox(w, w.rate),
    ("promise", "attrition"): lambda w: 0.0 if w.over else w.n["cost"] / w.n["value"],
    ("soften", "attrition"): lambda w: 0.0 if w.over else w.n["cost"] / w.n["value"],
    ("promise", "audience_costs"): fearon_1994,
    ("soften", "audience_costs"): fearon_1994,
    ("promise", "bargaining_range"): fearon_1995,
}


def test_every_rule_is_written_down_twice() -> None:
    assert set(SCALAR) == set(OURS)


@pytest.mark.parametrize("rule", OURS, ids="-".join)
def test_a_rule_follows_its_equation(rule: tuple[str, str]) -> None:
    seen = at_random(*rule)
    decided = find_rule(rule[1], rule[0])(seen)
    expected = [SCALAR[rule](World(seen, at)) for at in range(SIZE)]
    if decided.dtype.kind == "f":
        assert np.allclose(decided, expected, rtol=1e-7, atol=1e-9)
    else:
        assert np.array_equal(decided, expected)
        assert len(set(expected)) > 1


COMPARING = [key for key in OURS if comparison_by(key[1], key[0])]


@pytest.mark.parametrize("rule", COMPARING, ids="-".join)
def test_what_a_rule_says_it_compares_is_what_decides(rule: tuple[str, str]) -> None:
    """Each level that was decided has what it needs, and the next that words allow has not."""
    place, name = rule
    seen, compares = at_random(place, name, seed=3), comparison_by(name, place)
    assert compares
    decided = find_rule(name, place)(seen).astype(int)
    most = {"attend": seen.gate, "soften": seen.drawn}.get(place, np.ones(SIZE, dtype=int))
    for level in range(1, 4):
        holds = np.broadcast_to(compares(seen, level).holds, SIZE)
        assert np.all(holds[decided == level])
        assert not np.any(holds[(decided == level - 1) & (level <= most)])
    assert {"{has}", "{needs}"} <= {*re.findall(r"\{\w+\}", compares(seen, 1).words)}


MOVING = [
    (place, name, number)
    for place, name in OURS
    for number, quantity in declared(name, place).items()
    if quantity.raises is not None
]


@pytest.mark.parametrize(("place", "name", "number"), MOVING, ids="-".join)
def test_what_a_number_raises_it_lowers_in_no_world(place: str, name: str, number: str) -> None:
    seen, rule = at_random(place, name, seed=1), find_rule(name, place)
    quantity, before = declared(name, place)[number], seen.numbers[number]
    more = np.minimum(before + np.random.default_rng(2).exponential(1, SIZE), quantity.high)
    after = replace(seen, numbers={**seen.numbers, number: more}, memory={})
    change = rule(after).astype(float) - rule(replace(seen, memory={})).astype(float)
    up = change if quantity.raises else -change
    assert np.all(up >= -1e-9)
    assert np.any(up > 0)


@pytest.mark.parametrize("name", [name for place, name in OURS if place == "attend"])
def test_wider_words_and_a_likelier_other_never_lower_a_level(name: str) -> None:
    seen, rule = at_random("attend", name), find_rule(name)
    level = rule(replace(seen, memory={}))
    wider = replace(seen, gate=np.minimum(seen.gate + 1, LADDER).astype(np.int8), memory={})
    assert np.all(rule(wider) >= level)
    if name == "quantal_response":  # where coming pays the more, the less the other comes
        seen = replace(seen, numbers={**seen.numbers, "alone": -np.abs(seen.numbers["alone"])})
        level = rule(seen)
    likelier = {key: np.minimum(1, one + 0.2) for key, one in seen.expected.items()}
    assert np.all(rule(replace(seen, expected=likelier, memory={})) >= level)
