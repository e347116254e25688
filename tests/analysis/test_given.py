"""What is known picks worlds and changes none: Bayes' rule, a table, one world alone."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import Luck, Negotiation, Result, Scenario, compare, simulate, sweep, theories
from sim.analysis.outcomes.measures import measures
from sim.analysis.outcomes.posterior import readings_given
from sim.analysis.stories.search import first_fitting, first_world
from sim.analysis.stories.typical import typical_worlds
from sim.engine.evidence import facts_of, fitting, tick_at
from sim.engine.states import states_of
from sim.ensemble.ends import chances_now
from sim.ensemble.run import run_worlds
from sim.errors import UsageError
from sim.style.sentences import left_in_words
from tests.cli.test_cli_run import parley
from tests.conftest import ALL_SCENARIOS, BASELINE, load, loaded, toy
from tests.engine.test_postponing import LATER, postponed

WORLDS = 65_536
TUESDAY = "2025-05-13"
NO_PROMISE, PROMISE = "ceasefire.promised=no", "ceasefire.promised=yes"
KYIV, SILENT = "ukraine.announced=leaders", "russia.announced=silent"

TABLE = {
    (): (1, 0.062, 0.453),
    (NO_PROMISE,): (0.965, 0.062, 0.455),
    (NO_PROMISE, KYIV): (0.567, 0.092, 0.431),
    (NO_PROMISE, KYIV, SILENT): (0.074, 0.088, 0.384),
    ("russia.announced=delegations",): (0.708, 0.009, 0.477),
    (PROMISE,): (0.035, 0.073, 0.406),
}
"""By what is known on Tuesday evening: share of the worlds left, chance of leaders on time and of
any meeting on time, from an independent implementation, in 1,000,000 worlds."""


def literal(**changes: object) -> Scenario:
    """Return a crisis in which north says in one tick of four what its words ask for."""
    readings = {"open": {"attends_if": {"leaders": "always"}}, "narrow": {"attends_if": {}}}
    readings["narrow"] = {"attends_if": {"delegations": "always"}}
    north = {"readings": readings, "weights": {"open": 0.3, "narrow": 0.7}, "rule": "literal"}
    inside = {f"actors.north.{name}": entry for name, entry in north.items()}
    return toy(**inside, **{"actors.north.announce_chance": 0.25}, **changes)


def given(scenario: Scenario, facts: Sequence[str], worlds: int = 8192, seed: int = 3) -> Result:
    """Return a run of the worlds in which all is so."""
    return simulate(scenario, worlds, Luck(seed, given=tuple(facts)))


def after(found: Result, reading: str) -> tuple[float, float]:
    """Return how likely a reading is after all, and a standard error by its interval."""
    [one] = [one.after for one in readings_given(found) if one.reading == reading]
    return one.share, (one.high - one.low) / 4


def test_exact_cases_are_those_of_bayes_rule() -> None:
    """Words keep to what they ask for, and are spoken or not whatever they are."""
    crisis, day = literal(), "2001-01-01"
    assert after(given(crisis, [f"north.announced=leaders@{day}"]), "open")[0] == 1
    assert after(given(crisis, [f"north.announced=delegations@{day}"]), "open")[0] == 0
    silent = given(crisis, [f"north.announced=silent@{day}"])
    chance = 0.75**4
    assert abs(silent.worlds / 8192 - chance) < 4 * np.sqrt(chance * (1 - chance) / 8192)
    for right, theory in ((0.8, 0.24 / (0.24 + 0.14)), (0.5, 0.3), (0.0, 0.0)):
        share, error = after(given(crisis, [f"north.reading=open@{day}~{right}"]), "open")
        assert abs(share - theory) <= 4 * error + 1e-9


def test_the_table_of_an_independent_implementation_comes_out() -> None:
    """The worlds are lived through once, and looked at with each row of the table."""
    week = load()
    facts = {row: facts_of(week, [f"{one}@{TUESDAY}" for one in row]) for row in TABLE}
    watched = {fact.state for row in facts.values() for fact in row}

    def read(model: Negotiation) -> dict[str, Any]:
        fits = {str(row): fitting(model, known) for row, known in facts.items()}
        return {**fits, "chances": chances_now(model)}

    found = run_worlds(week, Luck(5).batch(range(WORLDS)), read, watched)
    held = measures(week)
    for row, (left, *shares) in TABLE.items():
        fits = found[str(row)]
        size = int(fits.sum())
        assert abs(size / WORLDS - left) <= 4 * np.sqrt(left * (1 - left) / WORLDS) + 0.0005
        for name, theory in zip(("leaders_on_time", "any_on_time"), shares, strict=True):
            mean = found["chances"][held[name]].sum(axis=0)[fits].mean()
            spread = theory * (1 - theory) * (1 / size + 1 / (1_000_000 * left))
            assert abs(mean - theory) <= 4 * np.sqrt(spread) + 0.0005


def test_a_run_given_something_has_the_very_worlds_of_the_run_that_fit() -> None:
    """In shares, in what is kept, and in a sweep that names the same scenario."""
    week, known = load(), (f"{SILENT}@{TUESDAY}", f"{NO_PROMISE}@{TUESDAY}")
    plain, some = simulate(week, 4096, 3), given(week, known, 4096)
    fits = some.fitting
    assert np.array_equal(some.table["outcome"][fits], plain.table["outcome"][fits])
    counted = simulate(week, 4096, Luck(3, given=known), keep="counts")
    assert counted.measured() == some.measured()
    assert counted.worlds == some.worlds == len(fits) > 200
    swept = sweep(week, {"meeting.goes_ahead": [0.9]}, 4096, Luck(3, given=known))
    assert swept.shares("any_on_time")[0] == some.measured()["any_on_time"].share
    assert swept.left == some.worlds
    both = compare(some, given(load("meeting.goes_ahead=1"), known, 4096))
    assert both.flows(1).sum() == some.worlds
    assert both.differences(1)["any_on_time"].difference > 0
    assert {*typical_worlds(some).values()} <= {*fits.tolist()}
    assert first_fitting(week, Luck(3, given=known)) == fits[0]
    leaders = fits[some.table["outcome"][fits] == 0]
    assert first_world(week, Luck(3, given=known), "leaders_on_time") == leaders[0]


def test_given_nothing_nothing_changes() -> None:
    crisis = literal()
    plain = simulate(crisis, 512, 3)
    assert given(crisis, [], 512) == plain
    anything = given(crisis, ["north.announced>=silent@2001-01-01"], 512)
    assert np.array_equal(anything.chances, plain.chances)
    assert anything.measured() == plain.measured()


@pytest.mark.parametrize("path", [BASELINE, *ALL_SCENARIOS[5:9]], ids=lambda path: path.stem)
def test_given_everything_a_world_is_itself(path: Path) -> None:
    """All that can be seen of a world, of every kind and on every day, fits that world."""
    week, world = loaded(path), 5
    ticks = range(week.clock.ticks)
    watched = [(name, tick) for name in states_of(week) for tick in ticks]

    def read(model: Negotiation) -> dict[str, Any]:
        return {f"{name}@{tick}": model.stood(name, tick) for name, tick in watched}

    own = run_worlds(week, Luck(1).batch(range(world, world + 1)), read, watched)
    facts = []
    for name, tick in watched:
        states, value = states_of(week)[name], np.asarray(own[f"{name}@{tick}"]).flat[0]
        when = week.clock.start_of(tick + 1).isoformat()
        facts.append(f"{name}={states[int(value)] if states else repr(float(value))}@{when}")
    known = facts_of(week, facts)
    fits = run_worlds(week, Luck(1).batch(range(64)), partial(fitting, facts=known), watched)
    assert fits[world]
    alike = run_worlds(week, Luck(1).batch(range(64)), read, watched)
    for at in np.flatnonzero(fits):
        values = (np.broadcast_to(one, 64)[at] for one in alike.values())
        assert [*map(float, values)] == [float(np.asarray(one).flat[0]) for one in own.values()]


def test_a_postponed_story_is_known_beyond_its_first_date() -> None:
    """Where it is not postponed, all stays as it was decided at the first date."""
    crisis = postponed(rate=0.5, by="north")
    yes = given(crisis, ["truce.promised=yes@2001-01-05"], 2048)
    table = simulate(crisis, 2048, 3).table
    assert np.array_equal(yes.fitting, np.flatnonzero(table["truce.status"] > 0))
    last = facts_of(crisis, ["north.postponed=no@2001-01-05"])[0].tick
    assert last == tick_at(crisis.clock, LATER) == crisis.clock.most_ticks - 1


def test_a_date_is_the_end_of_its_day_in_the_zone_of_the_story() -> None:
    clock, midnight = load().clock, datetime.fromisoformat("2025-05-14T00:00+03:00")
    assert clock.start_of(tick_at(clock, TUESDAY) + 1) == midnight
    assert tick_at(clock, "2025-05-13T21:00+00:00") == tick_at(clock, TUESDAY)
    assert tick_at(clock, "2025-05-13T23:59") == tick_at(clock, TUESDAY) - 1


def test_theories_under_which_nothing_fits_are_left_out() -> None:
    crisis = literal(theories={"literal": {}, "tit_for_tat": {"south": {"first": 0}}})
    found = theories(crisis, 256, Luck(1, given=("south.announced=leaders@2001-01-01T06:00",)))
    assert found.fits["literal"] > found.fits["tit_for_tat"] == 0
    assert {*found.read} == {"literal"}


def test_how_many_worlds_would_be_enough() -> None:
    assert left_in_words(500, 4096) == "500 fit"
    assert left_in_words(499, 4096) == "too few worlds: 499 left; 8,192 would be enough"


REFUSED = {
    "russia.anounced=silent@2025-05-13": "did you mean 'russia.announced'",
    "us.announced=silent@2025-05-13": "unknown 'us.announced'",
    "russia.announced=leader@2025-05-13": "did you mean 'leaders'",
    "ceasefire.promised=maybe@2025-05-13": "allowed: no, yes",
    "us.pressure_on.russia>=much@2025-05-13": "a number is needed",
    "russia.announced=silent": "write NAME=STATE@DATE",
    "russia.announced=silent@2025-02-30": "there is no such date",
    "russia.announced=silent@2025-05-15": "the last day is 2025-05-14",
    "russia.announced=silent@2025-05-10": "the first day is 2025-05-11",
    "russia.announced=silent@2025-05-13~8": "from 0 to 1",
    "": "write NAME=STATE@DATE",
}


@pytest.mark.parametrize(("fact", "said"), REFUSED.items())
def test_what_cannot_be_known_is_refused(fact: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        facts_of(load(), [fact])
    line = str(refused.value)
    assert line.startswith("--given ")
    assert said in line


def test_the_command_line_says_what_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ("--given", f"{SILENT}@{TUESDAY}", "--seed", 1)
    assert parley(monkeypatch, "run", BASELINE, "--worlds", 4096, *known) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "too few worlds" in out or " fit" in out
    assert "what Russia last announced by the end of Tuesday 13 May: silent" in out
    assert "Under these assumptions, and given what is known," in out
    both = (*known, "--given", f"russia.announced=leaders@{TUESDAY}")
    assert parley(monkeypatch, "run", BASELINE, "--worlds", 64, *both) == 2
    assert "no world of 64 fits" in capsys.readouterr().err
    assert parley(monkeypatch, "replay", BASELINE, "--world", 3, *known) == 2
    assert "--world 3: does not fit" in capsys.readouterr().err
