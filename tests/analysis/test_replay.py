"""A replayed world is the world of the table, and its story says what happened in it."""

import re

import numpy as np
import pytest

from sim import Scenario, UsageError, read_with, replay, simulate
from sim.analysis.stories import search
from sim.analysis.stories.divergence import REASON, both_stories, diverges_at
from sim.analysis.stories.line import Line
from sim.analysis.stories.replay import Story
from sim.analysis.stories.search import first_diverged, first_world
from sim.analysis.stories.snapshot import Snapshot
from sim.engine.outcome import in_words
from sim.ensemble.luck import Luck
from tests.conftest import ROOT, load, loaded, toy

RUNS = [
    ("thursday/baseline", False),
    ("thursday/baseline", True),
    ("thursday/large-strike", False),
    ("others/closed-pass", True),
    ("others/singapore-2018", False),
]
"""Scenarios, and whether each world draws its own assumptions."""

SEED, WORLDS, PICKED = 9, 3000, 12


def scenario(name: str) -> Scenario:
    return loaded(ROOT / "scenarios" / f"{name}.yaml")


def takes_more_than_it_has(spec: Scenario, line: Line) -> None:
    """Check that who comes lower than its words allow has too little in all for the level above."""
    said = re.search(
        r"inclination (\S+), luck included; (?:(.*); (\S+) in all; )?\*(.*)\* needs more than (.*)",
        line.why,
    )
    assert (said is not None) == ("the words allow more" in line.why)
    if said:
        own, heard, total, level, needed = said.groups()
        has, takes = (float(one.replace("−", "-")) for one in (total or own, needed))
        assert has <= takes
        terms = [own, *re.findall(r"[+−][0-9.]+", heard or "")]
        adds_up = pytest.approx(sum(float(one.replace("−", "-")) for one in terms), abs=0.03)
        assert has == adds_up
        at = [rung for rung in spec.levels if f"the level *{in_words(rung)}*" in line.what]
        above = spec.levels[spec.levels.index(at[0]) + 1 if at else 1]
        assert level == in_words(above)


@pytest.mark.parametrize(("name", "uncertain"), RUNS)
def test_a_world_replayed_alone_is_the_same_world(name: str, uncertain: bool) -> None:
    spec = scenario(name)
    frame = simulate(spec, WORLDS, SEED, uncertain).frame()
    rng = np.random.default_rng(SEED)
    for world in rng.choice(WORLDS, PICKED, replace=False).tolist():
        story = replay(spec, world, SEED, uncertain)
        assert story.row == frame.iloc[world].to_dict()
        follows_from_the_lines(story)


def follows_from_the_lines(story: Story) -> None:
    """Check that the lines alone lead to the row."""
    spec = story.scenario
    assert story.lines[-1].kind == "outcome"
    assert [line.when for line in story.lines] == sorted(line.when for line in story.lines)
    for party in spec.parties:
        own = [line for line in story.lines if line.actor == party]
        first = next(line for line in own if line.kind == "reading")
        assert f"*{in_words(story.row[f'{party}_read_as'])}*" in first.text
        turns = [line for line in own if line.kind in ("reading", "softening")]
        assert f"*{in_words(story.row[f'{party}_reading'])}*" in turns[-1].text
        decisions = [line for line in own if line.kind == "decision"]
        level = story.row[f"{party}_level"]
        at = f"would come at the level *{in_words(level)}*"
        stays = level == spec.levels[0]
        assert decisions[-1].what.endswith("would not come" if stays else at)
        for line in decisions:
            takes_more_than_it_has(spec, line)
    for name in spec.conditions:
        promises = [line for line in story.lines if f"promised *{in_words(name)}* " in line.text]
        when = [line.when.isoformat() for line in promises]
        assert when == ([story.row[f"{name}_promised_at"]] if promises else [])
        assert bool(promises) == (story.row[name] != "none")


def a_world(*overrides: str, outcome: str = "any_on_time") -> Story:
    spec = load(*overrides)
    return replay(spec, first_world(spec, Luck(SEED), outcome), SEED)


def lines(story: Story, kind: str) -> list[str]:
    return [str(line) for line in story.lines if line.kind == kind]


def test_softening_says_what_was_heard() -> None:
    """Kyiv reads its own words strictly and is pressed hard: it moves, and the story says why."""
    story = a_world("actors.ukraine.weights={observed: 1}", "actors.ukraine.softening.rate=50")
    first, *_ = lines(story, "softening")
    assert first == (
        "Ukraine moved from *observed* to *personally*: for it the United States: pressure on "
        "Ukraine +1.00; against it European leaders: firmness −0.50 (A2, A3, E1, E2, E3)"
    )


def test_under_another_theory_no_signal_is_given_as_the_reason() -> None:
    """A concession by the clock weighs nothing that is heard, so that none of it is the reason."""
    story = a_world(
        *("actors.ukraine.weights={observed: 1}", "actors.ukraine.softening.rule=concession"),
        "actors.russia.rule=concession",
    )
    told = [line for line in lines(story, "decision") if line.startswith("Russia")]
    below = [line for line in told if "the words allow more" in line]
    assert below
    for line in below + lines(story, "softening"):
        assert "; by the rule *concession*" in line
        assert not re.search("for it|against it|inclination", line)


def test_a_replay_says_what_the_theory_compared_in_this_very_world() -> None:
    """The chance is what is expected of the other at the time, the need −alone / what is at stake.

    Of Ukraine 0.5 / 1.5, of Russia 0.5 / 1.25: more blame, and less of a chance will do.
    """
    spec, expects = read_with(load(), "two_audiences"), 0
    pattern = r"expects (.*) to come at the level \*(.*)\* with a chance of (\S+), and needs (\S+);"
    other, needs = {"ukraine": "russia", "russia": "ukraine"}, {"ukraine": "0.33", "russia": "0.40"}
    for world in range(12):
        story = replay(spec, world, SEED)
        for line in (line for line in story.lines if line.kind == "decision"):
            now = story.snapshots[spec.clock.tick_of(line.when)]
            level, gate = now.levels[line.actor], now.gates[line.actor]
            if not gate:
                continue  # no theory sends anybody beyond its words
            found = re.search(pattern, line.why)
            assert found
            above = level + (level < gate)
            expected = 2 * (now.signals[f"{other[line.actor]}.outlook"] + 0.5)
            chance, need = float(found[3]), needs[line.actor]
            assert found.group(1, 2, 4) == (
                spec.actors[other[line.actor]].name,
                spec.levels[above],
                need,
            )
            assert abs(chance - min(1, expected / above)) <= 0.005
            assert (chance >= float(need)) == (level == above)
            expects += 1
        told = [line.why for line in story.lines if "(its own numbers: " in line.why]
        assert len(told) == 2  # once of each party
        assert all("meet 0.5, alone −0.5, blame 0." in why for why in told)
    assert expects > 40


def test_a_promise_a_violation_and_what_counts_as_observed() -> None:
    story = a_world("conditions.ceasefire.log_rate=50", "conditions.ceasefire.violation_chance=1")
    told = lines(story, "condition")
    assert told[0].startswith("Russia promised *ceasefire* — a 30-day ceasefire from Monday")
    assert told.count("*ceasefire* violated") == load().clock.ticks
    strict = "conditions.ceasefire.log_rate=50", "actors.ukraine.softening.rate=0"
    words = "actors.ukraine.weights.observed=1"
    kept = a_world(*strict, words, "conditions.ceasefire.violation_chance=0")
    assert "no longer kept" not in " ".join(lines(kept, "condition"))
    assert "with *ceasefire* promised and not broken so far" in " ".join(lines(kept, "decision"))


def test_pressure_follows_a_public_holdout() -> None:
    """Moscow says it stays away, Kyiv that it comes: Washington presses Moscow."""
    story = a_world(
        *("actors.russia.inclination=-50", "actors.russia.announce_chance=1"),
        *("actors.ukraine.weights={personally: 1}", "actors.ukraine.inclination=50"),
        outcome="one_sided",
    )
    told = "The United States: pressure on Russia 0.25: Russia announced a lower level than Ukraine"
    assert f"{told} (A3, A4)" in lines(story, "signal")


def test_a_threat_that_grows_says_what_is_overdue() -> None:
    """Day by day after Monday, as long as nothing is promised."""
    story = replay(scenario("thursday/sanctions-ultimatum"), 0, 1)
    told = [line for line in story.lines if line.what.startswith("European leaders: sanctions")]
    assert len(told) > 3
    assert {line.why for line in told} == {"*ceasefire* is overdue"}


def test_a_shock_is_told_when_it_strikes() -> None:
    spec = scenario("thursday/large-strike")
    story = next(s for s in (replay(spec, world, SEED) for world in range(50)) if lines(s, "shock"))
    assert lines(story, "shock")[0].startswith(
        "*large strike* happened: Ukraine: inclination to come −1.50"
    )


def test_nobody_hosts() -> None:
    story = a_world("actors.turkey.hosting=0", outcome="none")
    assert "Ukraine would not come: nobody hosts" in lines(story, "decision")
    assert story.lines[-1].text.endswith("in the way of a meeting on time: nobody hosts")


def test_where_all_came_and_logistics_failed_the_ending_says_so() -> None:
    story = a_world(
        *("actors.ukraine.weights={personally: 1}", "actors.ukraine.inclination=50"),
        *("actors.russia.weights={himself: 1}", "actors.russia.inclination=50"),
        *("meeting.goes_ahead=0", "meeting.late_rate=0"),
        outcome="one_sided",
    )
    assert story.lines[-1].text == (
        "one-sided: Ukraine and Russia would come at the level *leaders*; in the way of a meeting "
        "on time: logistics failed, though enough would have come; one-sided means here: no "
        "meeting, though all would come"
    )


def test_unequal_levels_that_meet_are_told_with_the_level_they_met_at() -> None:
    story = a_world(
        *("actors.ukraine.weights={personally: 1}", "actors.ukraine.inclination=50"),
        *("actors.russia.weights={delegation: 1}", "actors.russia.inclination=50"),
        "meeting.step_down=1",
        outcome="delegations_on_time",
    )
    assert story.lines[-1].text == (
        "delegations on time: Ukraine would come at the level *leaders*, Russia at *delegations*; "
        "they settled on the lower level and met at the level *delegations*"
    )


def test_words_that_forbid_more_say_every_way_that_would_open_it() -> None:
    """Either of two promises would do; what is not in the way is not told as if it were."""
    ways = [{"a": "promised"}, {"b": "promised", "c": "not promised"}]
    readings = {"strict": {"attends_if": {"leaders": ways}}}
    never = {"title": "T", "grantor": "south", "log_rate": -50}
    spec = toy(
        conditions=dict.fromkeys("abc", never),
        **{"actors.north.readings": readings, "actors.north.weights": {"strict": 1}},
    )
    told = [line.why for line in replay(spec, 0, SEED).lines if line.kind == "decision"]
    assert told[0] == (
        "the words, read as *strict*, allow it only with *a* promised, or with *b* promised"
    )


@pytest.fixture
def few_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look through three blocks of worlds and no further."""
    monkeypatch.setattr(search, "SEARCHED_WORLDS", 3 * search.SEARCH_BLOCK)


@pytest.mark.usefixtures("few_are_searched")
def test_the_first_world_of_an_outcome() -> None:
    outcomes = simulate(load(), 3000, SEED).frame()["outcome"]
    for outcome in outcomes.unique():
        assert first_world(load(), Luck(SEED), outcome) == int((outcomes == outcome).argmax())
    with pytest.raises(UsageError, match="no world among the first 24,576 ends so"):
        first_world(load("actors.turkey.hosting=0"), Luck(SEED), "leaders_on_time")


def test_the_first_world_is_found_in_whatever_block_it_lies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "SEARCH_BLOCK", 3)
    outcomes = simulate(load(), 300, SEED).frame()["outcome"]
    firsts = {outcome: int((outcomes == outcome).argmax()) for outcome in outcomes.unique()}
    assert max(firsts.values()) > 2 * search.SEARCH_BLOCK
    for outcome, first in firsts.items():
        assert first_world(load(), Luck(SEED), outcome) == first


@pytest.mark.parametrize("world", [8_191, 8_192, 20_000])
def test_a_world_far_beyond_the_first_block_is_found(world: int) -> None:
    assert search._first(lambda span: np.asarray(span) == world, "none") == world


def test_a_snapshot_shows_how_a_party_leans_once_a_shock_has_struck() -> None:
    """It strikes in the first tick at a rate without end, and never at a rate of 0."""
    strike = {"effects": {"north.inclination": -1.5}}
    struck, spared = (
        replay(toy(shocks={"strike": strike | {"rate": rate}}), 3, SEED) for rate in (1e6, 0)
    )
    for now, then in zip(struck.snapshots, spared.snapshots, strict=True):
        assert now.struck == {"strike"}
        assert not then.struck
        assert now.inclinations["north"] == pytest.approx(then.inclinations["north"] - 1.5)
        assert now.inclinations["south"] == then.inclinations["south"]


def test_two_tellings_of_one_world_hold_both() -> None:
    one, other = (
        replay(load(*some), 3, 1) for some in ((), ("conditions.ceasefire.willingness=9",))
    )
    told = both_stories(one, other)
    events = [(where, line) for where, line in told if line.kind != REASON]
    here = [(line.when, line.what) for where, line in events if where != "second"]
    there = [(line.when, line.what) for where, line in events if where != "first"]
    assert here == [(line.when, line.what) for line in one.lines]
    assert there == [(line.when, line.what) for line in other.lines]
    parts = diverges_at(one, other)
    assert parts is not None
    assert "promised *ceasefire*" in parts.text
    assert diverges_at(one, one) is None


def test_what_happens_in_both_for_other_reasons_is_told_with_each_reason() -> None:
    """Here inclination keeps Moscow away, there its words: neither reason is told as shared."""
    promised = "{delegations: [{ceasefire: promised}]}"
    one, other = (
        replay(load("actors.russia.weights={delegation: 1}", *some), 3, 1)
        for some in (
            ("actors.russia.inclination=-50",),
            (f"actors.russia.readings.delegation.attends_if={promised}",),
        )
    )
    told = [
        (where, line.kind, line.text)
        for where, line in both_stories(one, other)
        if line.actor == "russia" and line.kind in ("decision", REASON)
    ][:3]
    assert told[0] == ("both", "decision", "Russia would not come")
    assert [where for where, _, _ in told[1:]] == ["first", "second"]
    assert told[1][2].startswith("why: the words allow more; own inclination −")
    assert "only with *ceasefire* promised" in told[2][2]


def test_worlds_part_where_something_else_happens_and_not_before() -> None:
    """Louder sanctions change what is heard from the first tick on; most worlds never part."""
    week, louder = load(), scenario("thursday/sanctions-ultimatum")
    for world in range(30):
        one, other = replay(week, world, SEED), replay(louder, world, SEED)
        pairs = zip(one.snapshots, other.snapshots, strict=True)
        differ = [now.tick for now, then in pairs if stands(now) != stands(then)]
        parts = diverges_at(one, other)
        if differ:
            assert parts is not None
            assert parts.when == week.clock.start_of(differ[0])
        else:
            assert parts is None or parts.kind == "outcome"


def stands(now: Snapshot) -> tuple[object, ...]:
    held = [now.levels[party] >= now.gates[party] for party in now.levels]
    broken = [now.signals[f"{name}.violated"] for name in now.statuses]
    return now.readings, now.levels, now.announced, now.statuses, held, broken


def test_what_a_grantor_heard_is_what_stood_when_it_decided() -> None:
    """Singapore: no promise can lean on another one of the same tick."""
    spec = scenario("others/singapore-2018")
    for world in range(60):
        story = replay(spec, world, 1)
        when = {
            line.what.split(" promised *")[1].split("*")[0]: line.when
            for line in story.lines
            if line.kind == "condition" and " promised *" in line.what
        }
        for line in story.lines:
            if line.kind == "condition" and " promised *" in line.what:
                heard = [name for name in spec.conditions if f"{name} promised" in line.why]
                assert all(when[name] < line.when for name in heard)


def test_two_tellings_run_by_time() -> None:
    for world in range(10):
        one, other = (replay(load(*some), world, 1) for some in ((), ("learning_rate=0",)))
        times = [line.when for _, line in both_stories(one, other)]
        assert times == sorted(times)


@pytest.mark.usefixtures("few_are_searched")
def test_the_first_world_that_ends_differently() -> None:
    one, other = (load(*some) for some in ((), ("meeting.goes_ahead=0.5",)))
    outcomes = [simulate(scenario, 3000, SEED).table["outcome"] for scenario in (one, other)]
    assert first_diverged(one, other, Luck(SEED)) == int(np.argmax(outcomes[0] != outcomes[1]))
    with pytest.raises(UsageError, match="none of the first 24,576 worlds"):
        first_diverged(one, one, Luck(SEED))


@pytest.mark.parametrize("world", [-1, 10_000_000_000])
def test_there_is_no_such_world(world: int) -> None:
    with pytest.raises(UsageError, match="--world must lie between 0 and 9,999,999,999"):
        replay(load(), world, 1)
