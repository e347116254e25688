"""What is said of more than two parties, and of meetings before the last, is true of them."""

from typing import Any

import pytest

from sim import Scenario, compare, influences, replay, simulate, sweep
from sim.analysis.audit.dependencies import Influence
from sim.analysis.outcomes.measures import ANY_ON_TIME, what_happens
from sim.analysis.outcomes.obstacles import obstacles
from sim.pages.concessions import steps
from sim.pages.stakes import wants
from sim.pages.words import comes_in_words, dates
from sim.plots.charts.diagram import look_of
from sim.style.labels import label
from sim.style.promises import refusals
from tests.conftest import ROOT, toy

ALWAYS = {"delegations": "always", "leaders": "always"}
LOWER = {"actors.south.readings": {"open": {"attends_if": {"delegations": "always"}}}}
TRUCE = {"title": "T", "grantor": "south", "log_rate": 5}


def three(must_come: dict[str, Any], **changes: Any) -> Scenario:
    """Return a crisis of three, the last of which stays away."""
    away = toy().parties["south"].model_dump(mode="json", by_alias=True)
    away |= {"name": "West", "inclination": -1000}
    return toy(**{"actors.west": away, "meeting.must_come": must_come, **changes})


@pytest.mark.parametrize(
    ("must_come", "who"),
    [
        ({}, "North, South and West"),
        ({"all": ["north", "south"]}, "North and South"),
        ({"at_least": 2}, "at least two of North, South and West"),
        ({"all": ["west"], "at_least": 1}, "West, and at least one of North and South"),
    ],
)
def test_who_meets_is_who_must_come(must_come: dict[str, Any], who: str) -> None:
    assert what_happens(ANY_ON_TIME, three(must_come)) == f"{who} meet on time"


def test_scenarios_that_ask_for_others_name_nobody() -> None:
    both = three({}), three({"at_least": 2})
    assert what_happens(ANY_ON_TIME, *both) == "the parties meet on time"


def test_who_stayed_away_has_not_met() -> None:
    [*_, end] = replay(three({"at_least": 2}), world=0, seed=1).lines
    assert end.why.endswith("West not at all; those who came met")
    lower = three({"at_least": 2}, **LOWER, **{"meeting.step_down": 1})
    [*_, end] = replay(lower, world=0, seed=1).lines
    settled = "those who came settled on the lower level and met at the level *delegations*"
    assert end.why.endswith(settled)
    assert replay(toy(), world=0, seed=1).lines[-1].why.endswith("; they met")


def test_what_must_not_be_promised_is_no_first_step() -> None:
    words = {"open": {"attends_if": {"leaders": {"truce": "not promised"}}}}
    barred = toy(**{"conditions.truce": TRUCE, "actors.north.readings": words})
    [obstacle, *_] = obstacles(simulate(barred, 100, 1))
    assert obstacle.in_words(barred) == "North read as ‘open’: only without ‘truce’"
    [arrow] = (one for one in influences(barred).arrows if one.source == "truce")
    assert (arrow.kind, arrow.words) == ("barring", "only without ‘truce’, read as ‘open’")


def test_who_follows_the_others_is_not_bound_by_its_words() -> None:
    follows = {"open": {"attends_if": ALWAYS, "meets": "at_the_others_level"}}
    west = toy().parties["south"].model_dump(mode="json", by_alias=True) | {"name": "West"}
    scenario = toy(
        **{"actors.north.readings": follows, **LOWER, "actors.west": west},
        meeting={"goes_ahead": 1, "step_down": 0},
    )
    [obstacle] = obstacles(simulate(scenario, 100, 1))
    assert obstacle.reasons[-1].in_words(scenario) == (
        "South read as ‘open’: no higher level in these words"
    )
    assert len(obstacle.reasons) == 2


def test_a_number_below_zero_has_a_minus_of_its_own() -> None:
    along = sweep(toy(), {"actors.north.inclination": [-1000, 1000]}, worlds=200, seed=1)
    assert "least often at −1000 (in no world)" in along.sentence


def test_what_speaks_only_against_is_told_as_that() -> None:
    loud = {"role": "backer", "name": "Union", "signals": {"threat": {"strength": 1}}}
    heard = {"union.threat": -0.5}
    quiet = toy(
        **{"actors.union": loud, "actors.north.inclination": 0, "actors.north.influences": heard}
    )
    told = [line.text for world in range(9) for line in replay(quiet, world, 1).lines]
    assert any("against it Union: threat −0.50" in text for text in told)
    assert not any("nothing against" in text for text in told)


def sequence() -> Scenario:
    """Return a crisis where north comes to a first meeting on other terms than to the last."""
    first = {"title": "F", "deadline": "2001-01-02T00:00+00:00", "level": "delegations"}
    strict = {
        "attends_if": {"leaders": {"first": "held"}},
        "attends_earlier": {"first": {"delegations": "always"}},
        "meets": "only_at_this_level",
    }
    return toy(
        **{
            "earlier.first": {**first, "goes_ahead": 0.5, "step_down": 1},
            "actors.north.readings": {"open": {"attends_if": ALWAYS}, "strict": strict},
            "actors.north.weights": {"strict": 1},
        }
    )


def test_how_a_reading_comes_to_each_meeting_and_meets_is_said() -> None:
    scenario = sequence()
    north = scenario.parties["north"]
    assert comes_in_words(scenario, north.readings["strict"]) == {
        "to ‘first’ at ‘delegations’": "in any case",
        "to the meeting at ‘leaders’": "with ‘first’ held",
        "to the meeting at ‘delegations’": "not at all",
        "meeting": "at no lower level",
    }
    softens = scenario.with_({"actors.north.softening.rate": 1})
    [strict, milder] = steps(softens, "north")
    assert strict.gives_up == ()
    assert milder.gives_up == (
        "to the meeting at ‘leaders’ in any case (before: with ‘first’ held)",
        "to the meeting at ‘delegations’ in any case (before: not at all)",
        "meeting at a lower level, too (before: at no lower level)",
    )


def test_an_earlier_meeting_has_its_date_its_line_and_its_share() -> None:
    scenario = sequence()
    assert ("decisions about ‘first’ freeze", "Tuesday 2 January 2001, 00:00") in dates(scenario)
    [line] = (one for one in replay(scenario, 0, 1).lines if one.kind == "meeting")
    assert line.when == scenario.earlier["first"].deadline
    surer = scenario.with_({"earlier.first.goes_ahead": 1, "earlier.first.step_down": 1})
    both = compare(*(simulate(one, 200, 1) for one in (scenario, surer)))
    share, change = both.behind(1)["first held"]
    assert share.share == 1
    assert change.difference > 0.2


def test_what_counts_as_observed_at_once_is_told_once() -> None:
    doctors = Scenario.load(ROOT / "scenarios/others/junior-doctors-2023.yaml")
    broken = doctors.with_({"conditions.offer.violation_chance": 0.1})
    behind = compare(*(simulate(one, 64, 1) for one in (doctors, broken))).behind(1)
    assert [one for one in behind if "observed" in one] == ["offer observed"]


def test_words_that_allow_no_meeting_say_so() -> None:
    silent = toy(**{"actors.north.readings": {"open": {"attends_if": {}}}})
    [obstacle, *_] = obstacles(simulate(silent, 100, 1))
    assert "North read as ‘open’: no meeting in these words" in obstacle.in_words(silent)


def test_what_hardens_a_party_pushes_it_away_from_a_meeting() -> None:
    pushed = Influence("west", "north", "hardening", "West: threat", 0.5)
    assert look_of(pushed) == "against"


def seated() -> Scenario:
    """Return a crisis in which South alone can seat a third, and refuses, and all promise peace."""
    said = {"speaker": "x", "kind": "demand", "firmness": 0.5, "quote": "no"}
    voices = [{"id": f"{who[0].upper()}1", "actor": who, **said} for who in ("north", "south")]
    return toy(
        statements=voices,
        **{
            "actors.uae": {"role": "backer", "name": "The UAE"},
            "conditions.uae": {
                **{"title": "the UAE sit at the table", "grantor": "south", "refuses": True},
                **{"sources": ["N1"], "log_rate": {"value": -1, "sources": ["S1"], "neutral": -2}},
            },
            "conditions.peace": {
                **{"title": "peace", "grantor": "north", "sources": ["N1"], "log_rate": -1},
                "co_grantors": {"south": {"log_rate": -1}},
            },
        },
    )


def test_a_presence_is_promised_by_the_name_of_the_actor_and_refused_in_ones_own_words() -> None:
    assert [what for _, _, what in refusals(seated())] == ["the presence of the UAE by South (S1)"]
    assert label(seated(), "conditions.uae.willingness").endswith(
        "promise: the presence of the UAE"
    )
    [refusal, *_] = wants(seated(), "south")
    assert refusal.startswith("Your words are taken to rule out the presence of the UAE (S1);")


def test_who_alone_can_promise_nothing_has_to_promise_with_others() -> None:
    words = {(one.source, one.target): one.words for one in influences(seated()).arrows}
    assert words["north", "peace"] == "has to promise, with others, ‘peace’"
    assert words["south", "uae"] == "can promise the presence of the UAE"
