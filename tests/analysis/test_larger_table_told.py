"""What a larger table is told as: who meets, who held it back, and what is no refusal."""

from sim import replay, simulate
from sim.analysis.audit.deadlock import deadlocks
from sim.analysis.audit.ways import Precondition
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.measures import what_happens
from sim.analysis.outcomes.obstacles import obstacles
from sim.pages.cards import cards_page
from sim.pages.words import question
from tests.conftest import toy

WEST = {
    "role": "party",
    "name": "West",
    "readings": {"open": {"attends_if": {"leaders": "always"}}},
    "weights": {"open": 1},
    "inclination": 1000,
    "thresholds": {"delegations": 0, "leaders": 1},
}
TRUCE = {"title": "t", "grantor": "south", "log_rate": 50}


def test_those_meet_who_must_come() -> None:
    three = {"actors.west": WEST}
    assert what_happens("any_on_time", toy(**three)) == "North, South and West meet on time"
    two = toy(**three, **{"meeting.must_come": {"all": ["north", "south"]}})
    assert what_happens("any_on_time", two) == "North and South meet on time"
    some = toy(**three, **{"meeting.must_come": {"all": ["north"], "at_least": 1}})
    said = "North, and at least one of South and West meet on time"
    assert what_happens("any_on_time", some) == said
    assert what_happens("any_on_time", two, some) == "the parties meet on time"


def test_who_follows_the_others_down_held_nothing_back() -> None:
    follows = {"open": {"attends_if": {"leaders": "always"}, "meets": "at_the_others_level"}}
    low = {"open": {"attends_if": {"delegations": "always"}}}
    crisis = toy(
        **{
            "actors.west": WEST,
            "actors.north.readings": follows,
            "actors.south.readings": low,
        }
    )
    [one] = obstacles(simulate(crisis, 100, 1))
    assert [reason.party for reason in one.reasons if reason.party] == ["south"]


def test_what_must_not_be_is_no_first_step() -> None:
    asked = {"only": {"attends_if": {"leaders": {"truce": "not promised", "aid": "promised"}}}}
    aid = {"title": "a", "grantor": "south", "log_rate": -50}
    crisis = toy(
        **{
            "actors.north.readings": asked,
            "actors.north.weights": {"only": 1},
            "conditions": {"truce": TRUCE, "aid": aid},
        }
    )
    [one] = obstacles(simulate(crisis, 100, 1))
    said = "‘aid’ promised first, and only without ‘truce’"
    assert one.in_words(crisis) == f"North read as ‘only’: {said}"


def test_not_to_promise_what_nobody_wants_is_no_refusal() -> None:
    def refusal(needed: str) -> float:
        asked = {"only": {"attends_if": {"leaders": {"truce": needed}}}}
        audience = {"role": "backer", "name": "US", "blames": {"refusal": 1}}
        crisis = toy(
            **{
                "actors.north.readings": asked,
                "actors.north.weights": {"only": 1},
                "actors.us": audience,
                "conditions": {"truce": TRUCE | {"log_rate": -50}},
            }
        )
        held = blame(simulate(crisis, 100, 1))
        return held["us"]["south"]

    assert (refusal("promised"), refusal("not promised")) == (1, 0)


def test_nobody_waits_under_a_reading_that_does_not_mean_it() -> None:
    readings = {name: {"attends_if": {"leaders": "always"}} for name in ("loose", "strict")}
    asks = {"only": {"attends_if": {"leaders": {"truce": "promised"}}}}
    awaits = {"meeting": "leaders", "binding": ["strict"]}
    crisis = toy(
        **{
            "actors.north.readings": readings,
            "actors.north.weights": {"loose": 0.5, "strict": 0.5},
            "actors.south.readings": asks,
            "actors.south.weights": {"only": 1},
            "conditions": {"truce": TRUCE | {"grantor": "north", "awaits": awaits}},
        }
    )
    found = {one.readings["north"]: one.levels["leaders"] for one in deadlocks(crisis)}
    assert found == {"loose": "open", "strict": "deadlock"}


def test_a_presence_is_told_by_name() -> None:
    qatar = {"role": "backer", "name": "Qatar"}
    crisis = toy(
        **{
            "actors.north.readings": {"only": {"attends_if": {"leaders": {"qatar": "present"}}}},
            "actors.north.weights": {"only": 1},
            "actors.qatar": qatar,
            "conditions": {"qatar": TRUCE | {"grantor": "qatar", "title": "Qatar is there"}},
        }
    )
    told = [line.what for line in replay(crisis, world=1, seed=1).lines]
    assert "Qatar promised the presence of Qatar — Qatar is there" in told
    first = Precondition("north", "qatar", "talks").in_words(crisis)
    assert first == "North: Qatar present → talks"


def test_the_cards_ask_whether_those_meet_who_must_come() -> None:
    crisis = toy(**{"actors.west": WEST, "meeting.must_come": {"all": ["north", "south"]}})
    asked = question(crisis)
    assert asked.startswith("Do North and South meet by ")
    assert f"{asked} And at which level?" in cards_page(crisis)
