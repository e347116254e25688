"""Theories that a scenario lists: who is meant by a name, and whose numbers count."""

from pathlib import Path
from typing import Any

import pytest

from sim import Scenario, UsageError, read_with
from sim.analysis.audit.changes import changes_from_base
from sim.cli.options import load_with
from sim.page.settings import chips, scenario_of
from sim.rules import check_rules, quantities
from sim.rules.registry import _RULES
from sim.rules.theories import deciding
from tests.conftest import BASELINE, load, toy, toy_yaml
from tests.page.desk import view
from tests.reading.test_bad_input import refused

OURS = [key for key, one in _RULES.items() if one.rule.__module__.startswith("sim.")]
TRUCE = {"title": "a truce", "grantor": "south", "log_rate": 0}


def listing(theories: dict[str, Any]) -> Scenario:
    """Return a crisis with a condition and a party that can harden, which lists theories."""
    changes = {"conditions": {"truce": TRUCE}, "actors.north.hardening": {"rate": 1}}
    return toy(**changes, theories=theories)


def test_a_theory_is_followed_with_the_numbers_that_are_listed() -> None:
    crisis = listing({"concession": {"north": {"beta": 0.25, "kappa": {"value": 0.5}}}})
    now = read_with(crisis, "concession")
    paths = (f"actors.{party}.rule.{number}" for party in toy().parties for number in NUMBERS)
    assert [now.numbers[path].centre for path in paths] == [0.25, 0.5, 1, 0]
    assert {one.rule.name for one in now.parties.values()} == {"concession"}
    assert (
        read_with(crisis, {"north": "literal"}).parties["south"].rule
        == crisis.parties["south"].rule
    )


NUMBERS = ("beta", "kappa")


@pytest.mark.parametrize(
    ("whose", "name", "meant"),
    [
        (None, "literal", ["north", "south"]),
        ("attend", "grit", ["north", "south"]),
        (None, "attrition", ["truce"]),
        (None, "audience_costs", ["truce", "north.softening", "south.softening"]),
        ("soften", "attrition", ["north.softening", "south.softening"]),
        ("promise", "attrition", ["truce"]),
        ("north.hardening", "concession", ["north.hardening"]),
    ],
)
def test_who_is_meant(whose: str | None, name: str, meant: list[str]) -> None:
    """Hardening is no softening; a theory of giving in is for those whose numbers are listed."""
    assert deciding(listing({"attrition": {"truce": {}}}), whose, name) == meant


@pytest.mark.parametrize(
    ("whose", "name", "said"),
    [
        ("noth", "literal", "unknown party or condition 'noth'; did you mean 'north'"),
        ("truce", "grit", "unknown rule 'grit'; allowed: .*attrition.*bargaining_range"),
        ("north", "attritoin", "unknown rule 'attritoin'"),
        ("", "literal", "unknown party or condition ''"),
    ],
)
def test_nobody_follows_what_is_not_there(whose: str, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_with(listing({}), {whose: name})


def test_command_page_and_python_read_the_week_alike() -> None:
    week = load_with(BASELINE)
    by_option = load_with(BASELINE, rules=["russia=two_audiences", "ceasefire=attrition"])
    by_name = read_with(week, {"russia": "two_audiences", "ceasefire": "attrition"})
    asked = view("actors.russia.rule=two_audiences&conditions.ceasefire.rule=attrition")
    by_page = scenario_of(asked.address)
    assert by_option == by_name
    assert by_name.numbers["actors.russia.rule.blame"].given.sources == ("A3",)
    assert [*changes_from_base(by_name, by_page)] == []
    labels = {one.path: (one.owner, one.label) for one in changes_from_base(week, by_name)}
    promising = ("russia", "rule of promising ‘ceasefire’")
    assert labels["conditions.ceasefire.rule"] == promising
    words = [chip.words for chip in chips(asked.address, "/", week)]
    assert words == [f"Russia: {promising[1]}: attrition", "Russia: decision rule: two audiences"]


def test_theories_that_nobody_follows_are_no_numbers_of_a_run() -> None:
    week = load()
    without = Scenario.model_validate(week.model_dump(exclude={"theories"}))
    assert [*week.numbers] == [*without.numbers]
    assert not changes_from_base(without, week)


def test_the_week_can_be_read_with_every_theory_of_the_package() -> None:
    """Each number is given, and says what it rests on; those of the usual rules stand elsewhere."""
    week = load()
    assert {*week.theories} == {name for _, name in OURS} - {"proportional_hazard"}
    for theory, listed in week.theories.items():
        for whose, own in listed.deciders.items():
            known = quantities(week, week.deciders[whose][0], theory)
            assert own.numbers.keys() == known.keys(), (theory, whose)
            assert all(n.sources or n.assumption or n.external for n in own.numbers.values())
    assert all(
        {*week.parties} <= {*week.theories[name].deciders} for at, name in OURS if at == "attend"
    )


FAULTY = {
    "somebody else": ("grit: {noth: {}}", ":3: theories.grit.noth: unknown party or condition"),
    "another theory": ("gritt: {north: {}}", ":3: theories.gritt.north: unknown rule 'gritt'"),
    "another place": ("grit: {north.softening: {}}", "north.softening: unknown rule 'grit'"),
    "another number": ("grit: {north: {pace: 1}}", "north.pace: rule 'grit' has no number 'pace'"),
    "too much": ("grit: {north: {patience: -1}}", "patience: must stay within [0, 365]"),
    "no sentence": (
        "grit: {north: {patience: {value: 1, sources: [X9]}}}",
        "patience.sources.0: unknown statement id 'X9'",
    ),
    "no shared number": ("grit: {north: {patience: long}}", "unknown shared number 'long'"),
    "no such weight": ("grit: {weight: -1}", "theories.grit.weight: must stay at 0 or more"),
    "a weight that is drawn": (
        "grit: {weight: {uniform: {low: 0, high: 1}}}",
        "theories.grit.weight: the weight of a theory must be a value, not a distribution",
    ),
    "nobody can follow": (
        "bargaining_range: {weight: 1}",
        "bargaining_range: unknown rule that somebody here can follow 'bargaining_range'",
    ),
    "nobody it hears": (
        "mediator: {north: {bias_noth: 0.6}}",
        "north.bias_noth: rule 'mediator' has no number 'bias_noth'",
    ),
    "no rate": ("grit: {north: {patience: {chance: 0.5}}}", "only a rate can be given as a chance"),
}


@pytest.mark.parametrize("fault", FAULTY)
@pytest.mark.parametrize("beside", [False, True])
def test_a_faulty_theory_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, fault: str, beside: bool
) -> None:
    """Where it stands in the scenario, or in a file beside it."""
    written, said = FAULTY[fault]
    (tmp_path / "toy.yaml").write_text(toy_yaml(), encoding="utf-8")
    theories = f"theories:\n  {written}\n"
    here = f"extends: toy.yaml\n{theories}"
    if beside:
        (tmp_path / "beside.yaml").write_text(f"\n{theories}", encoding="utf-8")
        here = "extends: toy.yaml\ntheories: beside.yaml\n"
    (tmp_path / "mine.yaml").write_text(here, encoding="utf-8")
    line = refused(capsys, "run", str(tmp_path / "mine.yaml"))
    assert line.startswith(f"parley: {tmp_path / ('beside.yaml' if beside else 'mine.yaml')}:3:")
    assert said in line


def test_a_theory_is_laid_over_the_one_below(tmp_path: Path) -> None:
    """A number of it is given anew, the others stay."""
    crisis = listing({"concession": {"north": {"beta": 0.25, "kappa": 0.5}}})
    (tmp_path / "toy.yaml").write_text(crisis.to_yaml(), encoding="utf-8")
    above = "extends: toy.yaml\ntheories: {concession: {north: {beta: 0.5}}}\n"
    (tmp_path / "mine.yaml").write_text(above, encoding="utf-8")
    mine = Scenario.load(tmp_path / "mine.yaml", (), check_rules)
    numbers = mine.theories["concession"].deciders["north"].numbers
    assert [numbers[name].centre for name in NUMBERS] == [0.5, 0.5]
