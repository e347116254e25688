"""What role cards say of an actor: who listens to it, how it leans, how firm its words are."""

import re
from itertools import pairwise

import pytest

from sim import Scenario
from sim.pages.concessions import listeners
from sim.pages.role import card
from sim.pages.words import FIRMNESS, firmness_in_words
from tests.conftest import ROOT, toy


def heard(**weighs: str) -> Scenario:
    """Return a crisis with a union of three signals, each going with the one before it.

    `weighs` says which of them each party weighs.
    """
    signals = {
        "aid": {"strength": 1},
        "loans": {"strength": 1, "scales_with": "union.aid"},
        "trade": {"strength": 1, "scales_with": "union.loans"},
    }
    union = {"role": "backer", "name": "Union", "signals": signals}
    weights = {
        f"actors.{party}.influences": {f"union.{signal}": 1} for party, signal in weighs.items()
    }
    return toy(**{"actors.union": union}, **weights)


def test_whoever_weighs_a_signal_listens_to_it() -> None:
    assert listeners(heard(south="aid"), "union.aid") == ["south"]
    assert listeners(heard(south="aid"), "union.loans") == []


def test_whoever_weighs_what_goes_with_a_signal_listens_to_it_as_well() -> None:
    scenario = heard(south="trade", north="loans")
    assert listeners(scenario, "union.trade") == ["south"]
    assert listeners(scenario, "union.loans") == ["north", "south"]
    assert listeners(scenario, "union.aid") == ["north", "south"]
    told = [line for line in card(scenario, "union").means if line.startswith("Aid")]
    assert told == ["Aid: used from the start. It is heard by North and South."]


def test_whoever_softens_or_promises_by_a_signal_listens_and_nobody_hears_themselves() -> None:
    truce = {"title": "a truce", "grantor": "north", "log_rate": 0, "influences": {"south.aid": 1}}
    scenario = toy(
        conditions={"truce": truce},
        **{
            "actors.south.signals": {"aid": {"strength": 1}, "loans": {"strength": 1}},
            "actors.south.influences": {"south.aid": 1},
            "actors.north.softening": {"influences": {"south.loans": 1}},
        },
    )
    assert listeners(scenario, "south.aid") == ["north"]
    assert listeners(scenario, "south.loans") == ["north"]


LEANS = {
    1.0: "suits you",
    0.99: "leaves you of two minds",
    -0.99: "leaves you of two minds",
    -1.0: "would need good reasons",
}


@pytest.mark.parametrize(("margin", "said"), LEANS.items())
def test_a_level_suits_a_party_a_logit_above_it_and_needs_reasons_a_logit_below(
    margin: float, said: str
) -> None:
    wants = " ".join(card(toy(**{"actors.north.inclination": margin}), "north").wants)
    assert f"at the level ‘delegations’ {said}" in wants.replace(" or ‘leaders’", "")


def bands() -> list[tuple[float, float]]:
    """Return the bands of firmness of the seeds, each from its lower end to its higher."""
    text = (ROOT / "seeds" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([0-9.]+)(?:–([0-9.]+))? \|", text, re.MULTILINE)
    return [(float(low), float(high or low)) for low, high in rows]


def test_cards_tell_firmness_in_the_bands_of_the_seeds() -> None:
    assert len(bands()) == len(FIRMNESS)
    for (low, high), (_, said) in zip(bands(), FIRMNESS, strict=True):
        assert firmness_in_words(low) == firmness_in_words(high) == said


def test_what_lies_between_two_bands_belongs_to_the_nearer() -> None:
    for (_, low), (high, _) in pairwise(bands()):
        apart = (high - low) / 2 * 0.9
        assert firmness_in_words(low + apart) == firmness_in_words(low)
        assert firmness_in_words(high - apart) == firmness_in_words(high)
