"""What no honest file holds is refused in words, and what is let in stays finite."""

from typing import Any

import numpy as np
import pytest

from sim import ScenarioError, Worlds, simulate
from sim.engine.model import Negotiation
from sim.engine.worlds import MIN_UNIFORM
from sim.ensemble.run import run_worlds
from sim.errors import is_slip
from sim.reading.document import Document
from sim.reading.faults import validated
from sim.scenario.scenario import SHAPE
from tests.conftest import toy

LARGEST = 1_000_000
STATEMENT = {"id": "A1", "actor": "north", "speaker": "s", "quote": "q", "kind": "offer"}


def refusal(**changes: Any) -> str:
    data = toy().model_dump(mode="json", exclude_defaults=True)
    for path, entry in changes.items():
        part: Any = data
        *above, last = path.split(".")
        for key in above:
            part = part.setdefault(key, {})
        part[last] = entry
    with pytest.raises(ScenarioError) as refused:
        validated(SHAPE, Document(data))
    return str(refused.value)


def statement(**more: Any) -> dict[str, Any]:
    return STATEMENT | {"firmness": 1} | more


def backers(many: int) -> dict[str, Any]:
    two: dict[str, Any] = toy().model_dump(mode="json", exclude_defaults=True)["actors"]
    return two | {f"b{number}": {"role": "backer", "name": f"B{number}"} for number in range(many)}


def chain(length: int) -> dict[str, Any]:
    """Return signals that multiply each other, as large as numbers may be."""
    above = {"scales_with": f"north.s{length - 2}"} if length > 1 else {}
    strength = {"strength": LARGEST if length % 2 else -LARGEST, **above}
    return (chain(length - 1) if length > 1 else {}) | {f"s{length - 1}": strength}


@pytest.mark.parametrize(
    ("path", "entry", "words"),
    [
        ("statements", [statement(asks=["north"] * 51)], "asks: at most 50 entries are allowed"),
        ("statements", [statement(id=f"A{n}") for n in range(501)], "at most 500 entries"),
        ("actors", backers(49), "actors: at most 50 entries are allowed"),
        ("actors.north.signals", chain(6), "s5.scales_with: at most 5 signals can multiply"),
        ("actors.north.signals", {f"s{n}": {"strength": 1} for n in range(51)}, "at most 50"),
        ("shocks", {f"s{n}": {"rate": 1, "effects": {"x": 1}} for n in range(21)}, "at most 20"),
        ("clock.hours_per_tick", 0.05, "960 ticks, with 66 numbers and preconditions to look at"),
    ],
)
def test_what_is_too_large_is_told_how_large_it_may_be(path: str, entry: Any, words: str) -> None:
    assert words in refusal(**{path: entry, "shared": {f"n{n}": 1 for n in range(48)}})


def test_names_of_other_lengths_are_not_even_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.errors._alike", lambda *words: pytest.fail(f"compared {words}"))
    assert not is_slip("q" * 3, ["norths", "n"])


@pytest.mark.parametrize("uncertain", [False, True])
def test_the_largest_numbers_allowed_stay_finite(uncertain: bool) -> None:
    """Products of signals, rates beyond any float, and 0 times such a rate."""
    loud = {f"north.s{number}": LARGEST for number in range(5)}
    rate: Any = {"uniform": {"low": 0, "high": 1}}
    readings = {name: {"attends_if": {"leaders": "always"}} for name in ("open", "strict")}
    echo = {"echo": {"party": "south", "weight": -LARGEST}}
    scenario = toy(
        **{
            "actors.north.signals": chain(4) | {"s4": chain(5)["s4"] | echo},
            "actors.north.influences": loud,
            "actors.south.influences": dict.fromkeys(loud, -LARGEST),
            "actors.south.readings": readings,
            "actors.south.weights": {"open": 0.5, "strict": 0.5},
            "actors.south.softening": {"rate": rate, "influences": loud},
            "conditions.gates": {
                "title": "t", "grantor": "north", "log_rate": LARGEST, "influences": loud
            },
        }
    )  # fmt: skip
    worlds = Worlds(1, range(200), uncertain)

    def heard(model: Negotiation) -> list[Any]:
        sums = [party.attending.observe({"gate": party.gate}).heard() for party in model.parties]
        return [
            *model.record.signals.values(),
            *sums,
            *(one.softening.pressure.felt for one in model.parties),
        ]

    assert all(np.isfinite(value).all() for value in run_worlds(scenario, worlds, heard))


def test_a_rate_of_zero_times_the_largest_pull_is_zero() -> None:
    """Nobody is talked down at a rate of 0, however hard they are pulled; found as 0 × inf."""
    two = {name: {"attends_if": {"leaders": "always"}} for name in ("open", "strict")}
    softening = {"rate": {"uniform": {"low": 0, "high": 1}}, "influences": {"north.loud": LARGEST}}
    scenario = toy(
        **{
            "actors.north.signals": {"loud": {"strength": 1}},
            "actors.south.readings": two,
            "actors.south.weights": {"open": 0, "strict": 1},
            "actors.south.softening": softening,
        }
    )
    from sim.engine.points import Points

    worlds = Points(Worlds(1, range(50)), [{}, {"actors.south.softening.rate": 0.0}])
    steps = run_worlds(scenario, worlds, lambda model: model.record.softened["south"])
    assert steps.tolist() == [1] * 50 + [0] * 50


def test_no_uniform_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """The generator gives a 0 once in 2^53 draws: an infinite logistic, which 0 makes no number."""
    stream = type("Stream", (), {"random": lambda self, size: np.zeros(size)})()
    monkeypatch.setattr(np.random, "Generator", lambda _: stream)
    assert Worlds(1, range(3)).uniform("x").tolist() == [MIN_UNIFORM] * 3
    assert np.isfinite(Worlds(1, range(3)).logistic("x")).all()


def test_a_beta_of_shapes_that_are_next_to_nothing_is_refused() -> None:
    share = {"beta": {"a": LARGEST, "b": 1e-300}}
    assert "beta.b: must be 0.01 or more" in refusal(**{"meeting.goes_ahead": share})


def test_betas_of_extreme_shapes_can_be_drawn() -> None:
    goes: Any = {"beta": {"a": 0.01, "b": LARGEST}}
    shares = simulate(toy(**{"meeting.goes_ahead": goes}), 500, 1, uncertain=True)
    assert shares.outcomes
