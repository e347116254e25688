"""The same worlds under each theory, against runs of one's own; sentences that follow from them."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import (
    Negotiation,
    Scenario,
    UsageError,
    Worlds,
    pairing,
    read_with,
    replay,
    simulate,
    theories,
)
from sim.analysis.experiments.theories import attending, theories_of
from sim.analysis.outcomes.measures import ANY_ON_TIME
from sim.analysis.outcomes.shares import Share
from sim.rules import rule_names
from tests.cli.test_cli_run import parley
from tests.conftest import load, tall, toy

FEW = (256, 4)
"""Worlds, and their seed."""


def own(scenario: Scenario, followed: Any) -> dict[str, Share]:
    """Return the shares of a run of one's own."""
    found = simulate(read_with(scenario, followed), *FEW).measured()
    return {name: Share(one.share, one.low, one.high) for name, one in found.items()}


def two(**changes: Any) -> Scenario:
    """Return a crisis that lists two theories, under which who starts absent stays away."""
    absent = {"tit_for_tat": {key: {"first": 0} for key in ("north", "south")}}
    return toy(theories={"literal": {}, **absent}, **changes)


def test_each_theory_is_a_run_of_its_own_on_the_same_luck() -> None:
    names = ("grit", "quantal_response", "audience_costs")
    week = load().model_copy(update={"theories": {name: load().theories[name] for name in names}})
    found = theories(week, *FEW)
    assert {name: own(week, name) for name in names} == found.read
    frame = found.frame().set_index(["theory", "outcome"])
    share = frame.loc[("grit", ANY_ON_TIME), "share"]
    assert share == found.read["grit"][ANY_ON_TIME].share
    *both, world = found.parted()
    ends = [simulate(read_with(week, name), *FEW).frame()["outcome"] for name in both]
    met = [one.str.endswith("on_time").tolist() for one in ends]
    assert world == next(at for at in range(256) if met[1][at] and not met[0][at])


def test_a_pair_of_theories_is_one_of_each_party() -> None:
    crisis = two()
    found = pairing(crisis, ("south", "north"), *FEW)
    for (south, north), shares in found.read.items():
        assert shares == own(crisis, {"south": south, "north": north})
    alone = theories(crisis, *FEW)
    assert all(found.read[name, name] == shares for name, shares in alone.read.items())


def test_a_scenario_without_a_list_is_read_with_all_that_somebody_can_follow() -> None:
    """Softening is everybody's, a promise nobody's where there is no condition."""
    names = theories_of(toy())
    assert {*names} >= {*rule_names()}
    assert attending(toy()) == rule_names()
    found = theories(toy(), 16, 1)
    assert found.unread == ("bargaining_range",)
    assert {*found.read} == {*names} - {"bargaining_range"}
    assert "proportional_hazard" not in names


def test_the_finding_says_how_far_theories_are_apart() -> None:
    """Two who take each other at their word meet; two who wait for each other do not."""
    found = theories(two(), *FEW)
    assert found.sentence == (
        "Depending on the theory, North and South meet on time in no world to every world, least "
        "often under ‘tit for tat’, most often under ‘literal’; 1 of 2 clearly make it likelier "
        "than not."
    )
    least, most, world = found.parted()
    assert (least, most, world) == ("tit_for_tat", "literal", 0)
    alike = theories(toy(theories={"literal": {}, "ordered_threshold": {}}), *FEW)
    assert alike.sentence == (
        "Which theory is followed makes no clear change: North and South meet on time in every "
        "world; all make it likelier than not."
    )
    assert alike.parted()[2] is None


def test_the_pairing_says_whose_theory_matters() -> None:
    """North answers from a delegation up; south stays away unless it takes its words as they are.

    So south's theory decides alone, whatever north's is.
    """
    first = {"tit_for_tat": {"north": {"first": 0.5}, "south": {"first": 0}}, "literal": {}}
    silent = {f"actors.{key}.announce_chance": 0 for key in ("north", "south")}
    found = pairing(toy(theories=first, **silent), ("north", "south"), *FEW)
    shares = {pair: one[ANY_ON_TIME].share for pair, one in found.read.items()}
    assert shares["literal", "literal"] == 1
    assert [shares[one, "tit_for_tat"] for one in found.theories] == [0, 0]
    apart = shares["tit_for_tat", "literal"]  # a delegation and a leader, who do not step down
    assert (found.moved_by(0, ANY_ON_TIME), found.moved_by(1, ANY_ON_TIME)) == (
        (1 - apart) / 2,
        (1 + apart) / 2,
    )
    assert found.sentence == (
        "Depending on the theory, North and South meet on time in no world to every world; "
        "North’s theory and South’s move it alike, by 50 of 100 worlds on average."
    )


def test_the_chapter_says_why_each_theory_gives_its_share() -> None:
    """What `docs/theories.md` says of this week is so in its worlds."""
    week = load()
    names = ("ordered_threshold", "literal", "concession", "tit_for_tat", "grit")
    promises = ("attrition", "audience_costs", "bargaining_range")
    frames = {name: simulate(read_with(week, name), *FEW).frame() for name in (*names, *promises)}
    alike = {name: (f["ukraine_level"] == f["russia_level"]).mean() for name, f in frames.items()}
    assert alike["literal"] < alike["grit"] < alike["tit_for_tat"]
    assert alike["bargaining_range"] <= alike["ordered_threshold"]
    gone = {name: (f["outcome"] == "one_sided").mean() for name, f in frames.items()}
    assert gone["attrition"] > gone["ordered_threshold"]
    ends = [frames[name][["ukraine_level", "russia_level"]] for name in ("literal", "concession")]
    assert (ends[0] == ends[1]).all(axis=1).mean() > 0.9
    moved = {n: (f["ukraine_read_as"] != f["ukraine_reading"]).mean() for n, f in frames.items()}
    assert moved["attrition"] < moved["audience_costs"] < moved["ordered_threshold"]
    given = {name: (f["ceasefire"] != "none").mean() for name, f in frames.items()}
    assert given["ordered_threshold"] < given["audience_costs"] < 0.5 < given["bargaining_range"]
    for name, shut in {"readiness": "above 0.50", "prospect": "fear of waiting alone 0.63"}.items():
        first = next(one for one in replay(read_with(week, name), 2, 1).lines if shut in one.why)
        assert first.what == "Ukraine would not come"


def test_the_chapter_says_with_which_words_kyiv_begins() -> None:
    for name in ("literal", "concession", "tit_for_tat", "grit", "readiness", "two_audiences",
                 "prospect"):  # fmt: skip
        model = Negotiation(read_with(load(), name), Worlds(1, range(64)))
        model.step()
        kyiv, _ = model.parties
        highest = {"literal": 2, "tit_for_tat": 2, "prospect": 0, "readiness": 0}.get(name, 1)
        assert kyiv.level.max() == highest
        if highest > 1:
            assert np.array_equal(kyiv.level, kyiv.gate)


@pytest.mark.parametrize("parties", [("north", "north"), ("north", "noth"), ("north", "")])
def test_a_pair_of_parties_that_is_none_is_refused(parties: tuple[str, str]) -> None:
    with pytest.raises(UsageError, match=r"a pair needs two of the parties north, south \(given: "):
        pairing(two(), parties, *FEW)


def test_the_command_prints_tables_and_the_way_to_a_world(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(two().to_yaml(), encoding="utf-8")
    few = ["--worlds", "64", "--seed", "4"]
    assert parley(monkeypatch, "theories", file, *few) == 0
    told = capsys.readouterr().out
    assert re.search(r"\nliteral +100.0%", told)
    assert f"parley replay {file} --rule tit_for_tat --world 0 --seed 4" in told
    assert "\nliteral: a party does exactly what its words say\n" in told
    assert parley(monkeypatch, "theories", file, *few, "--pair", "north,south", "--json") == 0
    pairs = json.loads(capsys.readouterr().out)["pairs"]
    assert {(row["north"], row["south"]) for row in pairs if row["outcome"] == ANY_ON_TIME} == {
        (a, b) for a in ("literal", "tit_for_tat") for b in ("literal", "tit_for_tat")
    }


def test_pictures_have_a_panel_for_each_theory_and_a_cell_for_each_pair() -> None:
    names = ("ordered_threshold", "literal", "quantal_response", "attrition", "grit")
    some: dict[str, Any] = {name: {} for name in names}
    crisis = tall(4).model_copy(update={"theories": some})
    found = theories(crisis, 16, 1)
    panels = [axes for axes in found.plot().axes if axes.get_visible()]
    assert len(panels) == len(found.read)
    titles = [axes.get_title(loc="left").replace("\n", " ") for axes in panels]
    assert titles == [name.replace("_", " ") for name in names]
    first, *_ = crisis.parties
    pairs = pairing(crisis, (first, "south"), 16, 1)
    table = pairs.plot(ANY_ON_TIME).axes[0]
    assert len(table.texts) == len(pairs.read)
    assert (
        table.texts[0].get_text()
        == f"{pairs.read[pairs.theories[0], pairs.theories[0]][ANY_ON_TIME].share:.0%}"
    )
