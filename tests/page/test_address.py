"""An address and what it asks for are one: each can be told from the other, or it is refused."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import read_with, simulate
from sim.analysis.audit.changes import changes_from_base
from sim.page.address import MAX_SEED, PARTS, SIZES, Address, parsed
from sim.page.controls import controls_of
from sim.page.settings import changes
from sim.page.values import Refused, settings_of, tidy
from sim.rules import rule_names
from sim.rules.own_numbers import quantities
from tests.conftest import load, toy
from tests.page.desk import library, view

WEIGHTS = "actors.ukraine.weights"
PLAIN = [path for path, one in load().numbers.items() if one.reading is None]


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    """Return any address of any scenario, whether or not its numbers fit together."""
    choice = draw(st.sampled_from([*library().choices.values()]))
    numbers = choice.scenario.numbers
    plain = st.sampled_from([path for path, one in numbers.items() if one.reading is None])
    given = draw(st.dictionaries(plain, st.floats(-1e6, 1e6), max_size=4))
    for party in choice.scenario.parties:
        paths = numbers.at(f"actors.{party}.weights").paths.values()
        if draw(st.booleans()):
            given |= {path: draw(st.floats(0.01, 1)) for path in paths}
    rule = st.sampled_from(rule_names())
    rules: dict[str, Any] = {f"actors.{one}.rule": draw(rule) for one in choice.scenario.parties}
    own = [
        f"{path}.{key}"
        for path, name in rules.items()
        for key in quantities(choice.scenario, path, name)
    ]
    if own:
        rules |= draw(st.dictionaries(st.sampled_from(own), st.floats(-1e3, 1e3), max_size=3))
    whole: dict[str, Any] = {
        "seed": draw(st.integers(0, MAX_SEED)),
        "worlds": draw(st.sampled_from(SIZES)),
        **{
            key: draw(st.integers(0, 99))
            for key in ("world", "tick", "guess")
            if draw(st.booleans())
        },
    }
    facts = st.sampled_from([f"{one}.announced<=absent" for one in choice.scenario.parties])
    day = choice.scenario.clock.start_of(1).date()
    whole["given"] = tuple(f"{one}@{day}" for one in draw(st.sets(facts)))
    found = settings_of(choice.scenario, {**given, **rules})
    return Address(choice, library().first.key, found, draw(st.sampled_from([*PARTS])), **whole)


@settings(max_examples=60)
@given(addresses())
def test_an_address_is_read_back_as_it_was_written(address: Address) -> None:
    again = parsed(str(address), library())
    assert again == address
    assert str(again) == str(address)


@given(st.sampled_from(PLAIN), st.floats(-1e3, 1e3))
def test_what_stands_as_in_the_file_is_left_out(path: str, value: float) -> None:
    text = load().numbers[path].centre
    assert str(parsed(urlencode({path: f"{text:.10g}"}), library())) == ""
    kept = str(parsed(urlencode({path: f"{value:.10g}"}), library()))
    assert (kept == "") == (tidy(value) == tidy(text))


def test_the_text_alone_has_no_query() -> None:
    assert str(parsed("", library())) == ""
    assert parsed("", library()).to() == "/"
    assert parsed("", library()).choice.scenario == load()


REFUSED = {
    "part=nowhere": "part=nowhere: .*allowed: blame, change",
    "file=thursday/base": "file=thursday/base: no such scenario; did you mean 'thursday/baseline'",
    "file=../../etc/passwd": "no such scenario",
    "file=~0123456789abcdef": "no longer here; open the file again",
    "seed=-1": "seed=-1: a whole number from 0 to 4,294,967,295",
    "seed=1.5": "seed=1.5: a whole number",
    "seed=99999999999": "a whole number from 0 to",
    "worlds=5": "worlds=5: allowed: 1024, 4096, 16384, 65536",
    "guess=101": "guess=101: a whole number from 0 to 100",
    "seed=1&seed=2": "seed=1: given more than once",
    "learning=1": "learning=1: no such number; did you mean 'learning_rate'",
    "learning_rate=x": "learning_rate=x: a number such as 0.5 is allowed",
    "learning_rate=nan": "learning_rate=nan: a number",
    "learning_rate=1e999": "learning_rate=1e999: a number",
    "learning_rate=": "learning_rate=: a number",
    f"{WEIGHTS}=1": "no such number",
    f"{WEIGHTS}.personally=2": "personally=2: a weight from 0 to 1",
    f"{WEIGHTS}.personally=0.7&{WEIGHTS}.promised=0.7": "weights sum to at most 1",
    f"{WEIGHTS}.personally=0&{WEIGHTS}.promised=0&{WEIGHTS}.observed=0": "at least needs a weight",
    "ends=tea": "ends=tea: .*leaders_on_time",
    "actors.ukraine.rule=chess": "actors.ukraine.rule=chess: .*allowed: ",
    "<script>=1": "<script>=1: no such number",
    f"learning_rate=0.{'1' * 5000}": "at most 4,000 characters",
}


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: query[:40])
def test_what_cannot_be_is_refused_by_key_value_and_what_is_allowed(query: str) -> None:
    with pytest.raises(Refused, match=REFUSED[query]):
        parsed(query, library())


def test_numbers_that_do_not_fit_are_refused_with_what_was_set() -> None:
    with pytest.raises(Refused, match=r"learning_rate=7: must stay within \[0, 1\]"):
        _ = view("learning_rate=7").scenario
    query = "actors.ukraine.thresholds.delegations=3"
    with pytest.raises(Refused, match=r"thresholds.delegations=3: .*"):
        _ = view(query).scenario


def test_of_one_weight_the_others_keep_their_proportions() -> None:
    address = parsed(f"{WEIGHTS}.personally=0.7", library())
    assert address.settings == {
        f"{WEIGHTS}.personally": 0.7,
        f"{WEIGHTS}.promised": 0.175,
        f"{WEIGHTS}.observed": 0.125,
    }
    assert address.without(WEIGHTS) == "/"


def test_a_number_that_is_set_rests_on_no_sentence_and_says_what_the_file_had() -> None:
    before = load().parties["ukraine"].inclination
    now = view("actors.ukraine.inclination=1").scenario.parties["ukraine"].inclination
    assert now.centre == 1
    assert before.sources == ("U5",)
    assert now.sources == ()
    assert now.assumption == f"set on the page; the file says {before.centre} (U5)"
    assert now.distribution is None


def test_a_setting_changes_its_own_entry_and_nothing_else() -> None:
    week = load()
    for path in PLAIN:
        text = week.numbers[path]
        value = text.centre + (0.125 if text.centre + 0.125 <= text.given.high else -0.125)
        now = week.with_(changes(week, settings_of(week, {path: value})))
        assert [one.path for one in changes_from_base(week, now)] == [path]


CHANGED: list[dict[str, Any]] = [
    {},
    {"learning_rate": 0.1},
    {"meeting.goes_ahead": 0.5, "meeting.step_down": 1},
    {"conditions.ceasefire.willingness": 6},
    {"conditions.ceasefire.log_rate": -1},
    {"actors.us.signals.attends.strength": 1, "shared.pressure_weight": 1.5},
    {f"{WEIGHTS}.personally": 1},
    {"actors.russia.weights.himself": 0.6, "actors.russia.inclination": -0.5},
    {"actors.ukraine.rule": "literal"},
    {"actors.turkey.hosting": 0},
]


@pytest.mark.parametrize("changed", CHANGED, ids=str)
def test_the_numbers_are_those_of_a_plain_run(changed: dict[str, Any]) -> None:
    asked = view(urlencode({**changed, "worlds": 1024, "seed": 3}))
    week = load()
    plain = simulate(week.with_(changed) if changed else week, 1024, seed=3)
    assert asked.both.shares(1) == plain.measured()
    assert asked.both.shares(0) == simulate(week, 1024, seed=3).measured()


def test_going_to_another_part_keeps_what_is_set() -> None:
    address = parsed("learning_rate=0.1&seed=5&part=live&world=3&tick=2", library())
    there = parsed(address.to(part="why").removeprefix("/?"), library())
    assert there == replace(address, part="why", tick=None)
    assert address.to(world=None, ends="none").endswith("part=live&ends=none&seed=5")


def test_what_was_predicted_is_said_of_no_other_setting() -> None:
    address = parsed("learning_rate=0.1&guess=39&part=worlds", library())
    elsewhere = [address.to(part="hand-in"), address.to(world=3)]
    assert all("guess=39" in link for link in elsewhere)
    moved = str(address.with_setting("meeting.goes_ahead", 0.5))
    others = [
        moved,
        address.without("learning_rate"),
        address.to(given=("russia.reading=himself@2025-05-12",)),
    ]
    assert not any("guess" in link for link in others)


def test_an_opened_file_has_an_address_while_it_is_kept() -> None:
    choice = library().open("mine.yaml", toy(title="Mine").to_yaml().encode())
    asked = parsed(f"file={choice.key}", library())
    assert asked.choice == choice
    assert str(asked) == f"file={choice.key}"


def test_a_theory_that_is_set_can_be_set_in_its_own_numbers() -> None:
    """As `--rule` and `--set` do; what was set of a theory that is left is forgotten with it."""
    rule, blame = "actors.ukraine.rule", "actors.ukraine.rule.blame"
    found = view(f"{rule}=two_audiences&{blame}=1.5&part=change")
    by_hand = read_with(load(), {"ukraine": "two_audiences"}).with_({blame: 1.5})
    changed = changes_from_base(by_hand, found.scenario)
    assert [(one.path, one.after) for one in changed] == []
    controls = {one.path: one for one in controls_of(load(), found.address)}
    assert (controls[blame].value, controls[blame].text) == (1.5, 0.5)
    assert (controls[f"{rule}.alone"].value, controls[f"{rule}.alone"].text) == (-0.5, -0.5)
    at = [*controls].index(rule)
    assert [*controls][at + 1 : at + 4] == [f"{rule}.{key}" for key in ("meet", "alone", "blame")]
    assert found.address.without(rule) == "/?part=change"
    assert str(view(f"{rule}=grit&{blame}=1.5").address) == f"{rule}=grit"
    written = read_with(load(), {"ukraine": "two_audiences"})
    assert settings_of(written, {rule: "grit", blame: 1.5}) == {rule: "grit"}
    assert settings_of(written, {blame: 0.5, f"{rule}.meet": 0.5}) == {}
    with pytest.raises(Refused, match=r"rule.blame=-1: must stay within \[0, 100\]"):
        view(f"{rule}=two_audiences&{blame}=-1").scenario  # noqa: B018
    with pytest.raises(Refused, match=r"rule.blam=1: no such number"):
        view(f"{rule}=two_audiences&{rule}.blam=1")
