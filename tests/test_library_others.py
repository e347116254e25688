"""The other crises teach what they say they teach, on shared luck."""

from itertools import product

import pytest

from sim import Result
from sim.scenario.number import Number
from tests.conftest import ROOT
from tests.test_library import ends, outnumber, run_file, share

GRANTED_AT_ONCE = "willingness=20"
"""So willing that the promise comes in the first tick of practically every world."""


def crisis(name: str, *overrides: str) -> Result:
    """Run one of the other crises, with some settings changed."""
    return run_file(ROOT / "scenarios" / "others" / f"{name}.yaml", *overrides)


def meeting(name: str, *overrides: str) -> float:
    """Return the share of worlds with a meeting on time."""
    return crisis(name, *overrides).measured()["any_on_time"].share


def test_a_push_on_the_third_party_is_worth_more_until_its_side_effects_go() -> None:
    """The closed pass: the order of two equal pushes rests on two assumptions."""
    on_holder = "conditions.release.willingness=1"
    on_third_party = "conditions.observers.willingness=1"
    cut = (
        "conditions.release.influences.observers.promised=0",
        "actors.northmere.softening.influences.observers.promised=0",
    )
    name = "closed-pass"
    third_party, holder = meeting(name, on_third_party), meeting(name, on_holder)
    assert third_party - holder > 0.05
    assert meeting(name) == pytest.approx(0.47, abs=0.02)
    assert third_party - meeting(name) == pytest.approx(0.11, abs=0.015)
    assert holder - meeting(name) == pytest.approx(0.04, abs=0.015)
    at_once = meeting(name, f"conditions.release.{GRANTED_AT_ONCE}")
    assert at_once == pytest.approx(0.55, abs=0.02)
    assert at_once < third_party
    assert meeting(name, *cut, on_holder) - meeting(name, *cut, on_third_party) > 0.03
    assert meeting(name, *cut, on_third_party) - meeting(name, *cut) == pytest.approx(
        0.04, abs=0.015
    )
    assert meeting(name, *cut, on_holder) - meeting(name, *cut) == pytest.approx(0.09, abs=0.015)


def test_one_letter_is_two_summits() -> None:
    """Singapore: the open door, the cancellation, and a mediator who grants nothing."""
    name, summit = "singapore-2018", "leaders_on_time"
    door = crisis(name, "actors.us.weights={door_open: 1}")
    off = "actors.us.weights={called_off: 1}"
    assert 0.34 < share(door, summit) < 0.40
    assert share(crisis(name, off), summit) == pytest.approx(0.2, abs=0.03)
    assert share(crisis(name, off, "actors.us.softening.rate=0"), summit) == 0
    alone = crisis(name, "actors.south_korea.signals.mediation.strength=0")
    assert share(crisis(name), summit) == pytest.approx(0.31, abs=0.015)
    assert share(alone, summit) == pytest.approx(0.23, abs=0.015)
    assert outnumber(ends(crisis(name), summit), ends(alone, summit))


def test_a_key_fits_one_lock() -> None:
    """Granada: what either concession is worth depends on which of Baku's words is meant."""
    name, top = "granada-2023", "leaders_on_time"
    for inclination in (2, 3, 50):
        armenia = crisis(name, f"actors.armenia.inclination={inclination}")
        assert share(armenia, top) == pytest.approx(0.07, abs=0.02)
    figures = (0.47, 0.03, 0.14, 0.46)  # "nearly half", "hardly any", "one of seven", "nearly half"
    cells = product(("seat", "without_France"), ("Turkish_seat", "EU_alone"))
    for (reading, key), figure in zip(cells, figures, strict=True):
        granted = crisis(
            name,
            f"actors.azerbaijan.weights={{{reading}: 1}}",
            f"conditions.{key}.{GRANTED_AT_ONCE}",
        )
        assert share(granted, top) == pytest.approx(figure, abs=0.025)


def test_the_flight_out_is_worth_more_than_the_way_back() -> None:
    """Geneva: the bottleneck is a third party's, and its halves are not worth the same."""
    name = "geneva-2018"
    out, back = (f"conditions.{half}.{GRANTED_AT_ONCE}" for half in ("flight_out", "way_back"))
    before = meeting(name)
    assert before == pytest.approx(0.38, abs=0.015)
    for delegation in ("actors.government.inclination=4", "actors.ansar_allah.inclination=3"):
        assert 0 < meeting(name, delegation) - before < 0.03
    assert meeting(name, out) == pytest.approx(0.72, abs=0.015)
    assert meeting(name, back) == pytest.approx(0.40, abs=0.015)
    assert meeting(name, out, back) == pytest.approx(0.76, abs=0.015)


@pytest.mark.parametrize("name", ["singapore-2018", "granada-2023", "geneva-2018"])
def test_a_number_says_what_it_would_be_without_its_sentence(name: str) -> None:
    numbers = [part for _, part in crisis(name).scenario.walk() if isinstance(part, Number)]
    resting = [number for number in numbers if number.sources]
    assert resting
    assert all(number.neutral is not None for number in resting)
