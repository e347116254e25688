"""What is worth knowing: closed forms, nested brute force, and what all and nothing tell."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import Luck, Worlds, ask, simulate
from sim.analysis.experiments.asking import Asking, worth
from sim.analysis.experiments.questions import BINS
from sim.analysis.outcomes.measures import measures
from sim.arrays import Floats
from sim.ensemble.ends import chances_now, outcome_now
from sim.ensemble.run import run_worlds
from tests.conftest import ROOT, load, loaded, tall, toy
from tests.pictures import Word, check_words

HELD = np.array([True, False])
SCENARIOS = ("thursday/baseline", "others/minsk-2015", "others/geneva-2014")


def removed(found: Asking, name: str, measure: str) -> tuple[float, float]:
    """Return what an answer removes, and the standard error of that."""
    [(removes, margin)] = [
        (removes, margin)
        for one, removes, margin in found.ranked(measure)
        if one.question.name == name
    ]
    return removes, margin / 2.13


def table(codes: NDArray[Any], happens: NDArray[Any], answers: int) -> Floats:
    """Return the chances that it happens, and that it does not, by part and answer."""
    sums = np.zeros((16, answers, 2))
    np.add.at(sums, (np.arange(len(codes)) % 16, codes), np.stack([happens, 1 - happens], axis=1))
    return sums


def test_knowing_all_removes_all_and_knowing_nothing_nothing() -> None:
    happens = (np.random.default_rng(1).random(4096) < 0.3) * 1.0
    assert worth(table(happens.astype(np.int64), happens, 2), HELD) == pytest.approx(1)
    assert worth(table(np.zeros(4096, np.int64), happens, 1), HELD) == 0
    certain = np.ones(4096)
    assert worth(table(np.arange(4096) % 7, certain, 7), HELD) == 0


def test_an_answer_is_worth_what_its_equation_says_and_noise_nothing() -> None:
    """With chances .2 and .6, as likely as each other, .04 of .24 is removed."""
    luck = np.random.default_rng(2)
    found, noise = [], []
    for _ in range(40):
        codes = luck.integers(2, size=4096)
        happens = (luck.random(4096) < np.where(codes, 0.6, 0.2)) * 1.0
        found.append(worth(table(codes, happens, 2), HELD))
        noise.append(worth(table(luck.integers(BINS, size=4096), happens, BINS), HELD))
    for some, theory in ((found, 0.04 / 0.24), (noise, 0.0)):
        assert abs(np.mean(some) - theory) <= 4 * np.std(some, ddof=1) / np.sqrt(len(some))


@pytest.mark.parametrize("name", SCENARIOS)
def test_readings_are_worth_what_brute_force_finds(name: str) -> None:
    """Each reading is run for certain, as often as it is likely."""
    crisis = loaded(ROOT / "scenarios" / f"{name}.yaml")
    found = ask(crisis, 16_384, seed=4)
    for key, party in crisis.parties.items():
        weights = {one: share for one, share in party.weights.centres.items() if share}
        if len(weights) < 2:
            continue
        certain = (crisis.with_({f"actors.{key}.weights": {one: 1.0}}) for one in weights)
        chances = [simulate(one, 8192, 9, keep="counts").measured() for one in certain]
        for measure in ("any_on_time", crisis.meeting_levels[-1] + "_on_time"):
            shares = np.array([one[measure].share for one in chances])
            mean = np.average(shares, weights=[*weights.values()])
            between = np.average((shares - mean) ** 2, weights=[*weights.values()])
            theory = between / (mean * (1 - mean)) if 0 < mean < 1 else 0.0
            removes, error = removed(found, f"{key}.reading", measure)
            assert abs(removes - theory) <= 4 * error + 0.004


class Held(Worlds):
    """Worlds in which a draw falls as it is told to, one after the other."""

    name, falls = "", np.zeros(0)

    def uniform(self, name: str) -> Floats:
        return self.falls if name == self.name else super().uniform(name)


@pytest.mark.parametrize("name", ["meeting.step_down", "russia.temper"])
def test_luck_is_worth_what_brute_force_finds(name: str) -> None:
    """The draw is held at many places, each with all other luck."""
    week, places, lucks = load(), 64, 512
    worlds = Held(7, range(places * lucks))
    worlds.name, worlds.falls = name, np.repeat((np.arange(places) + 0.5) / places, lucks)
    held = measures(week)["any_on_time"]
    if name.startswith("meeting"):
        happens = held[run_worlds(week, worlds, outcome_now)] * 1.0
    else:
        happens = run_worlds(week, worlds, chances_now)[held].sum(axis=0)
    by_place = happens.reshape(places, lucks).mean(axis=1)
    mean = by_place.mean()
    within = happens.reshape(places, lucks).var(axis=1, ddof=1).mean() / lucks
    theory = (by_place.var(ddof=1) - within) / (mean * (1 - mean))
    removes, error = removed(ask(week, 16_384, seed=4), name, "any_on_time")
    assert abs(removes - theory) <= 4 * error + 0.015


def test_the_published_values_of_knowing_come_out() -> None:
    """Those of an independent implementation; what is said follows from them."""
    found = ask(load(), 32_768, seed=2)
    leaders = {"russia.reading": 0.2, "russia.temper": 0.099, "ukraine.reading": 0.004}
    any_meeting = {"meeting.step_down": 0.299, "russia.temper": 0.072}
    for measure, values in (("leaders_on_time", leaders), ("any_on_time", any_meeting)):
        for name, theory in values.items():
            removes, error = removed(found, name, measure)
            assert abs(removes - theory) <= 4 * error + 0.003
    words = "Ask how the words of Russia are meant, not those of Ukraine: one"
    assert found.about("leaders_on_time").startswith(words)
    assert found.about().startswith("Nothing that could be asked now")


def test_what_is_known_need_not_be_asked() -> None:
    known = "russia.announced=leaders@2025-05-13"
    found = ask(load(), 8192, Luck(1, given=[known]))
    asked = {one.question.name for one in found.asked}
    assert not asked & {"russia.announced@2025-05-13", "russia.reading"}
    assert "russia.announced@2025-05-14" in asked
    assert found.left == simulate(load(), 8192, Luck(1, given=[known]), keep="counts").worlds
    assert found.sentence.startswith("Given what is known, ")


def test_numbers_are_asked_for_where_they_are_drawn() -> None:
    crisis = toy(**{"actors.north.inclination": {"uniform": {"low": -1, "high": 1}}})
    assert not [one for one in ask(crisis, 64, 1).asked if one.question.kind == "number"]
    found = ask(crisis, 4096, 1, uncertain=True)
    [(best, removes, _)] = [one for one in found.ranked() if one[0].question.kind == "number"]
    assert best.question.name == "actors.north.inclination"
    assert removes > 0.05
    likely = {answer: share for answer, _, share in best.answers(measures(crisis)["any_on_time"])}
    assert likely["highest third"] > likely["lowest third"]


def test_few_worlds_make_nothing_worth_asking_and_say_no_more(drawn: list[Word]) -> None:
    """Four worlds cannot tell that an answer is worth nothing, only that none clearly is."""
    found = ask(load(), worlds=4, seed=1)
    assert found.sentence == (
        "Nothing that could be asked now would clearly remove 2% of the uncertainty about ‘any "
        "meeting on time’."
    )
    check_words(found.plot(), drawn)


def test_who_is_worth_as_much_is_not_told_to_be_left_out() -> None:
    """In Muscat the words of both are worth 13 %, in May 2025 those of Moscow far more."""
    both = ask(loaded(ROOT / "scenarios/others/muscat-2025.yaml"), worlds=2048, seed=1)
    moscow = ask(load(), worlds=2048, seed=1)
    assert ", not those" not in both.sentence
    assert "of Russia are meant, not those of Ukraine" in moscow.about("leaders_on_time")


def test_the_picture_says_what_each_answer_leads_to(drawn: list[Word]) -> None:
    found = ask(tall(6), 1024, 1, uncertain=True)
    check_words(found.plot(), drawn)
    rows = found.frame()
    assert {*rows["kind"]} >= {"reading", "act", "draw"}
    by_question = rows[rows["outcome"] == "any_on_time"].groupby("question")
    assert np.allclose(by_question["likely"].sum(), 1)
