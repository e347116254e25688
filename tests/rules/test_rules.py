"""What every rule must satisfy, and the seam for rules of one's own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import (
    Negotiation,
    Observation,
    Scenario,
    ScenarioError,
    UsageError,
    Worlds,
    register,
    simulate,
    sweep,
)
from sim.arrays import Value
from sim.ensemble.ends import final_table
from sim.ensemble.run import run_worlds
from sim.rules import (
    declared,
    find_rule,
    ordered_threshold,
    registry,
    resolve_rules,
    rule_names,
)
from sim.rules.contract import OwnRule, alike, part_of
from sim.scenario.actor import Reading
from sim.scenario.condition import Status
from sim.scenario.gates import gate, unmet
from sim.scenario.rule import PLACES
from tests.conftest import BASELINE, load, toy
from tests.reading.test_bad_input import refused

WORLDS, LAST, TICKS = 1000, 10, 4

RULES = [(place, name) for place in PLACES for name in rule_names(place)]


def observation(seed: int = 0) -> Observation:
    rng = np.random.default_rng(seed)
    return Observation(
        gate=rng.integers(0, 3, WORLDS).astype(np.int8),
        inclination=rng.normal(0, 3, WORLDS),
        influence=rng.normal(0, 1, WORLDS),
        thresholds=(0.0, 1.0),
    )


def observed(rule: tuple[str, str], tick: int, memory: dict[str, Any]) -> Observation:
    """Return all that somebody can see in a tick."""
    place, name = rule
    rng = np.random.default_rng(tick)
    drawn = rng.integers(0, 3, WORLDS).astype(np.int8)
    announced = {key: rng.integers(-1, 3, WORLDS).astype(np.int8) for key in "ab"}
    numbers = {
        key: rng.uniform(max(one.low, -2), min(one.high, 2), WORLDS)
        for key, one in declared(name, place).items()
    }
    return replace(
        observation(tick), influence=None, numbers=numbers, memory=memory, key="a", others=("b",),
        tick=tick, days_passed=tick + 1.0, days_left=3.0 - tick, elapsed=(tick + 1) / TICKS,
        rate=rng.uniform(0, 1, WORLDS), readings=3, drawn=drawn, reading=drawn // 2,
        statuses={"truce": rng.integers(0, 3, WORLDS).astype(np.int8)}, announced=announced,
        expected={key: rng.uniform(0, 1, WORLDS) for key in "ab"},
        softened={key: rng.integers(0, 2, WORLDS).astype(np.int8) for key in "ab"},
        signals={"c.pressure": rng.normal(0, 1, WORLDS), "c.line": 0.5},
        influences={"c.pressure": 1.0, "c.line": 2.0}, blames={"c": {"absence": 1.0}},
        luck=Worlds(1, range(WORLDS)), stream="here",
    )  # fmt: skip


def alone(seen: Observation, memory: dict[str, Any]) -> Observation:
    """Return what the last worlds see of it."""
    part = part_of(seen, slice(-LAST, None), memory)
    return replace(part, luck=Worlds(1, range(WORLDS - LAST, WORLDS)))


@pytest.mark.parametrize("rule", RULES, ids="-".join)
def test_a_rule_keeps_what_every_rule_promises(rule: tuple[str, str]) -> None:
    """In every tick: right kinds and ranges, each world alone, no luck but its observation's."""
    decide = find_rule(rule[1], rule[0])
    whole, again, part = {}, {}, {}  # type: dict[str, Any], dict[str, Any], dict[str, Any]
    for tick in range(TICKS):
        seen = observed(rule, tick, whole)
        decided = decide(seen)
        assert not OwnRule(rule[1], decide, rule[0])._problem(decided, seen)
        assert rule[0] != "attend" or decided.dtype == np.int8
        assert alike(decided, decide(observed(rule, tick, again)))
        assert alike(decided[-LAST:], decide(alone(seen, part)))


def test_ordered_threshold_counts_the_thresholds_passed() -> None:
    leaning = np.array([-1.0, 0.0, 0.5, 1.5])
    seen = Observation(np.full(4, 2, dtype=np.int8), leaning, 0.0, (0.0, 1.0))
    assert list(find_rule("ordered_threshold")(seen)) == [0, 0, 1, 2]


def test_a_function_is_worked_out_only_where_its_number_has_changed() -> None:
    rng, seen, asked = np.random.default_rng(1), observation(), []

    def exponential(of: Value) -> Value:
        asked.append(np.size(of))
        return np.exp(of)

    numbers, found = [np.zeros(WORLDS)], []
    for changes in (WORLDS, 3, 0, 1):
        changed = np.arange(WORLDS) < changes
        numbers.append(np.where(changed, rng.normal(size=WORLDS), numbers[-1]))
        found.append(seen.where_changed(exponential, numbers[-1]))
    assert np.array_equal(np.array(found), np.exp(numbers[1:]))  # what was returned stays as it was
    assert asked == [WORLDS, 3, 0, 1]
    assert seen.where_changed(np.exp, 0.0) == 1


def test_literal_returns_the_gate() -> None:
    assert np.array_equal(find_rule("literal")(observation()), observation().gate)


@pytest.fixture
def rules() -> Iterator[None]:
    known = dict(registry._RULES)
    yield
    registry._RULES.clear()
    registry._RULES.update(known)


@pytest.mark.usefixtures("rules")
def test_a_rule_of_ones_own_runs_without_touching_the_package() -> None:
    @register("never")
    def never(seen: Observation) -> np.ndarray:
        return np.zeros_like(seen.gate)

    result = simulate(load("actors.russia.rule=never"), 500, 1)
    assert not result.table["russia.level"].any()
    with pytest.raises(UsageError, match=r"there is a rule 'literal' already, from sim.rules"):
        register("literal")(never)


def test_an_unknown_rule_is_named_with_what_is_allowed() -> None:
    with pytest.raises(UsageError, match=r"unknown rule 'litral'; did you mean 'literal'\?"):
        find_rule("litral")


WAYS = {"leaders": [{"truce": "observed"}, {"aid": "promised"}], "delegations": "always"}


def two_ways() -> Scenario:
    """Return a crisis in which the north's leader comes for a kept truce or for promised aid."""
    free = {"title": "a condition", "log_rate": 0, "grantor": "south"}
    reading = {"open": {"attends_if": WAYS}}
    return toy(conditions={"truce": free, "aid": free}, **{"actors.north.readings": reading})


def test_one_of_several_ways_is_enough() -> None:
    reading = two_ways().parties["north"].readings["open"]
    levels = two_ways().levels
    truce, aid = (np.repeat([0, 1, 2], 3).astype(np.int8), np.tile([0, 1, 2], 3).astype(np.int8))
    expected = np.where((truce == 2) | (aid >= 1), 2, 1)
    assert np.array_equal(gate(reading, {"truce": truce, "aid": aid}, levels), expected)


@pytest.mark.parametrize(
    ("statuses", "missing"),
    [
        ({"truce": 1, "aid": 0}, [{"truce": Status.OBSERVED}, {"aid": Status.PROMISED}]),
        ({"truce": 0, "aid": 1}, [{}]),
        ({"truce": 2, "aid": 0}, [{}]),
    ],
)
def test_what_is_missing_is_told_of_each_way(
    statuses: dict[str, int], missing: list[dict[str, Status]]
) -> None:
    reading = two_ways().parties["north"].readings["open"]
    assert unmet(reading, ["leaders"], statuses) == missing


def test_what_lacks_more_than_another_way_is_not_what_is_missing() -> None:
    ways = [{"truce": "observed", "aid": "promised"}, {"truce": "promised"}, {"peace": "promised"}]
    reading = Reading.model_validate({"attends_if": {"leaders": ways}})
    none = {"truce": 0, "aid": 0, "peace": 0}
    either = [{"truce": Status.PROMISED}, {"peace": Status.PROMISED}]
    assert unmet(reading, ["leaders"], none) == either
    assert unmet(reading, ["leaders"], none | {"truce": 1}) == [{}]


def test_ways_survive_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ways.yaml"
    file.write_text(two_ways().to_yaml(), encoding="utf-8")
    assert Scenario.load(file) == two_ways()
    single = two_ways().with_(
        {"actors.north.readings.open.attends_if.leaders": {"aid": "promised"}}
    )
    [way] = single.parties["north"].readings["open"].attends_if["leaders"]
    assert way == {"aid": Status.PROMISED}


@pytest.mark.parametrize("ways", [[], ["always"], [{"truce": "kept"}], [{"peace": "promised"}]])
def test_ways_that_are_none_are_refused(ways: list[Any]) -> None:
    with pytest.raises(ScenarioError):
        two_ways().with_({"actors.north.readings.open.attends_if.leaders": ways})


@pytest.mark.usefixtures("rules")
def test_what_a_rule_remembers_belongs_to_each_world() -> None:
    """A rule that comes once it has drawn below a tenth; any block of worlds ends alike."""

    @register("once_lucky")
    def once_lucky(seen: Observation) -> Any:
        lucky = seen.memory.get("lucky", np.zeros(seen.worlds, dtype=bool))
        seen.memory["lucky"] = lucky | (seen.draw("luck") < 0.1)
        return seen.gate * seen.memory["lucky"]

    scenario = toy(**{"actors.north.rule": "once_lucky"})
    level = run_worlds(scenario, Worlds(1, range(4000)), final_table)["north.level"]
    some = run_worlds(scenario, Worlds(1, range(1001, 1777)), final_table)["north.level"]
    assert np.array_equal(some, level[1001:1777])
    expected = 1 - 0.9**8
    assert abs((level == 2).mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / 4000)


@pytest.mark.usefixtures("rules")
def test_a_draw_changes_no_other() -> None:
    @register("gambler")
    def gambler(seen: Observation) -> Any:
        assert seen.draw("a").shape == seen.draw("a", every_tick=False).shape == (seen.worlds,)
        assert np.array_equal(seen.draw("a"), seen.draw("a"))
        return ordered_threshold(seen)

    plain, drawn = (
        run_worlds(scenario, Worlds(1, range(500)), final_table)
        for scenario in (load(), load("actors.russia.rule=gambler"))
    )
    assert all(np.array_equal(drawn[name], column) for name, column in plain.items())


@pytest.mark.usefixtures("rules")
def test_a_promise_and_a_step_can_be_decided_or_come_at_a_rate() -> None:
    """In the fourth of eight ticks; or with a chance of 1 − exp(−rate × days) within two days."""
    register("by_the_clock", place="promise")(lambda seen: np.full(seen.worlds, seen.tick == 3))
    register("by_the_clock", place="soften")(lambda seen: np.full(seen.worlds, int(seen.tick > 2)))
    register("steadily", place="promise")(lambda seen: 0.5)
    readings = {key: {"attends_if": {"leaders": "always"}} for key in ("open", "strict")}
    words = {"actors.north.readings": readings, "actors.north.weights": {"strict": 1}}
    truce = {"title": "a truce", "grantor": "south", "log_rate": 0, "rule": "by_the_clock"}
    scenario = toy(
        conditions={"truce": truce, "aid": truce | {"rule": "steadily"}},
        **words | {"actors.north.softening": {"rule": "by_the_clock"}},
    )
    table = run_worlds(scenario, Worlds(1, range(4000)), final_table)
    assert set(table["truce.promised_tick"].tolist()) == {3}
    assert set(table["north.reading"].tolist()) == {0}
    share = 1 - np.exp(-0.5 * 2)
    promised = (table["aid.status"] >= Status.PROMISED).mean()
    assert abs(promised - share) < 4 * np.sqrt(share * (1 - share) / 4000)


WRONG = [
    ("promise", lambda seen: -1.0, "must return rates of 0 or above, here -1"),
    ("promise", lambda seen: np.full(seen.worlds, np.nan), "rates of 0 or above, here nan"),
    ("promise", lambda seen: np.full(seen.worlds, 2), "must return True or False, or rates per da"),
    ("soften", lambda seen: np.full(seen.worlds, 3), "must return 0 to 2 steps, here 3"),
    ("soften", lambda seen: True, r"a decision or rate for each of 1000 worlds, not .* shape \(\)"),
    ("attend", lambda seen: seen.memory.update(ticks=1) or seen.gate, "'ticks' is none"),
    (
        "attend",
        lambda seen: seen.gate + len(seen.announced) - 1,
        "between 0",
    ),
]


@pytest.mark.parametrize(("place", "rule", "said"), WRONG)
def test_what_a_rule_of_ones_own_may_not_return_is_said(place: str, rule: Any, said: str) -> None:
    with pytest.raises(UsageError, match=rf"test_rules.py:\d+: rule 'wrong' .*{said}"):
        OwnRule("wrong", rule, place)(observed((place, rule_names(place)[0]), 1, {}))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{name: concession, beta: 0}", "beta: must stay within [0.01, 100] (given: 0)"),
        ("{name: concession, bet: 1}", "has no number 'bet'; did you mean 'beta'? allowed: beta"),
        ("{name: concesion, beta: 1}", "rule: unknown rule 'concesion'; did you mean 'concession'"),
        ("{beta: 1}", "rule 'ordered_threshold' has no number 'beta'; allowed: none here"),
        (
            "{name: tit_for_tat, first: {uniform: {low: 0, high: 2}}}",
            "first: must stay within [0, 1]",
        ),
        ("[literal]", "the name of a rule, or {name: …} with its numbers, is needed"),
    ],
)
def test_numbers_of_a_rule_are_checked_where_they_stand(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, written: str, said: str
) -> None:
    file = tmp_path / "own.yaml"
    text = f"extends: {BASELINE}\nactors:\n  russia:\n    rule: {written}\n"
    file.write_text(text, encoding="utf-8")
    line = refused(capsys, "run", str(file))
    assert line.startswith(f"parley: {file}:4: actors.russia.rule")
    assert said in line


def test_numbers_of_a_rule_are_numbers_like_all_others() -> None:
    """Set, varied, drawn from a prior; those left out are there, too."""
    slow = load("actors.russia.rule={name: concession, kappa: 0.1}", "actors.russia.rule.beta=0.5")
    assert slow.to_yaml().count("beta: 0.5") == 1
    found = sweep(slow, {"actors.russia.rule.beta": [0.5, 2]}, 300, 1)
    single = [simulate(slow.with_({"actors.russia.rule.beta": beta}), 300, 1) for beta in (0.5, 2)]
    shares = found.shares("leaders_on_time").tolist()
    assert shares == [one.measured()["leaders_on_time"].share for one in single]
    with_default = load("actors.russia.rule=concession")
    assert sweep(with_default, {"actors.russia.rule.beta": [0.5, 1]}, 50, 1).axes
    with pytest.raises(ScenarioError, match=r"beta: must stay within .*\(given: 200\.0\)"):
        sweep(with_default, {"actors.russia.rule.beta": [0.5, 200]}, 50, 1)
    prior = load("actors.russia.rule={name: concession, beta: {uniform: {low: 0.1, high: 5}}}")
    kinds = [run_worlds(prior, Worlds(1, range(300), one), betas) for one in (False, True)]
    assert kinds == [1, 300]


def betas(model: Negotiation) -> int:
    """Return how many values a number of the second party's rule has over the worlds."""
    seen = model.parties[1].attending.observe({"gate": np.zeros(1)})
    return np.unique(np.asarray(seen.numbers["beta"])).size


def test_a_rule_is_checked_wherever_a_scenario_holds_one() -> None:
    """Of a movement no less than of a party or a promise: its numbers are known and filled in."""
    for where in ("hardening", "calling_off"):
        rule = f"actors.north.{where}"
        filled = resolve_rules(toy(**{rule: {"rate": 1, "rule": "concession"}}))
        assert filled.numbers[f"{rule}.rule.beta"].centre == 1
        with pytest.raises(UsageError, match=f"{rule}.rule: unknown rule 'consession'"):
            resolve_rules(toy(**{rule: {"rate": 1, "rule": "consession"}}))
