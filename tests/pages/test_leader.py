"""The leader's sheet: the calendar as rounds, luck as dice, and everybody on it, for any crisis."""

import re
from itertools import chain, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import Scenario, simulate
from sim.pages.cards import cards_page
from sim.pages.dice import TOLERANCE, odds
from sim.pages.leader import Sheet, events
from sim.pages.rolls import chance_kept, rolls
from sim.pages.rounds import MAX_ROUNDS, MIN_ROUNDS, rounds
from sim.pages.words import dates
from sim.style.promises import deal_in_words
from tests.conftest import ROOT, load, loaded, toy
from tests.markup import check_self_contained, parsed, squeezed
from tests.pages.test_cards import each_scenario

OTHERS = ROOT / "scenarios" / "others"
SIDES = range(1, 7)
THROWS = {
    "one die": [str(side) for side in SIDES],
    "two dice": [f"{tens}{ones}" for tens, ones in product(SIDES, SIDES)],
    "1 to 100": [str(number) for number in range(1, 101)],
}
"""Every throw of each kind of dice."""


def thrown(words: str, given: str) -> list[str]:
    """Return the throws that a range such as ``11–32`` stands for."""
    if given == "–":
        return []
    throws, (low, *_), (*_, high) = THROWS[words], given.split("–"), given.split("–")
    return throws[throws.index(low) : throws.index(high) + 1]


def check_odds(chances: list[float]) -> None:
    """Raise unless the dice for these chances are as near as promised, and no throw is lost."""
    found = odds(chances)
    parts = [thrown(found.dice.words, given) for given in found.ranges]
    assert [*chain(*parts)] == THROWS[found.dice.words]
    for part, chance in zip(parts, chances, strict=True):
        assert len(part) / len(THROWS[found.dice.words]) == pytest.approx(chance, abs=TOLERANCE)


@each_scenario
def test_every_roll_of_every_scenario_is_as_near_to_its_chance_as_promised(path: Path) -> None:
    found = [*rolls(loaded(path))]
    assert found
    for roll in found:
        chances = [*roll.chances.values()]
        assert sum(chances) == pytest.approx(1)
        if roll.odds is None:
            assert max(chances) == 1
        else:
            check_odds(chances)


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=20))
def test_dice_are_near_to_any_chances(parts: list[int]) -> None:
    check_odds([part / sum(parts) for part in parts])


def test_the_plainest_dice_that_will_do_are_rolled() -> None:
    assert [odds([chance, 1 - chance]).dice.words for chance in (0.35, 0.4, 0.01)] == [
        "one die",
        "two dice",
        "1 to 100",
    ]


def test_chances_are_the_scenarios() -> None:
    """Readings, logistics, the step down and the late meeting of the week, as its numbers say."""
    week = {roll.what: roll.chances for roll in rolls(load())}
    assert [*week["How the words of Ukraine are meant, unless its players choose"].values()] == [
        pytest.approx(weight) for weight in (0.4, 0.35, 0.25)
    ]
    said = {
        "The meeting takes place, all at the same level": 0.9,
        "The meeting takes place at the lower of two levels": 0.35,
        "The same, if Turkey kept proposing it from round 2 on": 1
        - 0.65 * 2.718281828 ** (-0.05 * 3),
        "A late meeting, if all who must come would come but did not meet on time": 1
        - 2.718281828 ** (-0.35 * 7),
    }
    for what, chance in said.items():
        assert week[what]["yes"] == pytest.approx(chance)


def test_a_promise_is_observed_as_often_as_the_sheet_says() -> None:
    """A promise of the first round, against the worlds that the engine lives through."""
    change = ("violation_chance=0.2", "kept_share=0.7", "willingness=50")
    scenario = load(*(f"conditions.ceasefire.{one}" for one in change))
    run = simulate(scenario, 40_000, seed=5)
    observed = (run.table["ceasefire.status"] == 2).mean()
    assert chance_kept(scenario, "ceasefire", scenario.clock.ticks) == pytest.approx(
        observed, abs=0.01
    )


def test_a_shock_comes_as_often_over_the_rounds_as_by_its_rate() -> None:
    crisis = Scenario.load(OTHERS / "singapore-2018.yaml")
    spared = 1.0
    for roll in rolls(crisis):
        if "hostile statement" in roll.what:
            played = re.findall(r"\d+", roll.when)
            spared *= roll.chances["no"] ** len(played)
    days = crisis.clock.ticks * crisis.clock.days_per_tick
    rate = crisis.numbers["shocks.hostile_statement.rate"].centre
    assert spared == pytest.approx(2.718281828 ** (-rate * days))


@each_scenario
def test_rounds_cover_the_calendar_once(path: Path) -> None:
    clock = loaded(path).clock
    found = rounds(clock)
    assert min(MIN_ROUNDS, clock.ticks) <= len(found) <= MAX_ROUNDS
    assert sum(one.days for one in found) == pytest.approx(clock.ticks * clock.days_per_tick)
    assert [one.number for one in found] == [*range(1, len(found) + 1)]
    assert found[0].starts == clock.starts


@each_scenario
@pytest.mark.usefixtures("unpictured")
def test_the_sheet_names_everybody_and_every_way_to_end(path: Path) -> None:
    scenario = loaded(path)
    run = simulate(scenario, 200, seed=1)
    html = cards_page(scenario, run)
    check_self_contained(html)
    sheet = next(one for one in parsed(html).all("aside") if "Leader’s sheet" in one.text())
    heads = {one.text() for one in sheet.all("th")}
    roles = {"party": "party", "backer": "third party", "host": "host"}
    for actor in scenario.actors.values():
        assert f"{squeezed(actor.name)} ({roles[actor.role]})" in heads
    for words, _ in Sheet(run).tally:
        assert words in heads
    for part in sheet.walk():
        if part.tag in ("p", "li", "h1", "h2"):
            assert part.text(), part


def test_a_meeting_that_cannot_be_late_is_not_asked_for() -> None:
    for rate in (0, 0.2):
        crisis = toy().with_({"meeting.late_rate": rate})
        heads = [words for words, _ in Sheet(simulate(crisis, 50, seed=1)).tally]
        assert any(words.endswith(" late") for words in heads) == (rate > 0)
        assert any("late meeting" in what for what, _ in dates(crisis)) == (rate > 0)


def test_the_calendar_says_what_happens_when() -> None:
    def told(name: str) -> dict[int, str]:
        crisis = Scenario.load(OTHERS / f"{name}.yaml")
        return {one.number: "; ".join(events(crisis, one)) for one in rounds(crisis.clock)}

    assert told("minsk-2015")[4] == (
        "at the end: the contact group meets in Minsk on Tuesday (‘contact group’), or not"
    )
    week = {one.number: [*events(load(), one)] for one in rounds(load().clock)}
    assert week == {
        1: [],
        2: ["last round for promising ‘ceasefire’ in time"],
        3: [],
        4: ["at the end: the parties show at which level they come"],
    }


def test_a_team_reads_what_it_may_do_in_the_open_and_in_secret() -> None:
    doctors = Sheet(simulate(Scenario.load(OTHERS / "junior-doctors-2023.yaml"), 100, seed=1))
    hardens = next(one for one in doctors.teams if "hardening" in one.unseen)
    assert hardens.unseen == "giving way by one step, hardening by one, or holding on"
    sudan = Sheet(simulate(Scenario.load(OTHERS / "sudan-2024.yaml"), 100, seed=1))
    us = next(one for one in sudan.teams if one.name == "Washington")
    assert "bringing about the presence of the UAE, or not yet, or taking it back" in us.public
    muscat = Sheet(simulate(Scenario.load(OTHERS / "muscat-2025.yaml"), 100, seed=1))
    oman = next(one for one in muscat.teams if one.name == "Oman")
    assert oman.unseen.startswith("a message to")


def test_a_sheet_names_no_dice_nor_record_that_it_does_not_need() -> None:
    shut = Sheet(simulate(load("actors.turkey.hosting=0"), 50, seed=1))
    assert (shut.usual, shut.recorded) == ("none", "promised, rolled")
    assert shut.dice == {"one die", "two dice"}
    sudan = Sheet(simulate(Scenario.load(OTHERS / "sudan-2024.yaml"), 50, seed=1))
    assert sudan.recorded == "brought about, promised, taken back, rolled"


def test_a_meeting_that_can_be_postponed_is_told_with_its_later_date() -> None:
    crisis = Scenario.load(OTHERS / "closed-pass.yaml").with_(
        {
            "clock.on_time_until": "2031-03-14T00:00:00+01:00",
            "clock.postponed_to": "2031-03-15T08:00:00+01:00",
            "actors.northmere.postponing": {"rate": 0.1},
            "meeting.deal": {"release": "observed"},
        }
    )
    *_, last = rounds(crisis.clock)
    assert "or, if postponed, on Saturday 15 March 2031, 08:00" in "; ".join(events(crisis, last))
    sheet = Sheet(simulate(crisis, 100, seed=1))
    assert "postponing the meeting, once" in sheet.teams[0].public
    assert deal_in_words(crisis) == "‘release’ observed"
