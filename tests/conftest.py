"""What all tests share: where scenarios are, and a small crisis whose equations are easy."""

import os
import sys
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from matplotlib import figure
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from sim import Result, Scenario, simulate, uncertainty
from sim.engine.outcome import outcomes_of
from sim.ensemble.chances import summed
from sim.ensemble.run import run_of
from sim.plots.figure import Figure
from tests.pictures import Word

os.environ["COLUMNS"] = "80"  # whatever terminal the tests are run in
sys.dont_write_bytecode = False  # each process that they start would compile all of Parley anew
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
settings.register_profile("parley", deadline=None, derandomize=True)
settings.load_profile("parley")

ROOT = Path(__file__).parent.parent
BASELINE = ROOT / "scenarios" / "thursday" / "baseline.yaml"
ALL_SCENARIOS = sorted((ROOT / "scenarios").rglob("*.yaml"))


LONG = ("test_browser.py", "test_handout_browser.py", "test_lessons.py")
"""Begin first: what their tests share takes long to make, and is made once where none are left."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; whoever has finished takes over what is left of others."""
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have a run without a seed draw the same one whenever this test runs."""
    drawn = Random(item.name).getrandbits
    pytest.MonkeyPatch().setattr("sim.ensemble.luck.randbits", drawn)


@cache
def load(*overrides: str) -> Scenario:
    """Return the baseline with some settings changed."""
    return Scenario.load(BASELINE, overrides)


@cache
def loaded(path: Path) -> Scenario:
    """Return a scenario of the library, read once for all tests of a worker."""
    return Scenario.load(path)


def run(*overrides: str, worlds: int = 100_000, seed: int = 11) -> Result:
    """Run the baseline with some settings changed."""
    return simulate(load(*overrides), worlds=worlds, seed=seed)


def toy(**changes: Any) -> Scenario:
    """Return a crisis of two parties who are certain to come, with parts of it changed.

    Keys with dots lead into the data: ``toy(**{"actors.north.inclination": 0})``.
    """
    party = {
        "role": "party",
        "readings": {"open": {"attends_if": {"leaders": "always"}}},
        "weights": {"open": 1},
        "inclination": 1000,
        "thresholds": {"delegations": 0, "leaders": 1},
    }
    data: dict[str, Any] = {
        "title": "Toy",
        "summary": "Two parties, four ticks a day for two days.",
        "clock": {
            "starts": "2001-01-01T00:00+00:00",
            "hours_per_tick": 6,
            "deadline": "2001-01-03T00:00+00:00",
            "on_time_until": "2001-01-04T00:00+00:00",
            "follow_up_until": "2001-01-09T00:00+00:00",
        },
        "actors": {"north": {"name": "North", **party}, "south": {"name": "South", **party}},
        "meeting": {"goes_ahead": 1, "step_down": 0},
    }
    for path, entry in changes.items():
        *above, last = path.split(".")
        part = data
        for key in above:
            part[key] = dict(part.get(key, {}))
            part = part[key]
        part[last] = entry
    return Scenario.model_validate(data)


@cache
def toy_yaml() -> str:
    """Return the toy crisis as it stands in a file, written once for all tests of a worker."""
    return toy().to_yaml()


def ended(*outcomes: int) -> Result:
    """Return a run of the toy crisis whose worlds ended so, given by the outcomes' codes."""
    run, table = run_of(toy(), len(outcomes), 1), {"outcome": np.array(outcomes, np.int8)}
    certain = 1.0 * (table["outcome"] == np.arange(len(outcomes_of(run.scenario)))[:, None])
    return Result(run, table, summed(certain, range(len(outcomes)))[0])


LONG_LEVELS = (
    "clerks_of_the_harbour",
    "technical_delegations",
    "special_envoys",
    "foreign_ministers",
    "heads_of_state",
)


def tall(levels: int) -> Scenario:
    """Return a crisis with so many levels, where levels, readings and actors have long names."""
    above = LONG_LEVELS[1 - levels :]
    low, middle, high = above[0], above[len(above) // 2], above[-1]
    party = {
        "role": "party",
        "readings": {
            "in_any_case": {"attends_if": {high: "always"}},
            "only_for_a_promise": {
                "attends_if": {low: "always"} | {high: {"open_road": "promised"}}
            },
            "once_it_is_open": {"attends_if": {middle: {"open_road": "observed"}}},
        },
        "weights": {"in_any_case": 0.4, "only_for_a_promise": 0.3, "once_it_is_open": 0.3},
        "inclination": 1,
        "thresholds": {level: step / 2 for step, level in enumerate(above)},
        "announce_chance": 0.5,
    }
    road = {"title": "the road is open", "grantor": "south", "log_rate": -0.5}
    return toy(
        levels=["away", *above],
        **{"conditions.open_road": road, "clock.follow_up_until": "2001-01-29T00:00+00:00"},
        **{"actors.north": {"name": "Commonwealth of Mwamma", **party}},
        **{"actors.south": {"name": "The Serrano Federation", **party}},
        **{
            "actors.bank": {
                "role": "backer",
                "name": "Bank of the Nine Cantons",
                "signals": {"backing": {"strength": 1}},
            }
        },
        meeting={"goes_ahead": 0.8, "step_down": 0.5, "late_rate": 0.1},
    )


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    """Return the week as the article words it."""
    return load()


@pytest.fixture(scope="session")
def baseline_result() -> Result:
    """Return 20,000 worlds of the baseline."""
    return run(worlds=20_000)


@pytest.fixture
def unpictured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pictures of reports and cards empty, where only their words are looked at."""
    from sim.pages import cards, report

    none = "data:image/png;base64,"
    empty = dict.fromkeys(report.SEEN, none)
    monkeypatch.setattr(report, "_pictures", lambda _: empty.items())
    monkeypatch.setattr(cards, "_diagram", lambda _: none)


def leave_undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have figures write a word where their picture would be, from here on."""

    def write(_: figure.Figure, to: Path | BytesIO, **__: object) -> None:
        to.write_bytes(b"a picture") if isinstance(to, Path) else to.write(b"a picture")

    monkeypatch.setattr(figure.Figure, "savefig", write)
    monkeypatch.setattr(Figure, "savefig", write)


@pytest.fixture
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set luck and not knowing apart by few draws, where how well is not looked at."""
    few = partial(uncertainty, draws=32, lucks=32)
    monkeypatch.setattr("sim.cli.uncertain.uncertainty", few)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave pictures undrawn, where only what stands beside them is looked at."""
    leave_undrawn(monkeypatch)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Word]:
    """Return a list that gathers every text as it is drawn, with its place in pixels.

    The line that leads from a text to what it is about is no part of it.
    """
    words: list[Word] = []
    draw = Text.draw

    def draw_and_tell(self: Text, renderer: RendererBase) -> None:
        draw(self, renderer)
        if self.get_visible() and self.get_text().strip():
            words.append((self.get_text(), Text.get_window_extent(self, renderer)))

    monkeypatch.setattr(Text, "draw", draw_and_tell)
    return words
