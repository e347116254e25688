"""What is said about a result: shares, reasons, blame, the table in words."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest

from sim import Result, Scenario, replay, simulate
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.cases import Case, counted_cases
from sim.analysis.outcomes.obstacles import obstacles, worth_a_line
from sim.analysis.outcomes.reasons import Reason, reasons
from sim.analysis.outcomes.shares import level_pairs, share_of
from sim.analysis.stories.timeline import unfold
from sim.pages.cards import cards_page
from sim.scenario.condition import NEEDED, Status
from sim.scenario.gates import gate
from tests.conftest import ROOT, load, run

OTHERS = ROOT / "scenarios" / "others"
AS_NEEDED = {word: int(status) for status, word in NEEDED.items()}


@pytest.mark.parametrize(("count", "worlds"), [(0, 7), (7, 7), (1, 3), (391, 1000), (1, 10**6)])
def test_intervals_are_wilsons(count: int, worlds: int) -> None:
    theirs = binomtest(count, worlds).proportion_ci(0.95, method="wilson")
    ours = share_of(count, worlds)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_shares_and_reasons_add_up(baseline_result: Result) -> None:
    assert sum(share.count for share in baseline_result.outcome_shares().values()) == 20_000
    bound = sum(binding.share.count for binding in obstacles(baseline_result))
    assert bound + baseline_result.measured()["any_on_time"].count == 20_000
    assert level_pairs(baseline_result).sum() == 20_000


def rows(result: Result, worlds: int) -> Iterator[dict[str, int]]:
    for world in range(worlds):
        yield {name: int(column[world]) for name, column in result.table.items()}


def case(scenario: Scenario, **row: Any) -> Case:
    """Return a case: levels and readings by party, then outcome, venue and status."""
    return Case(
        scenario=scenario,
        outcome=row.get("outcome", 5),
        venue=row.get("venue", True),
        levels=dict(zip(scenario.parties, row["levels"], strict=True)),
        inclined=dict.fromkeys(scenario.parties, row.get("inclined", 2)),
        readings=dict(zip(scenario.parties, row["readings"], strict=True)),
        statuses={"ceasefire": row.get("ceasefire", 0)},
    )


PERSONALLY, PROMISED, OBSERVED = range(3)
HIMSELF, DELEGATION = range(2)


def test_a_meeting_on_time_was_bound_by_nothing(baseline: Scenario) -> None:
    assert reasons(case(baseline, outcome=1, levels=(2, 1), readings=(0, 0))) == ()


def test_nobody_comes_where_nobody_hosts(baseline: Scenario) -> None:
    assert reasons(case(baseline, venue=False, levels=(0, 0), readings=(0, 0))) == (
        Reason("venue"),
    )


def test_equal_levels_fail_by_logistics(baseline: Scenario) -> None:
    found = reasons(case(baseline, outcome=4, levels=(1, 1), readings=(PROMISED, DELEGATION)))
    assert found == (Reason("logistics"),)


def test_a_gate_names_its_reading_condition_and_sentences(baseline: Scenario) -> None:
    found = reasons(case(baseline, outcome=4, levels=(0, 1), readings=(OBSERVED, DELEGATION)))
    observed = ((("ceasefire", "observed"),),)
    assert found == (Reason("gate", "ukraine", "observed", False, observed, ("U3", "U7")),)


def test_a_gate_can_allow_no_more_at_all(baseline: Scenario) -> None:
    found = reasons(case(baseline, outcome=3, levels=(2, 1), readings=(PERSONALLY, DELEGATION)))
    assert found == (
        Reason("levels", statements=("U1", "U5"), levels=(("ukraine", 2), ("russia", 1))),
        Reason("gate", "russia", "delegation", True, (), ("R3", "R6")),
    )


def test_words_alone_are_told_from_words_and_inclination(baseline: Scenario) -> None:
    stays = {"levels": (0, 1), "readings": (OBSERVED, DELEGATION)}
    [alone], [both] = (reasons(case(baseline, **stays, inclined=rung)) for rung in (1, 0))
    said = "Ukraine read as ‘observed’: ‘ceasefire’ observed first"
    assert alone.in_words(baseline) == said
    assert both.in_words(baseline) == f"{said}, and not inclined to come at all either"


def test_a_condition_that_was_promised_and_not_kept_is_told_so(baseline: Scenario) -> None:
    found = reasons(case(baseline, ceasefire=1, levels=(0, 1), readings=(OBSERVED, DELEGATION)))
    assert found[0].in_words(baseline).endswith(", though ‘ceasefire’ was promised")


def test_who_comes_lower_than_the_own_words_allow_is_not_inclined(baseline: Scenario) -> None:
    found = reasons(case(baseline, levels=(0, 0), readings=(PROMISED, HIMSELF)))
    assert [(reason.kind, reason.party) for reason in found] == [
        ("inclination", "ukraine"),
        ("inclination", "russia"),
    ]


def charged(scenario: Scenario, row: dict[str, int], audience: str, party: str) -> float:
    """Return one world's blame straight from the equation of docs/model.md."""
    weights = scenario.actors[audience].blames
    assert weights is not None
    [other] = scenario.others(party)
    missed = max(0, row[f"{other}.level"] - row[f"{party}.level"])
    refused = party == "russia" and row["ceasefire.status"] == 0
    needs = {PROMISED: 1, OBSERVED: 2}.get(row["ukraine.reading"], 0)
    held = party == "ukraine" and row["ceasefire.status"] < needs
    numbers = (weights.absence.centre, weights.refusal.centre, weights.condition.centre)
    return float(np.dot(numbers, (missed, refused, held)))


def test_blame_is_the_mean_over_worlds_and_never_pooled() -> None:
    result = run(worlds=3000)
    for audience, row in blame(result).items():
        for party, found in row.items():
            worlds = [charged(result.scenario, r, audience, party) for r in rows(result, 3000)]
            assert found == pytest.approx(np.mean(worlds))


def test_uncertain_blame_weighs_each_world_by_its_own_draw() -> None:
    refusal = "actors.eu.blames.refusal={uniform: {low: 0, high: 2}}"
    only = ("actors.eu.blames.absence=0", refusal, "conditions.ceasefire.log_rate=-50")
    result = simulate(run(*only, worlds=1).scenario, 50_000, 1, uncertain=True)
    assert abs(blame(result)["eu"]["russia"] - 1) < 4 * np.sqrt(1 / 3 / 50_000)


def test_the_table_says_in_words_what_the_codes_say(baseline_result: Result) -> None:
    frame = baseline_result.frame()
    assert list(frame["world"]) == list(range(20_000))
    counts = frame["outcome"].value_counts()
    for outcome, share in baseline_result.outcome_shares().items():
        assert counts.get(outcome, 0) == share.count
    promised = frame["ceasefire"] != "none"
    assert ((frame["ceasefire_promised_at"] != "") == promised).all()
    assert ((frame["obstacles"] == "") == frame["outcome"].str.endswith("_on_time")).all()


def test_a_piece_of_the_table_is_a_piece_of_the_whole(baseline_result: Result) -> None:
    whole, piece = baseline_result.frame(), baseline_result.frame(range(100, 120))
    assert (piece.astype(str).to_numpy() == whole.astype(str).to_numpy()[100:120]).all()


def test_the_unfolding_ends_in_the_outcome(baseline_result: Result) -> None:
    watched = unfold(baseline_result.run)
    assert watched.on_time[-1].sum() == pytest.approx(
        baseline_result.measured()["any_on_time"].share
    )
    for shares in watched.announced.values():
        assert np.allclose(shares.sum(axis=1), 1)
        assert np.all(np.diff(shares[:, 0]) <= 0)


def test_equal_runs_give_equal_summaries(baseline: Scenario) -> None:
    assert simulate(baseline, 500, 1).details() == simulate(baseline, 500, 1).details()


def test_an_acceptance_is_no_proof_for_not_coming(baseline: Scenario) -> None:
    """R6 says that Russia is prepared to meet; were it a refusal, it would be cited."""
    stays_away = case(baseline, levels=(2, 0), readings=(PERSONALLY, HIMSELF))
    assert reasons(stays_away) == (Reason("inclination", "russia"),)
    refusing = baseline.with_(
        {"actors.russia.inclination": {"value": 2, "sources": ["R6"], "neutral": 5}}
    )
    away = case(refusing, levels=(2, 0), readings=(PERSONALLY, HIMSELF))
    assert reasons(away)[0].statements == ("R6",)


@pytest.mark.parametrize("name", ["six-party-2005", "granada-2023", "sudan-2024"])
def test_each_way_that_is_told_would_have_been_enough_and_none_less(name: str) -> None:
    """Brute force over all ends of 500 worlds: grant what a way lacks, and all but one of it."""
    crisis = Scenario.load(OTHERS / f"{name}.yaml")
    told = 0
    for one, _ in counted_cases(simulate(crisis, 500, 1)):
        for reason in reasons(one):
            if reason.kind != "gate" or reason.party is None:
                continue
            reading = crisis.parties[reason.party].readings[str(reason.reading)]
            opening = {
                name
                for name, status in product(crisis.demands, Status)
                if gate(reading, one.statuses | {name: int(status)}, crisis.levels)
                > one.levels[reason.party]
            }
            assert opening == {way[0][0] for way in reason.ways if len(way) == 1}
            for way in reason.ways:
                told += 1
                granted = {name: AS_NEEDED[needed] for name, needed in way}
                every, level = one.statuses | granted, one.levels[reason.party]
                assert gate(reading, every, crisis.levels) > level
                for lacking in granted:
                    part = {key: at for key, at in granted.items() if key != lacking}
                    assert gate(reading, one.statuses | part, crisis.levels) == level
    assert told


def test_a_gate_quotes_what_asks_for_the_condition_that_is_unmet() -> None:
    week = load("actors.ukraine.readings.promised.sources=[U5, U4]")
    bound = case(week, levels=(1, 2), readings=(PROMISED, HIMSELF))
    assert reasons(bound)[-1].statements == ("U4",)


def test_what_binds_hardly_any_world_has_no_line() -> None:
    assert worth_a_line([0.5, 0.0005, 0.0004], most=6) == 2
    assert worth_a_line([0.5, 0.4, 0.1], most=2) == 2


PLURAL = re.compile(
    r"\b(Owners|strikes)\b[*’]? (is read|says|promises|announces|moves|happens|has)\b"
)


def test_no_sentence_needs_a_name_to_be_one_person() -> None:
    week = load(
        "actors.russia.name=Owners",
        "conditions.ceasefire.log_rate=2",
        "shocks.strikes={rate: 9, effects: {ukraine.inclination: 0.5}}",
    )
    story = " ".join(str(line) for line in replay(week, 3, seed=1).lines)
    assert "Owners promised *ceasefire*" in story
    assert "*strikes* happened" in story
    assert not PLURAL.findall(f"{story} {cards_page(week)}")
